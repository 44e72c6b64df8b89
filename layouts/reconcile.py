"""Why do orders, payments and what channels claim not come to the same?"""

from dashapp.auth.permissions import Permission
from dashapp.page import Grid, Page, Row

page = Page(
    "reconcile",
    title="Reconcile",
    group="Sales & products",
    icon="arrow-left-right",
    hidden=True,
    permission=Permission.SALES_VIEW,
    question="Why do orders, payments and what channels claim not come to the same?",
    filters=("dates", "category", "brand", "channel", "region", "country", "payment_method"),
    rows=(
        Row(
            Grid("reconcile.payments", title="Orders against payments", span=6, height=440, empty="Nothing was sold or paid."),
            Grid("reconcile.claims", title="Orders against channels' claims", span=6, height=440, empty="Nothing was sold or claimed."),
        ),
    ),
)
