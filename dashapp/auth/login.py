"""The plain pages: sign in, sign out, change the password. Nothing of Dash is needed for them, so nothing of it is public."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, make_response, redirect, render_template, request, send_file, session, url_for
from flask_login import current_user, login_user
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response as BaseResponse

from dashapp.auth import audit
from dashapp.auth.audit import Action
from dashapp.auth.authentication import authentication, client_address, current_viewer
from dashapp.auth.refusals import local_path
from dashapp.auth.sessions import SignedIn, end_session, find_session, open_session
from dashapp.auth.sign_in import EXPIRED, WRONG, Refused, sign_in
from dashapp.auth.users import set_password
from dashapp.errors import UserError

_ROOT = Path(__file__).parents[2]
_TEMPLATES = Path(__file__).parents[1] / "templates"
STYLE_SECONDS = 3600

BLUEPRINT = Blueprint("login", __name__, template_folder=str(_TEMPLATES))


@BLUEPRINT.get("/login")
def sign_in_page() -> BaseResponse:
    """The form, or straight on for somebody who is signed in."""
    target = _target()
    return redirect(target) if current_user.is_authenticated else _form(200)


@BLUEPRINT.post("/login")
def sign_in_answer() -> BaseResponse:
    """Let somebody in, or say why not."""
    door = authentication()
    outcome = sign_in(door.engine, request.form.get("name", ""), request.form.get("password", ""), client_address(), door.now)
    if isinstance(outcome, Refused):
        return _form(429 if outcome.wait else 401, outcome)
    return _enter(outcome)


@BLUEPRINT.post("/logout")
def sign_out() -> BaseResponse:
    """End this session."""
    _leave()
    return redirect(url_for("login.sign_in_page"), 303)


@BLUEPRINT.get("/change-password")
def change_password() -> BaseResponse:
    """The form to choose a password."""
    return _password_form(200)


@BLUEPRINT.post("/change-password")
def change_password_answer() -> BaseResponse:
    """Set the password, end every other session, and go on in a fresh one."""
    door, viewer = authentication(), current_viewer()
    refused = _current_refused()
    if refused:
        return _password_form(429 if refused.wait else 400, refused)
    try:
        set_password(door.engine, viewer.name, _chosen(), viewer)
    except UserError as error:
        return _password_form(400, Refused(str(error)))
    return _enter(viewer.user_id)


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


def sign_in_again() -> BaseResponse:
    """The form once more, when its token is not of this browser's session any longer."""
    return _form(400, Refused("This page had been open too long. Enter your password once more."))


def _target() -> str:
    return local_path(request.form.get("next") or request.args.get("next", "")) or "/"


def _form(status: int, refused: Refused | None = None) -> Response:
    shop = authentication().settings.shop_name
    return _page("login.html", status, refused, name=request.form.get("name", ""), target=_target(), shop=shop)


def _password_form(status: int, refused: Refused | None = None) -> Response:
    person: SignedIn = current_user
    return _page("change_password.html", status, refused, first=person.must_change_password, name=person.viewer.name)


def _page(template: str, status: int, refused: Refused | None, **values: object) -> Response:
    answer = make_response(render_template(template, error=refused.sentence if refused else "", **values), status)
    if refused and refused.wait:
        answer.headers["Retry-After"] = str(refused.wait)
    return answer


def _enter(user_id: int) -> BaseResponse:
    """Start a session in a cookie that holds nothing of before, and go where the person wanted to."""
    door, target = authentication(), _target()
    _end_current()
    token = open_session(door.engine, user_id, client_address(), request.user_agent.string, door.now)
    person = find_session(door.engine, door.settings, token, door.now)
    if person is None:
        return _form(401, Refused(WRONG))
    login_user(person)
    generate_csrf()
    audit.record(door.engine, person.viewer, Action.SIGN_IN, f"user:{user_id}", {"session": person.session_id, "address": client_address()})
    return redirect(target, 303)


def _leave() -> None:
    if current_user.is_authenticated:
        viewer, detail = current_user.viewer, {"session": current_user.session_id}
        audit.record(authentication().engine, viewer, Action.SIGN_OUT, f"user:{viewer.user_id}", detail)
    _end_current()


def _end_current() -> None:
    if current_user.is_authenticated:
        end_session(authentication().engine, current_user.token, authentication().now)
    session.clear()


def _current_refused() -> Refused | None:
    """Why the current password will not do. Who just came in with a one-time password is not asked for it again."""
    person: SignedIn = current_user
    if person.must_change_password:
        return None
    door = authentication()
    outcome = sign_in(door.engine, person.viewer.name, request.form.get("current", ""), client_address(), door.now)
    if isinstance(outcome, Refused):
        return outcome if outcome.wait or outcome.sentence == EXPIRED else Refused("The current password is not right.")
    return None


def _chosen() -> str:
    """The new password, typed twice alike and unlike the current one."""
    chosen = request.form.get("password", "")
    if chosen != request.form.get("repeat", ""):
        raise UserError("The two new passwords differ. Type the same one twice.")
    if chosen and chosen == request.form.get("current"):
        raise UserError("The new password is the current one. Choose another.")
    return chosen
