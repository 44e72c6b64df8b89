"""World: the tables of a shop and the truth behind them, made stage by stage."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy
import pandas

from data_gen.config import Config
from data_gen.streams import stream
from data_gen.tables import FORMATS, write_table


@dataclass
class World:
    """A world in the making.

    tables: the declared tables, as the shop's systems would hold them. truth: the answer key, one frame a task.
    latent: what drives the world and is written nowhere, by name.
    """

    config: Config
    tables: dict[str, pandas.DataFrame] = field(default_factory=dict)
    truth: dict[str, pandas.DataFrame] = field(default_factory=dict)
    latent: dict[str, Any] = field(default_factory=dict)

    def random(self, name: str) -> numpy.random.Generator:
        """The stream of random numbers of one part of the world."""
        return stream(self.config.seed, name)


Stage = Callable[[World], None]
Progress = Callable[[str], None]


def make_world(
    config: Config, stages: Sequence[Stage], progress: Progress | None = None, last_readers: Mapping[Stage, Sequence[str]] | None = None
) -> World:
    """Run the stages in order. Each reads what earlier ones made and adds its own tables and truth.

    last_readers: what of latent to let go of after a stage; without it everything is kept.
    """
    world = World(config)
    for stage in stages:
        if progress:
            progress(stage.__module__.rpartition(".")[2].replace("_", " "))
        stage(world)
        for name in (last_readers or {}).get(stage, ()):
            world.latent.pop(name, None)
    return world


def write_world(world: World, folder: Path, formats: Sequence[str] = FORMATS) -> None:
    """Write every table below the folder; the truth goes elsewhere, see data_gen.truth."""
    # Arrow lets go of the interpreter while it writes: two tables at once take little more than half the time.
    with ThreadPoolExecutor(2) as both:
        list(both.map(lambda name: write_table(name, world.tables[name], folder, tuple(formats)), sorted(world.tables)))
