"""A run is kept while it is at work and as it ended; one whose process is gone has stopped."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text

from dashapp.auth.viewer import OPERATOR
from dashapp.db.engines import accounts_engine
from dashapp.db.maintenance import JOB_RUNS
from dashapp.errors import UserError
from dashapp.settings import Settings
from jobs.job_runs import DIED, SORRY, recorded


def kept(settings: Settings) -> list[tuple]:
    with accounts_engine(settings).connect() as connection:
        asked = select(JOB_RUNS.c.task, JOB_RUNS.c.state, JOB_RUNS.c.said, JOB_RUNS.c.rows).order_by(JOB_RUNS.c.run_id)
        return [tuple(row) for row in connection.execute(asked)]


def test_a_run_is_seen_while_it_is_at_work_and_tells_how_it_ended(settings: Settings):
    with recorded(settings, OPERATOR, "measure", "both") as told:
        assert kept(settings) == [("measure", "running", "", None)]
        told.said, told.rows = "Measured.", 7
    assert kept(settings) == [("measure", "done", "Measured.", 7)]


@pytest.mark.parametrize(("error", "said"), [(UserError("Not like this."), "Not like this."), (ZeroDivisionError("secret"), SORRY)])
def test_a_run_that_fails_says_why_and_tells_no_secret(settings: Settings, error: Exception, said: str):
    with pytest.raises(type(error)), recorded(settings, OPERATOR, "measure"):
        raise error
    assert kept(settings) == [("measure", "failed", said, None)]


def test_a_run_whose_process_is_gone_has_stopped(settings: Settings):
    with recorded(settings, OPERATOR, "measure"):
        pass
    with accounts_engine(settings).begin() as connection:
        connection.execute(text("update job_runs set state = 'running', ended_at = null, process = replace(process, ' ', ' 99')"))
    with recorded(settings, OPERATOR, "measure"):
        pass
    assert [(state, said) for _, state, said, _ in kept(settings)] == [("stopped", DIED), ("done", "")]
