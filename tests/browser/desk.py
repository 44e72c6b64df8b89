"""A person at the desk: what they click, and what they then see. Journeys are written in these words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from playwright.sync_api import BrowserContext, Download, Locator, expect
from playwright.sync_api import TimeoutError as NotSeen

from tests.browser.watch import Watch

PASSWORD = "Correct-Horse-Battery-9"
WHEEL = 250
NUDGES, NUDGE = 20, 500
SEE_OTHER = 303
UPDATE = "/_dash-update-component"
_WAITING = (".tr-rows-later", ".tr-state-loading", ".tr-grid-waiting", ".tr-grid-count:empty", "[data-dash-is-loading='true']")
LOADING = ", ".join(f".tr-page {part}" for part in _WAITING)
# How many pixels of a page are beyond the right edge of its window.
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


class Desk:
    """One browser window of one person."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.context = context
        self.page = context.new_page()
        self.watch = Watch(self.page, address)

    # --- getting about

    def sign_in(self, name: str, password: str = PASSWORD) -> None:
        """Fill in the form that is on the screen."""
        self.page.get_by_label("Name").fill(name)
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Sign in").click()

    def come_in(self, name: str) -> Desk:
        """Sign in without looking at the form."""
        form = self.context.request.get("/login").text()
        token = re.search(r'name="csrf_token" value="([^"]+)"', form)[1]  # type: ignore[index]
        answer = self.context.request.post("/login", form={"name": name, "password": PASSWORD, "csrf_token": token}, max_redirects=0)
        assert answer.status == SEE_OTHER, answer.text()
        return self

    def open(self, path: str) -> Desk:
        """Go to an address by typing it, and wait for every card."""
        answer = self.page.goto(path)
        assert answer is not None
        assert "script-src 'self'" in answer.headers["content-security-policy"]
        return self.drawn()

    def reload(self) -> Desk:
        """Load the page anew."""
        self.page.reload()
        return self.drawn()

    def go_to(self, title: str) -> Desk:
        """Choose a page in the menu."""
        self.page.get_by_role("navigation", name="Pages").get_by_role("link", name=title).click()
        self.on_page(title)
        return self.drawn()

    def on_page(self, title: str) -> None:
        """Wait until the page of that title is on the screen."""
        expect(self.page.locator(".tr-page-title")).to_have_text(title)

    def drawn(self) -> Desk:
        """Wait until every card has its answer."""
        expect(self.page.locator(".tr-page").first).not_to_be_empty()
        expect(self.page.locator(LOADING)).to_have_count(0)
        return self

    @contextmanager
    def redrawn(self) -> Iterator[None]:
        """What happens inside makes the page ask the server; afterwards every card has its answer."""
        with self.page.expect_response(lambda answer: UPDATE in answer.url):
            yield
        self.drawn()

    @property
    def search(self) -> str:
        """The query string."""
        return self.page.url.partition("?")[2]

    @property
    def path(self) -> str:
        """The address without host and query string."""
        return self.page.url.removeprefix(self.watch.address).partition("?")[0]

    # --- filters

    def chip(self, name: str) -> Locator:
        """A chip of the filter bar by its parameter."""
        return self.page.locator(f"details[data-filter='{name}']")

    def open_chip(self, name: str) -> Locator:
        """Open a chip and give its panel."""
        chip = self.chip(name)
        if chip.get_attribute("open") is None:
            chip.locator("summary").click()
        panel = chip.locator(".tr-panel")
        expect(panel).to_be_visible()
        return panel

    def choose(self, name: str, *values: str) -> None:
        """Tick values in a chip, and close it."""
        panel = self.open_chip(name)
        for value in values:
            with self.redrawn():
                panel.locator("label").filter(has_text=re.compile(f"^{re.escape(value)}")).click()
        self.page.keyboard.press("Escape")

    # --- cards

    def card(self, title: str) -> Locator:
        """A card by its title."""
        return self.page.get_by_role("article", name=title, exact=True)

    def value(self, title: str) -> str:
        """The number on a KPI card, to the last digit."""
        return self.kpi(title).locator(".tr-kpi-value").get_attribute("title") or ""

    def amount(self, title: str) -> float:
        """The same as a number."""
        return number(self.value(title))

    def kpi(self, title: str) -> Locator:
        """A card with one number by its title; a chart may have the same."""
        return self.page.locator(".tr-kpi").and_(self.card(title))

    def chart(self, title: str) -> Locator:
        """A chart by its title."""
        return self.card(title).filter(has=self.page.locator(".tr-graph"))

    def explain(self, title: str) -> Locator:
        """Open the drawer of a KPI card."""
        self.kpi(title).get_by_role("button", name="Definition, source and SQL").click()
        return self._drawer(title)

    def as_table(self, title: str) -> Locator:
        """Open a chart's table in the drawer."""
        self._from_menu(self.chart(title), "View as table")
        return self._drawer(title)

    def download(self, card: Locator, words: str, folder: Path) -> Path:
        """Choose a download in a card's menu, and give the file."""
        with self.page.expect_download() as download:
            self._from_menu(card, words)
        return saved(download.value, folder)

    def click_bar(self, title: str, position: int) -> None:
        """Click a bar of a chart."""
        bar = self.chart(title).locator(".barlayer .point path").nth(position)
        bar.scroll_into_view_if_needed()
        self.click_mark(title, *middle(bar))

    def click_cell(self, title: str, across: str, down: str) -> None:
        """Click the cell of a heat map where a column and a row meet."""
        columns, rows = (self.chart(title).locator(f".{axis}tick text") for axis in "xy")
        columns.first.scroll_into_view_if_needed()
        column, row = columns.filter(has_text=re.compile(f"^{across}$")), rows.filter(has_text=re.compile(f"^{down}$"))
        self.click_mark(title, middle(column)[0], middle(row)[1])

    def click_mark(self, title: str, x: float, y: float) -> None:
        """Click a point of a chart once it says what it is. One that is drawn anew below a mouse hears of it at its next move."""
        said = self.chart(title).locator(".hoverlayer :is(.hovertext, .legend)").first
        for nudge in range(NUDGES):
            self.page.mouse.move(x + nudge % 2, y)
            with suppress(NotSeen):
                said.wait_for(timeout=NUDGE)
                break
        expect(said).to_be_visible()
        self.page.mouse.click(x, y)

    def close_drawer(self) -> None:
        """Shut the drawer with Escape."""
        self.page.keyboard.press("Escape")
        expect(self.page.locator(".tr-drawer")).to_have_count(0)

    def _from_menu(self, card: Locator, words: str) -> None:
        card.locator("summary").click()
        card.get_by_text(words, exact=True).click()

    def _drawer(self, title: str) -> Locator:
        drawer = self.page.get_by_role("dialog", name=title, exact=True)
        expect(drawer).to_be_visible()
        expect(drawer.locator("#drawer-body > *").first).to_be_visible()
        return drawer

    def grid(self, title: str) -> Rows:
        """The grid of a card."""
        return Rows(self.card(title))

    def total_behind(self, column: str) -> float:
        """The pinned total of a column in the dialog that a click on a mark opened."""
        rows = Rows(self.page.get_by_role("dialog").filter(has=self.page.locator(".tr-grid")))
        expect(rows.count).to_contain_text(re.compile(r"^1–\d+ of \d+$"))
        rows.show(column)
        expect(rows.total(column)).to_have_text(re.compile(r"\d"))
        return number(rows.total(column).inner_text())


