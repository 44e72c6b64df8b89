"""Finding: who is proposed, who is not, what answers change."""

from __future__ import annotations

from dataclasses import replace

import numpy
import pandas
import pytest

from analytics.duplicates import AUTOMATIC, LIKELY, REVIEW, Duplicates, Matcher, find_duplicates, fitted_matcher
from tests.analytics.duplicates.made_people import people, with_copies

HOUSE = {"street": "4 Quarry Lane", "postal_code": "T1 9ZZ", "city": "Almwick", "country": "United Kingdom"}


@pytest.fixture(scope="module")
def town() -> tuple[pandas.DataFrame, list[tuple[str, str]]]:
    return with_copies(1500, 60, seed=2)


@pytest.fixture(scope="module")
def matcher(town) -> Matcher:
    return fitted_matcher(town[0])


@pytest.fixture(scope="module")
def found(matcher) -> Duplicates:
    return matcher.propose()


def planted(*rows: dict[str, str]) -> pandas.DataFrame:
    """A town with copies and these rows besides, with ids X0, X1, ..."""
    frame, _ = with_copies(800, 60, seed=3)
    more = pandas.DataFrame([HOUSE | row | {"customer_id": f"X{number}"} for number, row in enumerate(rows)])
    return pandas.concat([frame, more], ignore_index=True)


def band(frame: pandas.DataFrame, left: str = "X0", right: str = "X1") -> str:
    """The band of a pair; ignore where it is not proposed."""
    pairs = find_duplicates(frame).pairs
    found = pairs[(pairs["left_id"] == left) & (pairs["right_id"] == right)]
    return "ignore" if found.empty else str(found["band"].iloc[0])


def test_copies_are_found_and_nobody_else(town, found):
    true = town[1]
    automatic = found.pairs[found.pairs["band"] == "auto"]
    # Whose mailbox and number are both new could be a parent and a child: these are asked about.
    both_new = {pair for number, pair in enumerate(true) if number % 4 == 0 and number % 5 == 1}
    assert set(zip(automatic["left_id"], automatic["right_id"], strict=True)) == set(true) - both_new
    review = found.pairs[found.pairs["band"] == "review"]
    assert both_new <= set(zip(review["left_id"], review["right_id"], strict=True))
    assert found.clusters().value_counts().max() == 2


def test_a_town_without_copies_has_no_automatic_pair():
    assert not (find_duplicates(people(1500, seed=4)).pairs["band"] == "auto").any()


def test_bands_follow_from_probabilities_and_pairs_are_sorted(found):
    pairs = found.pairs
    assert pairs["probability"].is_monotonic_decreasing
    assert (pairs["probability"] >= REVIEW).all()
    assert ((pairs["band"] == "auto") == (pairs["probability"] >= AUTOMATIC)).all()


def test_two_of_a_household_are_not_one_person_even_with_one_telephone():
    one = {"first_name": "Merle", "last_name": "Kolbe", "email": "merle@example.org", "phone": "07400 555111"}
    other = {"first_name": "Hasso", "last_name": "Kolbe", "email": "hasso@example.org", "phone": "07400 555111"}
    assert band(planted(one, other)) == "ignore"


def test_different_first_names_with_one_mailbox_and_one_telephone_are_a_question():
    one = {"first_name": "Merle", "last_name": "Kolbe", "email": "kolbe@example.org", "phone": "07400 555111"}
    assert band(planted(one, one | {"first_name": "Hasso"})) == "review"


def test_parent_and_child_of_one_name_at_one_address_are_a_question():
    one = {"first_name": "Eskil", "last_name": "Gravert", "email": "eskil@example.org", "phone": "07400 555111"}
    assert band(planted(one, one | {"email": "graverte@example.net", "phone": "07400 777222"})) == "review"


def test_one_name_one_address_one_telephone_is_one_person():
    one = {"first_name": "Eskil", "last_name": "Gravert", "email": "eskil@example.org", "phone": "07400 555111"}
    assert band(planted(one, one | {"email": "graverte@example.net"})) == "auto"


def test_names_in_each_others_field_and_short_forms_are_seen():
    one = {"first_name": "William", "last_name": "Gravert", "email": "will@example.org", "phone": "07400 555111"}
    assert band(planted(one, one | {"first_name": "Gravert", "last_name": "Bill"})) == "auto"


def test_fillers_join_nobody():
    one = {"first_name": "Eskil", "last_name": "Gravert", "email": "test@test.com", "phone": "0000000000"}
    other = one | {"first_name": "Fenna", "last_name": "Falkner", "street": "9 Mill Road", "postal_code": "T5 5XX", "city": "Fenport"}
    assert band(planted(one, other)) == "ignore"


def test_answers_stand_whatever_the_evidence_says(town, matcher):
    true = town[1]
    answers = pandas.DataFrame([(*true[0], False), ("P01400", "P01401", True)], columns=["left_id", "right_id", "is_same"])
    found = matcher.propose(answers)
    clusters = found.clusters()
    assert clusters[true[0][0]] != clusters[true[0][1]]
    assert clusters["P01400"] == clusters["P01401"]
    said = found.pairs.set_index(["left_id", "right_id"])["answer"]
    assert said[true[0]] is False
    assert said["P01400", "P01401"] is True
    assert said[true[1]] is None


