"""Composes the application for gunicorn: settings, pages, callbacks, warmed up."""

# numpy is imported by plotly lazily, and half-imported under concurrent first requests; so it comes first.
import numpy  # noqa: F401 imported for its side effect
import pandas  # noqa: F401 imported for its side effect

import callbacks
import layouts
import queries
from dashapp.db.migrate import migrate
from dashapp.factory import Application, create_app, warm_up
from dashapp.settings import Settings


def compose(settings: Settings) -> Application:
    """The whole application over the databases of these settings."""
    migrate(settings)
    pages = layouts.pages()
    desk = callbacks.Desk(settings, queries.open(settings), pages)
    app = create_app(settings, pages, callbacks.registrations(desk), callbacks.blueprints(desk))
    warm_up(app, settings)
    return app


def server():
    """The WSGI callable, made from the environment."""
    return compose(Settings.from_environment()).server
