"""ID tokens of OpenID Connect: whom a provider vouches for, once everything that can be wrong with a token was looked at."""

from __future__ import annotations

import logging

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from dashapp.errors import UserError

LOG = logging.getLogger(__name__)
# Signed with the provider's private key: what an outsider, or this desk, could not write.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
LEEWAY_SECONDS = 60


class Untrusted(UserError):
    """The provider's answer does not hold; nobody is signed in by it."""


class UnknownKey(Untrusted):
    """The token names a key that is not among the provider's; it may have a new one."""


def subject_of(token: str, keys: KeySet, expected: dict[str, str], access_token: str, now: int) -> str:
    """The subject, when signature, issuer, audience, nonce and times are as expected: issuer, client_id, nonce."""
    try:
        decoded = jwt.decode(token, keys, algorithms=ALGORITHMS)
        claims = CodeIDToken(decoded.claims, decoded.header, _options(expected), {**expected, "access_token": access_token})
        claims.validate(now=now, leeway=LEEWAY_SECONDS)
    except InvalidKeyIdError:
        raise UnknownKey("The provider signed with a key that it does not publish. Try again.") from None
    except (JoseError, ValueError, KeyError, TypeError) as error:
        LOG.warning("An ID token was refused: %s: %s", type(error).__name__, error)
        raise Untrusted("The provider's answer could not be verified, so nobody was signed in. Try again.") from None
    return str(claims["sub"])


def _options(expected: dict[str, str]) -> dict[str, dict[str, object]]:
    return {
        "iss": {"essential": True, "value": expected["issuer"]},
        "aud": {"essential": True, "value": expected["client_id"]},
        "nonce": {"essential": True, "value": expected["nonce"]},
    }
