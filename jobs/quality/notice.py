"""Telling the owner of a new critical failure: one mail a person and run, to whom it was given or else to the owner's people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import update

from dashapp.auth.permissions import Permission
from dashapp.auth.users import people_who
from dashapp.db.engines import accounts_engine
from dashapp.db.incidents import QUALITY_INCIDENTS
from dashapp.mail import NotSent, send
from dashapp.settings import Settings
from jobs.quality.incidents import BY_CHECKS, Opened, found_words, note

# Whose role answers for the checks of an owner. Fraud analysts do not open data quality, so analysts are told.
ROLE_OF = {
    "Customer service": "support",
    "Data": "analyst",
    "Finance": "finance",
    "Fraud": "analyst",
    "Marketing": "marketing",
    "Merchandising": "operations",
    "Operations": "operations",
}
NO_MAIL = "Nobody: SMTP_URL is empty, so no mail can be sent."
NO_ADDRESS = "Nobody: the owner's people have no e-mail address."


def tell(settings: Settings, opened: Iterable[Opened]) -> None:
    """Mail what is critical and new, and write to each incident who was told, or why nobody was. Never raises for want of mail."""
    critical = [one for one in opened if one.outcome.measure.severity == "critical"]
    if not critical:
        return
    reached: dict[int, list[str]] = defaultdict(list)
    said: dict[int, str] = {one.incident_id: NO_ADDRESS if settings.smtp_url else NO_MAIL for one in critical}
    for (name, address), incidents in _by_person(settings, critical).items():
        try:
            send(settings, address, _subject(incidents), _text(settings, incidents))
        except NotSent as error:
            said |= {one.incident_id: f"Nobody: {error}" for one in incidents}
        else:
            for one in incidents:
                reached[one.incident_id].append(name)
    _write(settings, {number: ", ".join(sorted(reached[number])) if number in reached else words for number, words in said.items()})


def _by_person(settings: Settings, critical: Iterable[Opened]) -> dict[tuple[str, str], list[Opened]]:
    """Who is to be told what, as far as mail can be sent at all."""
    found: dict[tuple[str, str], list[Opened]] = defaultdict(list)
    if not settings.smtp_url:
        return found
    known = [one for one in people_who(accounts_engine(settings), Permission.QUALITY_VIEW) if one.email and not one.scope.limits()]
    for one in critical:
        own = [person for person in known if person.name == one.assignee]
        for person in own or [person for person in known if person.role == ROLE_OF[one.outcome.measure.owner]]:
            found[person.name, str(person.email)].append(one)
    return found


def _subject(incidents: list[Opened]) -> str:
    if len(incidents) == 1:
        return f"Critical check failed: {incidents[0].outcome.measure.name}"
    return f"{len(incidents)} critical checks failed"


def _text(settings: Settings, incidents: list[Opened]) -> str:
    """What failed and what is to be done about it: counts, and no value of any row."""
    parts = [f"{one.outcome.measure.name}: {found_words(one.outcome)}\n{one.outcome.measure.fix}\n" for one in incidents]
    where = f"{settings.public_url.rstrip('/')}/quality"
    return "\n".join([f"These checks of {settings.shop_name or 'the shop'} failed and did not before.\n", *parts, f"See {where}."])


def _write(settings: Settings, told: Mapping[int, str]) -> None:
    with accounts_engine(settings).begin() as connection:
        for number, words in told.items():
            connection.execute(update(QUALITY_INCIDENTS).where(QUALITY_INCIDENTS.c.incident_id == number).values(told=words))
            note(connection, number, BY_CHECKS, "told", words)
