"""The order in which a world is made."""

from __future__ import annotations

from data_gen.world import Stage

STAGES: tuple[Stage, ...] = ()
