"""Secrets at rest: sealed with a key that is in the environment and not in the database. Each purpose has a key of its own."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from dashapp.errors import SettingError
from dashapp.settings import Settings


def seal(settings: Settings, purpose: str, secret: str) -> str:
    """The secret as it may be stored: sealed with the first key of ENCRYPTION_KEY, for this purpose only."""
    return _box(settings.encryption_key, purpose).encrypt(secret.encode()).decode()


def unseal(settings: Settings, purpose: str, sealed: str) -> str:
    """The secret again, whichever key of ENCRYPTION_KEY sealed it; SettingError when none did."""
    try:
        return _box(settings.encryption_key, purpose).decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise SettingError(
            f"A stored secret ({purpose}) does not open with ENCRYPTION_KEY. List the key that sealed it after the new one."
        ) from None


@lru_cache(maxsize=32)
def _box(keys: tuple[str, ...], purpose: str) -> MultiFernet:
    return MultiFernet([Fernet(urlsafe_b64encode(_derived(key, purpose))) for key in keys])


def _derived(key: str, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"tallyroom:{purpose}".encode()).derive(key.encode())
