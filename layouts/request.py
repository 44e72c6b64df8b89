"""One request: what did they ask for, and what is the answer?"""

from dashapp.auth.permissions import Permission
from dashapp.page import Facts, Page, Panel, Row

page = Page(
    "request",
    title="Request about a person",
    group="Reports & admin",
    permission=Permission.PERSONAL_DATA_HANDLE,
    question="What did they ask for, and what is the answer?",
    filters=(),
    parameters=("request_id",),
    hidden=True,
    rows=(Row(Facts("privacy.request", title="Request", span=6), Panel("privacy.deeds", title="Answer", span=6)),),
)
