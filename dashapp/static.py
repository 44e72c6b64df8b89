"""Static files compressed once, answered by ETag first, and kept by browsers as long as their address tells the version."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import brotli
import dash_ag_grid
from dash import Dash
from dash.fingerprint import build_fingerprint, check_fingerprint
from flask import Request, Response, request
from werkzeug.security import safe_join

from dashapp.errors import NotFound

ASSETS = Path(__file__).parent.parent / "assets"
# Folders that Dash does not put into the page by itself: the first script, the plotly bundle and fonts have their own place.
ASSETS_PATH_IGNORE = [r"^head$", r"^vendor"]
# The sign-in page's style sheet stands alone and would restyle the desk.
ASSETS_IGNORE = r"^login\.css$"
FONT, FIRST, PLOTLY = "vendor/inter/inter-latin.woff2", "head/first.js", "vendor/plotly.min.js"
EXTENSION = "static_files"
COMPONENTS = "/_dash-component-suites/"
YEAR = 365 * 24 * 3600
HOUR = 3600
_MIMES = {".js": "text/javascript", ".css": "text/css", ".json": "application/json", ".svg": "image/svg+xml", ".map": "application/json",
          ".woff2": "font/woff2", ".png": "image/png", ".ico": "image/x-icon", ".txt": "text/plain"}  # fmt: skip
_COMPRESSED = frozenset({".js", ".css", ".json", ".svg", ".txt"})
_RARELY_LOADED = re.compile(
    r"(\.map|package_data/plotly\.min\.js|async-(mathjax|enterprise|highlight|markdown|upload|slider|datepicker|table|export)\.js)$"
)
_DYNAMIC_MIMES = frozenset({"application/json", "text/html"})
_LEAST_BYTES = 1024
_GRID_SCRIPT = "dash_ag_grid.min.js"
_QUICK, _BEST = 5, 10


@dataclass(frozen=True)
class Variant:
    """One encoding of a file."""

    body: bytes
    encoding: str


@dataclass(frozen=True)
class StaticFile:
    """A file as it is sent: its variants, br and gzip where they help, and the tag of its content."""

    mime: str
    tag: str
    variants: dict[str, Variant]

    def best_for(self, accepted: Request) -> Variant:
        """The smallest variant that the browser takes."""
        for encoding in ("br", "gzip"):
            if encoding in self.variants and accepted.accept_encodings[encoding] > 0:
                return self.variants[encoding]
        return self.variants["identity"]


class StaticFiles:
    """The files of Dash's components and of assets/, each compressed at first use, or ahead of time by `warm`."""

    def __init__(self, app: Dash) -> None:
        """Nothing is read yet."""
        self._app = app
        self._assets = str(app.config.assets_folder)
        self._assets_path = app.get_asset_url("")
        self._components_path = self._assets_path.removesuffix("assets/") + COMPONENTS.removeprefix("/")
        self._known: dict[tuple[str, int], StaticFile] = {}
        self._lock = threading.Lock()

    def answer(self) -> Response | None:
        """The response to this request, or None when it asks for no static file. Nothing else is among Dash's components."""
        if request.method not in ("GET", "HEAD"):
            return None
        path, versioned = self._file(request.path)
        if path is None:
            if request.path.startswith(self._components_path):
                raise NotFound("There is no such file.")
            return None
        found = self._static_file(path, _QUICK)
        response = Response(mimetype=found.mime)
        response.set_etag(found.tag)
        response.headers["Cache-Control"] = f"private, max-age={YEAR}, immutable" if versioned else f"private, max-age={HOUR}"
        response.vary.add("Accept-Encoding")
        if request.if_none_match.contains(found.tag):
            response.status_code = 304
            return response
        variant = found.best_for(request)
        if variant.encoding != "identity":
            response.headers["Content-Encoding"] = variant.encoding
        response.set_data(variant.body)
        return response

    def warm(self, folder: Path) -> None:
        """Compress as well as can be everything that a page loads, once an installation: results are kept in `folder`."""
        folder.mkdir(parents=True, exist_ok=True)
        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            for _ in pool.map(lambda path: self._static_file(path, _BEST, folder), self._loaded_files()):
                pass

    def _loaded_files(self) -> Iterator[Path]:
        for package, names in self._app.registered_paths.items():
            yield from (_package_folder(package) / name for name in names if not _RARELY_LOADED.search(name))
        yield from (path for path in sorted(Path(self._assets).rglob("*")) if path.is_file() and path.suffix in _MIMES)

    def _file(self, address: str) -> tuple[Path | None, bool]:
        if address.startswith(self._assets_path):
            joined = safe_join(self._assets, address.removeprefix(self._assets_path))
            path = Path(joined) if joined else None
            usable = path is not None and path.is_file() and path.suffix in _MIMES
            return (path if usable else None), "m" in request.args
        package, _, name = address.removeprefix(self._components_path).partition("/")
        name, versioned = check_fingerprint(name)
        is_ours = address.startswith(self._components_path) and name in self._app.registered_paths.get(package, ())
        return (_package_folder(package) / name, versioned) if is_ours and Path(name).suffix in _MIMES else (None, False)

    def _static_file(self, path: Path, quality: int, folder: Path | None = None) -> StaticFile:
        key = (str(path), path.stat().st_mtime_ns)
        if key not in self._known:
            found = _read(path, quality, folder)
            with self._lock:
                self._known[key] = found
        return self._known[key]


