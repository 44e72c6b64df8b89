"""The API's own door: a token in the Authorization header, and nothing else. No cookie is read, so nothing can be forged."""

from __future__ import annotations

from flask import Response, g, request
from werkzeug.exceptions import Forbidden, NotFound
from werkzeug.wrappers import Response as BaseResponse

from dashapp.auth import audit, call_limits, throttle
from dashapp.auth.audit import Action
from dashapp.auth.authentication import Authentication, authentication, client_address
from dashapp.auth.refusals import refuse
from dashapp.auth.tokens import Bearer, Unusable, find_token

BLUEPRINT_NAME = "api"
REALM = 'Bearer realm="api"'
WITHOUT = "The API is asked with a token in the header `Authorization: Bearer ...`; a sign-in in the browser does not count."


def asked_of_the_api() -> bool:
    """Whether the request is for the API: by endpoint where there is one, and by path where nothing answers."""
    return (request.endpoint or "").startswith(f"{BLUEPRINT_NAME}.") or request.path == "/api" or request.path.startswith("/api/")


def admit() -> BaseResponse | None:
    """Let a request with a good token on as its owner; else say why not."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.casefold() != "bearer" or not secret.strip():
        return _challenged(refuse(401, WITHOUT), REALM)
    door = authentication()
    found = find_token(door.engine, secret.strip(), client_address(), door.now)
    if isinstance(found, Unusable):
        return _refused(door, found)
    g.bearer, g.viewer = found, found.viewer
    g.allowance = call_limits.count_call(door.engine, found.token_id, client_address(), door.settings.api_requests_per_minute, door.now)
    if g.allowance.spent:
        return refuse(429, f"More than {g.allowance.limit} calls in this minute. Wait {g.allowance.seconds} seconds.")
    if request.endpoint and not request.endpoint.startswith(f"{BLUEPRINT_NAME}."):
        raise NotFound
    return None


def require_open(name: str) -> None:
    """Raise Forbidden, and audit it, unless the token of this request opens that part of the API."""
    held: Bearer = g.bearer
    if name not in held.opens:
        audit.record(authentication().engine, held.viewer, Action.REFUSED, f"token:{held.token_id}", {"opens": name})
        answer = refuse(403, f"This token does not open {name}. Make one that does.")
        raise Forbidden(response=_challenged(answer, f'{REALM}, error="insufficient_scope", scope="{name}"'))


def finish(response: Response) -> Response:
    """What every answer of the API carries, and the line in the audit trail: ids, counts and the status, never values."""
    if not asked_of_the_api():
        return response
    response.headers.setdefault("Cache-Control", "no-store")
    response.vary.update(("Authorization", "Accept"))
    if "bearer" in g:
        response.headers.update(g.allowance.headers())
        rule = request.url_rule.rule if request.url_rule else "nothing"
        detail = {"token": g.bearer.token_id, "method": request.method, "status": response.status_code, "rows": g.get("rows", 0)}
        audit.record(authentication().engine, g.viewer, Action.API_CALLED, rule, detail)
    return response


def _refused(door: Authentication, found: Unusable) -> Response:
    """An address that tries tokens is slowed down; what it tried is looked at first, for 256 bits cannot be guessed."""
    wait = throttle.admit_address(door.engine, "token", client_address(), door.now)
    if wait:
        answer = refuse(429, f"Too many wrong tokens from your address. Wait {wait} seconds; a right token is always let in.")
        answer.headers["Retry-After"] = str(wait)
        return answer
    audit.record(door.engine, None, Action.TOKEN_REFUSED, f"token:{found.token_id or 'unknown'}", {"address": client_address()})
    return _challenged(refuse(401, found.sentence), f'{REALM}, error="invalid_token"')


def _challenged(answer: Response, challenge: str) -> Response:
    answer.headers["WWW-Authenticate"] = challenge
    return answer
