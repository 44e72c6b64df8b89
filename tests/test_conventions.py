"""The repository keeps its own rules, and every rule is seen to fail once."""

from __future__ import annotations

from functools import cache

import pytest

from dashapp.settings import ROWS
from docs import settings as settings_page
from tests.conventions import code, shape, wiring, words
from tests.conventions.rule import RULES, Files, Rule, repository

every_rule = pytest.mark.parametrize("rule", RULES, ids=str)
kept_files = cache(repository)


@every_rule
def test_the_repository_keeps(rule: Rule):
    offences = list(rule.check(kept_files()))
    assert not offences, f"{rule.sentence}.\n" + "\n".join(offences)


@pytest.mark.parametrize(("rule", "example"), [(rule, example) for rule in RULES for example in rule.bad], ids=str)
def test_can_fail(rule: Rule, example: Files):
    assert list(rule.check(example)), f"{rule.name} does not see its own bad example"


@every_rule
def test_accepts_what_is_right(rule: Rule):
    assert list(rule.check(rule.good)) == []


def test_every_module_of_rules_is_read():
    assert {rule.check.__module__ for rule in RULES} == {module.__name__ for module in (code, shape, wiring, words)}


def test_the_page_of_settings_is_current():
    assert settings_page.PAGE.read_text() == settings_page.page(ROWS), "docs/settings.md is not current. Run `make docs`."


def test_a_changed_setting_changes_its_page():
    assert settings_page.page(ROWS[1:]) != settings_page.page(ROWS)
