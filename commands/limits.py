"""Options that limit the rows somebody reaches."""

from __future__ import annotations

import click

from dashapp.auth.scope import Scope


def limited(command: click.Command) -> click.Command:
    """A command that narrows rows, with an option for each kind of limit."""
    for limit in ("brand", "region", "vendor", "manager"):
        click.option(f"--{limit}", f"{limit}s", multiple=True, help=f"Only this {limit}; repeat it for more.")(command)
    return command


def scope_of(limits: dict[str, tuple[str, ...]]) -> Scope:
    """The scope that the options of a limited command mean; without any it is unlimited."""
    return Scope(**{limit: values or None for limit, values in limits.items()})
