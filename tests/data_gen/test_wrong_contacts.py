"""Contacts that are wrong, by class, and those that only look odd."""

from __future__ import annotations

import pandas
import pytest

from data_gen.config import Config
from data_gen.world import World
from data_gen.wrong_contacts import DISPOSABLE, MISTYPED, PLACEHOLDER_EMAILS, PLACEHOLDER_PHONES, wrong_contacts


@pytest.fixture(scope="module")
def before() -> pandas.DataFrame:
    """Forty thousand accounts with contacts as people gave them."""
    names = pandas.Series(range(40_000)).astype(str)
    email = "anna.berg" + names + "@" + pandas.Series(list(MISTYPED) * 7000).head(40_000)
    phone = ("+49 15" + names.str.zfill(9)).where(names.index % 5 != 0, None)
    return pandas.DataFrame({"customer_id": "C" + names, "email": email, "phone": phone})


@pytest.fixture(scope="module")
def after(before, config) -> World:
    world = World(config, {"customers": before.copy()})
    wrong_contacts(world)
    return world


@pytest.fixture(scope="module")
def key(before, after) -> pandas.DataFrame:
    """Every contact before and after, with its class."""
    both = before.merge(after.tables["customers"], on="customer_id", suffixes=("_before", ""))
    found = after.truth["contacts"].merge(both, on="customer_id")
    for suffix in ("_before", ""):
        found[f"contact{suffix}"] = found[f"email{suffix}"].where(found["channel"] == "email", found[f"phone{suffix}"])
    return found


def test_five_to_eight_percent_of_accounts_have_an_invalid_contact_and_two_percent_of_contacts_are_dead(before, key):
    invalid = key[key["is_invalid"] == 1]
    assert 0.05 <= invalid["customer_id"].nunique() / len(before) <= 0.08
    dead = (key["contact_class"] == "dead").groupby(key["channel"]).mean()
    assert dead.to_dict() == pytest.approx({"email": 0.02, "phone": 0.02}, abs=0.004)


def test_every_contact_given_has_one_class(before, key):
    given = before[["email", "phone"]].notna().sum().sum()
    assert len(key) == given
    assert not key[["customer_id", "channel"]].duplicated().any()


def test_valid_and_dead_contacts_are_as_they_were_and_all_others_are_not(key):
    same = key["contact"] == key["contact_before"]
    assert same[key["contact_class"].isin(["valid", "dead"])].all()
    assert not same[~key["contact_class"].isin(["valid", "dead"])].any()


@pytest.mark.parametrize(
    ("contact_class", "pattern"),
    [
        ("no at sign", r"^[^@]+$"),
        ("two dots", r"\.\."),
        ("space inside", r"\s"),
        ("no ending", r"@[^.]+$"),
        ("mistyped domain", "@(?:" + "|".join(MISTYPED.values()) + ")$"),
        ("disposable domain", "@(?:" + "|".join(DISPOSABLE) + ")$"),
        ("too short", r"^\+49 \d{5,8}$"),
        ("too long", r"^\+49 \d{16}$"),
        ("another country", r"^\+(?:45|47|65) \d{9}$"),
        ("letters inside", r"[a-z]{3}|n/a"),
        ("plus tag", r"\+[a-z]+@"),
        ("new top-level domain", r"\.(?:photography|design|shop|club)$"),
        ("international domain", r"@.*[^\x00-\x7f]"),
        ("extension", r" ext\. \d{2,3}$"),
    ],
)
def test_a_class_looks_like_its_name_and_valid_contacts_do_not(key, contact_class, pattern):
    channel = key.loc[key["contact_class"] == contact_class, "channel"].unique()
    assert len(channel) == 1
    contacts = key[key["channel"] == channel[0]]
    of_class = contacts["contact_class"] == contact_class
    looks = contacts["contact"].str.contains(pattern, regex=True)
    assert of_class.sum() > 50
    assert looks[of_class].all()
    assert not looks[contacts["contact_class"].isin(["valid", "dead"])].any()


def test_placeholders_are_placeholders(key):
    shown = set(key.loc[key["contact_class"] == "placeholder", "contact"])
    assert shown == {*PLACEHOLDER_EMAILS, *PLACEHOLDER_PHONES}


def test_a_plain_world_has_fine_contacts_only(before, config):
    world = World(Config(config.seed, config.size, config.as_of, "plain"), {"customers": before.copy()})
    wrong_contacts(world)
    assert world.tables["customers"].equals(before)
    assert set(world.truth["contacts"]["contact_class"]) == {"valid"}
