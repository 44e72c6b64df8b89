"""Tokens of the API, from the command line."""

from __future__ import annotations

import datetime

import click

from commands.limits import limited, scope_of
from dashapp.auth import operating
from dashapp.settings import Settings


@click.group("token")
def GROUP() -> None:  # noqa: N802 the group is a value that manage.py registers
    """Tokens of the API: add, list, revoke."""


@limited
@GROUP.command("add")
@click.argument("owner", metavar="USER")
@click.option("--name", required=True, help="What the token is for.")
@click.option("--opens", multiple=True, metavar="PART", help="metrics:read, queries:read, tables:read or exports:read; all by default.")
@click.option("--days", type=int, help="Days until it expires: 90 by default, 365 at most.")
@click.pass_obj
def add_token(settings: Settings, owner: str, name: str, opens: tuple[str, ...], days: int | None, **limits: tuple[str, ...]) -> None:
    """Make a token of a user and print its secret, this once. It reaches what the user reaches, or less."""
    from dashapp.auth.tokens import DEFAULT_DAYS, OPENS, make_token

    made = make_token(
        operating.accounts(settings), owner, name, opens or tuple(OPENS), DEFAULT_DAYS if days is None else days, scope_of(limits)
    )
    click.echo(f"Token {made.token_id} of {owner}: {made.secret}")


@GROUP.command("list")
@click.argument("owner", metavar="USER", required=False)
@click.pass_obj
def list_tokens(settings: Settings, owner: str | None) -> None:
    """List the tokens of a user, or of everybody: number, owner, name, prefix, what it opens, its end, its last use."""
    from dashapp.auth.tokens import tokens

    for one in tokens(operating.accounts(settings), owner):
        end = "revoked" if one.revoked_at else f"until {_day(one.expires_at)}"
        used = f"used {_day(one.last_used_at)} from {one.last_address}" if one.last_used_at else "never used"
        click.echo("\t".join((str(one.token_id), one.owner, one.name, f"{one.prefix}...", ",".join(one.opens), end, used)))


@GROUP.command("revoke")
@click.argument("token_id", type=int)
@click.pass_obj
def revoke_token(settings: Settings, token_id: int) -> None:
    """End a token, from the next request on."""
    from dashapp.auth.tokens import revoke_token as revoke

    revoke(operating.accounts(settings), token_id)
    click.echo(f"Token {token_id} is revoked.")


def _day(moment: int) -> str:
    return datetime.datetime.fromtimestamp(moment, datetime.UTC).date().isoformat()
