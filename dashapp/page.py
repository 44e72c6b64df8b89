"""Page, Row, Kpi, Chart, Grid, Scorecard, Facts, Panel: what a page is, declared. No data is read here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from dashapp.auth.permissions import Permission
from dashapp.filters import DEFAULT_DAYS

GROUPS = (
    "Home",
    "Sales & products",
    "Customers",
    "Marketing & influencers",
    "Operations",
    "Finance & risk",
    "Intelligence & data",
    "Reports & admin",
)


@dataclass(frozen=True)
class Drawing:
    """How a table becomes a figure. `kind` names a function of dashapp.charts; the rest are column names.

    by: registry dimensions when the chart names metrics (`day` follows the page's grain when `follows_grain`).
    """

    kind: str
    by: tuple[str, ...] = ()
    x: str = ""
    y: str = ""
    value: str = ""
    follows_grain: bool = False
    options: Mapping[str, object] = field(default_factory=dict)

    @property
    def compares(self) -> bool:
        """Whether the drawing shows the comparisons of the page."""
        return self.kind in ("line", "bars", "columns", "bridge")


@dataclass(frozen=True)
class Kpi:
    """A card with one number: a metric with its change and sparkline, or a column of a query's one row.

    source: a metric, or a query name (with a dot) whose `column` is shown. explained_by: the page it links to.
    empty: what is said where the query gives no row, because there is not enough data.
    days: the columns that hold the first and the last day that it tells of, where it is not counted to the as-of day.
    """

    source: str
    column: str = ""
    explained_by: str = ""
    empty: str = ""
    days: tuple[str, str] | None = None
    kind: str = field(default="kpi", init=False)


@dataclass(frozen=True)
class Chart:
    """A chart of one metric, several metrics, or a query of the library.

    source: a metric, a tuple of metrics, or a query name (with a dot). span: columns of twelve.
    empty: what is said where there is no row, as of a register, of too little data or of what no import brought; else the filters are said.
    """

    source: str | tuple[str, ...]
    drawing: Drawing
    title: str
    subtitle: str = ""
    span: int = 6
    height: int = 280
    drill: str = ""
    empty: str = ""
    kind: str = field(default="chart", init=False)


@dataclass(frozen=True)
class Grid:
    """A grid over a query of the library, on the infinite row model: sorted, filtered and paged by the database.

    listens_to: the store id of a drill (a clicked cell or bar) that narrows the rows, if any.
    empty: what is said where there is no row at all, and none was filtered out.
    chosen_for: the source of the panel whose buttons do something to the rows that are chosen here.
    """

    source: str
    title: str
    subtitle: str = ""
    span: int = 12
    height: int = 480
    listens_to: str = ""
    empty: str = ""
    chosen_for: str = ""
    kind: str = field(default="grid", init=False)


@dataclass(frozen=True)
class Scorecard:
    """Several metrics week by week, one row a metric."""

    metrics: tuple[str, ...]
    title: str
    subtitle: str = ""
    span: int = 12
    kind: str = field(default="scorecard", init=False)


@dataclass(frozen=True)
class Facts:
    """The one row of a query of the library, as a list of names and values."""

    source: str
    title: str
    subtitle: str = ""
    span: int = 12
    kind: str = field(default="facts", init=False)


@dataclass(frozen=True)
class Panel:
    """What no metric or query draws: a form, a matrix. source: the function of callbacks.panels that draws it.

    has_table: whether it is a table that can be taken along.
    """

    source: str
    title: str
    subtitle: str = ""
    span: int = 12
    has_table: bool = False
    kind: str = field(default="panel", init=False)


Card = Kpi | Chart | Grid | Scorecard | Facts | Panel


def can_be_taken(card: Card) -> bool:
    """Whether a card can be downloaded: everything but forms."""
    return not isinstance(card, Panel) or card.has_table


@dataclass(frozen=True)
class Choice:
    """One of several ways to look at a page, as a chip of its filter bar; the first option holds until another is chosen.

    name: its parameter in the query string, which queries of the page may declare and its drawings name as `:name`.
    options: value and title. months: instead of options, how many of the latest full months can be chosen, each by its first day;
    without one the parameter is left out, and queries take the last full month.
    """

    name: str
    title: str
    options: tuple[tuple[str, str], ...] = ()
    months: int = 0

    @property
    def default(self) -> str:
        """The value that holds while the address names none."""
        return self.options[0][0] if self.options else ""


class Row(tuple[Card, ...]):
    """Cards side by side."""

    def __new__(cls, *cards: Card) -> Row:
        """A row of the cards given."""
        return super().__new__(cls, cards)


@dataclass(frozen=True)
class Page:
    """A page: its name is its path. `filters` are the dimensions of its filter bar, 'dates' among them.

    `order` is the place within its group. A hidden page is reached by drill only. `parameters` are the names in the
    query string, besides filters, that it reads. whole_reach: whether it is closed to whoever reaches some rows only.
    beside: the hidden page whose tables a button of this one opens in the drawer. choices: the ways to look at it.
    default_days: how many days its default period has.
    """

    name: str
    title: str
    group: str
    permission: Permission
    question: str
    filters: tuple[str, ...]
    rows: tuple[Row, ...]
    icon: str = ""
    order: int = 50
    hidden: bool = False
    parameters: tuple[str, ...] = ()
    default_compare: tuple[str, ...] = ("previous",)
    whole_reach: bool = False
    beside: str = ""
    choices: tuple[Choice, ...] = ()
    default_days: int = DEFAULT_DAYS

    @property
    def path(self) -> str:
        """The page's address."""
        return "/" + self.name

    def cards(self) -> Iterator[tuple[str, Card]]:
        """Every card with its key, `<page>/<row>.<position>`."""
        for row, cards in enumerate(self.rows):
            for position, card in enumerate(cards):
                yield f"{self.name}/{row}.{position}", card

    def card(self, key: str) -> Card:
        """The card of a key; KeyError when this page has none."""
        return dict(self.cards())[key]
