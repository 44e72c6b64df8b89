"""What is said of e-mail addresses by looking at them."""

from __future__ import annotations

import pandas
import pytest

from analytics.contacts.emails import check_email, check_emails, is_filler, mailbox


@pytest.mark.parametrize(
    ("given", "reason", "suggestion"),
    [
        ("john.smith.gmail.com", "no_at_sign", "john.smith.@gmail.com"),
        ("johnsmithgmail.com", "no_at_sign", "johnsmith@gmail.com"),
        ("john smith@gmail.com", "spaces", "johnsmith@gmail.com"),
        ("john..smith@gmail.com", "two_dots", "john.smith@gmail.com"),
        ("john@gmail", "no_ending", "john@gmail.com"),
        ("john@nowhere", "no_ending", None),
        (".john@gmail.com", "syntax", None),
        ('"john"@gmail.com', "syntax", None),
        ("test@test.com", "filler", None),
        ("a@a.com", "filler", None),
    ],
)
def test_what_cannot_be_an_address_is_refused_with_what_was_meant(given: str, reason: str, suggestion: str | None):
    check = check_email(given)
    assert (check.verdict, check.reasons, check.normal) == ("invalid", (reason,), None)
    # A name that ends with a dot before the lost @ is not mended to something that is wrong again.
    assert check.suggestion == (None if suggestion == "john.smith.@gmail.com" else suggestion)


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("ann@gmial.com", "ann@gmail.com"),
        ("ann@gmail.con", "ann@gmail.com"),
        ("ann@hotmai.com", "ann@hotmail.com"),
        ("ann@yahooo.co.uk", "ann@yahoo.co.uk"),
    ],
)
def test_a_slip_of_a_known_domain_is_doubted_and_never_refused(given: str, meant: str):
    check = check_email(given)
    assert (check.verdict, check.reasons, check.suggestion) == ("doubtful", ("slip",), meant)
    assert check.normal == given


@pytest.mark.parametrize("given", ["ann@mail.com", "ann@ymail.com", "ann@gmx.at", "ann@studio.photography", "ann@bücher.example.org"])
def test_known_new_and_international_domains_are_valid(given: str):
    assert check_email(given).verdict == "valid"


def test_disposable_domains_are_doubted_below_their_own_too_and_roles_only_noted():
    assert check_email("ann@mailinator.com").reasons == ("disposable",)
    assert check_email("ann@inbox.mailinator.com").verdict == "doubtful"
    role = check_email("info@hearthmark.example.org")
    assert (role.verdict, role.reasons) == ("valid", ("role",))


def test_a_person_whose_domain_is_their_name_is_no_filler():
    assert not is_filler("smith@smith.com")
    assert check_email("smith@smith.com").verdict == "valid"


def test_a_domain_that_one_customer_has_is_noted_and_stays_valid():
    checks = check_emails(pandas.Series(["ann@ours.org", "ben@both.org", "eve@both.org", None, " ", "ann@ours.org"]))
    assert checks["ann@ours.org"].reasons == ("domain_once",)
    assert checks["ann@ours.org"].verdict == "valid"
    assert checks["ben@both.org"].reasons == ()
    assert len(checks) == 3


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Ann.Lee+shop@gmail.com", "annlee@googlemail.com", True),
        ("ANN@Outlook.com", "ann+home@outlook.com", True),
        ("ann.lee@outlook.com", "annlee@outlook.com", False),
        ("ann@gmial.com", "ann@gmail.com", True),
    ],
)
def test_mailboxes(one: str, other: str, same: bool):
    assert (mailbox(one) == mailbox(other)) is same
