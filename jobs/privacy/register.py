"""The register of the erased: keyed hashes in the accounts database by which an import or a restored backup knows them again."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import insert, select

from dashapp.auth import operating
from dashapp.db.engines import accounts_engine
from dashapp.db.personal_data import ERASED_IDENTIFIERS
from dashapp.errors import SettingError
from dashapp.settings import Settings
from jobs.privacy.identifiers import Hasher

Identifiers = Mapping[str, str]  # hash: kind


@dataclass(frozen=True)
class Register:
    """Which identifiers are of erased people."""

    hasher: Hasher
    hashes: frozenset[str] = field(default=frozenset(), repr=False)

    def __bool__(self) -> bool:
        """Whether anybody was ever erased."""
        return bool(self.hashes)

    def with_more(self, identifiers: Identifiers) -> Register:
        """The register as it is once these are added."""
        return Register(self.hasher, self.hashes | identifiers.keys())

    def knows_email(self, text: str | None) -> bool:
        """Whether the text is an erased person's e-mail address."""
        return self.hasher.email(text) in self.hashes

    def knows_phone(self, text: str | None) -> bool:
        """Whether the text is an erased person's telephone number."""
        return self.hasher.phone(text) in self.hashes

    def knows_customer(self, source: str, customer_id: str | None) -> bool:
        """Whether the number is an erased person's in that source."""
        return self.hasher.customer(source, customer_id) in self.hashes

    def knows_guest(self, source: str, name: str | None) -> bool:
        """Whether orders under that name, without number and address, are an erased person's."""
        return self.hasher.guest(source, name) in self.hashes


def load_register(settings: Settings) -> Register:
    """The register as it is now. An accounts database that was never made holds none; a key that is not the register's is an error."""
    hasher, engine = Hasher(settings.erasure_key), accounts_engine(settings)
    with engine.connect() as connection:
        if not connection.dialect.has_table(connection, ERASED_IDENTIFIERS.name):
            return Register(hasher)
        rows = connection.execute(select(ERASED_IDENTIFIERS.c.hash, ERASED_IDENTIFIERS.c.key_check)).all()
    if any(key_check != hasher.check for _, key_check in rows):
        raise SettingError(
            "ERASURE_KEY is not the key that erased people were registered with, so they would not be recognised. Set the key of before."
        )
    return Register(hasher, frozenset(digest for digest, _ in rows))


def register(settings: Settings, identifiers: Identifiers) -> Register:
    """Add identifiers, those that are there already left out, and return the register."""
    engine, held = operating.accounts(settings), load_register(settings)
    now = int(time.time())
    rows = [
        {"hash": digest, "kind": kind, "key_check": held.hasher.check, "erased_at": now}
        for digest, kind in sorted(identifiers.items())
        if digest not in held.hashes
    ]
    if rows:
        with engine.begin() as connection:
            connection.execute(insert(ERASED_IDENTIFIERS), rows)
    return held.with_more(identifiers)
