"""The model card: one component for every model, and what a run has to tell for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from dash import html

from dashapp import formats
from dashapp.model_drift import Drift
from dashapp.table import Column


@dataclass(frozen=True)
class Figure:
    """One of the numbers of a card: its title, unit (ratio, decimal, integer or money), value and interval, and what the rule has."""

    name: str
    title: str
    unit: str
    value: float
    low: float | None = None
    high: float | None = None
    of_rule: float | None = None


@dataclass(frozen=True)
class Card:
    """What a run says of itself. Days are ISO dates.

    window: first and last day of the data. cut: the day up to which the test let the model see; tested_to: the last day it was held
    against. rule: the simple rule beside the model; beats_rule: whether the model did better after the cut, None where that was not
    tested. fails: where not to trust it. missing: what is lacking when there was not enough data, and then nothing else is shown.
    test: how it was tested, in words, where not by days that were held out. refused: why what it found is not used, nor a rule instead.
    drift: what has moved since the test; None where that is not watched, as on cards of earlier releases.
    """

    model: str
    title: str
    owner: str
    question: str
    window: tuple[str, str]
    missing: tuple[str, ...] = ()
    cut: str = ""
    tested_to: str = ""
    rule: str = ""
    beats_rule: bool | None = None
    figures: tuple[Figure, ...] = ()
    fails: tuple[str, ...] = ()
    test: str = ""
    refused: str = ""
    drift: Drift | None = None

    def as_json(self) -> dict[str, Any]:
        """Everything, as JSON has it."""
        return {**asdict(self), "drift": self.drift and self.drift.as_json(), "uses": self.uses}

    @property
    def uses(self) -> str:
        """What pages show: the scores of the model, those of the rule where that did better, or nothing."""
        if self.missing or self.refused:
            return "nothing"
        return "rule" if self.beats_rule is False else "model"

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> Card:
        """The card that `as_json` gave."""
        lists = {name: tuple(given[name]) for name in ("window", "missing", "fails")}
        figures = tuple(Figure(**figure) for figure in given["figures"])
        drift = Drift.from_json(given["drift"]) if given.get("drift") else None
        return cls(**{**{name: value for name, value in given.items() if name != "uses"}, **lists, "figures": figures, "drift": drift})


def model_card(card: Card, run: Mapping[str, Any], currency: str, locale: str) -> html.Div:
    """The card as a person reads it. run: trained_at, as_of_date, is_of_shown_data."""
    stale = None if run["is_of_shown_data"] else html.P(_stale(run, locale), className="tr-note", role="status")
    facts = _lacking(card, locale) if card.missing else _tested(card, currency, locale)
    facts |= {"Last run": f"{formats.day(run['trained_at'][:10], locale)}, {run['trained_at'][11:16]} UTC", "Owner": card.owner}
    listed = html.Dl(
        [part for name, words in facts.items() for part in (html.Dt(name), html.Dd(words))], className="tr-facts tr-model-card"
    )
    return html.Div([html.P(card.question), stale, listed])


def _stale(run: Mapping[str, Any], locale: str) -> str:
    return f"The scores are of data to {formats.day(run['as_of_date'], locale)}; other data has been published since. They follow soon."


def _lacking(card: Card, locale: str) -> dict[str, Any]:
    return {"Not enough data": html.Ul([html.Li(words) for words in card.missing]), "Data": _period(*card.window, locale)}


def _tested(card: Card, currency: str, locale: str) -> dict[str, Any]:
    figures = {figure.title: _figure(figure, currency, locale) for figure in card.figures}
    refused = {"Refused": card.refused} if card.refused else {}
    return {
        **refused,
        "Data": _period(*card.window, locale),
        "Test": card.test or _held_out(card, locale),
        "Beside a simple rule": f"{card.rule} {_verdict(card)}",
        **figures,
        **({"Drift": html.Ul([html.Li(words) for words in card.drift.sentences(currency, locale)])} if card.drift else {}),
        "Where it fails": html.Ul([html.Li(words) for words in card.fails]),
    }


def _held_out(card: Card, locale: str) -> str:
    return f"Trained to {formats.day(card.cut, locale)}, held against what happened to {formats.day(card.tested_to, locale)}"


def _verdict(card: Card) -> str:
    if card.beats_rule is None:
        return "It was not tested against it."
    return "The model did better." if card.beats_rule else "The rule did better, so the page uses the rule."


def _figure(figure: Figure, currency: str, locale: str) -> str:
    def told(value: float) -> str:
        return formats.short(value, Column(figure.name, figure.title, figure.unit), currency, locale)

    interval = f" ({told(figure.low)} to {told(figure.high)})" if figure.low is not None and figure.high is not None else ""
    beside = f"; the rule: {told(figure.of_rule)}" if figure.of_rule is not None else ""
    return f"{told(figure.value)}{interval}{beside}"


def _period(first: str, last: str, locale: str) -> str:
    return f"{formats.day(first, locale)} to {formats.day(last, locale)}"
