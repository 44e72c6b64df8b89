"""What people add to the checks, and the rows that a check finds, from the command line."""

from __future__ import annotations

from typing import Any

import click

from dashapp.auth import operating
from dashapp.auth.permissions import Permission
from dashapp.rule_types import RULE_TYPES
from dashapp.settings import Settings

GROUP = click.Group("quality", help="Rules without SQL, limits of freshness, and the rows that a check finds.")
AS_USER = click.option("--as", "as_user", metavar="USER", help="Who does it; the operator at the machine by default.")
FORMAT = click.option("--format", "form", type=click.Choice(["csv", "json"]), default="csv", show_default=True)


@GROUP.command()
@click.argument("name")
@AS_USER
@FORMAT
@click.pass_obj
def rows(settings: Settings, name: str, as_user: str | None, form: str) -> None:
    """Print the rows that a check finds now."""
    import queries
    from jobs.quality.described import listed
    from queries.answers import to_csv_text, to_json_text
    from queries.offending import offending

    viewer = operating.viewer(settings, as_user, f"check:{name}")
    found = offending(queries.open(settings), listed(settings, name), viewer, settings.export_row_limit)
    click.echo(to_csv_text(found) if form == "csv" else to_json_text(found) + "\n", nl=False)


@GROUP.command()
@click.argument("column", metavar="TABLE.COLUMN")
@click.argument("kind", type=click.Choice(RULE_TYPES))
@click.option("--least", help="The least that a range or a length allows.")
@click.option("--most", help="The most.")
@click.option("--value", "values", multiple=True, help="One of the values that one_of allows; repeat it.")
@click.option("--of", "other", metavar="TABLE.COLUMN", help="Where what a reference names is found.")
@click.option("--severity", type=click.Choice(["critical", "major", "minor"]), default="major", show_default=True)
@click.option("--tolerance", type=float, default=0.0, show_default=True, help="The share of rows that may offend.")
@click.option("--owner", default="Data", show_default=True, help="Who answers for it.")
@click.option("--reason", required=True, help="Why it must hold, and what is to be done where it does not.")
@AS_USER
@click.pass_obj
def add_rule(settings: Settings, as_user: str | None, **given: Any) -> None:
    """Add a rule for a column, such as: add-rule orders.channel one_of --value App --value Phone --reason ..."""
    from jobs.quality.rules import add_rule as add

    viewer = operating.viewer(settings, as_user, "quality rules")
    rule = add(settings, viewer, given)
    click.echo(f"Rule {rule.rule_id} counts from the next run on: manage.py check {rule.name}")


@GROUP.command()
@click.argument("rule_id", type=int)
@AS_USER
@click.pass_obj
def end_rule(settings: Settings, rule_id: int, as_user: str | None) -> None:
    """Let a rule count no more; what it found stays in the history."""
    from jobs.quality.rules import end_rule as end

    end(settings, operating.viewer(settings, as_user, "quality rules"), rule_id)
    click.echo(f"Rule {rule_id} counts no more.")


@GROUP.command()
@click.argument("table")
@click.argument("days", type=int)
@click.option("--owner", default="", help="Who answers for it from now on.")
@AS_USER
@click.pass_obj
def freshness(settings: Settings, table: str, days: int, owner: str, as_user: str | None) -> None:
    """Set how many days the newest row of a table may lie behind the data."""
    from jobs.quality.freshness import set_limit

    limit = set_limit(settings, operating.viewer(settings, as_user, "quality freshness"), table, days, owner)
    click.echo(f"The newest row of {limit.table} may be {limit.most_days} days old; {limit.owner} answers for it.")


@GROUP.command()
@click.argument("register", type=click.Choice(["score", "results", "runs", "columns", "rules", "incidents", "waivers"]))
@AS_USER
@FORMAT
@click.pass_obj
def show(settings: Settings, register: str, as_user: str | None, form: str) -> None:
    """Print the scores, the latest results, the runs, the profiles of columns, the rules, the incidents, or the waivers."""
    import queries
    from queries.answers import to_csv_text, to_json_text
    from queries.office import require_whole_reach
    from queries.run import run

    viewer = operating.viewer(settings, as_user, f"quality:{register}")
    viewer.require(Permission.QUALITY_VIEW)
    require_whole_reach(viewer)
    found = run(queries.open(settings), f"quality.{register}", {}, viewer)
    click.echo(to_csv_text(found) if form == "csv" else to_json_text(found) + "\n", nl=False)


@GROUP.command()
@click.argument("name")
@click.option("--until", required=True, metavar="YYYY-MM-DD", help="The day from which a failure opens an incident again.")
@click.option("--reason", required=True, help="Why the failure is accepted so long.")
@AS_USER
@click.pass_obj
def waive(settings: Settings, name: str, until: str, reason: str, as_user: str | None) -> None:
    """Accept what a check finds until a day."""
    from jobs.quality.waivers import waive as accept

    day = accept(settings, operating.viewer(settings, as_user, f"check:{name}"), name, reason, until)
    click.echo(f"What {name} finds opens no incident before {day:%-d %b %Y}.")


@GROUP.command()
@click.argument("name")
@AS_USER
@click.pass_obj
def end_waiver(settings: Settings, name: str, as_user: str | None) -> None:
    """Accept what a check finds no longer."""
    from jobs.quality.waivers import end_waiver as end

    end(settings, operating.viewer(settings, as_user, f"check:{name}"), name)
    click.echo(f"What {name} finds opens an incident from the next run on.")


@GROUP.command()
@click.argument("numbers", type=int, nargs=-1, required=True)
@click.option("--to", "name", required=True, help="Whom they are given to; an empty text gives them back.")
@AS_USER
@click.pass_obj
def assign(settings: Settings, numbers: tuple[int, ...], name: str, as_user: str | None) -> None:
    """Give incidents to somebody."""
    from jobs.quality.handling import assign as give

    done = give(settings, operating.viewer(settings, as_user, "quality incidents"), numbers, name)
    click.echo(f"{done:,} incident{'' if done == 1 else 's'} given to {name or 'nobody'}.")


@GROUP.command()
@click.argument("words")
@click.argument("numbers", type=int, nargs=-1, required=True)
@AS_USER
@click.pass_obj
def comment(settings: Settings, words: str, numbers: tuple[int, ...], as_user: str | None) -> None:
    """Write a sentence to incidents."""
    from jobs.quality.handling import comment as write

    done = write(settings, operating.viewer(settings, as_user, "quality incidents"), numbers, words)
    click.echo(f"Written to {done:,} incident{'' if done == 1 else 's'}.")
