"""Relations: every table and view of the warehouse, from raw to scores, with its columns and the tables that it reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from dashapp.auth.masking import TAGS
from dashapp.errors import NotFound, near
from dashapp.table import Column
from queries.catalogue import SCORES, SQL_FOLDER, column_of, header_and_body, tables_named
from queries.declared import DeclaredColumn, DeclaredTable, declared_tables

LAYERS = ("raw", "staging", "step", "mart", "score")
# Raw tables that no shop declares, since a command or an import fills them; jobs.raw makes them.
LOADED = {
    "raw_loads": "load_id map_name status started_at finished_at undone_at files rows_total rows_loaded rows_present rows_superseding "
    "rows_quarantined note is_identity_in_key",
    "raw_order_lines": "line_id load_id is_current source row_key row_values file_name file_row order_id line_number ordered_at "
    "ordered_day ordered_sec cancelled_at cancelled_day customer_id customer_name customer_email product_id product_name category brand "
    "channel platform country region payment_method promo_used currency quantity unit_price amount_cents amounts_are discount_cents "
    "tax_cents shipping_cents order_discount_cents order_tax_cents order_shipping_cents status kind is_return return_link "
    "is_house_account",
    "raw_quarantine": "quarantine_id load_id file_name file_row column_name value rule message row_text",
    "raw_customer_merges": "source customer_id survivor_id keeps_name keeps_email keeps_place",
    "raw_erased_customers": "source customer_id",
    "raw_exchange_rates": "rate_day currency rate load_id",
    "raw_cost_overrides": "source product_id valid_from cost_cents change_id",
    "raw_model_runs": "run_id model trained_at version as_of_date is_of_shown_data has_scores card",
    "raw_model_figures": "run_id name value low high",
    "raw_model_bins": "run_id measure position label customers predicted actual",
    "raw_churn_scores": "source customer_id probability band expected_loss_cents worth_cents risk_fifth value_fifth rhythm silent_days"
    " reason_1 reason_2 reason_3 expected_next_date",
    "raw_cluster_scores": "source customer_id cluster_number cluster",
    "raw_clv_scores": "source customer_id alive orders_12 historic_cents predicted_3_cents predicted_6_cents predicted_12_cents",
    "raw_theme_scores": "source review_id theme_number theme share",
}
ORDER_LINES = "raw_order_lines"
# A shop that arrives as whole tables has its order lines put together from these too; jobs.demo_rows does it. By column, what decides
# it there besides the line itself, and what decides which lines there are.
_PRODUCT, _REGION, _CUSTOMER = (
    "raw_products.product_id raw_returns.product_id",
    "raw_orders.region raw_regions.region",
    "raw_customers.customer_id raw_orders.customer_id",
)
_ORDERED, _CANCELLED = "raw_orders.ordered_at raw_returns.processed_on", "raw_orders.cancelled_at"
LINES_FROM = {
    "row_key": "raw_returns.return_id",
    "order_id": "raw_returns.order_id",
    "line_number": "raw_returns.line_number",
    "ordered_at": _ORDERED,
    "ordered_day": _ORDERED,
    "ordered_sec": _ORDERED,
    "cancelled_at": _CANCELLED,
    "cancelled_day": _CANCELLED,
    "customer_id": "raw_orders.customer_id",
    "customer_name": f"{_CUSTOMER} raw_customers.first_name raw_customers.last_name",
    "customer_email": f"{_CUSTOMER} raw_customers.email",
    "product_id": "raw_returns.product_id",
    "product_name": f"{_PRODUCT} raw_products.product_name",
    "category": f"{_PRODUCT} raw_products.category raw_categories.category",
    "brand": f"{_PRODUCT} raw_products.brand",
    "channel": "raw_orders.channel",
    "platform": "raw_orders.platform",
    "country": f"{_REGION} raw_regions.country",
    "region": "raw_orders.region",
    "payment_method": "raw_orders.payment_method",
    "promo_used": "raw_orders.code",
    "currency": "raw_orders.currency",
    "quantity": "raw_returns.quantity",
    "amount_cents": "raw_returns.value_cents",
    "tax_cents": f"{_REGION} raw_regions.tax_rate raw_returns.value_cents",
    "order_shipping_cents": "raw_orders.shipping_cents",
    "status": "raw_orders.status",
}
LINES_CHOSEN_BY = "raw_orders.order_id raw_returns.order_id raw_returns.status"
_LINES_FROM = frozenset(place.partition(".")[0] for places in LINES_FROM.values() for place in places.split())
LOADED_TAGS = {"customer_name": "name", "customer_email": "email"}


@dataclass(frozen=True)
class Relation:
    """One table or view: its layer, its columns, what it reads, and its SELECT, which is empty where a program fills it."""

    name: str
    layer: str
    summary: str
    columns: tuple[Column, ...]
    reads: frozenset[str] = frozenset()
    text: str = ""

    @property
    def is_published(self) -> bool:
        """Whether a build publishes it, so that pages can ask it."""
        return self.layer in ("mart", "score")


# Tables that a build fills from Python: columns, and what they are worked out from. jobs.build_tables makes them.
_COMPUTED = (
    (
        "dim_date",
        "mart",
        "Days of the calendar, a year more than the data on either side.",
        (
            "day_number date_day week_start month_start month_number quarter_start year_start year_number weekday_number weekday_name "
            "is_weekend is_holiday fiscal_year fiscal_quarter_start fiscal_month_start fiscal_year_start"
        ),
        ("fct_sales_events", "raw_holidays"),
    ),
    ("dim_segments", "mart", "The segment of each pair of scores.", "recency_score frequency_score segment segment_order", ()),
    (
        "dim_rfm_limits",
        "mart",
        "Fixed cut-offs of the RFM scores, and whether the setting asks for them.",
        "score recency_most_days frequency_least monetary_least_cents is_used",
        (),
    ),
    ("return_links", "step", "Returns whose order had to be searched for.", "line_id order_key", ("return_candidates",)),
)


@cache
def relations() -> Mapping[str, Relation]:
    """Every relation by name."""
    found = [
        *_raw(),
        *_computed(),
        *_files("staging", "staging/*.sql"),
        *_files("mart", "marts/*.sql"),
        *_files("step", "marts/steps/*.sql"),
    ]
    # Scores of models stand beside the marts, and are scores all the same.
    found += [*_files("score", "marts/score_*.sql"), *(_of_file("score", name, SQL_FOLDER / path) for name, path in SCORES.items())]
    return {relation.name: relation for relation in found}


def relation(name: str) -> Relation:
    """The relation of that name; NotFound naming the near match otherwise."""
    if name not in relations():
        raise NotFound(f"There is no table {name!r}.{near(name, relations())}")
    return relations()[name]


def upstream(names: Iterable[str], through: Iterable[str] = ()) -> frozenset[str]:
    """These relations and everything that they are made from; what is not made `through` some is left out."""
    return _reached(names, lambda name: relations()[name].reads if name in relations() and name not in through else ())


def downstream(names: Iterable[str]) -> frozenset[str]:
    """These relations and everything that is made from them."""
    return _reached(names, lambda name: _readers().get(name, ()))


@cache
def _readers() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for one in relations().values():
        for table in one.reads:
            found.setdefault(table, set()).add(one.name)
    return {table: frozenset(readers) for table, readers in found.items()}


def _reached(names: Iterable[str], following: Callable[[str], Iterable[str]]) -> frozenset[str]:
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(following(name))
    return frozenset(found)


def _raw() -> Iterator[Relation]:
    for declared in declared_tables().values():
        if declared.raw_name not in LOADED:
            yield Relation(declared.raw_name, "raw", declared.about, _declared_columns(declared))
    abouts = {declared.raw_name: declared.about for declared in declared_tables().values()}
    for name, columns in LOADED.items():
        kept = tuple(_plain(column, LOADED_TAGS.get(column, "")) for column in columns.split())
        yield Relation(name, "raw", abouts.get(name, ""), kept, _LINES_FROM if name == ORDER_LINES else frozenset())


def _declared_columns(declared: DeclaredTable) -> tuple[Column, ...]:
    return (_plain("load_id"), *(_declared(column) for column in declared.columns))


def _declared(column: DeclaredColumn) -> Column:
    kind = "integer" if column.type == "money" else column.type
    return Column(column.name, _titled(column.name), kind, note=column.about, tag=column.tag if column.tag in TAGS else "")


def _plain(name: str, tag: str = "") -> Column:
    return Column(name, _titled(name), "text", tag=tag)


def _titled(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _computed() -> Iterator[Relation]:
    for name, layer, summary, columns, reads in _COMPUTED:
        yield Relation(name, layer, summary, tuple(_plain(column) for column in columns.split()), frozenset(reads))


def _files(layer: str, pattern: str) -> Iterator[Relation]:
    for path in sorted(SQL_FOLDER.glob(pattern)):
        yield _of_file(layer, path.stem, path)


def _of_file(layer: str, name: str, path: Path) -> Relation:
    header, body = header_and_body(path.read_text())
    columns = tuple(column_of(column, given) for column, given in header["columns"].items())
    return Relation(name, layer, header["summary"], columns, tables_named(body), body)
