"""The masking policy by role and channel, as a person would read it off the page of security."""

from __future__ import annotations

import pytest

from dashapp.auth.masking import CHANNELS, IDENTITY_TAGS, TAGS
from dashapp.auth.roles import ROLES
from dashapp.auth.viewer import OPERATOR, stand_in

BOOKS, PAYMENT = {"cost", "margin"}, {"payment"}
ON_SCREEN = {
    "admin": BOOKS | PAYMENT,
    "executive": BOOKS | PAYMENT,
    "analyst": BOOKS | PAYMENT,
    "operations": BOOKS,
    "finance": BOOKS | PAYMENT,
    "marketing": {"margin"},
    "fraud_analyst": IDENTITY_TAGS | PAYMENT,
    "support": IDENTITY_TAGS | PAYMENT,
}
OUT_OF_THE_HOUSE = ON_SCREEN | {"support": PAYMENT}


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("role", ROLES)
def test_each_role_sees_what_the_policy_says(role: str, channel: str):
    seen = set(TAGS) - stand_in(role).through(channel).masked_tags
    assert seen == (ON_SCREEN if channel == "screen" else OUT_OF_THE_HOUSE)[role]


def test_the_operator_at_the_machine_sees_everything():
    assert [OPERATOR.through(channel).masked_tags for channel in CHANNELS] == [frozenset()] * 4


def test_an_unknown_channel_answers_nobody():
    with pytest.raises(ValueError, match="tuple"):
        _ = OPERATOR.through("fax").masked_tags