def serve_static(app: Dash) -> StaticFiles:
    """Answer static files before Dash does, and compress other answers. Call it after the guard has been registered."""
    _load_grid_late()
    files = StaticFiles(app)
    app.server.before_request(files.answer)
    app.server.after_request(compressed)
    app.server.extensions[EXTENSION] = files
    return files


def warm_static(app: Dash, folder: Path) -> None:
    """Compress what pages load before the first of them asks, and before workers are forked, so that they share it."""
    app.server.extensions[EXTENSION].warm(folder)


def head_tags(asset_url: Callable[[str], str]) -> str:
    """What the head of the page starts with: the font, and the script that sets the theme before the first paint.

    It also tells that script where the two large libraries are; each is loaded by the first card that needs it.
    """
    version = json.loads((ASSETS / "vendor/versions.json").read_text())["@fontsource-variable/inter"]
    font, first, plotly = f"{asset_url(FONT)}?m={version}", _versioned(asset_url, FIRST), _versioned(asset_url, PLOTLY)
    grid_file = Path(dash_ag_grid.__file__).parent / _GRID_SCRIPT
    fingerprint = build_fingerprint(_GRID_SCRIPT, dash_ag_grid.__version__, int(grid_file.stat().st_mtime))
    grid = asset_url("").removesuffix("assets/") + f"{COMPONENTS.removeprefix('/')}dash_ag_grid/{fingerprint}"
    return (
        f'<link rel="preload" href="{font}" as="font" type="font/woff2" crossorigin>'
        f'<script src="{first}" data-plotly="{plotly}" data-grid="{grid}"></script>'
    )


def _load_grid_late() -> None:
    """Keep the grid's script out of the page: assets/grid.js loads it with the first grid."""
    for resource in dash_ag_grid._js_dist:  # noqa: SLF001 - where every Dash component package lists its scripts
        if resource["relative_package_path"] == _GRID_SCRIPT:
            resource["async"] = "lazy"


def compressed(response: Response) -> Response:
    """The same answer, compressed where it is JSON or HTML of some size and the browser takes it."""
    is_plain = response.status_code == 200 and not response.is_streamed and "Content-Encoding" not in response.headers
    if not is_plain or response.mimetype not in _DYNAMIC_MIMES or (response.content_length or 0) < _LEAST_BYTES:
        return response
    for encoding, compress in (("br", _quick_brotli), ("gzip", _quick_gzip)):
        if request.accept_encodings[encoding] > 0:
            response.set_data(compress(response.get_data()))
            response.headers["Content-Encoding"] = encoding
            break
    response.vary.add("Accept-Encoding")
    return response


def _versioned(asset_url: Callable[[str], str], name: str) -> str:
    return f"{asset_url(name)}?m={(ASSETS / name).stat().st_mtime_ns // 10**6}"


def _package_folder(package: str) -> Path:
    return Path(str(sys.modules[package].__file__)).parent


def _read(path: Path, quality: int, folder: Path | None) -> StaticFile:
    body = path.read_bytes()
    digest = hashlib.sha256(body).hexdigest()[:32]
    variants = {"identity": Variant(body, "identity")}
    if path.suffix in _COMPRESSED and len(body) >= _LEAST_BYTES:
        ways = {"br": lambda: brotli.compress(body, quality=quality), "gzip": lambda: gzip.compress(body, 6, mtime=0)}
        variants |= {name: Variant(_kept(folder / f"{digest}.{name}" if folder else None, make), name) for name, make in ways.items()}
    return StaticFile(_MIMES[path.suffix], digest, variants)


def _kept(path: Path | None, make: Callable[[], bytes]) -> bytes:
    if path is not None and path.exists():
        return path.read_bytes()
    made = make()
    if path is not None:
        part = path.with_suffix(f".{os.getpid()}.{threading.get_ident()}")
        part.write_bytes(made)
        part.replace(path)
    return made


def _quick_brotli(body: bytes) -> bytes:
    """With a window of 256 KiB: that of four megabytes is new memory for every answer, which costs more than compressing it."""
    return brotli.compress(body, quality=3, lgwin=18)


def _quick_gzip(body: bytes) -> bytes:
    return gzip.compress(body, 5)
