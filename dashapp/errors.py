"""The errors people read, as a tree.

TallyroomError
    UserError            the person can mend it: shown as it is, exit code 1, HTTP 400
        NotFound         asked for something that is not there, HTTP 404
        Forbidden        asked for something this role may not have, HTTP 403
        NotRecorded      asked for a metric by something that its fact does not record
    SettingError         an environment variable is missing, wrong or names something unreachable
    NoData               nothing has been imported yet, so there is nothing to answer from
    QueryTimeout         a query ran longer than QUERY_TIMEOUT_SECONDS
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class TallyroomError(Exception):
    """Base of every error that is shown to a person without a traceback."""

    status = 500
    field = ""


class UserError(TallyroomError):
    """What was given cannot be used; the message says what is allowed."""

    status = 400


class NotFound(UserError):
    """The named thing does not exist."""

    status = 404


class Forbidden(UserError):
    """The role, or the scope, of this person does not reach it."""

    status = 403


class NotRecorded(UserError):
    """The fact of a metric does not record what it was asked by or filtered by."""


class SettingError(TallyroomError):
    """A setting is missing, malformed, or names a component that does not answer."""


class NoData(TallyroomError):
    """The warehouse holds no published version."""

    status = 404


class QueryTimeout(TallyroomError):
    """A query was stopped at the time limit."""

    status = 503


def near(given: str, allowed: Iterable[str]) -> str:
    """A half sentence for error messages: the near match, then everything that is allowed."""
    names = sorted(allowed)
    close = difflib.get_close_matches(given, names, n=1, cutoff=0.6)
    hint = f" Did you mean {close[0]!r}?" if close else ""
    return f"{hint} Allowed: {', '.join(names) or 'nothing'}."
