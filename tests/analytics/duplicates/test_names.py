"""Names in the form in which they are compared."""

from __future__ import annotations

import pytest

from analytics.duplicates.names import are_one_name, family_name, given_name, main_name, plain, sound


@pytest.mark.parametrize(
    ("given", "found"),
    [("  O'Neill-MÜLLER ", "o neill muller"), ("Yılmaz", "yilmaz"), ("Straße", "strasse"), ("Łukasz", "lukasz"), ("José", "jose")],
)
def test_case_accents_and_signs_go(given: str, found: str):
    assert plain(given) == found


def test_titles_and_further_first_names_are_passed_over():
    assert given_name("Dr. Anna Maria") == "anna"
    assert given_name("Mr.") == ""
    assert family_name("van der Berg") == family_name("Vanderberg")


@pytest.mark.parametrize(("one", "other"), [("meyer", "maier"), ("schmidt", "schmitt"), ("philips", "fillips"), ("smith", "smyth")])
def test_what_sounds_alike_has_one_sound(one: str, other: str):
    assert sound(one) == sound(other)


@pytest.mark.parametrize(("one", "other"), [("smith", "jones"), ("keller", "berger"), ("lee", "khan")])
def test_what_sounds_different_has_two(one: str, other: str):
    assert sound(one) != sound(other)


@pytest.mark.parametrize(
    ("one", "other"), [("bill", "william"), ("bob", "rob"), ("liz", "beth"), ("max", "maximilian"), ("uschi", "ursula")]
)
def test_forms_of_one_name(one: str, other: str):
    assert are_one_name(one, other)
    assert are_one_name(other, one)


@pytest.mark.parametrize(("one", "other"), [("anna", "annas"), ("louis", "louise"), ("peter", "paul"), ("bill", "bob")])
def test_two_names(one: str, other: str):
    assert not are_one_name(one, other)


def test_a_short_form_of_several_names_stays_what_it_is():
    assert main_name("bill") == "william"
    assert main_name("alex") == "alex"
    assert main_name("peter") == "peter"
