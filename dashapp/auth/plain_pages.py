"""What the plain pages share: their blueprint, how one is drawn, and their own files. Nothing of Dash is needed for them."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, make_response, render_template, request, send_file

from dashapp.auth.refusals import local_path
from dashapp.auth.sign_in import Refused

_ROOT = Path(__file__).parents[2]
_TEMPLATES = Path(__file__).parents[1] / "templates"
STYLE_SECONDS = 3600

BLUEPRINT = Blueprint("login", __name__, template_folder=str(_TEMPLATES))


@BLUEPRINT.get("/healthz")
def healthz() -> Response:
    """That this process answers."""
    return Response("ok", mimetype="text/plain")


@BLUEPRINT.get("/login/style.css")
def style() -> Response:
    """The style of the plain pages."""
    return send_file(_ROOT / "assets" / "login.css", mimetype="text/css", max_age=STYLE_SECONDS)


@BLUEPRINT.get("/favicon.ico")
def favicon() -> Response:
    """The mark, for the browser's tab."""
    return send_file(_TEMPLATES / "_mark.svg", mimetype="image/svg+xml", max_age=STYLE_SECONDS)


def page(template: str, status: int = 200, refused: Refused | None = None, **values: object) -> Response:
    """A plain page; what was refused is said on it."""
    answer = make_response(render_template(template, error=refused.sentence if refused else "", **values), status)
    if refused and refused.wait:
        answer.headers["Retry-After"] = str(refused.wait)
    return answer


def status_of(refused: Refused, otherwise: int) -> int:
    """429 for a try that came too early."""
    return 429 if refused.wait else otherwise


def target() -> str:
    """Where the person wanted to go, always on this site."""
    return local_path(request.form.get("next") or request.args.get("next", "")) or "/"
