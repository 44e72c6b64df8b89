"""An installation as its owner runs it: a folder, commands as processes of their own, and gunicorn on a free port."""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from dashapp.settings import ROWS, Settings
from tests.services import free_port, share_compressed, wait_until

REPOSITORY = Path(__file__).parents[2]
GUNICORN = ("gunicorn", "--config", "deploy/gunicorn.conf.py", "wsgi:server()")
# Scores and checks run where a test says so, not beside whatever comes next.
NOTHING_FOLLOWS = {"CHECK_AFTER_BUILD": "no", "SCORE_AFTER_BUILD": "no"}
STOP_SECONDS = 60  # longer than gunicorn waits for requests under way
RUN_SECONDS = 600  # what follows a build gives way to everything else that runs here


@dataclass(frozen=True)
class Installation:
    """A VAR_DIR of its own and a free port; `more` are further settings. Nothing is read from the settings of the person who tests."""

    folder: Path
    more: Mapping[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)

    def __post_init__(self) -> None:
        share_compressed(self.folder / "var")

    @property
    def environment(self) -> dict[str, str]:
        """The environment of its processes."""
        settings = {row.name for row in ROWS}
        inherited = {name: value for name, value in os.environ.items() if name not in settings}
        own = {"VAR_DIR": str(self.folder / "var"), "PORT": str(self.port), "SHOP_NAME": "Corner shop"}
        return {**inherited, **own, **NOTHING_FOLLOWS, **self.more}

    @property
    def settings(self) -> Settings:
        """The same settings, for looking into its databases."""
        return Settings.from_environment(self.environment)

    @property
    def address(self) -> str:
        """Where its pages are."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        """What the server wrote."""
        return self.folder / "server.log"

    def command(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a command of manage.py to its end."""
        return self.run("manage.py", *arguments)

    def run(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """Run Python with these arguments to its end."""
        command = [sys.executable, *map(str, arguments)]
        return subprocess.run(
            command, cwd=REPOSITORY, env=self.environment, capture_output=True, text=True, check=False, timeout=RUN_SECONDS
        )

    def answers(self) -> bool:
        """Whether the server answers."""
        try:
            with urllib.request.urlopen(f"{self.address}/healthz", timeout=5) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False


@contextmanager
def started(
    installation: Installation, *arguments: str, ready: Callable[[Installation], bool] = Installation.answers
) -> Iterator[subprocess.Popen[bytes]]:
    """Python with these arguments, serving this installation; what it says goes to the log. Stopped afterwards."""
    command = [sys.executable, *arguments]
    with (
        installation.log.open("wb") as log,
        subprocess.Popen(command, cwd=REPOSITORY, env=installation.environment, stdout=log, stderr=subprocess.STDOUT) as process,
    ):
        try:
            wait_until(lambda: ready(installation) or process.poll() is not None, "gunicorn")
            assert process.poll() is None, installation.log.read_text()
            yield process
        finally:
            process.terminate()
            process.wait(STOP_SECONDS)


def served(installation: Installation) -> AbstractContextManager[subprocess.Popen[bytes]]:
    """gunicorn, configured as in production, over this installation."""
    return started(installation, "-m", *GUNICORN)
