"""System health: the columnar copy and the shared cache, which are files and in no database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dash import html
from sqlalchemy.engine import make_url

from callbacks.deeds import Served
from dashapp import formats
from dashapp.errors import NoData
from queries.cards import Question
from queries.columnar import copy_path
from queries.desk import Desk
from queries.shared_cache import FOLDER, measured

ENGINES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def copies(desk: Desk, question: Question, _key: str) -> Any:
    """Engines, the copy of the current version, and what is cached."""
    locale, settings = question.viewer.locale, desk.settings
    facts = {
        "Warehouse": _engine(settings.warehouse_url),
        "Accounts": _engine(settings.accounts_url),
        "Columnar copy": _copy(desk, locale),
        "Shared cache": "Redis" if settings.cache_url else _folder(settings.var_dir / FOLDER, locale),
    }
    return html.Dl([part for name, words in facts.items() for part in (html.Dt(name), html.Dd(words))], className="tr-facts")


def _engine(url: str) -> str:
    return ENGINES[make_url(url).get_backend_name()]


def _copy(desk: Desk, locale: str) -> str:
    try:
        version = desk.warehouse.version().version
    except NoData:
        return "Nothing is published."
    path = copy_path(desk.settings.var_dir, version)
    if not path.exists():
        return f"Version {version} has none: pages read the warehouse itself, slower."
    return f"Of version {version}, {_size(path.stat().st_size, locale)}"


def _folder(folder: Path, locale: str) -> str:
    answers, size = measured(folder)
    return f"{formats.integer(answers, locale)} answers, {_size(size, locale)}"


def _size(count: int, locale: str) -> str:
    return f"{formats.decimal(count / 1_000_000, locale)} MB"


PANELS = {"health.copies": Served(copies)}
