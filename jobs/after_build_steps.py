"""What is done after each build, by the process of jobs.after_build."""

from __future__ import annotations

import logging

import queries
from dashapp.auth import operating
from dashapp.db.engines import accounts_engine
from dashapp.errors import NoData
from dashapp.settings import Settings
from jobs.check import Checked, check
from jobs.churn.following import follow
from jobs.follow_ups import open_new
from jobs.health_notice import tell
from jobs.maintenance import measure
from jobs.models.score import score, unscored
from jobs.quality.store import is_checked

_log = logging.getLogger(__name__)


def check_published(settings: Settings) -> Checked | None:
    """Check the current version unless a whole run has done so; None then, and where nothing is published."""
    operating.accounts(settings)
    try:
        if is_checked(accounts_engine(settings), queries.open(settings).version(fresh=True)):
            return None
        return check(settings, cause="build", wait=True)
    except NoData:
        return None


def score_published(settings: Settings) -> None:
    """Let the models run that have not seen the current data. Before the checks: scores are a version, which is then checked."""
    if queries.published(settings) and (models := unscored(settings)):
        score(settings, models)


def tell_of_health(settings: Settings) -> None:
    """Mail what newly is beyond its limit; who was told is in the log."""
    for sentence in tell(settings):
        _log.warning("%s", sentence)


STEPS = {"score": score_published, "check": check_published}
ALWAYS = (open_new, follow, measure, tell_of_health)
