"""What does it mean, and where does it come from?"""

from dashapp.auth.permissions import Permission
from dashapp.page import Page, Panel, Row

page = Page(
    "catalogue",
    title="Catalogue",
    group="Intelligence & data",
    icon="database",
    order=32,
    permission=Permission.CATALOGUE_VIEW,
    question="What does it mean, where does it come from, and what does a change touch?",
    filters=(),
    rows=(
        Row(Panel("catalogue.counts", title="In the catalogue", subtitle="Counted from the files themselves")),
        Row(Panel("catalogue.metrics", title="Metrics", subtitle="Every number that a card can show", has_table=True)),
        Row(Panel("catalogue.queries", title="Queries", subtitle="The library of SQL, checks included, by layer", has_table=True)),
        Row(Panel("catalogue.tables", title="Tables", subtitle="From what was loaded to what pages read", has_table=True)),
    ),
)
