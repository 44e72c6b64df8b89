"""A search proposes and merges nothing; what people answered and what was undone stand when it is repeated."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from sqlalchemy import insert, select

from dashapp.auth.scope import Scope
from dashapp.auth.viewer import OPERATOR, stand_in
from dashapp.db.duplicates import DUPLICATE_PAIRS, DUPLICATE_RUNS
from dashapp.db.engines import accounts_engine, warehouse_engine
from dashapp.errors import Forbidden, UserError
from dashapp.settings import Settings
from jobs import raw
from jobs.duplicates import deeds, listing
from jobs.duplicates.search import search
from tests.jobs.duplicates.shops import SOURCE, person


def pairs(settings: Settings) -> dict[tuple[str, str], str]:
    with accounts_engine(settings).connect() as connection:
        return {(row.left_id, row.right_id): row.band for row in connection.execute(select(DUPLICATE_PAIRS))}


def merges(settings: Settings, state: str | None = None) -> list[tuple[str, ...]]:
    return sorted(one.members for one in listing.merges(settings, OPERATOR, state))


def test_pairs_merges_and_counts_are_kept_and_nothing_is_merged(shop: Settings) -> None:
    [found] = search(shop, OPERATOR)
    assert (found.source, found.accounts, found.automatic, found.review, found.merges) == (SOURCE, 65, 1, 2, 1)
    assert pairs(shop) == {("c00", "d00"): "review", ("c01", "d01"): "review", ("c02", "d02"): "auto"}
    assert merges(shop) == [("c02", "d02")]
    with warehouse_engine(shop).connect() as connection:
        assert connection.execute(select(raw.customer_merges)).all() == []
    assert search(shop, OPERATOR)[0].compared == found.compared
    assert len(pairs(shop)) == 3
    with accounts_engine(shop).connect() as connection:
        assert connection.scalars(select(DUPLICATE_RUNS.c.accounts)).all() == [65, 65]


def test_evidence_holds_no_value_of_a_record(shop: Settings) -> None:
    search(shop, OPERATOR)
    with accounts_engine(shop).connect() as connection:
        held = [row.evidence for row in connection.execute(select(DUPLICATE_PAIRS))]
    assert all(step.keys() == {"key", "title", "level", "bits"} for evidence in held for step in evidence["steps"])
    whole = json.dumps(held).lower()
    values = {word for number in range(5) for word in (*person(number)[0].lower().split(), person(number)[1])}
    assert not [word for word in values if word in whole]


def test_erased_people_and_accounts_of_the_house_are_never_compared(shop: Settings) -> None:
    with warehouse_engine(shop).begin() as connection:
        connection.execute(insert(raw.erased_customers).values(source=SOURCE, customer_id="d02"))
        connection.execute(raw.order_lines.update().where(raw.order_lines.c.customer_id == "c01").values(is_house_account=1))
    [found] = search(shop, OPERATOR)
    assert found.accounts == 63
    assert not {"c01", "d02"} & {number for pair in pairs(shop) for number in pair}


def test_answers_stand_in_the_next_search(shop: Settings) -> None:
    search(shop, OPERATOR)
    deeds.answer(shop, OPERATOR, (SOURCE, "c00", "d00"), "same")
    deeds.answer(shop, OPERATOR, (SOURCE, "c02", "d02"), "different")
    search(shop, OPERATOR)
    assert merges(shop, "proposed") == [("c00", "d00")]
    assert [one["left_id"] for one in listing.waiting(shop, OPERATOR, "review")] == ["c01"]


def test_an_undone_merge_is_not_proposed_again(shop: Settings) -> None:
    search(shop, OPERATOR)
    [made] = deeds.approve_band(shop, OPERATOR, "auto")
    search(shop, OPERATOR)
    assert merges(shop, "proposed") == []
    deeds.undo(shop, OPERATOR, made.merge_id)
    search(shop, OPERATOR)
    assert merges(shop, "proposed") == []
    with pytest.raises(UserError, match="No merge of that kind"):
        deeds.approve_band(shop, OPERATOR, "auto")


def test_who_may_not_is_refused(settings: Settings) -> None:
    with pytest.raises(Forbidden):
        search(settings, stand_in("support"))
    with pytest.raises(Forbidden, match="reach is limited"):
        search(settings, replace(stand_in("analyst"), scope=Scope(regions=("North",))))
    with pytest.raises(Forbidden):
        listing.bands(settings, stand_in("fraud_analyst"))


def test_a_shop_without_customers_says_so(settings: Settings) -> None:
    with pytest.raises(UserError, match="nobody to compare"):
        search(settings, OPERATOR)
