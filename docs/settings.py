"""Write docs/settings.md from dashapp/settings.py: `make docs`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from dashapp.settings import ROWS, Row

PAGE = Path(__file__).with_suffix(".md")
HEAD = """\
# Settings

Every setting is an environment variable, read once when a command starts. An empty variable is an unset one.
A value that cannot be used stops the start with a sentence naming the variable and what is allowed.

This page is written by `make docs` from `dashapp/settings.py`; a test fails when the two differ.

| variable | default | what it is for |
|---|---|---|
"""


def page(rows: Iterable[Row]) -> str:
    """The page as Markdown, one table row a setting."""
    return HEAD + "".join(f"| `{row.name}` | {f'`{row.default}`' if row.default else ''} | {row.help} |\n" for row in rows)


if __name__ == "__main__":
    PAGE.write_text(page(ROWS))
