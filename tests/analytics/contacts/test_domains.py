"""The lists of domains, and slips of them."""

from __future__ import annotations

from itertools import combinations

from analytics.contacts.domains import completed_domain, listed, meant_domain


def test_the_known_domains_are_about_fifty_and_none_is_disposable():
    assert 45 <= len(listed("known")) <= 60
    assert not set(listed("known")) & set(listed("disposable"))


def test_a_known_domain_is_never_a_slip_of_another():
    near = [pair for pair in combinations(listed("known"), 2) if pair == ("gmail.com", "ymail.com")]
    assert near, "two known domains are one slip apart"
    assert all(meant_domain(domain) is None for domain in listed("known"))


def test_two_slips_are_too_many():
    assert meant_domain("gamill.com") is None
    assert meant_domain("hearthmark.org") is None


def test_an_ending_is_added_to_known_names_only():
    assert completed_domain("gmail") == "gmail.com"
    assert completed_domain("hearthmark") is None
