"""Masking: which tagged values are seen, by what somebody may do and where the answer goes. The one table of it."""

from __future__ import annotations

import re
from functools import cache

from dashapp.auth.permissions import Permission

Needed = frozenset[Permission]

MARK = "•••"
# An e-mail address, wherever it stands in a text.
ADDRESS = re.compile(r"[^\s@'\"=&?;,]+@[^\s@'\"=&?;,]+")

CHANNELS = ("screen", "export", "mail", "api")
_KNOW = frozenset({Permission.CUSTOMER_IDENTITY_VIEW})
_HAND_OUT = _KNOW | {Permission.IDENTITY_EXPORT}
_COST = frozenset({Permission.COST_VIEW})
_MARGIN = frozenset({Permission.MARGIN_VIEW})
_PAYMENT = frozenset({Permission.PAYMENTS_VIEW})

# What must be held, all of it, to see a value: one row a tag, one column a channel.
POLICY: dict[str, tuple[Needed, Needed, Needed, Needed]] = {
    #           screen   export     mail       api
    "email": (_KNOW, _HAND_OUT, _HAND_OUT, _HAND_OUT),
    "phone": (_KNOW, _HAND_OUT, _HAND_OUT, _HAND_OUT),
    "name": (_KNOW, _HAND_OUT, _HAND_OUT, _HAND_OUT),
    "address": (_KNOW, _HAND_OUT, _HAND_OUT, _HAND_OUT),
    "cost": (_COST, _COST, _COST, _COST),
    "margin": (_MARGIN, _MARGIN, _MARGIN, _MARGIN),
    "payment": (_PAYMENT, _PAYMENT, _PAYMENT, _PAYMENT),
}
TAGS = tuple(POLICY)
IDENTITY_TAGS = frozenset({"email", "phone", "name", "address"})


@cache
def masked_tags(held: frozenset[Permission], channel: str) -> frozenset[str]:
    """The tags whose values are masked for whoever holds these permissions, on that channel."""
    place = CHANNELS.index(channel)
    return frozenset(tag for tag, needed in POLICY.items() if not needed[place] <= held)
