"""Who is in this segment, and what may be done with it?"""

from dashapp.auth.permissions import Permission
from dashapp.page import Page, Panel, Row

page = Page(
    "segment",
    title="Segment",
    group="Customers",
    permission=Permission.SEGMENTS_VIEW,
    question="Who is in this segment, and what may be done with it?",
    filters=(),
    parameters=("segment", "beside"),
    hidden=True,
    whole_reach=True,
    rows=(
        Row(
            Panel("segment.about", title="What it asks", span=6),
            Panel("segment.handed", title="Hand it out", subtitle="Every list is in the export register", span=6),
        ),
        Row(Panel("segment.beside", title="Profile", subtitle="Averages of customers, beside everybody and another segment")),
        Row(Panel("segment.history", title="Versions", subtitle="The newest first")),
    ),
)
