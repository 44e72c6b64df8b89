"""The office of this house: the functions of jobs that pages of administration use."""

from __future__ import annotations

from collections.abc import Sequence

from dashapp.auth.viewer import Viewer
from dashapp.settings import Settings
from jobs import background, changes, periods, retention
from jobs.contacts import mistyped
from jobs.duplicates import deeds, listing, review
from jobs.evidence import evidence
from jobs.privacy import requests
from jobs.privacy.erase import Erasure, erase
from jobs.privacy.export import Bundle, export
from jobs.privacy.requests import Request
from jobs.privacy.search import search
from queries.office import DuplicateOffice, Office


def _bundle(settings: Settings, viewer: Viewer, request: Request) -> Bundle:
    return export(settings, viewer, request.subjects, request_id=request.request_id)


def _count_erasure(settings: Settings, viewer: Viewer, request: Request) -> Erasure:
    return erase(settings, viewer, request.subjects, request_id=request.request_id, dry_run=True)


def _rules(settings: Settings) -> Sequence[tuple[str, str, int]]:
    """Name, title and days of every rule."""
    days = retention.schedule(settings)
    return [(name, rule.title, days[name]) for name, rule in retention.RULES.items()]


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
)
