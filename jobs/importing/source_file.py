"""SourceFile: a CSV or CSV.gz as records that know their line, read piece by piece."""

from __future__ import annotations

import codecs
import csv
import gzip
import hashlib
import io
import re
import zlib
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, NamedTuple

from dashapp.errors import UserError
from jobs.importing.map import FileFormat

PIECE_ROWS = 50_000
WIDTH_ROWS = 100
LONGEST_LINE = 1_048_576
NAMES = (".csv", ".tsv", ".txt")
_BINARY = {
    b"PK\x03\x04": "a ZIP archive or an Excel workbook",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"PAR1": "a Parquet file",
    b"SQLite format 3": "a SQLite database",
    b"%PDF": "a PDF",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ": "an xz archive",
    b"(\xb5/\xfd": "a Zstandard archive",
    b"ORC": "an ORC file",
    b"Obj\x01": "an Avro file",
}
_GZIP = b"\x1f\x8b"
# A byte that does not decode is kept as one of 256 lone surrogates, which no decoded text can hold.
_MARK = 0xDC00
_MARKS = re.compile("[\udc00-\udcff]")


def _mark_bytes(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(chr(_MARK + byte) for byte in error.object[error.start : error.end]), error.end


codecs.register_error("tallyroom.mark", _mark_bytes)


def undecodable(text: str) -> bool:
    """Whether the text holds bytes that did not decode."""
    return not text.isascii() and _MARKS.search(text) is not None


def storable(text: str) -> str:
    """The text with undecodable bytes and NULs written out in hexadecimal, so that every database takes it."""
    return _MARKS.sub(lambda found: f"\\x{ord(found[0]) - _MARK:02x}", text).replace("\0", "\\x00")


class Record(NamedTuple):
    """One row: the line it starts on as a text editor counts, its fields, its text, and what is wrong with its quotes."""

    row: int
    fields: list[str]
    text: str
    fault: str = ""


class SourceFile:
    """A file in a format. Opening it checks what it is; reading it keeps one piece in memory."""

    def __init__(self, path: Path, form: FileFormat):
        self.path, self.form = path, form
        _check_kind(path)

    @property
    def name(self) -> str:
        """The file's name, as stored beside its rows."""
        return self.path.name

    def sha256(self) -> str:
        """The fingerprint of the file as it lies there."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def header(self) -> list[str]:
        """The first row: header names, or with header: false the first row of data as wide as most."""
        with self._opened() as text:
            first = list(islice(self._records(text), 1 if self.form.header else WIDTH_ROWS))
        if not first or (self.form.header and first[0].fault):
            raise UserError(f"{self.name} has no {'header' if self.form.header else 'rows'}{': ' + first[0].fault if first else ''}.")
        usual = Counter(len(record.fields) for record in first).most_common(1)[0][0]
        return next(record.fields for record in first if len(record.fields) == usual)

    def pieces(self) -> Iterator[list[Record]]:
        """The data rows, at most PIECE_ROWS at a time. Blank lines are no rows."""
        with self._opened() as text:
            records = self._records(text)
            if self.form.header:
                next(records, None)
            while piece := list(islice(records, PIECE_ROWS)):
                yield piece

    @contextmanager
    def _opened(self) -> Iterator[io.TextIOWrapper]:
        encoding = "utf-8-sig" if self.form.encoding == "utf-8" else self.form.encoding
        with self.path.open("rb") as file, _unzipped(file) as plain:
            try:
                yield io.TextIOWrapper(plain, encoding=encoding, errors="tallyroom.mark", newline="")
            except (EOFError, gzip.BadGzipFile, zlib.error) as error:
                raise UserError(f"{self.name} is a damaged or cut-off gzip file ({error}). Nothing of it was imported.") from None

    def _records(self, text: IO[str]) -> Iterator[Record]:
        found = self._blank_separated(text) if self.form.delimiter == "whitespace" else self._quoted(text)
        return (record for record in found if record.fault or len(record.fields) > 1 or (record.fields and record.fields[0].strip()))

    def _blank_separated(self, text: IO[str]) -> Iterator[Record]:
        for row, line in enumerate(self._lines(text), 1):
            yield Record(row, line.split(), line)

    def _quoted(self, text: IO[str]) -> Iterator[Record]:
        """Rows with their quotes undone. A quote that is never closed costs its own line, not those after it."""
        waiting: deque[str] = deque()
        taken: list[str] = []
        lines, row, ended = self._lines(text), 1, False
        while not ended:
            reader = csv.reader(_feed(waiting, lines, taken), strict=True, **self._dialect())
            try:
                for fields in reader:
                    yield Record(row, fields, taken[0] if len(taken) == 1 else "".join(taken))
                    row += len(taken)
                    taken.clear()
                ended = True
            except csv.Error as error:
                yield Record(row, [], taken[0], str(error))
                waiting.extendleft(reversed(taken[1:]))
                row += 1
                taken.clear()

    def _dialect(self) -> dict[str, object]:
        quoting = csv.QUOTE_MINIMAL if self.form.quote else csv.QUOTE_NONE
        return {"delimiter": self.form.delimiter, "quotechar": self.form.quote or None, "quoting": quoting}

    def _lines(self, text: IO[str]) -> Iterator[str]:
        row = 0
        while line := text.readline(LONGEST_LINE):
            row += 1
            if len(line) == LONGEST_LINE:
                raise UserError(
                    f"{self.name}, line {row}: longer than {LONGEST_LINE:,} characters; this is no table of rows in {self.form.encoding}."
                )
            yield line


def _feed(waiting: deque[str], lines: Iterator[str], taken: list[str]) -> Iterator[str]:
    """Lines put back first, then new ones; each is remembered in `taken` until its row is complete."""
    while waiting:
        taken.append(waiting.popleft())
        yield taken[-1]
    for line in lines:
        taken.append(line)
        yield line


@contextmanager
def _unzipped(file: IO[bytes]) -> Iterator[IO[bytes]]:
    zipped = file.read(2) == _GZIP
    file.seek(0)
    if not zipped:
        yield file
        return
    with gzip.open(file) as plain:
        yield plain


def _check_kind(path: Path) -> None:
    """Refuse, in a sentence, what is no CSV or CSV.gz: by its name first, then by how it begins."""
    bare = path.name.lower().removesuffix(".gz")
    if not bare.endswith(NAMES):
        raise UserError(f"{path.name} is not a CSV. Import takes delimited text named .csv, .tsv or .txt, also with .gz; export it as CSV.")
    try:
        with path.open("rb") as file, _unzipped(file) as plain:
            start = plain.read(16)
    except (OSError, EOFError, zlib.error) as error:
        raise UserError(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}.") from None
    for mark, what in _BINARY.items():
        if start.startswith(mark):
            raise UserError(f"{path.name} is {what}, whatever its name says. Import takes CSV and CSV.gz; export it as CSV.")
