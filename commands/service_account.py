"""Service accounts, from the command line."""

from __future__ import annotations

import click

from commands.limits import limited, scope_of
from dashapp.auth import operating
from dashapp.settings import Settings


@click.group("service-account")
def GROUP() -> None:  # noqa: N802 the group is a value that manage.py registers
    """Accounts of programs, which come in by token only."""


@limited
@GROUP.command("add")
@click.argument("name")
@click.option("--role", "role_name", required=True, metavar="ROLE")
@click.pass_obj
def add_account(settings: Settings, name: str, role_name: str, **limits: tuple[str, ...]) -> None:
    """Add a service account. It has no password; make it a token."""
    from dashapp.auth.service_accounts import add_service_account

    add_service_account(operating.accounts(settings), name, role_name, scope_of(limits))
    click.echo(f"Service account {name} added. Make it a token with: .venv/bin/python manage.py token add {name} --name PURPOSE")
