"""Orders: stages say what is ordered, and when all are known one stage settles them, so that identifiers tell nothing."""

from __future__ import annotations

from typing import Any

import numpy
import pandas

from data_gen.amounts import price_lines, price_orders
from data_gen.baskets import baskets
from data_gen.checkout import check_out
from data_gen.duplicates import further_accounts
from data_gen.identities import identities
from data_gen.register import Register
from data_gen.world import World

USUAL: dict[str, Any] = {
    "archetype": -1, "region": -1, "spend": numpy.nan, "category": -1, "extra_lines": 1.15, "units_scale": 1.0, "channel": None,
    "platform": None, "device": -1, "address": -1, "payment_method": None, "payment": -1, "code": None, "code_rate": 0.0,
    "is_gift": -1, "status": None,
}  # fmt: skip
REQUIRED = ("customer", "ordered_at", "kind")


def add_orders(world: World, intents: pandas.DataFrame, lines: pandas.DataFrame | None = None) -> numpy.ndarray:
    """Add orders that somebody intends to place; settle_orders makes them. Returns the indices of the intents.

    Columns of intents; those after kind may be left out, or hold the value in brackets, to be drawn as for everybody:
      customer: index in latent["customers"], -1 for a guest. ordered_at: datetime64[s]; intents after the end of the world vanish.
      kind: latent label, such as organic, wholesale, guest, influencer, stolen card; written to no table.
      archetype (-1): code, decides which categories are drawn; the customer's own if drawn.
      region (-1): code of the region it is sent to; the customer's own if drawn, now and then another one. A guest needs one.
      spend (NaN): logarithm of the order's value beside the usual one. category (-1): code that all drawn lines are of.
      extra_lines (1.15): mean number of lines drawn beyond the first. units_scale (1.0): what the mean quantity is multiplied with.
      channel, platform, payment_method, status (None): as in the table. code (None): "" for surely none, or a code with its
      code_rate (0.0), the part of the price that it takes off. is_gift (-1): 0 or 1.
      device, address, payment (-1): indices of latent["devices"] (see checkout.add_devices), "addresses", "payment_methods".
    lines: for orders whose lines are known, a row a line: intent (position in intents), product (index), quantity. The other
    orders' lines are drawn from what the archetype buys on that day, promotions and prices included.
    """
    missing, unknown = set(REQUIRED) - set(intents.columns), set(intents.columns) - set(REQUIRED) - set(USUAL)
    if missing or unknown:
        raise ValueError(f"Intents lack the columns {sorted(missing)} and have the unknown columns {sorted(unknown)}.")
    full = intents.assign(**{name: usual for name, usual in USUAL.items() if name not in intents})
    full = full.fillna({"extra_lines": USUAL["extra_lines"], "units_scale": 1.0, "code_rate": 0.0})
    for name in ("archetype", "region", "category", "device", "address", "payment", "is_gift"):
        full[name] = full[name].fillna(-1).astype(int)
    for name in ("channel", "platform", "payment_method", "code", "status"):
        full[name] = full[name].astype(object).where(full[name].notna(), None)
    full["ordered_at"] = full["ordered_at"].to_numpy(dtype="datetime64[s]")
    full["drawn"] = True
    positions = lines["intent"].unique() if lines is not None else []
    full.iloc[positions, full.columns.get_loc("drawn")] = False
    indices = world.latent.setdefault("intents", Register()).add(full)
    if lines is not None:
        given = lines.assign(intent=indices[lines["intent"]])
        world.latent.setdefault("intent_lines", Register()).add(given[["intent", "product", "quantity"]])
    return indices


def settle_orders(world: World) -> None:
    """Make orders, order_items, customers, customer_demographics, addresses, payment_methods and devices, with identifiers.

    latent["orders"]: a row an order, row for row with tables["orders"] (by time): intent, customer, kind, day (index), archetype,
    region, device, address, payment (indices or -1).
    latent["order_of_intent"]: row of latent["orders"] and tables["orders"] by intent; -1 for what came after the end.
    latent["order_lines"]: a row a line, row for row with tables["order_items"]: order (row), product, quantity, promotion (or -1).
    latent["customer_ids"]: identifier by index of the customer. The intents themselves are gone.
    """
    orders = _in_time(world)
    check_out(world, orders)
    lines = baskets(world, orders)
    price_lines(world, orders, lines)
    price_orders(world, orders, lines)
    orders["order_id"] = identities(world, "orders", len(orders))
    world.latent["order_of_intent"] = numpy.full(len(world.latent["intents"]), -1)
    world.latent["order_of_intent"][orders["intent"]] = numpy.arange(len(orders))
    _name_people(world)
    _as_declared(world, orders, lines)
    kept = ["intent", "customer", "kind", "day", "archetype", "region", "device", "address", "payment"]
    world.latent["orders"] = orders[kept]
    world.latent["order_lines"] = lines[["order", "product", "quantity", "promotion"]]
    del world.latent["intents"], world.latent["intent_lines"]


