"""The parts of a backup: the accounts database and the warehouse, each with the tables that are the desk's."""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from sqlalchemy import Engine, inspect

import dashapp.db
from dashapp.db.accounts import ACCOUNTS
from dashapp.db.engines import accounts_engine, warehouse_engine
from dashapp.db.revisions import VERSION_TABLE
from dashapp.errors import UserError, near
from dashapp.settings import Settings

NAMES = ("warehouse", "accounts")
_WAREHOUSE = re.compile(r"(raw|warehouse|dim|fct|score)_\w+")


@dataclass(frozen=True)
class Part:
    """One of the two databases, which may be one and the same database of PostgreSQL."""

    name: str
    engine: Engine

    @property
    def file(self) -> str:
        """The name of its file in a backup."""
        return f"{self.name}.{'sqlite' if self.engine.dialect.name == 'sqlite' else 'dump'}"

    def owns(self, table: str) -> bool:
        """Whether a table is of this part and not of the other, or of somebody else in the same database."""
        return table in accounts_tables() if self.name == "accounts" else bool(_WAREHOUSE.fullmatch(table))

    def tables(self) -> list[str]:
        """Its tables, as they are in the database now."""
        return sorted(filter(self.owns, inspect(self.engine).get_table_names()))


def parts(settings: Settings, only: str = "") -> Iterator[Part]:
    """Both parts or the one named. The warehouse comes first: whoever is erased between the two is then in the register."""
    if only and only not in NAMES:
        raise UserError(f"There is no part {only!r}.{near(only, NAMES)}")
    engines = {"warehouse": warehouse_engine, "accounts": accounts_engine}
    yield from (Part(name, engines[name](settings)) for name in NAMES if only in ("", name))


@cache
def accounts_tables() -> frozenset[str]:
    """Every table of the accounts database; each module of dashapp.db brings its own."""
    for module in pkgutil.iter_modules(dashapp.db.__path__, f"{dashapp.db.__name__}."):
        import_module(module.name)
    return frozenset((*ACCOUNTS.tables, VERSION_TABLE))
