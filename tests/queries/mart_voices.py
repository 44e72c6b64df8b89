"""What customers of the seeded shop said and what befell their orders, in tables with every column of their marts. Nothing is drawn."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Column, MetaData, Table, Text

from queries.catalogue import SQL_FOLDER, header_and_body

NAMES = (
    "dim_merged_accounts",
    "dim_consents",
    "dim_loyalty_members",
    "fct_accounts",
    "fct_acquisitions",
    "fct_chargebacks",
    "fct_payment_attempts",
    "fct_refunds",
    "fct_return_lines",
    "fct_reviews",
    "fct_survey_answers",
    "fct_tickets",
    "score_themes",
)
_WHOLE = ("integer", "boolean")


def tables(metadata: MetaData) -> tuple[Table, ...]:
    """A table for each of these marts."""
    return tuple(Table(name, metadata, *_columns(name)) for name in NAMES)


def voices(written: list[dict], people: list[dict]) -> dict[str, list[dict]]:
    """Rows by table, for these sales events and customers."""
    sales = {row["order_key"]: row for row in reversed(written) if row["event_type"] == "sale" and row["customer_key"]}
    orders = list(sales.values())
    known = [person for person in people if person["customer_key"]]
    return {
        "dim_merged_accounts": [_whole("dim_merged_accounts", account_key=key, account_id=f"old{key}", customer_key=2) for key in (1, 2)],
        "dim_consents": [_consent(person) for person in known[::3]],
        "dim_loyalty_members": [_of("dim_loyalty_members", person, member_key=person["customer_key"]) for person in known[::2]],
        "fct_accounts": [_of("fct_accounts", person, account_key=person["customer_key"], signed_up_day=20050) for person in known],
        "fct_chargebacks": [_after("fct_chargebacks", row, "chargeback_key", outcome="Lost") for row in orders[::20]],
        "fct_payment_attempts": [
            _after("fct_payment_attempts", row, "attempt_key", is_authorised=row["order_key"] % 5 and 1) for row in orders
        ],
        "fct_refunds": [_after("fct_refunds", row, "refund_key", amount_cents=row["gross_cents"]) for row in orders[::9]],
        "fct_return_lines": [_after("fct_return_lines", row, "return_key", is_processed=1, reason="Size") for row in orders[::7]],
        "fct_reviews": [_review(row) for row in orders[::2]],
        "fct_survey_answers": [_survey(row) for row in orders],
        "fct_tickets": [_ticket(row) for row in orders[::3]],
        "score_themes": [_theme(row) for row in orders[::4]],
    }


def _consent(person: dict) -> dict[str, Any]:
    key = person["customer_key"]
    return _of("dim_consents", person, consent_key=key, may_email=int(key % 2 == 0), is_suppressed=0)


def _columns(name: str) -> list[Column[Any]]:
    return [Column(column, kind) for column, kind in _types(name).items()]


@cache
def _types(name: str) -> dict[str, Any]:
    header, _ = header_and_body((SQL_FOLDER / "marts" / f"{name}.sql").read_text())
    words = Text().with_variant(Text(collation="C"), "postgresql")
    return {column: BigInteger() if given["type"] in _WHOLE else words for column, given in header["columns"].items()}


def _whole(name: str, **given: Any) -> dict[str, Any]:
    """A row with every column: numbers are 1 and texts say which column they stand in, but for those that are given."""
    kinds = _types(name)
    plain = {column: 1 if isinstance(kind, BigInteger) else column for column, kind in kinds.items()}
    return plain | {column: "shop" for column in kinds if column == "source"} | given


def _of(name: str, person: dict, **given: Any) -> dict[str, Any]:
    about = {column: person[column] for column in ("customer_id", "customer_key", "country", "region") if column in _types(name)}
    return _whole(name, **about, **given)


def _after(name: str, row: dict, key: str, **given: Any) -> dict[str, Any]:
    """Something that befell an order, numbered as the order."""
    kinds = _types(name)
    about = {column: row[column] for column in row if column in kinds}
    days = {column: row["order_day"] + 3 for column in kinds if column.endswith("_day") and column != "order_day"}
    return _whole(name, **{**about, **days, key: row["order_key"], **given})


def _review(row: dict) -> dict[str, Any]:
    rating = row["order_key"] % 5 + 1
    told = {"review_id": f"R{row['order_key']}", "vendor_id": f"V{row['order_key'] % 2 + 1}"}
    return _after("fct_reviews", row, "review_key", rating=rating, is_negative=int(rating < 3), **told)


def _theme(row: dict) -> dict[str, Any]:
    place = row["order_key"] % 2
    return _whole("score_themes", review_key=row["order_key"], theme_number=place + 1, theme=("Price, worth", "Delivery, late")[place])


def _survey(row: dict) -> dict[str, Any]:
    score = row["order_key"] % 11 if row["order_key"] % 3 else None
    said = "No answer" if score is None else "Promoter" if score > 8 else "Passive" if score > 6 else "Detractor"
    told = {"is_answered": int(score is not None), "is_promoter": int(said == "Promoter"), "is_detractor": int(said == "Detractor")}
    later = row["order_day"] + 9 if score is not None else None
    wave = f"wave {row['order_day'] // 90}"
    return _after("fct_survey_answers", row, "survey_key", score=score, answer=said, wave=wave, answered_day=later, **told)


def _ticket(row: dict) -> dict[str, Any]:
    mark = row["order_key"] % 6 or None
    told = {"satisfaction": mark, "is_rated": int(mark is not None), "is_satisfied": int((mark or 0) > 3)}
    return _after("fct_tickets", row, "ticket_key", opened_at="2025-06-02 10:00:00", **told)
