"""Which customers are meant?"""

from dashapp.auth.permissions import Permission
from dashapp.page import Page, Panel, Row

page = Page(
    "segment_builder",
    title="Build a segment",
    group="Customers",
    permission=Permission.SEGMENTS_MANAGE,
    question="Which customers are meant?",
    filters=(),
    parameters=("segment", "rule"),
    hidden=True,
    whole_reach=True,
    rows=(
        Row(
            Panel("segment_builder.draft", title="The rule", subtitle="Every line has to hold; within a line, one condition", span=8),
            Panel("segment_builder.words", title="Keep it", subtitle="Each change is a version of its own", span=4),
        ),
        Row(Panel("segment_builder.values", title="What can be asked", subtitle="The texts that customers have, the most frequent first")),
    ),
)
