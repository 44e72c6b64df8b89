"""What no browser sends: bodies of every wrong shape, for every callback. Each is refused or answered calmly, never an error of ours."""

from __future__ import annotations

import copy
import itertools
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import layouts
from callbacks.actions import ACTIONS
from dashapp.page import Chart, Facts, Grid, Kpi, Panel, Scorecard
from tests.app.asking import body, callback_named, post, press
from tests.app.conftest import Shop

KINDS = {Kpi: "kpi", Chart: "chart", Scorecard: "scorecard", Facts: "facts", Grid: "grid", Panel: "panel"}
KEYS = {KINDS[type(card)]: key for page in layouts.pages().values() for key, card in page.cards()} | {"narrowed": "sales/4.0"}
MARK = {"card": "sales/1.0", "search": "", "mark": {"month": "2026-01-01"}}
CALM = (200, 204, 400, 401, 403, 404)
FIRST_BLOCK = {"startRow": 0, "endRow": 20, "sortModel": [], "filterModel": {}}


def nested(depth: int, kind: str) -> Any:
    found: Any = "end"
    for _ in range(depth):
        found = [found] if kind == "list" else {"a": found}
    return found


WRONG: tuple[Any, ...] = (
    None, 7, 2**70, float("nan"), True, "", "{", "\ud800", "\x00", [], {}, [None], [{}], {"id": 7},
    {"id": "x", "property": "y"}, nested(400, "list"), nested(400, "object"),
)  # fmt: skip
LOST = object()


