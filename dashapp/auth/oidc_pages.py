"""Sign in through an OpenID Connect provider: authorization code, PKCE with S256, state and nonce of this browser only."""

from __future__ import annotations

import hmac
import secrets
from typing import Any

from flask import abort, redirect, request, session
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from dashapp.auth import audit, identities, provider_sessions
from dashapp.auth.audit import Action
from dashapp.auth.authentication import authentication, client_address
from dashapp.auth.entering import enter
from dashapp.auth.id_token import Untrusted
from dashapp.auth.login import form
from dashapp.auth.plain_pages import BLUEPRINT, target
from dashapp.auth.provider import CALLBACK, Denied, Provider, Unreachable
from dashapp.auth.sessions import PROVIDER
from dashapp.auth.sign_in import Refused
from dashapp.errors import UserError

BEGUN = "oidc"
BEGUN_SECONDS = 600
STALE = "This sign-in was not begun in this browser, is over, or took too long. Sign in again."


@BLUEPRINT.get("/oidc/login")
def oidc_start() -> BaseResponse:
    """Send the person to the provider."""
    door, provider = authentication(), _provider()
    begun = {name: secrets.token_urlsafe(48) for name in ("state", "nonce", "verifier")}
    try:
        address = provider.address_to_start(begun["state"], begun["nonce"], begun["verifier"])
    except Unreachable as error:
        return form(error.status, Refused(str(error)))
    session[BEGUN] = {**begun, "at": door.now, "next": target()}
    return redirect(address)


@BLUEPRINT.get(CALLBACK)
def oidc_callback() -> BaseResponse:
    """Sign in whoever the provider vouches for. Whatever is wrong is one sentence."""
    door, provider = authentication(), _provider()
    try:
        begun = _begun(door.now)
        tokens = provider.exchange(_code(provider), begun["verifier"])
        subject = provider.subject(tokens, begun["nonce"], door.now)
        claims, tokens = provider.claims(tokens)
        user_id = identities.admit(door.engine, door.settings, identities.person(door.settings, _of(subject, claims)))
    except (UserError, Unreachable, Denied) as error:
        audit.record(door.engine, None, Action.SIGN_IN_FAILED, "user:unknown", {"address": client_address(), "method": PROVIDER})
        raise error from None
    answer = enter(user_id, begun["next"], PROVIDER, "provider")
    provider_sessions.keep(door.engine, door.settings, current_user.session_id, tokens, door.now)
    return answer


def _provider() -> Provider:
    door = authentication()
    return door.provider if door.settings.oidc_issuer else abort(404)


def _begun(now: int) -> dict[str, Any]:
    """What this browser began. It is used up by the answer that fits it, and by no other."""
    begun: dict[str, Any] = session.get(BEGUN) or {}
    fits = hmac.compare_digest(request.args.get("state", "").encode(), str(begun.get("state", "")).encode())
    if not begun or not fits or now - begun["at"] >= BEGUN_SECONDS:
        raise Untrusted(STALE)
    del session[BEGUN]
    return begun


def _code(provider: Provider) -> str:
    if "error" in request.args:
        raise Untrusted("The provider did not sign you in. Try again, or ask whoever runs it.")
    if request.args.get("iss", provider.issuer) != provider.issuer:
        raise Untrusted("The answer came from another provider than the one you went to. Sign in again.")
    if not request.args.get("code"):
        raise Untrusted("The provider's answer holds no code. Sign in again.")
    return request.args["code"]


def _of(subject: str, claims: dict[str, Any]) -> dict[str, Any]:
    """The claims, once it is certain that they speak of whom the ID token vouches for."""
    if claims.get("sub") != subject:
        raise Untrusted("The provider's answers speak of two people, so nobody was signed in.")
    return claims
