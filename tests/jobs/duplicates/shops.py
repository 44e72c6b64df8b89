"""A small shop whose customers are known by their orders: sixty people, some with a second account."""

from __future__ import annotations

from typing import Any

from dashapp.settings import Settings
from jobs.build import build
from tests.warehouse.raw_rows import load

FIRST = ("Ada", "Bruno", "Clara", "Dario", "Edith", "Falk", "Greta", "Henrik", "Irma", "Jonas", "Karla", "Leander")
LAST = ("Quist", "Lindgren", "Moellner", "Varga", "Osterkamp")
SOURCE = "shop"


def person(number: int) -> tuple[str, str]:
    """Name and address of one of sixty people."""
    first, last = FIRST[number % len(FIRST)], LAST[number // len(FIRST)]
    return f"{first} {last}", f"{first}.{last}{number}@post{number % 7}.example".lower()


def line(customer: str, name: str, email: str | None, at: int, **more: Any) -> dict[str, Any]:
    said = {"order_id": f"o-{customer}-{at}", "product_id": "p", "quantity": 1, "amount": 10, "country": "Germany", "region": "North"}
    return (
        said | {"customer_id": customer, "customer_name": name, "customer_email": email, "ordered_at": f"2026-03-{at:02} 10:00:00"} | more
    )


def lines() -> list[dict[str, Any]]:
    """An order of everybody; c00 to c04 again as d00 to d04: twice another family name at the address, thrice another spelling or none."""
    first = [line(f"c{number:02}", *person(number), 2) for number in range(60)]
    (ada, ada_mail), (bruno, bruno_mail), (clara, clara_mail), (dario, _), (edith, edith_mail) = (person(number) for number in range(5))
    again = [
        line("d00", ada.replace("Quist", "Brandt").upper(), ada_mail, 5),
        line("d01", bruno.replace("Quist", "Ahrens"), bruno_mail, 6),
        line("d02", clara.replace("Clara", "Klara"), clara_mail, 7),
        line("d03", dario, None, 8),
        line("d04", edith, edith_mail.replace("@", ".new@"), 9),
    ]
    return first + again


def opened(settings: Settings) -> Settings:
    """The shop, loaded and built."""
    load(settings, lines())
    build(settings)
    return settings
