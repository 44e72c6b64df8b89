"""The checks of the data, from the command line."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING

import click

from dashapp.auth import operating
from dashapp.settings import Settings

if TYPE_CHECKING:
    from jobs.check import Checked
    from jobs.quality.outcome import Outcome

HEAD = ("check", "tier", "severity", "status", "violations", "of", "share", "at risk", "ms")


@click.command("check")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--wait", is_flag=True, help="Wait for a load or a build instead of stopping.")
@click.pass_obj
def check(settings: Settings, names: tuple[str, ...], wait: bool) -> None:
    """Run every check of the data, or those named (orders.* is every check of orders). Exit code 1 when a critical one fails."""
    from jobs.check import check as run

    operating.accounts(settings)
    done = run(settings, names, wait=wait)
    click.echo(table(done))
    sys.exit(bool(done.alarming))


def table(done: Checked) -> str:
    """A line a check, and a last one that counts them by status."""
    lines = [HEAD, *(_cells(outcome, done.version.currency) for outcome in done.outcomes)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(HEAD))]
    shown = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]
    errors = [f"{outcome.measure.name}: {outcome.message}" for outcome in done.outcomes if outcome.message]
    return "\n".join([*shown, *errors, summary(done)])


def summary(done: Checked) -> str:
    """How many checks ended how, in a sentence."""
    counts = Counter(outcome.status for outcome in done.outcomes)
    told = ", ".join(f"{count} {status}" for status, count in sorted(counts.items()))
    profiled = f" Every column was profiled in {done.profile_milliseconds / 1000:.1f} s." if done.profile_milliseconds else ""
    about = f"Run {done.run_id}: {len(done.outcomes)} checks of version {done.version.version} in {done.milliseconds / 1000:.1f} s"
    return f"{about}: {told}.{profiled}"


def _cells(outcome: Outcome, currency: str) -> tuple[str, ...]:
    measure = outcome.measure
    counts = ("" if value is None else f"{value:,}" for value in (outcome.violations, outcome.denominator))
    share = "" if outcome.share is None else f"{outcome.share:.3%}"
    at_risk = "" if outcome.at_risk_cents is None else f"{outcome.at_risk_cents / 100:,.2f} {currency}"
    return (measure.name, measure.tier, measure.severity, outcome.status, *counts, share, at_risk, f"{outcome.milliseconds:.0f}")


GROUP = check
