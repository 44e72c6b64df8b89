"""Real-like files that others made, with known answers: Febrl's first set, and a thousand invented records of Splink's."""

from __future__ import annotations

from pathlib import Path

import pandas
import pytest

from analytics.duplicates import REVIEW, find_duplicates
from bench.quality.scores import key_pairs, pair_score

pytestmark = pytest.mark.real_data


@pytest.fixture(scope="module")
def folder(real_data: Path) -> Path:
    found = real_data / "entity_resolution"
    if not found.is_dir():
        pytest.skip(f"files of entity resolution are not beside the repository: {found} is not there")
    return found


def _key(ids: pandas.Series, cluster: pandas.Series) -> pandas.DataFrame:
    return pandas.DataFrame({"customer_id": ids, "cluster_id": cluster, "tier": "original"})


def test_febrl_without_the_social_security_number(folder: Path):
    """500 pairs among 1,000 records; what is proposed, automatic or for review, has F1 of .995 at least."""
    given = pandas.read_csv(folder / "febrl1.csv", dtype=str, skipinitialspace=True).rename(columns=str.strip)
    customers = given.rename(
        columns={
            "rec_id": "customer_id",
            "given_name": "first_name",
            "surname": "last_name",
            "suburb": "city",
            "postcode": "postal_code",
            "state": "region",
            "date_of_birth": "birth_date",
        }
    ).assign(street=(given["street_number"].fillna("") + " " + given["address_1"].fillna("")).str.strip())
    pairs = key_pairs(_key(given["rec_id"], given["rec_id"].str.extract(r"rec-(\d+)-", expand=False)))
    found = find_duplicates(customers)
    proposed, automatic = pair_score(found.clusters(REVIEW), pairs), pair_score(found.clusters(), pairs)
    assert len(pairs) == 500
    assert proposed.f1 >= 0.995
    assert automatic.both == automatic.found
    assert automatic.both / automatic.true >= 0.96


def test_a_thousand_invented_records(folder: Path):
    """Names, birth date, town and e-mail, each wrong or missing in many: nothing was tuned on these, and a quarter is not found."""
    given = pandas.read_csv(folder / "fake_1000.csv", dtype=str)
    customers = given.rename(columns={"unique_id": "customer_id", "surname": "last_name", "dob": "birth_date"})
    pairs = key_pairs(_key(given["unique_id"], given["cluster"]))
    found = find_duplicates(customers)
    proposed, automatic = pair_score(found.clusters(REVIEW), pairs), pair_score(found.clusters(), pairs)
    assert len(pairs) == 2031
    assert proposed.both / proposed.found >= 0.98
    assert proposed.both / proposed.true >= 0.70
    assert automatic.both / automatic.found >= 0.99
    assert automatic.both / automatic.true >= 0.60
