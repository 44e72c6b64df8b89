"""Composes the application for gunicorn: settings, pages, callbacks, warmed up."""

from collections.abc import Mapping

# numpy is imported by plotly lazily, and half-imported under concurrent first requests; so it comes first.
import numpy  # noqa: F401 imported for its side effect
import pandas  # noqa: F401 imported for its side effect
import pyarrow.pandas_compat  # noqa: F401 what the first answer would import comes before the fork, so that workers share it

import api
import callbacks
import layouts
import queries
from dashapp.db.engines import warehouse_engine
from dashapp.db.migrate import migrate
from dashapp.errors import NoData, TallyroomError
from dashapp.factory import Application, create_app, warm_up
from dashapp.page import Page
from dashapp.settings import Settings
from jobs import raw
from jobs.office import OFFICE
from queries import catalogue
from queries.certification import lapse
from queries.lineage.relations import relations
from queries.registry import registry
from queries.warehouse import code


def compose(settings: Settings, pages: Mapping[str, Page]) -> Application:
    """The whole application over the databases of these settings, the SQL library read."""
    migrate(settings)
    _reach_warehouse(settings)
    _read_files()
    lapse(settings)
    warehouse = queries.open(settings)
    warehouse.latency.begin()
    desk = callbacks.Desk(settings, warehouse, pages, OFFICE, callbacks.TABLES)
    app = create_app(settings, pages, callbacks.registrations(desk), [*callbacks.blueprints(desk), api.blueprint(desk)])
    warm_up(app, settings)
    return app


def server():
    """The WSGI callable, made from the environment. A setting that does not work ends the process with one sentence."""
    try:
        return compose(Settings.from_environment(), layouts.pages()).server
    except TallyroomError as error:
        raise SystemExit(str(error)) from None


def _read_files() -> None:
    """Read the SQL library, its lineage, the metrics and the program's own digest before workers are forked: each would do it again."""
    for read in (catalogue.queries, relations, registry, code):
        read()


def _reach_warehouse(settings: Settings) -> None:
    """Ask the warehouse once, so that one that does not answer is known at start; bring one of an earlier release up to date."""
    raw.create(warehouse_engine(settings))
    warehouse = queries.open(settings)
    try:
        warehouse.version()
    except NoData:
        pass
    finally:
        warehouse.close()
