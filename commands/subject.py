"""`manage.py subject`: whom a request is about, what is held, handing it out, erasing it."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dashapp.auth.viewer import OPERATOR
from dashapp.errors import UserError
from dashapp.settings import Settings

if TYPE_CHECKING:
    from jobs.privacy.erase import Erasure

_SUBJECTS = click.argument("references", metavar="SOURCE/NUMBER...", nargs=-1, required=True)
_REQUEST = click.option("--request", "request_id", type=int, help="The open request that this answers; without one it is written down.")


@click.group("subject")
def GROUP() -> None:  # noqa: N802 - manage.py registers the group of every noun by this name
    """Requests of people about their personal data: docs/privacy.md."""


@GROUP.command()
@click.argument("text")
@click.pass_obj
def search(settings: Settings, text: str) -> None:
    """Find who is meant by an e-mail address, a telephone number, a name or a number; `-` reads it from standard input."""
    from jobs.privacy.search import search as found

    candidates = found(settings, OPERATOR, sys.stdin.read() if text == "-" else text)
    for one in candidates:
        rows = ", ".join(f"{count:,} in {place}" for place, count in sorted(one.rows.items()))
        said = "erased" if one.is_erased else ", ".join(filter(None, (one.name, one.email, one.phone))) or "no name recorded"
        seen = f"; {one.orders:,} orders, {one.first_seen[:10]} to {one.last_seen[:10]}" if one.first_seen else ""
        click.echo(f"{one.reference or 'in quarantine only'}  {said}{seen}\n  {' '.join(one.reasons)} {rows}")
    if not candidates:
        click.echo("Nobody is found.")


@GROUP.command()
@_SUBJECTS
@click.option("--out", "folder", required=True, type=click.Path(path_type=Path, file_okay=False), help="Folder for the zip; not VAR_DIR.")
@_REQUEST
@click.pass_obj
def export(settings: Settings, references: tuple[str, ...], folder: Path, request_id: int | None) -> None:
    """Write everything held about people to a zip of JSON and CSV."""
    from jobs.privacy.export import export as exported

    if folder.resolve().is_relative_to(settings.var_dir.resolve()):
        raise UserError("The bundle may not lie below VAR_DIR, where an erasure would have to find it again. Name another folder.")
    bundle = exported(settings, OPERATOR, references, request_id=request_id)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / bundle.name).write_bytes(bundle.content)
    click.echo(f"{folder / bundle.name}: {sum(bundle.rows.values()):,} rows of {len(bundle.rows)} tables.")


@GROUP.command()
@_SUBJECTS
@click.option("--dry-run", is_flag=True, help="Count what would be replaced, change nothing.")
@_REQUEST
@click.pass_obj
def erase(settings: Settings, references: tuple[str, ...], dry_run: bool, request_id: int | None) -> None:
    """Erase people: their identity is replaced everywhere, their orders and every total stay."""
    from jobs.privacy.erase import erase as erased

    _say(erased(settings, OPERATOR, references, dry_run=dry_run, request_id=request_id, wait=True))


@GROUP.command()
@click.pass_obj
def replay(settings: Settings) -> None:
    """Erase everybody of the register again, after a backup was restored."""
    from jobs.privacy.erase import replay as replayed

    _say(replayed(settings, OPERATOR, wait=True))


@GROUP.command()
@click.option("--status", default="", help="open, exported, erased or refused; all by default.")
@click.pass_obj
def requests(settings: Settings, status: str) -> None:
    """List the requests, the earliest due first."""
    from jobs.privacy.requests import list_requests

    for one in list_requests(settings, OPERATOR, status):
        due = datetime.datetime.fromtimestamp(one.due_at, datetime.UTC).date()
        handled = f" by {one.handled_by}" if one.handled_by else ""
        click.echo(f"{one.request_id}  {one.kind}  {one.status}{handled}  due {due}  {', '.join(one.subjects)}  {one.reason}".rstrip())


@GROUP.command("open")
@click.argument("kind", type=click.Choice(["access", "erasure"]))
@_SUBJECTS
@click.pass_obj
def open_(settings: Settings, kind: str, references: tuple[str, ...]) -> None:
    """Write a request down; it is due in 30 days."""
    from jobs.privacy.requests import open_request

    click.echo(f"Request {open_request(settings, OPERATOR, kind, references)} is open.")


@GROUP.command()
@click.argument("request_id", type=int)
@click.option("--reason", required=True, help="Why, in words that the person may read.")
@click.pass_obj
def refuse(settings: Settings, request_id: int, reason: str) -> None:
    """Refuse a request; a refused erasure protects its people from erasure until it is reopened."""
    from jobs.privacy.requests import refuse as refused

    refused(settings, OPERATOR, request_id, reason)
    click.echo(f"Request {request_id} is refused.")


@GROUP.command()
@click.argument("request_id", type=int)
@click.pass_obj
def reopen(settings: Settings, request_id: int) -> None:
    """Take a refusal back."""
    from jobs.privacy.requests import reopen as reopened

    reopened(settings, OPERATOR, request_id)
    click.echo(f"Request {request_id} is open again.")


def _say(done: Erasure) -> None:
    would = " would be" if done.is_dry_run else ""
    click.echo(f"{sum(done.rows.values()):,} rows{would} replaced, {done.identifiers:,} identifiers{would} registered.")
    for table, count in sorted(done.rows.items()):
        click.echo(f"  {count:,} in {table}")
    if done.version is not None:
        click.echo(f"Published version {done.version}.")
    for path in done.left_in:
        click.echo(f"Look at {path}: an address or telephone number of them still stands in it.")
    for note in done.notes:
        click.echo(note)
