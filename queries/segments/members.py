"""Who is in a segment: counted for everybody, and listed only as far as they consented to be written to."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dashapp.auth.permissions import Permission
from dashapp.auth.viewer import Viewer
from dashapp.errors import UserError, near
from dashapp.table import Column, Table
from queries.bind import Bound
from queries.execution import Question, answer
from queries.masking import masked
from queries.office import require_whole_reach
from queries.segments.attributes import POPULATION
from queries.segments.rules import Rule, compiled, joins
from queries.versions import Version
from queries.warehouse import Warehouse

CONSENTS = "dim_customer_attributes"
# How customers are written to, and the column that says whether they may be.
MEDIA = {"email": "may_email", "text": "may_text"}
MEDIA_WORDS = {"email": "E-mail", "text": "Text message"}
COLUMNS = (
    Column("customer_id", "Customer", "id"),
    Column("source", "Source", "text"),
    Column("country", "Country", "text"),
    Column("segment", "RFM segment", "text"),
    Column("rfm_code", "RFM", "text"),
)
_SIZES = (
    Column("customers", "Customers", "integer"),
    Column("email", "May be e-mailed", "integer"),
    Column("text", "May be sent text messages", "integer"),
)


@dataclass(frozen=True)
class Size:
    """How many customers a rule fits, and how many of them may be written to."""

    customers: int
    email: int
    text: int

    def reachable(self, medium: str) -> int:
        """Those who may be written to that way."""
        return {"email": self.email, "text": self.text}[checked_medium(medium)]


def checked_medium(medium: str) -> str:
    """A way to write to customers; UserError for another. Nothing lists customers without one."""
    if medium not in MEDIA:
        raise UserError(f"The medium is {medium[:20]!r}.{near(medium, MEDIA)}")
    return medium


def size(warehouse: Warehouse, rule: Rule) -> Size:
    """The size of a segment."""
    condition, values = compiled(rule, "rule")
    tables = (POPULATION, *rule.tables, CONSENTS)
    sums = ", ".join(f"coalesce(sum({CONSENTS}.{column}), 0) as {medium}" for medium, column in MEDIA.items())
    text = f"select count(*) as customers, {sums} from {POPULATION}{joins(tables, POPULATION)} where {condition}"

    def ask(version: Version) -> Size:
        question = Question("segment size", Bound(text, values), _SIZES, tables, version.currency)
        return Size(**{name: int(value) for name, value in answer(warehouse, question, version, 1).records()[0].items()})

    return warehouse.settled(ask)


def members(warehouse: Warehouse, viewer: Viewer, rule: Rule, medium: str, *, first: int = 0, rows: int | None = None) -> Table:
    """Those customers of a segment who may be written to that way, in the order of their numbers.

    Forbidden without segments.manage, and for whoever reaches some rows only.
    """
    viewer.require(Permission.SEGMENTS_MANAGE)
    require_whole_reach(viewer)
    column = MEDIA[checked_medium(medium)]
    most = warehouse.settings.export_row_limit if rows is None else rows
    condition, values = compiled(rule, "rule")
    tables = (POPULATION, *rule.tables, CONSENTS)
    text = (
        "select dim_customers.customer_id, dim_customers.source, dim_customers.country,"
        f" {POPULATION}.segment, {POPULATION}.rfm_code"
        f" from {POPULATION} join dim_customers on dim_customers.customer_key = {POPULATION}.customer_key{joins(tables, POPULATION)}"
        f" where {CONSENTS}.{column} = 1 and ({condition})"
        " order by dim_customers.customer_id, dim_customers.source limit :page_rows offset :page_start"
    )
    bound = Bound(text, {**values, "page_rows": most, "page_start": first})

    def ask(version: Version) -> Table:
        return answer(warehouse, Question("segment members", bound, COLUMNS, (*tables, "dim_customers"), version.currency), version, most)

    found = masked(warehouse.settled(ask), viewer)
    total = size(warehouse, rule).reachable(medium)
    return replace(found, source=replace(found.source, total_rows=total, truncated=first + len(found.frame) < total))
