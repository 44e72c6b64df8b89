"""An ID token is believed only when everything about it is as expected."""

from __future__ import annotations

import base64
import hmac
import json

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from dashapp.auth.id_token import UnknownKey, Untrusted, subject_of

NOW = 1_800_000_000
EXPECTED = {"issuer": "https://idp.example", "client_id": "desk", "nonce": "n-1"}
CLAIMS = {"iss": "https://idp.example", "aud": "desk", "sub": "s-1", "nonce": "n-1", "iat": NOW - 5, "exp": NOW + 300}
OURS = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
FOREIGN = RSAKey.generate_key(2048, {"kid": "one"})
PUBLISHED = KeySet.import_key_set({"keys": [OURS.as_dict(private=False)]})


def _token(key: RSAKey = OURS, header: dict | None = None, **changed: object) -> str:
    claims = {name: value for name, value in {**CLAIMS, **changed}.items() if value is not None}
    return jwt.encode({"alg": "RS256", "kid": "one", **(header or {})}, claims, key)


def _subject(token: str) -> str:
    return subject_of(token, PUBLISHED, EXPECTED, "access", NOW)


def test_a_whole_token_names_its_subject() -> None:
    assert _subject(_token()) == "s-1"


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "https://evil.example"},
        {"iss": None},
        {"aud": "another"},
        {"aud": ["another", "third"]},
        {"aud": ["desk", "another"], "azp": "another"},
        {"nonce": "n-2"},
        {"nonce": None},
        {"exp": NOW - 61},
        {"exp": None},
        {"iat": None},
        {"iat": NOW + 600},
        {"nbf": NOW + 600},
        {"sub": None},
        {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
    ],
    ids=str,
)
def test_a_claim_that_is_not_as_expected_is_refused(changed: dict) -> None:
    with pytest.raises(Untrusted):
        _subject(_token(**changed))


def test_a_foreign_signature_is_refused() -> None:
    with pytest.raises(Untrusted):
        _subject(_token(FOREIGN))


def test_a_changed_body_is_refused() -> None:
    head, _, sign = _token().split(".")
    body = _token(sub="admin").split(".")[1]
    with pytest.raises(Untrusted):
        _subject(f"{head}.{body}.{sign}")


@pytest.mark.parametrize("algorithm", ["HS256", "none"])
def test_an_algorithm_that_an_outsider_could_use_is_refused(algorithm: str) -> None:
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in ({"alg": algorithm, "kid": "one"}, CLAIMS)]
    public = OURS.as_pem(private=False)
    sign = hmac.digest(public, b".".join(parts), "sha256") if algorithm == "HS256" else b""
    with pytest.raises(Untrusted):
        _subject(b".".join([*parts, base64.urlsafe_b64encode(sign).rstrip(b"=")]).decode())


def test_a_key_that_is_not_published_is_looked_up_again() -> None:
    with pytest.raises(UnknownKey):
        subject_of(_token(header={"kid": "two"}), PUBLISHED, EXPECTED, "", NOW)


def test_a_key_that_the_token_brings_along_is_not_its_own_witness() -> None:
    brought, elsewhere = {"jwk": FOREIGN.as_dict(private=False)}, "https://evil.example/keys"
    for header in (brought, {"jku": elsewhere}, {"x5u": elsewhere}, {**brought, "kid": "brought"}):
        with pytest.raises(Untrusted):
            _subject(_token(FOREIGN, header))


@pytest.mark.parametrize("token", ["", "a.b.c", "rubbish", "." * 100])
def test_rubbish_is_refused(token: str) -> None:
    with pytest.raises(Untrusted):
        _subject(token)
