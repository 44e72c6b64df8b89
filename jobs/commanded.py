"""Loads and builds as commands ask for them: done by their jobs, and kept among the runs of jobs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from dashapp.auth.viewer import OPERATOR
from dashapp.settings import Settings
from jobs.build import build
from jobs.importing import LoadReport, import_files
from jobs.job_runs import recorded
from queries.versions import Version

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine


def load(
    settings: Settings, files: Sequence[Path], map_name: str, *, check: bool, wait: bool, progress: Callable[[str, int], None]
) -> LoadReport:
    """Import files. What is only looked at is no run."""
    if check:
        return import_files(settings, files, map_name, check=True, wait=wait, progress=progress)
    with recorded(settings, OPERATOR, "import", map_name) as told:
        report = import_files(settings, files, map_name, wait=wait, progress=progress)
        told.said, told.rows = f"Load {report.load_id}: {report.loaded:,} of {report.rows:,} rows loaded.", report.rows
    return report


def publish(settings: Settings, writer: Engine | None) -> Version:
    """Build and publish."""
    with recorded(settings, OPERATOR, "build") as told:
        version = build(settings, wait=True, writer=writer)
        told.said, told.rows = f"Version {version.version} is published.", sum(version.row_counts.values())
    return version
