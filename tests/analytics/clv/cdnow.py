"""CDNOW, the 1/10 sample of music buyers: the log that every paper on models of buying is held against."""

from __future__ import annotations

from pathlib import Path

import pandas
import pytest

from analytics.clv.histories import Past, histories_of

WEEK = 7
EPOCH = pandas.Timestamp("1970-01-01")
CUT = (pandas.Timestamp("1997-09-30") - EPOCH).days


def cdnow_log(real_data: Path) -> pandas.DataFrame:
    """Customer, day and amount of every purchase in the file."""
    path = real_data / "cdnow_sample" / "CDNOW_sample.txt"
    if not path.exists():
        pytest.skip(f"CDNOW is not beside the repository: {path} is not there")
    given = pandas.read_csv(path, sep=r"\s+", header=None, names=["full_id", "customer", "date", "units", "amount"])
    return given.assign(day=(pandas.to_datetime(given["date"].astype(str)) - EPOCH).dt.days)


def cdnow_past(real_data: Path) -> Past:
    """Every customer up to 30 September 1997, in weeks."""
    return histories_of(cdnow_log(real_data), CUT, WEEK)
