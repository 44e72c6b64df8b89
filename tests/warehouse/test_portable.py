"""The portable lint: each rule refuses one text, and every file of the library passes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from queries.catalogue import SQL_FOLDER, header_and_body
from queries.portable import CONSTRUCTS, INSTEAD, problems

# What an engine tells of itself it tells in its own words only.
FILES = sorted(path for path in SQL_FOLDER.rglob("*.sql") if not path.name.endswith(".postgresql.sql"))
HEADER: dict[str, Any] = {"summary": "One column.", "grain": "a", "columns": {"a": {"type": "integer"}}}
REFUSED = [
    ("select a from t; select a from t", {}, "exactly one SELECT"),
    ("delete from t", {}, "exactly one SELECT"),
    ("select a from (", {}, "cannot be parsed"),
    ("select round(b) as a from t", {}, "display belongs to the grid"),
    ("select ntile(5) over (order by b) as a from t", {}, "splits ties"),
    ("select greatest(b, c) as a from t", {}, "use case"),
    ("select least(b, c) as a from t", {}, "use case"),
    ("select concat(b, c) as a from t", {}, "use ||"),
    ("select left(b, 2) as a from t", {}, "use substr"),
    ("select string_agg(b, ',') as a from t", {}, "every engine's"),
    ("select a from t where b = current_date", {}, ":as_of_date"),
    ("select a from t where b < current_timestamp", {}, ":as_of_date"),
    ("select a from t where b < now()", {}, ":as_of_date"),
    ("select date_trunc('month', b) as a from t", {}, "outside the subset"),
    ("select extract(year from b) as a from t", {}, "outside the subset"),
    ("select strftime('%Y', b) as a from t", {}, "strftime() is outside"),
    ("select percentile_cont(0.5) within group (order by b) as a from t", {}, "outside the subset"),
    ("select stddev(b) as a from t", {}, "outside the subset"),
    ("select a from t where b ~ 'x'", {}, "outside the subset"),
    ("select a from t where b like 'x%'", {}, "like"),
    ("select a from t where b ilike 'x%'", {}, "ilike"),
    ("select a from t where b similar to 'x'", {}, "similar to"),
    ("select a from t where b glob 'x'", {}, "glob"),
    ("select b + interval '1 day' as a from t", {}, "interval"),
    ("select a from (values (1)) as v (a)", {}, "values"),
    ("select t.a from t cross join lateral (select t.a as b) as x", {}, "lateral"),
    ("select a from unnest(b) as x (a)", {}, "unnest"),
    ("select a from t group by grouping sets ((a), ())", {}, "grouping sets"),
    ("select a from t group by rollup (a)", {}, "rollup"),
    ("select a from t group by cube (a)", {}, "cube"),
    ("select a from t order by a fetch first 1 rows only", {}, "fetch first"),
    ("select a from t qualify row_number() over (order by a) = 1", {}, "qualify"),
    ("select a from t tablesample system (10)", {}, "tablesample"),
    ("select a into u from t", {}, "into"),
    ("select a from t for update", {}, "for update"),
    ("select b[1] as a from t", {}, "subscript"),
    ("select a from t where b = $1", {}, "not written :name"),
    ("select a from t where b = ?", {}, "without a name"),
    ("with recursive r as (select 1 as a union all select a + 1 from r where a < 3) select a from r", {}, "recursive"),
    ("select distinct on (b) a from t", {}, "distinct on"),
    ("select sum(b) over (order by c range between 1 preceding and current row) as a from t", {}, "frame"),
    ('select "A" as a from t', {}, "quoted"),
    ("select b::text as a from t", {}, "::"),
    ("select cast(b as double) as a from t", {}, "double precision"),
    ("select cast(b as date) as a from t", {}, "casts to date"),
    ("select cast(b as numeric) as a from t", {}, "casts to decimal"),
    ("select cast(b as varchar) as a from t", {}, "casts to varchar"),
    ("select cast(b * c as integer) as a from t", {}, "use floor()"),
    ("select sum(b) / count(*) as a from t", {}, "without a cast"),
    ("select cast(b as double precision) / c as a from t", {}, "divide by zero"),
    ("select a from t limit 5", {}, "without order by"),
    ("select a from t order by b limit 5", {}, "does not end in the key"),
    ("select row_number() over (partition by b) as a from t", {}, "no order by"),
    ("select a from t where (:b is null or b = :b)", {"b": "text"}, "switches a filter"),
    ("select a from t where (:b = 1 or b = 2)", {"b": "integer"}, "switches a filter"),
    ("select a from t where b = :b", {}, "not declared"),
    ("select a from t", {"b": "text"}, "not used"),
    ("select a from t where b in (:b)", {"b": "list of text?"}, "does not start with `and`"),
    ("select a from t where c = 1\n and (b in (:b)\n or b = 2)", {"b": "list of text?"}, "not one whole condition"),
    ("select a from t where c = 1\n and b in (:b) or c = 2", {"b": "list of text?"}, "not one whole condition"),
    ("select a from t where c = 1\n and b in (:b) and c = 2", {"b": "list of text?"}, "not one whole condition"),
    ("select a, b from t", {}, "b is selected and not declared"),
    ("select b from t", {}, "a is declared and not selected"),
    ("select {basis}_day as a, round(b) as c from t", {"basis": ["event", "order"]}, "round()"),
]
ACCEPTED = [
    ("select a from t where c = 1\n and b in (:b)\n and d = :d", {"b": "list of text?", "d": "text"}),
    ("select {basis}_day as a from t", {"basis": ["event", "order"]}),
    ("select cast(sum(b) as double precision) / nullif(count(*), 0) as a from t", {}),
    ("select cast(floor(cast(b as double precision) / 24) as bigint) as a from t", {}),
    ("select cast(null as bigint) as a from t", {}),
    ("select b as a from t where c = '::' and d = 'like, round(x) and current_date' order by a limit 3", {}),
    ("with x as (select b as a from t) select * from x", {}),
    ("select lower(trim(b)) || substr(c, 1, 2) as a from t where exists (select 1 from u where u.k = t.k)", {}),
    ("select sum(b) filter (where c = 1) over (order by d rows between 6 preceding and current row) as a from t", {}),
]


@pytest.mark.parametrize(("text", "params", "reason"), REFUSED, ids=lambda value: value if isinstance(value, str) else "")
def test_refuses(text: str, params: dict[str, Any], reason: str):
    assert any(reason in problem for problem in problems(text, HEADER | {"params": params})), problems(text, HEADER | {"params": params})


@pytest.mark.parametrize(("text", "params"), ACCEPTED, ids=lambda value: value if isinstance(value, str) else "")
def test_accepts(text: str, params: dict[str, Any]):
    assert problems(text, HEADER | {"params": params}) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SQL_FOLDER)))
def test_the_library_is_portable(path: Path):
    header, body = header_and_body(path.read_text())
    assert problems(body, header) == []


@pytest.mark.parametrize("key", ["summary", "grain", "columns"])
def test_a_header_has(key: str):
    lacking = {name: given for name, given in HEADER.items() if name != key}
    assert any(f"no {key}" in problem for problem in problems("select a from t", lacking))


def test_a_grain_is_a_column():
    assert problems("select a from t", HEADER | {"grain": "b"}) == ["The grain names b, which is no column."]


def test_every_reason_is_seen_once():
    told = {problem for text, params, _ in REFUSED for problem in problems(text, HEADER | {"params": params})}
    assert [reason for reason in CONSTRUCTS.values() if not any(reason in problem for problem in told)] == []
    assert [name for name in INSTEAD if not any(problem.startswith(f"{name}()") for problem in told)] == []