def test_the_later_answer_counts_and_strangers_are_passed_over(town, matcher):
    true = town[1]
    rows = [(*true[0], False), (*reversed(true[0]), True), ("nobody", true[0][0], True)]
    found = matcher.propose(pandas.DataFrame(rows, columns=["left_id", "right_id", "is_same"]))
    assert found.pairs["answer"].dropna().tolist() == [True]


def test_answers_need_their_columns():
    with pytest.raises(ValueError, match=r"Answers have no column is_same\. They need left_id, right_id, is_same\."):
        fitted_matcher(people(30, seed=1)).propose(pandas.DataFrame({"left_id": [], "right_id": []}))


def test_evidence_adds_up_to_the_pair_and_holds_no_value(town, found):
    frame = town[0]
    for number in (0, len(found.pairs) - 1):
        evidence = found.evidence(number)
        assert evidence.bits == pytest.approx(sum(step.bits for step in evidence.steps))
        assert evidence.probability == pytest.approx(1 / (1 + 2**-evidence.bits))
        assert evidence.probability == pytest.approx(found.pairs["probability"].iloc[number])
        row = frame.set_index("customer_id").loc[found.pairs["left_id"].iloc[number]]
        assert not any(str(row[column]) in str(evidence.as_json()) for column in ("email", "phone", "street", "last_name"))


def test_the_queue_is_the_review_band_without_what_was_answered():
    one = {"first_name": "Eskil", "last_name": "Gravert", "email": "eskil@example.org", "phone": "07400 555111"}
    matcher = fitted_matcher(planted(one, one | {"email": "graverte@example.net", "phone": "07400 777222"}))
    asked = matcher.propose().queue(10)
    assert (asked["band"] == "review").all()
    assert ("X0", "X1") in set(zip(asked["left_id"], asked["right_id"], strict=True))
    answered = matcher.propose(asked[["left_id", "right_id"]].assign(is_same=True))
    assert answered.queue(10).empty


def test_pairs_that_are_rather_one_person_are_asked_about_first(found):
    first, *likely = found.pairs.index[found.pairs["band"] == "review"]
    chance = found.pairs["probability"].where(found.pairs.index != first, LIKELY - 0.2)
    asked = replace(found, pairs=found.pairs.assign(probability=chance))
    assert set(asked.queue(len(likely) - 1).index) < set(likely)
    assert set(asked.queue(len(likely)).index) == set(likely)
    assert set(asked.queue(10_000).index) == {first, *likely}


def test_the_same_customers_give_the_same_pairs_in_any_order(town, found):
    """The random pairs are others, so that a pair at the edge of the band may come or go."""
    shuffled = find_duplicates(town[0].sample(frac=1, random_state=9))
    sets = [{frozenset(both) for both in zip(one.pairs["left_id"], one.pairs["right_id"], strict=True)} for one in (found, shuffled)]
    assert len(sets[0]) >= 60
    assert len(sets[0] ^ sets[1]) <= 2


def test_the_same_customers_and_seed_give_the_same_numbers(town, found):
    again = find_duplicates(town[0])
    pandas.testing.assert_frame_equal(found.pairs, again.pairs, check_exact=True)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_few_customers_are_no_error(count: int):
    found = find_duplicates(people(5, seed=1).head(count))
    assert len(found.clusters()) == count
    assert not numpy.isnan(found.pairs["probability"].to_numpy(dtype=float)).any()


def test_customers_need_an_id_of_their_own():
    with pytest.raises(ValueError, match="Customers have no column customer_id"):
        find_duplicates(pandas.DataFrame({"email": ["ann@example.org"]}))
    with pytest.raises(ValueError, match="customer_id 'A' is there more than once"):
        find_duplicates(pandas.DataFrame({"customer_id": ["A", "A"]}))


def test_who_moved_with_new_contacts_is_found_by_the_device():
    """A name alone is no proof among namesakes; a device that both accounts ordered on is, and one of a household is not."""
    frame, _ = with_copies(1500, 200, seed=5)
    frame["devices"] = "D" + frame["customer_id"].str[1:]
    mover = people(1, seed=9).assign(customer_id="M1", first_name=frame["first_name"][0], last_name=frame["last_name"][0])
    at_home = frame.iloc[[700]].assign(customer_id="M2", first_name="Zacharias", email="zac@example.com", phone="+44 7400 555555")
    both = pandas.concat([frame, mover.assign(devices=frame["devices"][0]), at_home], ignore_index=True)
    by_device, without = (_chance(one, "P00000", "M1") for one in (both, both.drop(columns="devices")))
    assert without < 0.5 < by_device
    assert _chance(both, "P00700", "M2") < 0.1


def _chance(frame: pandas.DataFrame, left: str, right: str) -> float:
    """How probable a pair was found to be; 0 where it was not proposed."""
    pairs = find_duplicates(frame).pairs
    return float(pairs.loc[pairs["left_id"].isin((left, right)) & pairs["right_id"].isin((left, right)), "probability"].sum())
