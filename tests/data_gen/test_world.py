"""The same seed makes the same bytes, another seed another shop."""

from __future__ import annotations

import dataclasses
import hashlib
from pathlib import Path

import pytest

from data_gen.orders import settle_orders
from data_gen.stages import LAST_READERS, STAGES
from data_gen.streams import stream
from data_gen.truth import write_truth
from data_gen.world import make_world, write_world
from tests.data_gen.conftest import until


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


@pytest.fixture(scope="module")
def written(world, tmp_path_factory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("first")
    write_world(world, folder)
    write_truth(world, folder)
    return digests(folder)


def test_equal_seeds_make_equal_bytes_though_less_is_kept(config, written, tmp_path):
    again = make_world(config, STAGES, last_readers=LAST_READERS)
    assert not {name for names in LAST_READERS.values() for name in names} & again.latent.keys()
    write_world(again, tmp_path)
    write_truth(again, tmp_path)
    assert digests(tmp_path) == written


def test_another_seed_makes_another_shop(config, written, tmp_path):
    other = make_world(dataclasses.replace(config, seed=config.seed + 1), until(settle_orders))
    write_world(other, tmp_path)
    same = {name for name, digest in digests(tmp_path).items() if written[name] == digest}
    assert {name.split(".")[0] for name in same} <= {"regions", "holidays", "warehouses", "categories", "brands"}


def test_progress_names_every_stage(config):
    said: list[str] = []
    make_world(config, until(settle_orders), said.append)
    assert said[0] == "places"
    assert len(said) == len(until(settle_orders))


def test_a_stream_is_its_own():
    first, same, other, elsewhere = (stream(seed, name).random() for seed, name in ((1, "a"), (1, "a"), (1, "b"), (2, "a")))
    assert first == same
    assert len({first, other, elsewhere}) == 3
