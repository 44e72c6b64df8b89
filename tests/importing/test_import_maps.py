"""Maps: what may be said in one, and the sentence that names line and near match for what may not."""

from __future__ import annotations

from decimal import Decimal

import pytest

from dashapp.errors import NotFound, UserError
from jobs.importing import built_in_maps, load_map
from jobs.importing.condition import parse_check, parse_condition

WHOLE = """name: shop
currency: EUR
columns:
  order_id: {from: order}
  ordered_at: {from: at}
  customer_id: {from: customer}
  product_id: {from: product}
  amount: {from: amount}
amounts_are: net
"""


def test_the_built_in_maps_load():
    assert built_in_maps() == ("online-retail", "sales-pulse")
    assert [load_map(name).name for name in built_in_maps()] == list(built_in_maps())


def test_an_unknown_map_names_the_near_one():
    with pytest.raises(NotFound, match=r"'online-retial'. Did you mean 'online-retail'\?"):
        load_map("online-retial")
    with pytest.raises(UserError, match="cannot be read: No such file"):
        load_map("not/there.yaml")


def test_a_country_code_of_no_is_not_false(write):
    path = write("shop.yaml", WHOLE + "codes: {NO: fee, 007: sample}\nhouse_accounts: [on, 12]\n")
    shop = load_map(path)
    assert shop.codes == {"NO": "fee", "007": "sample"}
    assert shop.house_accounts == {"on", "12"}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("amounts_are: net", "amount_are: net", r"shop.yaml, line 9: there is no key 'amount_are'. Did you mean 'amounts_are'"),
        ("amounts_are: net", "amounts_are: neto", r"line 9: amounts_are: 'neto' is not allowed here. Did you mean 'net'"),
        ("amounts_are: net\n", "", r"line 1: the key 'amounts_are' is missing"),
        ("product_id:", "product_ids:", r"line 7: columns: there is no key 'product_ids'. Did you mean 'product_id'"),
        ("{from: product}", "{fromm: product}", r"line 7: columns.product_id: there is no key 'fromm'. Did you mean 'from'"),
        (
            "{from: product}",
            "{from: product, type: txt}",
            r"line 7: columns.product_id.type: 'txt' is not allowed here. Did you mean 'text'",
        ),
        ("{from: product}", "{from: product, type: money}", r"product_id is text or integer, not money"),
        ("{from: product}", "{from: product, per: order}", r"per: order may be said of discount, tax and shipping only"),
        ("{from: product}", "{from: product, format: '%d'}", r"format belongs to the types timestamp and date"),
        ("{from: product}", "{}", r"needs either from .* or made_of"),
        ("{from: product}", "{made_of: [custmer_id]}", r"made_of 'custmer_id'.* Did you mean 'customer_id'"),
        ("{from: product}", "{from: product, required: maybe}", r"'maybe' must be true or false"),
        ("{from: at}", "{from: at, format: '%d/%m'}", r"'%d/%m' does not say year, month and day"),
        ("{from: at}", "{from: at, format: '%d/%m/%Y %I:%M'}", r"without %p"),
        ("{from: at}", "{from: at, format: '%Q'}", r"'Q' is a bad directive"),
        ("  order_id: {from: order}\n", "", r"order_id is missing"),
        ("  amount: {from: amount}\n", "  unit_price: {from: amount}\n", r"a row has no amount: map amount, or unit_price and quantity"),
        ("name: shop", "name: My Shop", r"'My Shop' must be written in small letters"),
        ("name: shop", "name: shop\nname: shop", r"line 2: 'name' is given twice"),
        ("currency: EUR", "currency: Euro", r"'Euro' must be a three-letter code"),
        ("currency: EUR", "currency: {from: c, default: EUR}", r"write a code, {from: Column}, or {default: EUR}"),
        ("currency: EUR", "currency: EUR\ntimezone: Europe/Lundon", r"there is no time zone 'Europe/Lundon'"),
        ("currency: EUR", "currency: EUR\nkey: [order]", r"'order' is not a column of this map. Did you mean 'order_id'"),
        ("currency: EUR", "currency: EUR\nkey: [order_id", r"is not YAML"),
        ("currency: EUR", "currency: EUR\nfile: {delimiter: ',,'}", r"delimiter ',,' must be one character"),
        ("currency: EUR", "currency: EUR\nfile: {encoding: utf-9}", r"there is no text encoding 'utf-9'"),
        ("currency: EUR", "currency: EUR\nfile: {encoding: base64}", r"there is no text encoding 'base64'"),
        ("currency: EUR", "currency: EUR\nfile: {decimal: ','  , thousands: ','}", r"thousands another character"),
        ("currency: EUR", "currency: EUR\nfile: {header: false}", r"from is 'order'; with header: false it is the column's position"),
        ("currency: EUR", "currency: EUR\nstatus: {x: placed}", r"translates the column status, which this map does not have"),
        ("currency: EUR", "currency: EUR\ncodes: {POST: postage}", r"codes.POST: 'postage' is not allowed here"),
        ("currency: EUR", "currency: EUR\nreturns: {when: amount < 0}", r"returns: needs when, link"),
        (
            "currency: EUR",
            "currency: EUR\nreturns: {when: quantity < 0, link: match}",
            r"reads 'quantity', which is not a column of this map",
        ),
        (
            "currency: EUR",
            "currency: EUR\nrules: [{column: amount, check: '=> 0', name: x}]",
            r"rules\[1\].check: The condition .* cannot be read from",
        ),
        (
            "currency: EUR",
            "currency: EUR\ngrain: order\nkinds: [{when: amount < 0, kind: stok}]",
            r"kinds\[1\].kind: 'stok' .* Did you mean 'stock'",
        ),
    ],
)
def test_what_a_map_may_not_say(write, old, new, said):
    assert old in WHOLE
    with pytest.raises(UserError, match=said):
        load_map(write("shop.yaml", WHOLE.replace(old, new)))


