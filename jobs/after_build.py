"""After a build: scores, checks and follow-ups of detractors, in a process of its own, so that nobody waits who waits for fresh pages.

`python -m jobs.after_build score check` takes its settings from the environment, as every command does. What it has to say goes to
`after-build.log` in VAR_DIR: a script that reads what a command says would otherwise wait for this process as well.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from dashapp.errors import TallyroomError
from dashapp.settings import Settings

COMMAND = [sys.executable, "-m", "jobs.after_build"]
# Pages, which are served meanwhile, come first.
NICENESS = 10
LOG, LOG_BYTES = "after-build.log", 1_000_000
_ROOT = Path(__file__).parents[1]
_log = logging.getLogger(__name__)
_CHILDREN: list[subprocess.Popen[bytes]] = []


def start_checks(settings: Settings) -> subprocess.Popen[bytes] | None:
    """Begin to score and check what was published, and do not wait; None where SCORE_AFTER_BUILD and CHECK_AFTER_BUILD say no."""
    wanted = [name for name, is_wanted in (("score", settings.score_after_build), ("check", settings.check_after_build)) if is_wanted]
    if not wanted:
        return None
    quiet = subprocess.DEVNULL
    # A session of its own, so that it ends when it is done and not with the command or the server that built.
    with _log_file(settings.var_dir / LOG).open("ab") as log:
        process = subprocess.Popen([*COMMAND, *wanted], cwd=_ROOT, stdin=quiet, stdout=quiet, stderr=log, start_new_session=True)
    _CHILDREN[:] = [child for child in _CHILDREN if child.poll() is None] + [process]
    return process


def _log_file(path: Path) -> Path:
    """The log; one that has grown long stands beside it, in the place of the one before."""
    if path.exists() and path.stat().st_size > LOG_BYTES:
        path.replace(path.with_suffix(".log.1"))
    return path


def main(wanted: Sequence[str]) -> None:
    """Score and check what was published last, open follow-ups, follow win-back actions, measure, tell of the desk's health.

    What goes wrong is a line in the log.
    """
    # They bring pandas and more, which a process that only starts this one does not need.
    from jobs.after_build_steps import ALWAYS, STEPS

    os.umask(0o077)
    os.nice(NICENESS)
    settings = Settings.from_environment()
    for step in (*(STEPS[name] for name in wanted), *ALWAYS):
        try:
            step(settings)
        except TallyroomError as error:
            _log.warning("After the build, %s did not run: %s", step.__name__, error)


if __name__ == "__main__":
    main(sys.argv[1:])
