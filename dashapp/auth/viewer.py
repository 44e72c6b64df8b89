"""Viewer: who asks a question, as every floor below the browser knows them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dashapp.auth.masking import masked_tags
from dashapp.auth.permissions import Permission
from dashapp.auth.roles import Role, role
from dashapp.auth.scope import UNLIMITED, Scope
from dashapp.errors import Forbidden


@dataclass(frozen=True)
class Viewer:
    """A person, or the operator at the machine, with what they may do and reach.

    `channel` is where the answer goes: screen, export, mail or api; masking depends on it. `seen_as`: the user whose desk an
    admin looks at; `user_id` and the first word of `name` are then the admin's, so that the record is true.
    """

    user_id: int
    name: str
    role: str
    permissions: frozenset[Permission]
    scope: Scope = UNLIMITED
    locale: str = "en-GB"
    channel: str = "screen"
    seen_as: str = ""

    def may(self, permission: Permission) -> bool:
        """Whether the permission is held."""
        return permission in self.permissions

    def require(self, permission: Permission) -> None:
        """Raise Forbidden, naming the permission, when it is not held."""
        if not self.may(permission):
            raise Forbidden(f"The role {self.role!r} does not hold {permission.value!r}.")

    @property
    def masked_tags(self) -> frozenset[str]:
        """Column tags whose values this viewer sees masked, where the answer goes."""
        return masked_tags(self.permissions, self.channel)

    def through(self, channel: str) -> Viewer:
        """The same viewer, answered through another channel."""
        return replace(self, channel=channel)


def looking_as(admin: Viewer, user_name: str, held: Role, scope: Scope) -> Viewer:
    """An admin who sees the desk as a user does: only views, never more than the admin may see as himself."""
    views = {permission for permission in held.permissions & admin.permissions if permission.endswith(".view")}
    name = f"{admin.name} as {user_name}"
    return Viewer(admin.user_id, name, held.name, frozenset(views), scope, admin.locale, seen_as=user_name)


def viewer_for(user_id: int, name: str, held: Role, scope: Scope = UNLIMITED, locale: str = "en-GB") -> Viewer:
    """The viewer that a user of this role is."""
    return Viewer(user_id, name, held.name, held.permissions, scope, locale)


def stand_in(role_name: str) -> Viewer:
    """A viewer of a role with unlimited scope, for `--as ROLE` and tests."""
    return viewer_for(0, role_name, role(role_name))


OPERATOR = Viewer(0, "operator", "operator", frozenset(Permission))
