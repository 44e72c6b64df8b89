"""Truth: the answer key of a world, written to a folder that the application does not read."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas
import pyarrow
import pyarrow.parquet
import yaml

from data_gen.world import World

ANSWER_KEY = Path(__file__).parent / "answer_key"
_INTRODUCTION = """# The answer key

What is true in the generated shop, as the processes that made it had it. Nothing in the product reads these files: they are for
measuring how well an analysis finds what is there. Identifiers are those of the tables; rates and shares are fractions; money is in
cents of the reporting currency unless a column says otherwise.
"""


@cache
def explained() -> dict[str, dict]:
    """What each frame of truth means: about and columns, from data_gen/answer_key."""
    found: dict[str, dict] = {}
    for path in sorted(ANSWER_KEY.glob("*.yaml")):
        found |= yaml.load(path.read_text(), Loader=yaml.CSafeLoader)
    return found


def write_truth(world: World, folder: Path) -> None:
    """Write every frame of truth as Parquet below the folder, and a README that explains them."""
    folder.mkdir(parents=True, exist_ok=True)
    for task in sorted(world.truth):
        table = pyarrow.Table.from_pandas(world.truth[task], preserve_index=False).replace_schema_metadata(None)
        pyarrow.parquet.write_table(table, folder / f"{task}.parquet", compression="zstd")
    config = world.config
    made = f"Made with seed {config.seed}, profile {config.profile}, {config.first_day} to {config.as_of}.\n"
    sections = [_section(task, world.truth[task]) for task in sorted(world.truth)]
    (folder / "README.md").write_text("\n".join([_INTRODUCTION, made, *sections]))


def _section(task: str, frame: pandas.DataFrame) -> str:
    words = explained().get(task, {"about": "", "columns": {}})
    lines = [f"* `{column}`: {words['columns'].get(column, '')}".rstrip(" :") for column in frame.columns]
    return "\n".join([f"## {task}.parquet", "", f"{words['about']} {len(frame):,} rows.".strip(), "", *lines, ""])
