"""Labels: what is known of abuse once orders have identifiers, late and not all of it, and the answer key beside it."""

from __future__ import annotations

import numpy
import pandas

from data_gen.world import World

FRIENDLY = 0.25
REPORTED, REPORT_DAYS = 0.92, (10, 60)
FALSE_REPORTS = 0.0005
MISTYPED, MISTYPED_DECLINES = 0.015, 0.5
Frame = pandas.DataFrame


def labels(world: World) -> None:
    """Choose friendly fraud among honest orders paid by card, and say what gets reported and when.

    latent["fraud_orders"]: a row an order that is fraud or is reported as such: order (row of latent["orders"]), order_id,
    fraud_type ("None" for false reports), ring, is_fraud, reported_at (NaT when never; may lie after the end of the world).
    latent["likely_declines"]: chance that an attempt to pay is declined, by order_id, where it differs from the usual.
    truth["fraud"]: the same with ring_id in words, and is_reported. truth["duplicates"]: customer_id, cluster_id, tier (original,
    format, typed, moved: how a further account differs from the first one) and edits of every account of who has several.
    truth["promo_abuse"]: customer_id and farm_id of accounts that were opened for a coupon.
    """
    world.truth["duplicates"] = _accounts(world)
    farms = world.latent["farms"]
    named = world.latent["customer_ids"][farms["customer"].to_numpy()]
    world.truth["promo_abuse"] = Frame({"customer_id": named, "farm_id": "F" + farms["farm"].astype(str)})
    random = world.random("labels")
    orders = world.tables["orders"]
    planted = world.latent["fraud_intents"]
    row = world.latent["order_of_intent"][planted["intent"].to_numpy(dtype=int)]
    known = planted.assign(order=row)[row >= 0]
    friendly, mistaken = _honest(world, random, known)
    chosen = [(known["order"], known["fraud_type"], known["ring"]), (friendly, "Friendly", -1), (mistaken, "None", -1)]
    found = pandas.concat([Frame({"order": order, "fraud_type": kind, "ring": ring}) for order, kind, ring in chosen], ignore_index=True)
    found = found.sort_values("order", ignore_index=True).astype({"order": int, "ring": int})
    found["order_id"] = pandas.Series(orders["order_id"].to_numpy()[found["order"]], dtype="str")
    found["is_fraud"] = (found["fraud_type"] != "None").astype(int)
    found["reported_at"] = _reports(world, random, found)
    world.latent["fraud_orders"] = found
    world.latent["likely_declines"] = _declines(world, random, known)
    ring_id = ("R" + found["ring"].astype(str)).where(found["ring"] >= 0, None)
    is_reported = found["reported_at"].notna().astype(int)
    world.truth["fraud"] = found.assign(ring_id=ring_id, is_reported=is_reported)[
        ["order_id", "fraud_type", "ring_id", "is_fraud", "is_reported", "reported_at"]
    ]


def _accounts(world: World) -> Frame:
    """Every account of the people who have several."""
    copies = world.latent["copies"].astype({"copy": int, "original": int, "moved": bool, "email_changed": bool, "phone_changed": bool})
    written = world.latent["written"]
    altered = set(written["customer"])
    typed = copies["copy"].isin(altered) | copies["original"].isin(altered) | copies["email_changed"] | copies["phone_changed"]
    tier = numpy.select([copies["moved"], typed], ["moved", "typed"], "format")
    originals = copies["original"].unique()
    account = numpy.concatenate([originals, copies["copy"]])
    kinds = [("moved", "moved"), ("email_changed", "other e-mail"), ("phone_changed", "other phone")]
    changes = [Frame({"customer": copies.loc[copies[name], "copy"], "edit": edit}) for name, edit in kinds]
    edits = pandas.concat([*changes, written[written["customer"].isin(account)]]).groupby("customer")["edit"].agg(", ".join)
    return Frame(
        {
            "customer_id": world.latent["customer_ids"][account],
            "cluster_id": world.latent["customer_ids"][numpy.concatenate([originals, copies["original"]])],
            "tier": numpy.concatenate([numpy.full(len(originals), "original", object), tier]),
            "edits": edits.reindex(account).fillna("").to_numpy(dtype=object),
        }
    )


def _honest(world: World, random: numpy.random.Generator, known: Frame) -> tuple[numpy.ndarray, numpy.ndarray]:
    """Rows of friendly fraud, and of orders that are reported by mistake."""
    orders = world.tables["orders"]
    by_card = (orders["payment_method"] == "Card").to_numpy() & (orders["status"] == "placed").to_numpy()
    by_card[known["order"].to_numpy(dtype=int)] = False
    mistaken = 0 if world.config.plain else round(FALSE_REPORTS * len(orders))
    drawn = random.choice(numpy.flatnonzero(by_card), round(FRIENDLY * len(known)) + mistaken, replace=False)
    return drawn[mistaken:], drawn[:mistaken]


def _reports(world: World, random: numpy.random.Generator, found: Frame) -> numpy.ndarray:
    rows = world.tables["orders"].iloc[found["order"]]
    later = random.uniform(*REPORT_DAYS, len(found)) * 86_400
    moment = rows["ordered_at"].to_numpy().astype("datetime64[s]") + later.astype("timedelta64[s]")
    told = (random.random(len(found)) < REPORTED) | (found["is_fraud"] == 0).to_numpy()
    return numpy.where(told & (rows["status"] == "placed").to_numpy(), moment, numpy.datetime64("NaT", "s"))


def _declines(world: World, random: numpy.random.Generator, known: Frame) -> pandas.Series:
    """Fraudsters' cards are declined more often, and so are those that honest people mistype."""
    named = world.tables["orders"]["order_id"].to_numpy()
    planted = pandas.Series(known["decline_chance"].to_numpy(dtype=float), index=named[known["order"].to_numpy(dtype=int)])
    chosen = named[random.random(len(named)) < (0 if world.config.plain else MISTYPED)]
    mistyped = pandas.Series(MISTYPED_DECLINES, index=chosen)
    return pandas.concat([planted, mistyped[~mistyped.index.isin(planted.index)]])