def test_codes_are_exact_first_then_by_the_longest_beginning(write):
    shop = load_map(write("shop.yaml", WHOLE + 'codes: {"G*": fee, "gift_*": gift_card, GIFT_WRAP: sample}\n'))
    assert [shop.kind_of(code) for code in ("gift_wrap", "Gift_20", "g1", "x", None)] == [
        "sample",
        "gift_card",
        "fee",
        "product",
        "product",
    ]


@pytest.mark.parametrize(
    ("text", "values", "holds"),
    [
        ("quantity < 0", {"quantity": -1}, True),
        ("quantity < 0", {"quantity": 0}, False),
        ("quantity < 0", {"quantity": None}, False),
        ("unit_price >= 1.5", {"unit_price": Decimal("1.50")}, True),
        ("order_id starts_with c", {"order_id": "C536"}, True),
        ("order_id != 'C 1' and quantity == 2", {"order_id": "c 1", "quantity": 2}, False),
        ("order_id != 'C 1' and quantity == 2", {"order_id": "c 2", "quantity": 2}, True),
        ('country in (France, "United Kingdom")', {"country": "united kingdom"}, True),
        ("country in [France]", {"country": "Spain"}, False),
        ("quantity in (1, 2)", {"quantity": 2}, True),
        ("country is_empty", {"country": None}, True),
        ("country is_empty", {"country": "Spain"}, False),
    ],
)
def test_conditions(text, values, holds):
    condition = parse_condition(text, ("quantity", "unit_price", "order_id", "country"))
    assert condition.mask({name: [value] for name, value in values.items()}, 1) == [holds]


@pytest.mark.parametrize(
    "text",
    ["", "quantity", "quantity <", "quantity < x", "quantity < 1 and", "quantity < 1 quantity > 0", "quantity ~ 1", "country in France",
     "country in (France", "country in ()", "country in (A < B)", "quantity starts_with 1", "quantity == nan",
     "country == __import__('os')",
     "price < 1", "quantity < 1 or quantity > 2", "country == 'x"],
)  # fmt: skip
def test_conditions_that_cannot_be_read(text):
    with pytest.raises(UserError, match="condition"):
        parse_condition(text, ("quantity", "country"))


def test_a_check_is_about_one_column():
    assert parse_check(">= 0 and < 10", "amount").mask({"amount": [Decimal(-1), Decimal(5), Decimal(10)]}, 3) == [False, True, False]
