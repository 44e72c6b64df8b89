"""The export policy says something of every role that downloads, and of no other."""

from __future__ import annotations

import pytest

from dashapp.auth import export_policy
from dashapp.auth.export_policy import POLICY, Sensitivity
from dashapp.auth.permissions import Permission
from dashapp.auth.roles import ROLES
from dashapp.auth.viewer import stand_in
from dashapp.errors import Forbidden


def test_every_role_that_may_download_has_a_policy_and_no_other() -> None:
    holding = {name for name, role in ROLES.items() if Permission.DATA_EXPORT in role.permissions}
    assert set(POLICY) == holding
    for name, rules in POLICY.items():
        hidden = stand_in(name).through("export").masked_tags
        assert (Sensitivity.COST in rules) == (not {"cost", "margin"} <= hidden)
        assert (Sensitivity.IDENTITY in rules) == ("email" not in hidden)
        assert all(rule.approval_above <= rule.most_rows for rule in rules.values())
    assert POLICY["fraud_analyst"][Sensitivity.IDENTITY].needs_reason


def test_a_picture_does_not_wait() -> None:
    load = export_policy.Load("png", 10**6, frozenset())
    with pytest.raises(Forbidden, match="Download the XLSX"):
        export_policy.needs_approval(load, stand_in("analyst").through("export"), "a good reason")
