"""Users, roles and access: inviting people, changing what they may do and reach, and the matrix of roles."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import cache
from typing import Any

import pandas
from dash import html

import layouts
from callbacks.deeds import Done, Fields, Served, text_of
from dashapp.auth import reset_links, users
from dashapp.auth.permissions import Permission
from dashapp.auth.roles import ROLES
from dashapp.auth.scope import Scope
from dashapp.auth.users import User
from dashapp.callback_gate import fits
from dashapp.cards import icon, state_empty
from dashapp.db.engines import accounts_engine
from dashapp.errors import NoData, SettingError, UserError
from dashapp.forms import button, buttons, check, choice, form, several, text_field
from dashapp.mail import NotSent
from dashapp.table import Column, Source, Table
from dashapp.table_view import table_of
from queries import run
from queries.cards import Question, page_parameters
from queries.desk import Desk

LIMITS = {"brands": "Brands", "regions": "Regions", "vendors": "Vendors", "managers": "Influencer managers"}
ROLE_CHOICES = [(role.name, role.title) for role in ROLES.values()]


def invite_form(_desk: Desk, _question: Question, key: str) -> Any:
    """The form that adds somebody."""
    return form(
        text_field("name", key, "Sign-in name", maxLength=users.LONGEST_NAME),
        text_field("display_name", key, "Called", note="As others see them; the sign-in name when empty."),
        text_field("email", key, "E-mail", type="email"),
        choice("role", key, "Role", ROLE_CHOICES, "analyst"),
        buttons(button("invite", key, "Add user", tone="primary", sign="plus")),
    )


def invite(desk: Desk, question: Question, fields: Fields) -> Done:
    """Add a user. They get a link by mail where one can be sent, else a one-time password that is shown once."""
    name, role, called = (text_of(fields, field) for field in ("name", "role", "display_name"))
    email, engine = text_of(fields, "email") or None, accounts_engine(desk.settings)
    password = users.add_user(engine, name, role, called, email, actor=question.viewer)
    failed = ""
    if email and desk.settings.smtp_url:
        try:
            reset_links.invite(engine, desk.settings, name, int(time.time()), question.viewer)
            return Done(f"A link is on its way to {name}, good for 30 minutes.")
        except (NotSent, SettingError) as error:
            failed = f" {error}"
    return Done(f"{name} can sign in now.{failed}", password, f"One-time password of {name}, valid for 72 hours.")


def person(desk: Desk, question: Question, key: str) -> Any:
    """What a person may do and reach, as a form, and what can be done about them."""
    found = asked_for(desk, question)
    if found is None:
        return state_empty("No user is named in this address. Choose one in the list of users.")
    members = _members(desk, question)
    return html.Div(
        [
            form(
                choice("role", key, "Role", ROLE_CHOICES, found.role, ROLES[found.role].description),
                *(_limit(name, title, found.scope, members, key) for name, title in LIMITS.items()),
                buttons(button("change_access", key, "Save role and reach", tone="primary", sign="check")),
            ),
            buttons(*_deeds(found, key)),
        ]
    )


def _deeds(found: User, key: str) -> Sequence[Any]:
    shut = button("deactivate", key, "Deactivate", f"{found.name} is signed out at once and cannot sign in again until activated. Go on?")
    state = shut if found.status == "active" else button("activate", key, "Activate")
    if found.kind == users.SERVICE:
        return [state]
    look = [_look_as(found.user_id)] if found.status == "active" else []
    return (
        state,
        button("reset_password", key, "Reset password", f"The password and every session of {found.name} end now. Go on?"),
        button("end_sessions", key, "End sessions", f"{found.name} is signed out everywhere. Go on?"),
        *look,
    )


def _look_as(user_id: int) -> html.Button:
    inside = [icon("people"), "See the desk as this person"]
    return html.Button(inside, type="button", className="btn btn-sm btn-light", **{"data-post": f"/view-as/{user_id}/start"})


def _limit(name: str, title: str, scope: Scope, members: dict[str, list[str]], key: str) -> Any:
    chosen = getattr(scope, name)
    options = [(value, value) for value in sorted({*members.get(name, ()), *(chosen or ())})]
    only = check(f"limit_{name}", key, f"Only these {title.lower()}", chosen is not None)
    return html.Div([only, several(name, key, title, options, chosen or ())])


def _members(desk: Desk, question: Question) -> dict[str, list[str]]:
    """The values that a scope can name, by limit; nothing before the first import."""
    try:
        table = run.run(desk.warehouse, "access.scope_values", {}, question.viewer)
    except NoData:
        return {}
    return {name: list(rows["value"]) for name, rows in table.frame.groupby("limit_name")}


def asked_for(desk: Desk, question: Question) -> User | None:
    """The user that the address names, if any."""
    name = page_parameters(question.page, question.search).get("user_name", "")
    return users.user(accounts_engine(desk.settings), name) if name else None


def named(desk: Desk, question: Question) -> User:
    """The same; UserError when it names nobody."""
    found = asked_for(desk, question)
    if found is None:
        raise UserError("No user is named in this address. Choose one in the list of users.")
    return found


def change_access(desk: Desk, question: Question, fields: Fields) -> Done:
    """Give the person the role and the reach of the form."""
    found, engine = named(desk, question), accounts_engine(desk.settings)
    scope = Scope(**{name: _chosen(fields, name, title) for name, title in LIMITS.items()})
    role = text_of(fields, "role")
    if role != found.role:
        users.set_role(engine, found.name, role, question.viewer)
    if scope != found.scope:
        users.set_scope(engine, found.name, scope, question.viewer)
    return Done(f"Saved. It counts for {found.name} from the next request on.")


def _chosen(fields: Fields, name: str, title: str) -> tuple[str, ...] | None:
    """What a limit leaves; None without the limit. One that leaves nothing is a slip: whoever is to see nothing is deactivated."""
    if not fields.get(f"limit_{name}"):
        return None
    values = fields.get(name)
    if not fits(values, list[str]) or not values:
        raise UserError(f"No {title.lower()} are chosen, so nothing would be within reach. Choose some, or take the tick away.")
    return tuple(values)


def deactivate(desk: Desk, question: Question, _fields: Fields) -> Done:
    """Shut the person out."""
    found = named(desk, question)
    users.deactivate(accounts_engine(desk.settings), found.name, question.viewer)
    return Done(f"{found.name} is shut out. What they did stays on record.")


def activate(desk: Desk, question: Question, _fields: Fields) -> Done:
    """Let the person in again."""
    found = named(desk, question)
    users.activate(accounts_engine(desk.settings), found.name, question.viewer)
    return Done(f"{found.name} may sign in again.")


def reset_password(desk: Desk, question: Question, _fields: Fields) -> Done:
    """A new one-time password, shown once."""
    found = named(desk, question)
    password = users.reset_password(accounts_engine(desk.settings), found.name, question.viewer)
    return Done(f"The password of {found.name} is reset.", password, f"One-time password of {found.name}, valid for 72 hours.")


def end_sessions(desk: Desk, question: Question, _fields: Fields) -> Done:
    """Sign the person out everywhere."""
    found = named(desk, question)
    ended = users.end_sessions(accounts_engine(desk.settings), found.name, question.viewer)
    return Done(f"{found.name} is signed out: {ended} session{'' if ended == 1 else 's'} ended.")


def matrix(_desk: Desk, question: Question, _key: str) -> Any:
    """Roles by pages and permissions."""
    return table_of(roles_table(), question.viewer.locale)


@cache
def roles_table() -> Table:
    """Who may do what, made from the code: a row a page or permission, a column a role."""
    pages = sorted(layouts.pages().values(), key=lambda page: page.title)
    rows = [("Open", page.title, page.permission) for page in pages]
    rows += [("Do", permission.sentence, permission) for permission in Permission]
    columns = (Column("kind", "Kind", "text"), Column("what", "What", "text"), Column("permission", "Permission", "id"))
    roles = tuple(Column(role.name, role.title, "text") for role in ROLES.values())
    rights = [role.permissions for role in ROLES.values()]
    marks = [[kind, what, needed.value, *("yes" if needed in held else "" for held in rights)] for kind, what, needed in rows]
    frame = pandas.DataFrame(marks, columns=[column.name for column in (*columns, *roles)], dtype=object)
    summary = "Roles by pages and permissions, made from the code."
    source = Source("access.matrix", "", {}, 0, "", "", 0, (), len(frame), truncated=False, engine="code", summary=summary)
    return Table((*columns, *roles), frame, source)


PANELS = {
    "access.invite": Served(invite_form, Permission.USERS_MANAGE, (invite,)),
    "access.person": Served(
        person,
        Permission.USERS_MANAGE,
        (change_access, deactivate, activate, reset_password, end_sessions),
    ),
    "access.matrix": Served(matrix),
}
TABLES = {"access.matrix": lambda _settings, _viewer: roles_table()}
