"""Identifiers are compared in one form, and hashes tell nothing without their key."""

from __future__ import annotations

import pytest

from jobs.privacy.identifiers import Hasher, email_form, name_form, phone_form


@pytest.mark.parametrize("text", ["ada@example.org", " Ada@Example.ORG ", "<ada@example.org>", "\uff41da@example.org"])
def test_spellings_of_an_address_are_one(text: str):
    assert email_form(text) == "ada@example.org"


@pytest.mark.parametrize("text", ["", None, "ada", "@", "ada@", "two words@example.org", "Not recorded"])
def test_what_is_no_address_has_no_form(text: str | None):
    assert email_form(text) == ""
    assert Hasher("key").email(text) == ""


@pytest.mark.parametrize("text", ["+49 170 5550123", "0049-170-5550123", "0170 555 0123", "(0170) 5550123", "170.5550123"])
def test_a_telephone_number_is_one_with_and_without_its_country(text: str):
    assert phone_form(text) == "705550123"


@pytest.mark.parametrize("text", ["", None, "12345", "ext 5550123", "order 20260302"])
def test_what_is_no_telephone_number_has_no_form(text: str | None):
    assert phone_form(text) == ""


def test_names_lose_case_accents_and_punctuation():
    assert name_form("  José  O\u2019Neill-LÓPEZ ") == "jose o neill lopez"
    assert name_form("Jose\u0301 O'Neill_López") == "jose o neill lopez"


def test_hashes_depend_on_key_kind_and_source():
    one, other = Hasher("one"), Hasher("other")
    assert one.email("A@b.c") == one.email("a@B.C") != other.email("a@b.c")
    assert len({one.customer("shop", "17"), one.customer("demo", "17"), one.phone("5550117"), one.guest("shop", "17")}) == 4
    assert one.check != other.check
    assert "a@b.c" not in one.token("a@b.c")
