"""The log says when, who and how grave in one line, which nobody else can begin; and no e-mail address."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator

import pytest

from dashapp.server_log import Line

EVENT = re.compile(r"\[2026-01-02 03:04:05 \+0000\] \[\d+\] \[WARNING\] dashapp\.here: (.*)")
MOMENT = 1767323045
FORGED = "[2026-01-01 00:00:00 +0000] [1] [INFO] forged: all is well"


@pytest.fixture
def written() -> Iterator[tuple[logging.Logger, io.StringIO]]:
    """A logger of ours and what it wrote."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Line())
    handler.addFilter(lambda record: setattr(record, "created", MOMENT) or True)
    logger = logging.getLogger("dashapp.here")
    logger.addHandler(handler)
    yield logger, stream
    logger.removeHandler(handler)


def test_an_event_is_one_line_with_its_moment(written) -> None:
    logger, stream = written
    logger.warning("%s: %s", "ab12", "Größe is 'x'.")
    assert EVENT.fullmatch(stream.getvalue().rstrip("\n"))[1] == "ab12: Größe is 'x'."


@pytest.mark.parametrize("given", [f"x\n{FORGED}", "x\r\ny", "\x1b[31mred", "a\u2028b", "\0"])
def test_nobody_begins_a_line_of_their_own(written, given: str) -> None:
    logger, stream = written
    logger.warning("asked for %s", given)
    (line,) = stream.getvalue().rstrip("\n").splitlines()
    assert EVENT.fullmatch(line)[1].isprintable()


def test_a_traceback_is_indented_and_tells_no_address(written) -> None:
    logger, stream = written
    logger.warning("no order of %s", "bob@example.com", exc_info=ValueError(f"ann@example.com\n{FORGED}"))
    head, *rest = stream.getvalue().splitlines()
    assert head.endswith("no order of •••")
    assert all(line.startswith("  ") for line in rest)
    assert "example.com" not in stream.getvalue()
