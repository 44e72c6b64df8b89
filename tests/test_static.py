"""Static files: small on the wire, answered by tag, kept as long as their address tells the version."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest
from dash import Dash, html
from flask import Flask, Response, jsonify
from flask.testing import FlaskClient

from dashapp.static import ASSETS, ASSETS_IGNORE, ASSETS_PATH_IGNORE, StaticFiles, head_tags, serve_static

BUNDLE = "/assets/vendor/plotly.min.js"


@pytest.fixture
def served() -> tuple[Flask, StaticFiles]:
    server = Flask("served", static_folder=None)
    server.add_url_rule("/rows", "rows", view_func=lambda: jsonify(rows=["the same again"] * 200))
    server.add_url_rule("/little", "little", view_func=lambda: jsonify(rows=[]))
    app = Dash("served", server=server, assets_folder=str(ASSETS), assets_ignore=ASSETS_IGNORE, assets_path_ignore=ASSETS_PATH_IGNORE,
               use_async=False, enable_mcp=False)  # fmt: skip
    app.layout = html.Div()
    return server, serve_static(app)


@pytest.fixture
def client(served: tuple[Flask, StaticFiles]) -> Iterator[FlaskClient]:
    with served[0].test_client() as client:
        client.get("/")
        yield client


def fetched(client: FlaskClient, path: str, encodings: str = "br, gzip", **headers: str) -> Response:
    return client.get(path, headers={"Accept-Encoding": encodings, **headers})  # type: ignore[return-value]


def test_the_browser_gets_the_best_encoding_it_takes(client: FlaskClient) -> None:
    whole = (ASSETS / "vendor/plotly.min.js").read_bytes()
    assert brotli.decompress(fetched(client, BUNDLE).data) == whole
    assert gzip.decompress(fetched(client, BUNDLE, "gzip, br;q=0").data) == whole
    plain = fetched(client, BUNDLE, "identity")
    assert (plain.data, plain.headers.get("Content-Encoding")) == (whole, None)
    assert "Accept-Encoding" in plain.headers["Vary"]


def test_an_unchanged_file_is_answered_without_its_body(client: FlaskClient) -> None:
    first = fetched(client, BUNDLE)
    again = fetched(client, BUNDLE, **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert fetched(client, BUNDLE, **{"If-None-Match": '"other"'}).status_code == 200


def test_an_address_with_its_version_is_kept_for_a_year(client: FlaskClient) -> None:
    assert "immutable" in fetched(client, BUNDLE + "?m=1").headers["Cache-Control"]
    assert fetched(client, BUNDLE).headers["Cache-Control"] == "private, max-age=3600"


def test_components_are_served_by_their_fingerprint(client: FlaskClient) -> None:
    page = client.get("/").get_data(as_text=True)
    source = next(part.split('"')[0] for part in page.split('src="') if "dash_renderer" in part)
    answer = fetched(client, source)
    assert answer.headers["Content-Encoding"] == "br"
    assert "immutable" in answer.headers["Cache-Control"]


def test_the_grids_script_and_the_whole_plotly_are_not_in_the_page(client: FlaskClient) -> None:
    page = client.get("/").get_data(as_text=True)
    addresses = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert [path for path in addresses if re.search(r"dash_ag_grid|plotly\.min|login\.css|first\.js", path)] == []
    assert [path for path in addresses if "/assets/css/10-tokens.css" in path]


def test_the_head_names_files_that_are_served(client: FlaskClient) -> None:
    tags = head_tags(lambda name: f"/assets/{name}")
    addresses = [part.split('"')[0] for part in tags.replace("data-plotly=", "src=").replace("data-grid=", "src=").split('src="')[1:]]
    assert len(addresses) == 3
    for address in [*addresses, tags.split('href="')[1].split('"')[0]]:
        answer = fetched(client, address)
        assert (answer.status_code, "immutable" in answer.headers["Cache-Control"]) == (200, True), address


@pytest.mark.parametrize("path", ["/assets/../pyproject.toml", "/assets/%2e%2e/pyproject.toml", "/assets/css", "/assets/none.js"])
def test_nothing_outside_assets_is_served(client: FlaskClient, path: str) -> None:
    assert b"setuptools" not in client.get(path).data
    assert client.get(path).status_code == 404 or client.get(path).mimetype == "text/html"


def test_json_of_some_size_is_compressed_and_little_is_not(client: FlaskClient) -> None:
    answer = fetched(client, "/rows")
    assert answer.headers["Content-Encoding"] == "br"
    assert brotli.decompress(answer.data).count(b"the same again") == 200
    assert fetched(client, "/rows", "gzip").headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in fetched(client, "/little").headers
    assert "Content-Encoding" not in fetched(client, "/rows", "identity").headers


def test_a_guard_registered_first_comes_first() -> None:
    server = Flask("guarded", static_folder=None)
    server.before_request(lambda: ("no", 401))
    app = Dash("guarded", server=server, assets_folder=str(ASSETS), use_async=False, enable_mcp=False)
    app.layout = html.Div()
    serve_static(app)
    assert server.test_client().get(BUNDLE).status_code == 401


def test_warming_keeps_what_it_compressed(served: tuple[Flask, StaticFiles], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server, files = served
    assert server.extensions["static_files"] is files
    monkeypatch.setattr(files, "_loaded_files", lambda: iter([ASSETS / "shell.js"]))
    files.warm(tmp_path / "static")
    kept = {path.suffix: path.read_bytes() for path in (tmp_path / "static").iterdir()}
    written = (ASSETS / "shell.js").read_bytes()
    assert (brotli.decompress(kept.pop(".br")), gzip.decompress(kept.pop(".gzip")), kept) == (written, written, {})
