"""Composes the application for gunicorn: settings, pages, callbacks, warmed up."""

# numpy is imported by plotly lazily, and half-imported under concurrent first requests; so it comes first.
import numpy  # noqa: F401 imported for its side effect
import pandas  # noqa: F401 imported for its side effect

import callbacks
import layouts
import queries
from dashapp.db.migrate import migrate
from dashapp.errors import NoData, TallyroomError
from dashapp.factory import Application, create_app, warm_up
from dashapp.settings import Settings


def compose(settings: Settings) -> Application:
    """The whole application over the databases of these settings."""
    migrate(settings)
    _reach_warehouse(settings)
    pages = layouts.pages()
    desk = callbacks.Desk(settings, queries.open(settings), pages)
    app = create_app(settings, pages, callbacks.registrations(desk), callbacks.blueprints(desk))
    warm_up(app, settings)
    return app


def server():
    """The WSGI callable, made from the environment. A setting that does not work ends the process with one sentence."""
    try:
        return compose(Settings.from_environment()).server
    except TallyroomError as error:
        raise SystemExit(str(error)) from None


def _reach_warehouse(settings: Settings) -> None:
    """Ask the warehouse once, so that one that does not answer is known at start and not at the first visit."""
    warehouse = queries.open(settings)
    try:
        warehouse.version()
    except NoData:
        pass
    finally:
        warehouse.close()
