"""How a person, or a program, comes in: second factor, provider, sessions, tokens; and the map from the provider's groups."""

from __future__ import annotations

import time
from typing import Any

from dash import html

from callbacks.access_page import asked_for, named
from callbacks.deeds import Done, Fields, Served, number_of, text_of
from callbacks.work import moment
from dashapp.auth import identities, open_sessions, reset_links, second_factor, service_accounts, tokens
from dashapp.auth.permissions import Permission
from dashapp.auth.roles import ROLES
from dashapp.auth.tokens import Token
from dashapp.auth.users import SERVICE, User
from dashapp.cards import state_empty
from dashapp.db.engines import accounts_engine
from dashapp.errors import UserError
from dashapp.forms import button, buttons, choice, form, line, lines, text_field
from dashapp.settings import Settings
from queries.cards import Question
from queries.desk import Desk

NOBODY = "No user is named in this address. Choose one in the list of users."


def sign_in(desk: Desk, question: Question, key: str) -> Any:
    """How the person signs in, and the browsers that are signed in now."""
    found = asked_for(desk, question)
    if found is None:
        return state_empty(NOBODY)
    if found.kind == SERVICE:
        return html.P("A program: it never signs in and comes in by token only.", className="tr-muted")
    return html.Div([lines(*_ways(desk, found, key), none=""), lines(*_sessions(desk, found, key), none="Signed in nowhere.")])


def _ways(desk: Desk, found: User, key: str) -> list[Any]:
    engine, settings = accounts_engine(desk.settings), desk.settings
    known, is_on = identities.identity(engine, found.user_id), second_factor.is_on(engine, found.user_id)
    sure = f"{found.name} signs in by password alone until they add another, and is signed out now. Go on?"
    reset = button("reset_second_factor", key, "Reset", sure, about="second factor") if is_on else None
    link = button("mail_link", key, "Send a link", about="password") if _can_be_mailed(settings, found) else None
    glass = "Also while only the provider lets others in." if found.break_glass else "Not a break-glass user."
    return [
        line("Provider", f"{known[1]} at {known[0]}" if known else "Not linked to a provider.", None),
        line("Second factor", "On." if is_on else "Off.", reset),
        line("Password", "Must be changed at the next sign-in." if found.must_change_password else glass, link),
    ]


def _sessions(desk: Desk, found: User, key: str) -> list[Any]:
    opened = open_sessions.list_sessions(accounts_engine(desk.settings), desk.settings, found.user_id, int(time.time()))
    return [
        line(
            f"{one.address}, since {moment(desk.settings, one.created_at)}",
            f"Last seen {moment(desk.settings, one.last_seen_at)}, by {one.method}. {one.user_agent}",
            button("end_session", key, "End", item=str(one.session_id), about=f"session {one.session_id}"),
        )
        for one in opened
    ]


def _can_be_mailed(settings: Settings, found: User) -> bool:
    return bool(settings.smtp_url and settings.public_url and found.email and found.status == "active")


def reset_second_factor(desk: Desk, question: Question, _fields: Fields) -> Done:
    """Take the second factor from somebody who lost it."""
    found = named(desk, question)
    second_factor.reset(accounts_engine(desk.settings), found.name, question.viewer)
    return Done(f"{found.name} has no second factor any more, and is signed out.")


def mail_link(desk: Desk, question: Question, _fields: Fields) -> Done:
    """Send the person a link that lets them choose a password."""
    found = named(desk, question)
    if not _can_be_mailed(desk.settings, found):
        raise UserError(f"{found.name} cannot be sent a mail: it needs an address, an active user, SMTP_URL and PUBLIC_URL.")
    reset_links.invite(accounts_engine(desk.settings), desk.settings, found.name, int(time.time()), question.viewer)
    return Done(f"A link is on its way to {found.name}.")


def end_session(desk: Desk, question: Question, fields: Fields) -> Done:
    """End one session of the person."""
    found = named(desk, question)
    open_sessions.end_one(accounts_engine(desk.settings), found.user_id, number_of(fields), question.viewer, int(time.time()))
    return Done(f"One session of {found.name} is over.")


