"""One load at a time, across processes; the second waits or is told who is at it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from jobs.importing import import_files, undo
from jobs.lock import Busy, only_one

HOLD = """
import os, sys, time
from dashapp.settings import Settings
from jobs.lock import only_one
with only_one(Settings.from_environment(dict(os.environ)), "load of spring.csv"):
    print("held", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def holder(settings):
    """Another process that holds the lock until it is told something."""
    environment = {**os.environ, "VAR_DIR": str(settings.var_dir)}
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD],
        env=environment,
        cwd=Path(__file__).parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_second_load_says_who_holds_the_lock(settings, holder, write, small_map):
    path = write("orders.csv", "order,at,customer,product,units,amount\n")
    with pytest.raises(Busy, match=rf"process {holder.pid} since .* UTC \(load of spring.csv\)"):
        import_files(settings, [path], small_map())
    with pytest.raises(Busy):
        undo(settings, 1)


def test_a_second_load_waits_when_asked_to(settings, holder):
    started = time.monotonic()
    holder.stdin.write("\n")
    holder.stdin.flush()
    with only_one(settings, "build", wait=True):
        assert time.monotonic() - started < 30


def test_a_killed_process_holds_nothing(settings, holder):
    holder.kill()
    holder.wait()
    with only_one(settings, "build"):
        pass


def test_on_postgresql_another_machine_counts_too(postgres_settings, tmp_path):
    elsewhere = replace(postgres_settings, var_dir=tmp_path / "elsewhere")
    with (
        only_one(postgres_settings, "build of the marts"),
        pytest.raises(Busy, match=r"tallyroom .* build of the marts"),
        only_one(elsewhere, "load"),
    ):
        pass
    with only_one(elsewhere, "load"):
        pass


def test_the_lock_is_free_again_after_an_error(settings):
    def fail() -> None:
        with only_one(settings, "build"):
            raise RuntimeError("broken")

    with pytest.raises(RuntimeError, match="broken"):
        fail()
    with only_one(settings, "build"):
        pass
