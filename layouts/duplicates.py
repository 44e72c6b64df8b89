"""Which accounts are one person?"""

from dashapp.auth.permissions import Permission
from dashapp.page import Page, Panel, Row

page = Page(
    "duplicates",
    title="Duplicate customers",
    group="Intelligence & data",
    icon="people",
    order=40,
    permission=Permission.QUALITY_VIEW,
    question="Which accounts are one person?",
    filters=(),
    parameters=("band",),
    whole_reach=True,
    rows=(
        Row(
            Panel("duplicates.review", title="Next pair", subtitle="Nothing is merged by an answer alone", span=8),
            Panel("duplicates.bands", title="Proposed pairs", subtitle="How many, and how often answers agree", span=4),
        ),
        Row(
            Panel("duplicates.waiting", title="Merges that wait", subtitle="The oldest account stays; raw rows stay, too", span=6),
            Panel("duplicates.merged", title="Merged accounts", subtitle="They count as one customer; each can be undone", span=6),
        ),
        Row(Panel("duplicates.contacts", title="Contacts that may be mistyped", subtitle="The first hundred; suggestions change nothing")),
    ),
)
