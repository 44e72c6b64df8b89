"""The cover says in words what the numbers depend on."""

from __future__ import annotations

from dataclasses import replace

from dashapp.filters import Filters


def test_every_filter_is_in_words(cover):
    assert cover.lines() == [
        ("Shop", "Corner & Co"),
        ("Title", "Sales"),
        ("Question", "What sells?"),
        ("Made by", "Ann <ann>"),
        ("Made at (UTC)", "2026-10-01 07:30:00"),
        ("Data as of", "2026-09-30"),
        ("Data version", "7"),
        ("Period", "1–30 Sep 2026 (2026-09-01 to 2026-09-30, 30 days)"),
        ("Compared with", "Period before: 2 Aug – 31 Aug 2026 (2026-08-02 to 2026-08-31, 30 days)".replace("2 Aug – 31", "2–31")),
        ("Compared with", "Last year (52 weeks earlier): 2 Sep – 1 Oct 2025 (2025-09-02 to 2025-10-01, 30 days)"),
        ("Filter: brand", "Ada, Co; =Bold"),
        ("Filter: channel", "web"),
        ("Date basis", "Order date: a return counts on the day of its order"),
        ("Currency", "USD (only transactions in USD)"),
        ("Masking", "Names and e-mail addresses are masked for this role"),
    ]


def test_the_defaults_are_named_too(cover):
    lines = dict(replace(cover, filters=Filters(), masking="").lines())
    assert lines["Period"] == "1–30 Sep 2026 (2026-09-01 to 2026-09-30, 30 days)"
    assert (lines["Compared with"], lines["Filters"], lines["Masking"]) == ("nothing", "none", "none")
    assert lines["Currency"] == "GBP (reporting currency, all transactions)"
    assert lines["Date basis"].startswith("Event date")


def test_the_demo_shop_says_so_first(cover):
    assert replace(cover, is_demo=True).lines()[0] == ("Demo shop", "These are numbers of an invented shop")
    assert all("invented" not in words for _, words in cover.lines())


def test_a_period_that_is_not_over_says_so(cover):
    filters = Filters.from_search("?from=2026-09-29&to=2026-10-02&compare=previous")
    lines = dict(replace(cover, filters=filters).lines())
    assert lines["Period"].endswith("4 days), not over yet")
    assert lines["Compared with"].endswith("2 days), cut to the same elapsed share")
