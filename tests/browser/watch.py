"""Watch: what a window complains of. Every journey ends with an empty list."""

from __future__ import annotations

import re

from playwright.sync_api import ConsoleMessage, Page, Request

# Plotly's warnings are traces: a hover text that names nothing, a colour that it cannot read.
COMPLAINING = ("error", "warning", "assert", "trace")


class Watch:
    """What a window complains of, and whom it talks to. A journey names the complaints that belong to it."""

    def __init__(self, page: Page, address: str) -> None:
        self.address = address
        self.complaints: list[str] = []
        self.expected: list[str] = []
        self.tolerated: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"page error: {error}"))
        page.on("request", self._request)

    def expect(self, *patterns: str) -> None:
        """Complaints that must come."""
        self.expected += patterns

    def tolerate(self, *patterns: str) -> None:
        """Complaints that may come in the train of an expected one."""
        self.tolerated += patterns

    def unexpected(self) -> list[str]:
        """Complaints that no journey named, and expected ones that never came."""
        named = self.expected + self.tolerated
        loud = [text for text in self.complaints if not any(re.search(pattern, text) for pattern in named)]
        silent = [pattern for pattern in self.expected if not any(re.search(pattern, text) for text in self.complaints)]
        return loud + [f"never came: {pattern}" for pattern in silent]

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in COMPLAINING:
            self.complaints.append(f"{message.type}: {message.text} ({message.location.get('url', '')})")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.address + "/", "data:", "blob:" + self.address)):
            self.complaints.append(f"request to another host: {request.url}")