def _in_time(world: World) -> pandas.DataFrame:
    intents = world.latent["intents"].frame.assign(intent=lambda frame: numpy.arange(len(frame)))
    world.latent.setdefault("intent_lines", Register())
    inside = intents[intents["ordered_at"].to_numpy() < world.config.end]
    orders = inside.sort_values("ordered_at", kind="stable", ignore_index=True)
    orders["day"] = (orders["ordered_at"].to_numpy().astype("datetime64[D]") - world.config.opening).astype(int)
    return orders


def _name_people(world: World) -> None:
    """Identifiers for customers, addresses, means of payment and devices, and their tables."""
    customers, addresses = world.latent["customers"].frame, world.latent["addresses"].frame
    payments, devices = world.latent["payment_methods"].frame, world.latent["devices"].frame
    regions = world.latent["regions"]["region"]
    named = identities(world, "customers", len(customers), "C")
    world.latent["customer_ids"] = named
    columns = ["first_name", "last_name", "email", "phone", "signed_up_at"]
    world.tables["customers"] = customers[columns].assign(
        customer_id=named, region=_reference(regions, customers["region"]), language=customers["language"], status=customers["status"]
    )
    world.tables["customer_demographics"] = _demographics(world, named)
    world.tables["addresses"] = addresses[["street", "city", "postal_code", "is_default", "created_at"]].assign(
        address_id=identities(world, "addresses", len(addresses), "A"),
        customer_id=_reference(named, addresses["customer"]),
        region=_reference(regions, addresses["region"]),
    )
    world.tables["payment_methods"] = payments.drop(columns=["customer", "usual"]).assign(
        payment_method_id=identities(world, "payment_methods", len(payments), "B"), customer_id=_reference(named, payments["customer"])
    )
    world.tables["devices"] = devices[["platform", "first_seen_at"]].assign(device_id=identities(world, "devices", len(devices), "D"))


def _demographics(world: World, named: numpy.ndarray) -> pandas.DataFrame:
    """What accounts told of their person; further accounts of one person are of the same age, and need not tell the same things."""
    random = world.random("demographics")
    person = numpy.arange(len(named))
    copy, original = further_accounts(world)
    person[copy] = original
    born = world.config.as_of.year - numpy.clip(random.normal(42, 14, len(named)), 18, 88).astype(int)
    gender = random.choice(numpy.array(["Female", "Male", "Other"], object), len(named), p=[0.555, 0.422, 0.023])
    household = 1 + random.poisson(1.3, len(named))
    told = numpy.flatnonzero(random.random(len(named)) < 0.45)
    frame = pandas.DataFrame({"customer_id": named[told], "birth_year": pandas.array(born[person[told]], dtype="Int64")})
    frame["gender"] = gender[person[told]]
    frame["household_size"] = pandas.array(household[person[told]], dtype="Int64")
    for column, silent in (("birth_year", 0.1), ("gender", 0.1), ("household_size", 0.3)):
        frame.loc[random.random(len(told)) < silent, column] = None
    return frame


def _as_declared(world: World, orders: pandas.DataFrame, lines: pandas.DataFrame) -> None:
    regions = world.latent["regions"]
    amounts = ["gross_cents", "discount_cents", "shipping_cents", "tax_cents", "total_cents"]
    words = orders[["status", "channel", "platform", "payment_method"]].astype("str")
    world.tables["orders"] = orders[["order_id", "ordered_at", "cancelled_at", "promised_on", *amounts]].assign(
        **words,
        customer_id=_reference(world.latent["customer_ids"], orders["customer"]),
        region=_reference(regions["region"], orders["region"]),
        currency=_reference(regions["currency"], orders["region"]),
        device_id=_reference(world.tables["devices"]["device_id"], orders["device"]),
        shipping_address_id=_reference(world.tables["addresses"]["address_id"], orders["address"]),
        payment_method_id=_reference(world.tables["payment_methods"]["payment_method_id"], orders["payment"]),
        code=orders["code"].astype("str").replace("", None),
        is_gift=orders["is_gift"],
        warehouse_id=_reference(regions["warehouse_id"], orders["region"]),
    )
    world.tables["order_items"] = lines[["line_number", "quantity", "unit_price_cents", "discount_cents", "tax_cents"]].assign(
        order_id=_reference(orders["order_id"], lines["order"]),
        product_id=_reference(world.latent["products"]["product_id"], lines["product"]),
        promotion_id=_reference(world.tables["promotions"]["promotion_id"], lines["promotion"]),
    )


def _reference(identifiers: Any, index: pandas.Series | numpy.ndarray) -> Any:
    """The text at each index, missing where the index is -1."""
    return pandas.array(identifiers, dtype="str").take(numpy.asarray(index), allow_fill=True)
