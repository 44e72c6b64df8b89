"""The checks after a build: a process of its own, so that nobody waits for them who waits for fresh pages.

`python -m jobs.after_build` takes its settings from the environment, as every command does.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from pathlib import Path

import queries
from dashapp.auth import operating
from dashapp.db.engines import accounts_engine
from dashapp.errors import NoData, TallyroomError
from dashapp.settings import Settings
from jobs.check import Checked, check
from jobs.churn.following import follow
from jobs.maintenance import measure
from jobs.quality.store import is_checked

COMMAND = [sys.executable, "-m", "jobs.after_build"]
# Pages, which are served meanwhile, come first.
NICENESS = 10
_ROOT = Path(__file__).parents[1]
_log = logging.getLogger(__name__)
_CHILDREN: list[subprocess.Popen[bytes]] = []


def start_checks(settings: Settings) -> subprocess.Popen[bytes] | None:
    """Begin to check what was published, and do not wait; None where CHECK_AFTER_BUILD says no."""
    if not settings.check_after_build:
        return None
    quiet = subprocess.DEVNULL
    # A session of its own, so that it ends when it is done and not with the command or the server that built.
    process = subprocess.Popen(COMMAND, cwd=_ROOT, stdin=quiet, stdout=quiet, start_new_session=True)
    _CHILDREN[:] = [child for child in _CHILDREN if child.poll() is None] + [process]
    return process


def check_published(settings: Settings) -> Checked | None:
    """Check the current version unless a whole run has done so; None then, and where nothing is published."""
    operating.accounts(settings)
    try:
        if is_checked(accounts_engine(settings), queries.open(settings).version(fresh=True)):
            return None
        return check(settings, cause="build", wait=True)
    except NoData:
        return None


def main() -> None:
    """Check what was published last, follow win-back actions, and measure the databases; what goes wrong is a line in the log."""
    os.umask(0o077)
    os.nice(NICENESS)
    try:
        settings = Settings.from_environment()
        check_published(settings)
        follow(settings)
        measure(settings)
    except TallyroomError as error:
        _log.warning("The checks after the build did not run: %s", error)


if __name__ == "__main__":
    main()