def held_tokens(desk: Desk, question: Question, key: str) -> Any:
    """The tokens of the person; for a program the form that makes one."""
    found = asked_for(desk, question)
    if found is None:
        return state_empty(NOBODY)
    held = tokens.tokens(accounts_engine(desk.settings), found.name)
    listed = lines(*(_token(desk.settings, one, key) for one in reversed(held)), none="No token.")
    asked = form(
        text_field("token_name", key, "What it is for", maxLength=tokens.LONGEST_NAME),
        text_field("days", key, "Days until it expires", str(tokens.DEFAULT_DAYS), inputMode="numeric", maxLength=3),
        buttons(button("make_token", key, "Make a token", tone="primary", sign="plus")),
    )
    return html.Div([listed, asked if found.kind == SERVICE else None])


def _token(settings: Settings, one: Token, key: str) -> Any:
    end = f"until {moment(settings, one.expires_at)}" if one.revoked_at is None else f"revoked {moment(settings, one.revoked_at)}"
    used = f"last used {moment(settings, one.last_used_at)} from {one.last_address}" if one.last_used_at else "never used"
    revoke = button(
        "revoke_token", key, "Revoke", f"{one.name} opens nothing from the next call on. Go on?", item=str(one.token_id), about=one.name
    )
    return line(f"{one.name} · {one.prefix}…", f"{', '.join(one.opens)}; {end}; {used}.", revoke if one.live(int(time.time())) else None)


def make_token(desk: Desk, question: Question, fields: Fields) -> Done:
    """Make a token of a program; its secret is shown once."""
    found, days = named(desk, question), tokens.days_written(text_of(fields, "days"))
    name = text_of(fields, "token_name")
    made = tokens.make_token(accounts_engine(desk.settings), found.name, name, days=days, actor=question.viewer)
    return Done(f"{found.name} has a token.", made.secret, f"Token {name} of {found.name}.")


def revoke_token(desk: Desk, question: Question, fields: Fields) -> Done:
    """End a token of this person."""
    found, engine, number = named(desk, question), accounts_engine(desk.settings), number_of(fields)
    if number not in {one.token_id for one in tokens.tokens(engine, found.name)}:
        raise UserError(f"{found.name} has no token {number}.")
    tokens.revoke_token(engine, number, question.viewer)
    return Done("The token opens nothing any more.")


def program(_desk: Desk, _question: Question, key: str) -> Any:
    """The form that adds an account of a program."""
    roles = [(role.name, role.title) for role in ROLES.values() if Permission.API_USE in role.permissions]
    return form(
        text_field("name", key, "Name"),
        choice("role", key, "Role", roles, "analyst", "Its tokens are made on its own page."),
        buttons(button("add_program", key, "Add program", tone="primary", sign="plus")),
    )


def add_program(desk: Desk, question: Question, fields: Fields) -> Done:
    """Add a service account."""
    name, role = text_of(fields, "name"), text_of(fields, "role")
    service_accounts.add_service_account(accounts_engine(desk.settings), name, role, actor=question.viewer)
    return Done(f"{name} is added. Click its name to make a token.")


def single_sign_on(desk: Desk, _question: Question, _key: str) -> Any:
    """What the settings say of the provider, to be read only."""
    settings = desk.settings
    if not settings.oidc_issuer:
        return html.P("No provider is set. docs/sign-in.md says how one is.", className="tr-muted")
    listed = [line(group, ROLES[role].title) for group, role in settings.oidc_role_map]
    first = "People get a user at their first sign-in." if settings.oidc_just_in_time else "Only people who have a user here come in."
    words = f"{settings.oidc_issuer}, groups from {settings.oidc_groups_claim}. The first group that a person is in counts. {first}"
    return html.Div([html.P(words, className="tr-muted"), lines(*listed, none="")])


PANELS = {
    "access.sign_in": Served(sign_in, Permission.USERS_MANAGE, (reset_second_factor, mail_link, end_session)),
    "access.tokens": Served(held_tokens, Permission.SERVICE_ACCOUNTS_MANAGE, (make_token, revoke_token)),
    "access.program": Served(program, Permission.SERVICE_ACCOUNTS_MANAGE, (add_program,)),
    "access.single_sign_on": Served(single_sign_on),
}
