"""Questions to the warehouse: `queries.open(settings)` gives the handle that `run`, `rows` and `ask` take first."""

from __future__ import annotations

from queries.versions import Version
from queries.warehouse import Warehouse
from queries.warehouse import open_warehouse as open  # noqa: A004  (read as queries.open)

__all__ = ["Version", "Warehouse", "open"]
