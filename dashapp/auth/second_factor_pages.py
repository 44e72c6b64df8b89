"""The pages of the second factor: add one, see the recovery codes once, turn it off."""

from __future__ import annotations

from flask import Response, redirect, request, url_for
from flask_login import current_user
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from dashapp.auth import second_factor
from dashapp.auth.authentication import authentication, client_address, current_viewer
from dashapp.auth.login import given_code
from dashapp.auth.password_pages import password_refused, require_own_password
from dashapp.auth.plain_pages import BLUEPRINT, page, status_of
from dashapp.auth.second_factor import Enrolment
from dashapp.auth.sessions import second_factor_required
from dashapp.auth.sign_in import Refused
from dashapp.errors import UserError


@BLUEPRINT.get("/second-factor")
def add_second_factor() -> BaseResponse:
    """A new key, as a picture and as text. For somebody who has a factor: the form to turn it off."""
    require_own_password()
    door, viewer = authentication(), current_viewer()
    if second_factor.is_on(door.engine, viewer.user_id):
        return _off_form(200)
    return _add_form(200, second_factor.begin(door.engine, door.settings, viewer))


@BLUEPRINT.post("/second-factor")
def add_second_factor_answer() -> BaseResponse:
    """Turn it on by password and code, and show the recovery codes, this once."""
    require_own_password()
    door, viewer = authentication(), current_viewer()
    waiting = second_factor.begun(door.engine, door.settings, viewer)
    if waiting is None:
        return redirect(url_for("login.add_second_factor"), 303)
    refused = password_refused()
    if refused:
        return _add_form(status_of(refused, 400), waiting, refused)
    try:
        codes = second_factor.confirm(door.engine, door.settings, viewer, request.form.get("code", ""), door.now)
    except UserError as error:
        return _add_form(400, waiting, Refused(str(error)))
    return page("recovery_codes.html", codes=codes)


@BLUEPRINT.post("/second-factor/off")
def turn_off_second_factor() -> BaseResponse:
    """Turn it off by password and code."""
    require_own_password()
    door, viewer = authentication(), current_viewer()
    refused = password_refused()
    if refused:
        return _off_form(status_of(refused, 400), refused)
    outcome = second_factor.check(door.engine, door.settings, viewer.user_id, given_code(), client_address(), door.now)
    if isinstance(outcome, Refused):
        return _off_form(status_of(outcome, 400), outcome)
    second_factor.turn_off(door.engine, viewer)
    return redirect(url_for("login.profile"), 303)


def _add_form(status: int, waiting: Enrolment, refused: Refused | None = None) -> Response:
    # The picture is drawn here from numbers; no text of anybody's is in it.
    picture = Markup(waiting.picture)  # noqa: S704 our own SVG, made from black and white squares
    must = current_user.must_add_second_factor
    return page("add_second_factor.html", status, refused, picture=picture, key=waiting.key, must=must, name=current_viewer().name)


def _off_form(status: int, refused: Refused | None = None) -> Response:
    required = second_factor_required(authentication().settings, current_viewer().role)
    return page("turn_off_second_factor.html", status, refused, required=required, name=current_viewer().name)
