"""The OpenID Connect provider, as this desk talks to it: discovery, code for tokens, who somebody is, sign-out."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, TypeVar

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from dashapp.auth.id_token import UnknownKey, Untrusted, subject_of
from dashapp.errors import TallyroomError
from dashapp.settings import Settings

LOG = logging.getLogger(__name__)
CALLBACK = "/oidc/callback"
SIGNED_OUT = "/login"
TIMEOUT_SECONDS = 5
KNOWN_SECONDS = 3600

Tokens = dict[str, Any]
_Answer = TypeVar("_Answer")


class Unreachable(TallyroomError):
    """The provider does not answer, or not as a provider does."""

    status = 503


class Denied(TallyroomError):
    """The provider does not vouch for this person any more."""

    status = 403


class Provider:
    """One provider, by the settings. What it says of itself and its keys are remembered for an hour."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._known: tuple[float, Mapping[str, Any], KeySet] | None = None

    @property
    def issuer(self) -> str:
        """The issuer, to the letter, as its tokens name it."""
        return str(self._about()["issuer"])

    def address_to_start(self, state: str, nonce: str, verifier: str) -> str:
        """Where somebody goes to sign in; the verifier stays here, its SHA-256 goes along."""
        begin = self._about()["authorization_endpoint"]
        address, _ = self._client(code_challenge_method="S256").create_authorization_url(begin, state, verifier, nonce=nonce)
        return str(address)

    def exchange(self, code: str, verifier: str) -> Tokens:
        """The tokens for a code; Untrusted when the provider does not take it."""
        endpoint = self._about()["token_endpoint"]
        try:
            answer = _answer(lambda: self._client().fetch_token(endpoint, code=code, code_verifier=verifier))
        except OAuthError as error:
            LOG.warning("The provider refused a code: %s", error.error)
            raise Untrusted("The provider did not take the answer it gave: it is used up or too old. Sign in again.") from None
        return _kept(answer)

    def subject(self, tokens: Tokens, nonce: str, now: int) -> str:
        """Who signed in. A key that is not known yet is looked up once more."""
        expected = {"issuer": self.issuer, "client_id": self._settings.oidc_client_id, "nonce": nonce}
        given = str(tokens.get("id_token", "")), str(tokens.get("access_token", ""))
        try:
            return subject_of(given[0], self._keys(), expected, given[1], now)
        except UnknownKey:
            self._known = None
            return subject_of(given[0], self._keys(), expected, given[1], now)

    def claims(self, tokens: Tokens) -> tuple[dict[str, Any], Tokens]:
        """What the provider says of the person now, and the tokens, renewed when they had to be; Denied when it will not say."""
        found = self._user_information(tokens)
        if found is None and tokens.get("refresh_token"):
            tokens = self._renewed(tokens)
            found = self._user_information(tokens)
        if found is None:
            raise Denied("The provider says that you may not sign in any more.")
        return found, tokens

    def address_to_sign_out(self, tokens: Tokens) -> str | None:
        """Where somebody goes to sign out at the provider too, when it has such a place and answers."""
        with suppress(Unreachable):
            end = self._about().get("end_session_endpoint")
            back = {"post_logout_redirect_uri": self._settings.public_url + SIGNED_OUT, "client_id": self._settings.oidc_client_id}
            return requests.Request("GET", end, params={"id_token_hint": tokens.get("id_token"), **back}).prepare().url if end else None
        return None

    def _client(self, **options: str) -> OAuth2Session:
        listed = self._about().get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        by = "client_secret_basic" if "client_secret_basic" in listed else "client_secret_post"
        client = OAuth2Session(
            self._settings.oidc_client_id,
            self._settings.oidc_client_secret,
            token_endpoint_auth_method=by if self._settings.oidc_client_secret else "none",
            scope=self._settings.oidc_scope,
            redirect_uri=self._settings.public_url + CALLBACK,
            default_timeout=TIMEOUT_SECONDS,
            **options,
        )
        # A code, a secret and tokens go where the provider's own words lead, and nowhere further.
        client.max_redirects = 0
        return client

    def _renewed(self, tokens: Tokens) -> Tokens:
        endpoint = self._about()["token_endpoint"]
        try:
            answer = _answer(lambda: self._client().refresh_token(endpoint, refresh_token=tokens["refresh_token"]))
        except OAuthError as error:
            LOG.info("The provider did not renew a session: %s", error.error)
            raise Denied("The provider says that your session is over.") from None
        return {**tokens, **_kept(answer)}

    def _user_information(self, tokens: Tokens) -> dict[str, Any] | None:
        headers = {"Authorization": f"Bearer {tokens.get('access_token', '')}"}
        endpoint = self._about()["userinfo_endpoint"]
        answer = _answer(lambda: requests.get(endpoint, headers=headers, timeout=TIMEOUT_SECONDS, allow_redirects=False))
        if 400 <= answer.status_code < 500 and answer.status_code != requests.codes.too_many_requests:
            return None
        return _json_of(answer)

    def _about(self) -> Mapping[str, Any]:
        return self._knowledge()[1]

    def _keys(self) -> KeySet:
        return self._knowledge()[2]

    def _knowledge(self) -> tuple[float, Mapping[str, Any], KeySet]:
        if self._known is None or time.monotonic() - self._known[0] > KNOWN_SECONDS:
            about = _fetched(f"{self._settings.oidc_issuer}/.well-known/openid-configuration")
            self._check(about)
            try:
                keys = KeySet.import_key_set(_fetched(about["jwks_uri"]))  # type: ignore[arg-type]
            except (JoseError, ValueError, KeyError, TypeError):
                raise Unreachable("The keys of the sign-in provider cannot be read. Try again later.") from None
            self._known = (time.monotonic(), about, keys)
        return self._known

    def _check(self, about: Mapping[str, Any]) -> None:
        needed = ("issuer", "authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
        missing = [name for name in needed if not isinstance(about.get(name), str)]
        if missing or about["issuer"].rstrip("/") != self._settings.oidc_issuer:
            LOG.error("The provider of OIDC_ISSUER says that it is %r and leaves out %s.", about.get("issuer"), missing)
            raise Unreachable("The sign-in provider is not the one that OIDC_ISSUER names. Tell whoever runs this installation.")


def _fetched(address: str) -> dict[str, Any]:
    return _json_of(_answer(lambda: requests.get(address, timeout=TIMEOUT_SECONDS, allow_redirects=False)))


def _answer(ask: Callable[[], _Answer]) -> _Answer:
    """What asking gave; Unreachable for a network error, and for an answer that is none."""
    try:
        return ask()
    except (requests.RequestException, ValueError) as error:
        LOG.warning("The sign-in provider does not answer: %s", type(error).__name__)
        raise Unreachable("The sign-in provider does not answer. Try again in a moment.") from None


def _json_of(answer: requests.Response) -> dict[str, Any]:
    found = _answer(answer.json) if answer.status_code == requests.codes.ok else None
    if not isinstance(found, dict):
        LOG.warning("The sign-in provider answered %s with no JSON object.", answer.status_code)
        raise Unreachable("The sign-in provider does not answer as it should. Try again later.")
    return found


def _kept(answer: Mapping[str, Any]) -> Tokens:
    return {name: answer[name] for name in ("access_token", "refresh_token", "id_token") if answer.get(name)}
