"""One's own profile: password, second factor, sessions. Sections of others are templates that they add to SECTIONS."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import redirect, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from dashapp.auth import second_factor
from dashapp.auth.authentication import authentication, current_viewer
from dashapp.auth.open_sessions import OpenSession, end_all, end_one, list_sessions
from dashapp.auth.plain_pages import BLUEPRINT, page
from dashapp.auth.roles import role
from dashapp.auth.sessions import PROVIDER

BROWSERS = {"Edg/": "Edge", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari"}
SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux")
# Templates drawn after those of this module, each a <section> of its own, with the function that gives its values.
SECTIONS: dict[str, Callable[[], Mapping[str, object]]] = {}


@BLUEPRINT.get("/profile")
def profile() -> BaseResponse:
    """The page."""
    return profile_page()


def profile_page(status: int = 200, **said: str) -> BaseResponse:
    """The page with what an answer has to say: a secret made just now, a mistake and its sentence."""
    door, viewer = authentication(), current_viewer()
    values: dict[str, Any] = {
        "name": viewer.name,
        "role": role(viewer.role).title,
        "elsewhere": current_user.method == PROVIDER,
        "label": door.settings.oidc_label,
        "is_on": second_factor.is_on(door.engine, viewer.user_id),
        "codes_left": second_factor.codes_left(door.engine, viewer.user_id),
        "sessions": [_shown(each) for each in list_sessions(door.engine, door.settings, viewer.user_id, door.now)],
    }
    for section in SECTIONS.values():
        values |= section()
    return page("profile.html", status, sections=list(SECTIONS), **{**values, **said})


@BLUEPRINT.post("/profile/sessions/<int:session_id>/end")
def end_own_session(session_id: int) -> BaseResponse:
    """End one of one's own sessions."""
    viewer = current_viewer()
    end_one(authentication().engine, viewer.user_id, session_id, viewer, authentication().now)
    return redirect(url_for("login.profile"), 303)


@BLUEPRINT.post("/profile/sessions/end-others")
def end_other_sessions() -> BaseResponse:
    """End all of one's own sessions but this one."""
    viewer = current_viewer()
    end_all(authentication().engine, viewer.user_id, viewer, authentication().now, but=current_user.session_id)
    return redirect(url_for("login.profile"), 303)


def _shown(session: OpenSession) -> dict[str, object]:
    return {
        "number": session.session_id,
        "here": session.session_id == current_user.session_id,
        "since": moment(session.created_at),
        "seen": moment(session.last_seen_at),
        "address": session.address,
        "browser": _browser(session.user_agent),
    }


def moment(seconds: int) -> str:
    """A moment in the shop's time zone."""
    zone = ZoneInfo(authentication().settings.shop_timezone)
    return f"{datetime.fromtimestamp(seconds, UTC).astimezone(zone):%-d %b %Y, %H:%M}"


def _browser(user_agent: str) -> str:
    """The browser and its system in words, as far as it tells."""
    name = next((word for sign, word in BROWSERS.items() if sign in user_agent), "Another browser")
    system = next((word for word in SYSTEMS if word in user_agent), "")
    return f"{name} on {system}" if system else name
