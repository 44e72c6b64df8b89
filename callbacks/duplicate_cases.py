"""How accounts are drawn side by side, and the evidence about a pair, in words and bars."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import accumulate
from typing import Any

from dash import html

from dashapp import formats
from dashapp.cards import icon

SIGNS = {"same": "Same", "different": "Differs", "unknown": "Not in all"}
LABEL = "The pair to decide about. Keys: S same person, D different, U undecided, Z takes the last answer back."


def keys(pair: str) -> dict[str, Any]:
    """What makes an element answer to keys while the focus is in it. pair: what it is about, so that the next one takes the focus."""
    return {"className": "tr-keys", "tabIndex": "0", "role": "group", "aria-label": LABEL, "data-about": pair}


def side_by_side(case: Any) -> html.Table:
    """Accounts in columns: each field with its values, whether they agree, and which would be kept and why."""
    heads = [html.Th(_account(number, made, case.stays), scope="col") for number, made in zip(case.numbers, case.made, strict=True)]
    head = html.Thead(html.Tr([html.Td("Field"), *heads, html.Th("Agreement", scope="col"), html.Th("Would be kept", scope="col")]))
    return html.Table([head, html.Tbody([_row(row, case.numbers) for row in case.rows])], className="tr-table tr-sides")


def _account(number: str, made: str, stays: str) -> list[Any]:
    known = [f"since {formats.day(made)}"] if made else []
    told = ", ".join([*known, *(["stays"] if number == stays else [])])
    return [html.Span(number, className="tr-code-text"), html.Small(told, className="tr-muted")]


def _row(row: Any, numbers: tuple[str, ...]) -> html.Tr:
    differs = row.agreement != "same"
    values = [_value(value, kept=differs and number == row.kept_from) for value, number in zip(row.values, numbers, strict=True)]
    sign = html.Td(SIGNS[row.agreement], className=f"tr-agree tr-agree-{row.agreement}")
    why = html.Td(f"{row.kept_from}: {row.reason}" if differs else "what all have", className="tr-muted")
    return html.Tr([html.Th(row.title, scope="row"), *values, sign, why])


def _value(value: str | None, *, kept: bool) -> html.Td:
    said = html.Span("none", className="tr-muted") if value is None else value
    mark = [icon("check"), html.Span("kept", className="visually-hidden")] if kept else []
    return html.Td([said, *mark])


def waterfall(evidence: Mapping[str, Any]) -> html.Table:
    """The steps from how rare pairs of one person are to the odds of this one: words, bits, and a bar from where the step begins."""
    steps = evidence["steps"]
    totals = list(accumulate(step["bits"] for step in steps))
    begins = [0.0, *totals[:-1]]
    least, most = min(0.0, *totals), max(0.0, *totals)
    width = max(most - least, 1e-9)
    rows = [
        _step(step, (min(begin, end) - least) / width, abs(step["bits"]) / width)
        for step, begin, end in zip(steps, begins, totals, strict=True)
    ]
    total = html.Tr(
        [html.Th("Together", scope="row"), html.Td("above 0 speaks for one person"), html.Td(f"{evidence['bits']:+.1f}"), html.Td()]
    )
    caption = html.Caption("Evidence in bits: each step doubles the odds, or halves them where it is below 0")
    head = html.Thead(html.Tr([html.Th(title, scope="col") for title in ("What", "Seen", "Bits", "So far")]))
    return html.Table([caption, head, html.Tbody([*rows, total])], className="tr-table tr-evidence")


def _step(step: Mapping[str, Any], begin: float, width: float) -> html.Tr:
    side = "for" if step["bits"] >= 0 else "against"
    bar = html.Div(className=f"tr-bar tr-bar-{side}", style={"marginLeft": f"{begin:.2%}", "width": f"{width:.2%}"})
    cells = [
        html.Td(step["level"]),
        html.Td(f"{step['bits']:+.1f}", className="tr-number"),
        html.Td(bar, className="tr-bar-cell", **{"aria-hidden": "true"}),
    ]
    return html.Tr([html.Th(step["title"], scope="row"), *cells])
