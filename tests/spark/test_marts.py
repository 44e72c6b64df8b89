"""The library's staging, marts and scores on Spark SQL, from Parquet: every table equals the one that SQLite made.

Run by `make test-spark`, which installs what it needs; elsewhere these tests are not selected.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas
import pyarrow
import pyarrow.parquet
import pytest
from sqlalchemy import inspect, text

from analytics.return_links import link_returns
from dashapp.db.engines import warehouse_engine
from dashapp.periods import day_number
from dashapp.settings import Settings
from data_gen.config import Config, Size
from data_gen.stages import STAGES
from data_gen.world import make_world, write_world
from jobs.build import build
from jobs.build_plan import Step, plan
from jobs.build_tables import BY_PYTHON
from jobs.demo_load import load_demo
from queries.placeholders import value_names
from tests.warehouse.random_shop import RATES, random_lines
from tests.warehouse.raw_rows import load, rates, table

pytestmark = pytest.mark.spark
TYPES = {"text": pyarrow.string(), "bigint": pyarrow.int64(), "double precision": pyarrow.float64()}
CONFIG = Config(11, Size(300, 800, 150, 12, 100), datetime.date(2026, 3, 31))
PUBLISHED = [step for step in plan(BY_PYTHON) if step.kind == "table" and not step.passing]


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    """Spark in this process, two threads."""
    from pyspark.sql import SparkSession

    options = {
        "spark.driver.memory": "3g",
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.session.timeZone": "UTC",
    }
    builder = SparkSession.builder.master("local[2]").appName("tallyroom")
    for name, value in options.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


@pytest.fixture(scope="module", params=["imported lines", "generated shop"])
def shop(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Lines drawn at random as files bring them, or a whole generated shop; built on SQLite."""
    settings = Settings.from_environment({"VAR_DIR": str(tmp_path_factory.mktemp("shop"))})
    if request.param == "imported lines":
        rates(settings, RATES)
        load(settings, random_lines())
    else:
        folder = tmp_path_factory.mktemp("world")
        write_world(make_world(CONFIG, STAGES), folder, ("parquet",))
        load_demo(settings, folder, lambda *_: None)
    build(settings)
    return settings


@pytest.fixture(scope="module")
def made(shop: Settings, spark: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[str, pandas.DataFrame]:
    """Every published table as Spark makes it."""
    parquet = tmp_path_factory.mktemp("parquet")
    for name in raw_tables(shop):
        spark.read.parquet(str(written(parquet, name, raw_frame(shop, name), raw_types(shop, name)))).createOrReplaceTempView(name)
    values = version_values(shop)
    for step in plan(BY_PYTHON):
        frame = from_python(spark, shop, step, parquet) if step.text is None else by_query(spark, step, values)
        if step.kind == "table":
            # Written and read back: what follows must not carry the whole plan of what came before.
            frame.write.parquet(str(parquet / f"{step.name}_made"))
            frame = spark.read.parquet(str(parquet / f"{step.name}_made"))
        frame.createOrReplaceTempView(step.name)
    return {step.name: spark.table(step.name).toArrow().to_pandas() for step in PUBLISHED}


@pytest.mark.parametrize("step", PUBLISHED, ids=lambda step: step.name)
def test_spark_makes_the_same_table(step: Step, shop: Settings, made: dict[str, pandas.DataFrame]) -> None:
    keys = list(step.grain)
    expected = table(shop, step.name, ", ".join(keys))[list(step.columns)]
    found = made[step.name][list(step.columns)].sort_values(keys, ignore_index=True)
    assert len(found) == len(expected)
    for name, given in step.columns.items():
        kind = "str" if given == "text" else "float64"
        pandas.testing.assert_series_equal(found[name].astype(kind), expected[name].astype(kind), rtol=1e-9, obj=f"{step.name}.{name}")


def by_query(spark: Any, step: Step, values: dict[str, Any]) -> Any:
    body = re.sub(r"\bdouble precision\b", "double", step.text or "")
    return spark.sql(body, args={name: values[name] for name in value_names(body)})


def from_python(spark: Any, shop: Settings, step: Step, folder: Path) -> Any:
    """What the build computes in Python: links from Spark's own candidates, the rest as it was published."""
    if step.name == "return_links":
        candidates = spark.table("return_candidates").toArrow().to_pandas()
        frame = link_returns(candidates) if len(candidates) else pandas.DataFrame(columns=list(step.columns))
    else:
        frame = table(shop, step.name, ", ".join(step.grain))
    return spark.read.parquet(str(written(folder, step.name, frame, step.columns)))


def written(folder: Path, name: str, frame: pandas.DataFrame, types: dict[str, str]) -> Path:
    schema = pyarrow.schema([(column, TYPES[given]) for column, given in types.items()])
    arrays = [pyarrow.array(frame[field.name], type=field.type, from_pandas=True) for field in schema]
    pyarrow.parquet.write_table(pyarrow.Table.from_arrays(arrays, schema=schema), folder / f"{name}.parquet")
    return folder / f"{name}.parquet"


def raw_tables(shop: Settings) -> list[str]:
    return [name for name in inspect(warehouse_engine(shop)).get_table_names() if name.startswith("raw_")]


def raw_types(shop: Settings, name: str) -> dict[str, str]:
    kinds = {
        "BIGINT": "bigint",
        "INTEGER": "bigint",
        "FLOAT": "double precision",
        "DOUBLE": "double precision",
        "DOUBLE PRECISION": "double precision",
    }
    return {
        column["name"]: kinds.get(str(column["type"]).upper().split("(")[0], "text")
        for column in inspect(warehouse_engine(shop)).get_columns(name)
    }


def raw_frame(shop: Settings, name: str) -> pandas.DataFrame:
    with warehouse_engine(shop).connect() as connection:
        return pandas.read_sql(text(f"select * from {name}"), connection)


def version_values(shop: Settings) -> dict[str, Any]:
    version = table(shop, "warehouse_versions", "version").iloc[-1]
    return {
        "reporting_currency": str(version["reporting_currency"]),
        "as_of_day": day_number(pandas.Timestamp(version["as_of_date"]).date()),
    }
