"""Write the table of docs/quality.md from the headers of sql/core: `make docs`."""

from __future__ import annotations

import re
from pathlib import Path

from queries.checks import Check, checks

PAGE = Path(__file__).with_suffix(".md")
_BLOCK = re.compile(r"(<!-- checks: [^>]* -->\n).*?(<!-- end -->)", re.DOTALL)
_HEADS = ("check", "what it finds", "tier", "severity", "tolerance", "owner", "fix")


def page(text: str) -> str:
    """The page with the table written anew."""
    return _BLOCK.sub(lambda found: found[1] + table() + found[2], text)


def table() -> str:
    """A line a check."""
    lines = [_HEADS, ("---",) * len(_HEADS), *(_cells(one) for _, one in sorted(checks().items()))]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)


def _cells(one: Check) -> tuple[str, ...]:
    return (
        f"`{one.name}`",
        one.query.summary,
        one.tier,
        one.severity,
        f"{one.tolerance:.2%}" if one.tolerance else "none",
        one.owner,
        one.fix,
    )


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text()))
