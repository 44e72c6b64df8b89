"""Which tables a SELECT needs rows of to give any: where those are empty, so is what it makes, and nobody has to work that out.

A shop that has only orders fills a quarter of the tables, and an engine plans the statement of an empty one as long as any other.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from functools import cache, reduce

_COMMENT_OR_TEXT = re.compile(r"--[^\n]*|'[^']*'")
_STEP = re.compile(r"(\w+)\s+as\s+\((\d+)\)")
_TAKEN = re.compile(r"(?<!distinct )\bfrom\s+(\w+|\(\d+\))|(?<!left )(?<!full )\bjoin\s+(\w+|\(\d+\))")
_WHOLE = re.compile(r"\b(?:count|sum|avg|min|max)\s*\(")
# More ways than this are not told apart.
_MOST_WAYS = 16

# Ways to have rows: each is the tables that must all have some.
Ways = frozenset[frozenset[str]]
ALWAYS: Ways = frozenset((frozenset(),))


def is_surely_empty(body: str, empty: Collection[str]) -> bool:
    """Whether a SELECT gives no rows when these tables have none. It may say no where that is so, never yes where it is not.

    Written for the portable subset: steps in a `with`, joins written out. A test holds it against an engine's answers.
    """
    return all(not way.isdisjoint(empty) for way in _ways_of(body))


@cache
def _ways_of(body: str) -> Ways:
    return _ways(_COMMENT_OR_TEXT.sub("''", body), {})


def _ways(text: str, known: Mapping[str, Ways]) -> Ways:
    flat, inner = _flattened(text)
    steps, end = dict(known), 0
    if flat.lstrip().startswith("with"):
        for step in _STEP.finditer(flat):
            steps[step[1]], end = _ways(inner[int(step[2])], steps), step.end()
    branches = re.split(r"\bunion\s+all\b", flat[end:])
    return _told_apart(frozenset().union(*(_of_branch(branch, inner, steps) for branch in branches)))


def _of_branch(flat: str, inner: list[str], steps: Mapping[str, Ways]) -> Ways:
    """Of one SELECT. A full join gives rows of either side, and a sum without groups always gives one."""
    if re.search(r"\bfull\s+join\b", flat):
        return ALWAYS
    if not re.search(r"\bgroup\s+by\b", flat) and _WHOLE.search(_unflattened(flat, inner)):
        return ALWAYS
    return reduce(_both, (_of_table(taken[1] or taken[2], inner, steps) for taken in _TAKEN.finditer(flat)), ALWAYS)


def _of_table(name: str, inner: list[str], steps: Mapping[str, Ways]) -> Ways:
    if name.startswith("("):
        return _ways(inner[int(name[1:-1])], steps)
    return steps.get(name, frozenset((frozenset((name,)),)))


def _both(left: Ways, right: Ways) -> Ways:
    return _told_apart(one | other for one in left for other in right)


def _told_apart(ways: Iterable[frozenset[str]]) -> Ways:
    """The ways without those that need more than another does; of too many, what all of them need."""
    few = sorted(set(ways), key=len)
    least = frozenset(way for place, way in enumerate(few) if not any(other <= way for other in few[:place]))
    return least if len(least) <= _MOST_WAYS else frozenset((frozenset.intersection(*least),))


def _flattened(text: str) -> tuple[str, list[str]]:
    """The text with a number in each pair of brackets, and what stood in them."""
    flat, inner, depth, since = "", list[str](), 0, 0
    for bracket in re.finditer(r"[()]", text):
        depth += 1 if bracket[0] == "(" else -1
        if depth == 1 and bracket[0] == "(":
            flat, since = flat + text[since : bracket.end()], bracket.end()
        elif depth == 0:
            flat += str(len(inner))
            inner.append(text[since : bracket.start()])
            since = bracket.start()
    return flat + text[since:], inner


def _unflattened(flat: str, inner: list[str]) -> str:
    return re.sub(r"\((\d+)\)", lambda number: f"({inner[int(number[1])]})", flat)
