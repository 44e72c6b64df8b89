"""Streams of random numbers by name: a draw more in one part of the world does not move any other part."""

from __future__ import annotations

import hashlib

import numpy


def stream(seed: int, name: str) -> numpy.random.Generator:
    """The generator of one part of the world; the same seed and name give the same numbers on every machine."""
    digest = hashlib.blake2b(name.encode(), digest_size=8).digest()
    return numpy.random.Generator(numpy.random.PCG64(numpy.random.SeedSequence([seed, int.from_bytes(digest, "big")])))
