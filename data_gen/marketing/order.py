"""The order in which marketing is made, once orders are settled."""

from __future__ import annotations

from data_gen.marketing.ab_tests import ab_tests
from data_gen.marketing.ads import ads
from data_gen.marketing.campaigns import campaigns
from data_gen.marketing.codes import codes
from data_gen.marketing.consents import consents
from data_gen.marketing.emails import emails
from data_gen.marketing.journeys import journeys
from data_gen.marketing.kpi_events import kpi_events
from data_gen.marketing.loyalty import loyalty
from data_gen.marketing.markov import markov
from data_gen.marketing.online import online
from data_gen.marketing.sessions import sessions
from data_gen.marketing.social import social
from data_gen.marketing.visitors import visitors
from data_gen.world import Stage

MARKETING: tuple[Stage, ...] = (
    online,
    campaigns,
    kpi_events,
    ads,
    visitors,
    journeys,
    markov,
    sessions,
    consents,
    emails,
    social,
    loyalty,
    codes,
    ab_tests,
)
