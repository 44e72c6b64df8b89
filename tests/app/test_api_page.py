"""docs/api.md: every example answers."""

from __future__ import annotations

import json
import shlex
import subprocess
import threading
from pathlib import Path

import pytest
from werkzeug.serving import make_server

from tests.app.api_client import program
from tests.app.conftest import Shop

PAGE = Path(__file__).parents[2] / "docs" / "api.md"
EXAMPLES = [line for line in PAGE.read_text().splitlines() if line.startswith("curl ")]


@pytest.fixture(scope="module")
def desk(shop: Shop):
    server = make_server("127.0.0.1", 0, shop.app.server, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 10


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_example_answers(shop: Shop, desk: str, tmp_path: Path, example: str) -> None:
    words = [word.replace("$DESK", desk).replace("$TOKEN", program(shop, "analyst").token) for word in shlex.split(example)]
    answer = subprocess.run(words, cwd=tmp_path, capture_output=True, check=True, timeout=60).stdout
    if "--output" in words:
        name = words[words.index("--output") + 1]
        assert (tmp_path / name).read_bytes().startswith({"orders.xlsx": b"PK", "orders.csv": b"\xef\xbb\xbf"}[name])
    elif "Accept: text/csv" in words:
        assert answer.startswith(b"\xef\xbb\xbf")
    else:
        assert json.loads(answer)
