"""The application: Flask behind its guard, then Dash, then what it is given. It imports no page, query or model."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import dash
import flask
from dash.development.base_component import Component
from flask import Blueprint, Flask, Response, request
from werkzeug.middleware.proxy_fix import ProxyFix

from dashapp.auth.csrf import cookie_name
from dashapp.auth.guard import content_security_policy, current_viewer, protect
from dashapp.callback_gate import CallbackGate
from dashapp.opening import opens_to
from dashapp.page import Page
from dashapp.settings import Settings
from dashapp.shell import PRODUCT, shell
from dashapp.static import ASSETS_IGNORE, ASSETS_PATH_IGNORE, head_tags, serve_static, warm_static

ASSETS = Path(__file__).parent.parent / "assets"

Register = Callable[[dash.Dash], None]


class Application(dash.Dash):
    """Dash with our index page: the language on the html element, no inline script of ours."""

    def interpolate_index(self, **parts: str) -> str:  # type: ignore[override]
        """The page that every address answers with."""
        return (
            f'<!doctype html><html lang="en-GB"><head>{parts["metas"]}'
            f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{html.escape(PRODUCT)}</title>'
            f"{head_tags(self.get_asset_url)}{parts['favicon']}{parts['css']}</head>"
            f"<body>{parts['app_entry']}<footer>{parts['config']}{parts['scripts']}{parts['renderer']}</footer></body></html>"
        )


def create_app(
    settings: Settings, pages: Mapping[str, Page], callbacks: Iterable[Register], blueprints: Iterable[Blueprint] = ()
) -> Application:
    """Compose the application from its settings, its pages, its callbacks and its routes."""
    server = Flask(PRODUCT.lower(), static_folder=None, template_folder=str(Path(__file__).parent / "templates"))
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        server.wsgi_app = ProxyFix(server.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    protect(server, settings)
    for blueprint in blueprints:
        server.register_blueprint(blueprint)
    app = Application(
        PRODUCT,
        server=server,  # type: ignore[arg-type]
        assets_folder=str(ASSETS),
        assets_ignore=ASSETS_IGNORE,
        assets_path_ignore=ASSETS_PATH_IGNORE,
        suppress_callback_exceptions=True,
        serve_locally=True,
        use_async=False,
        enable_mcp=False,
        compress=False,
        include_pages_meta=False,
        update_title=None,  # type: ignore[arg-type]
        on_error=_reraise,
        csrf_token_name=cookie_name(settings),
    )
    app.layout = lambda: _layout(settings, pages)
    for register in callbacks:
        register(app)
    app.server.before_request(CallbackGate(app))
    app.server.after_request(_page_status(pages))
    serve_static(app)
    server.config["CONTENT_SECURITY_POLICY"] = content_security_policy(app.csp_hashes())
    return app


def warm_up(app: Application, settings: Settings) -> None:
    """Run Dash's own set-up once, before there are threads, whose first requests would race; compress the static files."""
    with app.server.test_client() as client:
        answer = client.get("/healthz")
    if answer.status_code != 200:
        raise RuntimeError(f"The application does not start: /healthz answered {answer.status_code}.")
    warm_static(app, settings.var_dir / "static")


def _layout(settings: Settings, pages: Mapping[str, Page]) -> Component:
    # Dash's own set-up calls this once with nobody signed in; the guard lets no such request through.
    return shell(current_viewer(), pages.values(), settings.shop_name) if flask.g.get("viewer") else dash.html.Div()


def _reraise(error: Exception) -> None:
    # A handler that returns turns a refused callback into a 200.
    raise error


def _page_status(pages: Mapping[str, Page]) -> Callable[[Response], Response]:
    """Pages that do not exist answer 404 and pages that the role does not open 403; the shell says so in words."""

    def set_status(response: Response) -> Response:
        is_index = request.method == "GET" and request.endpoint in ("/", "/<path:path>") and response.status_code == 200
        if is_index and request.path != "/":
            page = pages.get(request.path.strip("/"))
            if page is None:
                response.status_code = 404
            elif not opens_to(page, current_viewer()):
                response.status_code = 403
        return response

    return set_status
