"""The declarations of a shop's tables, for the floor of jobs: `queries.declared` reads them."""

from queries.declared import FOLDER, KEPT_AS, DeclaredColumn, DeclaredTable, declared_tables

__all__ = ["FOLDER", "KEPT_AS", "DeclaredColumn", "DeclaredTable", "declared_tables"]
