"""What approved merges come to: later ones take earlier ones along, and undoing any of them leaves the others as they are."""

from __future__ import annotations

import random

import pandas

from jobs.duplicates.merging import Merge, first_made, keeps, people, rows


def merge(number: int, *members: str, **kept: str) -> Merge:
    return Merge(number, "shop", members, members[0], "auto", kept, "approved", 0, approved_at=number)


def survivors(*merges: Merge) -> dict[str, str]:
    return {number: person.survivor_id for number, person in people(merges).items()}


def test_later_merges_take_earlier_ones_along() -> None:
    first, second, third = merge(1, "a", "b"), merge(2, "c", "a"), merge(3, "d", "e")
    assert survivors(third, second, first) == {"a": "c", "b": "c", "c": "c", "d": "d", "e": "d"}
    assert survivors(second, third) == {"a": "c", "c": "c", "d": "d", "e": "d"}
    assert survivors(first, third) == {"a": "a", "b": "a", "d": "d", "e": "d"}


def test_merges_that_meet_make_one_person_whatever_they_are() -> None:
    dice = random.Random(4)
    for _ in range(200):
        merges = [merge(at, *dice.sample("abcdefgh", dice.randint(2, 3))) for at in range(dice.randint(1, 6))]
        found = people(merges)
        for one in merges:
            assert len({id(found[number]) for number in one.members}) == 1
        for number, person in found.items():
            assert number in person.members
            assert person.survivor_id in person.members
        assert len({number for person in found.values() for number in person.members}) == len(found)


def test_rows_say_whose_values_are_kept() -> None:
    [first, second] = rows("shop", [merge(1, "a", "b", name="b", email="a")])
    assert first == {"source": "shop", "customer_id": "a", "survivor_id": "a", "keeps_name": 0, "keeps_email": 1, "keeps_place": 1}
    assert second == {"source": "shop", "customer_id": "b", "survivor_id": "a", "keeps_name": 1, "keeps_email": 0, "keeps_place": 0}


def test_values_of_an_account_that_left_again_are_not_kept() -> None:
    flags = {row["customer_id"]: row["keeps_name"] for row in rows("shop", [merge(2, "c", "a", name="b")])}
    assert flags == {"c": 1, "a": 0}


def test_the_oldest_account_stays() -> None:
    assert first_made({"b": "2024-05-01", "a": "2025-01-01"}, ["a", "b", "c"]) == "b"
    assert first_made({}, ["b", "a"]) == "a"


def test_the_whole_name_is_of_one_account() -> None:
    frame = pandas.DataFrame(
        {
            "customer_id": ["a", "b", "c"],
            "first_name": ["BO", "Bo", "Bo"],
            "last_name": ["Berg", "Berg", "BERG"],
            "email": [None, "bo@berg.example", "bo@berg"],
        }
    )
    kept = keeps(frame, ["a", "b", "c"])
    assert (kept["name"], kept["email"]) == ("b", "b")
