"""docs/metrics.md says what the registry says."""

from __future__ import annotations

from pathlib import Path

from queries.registry import registry

PAGE = (Path(__file__).parents[2] / "docs" / "metrics.md").read_text()


def test_every_metric_is_described_as_it_is_declared() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| ") and "`" in line]
    assert rows == [f"| {metric.title} | `{metric.name}` | {metric.words} |" for metric in registry().values()]
