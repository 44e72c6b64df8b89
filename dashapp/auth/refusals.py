"""Answers to what went wrong: JSON of one shape for machines, a plain page for people, a reference that the log has too."""

from __future__ import annotations

import logging
import re
import secrets
from typing import Any
from urllib.parse import urlsplit

from flask import Response, jsonify, make_response, redirect, render_template, request, url_for
from werkzeug.exceptions import Forbidden, HTTPException, Unauthorized
from werkzeug.routing import RequestRedirect
from werkzeug.wrappers import Response as BaseResponse

from dashapp.errors import TallyroomError

LOG = logging.getLogger(__name__)
MACHINES = re.compile(r"/(_|assets/|export(/|$)|api(/|$))")
SORRY = "Something went wrong on our side. Try again; if it stays, give the reference to whoever runs this installation."
TITLES = {
    400: "That request could not be used",
    401: "Sign in first",
    403: "Not yours to open",
    404: "Nothing is here",
    405: "That cannot be done here",
    413: "That is too large",
    429: "Too many requests",
    500: "Something went wrong",
    503: "Not available just now",
}
SENTENCES = {
    404: "There is no page at this address. It may have moved, or the link is incomplete.",
    413: "A request may hold 2 MB at most.",
}


def for_machines() -> bool:
    """Whether a script asked: Dash's endpoints, assets, exports and the API."""
    return MACHINES.match(request.path) is not None


def refuse(status: int, sentence: str, **more: Any) -> Response:
    """The answer, and a line in the log with its reference."""
    reference = secrets.token_hex(4)
    level = logging.ERROR if status >= 500 else logging.INFO
    LOG.log(level, "%s: %s %r answered %s: %s", reference, request.method, request.path, status, sentence)
    if for_machines() or more:
        return make_response(jsonify(error=sentence, reference=reference, **more), status)
    title = TITLES.get(status, TITLES[500 if status >= 500 else 400])
    return make_response(render_template("error.html", status=status, title=title, sentence=sentence, reference=reference), status)


def refuse_anonymous() -> BaseResponse:
    """401 for scripts and for anything that changes something, the sign-in page for people."""
    if for_machines() or request.method not in ("GET", "HEAD"):
        return refuse(Unauthorized.code, "You are signed out. Sign in, then try again.", sign_in=url_for("login.sign_in_page"))
    wanted = local_path(request.full_path.removesuffix("?"))
    return redirect(url_for("login.sign_in_page", next=wanted if wanted != "/" else None))


def refuse_until(view: str, sentence: str) -> BaseResponse:
    """Whoever lacks a password or a factor of their own gets it on that page before anything else."""
    address = url_for(f"login.{view}")
    if for_machines() or request.method not in ("GET", "HEAD"):
        return refuse(Forbidden.code, sentence, **{view: address})
    return redirect(address)


def local_path(text: str) -> str | None:
    """The text when it is a path of this site, else None. Browsers drop tabs and turn backslashes into slashes."""
    local = text.startswith("/") and not text.startswith("//") and "\\" not in text and text.isprintable()
    return text if local else None


def answer_http(error: HTTPException) -> BaseResponse:
    """A Werkzeug error, such as a 404; one that brings its own answer keeps it."""
    if isinstance(error, RequestRedirect):
        return _redirected(error)
    if error.response is not None or error.code is None or error.code < 400:
        return error.get_response()
    answer = refuse(error.code, SENTENCES.get(error.code) or error.description or TITLES[400])
    for name, value in error.get_headers():
        if name not in ("Content-Type", "Content-Length"):
            answer.headers[name] = value
    return answer


def _redirected(error: RequestRedirect) -> BaseResponse:
    """The router's other spelling of an address, without the host: that came with the request, and may be anybody's."""
    whole = urlsplit(error.new_url)
    return redirect("/" + whole.path.lstrip("/") + (f"?{whole.query}" if whole.query else ""), error.code)


def answer_ours(error: TallyroomError) -> BaseResponse:
    """An error whose message was written for people."""
    return refuse(error.status, str(error), **({"field": error.field} if error.field else {}))


def answer_unforeseen(error: Exception) -> BaseResponse:
    """Anything else: the message stays in the log."""
    answer = refuse(500, SORRY)
    LOG.error("Unforeseen, in the answer above this line: %s", type(error).__name__, exc_info=error)
    return answer
