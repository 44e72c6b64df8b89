"""One-time links to choose a new password: random, hashed at rest, good for half an hour and once."""

from __future__ import annotations

import hashlib
import logging
import secrets

from sqlalchemy import Engine, delete, func, insert, or_, select

from dashapp import mail
from dashapp.auth import audit
from dashapp.auth.audit import Action
from dashapp.auth.passwords import require_strong
from dashapp.auth.sign_in import may_use_password
from dashapp.auth.users import name_key, require_password_user, set_password, user
from dashapp.auth.viewer import OPERATOR, Viewer
from dashapp.db.accounts import USERS
from dashapp.db.sign_in import ONE_TIME_LINKS
from dashapp.errors import SettingError, UserError
from dashapp.settings import Settings

LOG = logging.getLogger(__name__)
LINK_SECONDS = 30 * 60
PATH = "/reset-password"
USED_UP = "This link has been used or is too old. Ask for a new one."
MAIL = """\
Somebody asked for a new password for the user {name} of {shop}.

Choose one here, within 30 minutes:

{link}

The link works once. If it was not you, do nothing: your password stays as it is.
"""

INVITATION = """\
You may sign in to {shop} as {name}.

Choose your password here, within 30 minutes:

{link}

The link works once. Should it be too old, ask for another with "Forgotten password" on the page that it leads to.
"""

_LINK = ONE_TIME_LINKS.c


def make(engine: Engine, settings: Settings, name: str, now: int, actor: Viewer = OPERATOR) -> str:
    """The address of a link for this user. Links made for them before are void."""
    if not settings.public_url:
        raise SettingError("PUBLIC_URL is not set, so a link would lead nowhere. Set it to the address of the desk.")
    token, user_id = secrets.token_urlsafe(32), user(engine, name).user_id
    with engine.begin() as connection:
        connection.execute(delete(ONE_TIME_LINKS).where(_LINK.user_id == user_id))
        row = connection.execute(select(USERS).where(USERS.c.user_id == user_id)).mappings().one()
        require_password_user(connection, row)
        connection.execute(insert(ONE_TIME_LINKS).values(token_hash=_hash(token), user_id=user_id, expires_at=now + LINK_SECONDS))
        audit.append(connection, actor, Action.PASSWORD_LINK_MADE, f"user:{user_id}")
    return f"{settings.public_url}{PATH}?token={token}"


def owner(engine: Engine, settings: Settings, token: str, now: int) -> str | None:
    """The name of the user whose link this is, while it is good."""
    good = _LINK.token_hash == _hash(token), _LINK.expires_at > now, may_use_password(_only(settings))
    with engine.connect() as connection:
        return connection.execute(select(USERS.c.name).join_from(ONE_TIME_LINKS, USERS).where(*good)).scalar_one_or_none()


def use(engine: Engine, settings: Settings, token: str, password: str, now: int) -> None:
    """Set the password and end every session; UserError when the link is used up or the password is too weak."""
    name = owner(engine, settings, token, now)
    if name is None:
        raise UserError(USED_UP)
    require_strong(password, name_key(name))
    with engine.begin() as connection:
        if not connection.execute(delete(ONE_TIME_LINKS).where(_LINK.token_hash == _hash(token))).rowcount:
            raise UserError(USED_UP)
    set_password(engine, name, password)


def send(engine: Engine, settings: Settings, asked: str, now: int) -> None:
    """Send a link to whoever has this name or e-mail address, if anybody. What goes wrong is for the log only."""
    address = func.lower(USERS.c.email) == asked.strip().lower()
    known = select(*USERS.c["name", "email"]).where(
        or_(USERS.c.name_key == name_key(asked), address), USERS.c.email.is_not(None), may_use_password(_only(settings))
    )
    with engine.connect() as connection:
        people = connection.execute(known).all()
    for name, email in people:
        link = make(engine, settings, name, now)
        try:
            mail.send(settings, email, "A new password", MAIL.format(name=name, shop=settings.shop_name, link=link))
        except mail.NotSent as error:
            LOG.error("%s", error)  # noqa: TRY400 the sentence says all, and a trace would hold the address


def invite(engine: Engine, settings: Settings, name: str, now: int, actor: Viewer) -> None:
    """Send a user of whom the address is known a link to choose a password; NotSent when the mail server does not take it."""
    found = user(engine, name)
    if found.email is None:
        raise UserError(f"No e-mail address of {found.name} is known.")
    link = make(engine, settings, found.name, now, actor)
    mail.send(settings, found.email, "Your user", INVITATION.format(name=found.name, shop=settings.shop_name, link=link))


def _only(settings: Settings) -> bool:
    return settings.local_sign_in != "everybody"


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
