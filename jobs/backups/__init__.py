"""Backups of both databases: taken while the desk runs, tested by restoring them, and restored."""
