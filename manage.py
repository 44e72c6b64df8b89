"""The commands: serve, demo, import, build, query, metric, users. `python manage.py --help` lists them."""

from __future__ import annotations

import datetime
import os
import sys
from collections.abc import Callable
from contextlib import nullcontext
from functools import update_wrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands import GROUPS, sign_in
from dashapp.auth import operating
from dashapp.errors import NoData, TallyroomError, UserError
from dashapp.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

ROOT = Path(__file__).parent


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def cli(context: click.Context) -> None:
    """Tallyroom from the command line. Settings come from the environment: docs/settings.md lists them."""
    context.obj = Settings.from_environment()


def command(*parameters: Callable[[Any], Any], name: str | None = None) -> Callable[[Callable[..., Any]], click.Command]:
    """A command of the group whose first argument is the settings."""

    def decorate(function: Callable[..., Any]) -> click.Command:
        wrapped = update_wrapper(click.pass_obj(function), function)
        for parameter in reversed(parameters):
            wrapped = parameter(wrapped)
        return cli.command(name or function.__name__.replace("_", "-"))(wrapped)

    return decorate


AS_ROLE = click.option("--as", "as_user", metavar="USER", help="Answer as this user: role, scope and masking apply.")
FORMAT = click.option("--format", "form", type=click.Choice(["csv", "json"]), default="csv", show_default=True)


@command(click.option("--demo", "with_demo", is_flag=True, help="At the very first start, make the small demo shop."))
def serve(settings: Settings, with_demo: bool) -> None:
    """Bring the databases up to date, make the first admin if there is none, and serve with gunicorn."""
    import queries
    from dashapp.auth.users import first_admin
    from dashapp.processes import ALLOCATOR
    from jobs.demo import is_untouched

    operating.accounts(settings)
    if with_demo and is_untouched(settings):
        click.echo("First start: making a demo shop to look at. `make run DEMO=no` starts without it.")
        try:
            import demo_shop

            demo_shop.make(settings, "small")
        except UserError as error:
            click.echo(str(error))
    click.echo(f"Tallyroom on http://{settings.host}:{settings.port}")
    # Last of all, so that a start that is interrupted before does not swallow the password.
    if made := first_admin(settings):
        click.echo(f"First sign-in: user {made[0]}, one-time password {made[1]} (it must be changed at sign-in).")
    if not queries.published(settings):
        click.echo("No data yet. Import order files with: .venv/bin/python manage.py import FILES --map NAME")
    sys.stdout.flush()
    command = [sys.executable, "-m", "gunicorn", "-c", str(ROOT / "deploy" / "gunicorn.conf.py"), "wsgi:server()"]
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    os.execve(sys.executable, command, {**ALLOCATOR, **os.environ, "PYTHONPATH": path})  # noqa: S606 becomes the server itself


PROFILES = ["easy", "normal", "hard", "plain", "influencer-report"]
SIZE = click.option("--size", type=click.Choice(["small", "medium", "large"]), default="small", show_default=True)


@command(
    click.option("--seed", type=int, default=7, show_default=True, help="The same seed gives the same shop."),
    SIZE,
    click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Last day of the shop; yesterday by default."),
    click.option("--out", "folder", required=True, type=click.Path(path_type=Path), help="Folder for the tables: Parquet and CSV."),
    click.option("--truth", type=click.Path(path_type=Path), help="Folder for what is true in the shop; by default OUT-truth."),
    click.option("--profile", type=click.Choice(PROFILES), default="normal", help="How hard to read; the report's days are its own."),
    click.option("--clean", is_flag=True, help="Leave out the planted mistakes, of which the truth keeps a ledger."),
)
def generate(settings: Settings, seed: int, size: str, as_of: datetime.datetime | None, folder: Path, **more: Any) -> None:
    """Write the tables of an invented shop, and apart from them the truth that analyses can be measured against."""
    import demo_shop

    click.echo(demo_shop.generate(settings, seed, size, as_of.date() if as_of else demo_shop.yesterday(settings), folder, **more))


