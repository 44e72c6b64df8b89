"""What happens: generic callbacks that serve every page, and the routes of its downloads."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import dash
from flask import Blueprint

from callbacks import (
    actions,
    administration,
    charts,
    check_page,
    exports,
    facts,
    filters,
    grids,
    info,
    kpis,
    pages,
    panels,
    query_page,
    rows,
    scorecards,
    segment_page,
    workbench_page,
)
from callbacks.panels import TABLES
from queries.desk import Desk

__all__ = ["TABLES", "Desk", "blueprints", "registrations"]

MODULES = (pages, filters, kpis, charts, scorecards, facts, grids, rows, info, panels, check_page, actions)


def registrations(desk: Desk) -> list[Callable[[dash.Dash], None]]:
    """The functions that register every callback on an application."""
    return [partial(module.register, desk=desk) for module in MODULES]


def blueprints(desk: Desk) -> list[Blueprint]:
    """The Flask routes beside Dash."""
    modules = (exports, administration, query_page, check_page, workbench_page, segment_page)
    return [module.blueprint(desk) for module in modules]
