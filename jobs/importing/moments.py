"""Days and times as files write them, turned into the shop's local time."""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy

FIRST_YEAR = 1900
UNIX = "unix"
_UNIX_SECONDS = re.compile(r"-?\d{1,11}(\.\d+)?", re.ASCII)
_SAMPLE = datetime.datetime(2011, 12, 9, 15, 4, tzinfo=datetime.UTC)
_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)? ?(?:[Zz]|[+-]\d\d(?::?\d\d)?)?)?", re.ASCII)
# Most files: a local day and second in every row, which numpy reads at once.
_PLAIN = re.compile(r"(?:\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\n)+", re.ASCII)
_PLAIN_LETTERS = len("2011-12-09 15:04:00\n")
_EPOCH = datetime.date(1970, 1, 1).toordinal()
_DAY_SECONDS = 86_400
_FIRST = numpy.datetime64(f"{FIRST_YEAR}-01-01", "s")


class Moment(NamedTuple):
    """A local second: as text YYYY-MM-DD HH:MM:SS, as a day number and as seconds since midnight."""

    text: str
    day: int
    second: int


def check_format(form: str) -> None:
    """Raise ValueError when a strptime format is not one, or does not say day, month and year."""
    if form == UNIX:
        return
    import pandas

    read = pandas.to_datetime([_SAMPLE.strftime(form)], format=form, errors="coerce", utc=True)
    if read.isna()[0] or read[0].date() != _SAMPLE.date():
        raise ValueError(f"the format {form!r} does not say year, month and day. Write one like %d/%m/%Y %H:%M, or unix.")
    if "%I" in form and "%p" not in form:
        raise ValueError(f"the format {form!r} has the hour of a twelve-hour clock, %I, without %p. Write %H for 0 to 23.")


def read_moments(texts: Collection[str], form: str, zone: str) -> dict[str, Moment | None]:
    """Each text with its moment, or None when it cannot be read. Times with an offset are turned into the zone."""
    if form and form != UNIX:
        return _by_format(list(texts), form, zone)
    if not form and (plain := _plain(list(texts))) is not None:
        return plain
    read = _unix if form == UNIX else _iso
    clock = ZoneInfo(zone)
    return {text: read(text, clock) for text in texts}


def _plain(texts: list[str]) -> dict[str, Moment | None] | None:
    """Texts that are all a day and a second without an offset; None where one is not, or is no moment."""
    lines = "".join(f"{text}\n" for text in texts)
    if len(lines) != _PLAIN_LETTERS * len(texts) or not _PLAIN.fullmatch(lines):
        return None
    try:
        return _written(texts, numpy.array(texts, dtype="datetime64[s]"))
    except ValueError:
        return None


def _iso(text: str, zone: ZoneInfo) -> Moment | None:
    if not _ISO.fullmatch(text):
        return None
    try:
        read = datetime.datetime.fromisoformat(text[:11] + text[11:].replace(" ", ""))
        return _moment(read.astimezone(zone) if read.tzinfo else read)
    except (ValueError, OverflowError):
        return None


def _unix(text: str, zone: ZoneInfo) -> Moment | None:
    if not _UNIX_SECONDS.fullmatch(text):
        return None
    try:
        return _moment(datetime.datetime.fromtimestamp(float(text), zone))
    except (ValueError, OverflowError, OSError):
        return None


def _moment(read: datetime.datetime) -> Moment | None:
    if read.year < FIRST_YEAR:
        return None
    second = read.hour * 3600 + read.minute * 60 + read.second
    return Moment(str(read)[:19], read.toordinal() - _EPOCH, second)


def _by_format(texts: list[str], form: str, zone: str) -> dict[str, Moment | None]:
    offset = "%z" in form
    import pandas

    read = pandas.to_datetime(pandas.Series(texts, dtype="str"), format=form, errors="coerce", utc=offset)
    local = read.dt.tz_convert(zone).dt.tz_localize(None) if offset else read
    return _written(texts, local.to_numpy(dtype="datetime64[s]"))


def _written(texts: list[str], seconds: numpy.ndarray) -> dict[str, Moment | None]:
    known = ~numpy.isnat(seconds) & (seconds >= _FIRST)
    written = numpy.datetime_as_string(seconds)
    days, rest = numpy.divmod(numpy.where(known, seconds.astype("int64"), 0), _DAY_SECONDS)
    parts = zip(texts, known.tolist(), written.tolist(), days.tolist(), rest.tolist(), strict=True)
    return {text: Moment(stamp.replace("T", " "), day, second) if there else None for text, there, stamp, day, second in parts}
