"""What could be found of duplicate accounts at best: the probability of two accounts being one person's, by the generator's own rates.

It is the model of Fellegi and Sunter with true probabilities in the place of estimated ones: every pair of accounts that share
something is of one person, of a household, of namesakes, of an office or of strangers, and each kind agrees in each field as often as
the generator makes it. Whose account is whose is never read.
"""

from __future__ import annotations

from difflib import SequenceMatcher

import numpy
import pandas
import yaml

from data_gen import duplicates, people, writing

Frame = pandas.DataFrame
Numbers = numpy.ndarray
FIELDS = ("first", "last", "home", "email", "phone")
BLOCKS = (["email"], ["phone"], ["home"], ["first", "last", "city"])
LARGEST = 60
CLOSE = 0.75
_RARE = 1e-6


def held_before(customers: Frame, addresses: Frame) -> Numbers:
    """(accounts,): the highest probability that an account is of somebody who has an older one."""
    frame = _comparable(customers, addresses)
    pairs = _candidates(frame)
    chance = _same(frame, pairs)
    score = numpy.zeros(len(frame))
    numpy.maximum.at(score, pairs["younger"].to_numpy(), chance)
    return score


def _comparable(customers: Frame, addresses: Frame) -> Frame:
    """Names, home and contacts without what spelling does to them; rows as in customers."""
    formal = {short.lower(): name.lower() for name, short in yaml.load(writing.NICKNAMES.read_text(), Loader=yaml.CSafeLoader).items()}
    home = addresses[addresses["is_default"] == 1].drop_duplicates("customer_id").set_index("customer_id").reindex(customers["customer_id"])
    first, last = (customers[name].str.strip().str.lower() for name in ("first_name", "last_name"))
    number = (home["street"].str.extract(r"(\d+)", expand=False) + " " + home["postal_code"]).to_numpy()
    return Frame(
        {
            "first": first.replace(formal),
            "last": last,
            "home": number,
            "city": home["city"].str.lower().to_numpy(),
            "email": customers["email"].str.lower(),
            "phone": customers["phone"].str.replace(r"\D", "", regex=True).str[-8:],
            "signed_up": pandas.to_datetime(customers["signed_up_at"]),
        }
    ).reset_index(drop=True)


def _candidates(frame: Frame) -> Frame:
    """Pairs of accounts (rows) that agree in the fields of some block, the older one first."""
    parts = []
    for block in BLOCKS:
        rows = frame[frame[block].notna().all(axis=1)].reset_index(names="row")
        rows = rows[rows.groupby(block)["row"].transform("size").between(2, LARGEST)]
        both = rows[[*block, "row", "signed_up"]].merge(rows[[*block, "row", "signed_up"]], on=block, suffixes=("", "_other"))
        older = (both["signed_up"] < both["signed_up_other"]) | (
            (both["signed_up"] == both["signed_up_other"]) & (both["row"] < both["row_other"])
        )
        parts.append(both.loc[older, ["row", "row_other"]])
    return pandas.concat(parts).drop_duplicates().rename(columns={"row": "older", "row_other": "younger"}).reset_index(drop=True)


def _same(frame: Frame, pairs: Frame) -> Numbers:
    """(pairs,): the probability that both accounts are of one person."""
    one, other = (frame.iloc[pairs[name]].reset_index(drop=True) for name in ("older", "younger"))
    accounts = len(frame)
    common = {name: one[name].map(frame[name].value_counts(normalize=True)).fillna(_RARE).to_numpy() for name in ("first", "last")}
    odds = {}
    for kind, (expected, agrees) in _kinds(accounts).items():
        chance = numpy.full(len(pairs), numpy.log(expected))
        for field, equal in zip(FIELDS, agrees, strict=True):
            share = common[field] if equal is None else numpy.full(len(pairs), equal)
            chance += _evidence(field, one[field], other[field], share)
        odds[kind] = numpy.exp(chance)
    return (odds["at home"] + odds["moved"]) / sum(odds.values())


def _kinds(accounts: int) -> dict[str, tuple[float, tuple[float | None, ...]]]:
    """For each kind of pairs how many there are and how often they agree in each of FIELDS; None: as often as the name is common."""
    slips = writing.MISTYPED * sum(count * share for count, share in writing.TYPOS.items()) / 4
    kept = (1 - slips) ** 2
    pairs_of = sum(share * size * (size - 1) / 2 for size, share in duplicates.SIZES.items())
    copies_of = sum(share * (size - 1) for size, share in duplicates.SIZES.items())
    same = accounts * numpy.mean(duplicates.COPIES) / (1 + numpy.mean(duplicates.COPIES)) / copies_of * pairs_of
    moved = duplicates.MOVED["normal"]
    office = numpy.mean([size * (size - 1) / 2 for size in range(*duplicates.OFFICE_SIZE)])
    return {
        "at home": (same * (1 - moved), (kept, kept, 0.99, 1 - duplicates.OTHER_EMAIL, 1 - duplicates.OTHER_PHONE)),
        "moved": (
            same * moved,
            (kept, kept * (1 - duplicates.MARRIED), _RARE, 1 - duplicates.MOVED_EMAIL, 1 - duplicates.MOVED_PHONE),
        ),
        "household": (people.HOUSEHOLDS / 2 * accounts, (None, kept, 0.99, people.SHARED_EMAIL, people.SHARED_PHONE)),
        "namesakes": (duplicates.NAMESAKES / 2 * accounts, (kept, kept, 0.99, _RARE, _RARE)),
        "office": (duplicates.OFFICES * accounts * office, (None, None, _RARE, _RARE, 1 - _RARE)),
        "strangers": (accounts * accounts / 2, (None, None, 1e-4, _RARE / accounts, _RARE / accounts)),
    }


def _evidence(field: str, one: pandas.Series, other: pandas.Series, equal: Numbers) -> Numbers:
    """(pairs,): logarithm of the chance of what is seen in a field: nothing where it is empty, equal, or not; names may be close."""
    given = (one.notna() & other.notna()).to_numpy()
    agree = given & (one == other).to_numpy()
    found = numpy.where(agree, numpy.log(equal), numpy.log(numpy.maximum(1 - equal, _RARE)))
    if field in ("first", "last"):
        slipped = numpy.flatnonzero(given & ~agree)
        near, meant = _close(one.iloc[slipped].tolist(), other.iloc[slipped].tolist()), equal[slipped] > 0.5
        # A slip leaves a name close to itself, nineteen times in twenty; of two different names one in fifty is.
        found[slipped] += numpy.log(numpy.select([near & meant, near, meant], [0.95, 0.02, 0.05], 0.98))
    return numpy.where(given, found, 0)


def _close(ones: list[str], others: list[str]) -> Numbers:
    ratios = [SequenceMatcher(None, one, other, autojunk=False).ratio() for one, other in zip(ones, others, strict=True)]
    return numpy.array(ratios) >= CLOSE
