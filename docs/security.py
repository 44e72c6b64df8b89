"""Write the tables of docs/security.md from the code that they describe: `make docs`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from dashapp.auth.export_policy import POLICY as DOWNLOADS
from dashapp.auth.export_policy import WORDS
from dashapp.auth.masking import CHANNELS
from dashapp.auth.masking import POLICY as MASKING
from dashapp.auth.permissions import Permission
from dashapp.auth.roles import ROLES

PAGE = Path(__file__).with_suffix(".md")
_BLOCK = re.compile(r"(<!-- (\w+): [^>]* -->\n).*?(<!-- end -->)", re.DOTALL)


def page(text: str) -> str:
    """The page with every block between its marks written anew; KeyError for a block that nothing writes."""
    return _BLOCK.sub(lambda found: found[1] + TABLES[found[2]]() + found[3], text)


def blocks(text: str) -> list[str]:
    """The names of the blocks of a page."""
    return [name for _, name, _ in _BLOCK.findall(text)]


def _roles() -> str:
    rows = ([f"`{one}`", one.sentence, *("yes" if one in held.permissions else "" for held in ROLES.values())] for one in Permission)
    return _table(["permission", "what it lets somebody do", *(held.title for held in ROLES.values())], rows)


def _masking() -> str:
    rows = ([tag, *(_all_of(needed) for needed in by_channel)] for tag, by_channel in MASKING.items())
    return _table(["what a column tells", *CHANNELS], rows)


def _downloads() -> str:
    rows = (
        [
            ROLES[role].title,
            WORDS[sensitivity],
            ", ".join(rule.formats),
            f"{rule.most_rows:,}",
            "yes" if rule.needs_reason else "",
            f"{rule.approval_above:,}",
        ]
        for role, rules in DOWNLOADS.items()
        for sensitivity, rule in rules.items()
    )
    return _table(["role", "of what", "as", "most rows", "says why", "a second person agrees above"], rows)


def _all_of(needed: Iterable[Permission]) -> str:
    return " and ".join(f"`{one}`" for one in Permission if one in set(needed))


def _table(heads: list[str], rows: Iterable[list[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


TABLES: Mapping[str, Callable[[], str]] = {"roles": _roles, "masking": _masking, "downloads": _downloads}

if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text()))
