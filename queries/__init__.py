"""Questions to the warehouse: `queries.open(settings)` gives the handle that `run`, `rows` and `ask` take first."""

from __future__ import annotations

from dashapp.errors import NoData
from dashapp.settings import Settings
from queries.versions import Version
from queries.warehouse import Warehouse
from queries.warehouse import open_warehouse as open  # noqa: A004  (read as queries.open)

__all__ = ["Version", "Warehouse", "open", "published"]


def published(settings: Settings) -> bool:
    """Whether there is a version to ask."""
    try:
        return open(settings).version(fresh=True).version > 0
    except NoData:
        return False
