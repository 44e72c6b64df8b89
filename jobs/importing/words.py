"""What an import did, in sentences for the command line."""

from __future__ import annotations

from collections.abc import Iterator

from jobs.importing.report import LoadReport


def words(report: LoadReport) -> str:
    """Counts that add up, what was kept out, and the first problems."""
    return "\n".join(_lines(report))


def _lines(report: LoadReport) -> Iterator[str]:
    subject = "Checked, nothing changed" if report.checked_only else f"Load {report.load_id}" if report.load_id else "Nothing new"
    files = f"{len(report.files)} file{'' if len(report.files) == 1 else 's'}"
    yield f"{subject}: {report.rows:,} data rows in {files} with the map {report.map_name!r} in {report.seconds:.1f} s."
    yield (
        f"  {report.loaded:,} loaded + {report.present:,} already present + {report.superseding:,} superseding "
        f"+ {report.quarantined:,} quarantined = {report.rows:,}"
    )
    if report.extra_columns:
        yield f"  Columns kept out because the map does not read them: {', '.join(report.extra_columns)}"
    for rule, count in sorted(report.rules.items()):
        yield f"  {count:,} by the rule {rule}"
    for problem in report.problems:
        yield f"    {problem.file_name} row {problem.row}, column {problem.column}, value {problem.value!r}: {problem.message}"
    if report.quarantined and report.load_id:
        yield f"  All quarantined rows: .venv/bin/python manage.py quarantine {report.load_id}"
    if report.erased:
        yield f"  {report.erased:,} of them are of people who were erased, and were erased again."
    yield from (f"  {note}" for note in report.notes)
