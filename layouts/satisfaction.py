"""Are customers happy, and why not?"""

from dashapp.auth.permissions import Permission
from dashapp.charts import bars, columns, intervals, line
from dashapp.page import Chart, Grid, Kpi, Page, Panel, Row

NPS = ("nps", "nps_margin", "survey_answers")
COUNTS = "follow_ups.counts"
FOLLOW_UPS = "satisfaction.follow_ups"
NO_ANSWER = "Nobody was asked in this selection."
NO_THEME = "No review of this selection has a theme, or none were looked for yet. The card of the themes says more."
NO_PRODUCT = "Nobody answered about an order of this selection."

page = Page(
    "satisfaction",
    title="Satisfaction & reviews",
    group="Customers",
    icon="people",
    order=14,
    permission=Permission.SATISFACTION_VIEW,
    question="Are customers happy with us, and if not, why?",
    filters=("dates", "channel", "platform", "region", "country"),
    rows=(
        Row(
            Kpi("nps", explained_by="satisfaction"),
            Kpi("survey_response_rate", explained_by="satisfaction"),
            Kpi("csat", explained_by="satisfaction"),
            Kpi("average_rating", explained_by="satisfaction"),
            Kpi(COUNTS, "in_time_share"),
            Kpi(COUNTS, "open_follow_ups"),
        ),
        Row(
            Panel(
                "satisfaction.waves",
                title="Net promoter score by wave",
                subtitle="Twelve waves up to the last day chosen; ± is half the 95 % interval",
                span=7,
            ),
            Chart(
                NPS,
                intervals(by="delivery"),
                title="By delivery",
                subtitle="Dot: score, line: its 95 % interval, hollow: fewer than 30 answers",
                span=5,
                height=260,
            ),
        ),
        Row(
            Chart(NPS, intervals(by="region"), title="By region", subtitle="Score with its 95 % interval", span=4, height=340),
            Chart(NPS, intervals(by="carrier"), title="By carrier", subtitle="Of the order's last shipment", span=4, height=340),
            Chart(NPS, intervals(by="channel"), title="By channel", subtitle="Of the order that was asked about", span=4, height=340),
        ),
        Row(
            Grid(
                "satisfaction.recommended_vendors",
                title="By vendor",
                subtitle="Net promoter score of the orders that held something of a vendor; below thirty answers it tells little",
                span=5,
                height=340,
                empty=NO_PRODUCT,
            ),
            Grid(
                "satisfaction.recommended_products",
                title="By product",
                subtitle="Net promoter score of the orders that held a product, those with most answers first",
                span=7,
                height=340,
                empty=NO_PRODUCT,
            ),
        ),
        Row(
            Chart("average_rating", line(by="week"), title="Average rating", subtitle="Stars of published reviews", span=4),
            Chart("average_rating", bars(by="vendor"), title="Average rating by vendor", subtitle="Of published reviews", span=4),
            Chart("csat", bars(by="ticket_reason"), title="CSAT by reason", subtitle="Marks of 4 or 5 of 5", span=4),
        ),
        Row(
            Grid(
                "follow_ups.listed",
                title="Detractors to follow up",
                subtitle="Opened after every build for answers of the last thirty days; choose some, then say what is done",
                span=9,
                height=400,
                empty="No detractor waits. Follow-ups are opened by the process that follows every build.",
                chosen_for=FOLLOW_UPS,
            ),
            Panel(FOLLOW_UPS, title="What is done", subtitle="About all that are chosen", span=3),
        ),
        Row(
            Grid(
                "satisfaction.themes",
                title="Themes of reviews",
                subtitle="Found from the texts themselves and named by their strongest words; examples hold no digits and no addresses",
                height=400,
                empty=NO_THEME,
            ),
        ),
        Row(
            Chart(
                "satisfaction.themes",
                bars(x="theme", y="negative_reviews"),
                title="What displeases",
                subtitle="Reviews of one or two stars, by what they are about",
                span=6,
                height=440,
                empty=NO_THEME,
            ),
            Panel("models.themes", title="How themes are found", subtitle="How they were tested, and where they fail", span=6),
        ),
        Row(
            Chart(
                "satisfaction.return_rates",
                columns(x="stars", y="return_rate"),
                title="Returns by rating",
                subtitle="Share of sold units that came back, of products with five reviews or more",
                span=4,
                height=360,
            ),
            Grid(
                "satisfaction.products",
                title="Rating against returns",
                subtitle="Products with five reviews or more, the worst rated first",
                span=8,
                height=360,
            ),
        ),
        Row(
            Grid(
                "satisfaction.responses",
                title="Responses",
                subtitle="Every invitation of the period; click a customer or an order to open it",
                height=400,
                empty=NO_ANSWER,
            )
        ),
        Row(
            Grid(
                "satisfaction.reviews",
                title="Reviews",
                subtitle="Published ones, the latest first",
                span=7,
                height=400,
                empty="Nobody wrote a review in this selection.",
            ),
            Grid(
                "satisfaction.tickets",
                title="Marks of tickets",
                subtitle="What CSAT is made of",
                span=5,
                height=400,
                empty="Nobody gave a mark in this selection.",
            ),
        ),
    ),
)
