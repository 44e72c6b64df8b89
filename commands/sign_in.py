"""Commands about signing in: passwords, links, second factors, the provider, break-glass users."""

from __future__ import annotations

import time

import click

from dashapp.auth import operating
from dashapp.settings import Settings

NAME = click.argument("name")


@click.command("reset-password")
@NAME
@click.option("--link", "by_link", is_flag=True, help="Print a link instead, good once within 30 minutes.")
@click.pass_obj
def reset_password(settings: Settings, name: str, by_link: bool) -> None:
    """End a user's sessions and print a new one-time password, or print a link that lets them choose one."""
    from dashapp.auth import reset_links, users

    engine = operating.accounts(settings)
    if by_link:
        click.echo(f"Link for {name}, good once within 30 minutes: {reset_links.make(engine, settings, name, int(time.time()))}")
    else:
        click.echo(f"One-time password for {name}: {users.reset_password(engine, name)}")


@click.group("sign-in")
def sign_in() -> None:
    """Second factors, sessions, the provider's subjects and break-glass users."""


@sign_in.command("reset-second-factor")
@NAME
@click.pass_obj
def reset_second_factor(settings: Settings, name: str) -> None:
    """Take the second factor from a user who lost it, and end their sessions."""
    from dashapp.auth.second_factor import reset

    reset(operating.accounts(settings), name)
    click.echo(f"{name} has no second factor any more.")


@sign_in.command("end-sessions")
@NAME
@click.pass_obj
def end_sessions(settings: Settings, name: str) -> None:
    """Sign a user out everywhere."""
    from dashapp.auth.open_sessions import end_all
    from dashapp.auth.users import user
    from dashapp.auth.viewer import OPERATOR

    engine = operating.accounts(settings)
    click.echo(f"{end_all(engine, user(engine, name).user_id, OPERATOR, int(time.time()))} sessions of {name} ended.")


@sign_in.command("link")
@NAME
@click.argument("subject")
@click.pass_obj
def link(settings: Settings, name: str, subject: str) -> None:
    """Let a user sign in through the provider of OIDC_ISSUER, which calls them SUBJECT. Their password goes."""
    from dashapp.auth.identities import link as link_user

    link_user(operating.accounts(settings), settings, name, subject)
    click.echo(f"{name} signs in through the provider now.")


@sign_in.command("break-glass")
@NAME
@click.option("--off", is_flag=True, help="Not any more.")
@click.pass_obj
def break_glass(settings: Settings, name: str, off: bool) -> None:
    """Let a user sign in with a password also while LOCAL_SIGN_IN=break-glass keeps everybody else from it."""
    from dashapp.auth.identities import set_break_glass

    set_break_glass(operating.accounts(settings), name, not off)
    click.echo(f"{name} is {'no longer ' if off else ''}a break-glass user.")


GROUP = sign_in
