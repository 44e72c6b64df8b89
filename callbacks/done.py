"""Done: what an action says when it is over."""

from __future__ import annotations

from dataclasses import dataclass

from dash.development.base_component import Component


@dataclass(frozen=True)
class Done:
    """A sentence; a secret that is shown once, with what it is; an answer to be read; the address to go to, if any."""

    text: str
    secret: str = ""
    secret_title: str = ""
    go_to: str = ""
    answer: Component | None = None
