"""A visit in a browser: bytes over the wire of a first and of a second one."""

from __future__ import annotations

import time
from dataclasses import dataclass

from playwright.sync_api import CDPSession, Page, sync_playwright

from bench.serving import NAME, PASSWORD

CHROMIUM = "/usr/bin/chromium"
ALL_DRAWN = """() => {
    const cards = [...document.querySelectorAll(".tr-chart")];
    return cards.length && cards.every(card => card.querySelector(".main-svg, .tr-state-gate, .tr-state-empty"));
}"""
QUIET = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update"]


@dataclass(frozen=True)
class Visit:
    """KiB received until every chart was drawn, until everything was there, and seconds to each."""

    charts_kibibytes: float
    all_kibibytes: float
    charts_seconds: float


def visits(address: str, path: str = "/sales") -> tuple[Visit, Visit]:
    """The first visit of a page with an empty cache, signed in already, and a reload of it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        page = context.new_page()
        page.goto(f"{address}/login")
        page.fill("input[name=name]", NAME)
        page.fill("input[name=password]", PASSWORD)
        # Sign-in ends on the change of a cookie, not on the first page: that one is the visit to measure.
        page.route(
            "**/*", lambda route: route.abort() if route.request.method == "GET" and "login" not in route.request.url else route.continue_()
        )
        page.click("button[type=submit]")
        page.wait_for_timeout(500)
        page.unroute("**/*")
        wire = context.new_cdp_session(page)
        wire.send("Network.enable")
        wire.send("Network.clearBrowserCache")
        first, second = _visit(page, wire, address + path), _visit(page, wire, address + path)
        browser.close()
    return first, second


def _visit(page: Page, wire: CDPSession, address: str) -> Visit:
    received: list[float] = []

    def note(event: dict[str, float]) -> None:
        received.append(event["encodedDataLength"])

    wire.on("Network.loadingFinished", note)
    began = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.wait_for_function(ALL_DRAWN, timeout=60000)
    charts, seconds = sum(received), time.perf_counter() - began
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1500)
    wire.remove_listener("Network.loadingFinished", note)
    return Visit(charts / 1024, sum(received) / 1024, seconds)
