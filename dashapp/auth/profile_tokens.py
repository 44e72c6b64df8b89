"""One's own tokens on the profile: made, shown once, listed, revoked."""

from __future__ import annotations

from collections.abc import Mapping

from flask import redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from dashapp.auth import tokens
from dashapp.auth.authentication import authentication, current_viewer
from dashapp.auth.permissions import Permission
from dashapp.auth.plain_pages import BLUEPRINT
from dashapp.auth.profile import SECTIONS, moment, profile_page
from dashapp.auth.secured import require
from dashapp.auth.tokens import Token
from dashapp.errors import UserError

LIVE_FIRST = 20


@BLUEPRINT.post("/profile/tokens")
def make_own_token() -> BaseResponse:
    """Make a token and show its secret, this once."""
    viewer, form = current_viewer(), request.form
    require(viewer, Permission.API_USE, "token")
    try:
        days = tokens.days_written(form.get("days", ""))
        made = tokens.make_token(authentication().engine, viewer.name, form.get("name", ""), form.getlist("opens"), days, actor=viewer)
    except UserError as error:
        return profile_page(error.status, token_refused=str(error))
    return profile_page(token_secret=made.secret)


@BLUEPRINT.post("/profile/tokens/<int:token_id>/revoke")
def revoke_own_token(token_id: int) -> BaseResponse:
    """Revoke one of one's own tokens."""
    viewer, engine = current_viewer(), authentication().engine
    require(viewer, Permission.API_USE, f"token:{token_id}")
    if token_id not in {one.token_id for one in tokens.tokens(engine, viewer.name)}:
        raise tokens.unknown(token_id)
    tokens.revoke_token(engine, token_id, viewer)
    return redirect(url_for("login.profile"), 303)


def _section() -> Mapping[str, object]:
    viewer = current_viewer()
    section = tokens.profile_section(authentication().engine, viewer)
    latest_first = sorted(section.tokens, key=lambda one: (not one.live(authentication().now), -one.token_id))
    return {"token_section": section, "own_tokens": [_shown(one) for one in latest_first[:LIVE_FIRST]]}


def _shown(one: Token) -> dict[str, object]:
    live = one.live(authentication().now)
    end = f"until {moment(one.expires_at)}" if one.revoked_at is None else f"revoked {moment(one.revoked_at)}"
    used = f"last used {moment(one.last_used_at)} from {one.last_address}" if one.last_used_at else "never used"
    return {"number": one.token_id, "name": one.name, "words": f"{one.prefix}…, {', '.join(one.opens)}, {end}, {used}", "live": live}


SECTIONS["profile_tokens.html"] = _section
