"""The manifest of a backup: when it was taken, of which release's tables, and what each of its files must hold. It holds no secret."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from dashapp.errors import NotFound, UserError

FILE = "manifest.json"
FORMAT = 1
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Contents:
    """The schema that a part lies in, the rows of each of its tables, and the functions that its triggers call, as statements."""

    schema: str
    rows: Mapping[str, int]
    functions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Held:
    """One file of a backup: the engine that it is of, its size and SHA-256, and what it holds."""

    file: str
    engine: str
    bytes: int
    sha256: str
    contents: Contents


@dataclass(frozen=True)
class Manifest:
    """A backup. `made_at` is UTC, ISO; `revision` that of the accounts database; `key_check` tells the ERASURE_KEY that is needed, if any.

    warehouse_version: the published version that it holds, None where nothing was published.
    """

    made_at: str
    revision: str
    warehouse_version: int | None
    key_check: str | None
    parts: Mapping[str, Held]

    @property
    def rows(self) -> int:
        """Rows of every table of every part."""
        return sum(sum(held.contents.rows.values()) for held in self.parts.values())

    @property
    def bytes(self) -> int:
        """Bytes of every file."""
        return sum(held.bytes for held in self.parts.values())


def write(folder: Path, manifest: Manifest) -> None:
    """Write it beside the files that it speaks of."""
    (folder / FILE).write_text(json.dumps({"format": FORMAT, **asdict(manifest)}, indent=1, sort_keys=True) + "\n")


def read(folder: Path, names: Iterable[str] = ()) -> Manifest:
    """The manifest of a backup whose files (of the parts named, else all) are as they were written.

    NotFound where there is none; UserError for one of a newer release, one that cannot be read, and a damaged file.
    """
    manifest = _parsed(folder)
    for name in names or manifest.parts:
        held = manifest.parts.get(name)
        if held is None or Path(held.file).name != held.file:
            raise NotFound(f"The backup {folder} holds no {name}. It holds: {', '.join(manifest.parts)}.")
        if digest(folder / held.file) != (held.bytes, held.sha256):
            raise UserError(f"{folder / held.file} is damaged: it is not the file that was written. Use another backup.")
    return manifest


def digest(path: Path) -> tuple[int, str]:
    """Size and SHA-256 of a file; of one that is not there, minus one and nothing."""
    if not path.is_file():
        return -1, ""
    found = hashlib.sha256()
    with path.open("rb") as file:
        for piece in iter(lambda: file.read(_CHUNK), b""):
            found.update(piece)
    return path.stat().st_size, found.hexdigest()


def _parsed(folder: Path) -> Manifest:
    path = folder / FILE
    if not path.is_file():
        raise NotFound(f"{folder} is no backup: it holds no {FILE}. Name the folder that `manage.py backup` wrote.")
    try:
        given = json.loads(path.read_text())
        number = int(given.pop("format"))
        if number > FORMAT:
            raise UserError(f"{folder} was written by a newer release. Install that release, or use an older backup.")
        return Manifest(parts={name: _held(**held) for name, held in given.pop("parts").items()}, **given)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise UserError(f"{path} cannot be read ({error}). The backup is damaged: use another one.") from None


def _held(contents: Mapping[str, Any], **given: Any) -> Held:
    said = Contents(contents["schema"], contents["rows"], tuple(contents["functions"]))
    return Held(contents=said, **given)
