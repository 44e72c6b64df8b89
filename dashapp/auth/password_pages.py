"""The pages of passwords: change one's own, ask for a link when it is forgotten, choose another by the link."""

from __future__ import annotations

import threading

from flask import Response, abort, redirect, request, session, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from dashapp.auth import reset_links, throttle
from dashapp.auth.authentication import authentication, client_address, current_viewer
from dashapp.auth.entering import enter
from dashapp.auth.login import NOTICE
from dashapp.auth.passwords import require_unlisted
from dashapp.auth.plain_pages import BLUEPRINT, page, status_of
from dashapp.auth.sessions import PASSWORD, PROVIDER, SignedIn
from dashapp.auth.sign_in import EXPIRED, Refused, delayed, sign_in
from dashapp.auth.users import name_key, set_password
from dashapp.errors import Forbidden, UserError

LINK = "reset_link"
SENT = "If there is a user of that name or address, with an e-mail address, a link is on its way. It works for 30 minutes."


@BLUEPRINT.get("/change-password")
def change_password() -> BaseResponse:
    """The form to choose a password."""
    return _change_form(200)


@BLUEPRINT.post("/change-password")
def change_password_answer() -> BaseResponse:
    """Set the password, end every other session, and go on in a fresh one."""
    require_own_password()
    door, viewer = authentication(), current_viewer()
    refused = None if current_user.must_change_password else password_refused()
    if refused:
        return _change_form(status_of(refused, 400), refused)
    try:
        set_password(door.engine, viewer.name, _chosen(), viewer)
    except UserError as error:
        return _change_form(400, Refused(str(error)))
    return enter(viewer.user_id, "/", PASSWORD, "earlier")


@BLUEPRINT.get("/forgot-password")
def forgot_password() -> BaseResponse:
    """The form to ask for a link; nothing is here when no mail can be sent."""
    return page("forgot_password.html", sent="") if authentication().settings.smtp_url else abort(404)


@BLUEPRINT.post("/forgot-password")
def forgot_password_answer() -> BaseResponse:
    """Send a link, or nothing: the answer is the same, and as quick. Looking up and sending happen behind it."""
    door, asked = authentication(), request.form.get("name", "")[:254]
    if not door.settings.smtp_url:
        abort(404)
    admission = throttle.admit(door.engine, f"\0link\0{name_key(asked)}", client_address(), door.now)
    if admission.wait:
        return page("forgot_password.html", 429, Refused(delayed(admission.wait), admission.wait), sent="")
    given = door.engine, door.settings, asked, door.now
    threading.Thread(target=reset_links.send, args=given, name="reset-link", daemon=True).start()
    return page("forgot_password.html", sent=SENT)


@BLUEPRINT.get(reset_links.PATH)
def reset_password() -> BaseResponse:
    """Take the token out of the address, where it could be read over a shoulder, and show the form. Nothing is used up yet."""
    if "token" in request.args:
        session[LINK] = request.args["token"]
        return redirect(url_for("login.reset_password"))
    return _reset_form(200)


@BLUEPRINT.post(reset_links.PATH)
def reset_password_answer() -> BaseResponse:
    """Set the password; then it is typed in, with the second factor where there is one."""
    door = authentication()
    try:
        reset_links.use(door.engine, door.settings, session.get(LINK, ""), _chosen(), door.now)
    except UserError as error:
        return _reset_form(400, Refused(str(error)))
    session.clear()
    session[NOTICE] = "Your new password is saved. Sign in with it."
    return redirect(url_for("login.sign_in_page"), 303)


def require_own_password() -> None:
    """Forbidden for somebody whose password is the provider's business."""
    if current_user.method == PROVIDER:
        raise Forbidden("You sign in through the provider. Your password and second factor are there.")


def password_refused() -> Refused | None:
    """Why the current password, asked for once more, will not do."""
    person: SignedIn = current_user
    door = authentication()
    outcome = sign_in(door.engine, person.viewer.name, request.form.get("current", ""), client_address(), door.now)
    if isinstance(outcome, Refused):
        return outcome if outcome.wait or outcome.sentence == EXPIRED else Refused("The current password is not right.")
    return None


def _change_form(status: int, refused: Refused | None = None) -> Response:
    require_own_password()
    person: SignedIn = current_user
    return page("change_password.html", status, refused, first=person.must_change_password, name=person.viewer.name)


def _reset_form(status: int, refused: Refused | None = None) -> Response:
    door = authentication()
    name = reset_links.owner(door.engine, door.settings, session.get(LINK, ""), door.now)
    if name is None:
        return page("reset_password.html", 400, Refused(reset_links.USED_UP), name="", forgot=bool(door.settings.smtp_url))
    return page("reset_password.html", status, refused, name=name)


def _chosen() -> str:
    """The new password, typed twice alike, unlike the current one, and on no list of leaked ones."""
    chosen = request.form.get("password", "")
    if chosen != request.form.get("repeat", ""):
        raise UserError("The two new passwords differ. Type the same one twice.")
    if chosen and chosen == request.form.get("current"):
        raise UserError("The new password is the current one. Choose another.")
    require_unlisted(chosen, authentication().settings)
    return chosen
