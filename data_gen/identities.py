"""Identities: texts that say nothing about what they stand for, from one shuffled sequence a table."""

from __future__ import annotations

import numpy
import pyarrow
import pyarrow.compute

from data_gen.world import World


def identities(world: World, table: str, count: int, prefix: str = "") -> numpy.ndarray:
    """So many different identifiers of a table, in no order, all of one length."""
    first = 10 ** max(4, len(str(2 * count)))
    return numbered(prefix, world.random(f"identities of {table}").permutation(count) + first)


def numbered(prefix: str, numbers: numpy.ndarray) -> numpy.ndarray:
    """The prefix and each number, as objects."""
    text = pyarrow.compute.cast(pyarrow.array(numbers), pyarrow.string())
    return pyarrow.compute.binary_join_element_wise(prefix, text, "").to_numpy(zero_copy_only=False)
