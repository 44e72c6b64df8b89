"""The server's log: when, which process, how grave, who speaks, what. One line an event, without anybody's e-mail address."""

from __future__ import annotations

import logging
import time

from dashapp.auth.masking import ADDRESS, MARK

OURS = ("dashapp", "api", "callbacks", "queries", "jobs")
_LINE = "[%(asctime)s] [%(process)d] [%(levelname)s] %(name)s: %(message)s"
_MOMENT = "%Y-%m-%d %H:%M:%S +0000"


class Line(logging.Formatter):
    """What was given to the desk may stand in a message: it can neither begin a line of its own nor name a person.

    The lines of a traceback are indented, so that none of them looks like an event.
    """

    def __init__(self) -> None:
        super().__init__(_LINE, _MOMENT)
        self.converter = time.gmtime

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 the name that logging calls
        """The line of an event."""
        return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in super().formatMessage(record))

    def formatException(self, ei: object) -> str:  # noqa: N802 the name that logging calls
        """The traceback, indented."""
        return "\n".join(f"  {line}" for line in super().formatException(ei).splitlines())  # type: ignore[arg-type]

    def format(self, record: logging.LogRecord) -> str:
        """The whole of it."""
        return ADDRESS.sub(MARK, super().format(record))


def begin(level: str) -> None:
    """Write what the desk's own modules say from this level on, and warnings of others, to standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(Line())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    for name in OURS:
        logging.getLogger(name).setLevel(level.upper())