@command(SIZE, click.option("--remove", is_flag=True, help="Remove the demo shop instead."))
def demo(settings: Settings, size: str, remove: bool) -> None:
    """Make the demo shop: an invented shop to look at, until data of your own is imported."""
    import demo_shop
    from jobs.demo import number

    _undo(settings, number(settings)) if remove else demo_shop.make(settings, size)


@command(*(click.option(f"--{name}", name, required=True, multiple=True, type=click.Path(path_type=Path)) for name in ("world", "truth")))
def audit_leaks(settings: Settings, world: tuple[Path, ...], truth: tuple[Path, ...]) -> None:
    """Look for leaks in generated shops: ids, row order and the like must not tell fraud, duplicates or churn. Repeat for seeds."""
    from data_gen.audit_leaks import audit_leaks as audit

    findings = audit(list(zip(world, truth, strict=True)))
    click.echo("\n".join(map(str, findings)))
    sys.exit(not all(finding.passed for finding in findings))


# --- data ------------------------------------------------------------------------------------------------------------


@command(
    click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path)),
    click.option("--map", "map_name", required=True, metavar="NAME_OR_FILE", help="A built-in map or a YAML file: docs/import.md."),
    click.option("--check", is_flag=True, help="Read and count everything, change nothing."),
    click.option("--wait", is_flag=True, help="Wait for another load or build instead of stopping."),
    name="import",
)
def import_(settings: Settings, files: tuple[Path, ...], map_name: str, check: bool, wait: bool) -> None:
    """Import order files, then build. Rows that cannot be used go to quarantine; every row is accounted for."""
    from jobs.bulk import bulk_writer
    from jobs.commanded import load
    from jobs.importing.words import words

    with nullcontext() if check else bulk_writer(settings) as writer:
        report = load(settings, files, map_name, check=check, wait=wait, progress=_progress)
        click.echo(words(report))
        if report.load_id is None:
            return
        counts = {"rows": report.rows, "loaded": report.loaded, "superseding": report.superseding, "quarantined": report.quarantined}
        operating.audited(settings, "imported", f"load:{report.load_id}", {"map": report.map_name, "files": len(report.files), **counts})
        if report.loaded + report.superseding:
            _build(settings, writer)


def _progress(file: str, rows: int) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r{file}: {rows:,} rows", err=True, nl=False)


def _build(settings: Settings, writer: Engine | None = None) -> None:
    from jobs.commanded import publish

    version = publish(settings, writer)
    operating.audited(settings, "built", f"version:{version.version}")
    click.echo(version)
    # What follows a build brings pandas, which fresh pages need not wait for.
    from jobs.after_build import start_checks

    start_checks(settings)


@command()
def build(settings: Settings) -> None:
    """Build and publish a new version of the warehouse from what is loaded."""
    _build(settings)


@command(FORMAT)
def loads(settings: Settings, form: str) -> None:
    """List the loads: when, which files, how many rows went where."""
    from jobs.importing import loads as listed
    from queries.answers import records_text

    click.echo(records_text(listed(settings), form), nl=False)


@command(click.argument("load_id", type=int))
def undo(settings: Settings, load_id: int) -> None:
    """Undo a load: its rows go, rows that it superseded are current again, and the warehouse is built anew."""
    _undo(settings, load_id)


def _undo(settings: Settings, load_id: int) -> None:
    from jobs.importing import undo as undo_load

    click.echo(undo_load(settings, load_id, wait=True))
    operating.audited(settings, "import_undone", f"load:{load_id}")
    try:
        _build(settings)
    except NoData:
        click.echo("Nothing is loaded any more, so nothing is published.")


