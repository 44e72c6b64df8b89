"""What is in this table, from what is it made, and what is made from it?"""

from dashapp.auth.permissions import Permission
from dashapp.page import Page, Panel, Row

page = Page(
    "table",
    title="Table",
    group="Intelligence & data",
    permission=Permission.CATALOGUE_VIEW,
    question="What is in this table, from what is it made, and what is made from it?",
    filters=(),
    parameters=("table",),
    hidden=True,
    rows=(
        Row(Panel("table.about", title="The table")),
        Row(Panel("table.lineage", title="Where it comes from")),
        Row(Panel("table.impact", title="What a change touches")),
    ),
)