@pytest.fixture(autouse=True)
def nothing_of_ours(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Whatever was sent, nothing stands in the log as an error."""
    with caplog.at_level(logging.WARNING):
        yield
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []


def bodies(shop: Shop) -> list[dict[str, Any]]:
    """A sound request of every callback that the server answers."""
    served = [name for name, held in shop.app.callback_map.items() if "callback" in held]
    given = {"filters.data": "", "location.pathname": "/sales", "location.search": "", "page-loaded.data": "sales",
             "grid.getRowsRequest": FIRST_BLOCK, "rows.getRowsRequest": FIRST_BLOCK}  # fmt: skip
    return [body(shop.app, name, key_of(name), given) for name in served]


def key_of(output: str) -> str:
    """A key that the callback knows, so that a request goes as far as it can."""
    if '"widget":"rows"' in output:
        return json.dumps(MARK)
    return next((key for kind, key in KEYS.items() if f'"widget":"{kind}"' in output), "sales/0.0")


def changed(whole: Any, path: tuple[Any, ...], value: Any) -> Any:
    """A copy in which one thing is another, or lost."""
    copied = copy.deepcopy(whole)
    place = copied
    for step in path[:-1]:
        place = place[step]
    if value is LOST:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return copied


def paths(whole: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where something stands in a body: its members, the items of its lists, and what they hold."""
    steps = whole.items() if isinstance(whole, dict) else enumerate(whole) if isinstance(whole, list) else ()
    for step, inside in steps:
        yield (*above, step)
        yield from paths(inside, (*above, step))


def test_a_sound_request_is_answered(shop: Shop) -> None:
    client = shop.client("admin")
    answered = {asked["output"]: post(client, asked).status_code for asked in bodies(shop)}
    assert len(answered) >= 12
    assert set(answered.values()) <= {200, 204}, answered


@pytest.mark.parametrize("value", [*WRONG, LOST], ids=lambda value: "lost" if value is LOST else repr(value)[:20])
def test_anything_anywhere_in_a_request_is_answered_calmly(shop: Shop, value: Any) -> None:
    client = shop.client("admin")
    for asked in bodies(shop):
        for path in paths(asked):
            answer = post(client, changed(asked, path, value))
            assert answer.status_code in CALM, (asked["output"], path, answer.text[:300])
            if answer.status_code not in (200, 204):
                assert set(answer.get_json()) == {"error", "reference"}, (asked["output"], path)


@pytest.mark.parametrize("value", WRONG, ids=lambda value: repr(value)[:20])
def test_a_body_that_is_something_else_is_refused(shop: Shop, value: Any) -> None:
    answer = post(shop.client("admin"), value)
    assert answer.status_code in (400, 403)
    assert "Traceback" not in answer.text


SHAPED: list[tuple[str, Callable[[dict[str, Any]], Any]]] = [
    ("another id", lambda asked: changed(asked, ("inputs", 0, "id"), "drill")),
    ("another property", lambda asked: changed(asked, ("inputs", 0, "property"), "value")),
    ("no input", lambda asked: changed(asked, ("inputs",), [])),
    ("one input too many", lambda asked: changed(asked, ("inputs",), [*asked["inputs"], asked["inputs"][0]])),
    ("an object for a list", lambda asked: changed(asked, ("inputs",), {"0": asked["inputs"][0]})),
    ("the key of another card", lambda asked: changed(asked, ("outputs", "id", "key"), "sales/0.1")),
    ("an id that is not its own", lambda asked: changed(asked, ("state", 0, "value", "key"), "sales/0.1")),
    ("a number of clicks in words", lambda asked: changed(asked, ("inputs", 1, "value"), "1")),
    ("a change of something else", lambda asked: changed(asked, ("changedPropIds",), ["drill.data"])),
    ("a change of nothing", lambda asked: changed(asked, ("changedPropIds",), None)),
]


@pytest.mark.parametrize(("change"), [change for _, change in SHAPED], ids=[name for name, _ in SHAPED])
def test_a_request_in_another_shape_than_declared_is_refused(shop: Shop, change: Callable[[dict[str, Any]], Any]) -> None:
    asked = body(shop.app, callback_named(shop.app, '"widget":"kpi"}'), "sales/0.0", {"filters.data": ""})
    client = shop.client("analyst")
    assert post(client, asked).status_code == 200
    answer = post(client, change(asked))
    assert answer.status_code == 400
    assert "Reload the page" in answer.get_json()["error"]


def test_a_callback_of_the_browser_is_none_of_the_servers(shop: Shop) -> None:
    for name, held in shop.app.callback_map.items():
        if "callback" not in held:
            assert post(shop.client("admin"), body(shop.app, name, "sales/0.0", {})).status_code == 403


def contents(value: Any) -> Iterator[dict[str, Any]]:
    """What is inside the objects that a grid, a chart or a click sends, one part of it wrong."""
    for path in paths(BLOCK):
        yield {"grid.getRowsRequest": changed(BLOCK, path, value), "rows.getRowsRequest": changed(BLOCK, path, value)}
    for path in paths(DRILL):
        yield {"drill.data": changed(DRILL, path, value)}
    for path in paths(CLICK):
        yield {"chart.clickData": changed(CLICK, path, value)}


BLOCK = {"startRow": 0, "endRow": 20, "sortModel": [{"colId": "order_id", "sort": "asc"}],
         "filterModel": {"order_id": {"type": "contains", "filter": "O"},
                         "net_sales": {"operator": "AND", "conditions": [{"type": "inRange", "filter": 1, "filterTo": 2}]}}}  # fmt: skip
DRILL = {"page": "segments", "target": "customers", "values": {"segment": "Champions"}, "words": "Champions"}
CLICK = {"points": [{"customdata": ["2026-03-01", "words"], "x": "2026-03-01", "y": 7}]}


@pytest.mark.parametrize("value", WRONG, ids=lambda value: repr(value)[:20])
def test_anything_inside_what_a_card_sends_is_answered_calmly(shop: Shop, value: Any) -> None:
    client = shop.client("admin")
    for output, key in CONTENTS:
        for values in contents(value):
            asked = body(shop.app, callback_named(shop.app, output), key, values)
            if output == CLICKED:
                asked["changedPropIds"] = [json.dumps({"key": key, "widget": "chart"}, separators=(",", ":")) + ".clickData"]
            answer = post(client, asked)
            assert answer.status_code in CALM, (key, values, answer.text[:300])


CLICKED = "rows-dialog.children"
CHARTS = [key for page in layouts.pages().values() for key, card in page.cards() if isinstance(card, Chart) and card.drill]
CONTENTS = [('"widget":"grid"}.getRowsResponse', "segments/3.0"), ('"widget":"narrowed"}.children', "segments/3.0"),
            ('"widget":"rows"}.getRowsResponse', json.dumps(MARK)), *((CLICKED, key) for key in CHARTS)]  # fmt: skip
MARKS = ("day", "week", "month", "quarter", "fiscal_month", "weekday", "hour", "country", "nothing")
PACKED = [*("[" * 5000, "{", "null", "7", "[]", "{}", json.dumps({"card": "sales/1.0"}), json.dumps({**MARK, "mark": "x"})),
          *(json.dumps({**MARK, "mark": {name: value}}) for name in MARKS for value in WRONG if value != "\ud800"),
          *(json.dumps({**MARK, "search": value}) for value in WRONG), json.dumps({**MARK, "mark": {"month": "9999-12-01"}})]  # fmt: skip


def test_any_key_of_rows_is_answered_calmly(shop: Shop) -> None:
    """The key of the rows behind a mark is JSON that came from the browser."""
    client = shop.client("analyst")
    for packed in PACKED:
        asked = body(shop.app, callback_named(shop.app, '"widget":"rows"}.getRowsResponse'), packed, {"rows.getRowsRequest": FIRST_BLOCK})
        answer = post(client, asked)
        assert answer.status_code in CALM, (packed[:200], answer.text[:300])


@pytest.mark.parametrize("role", ["admin", "finance"])
def test_any_value_of_a_field_is_answered_calmly(empty_shop: Shop, role: str) -> None:
    """A button does what it does with it, or says what is wrong."""
    client = empty_shop.client(role)
    cards = {card.source: key for page in layouts.pages().values() for key, card in page.cards() if isinstance(card, Panel)}
    names = ("name", "role", "email", "display_name", "brands", "limit_brands", "note", "month", "reason", "metric", "text", "people",
             "kind", "rule", "days", "token_name")  # fmt: skip
    for value, (name, action) in itertools.product([*WRONG, "9" * 5000, "²"], ACTIONS.items()):
        answer = press(
            empty_shop.app, client, name, cards[action.panel], dict.fromkeys(names, value), "1", "?user_name=support&request_id=1"
        )
        assert answer.status_code in CALM, (name, value, answer.text[:300])


COMPONENTS = "/_dash-component-suites"
NO_FILES = ("/../x", "/x/..", "/", "", "/dash", "/dash/", "/os/path.py", "/dash/../dash.py", "/dash/nothing.js", "/%00/x", "/dash/%00",
            "/dash/%ff.js", "/dash//x", "/dash/dash.py", "/..%2f..%2fetc/passwd", "/nothing/x.js")  # fmt: skip


@pytest.mark.parametrize("path", NO_FILES)
def test_what_is_no_file_of_a_component_is_not_there(shop: Shop, path: str) -> None:
    with shop.client("analyst").get(COMPONENTS + path) as answer:
        assert answer.status_code in (308, 404)
        assert "Traceback" not in answer.text