@command(click.argument("load_id", type=int))
def quarantine(settings: Settings, load_id: int) -> None:
    """Print the quarantined rows of a load as CSV: file, row, column, value, rule, and the row as it stood."""
    from jobs.importing import quarantine_csv

    for line in quarantine_csv(settings, load_id):
        click.echo(line, nl=False)


@command(click.argument("file", type=click.Path(path_type=Path)))
def rates(settings: Settings, file: Path) -> None:
    """Load exchange rates from a CSV with the columns day, currency, rate."""
    from jobs.importing import load_rates

    click.echo(f"{load_rates(settings, file):,} rates loaded.")


@command()
def maps(settings: Settings) -> None:
    """List the built-in import maps."""
    from jobs.importing import built_in_maps

    click.echo("\n".join(built_in_maps()))


# --- answers ---------------------------------------------------------------------------------------------------------


@command(
    click.argument("name"),
    click.option("--param", "parameters", multiple=True, metavar="NAME=VALUE", help="A parameter of the query; repeat it for a list."),
    AS_ROLE,
    FORMAT,
)
def query(settings: Settings, name: str, parameters: tuple[str, ...], as_user: str | None, form: str) -> None:
    """Answer a query of the library, as the pages do."""
    import queries
    from queries.command_line import query_answer

    viewer = operating.viewer(settings, as_user, f"query:{name}")
    _answer(query_answer(queries.open(settings), name, parameters, viewer), form)


@command(
    click.argument("names", metavar="NAME[,NAME]"),
    click.option("--by", "dimensions", default="", metavar="DIM[,DIM]", help="Dimensions: day, month, category, country, customer ..."),
    click.option("--from", "from_", default="", metavar="DAY", help="First day, inclusive; the whole history by default."),
    click.option("--to", default="", metavar="DAY", help="Last day, inclusive."),
    click.option("--where", "conditions", multiple=True, metavar="DIM=VALUE", help="Filter; repeat it for more."),
    click.option("--basis", type=click.Choice(["event", "order"]), default="event", show_default=True, help="Day that returns count on."),
    click.option("--currency", default="", help="A transaction currency: only its rows, in its own amounts."),
    AS_ROLE,
    FORMAT,
)
def metric(settings: Settings, names: str, as_user: str | None, form: str, **asked: Any) -> None:
    """Answer metrics of the registry, as the cards do."""
    import queries
    from queries.command_line import metric_answer

    viewer = operating.viewer(settings, as_user, f"metric:{names}")
    filters = {key.rstrip("_"): value for key, value in asked.items()}
    _answer(metric_answer(queries.open(settings), names, viewer, **filters), form)


@command(click.option("--role", "role_name", required=True, metavar="ROLE"))
def pages(settings: Settings, role_name: str) -> None:
    """List the pages that a role may open."""
    import layouts
    from dashapp.auth.viewer import stand_in
    from dashapp.shell import openable

    for page in openable(stand_in(role_name), layouts.pages().values()):
        click.echo(f"{page.path}\t{page.title}")


def _answer(table: Any, form: str) -> None:
    from queries.answers import to_csv_text, to_json_text

    click.echo(to_csv_text(table) if form == "csv" else to_json_text(table) + "\n", nl=False)


@command(click.argument("name"), click.option("--role", "role_name", required=True, metavar="ROLE"))
def add_user(settings: Settings, name: str, role_name: str) -> None:
    """Add a user and print the one-time password."""
    from dashapp.auth.users import add_user as add

    click.echo(f"One-time password for {name}: {add(operating.accounts(settings), name, role_name)}")


for group in GROUPS:
    cli.add_command(group)
cli.add_command(sign_in.reset_password)


def main() -> None:
    """Run a command; an error that a person can mend is one sentence and exit code 1."""
    # What it writes is for the account that runs it and for no other of this machine.
    os.umask(0o077)
    try:
        cli(standalone_mode=True)
    except TallyroomError as error:
        click.echo(str(error), err=True)
        sys.exit(1 if isinstance(error, UserError) else 2)


if __name__ == "__main__":
    main()
