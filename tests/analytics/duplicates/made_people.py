"""A small town of invented people, each once, and copies of some of them: made here, not by the generator of shops."""

from __future__ import annotations

import numpy
import pandas

FIRST = ["Aldo", "Berit", "Cosima", "Dagmar", "Eskil", "Fenna", "Gerlind", "Hasso", "Ilka", "Jorun", "Kilian", "Leonie", "Merle", "Nanne"]
LAST = ["Abendroth", "Birkenau", "Clausing", "Dornfeld", "Eichkamp", "Falkner", "Gravert", "Hellwege", "Immendorf", "Junkers", "Kolbe"]
TOWNS = ["Almwick", "Brackenford", "Coldhaven", "Dunmere", "Eastbourne Hill", "Fenport", "Grimley", "Hollowdale"]
STREETS = ["Mill Road", "Church Lane", "Orchard Close", "Station Road", "Harbour Street"]


def people(count: int, seed: int) -> pandas.DataFrame:
    """So many customers who have nothing in common but names, streets and towns."""
    random = numpy.random.default_rng(seed)
    first, last, street = (random.choice(names, count) for names in (FIRST, LAST, STREETS))
    number = random.permutation(count)
    town = random.integers(0, 8, count)
    return pandas.DataFrame(
        {
            "customer_id": [f"P{row:05}" for row in range(count)],
            "first_name": first,
            "last_name": last,
            "email": [f"{one.lower()}.{other.lower()}{row}@example.org" for one, other, row in zip(first, last, number, strict=True)],
            "phone": [f"+44 7400 {100000 + row}" for row in number],
            "street": [f"{row % 180 + 1} {name}" for row, name in zip(random.integers(0, 999, count), street, strict=True)],
            "postal_code": [f"T{place} {row}XX" for place, row in zip(town, random.integers(1, 99, count), strict=True)],
            "city": [TOWNS[place] for place in town],
            "country": "United Kingdom",
        }
    )


def with_copies(count: int, copies: int, seed: int) -> tuple[pandas.DataFrame, list[tuple[str, str]]]:
    """People and further records of the first of them, spelt otherwise, some with a new mailbox or number; and the pairs."""
    frame = people(count, seed)
    again = frame.head(copies).copy()
    again["customer_id"] = [f"Q{row:05}" for row in range(copies)]
    again["first_name"] = again["first_name"].str.upper()
    again["phone"] = again["phone"].str.replace("+44 7", "07", regex=False)
    again["street"] = again["street"].str.replace("Road", "Rd")
    again.loc[numpy.arange(copies) % 5 == 1, "phone"] = [f"07400 9{row:05}" for row in range(len(range(1, copies, 5)))]
    new = numpy.arange(copies) % 4 == 0
    again.loc[new, "email"] = [f"new.address{row}@example.net" for row in range(int(new.sum()))]
    pairs = list(zip(frame["customer_id"].head(copies), again["customer_id"], strict=True))
    return pandas.concat([frame, again], ignore_index=True), pairs
