"""The office of this house: the functions of jobs that pages of administration use."""

from __future__ import annotations

from collections.abc import Sequence

from dashapp.auth.viewer import Viewer
from dashapp.db.engines import accounts_engine
from dashapp.db.follow_ups import OUTCOMES
from dashapp.settings import Settings
from dashapp.table import Table
from jobs import background, changes, follow_ups, periods, retention
from jobs.churn import winback
from jobs.contacts import mistyped
from jobs.corrections import apply
from jobs.corrections.declared import correction, corrections
from jobs.corrections.shown import shown
from jobs.duplicates import deeds, listing, review
from jobs.evidence import evidence
from jobs.privacy import requests
from jobs.privacy.erase import Erasure, erase
from jobs.privacy.export import Bundle, export
from jobs.privacy.requests import Request
from jobs.privacy.search import search
from jobs.quality import freshness, handling, rules, waivers
from jobs.quality.described import described, listed
from queries.freshness import Limit
from queries.office import DuplicateOffice, FollowUps, Office, Quality, WinBack
from queries.row_rules import RowRule


def _bundle(settings: Settings, viewer: Viewer, request: Request) -> Bundle:
    return export(settings, viewer, request.subjects, request_id=request.request_id)


def _count_erasure(settings: Settings, viewer: Viewer, request: Request) -> Erasure:
    return erase(settings, viewer, request.subjects, request_id=request.request_id, dry_run=True)


def _rules(settings: Settings) -> Sequence[tuple[str, str, int]]:
    """Name, title and days of every rule."""
    days = retention.schedule(settings)
    return [(name, rule.title, days[name]) for name, rule in retention.RULES.items()]


def _row_rules(settings: Settings) -> Sequence[RowRule]:
    return rules.row_rules(accounts_engine(settings))


def _limits(settings: Settings) -> Sequence[Limit]:
    return freshness.limits(accounts_engine(settings))


def _dry_run(settings: Settings, viewer: Viewer, name: str, most: int) -> Table:
    return shown(correction(name), apply.dry_run(settings, viewer, name), viewer, most)


OFFICE = Office(
    locks=periods.locks,
    check_lock=periods.check_lock,
    propose_unlock=changes.propose_unlock,
    approve_change=changes.approve,
    needs_build=changes.needs_build,
    evidence=evidence,
    search=search,
    open_request=requests.open_request,
    requests=requests.list_requests,
    refuse_request=requests.refuse,
    reopen_request=requests.reopen,
    bundle=_bundle,
    count_erasure=_count_erasure,
    count_retention=retention.run,
    retention_rules=_rules,
    set_retention=retention.set_days,
    duplicates=DuplicateOffice(
        bands=listing.bands,
        next_case=review.next_case,
        merge_case=review.merge_case,
        merges=listing.merges,
        waiting_for_build=review.waiting_for_build,
        answer=deeds.answer,
        withdraw=deeds.withdraw,
        approve=deeds.approve,
        approve_band=deeds.approve_band,
        undo=deeds.undo,
        contacts=mistyped,
    ),
    start=background.start,
    work=background.work,
    quality=Quality(
        people=handling.people,
        assign=handling.assign,
        acknowledge=handling.acknowledge,
        begin=handling.begin,
        comment=handling.comment,
        incident_of=handling.incident_of,
        waive=waivers.waive,
        end_waiver=waivers.end_waiver,
        described=described,
        listed=listed,
        rules=_row_rules,
        add_rule=rules.add_rule,
        end_rule=rules.end_rule,
        limits=_limits,
        set_limit=freshness.set_limit,
        corrections=corrections,
        dry_run=_dry_run,
        propose_correction=apply.propose,
        corrected=apply.standing,
        take_back=apply.take_back,
    ),
    follow_ups=FollowUps(
        people=follow_ups.people,
        outcomes=OUTCOMES,
        assign=follow_ups.assign,
        set_due=follow_ups.set_due,
        close=follow_ups.close,
    ),
    winback=WinBack(people=winback.people, size=winback.size, start=winback.start, stop=winback.stop),
)
