"""One order: who bought, what, and what happened since."""

from dashapp.auth.permissions import Permission
from dashapp.page import Facts, Grid, Page, Row

page = Page(
    "order",
    title="Order",
    group="Sales & products",
    permission=Permission.SALES_VIEW,
    question="What was bought, and what happened to it since?",
    filters=(),
    parameters=("source", "order_id"),
    hidden=True,
    rows=(
        Row(Facts("sales.order", title="Order")),
        Row(Grid("sales.order_lines", title="Lines and events", subtitle="Every sale, return, discount and charge of this order")),
    ),
)