class Rows:
    """The rows of a grid, as far as they are on the screen."""

    def __init__(self, place: Locator) -> None:
        self.place = place

    def row(self, position: int) -> Locator:
        """The two parts of a row, pinned and not."""
        return self.place.locator(f".ag-row[row-index='{position}']")

    def cell(self, row: int, column: str) -> Locator:
        """A cell by row and column."""
        return self.row(row).locator(f"[col-id='{column}']")

    def total(self, column: str) -> Locator:
        """The pinned total of a column."""
        return self.place.locator(f".ag-floating-bottom [col-id='{column}']")

    def header(self, column: str) -> Locator:
        """The head of a column."""
        return self.place.locator(f".ag-header-cell[col-id='{column}']")

    def scroll_to(self, row: int) -> None:
        """Turn the wheel until the row is there; the rows between come from the database."""
        self.row(0).first.hover()
        for _ in range(row):
            if self.row(row).count():
                return
            self.place.page.mouse.wheel(0, WHEEL)
            expect(self.place.locator(".ag-row-loading")).to_have_count(0)

    def show(self, column: str) -> None:
        """Move sideways until the column is there."""
        self.row(0).last.hover()
        for _ in range(20):
            if self.header(column).count():
                return
            self.place.page.mouse.wheel(WHEEL, 0)

    def filter(self, column: str, words: str) -> None:
        """Keep the rows whose column contains the words."""
        header = self.header(column)
        header.hover()
        header.locator(".ag-header-cell-filter-button").click()
        popup = self.place.page.locator(".ag-filter")
        popup.get_by_role("textbox").first.fill(words)
        popup.get_by_role("button", name="Apply").click()

    @property
    def count(self) -> Locator:
        """'1-12 of 345'."""
        return self.place.locator(".tr-grid-count")

    def has_rows(self, number: int) -> None:
        """Wait until the grid says how many rows there are."""
        words = re.compile(f"^1–\\d+ of {number}$" if number else "^No rows$")
        expect(self.count).to_have_text(words)


def middle(part: Locator) -> tuple[float, float]:
    """The point in the middle of something on the screen."""
    at = part.bounding_box()
    assert at is not None
    return at["x"] + at["width"] / 2, at["y"] + at["height"] / 2


def saved(download: Download, folder: Path) -> Path:
    """A download under the name that was proposed for it."""
    path = folder / download.suggested_filename
    download.save_as(path)
    return path


def number(text: str) -> float:
    """An amount or a count as people read it, as a number."""
    return float(re.sub(r"[^\d.−-]", "", text).replace("−", "-"))
