"""Writing: how people wrote down who they are. One habit for every account, whether it is somebody's only one or not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy
import pandas
import yaml

from data_gen.world import World

_SHORT = {"Straße": "Str.", "straße": "str.", "Street": "St", "Road": "Rd", "Avenue": "Ave", "avenue": "av.", "Lane": "Ln", "Drive": "Dr"}
NICKNAMES = Path(__file__).parent / "nicknames.yaml"
NICKNAME, SWAPPED, MISTYPED = 0.08, 0.012, 0.085
TYPOS = {1: 0.7, 2: 0.22, 3: 0.08}
MISSING = {"phone": 0.03, "email": 0.006, "first_name": 0.006}


def _national(phone: str) -> str:
    code, _, number = phone.partition(" ")
    return number if code == "+1" else "0" + number


def _dialled(phone: str) -> str:
    """With the prefix for calls abroad; North Americans write the country's 1 without one."""
    return phone.replace("+", "" if phone.startswith("+1 ") else "00", 1).replace(" ", "")


def _abbreviated(street: str) -> str:
    for word, short in _SHORT.items():
        street = street.replace(word, short)
    return street


# Spellings that change nothing: share of accounts by column.
SPELLINGS: dict[str, list[tuple[float, Callable[[str], str]]]] = {
    "first_name": [(0.03, str.lower), (0.02, str.upper), (0.012, lambda text: text + " ")],
    "last_name": [(0.03, str.lower), (0.025, str.upper), (0.012, lambda text: text + " ")],
    "email": [(0.05, str.capitalize), (0.01, str.upper)],
    "phone": [
        (0.3, _national),
        (0.1, _dialled),
        (0.1, lambda text: text[:-6] + "-" + text[-6:-3] + "-" + text[-3:]),
    ],
    "street": [(0.03, str.lower), (0.02, str.upper), (0.12, _abbreviated)],
    "city": [(0.03, str.lower), (0.03, str.upper)],
}
_KEYS = "abcdefghijklmnopqrstuvwxyz"
Random = numpy.random.Generator


def writing(world: World) -> None:
    """Nicknames, names in the wrong field, typos, empty fields and spellings, in customers and their default addresses.

    latent["written"]: customer (index) and edit, a row an edit that changes more than the spelling.
    """
    world.latent["written"] = pandas.DataFrame({"customer": numpy.empty(0, int), "edit": numpy.empty(0, object)})
    if world.config.plain:
        return
    random, noise = world.random("writing"), world.config.noise
    customers = world.latent["customers"].frame
    frame = _with_home(world)
    edits = [
        _nicknames(random, frame, noise),
        _swapped(random, frame, noise),
        *_typos(random, frame, noise),
        *_missing(random, frame, noise),
    ]
    for column, spellings in SPELLINGS.items():
        frame[column] = _respelled(random, frame[column], spellings)
    for column in ("first_name", "last_name", "email", "phone"):
        customers[column] = frame[column].to_numpy()
    for column in ("street", "city"):
        world.latent["addresses"].frame.loc[frame["home"].to_numpy(), column] = frame[column].to_numpy()
    world.latent["written"] = pandas.concat(edits, ignore_index=True)


def _with_home(world: World) -> pandas.DataFrame:
    addresses = world.latent["addresses"].frame
    home = addresses[addresses["is_default"] == 1].reset_index().groupby("customer")["index"].first().to_numpy()
    customers = world.latent["customers"].frame[["first_name", "last_name", "email", "phone"]]
    place = addresses.loc[home, ["street", "city"]].reset_index(drop=True)
    return pandas.concat([customers, place], axis=1).astype(object).assign(home=home)


def _edited(customer: numpy.ndarray, edit: str) -> pandas.DataFrame:
    return pandas.DataFrame({"customer": customer.astype(int), "edit": pandas.Series([edit] * len(customer), dtype=object)})


def _nicknames(random: Random, frame: pandas.DataFrame, noise: float) -> pandas.DataFrame:
    short = frame["first_name"].map(yaml.load(NICKNAMES.read_text(), Loader=yaml.CSafeLoader))
    rows = numpy.flatnonzero(short.notna() & (random.random(len(frame)) < NICKNAME * noise))
    frame.loc[rows, "first_name"] = short[rows]
    return _edited(rows, "nickname")


def _swapped(random: Random, frame: pandas.DataFrame, noise: float) -> pandas.DataFrame:
    rows = numpy.flatnonzero(random.random(len(frame)) < SWAPPED * noise)
    frame.loc[rows, ["first_name", "last_name"]] = frame.loc[rows, ["last_name", "first_name"]].to_numpy()
    return _edited(rows, "names swapped")


def _typos(random: Random, frame: pandas.DataFrame, noise: float) -> list[pandas.DataFrame]:
    """One to three slips an account, each in a column of its own drawing."""
    columns = ["first_name", "last_name", "street", "city"]
    count = random.choice(list(TYPOS), len(frame), p=list(TYPOS.values()))
    mistyped = numpy.flatnonzero(random.random(len(frame)) < MISTYPED * noise)
    rows = numpy.repeat(mistyped, count[mistyped])
    where, draws = random.integers(0, len(columns), len(rows)), random.random((len(rows), 3))
    edits = []
    for number, column in enumerate(columns):
        texts = frame[column].to_numpy(dtype=object, copy=True)
        for row, draw in zip(rows[where == number], draws[where == number], strict=True):
            texts[row] = slip(texts[row], *draw)
        frame[column] = texts
        edits.append(_edited(rows[where == number], f"typo in {column}"))
    return edits


def slip(text: str, place: float, kind: float, letter: float) -> str:
    """One slip of the keyboard, decided by three numbers in [0, 1): swap neighbours, drop, double or replace a letter."""
    at = 1 + int(place * max(1, len(text) - 2))
    if kind < 0.3 and len(text) > at + 1 and text[at] != text[at + 1]:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    if kind < 0.55 and len(text) > 2:
        return text[:at] + text[at + 1 :]
    if kind < 0.8:
        return text[: at + 1] + text[at : at + 1] + text[at + 1 :]
    key = _KEYS[int(letter * len(_KEYS))]
    return text[:at] + (key if text[at : at + 1] != key else "x") + text[at + 1 :]


def _missing(random: Random, frame: pandas.DataFrame, noise: float) -> list[pandas.DataFrame]:
    edits = []
    for column, share in MISSING.items():
        rows = numpy.flatnonzero(frame[column].notna() & (random.random(len(frame)) < share * noise))
        frame.loc[rows, column] = None
        edits.append(_edited(rows, f"{column} left empty"))
    return edits


def _respelled(random: Random, values: pandas.Series, spellings: list[tuple[float, Callable[[str], str]]]) -> pandas.Series:
    values = values.copy()
    shares = [share for share, _ in spellings]
    kind = random.choice(len(spellings) + 1, len(values), p=[*shares, 1 - sum(shares)])
    kind[values.isna()] = len(spellings)
    for number, (_, spell) in enumerate(spellings):
        rows = numpy.flatnonzero(kind == number)
        values.iloc[rows] = values.iloc[rows].map(spell)
    return values
