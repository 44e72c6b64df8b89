"""Model cards from the command line."""

from __future__ import annotations

from typing import Any

import click
import orjson

from dashapp.auth import operating
from dashapp.settings import Settings


@click.command("model-card")
@click.argument("name")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_obj
def model_card(settings: Settings, name: str, form: str) -> None:
    """Print the card of a model: question, data and cut, the simple rule beside it, numbers, drift, where it fails, last run, owner."""
    import queries
    from queries.model_cards import carded

    warehouse, viewer = queries.open(settings), operating.viewer(settings, None, f"model-card:{name}")
    card, run = carded(warehouse, name, viewer)
    told = {
        **card.as_json(),
        "trained_at": run["trained_at"],
        "as_of_date": run["as_of_date"],
        "is_of_shown_data": bool(run["is_of_shown_data"]),
    }
    drift = card.drift.sentences(warehouse.version().currency, viewer.locale) if card.drift else []
    click.echo(orjson.dumps(told, option=orjson.OPT_INDENT_2).decode() if form == "json" else "\n".join(_lines(told, drift)))


def _lines(told: dict[str, Any], drift: list[str]) -> list[str]:
    figures = [f"{one['title']}: {_number(one)}" for one in told["figures"]]
    apart = ("figures", "fails", "missing", "window", "drift")
    plain = {key: value for key, value in told.items() if key not in apart and value not in ("", None)}
    window = f"data: {' to '.join(told['window'])}"
    return [
        *(f"{key}: {value}" for key, value in plain.items()),
        window,
        *figures,
        *drift,
        *(f"- {words}" for words in (*told["missing"], *told["fails"])),
    ]


def _number(figure: dict[str, Any]) -> str:
    interval = f" ({figure['low']:.4g} to {figure['high']:.4g})" if figure["low"] is not None else ""
    return f"{figure['value']:.4g}{interval}" + (f", the rule {figure['of_rule']:.4g}" if figure["of_rule"] is not None else "")


GROUP = model_card
