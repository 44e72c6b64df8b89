"""Gift cards: nobody redeems more than was issued, and what is left is owed."""

from __future__ import annotations


def test_opening_plus_issued_minus_redeemed_is_closing(clean_world):
    moved = clean_world.tables["gift_card_movements"]
    signed = moved["amount_cents"].where(moved["movement"] == "issued", -moved["amount_cents"])
    days = signed.groupby([moved["currency"], moved["moved_at"].dt.to_period("M")]).sum()
    closing = days.groupby("currency").cumsum()
    owed = signed.groupby([moved["currency"], moved["gift_card_id"]]).sum()
    assert (closing.groupby("currency").last() == owed.groupby("currency").sum()).all()
    assert (owed >= 0).all()
    assert (owed > 0).any(), "some are never redeemed"


def test_no_card_is_ever_overdrawn(clean_world):
    moved = clean_world.tables["gift_card_movements"].sort_values("moved_at", kind="stable")
    signed = moved["amount_cents"].where(moved["movement"] == "issued", -moved["amount_cents"])
    assert (signed.groupby(moved["gift_card_id"]).cumsum() >= 0).all()
    assert (moved.groupby("gift_card_id")["currency"].nunique() == 1).all()


def test_what_is_redeemed_paid_for_orders_and_credits_are_refunds(clean_world):
    moved, paid = clean_world.tables["gift_card_movements"], clean_world.tables["payments"]
    redeemed = moved[moved["movement"] == "redeemed"].set_index("order_id")["amount_cents"].to_dict()
    assert redeemed == paid[paid["method"] == "Gift card"].set_index("order_id")["amount_cents"].to_dict() != {}
    given = clean_world.tables["refunds"].query("tender == 'Gift card'")
    assert moved[moved["origin"] == "Refund"]["amount_cents"].sum() == given["amount_cents"].sum() > 0
    assert set(moved.loc[moved["origin"] == "Sold", "movement"]) == {"issued"}
