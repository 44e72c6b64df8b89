"""Lineage: from which tables and columns a number comes, read off the SQL itself."""
