"""What does this query answer, from what, and for whom?"""

from dashapp.auth.permissions import Permission
from dashapp.page import Page, Panel, Row

page = Page(
    "query",
    title="Query",
    group="Intelligence & data",
    permission=Permission.CATALOGUE_VIEW,
    question="What does this query answer, where does it come from, and what hangs on it?",
    filters=(),
    parameters=("query",),
    hidden=True,
    rows=(
        Row(Panel("query.about", title="The query", span=7), Panel("query.run", title="Run it", span=5)),
        Row(Panel("query.lineage", title="Where its columns come from")),
        Row(Panel("query.impact", title="What a change touches")),
    ),
)
