"""The words a page declares its charts with. Each names dimensions of the registry (by) or columns of a query (x, y, value)."""

from __future__ import annotations

from dashapp.page import Drawing


def line(by: str = "day", x: str = "", y: str = "", area: bool = False) -> Drawing:
    """A trend, with its comparisons. `y` is the measured column of a query; a `day` follows the page's grain."""
    return Drawing("line", by=_by(by, x), x=x, value=y, follows_grain=not x and by == "day", options={"area": area})


def lines(by: tuple[str, str] = ("day", "category"), x: str = "", y: str = "", series: str = "") -> Drawing:
    """A line for each member: the five largest by name, the others grey. `y` is the measured column of a query."""
    return Drawing("lines", by=() if x else by, x=x, y=series, value=y, follows_grain=not x and by[0] == "day")


def bars(by: str = "", x: str = "", y: str = "", top: int = 10, ordered: bool = False) -> Drawing:
    """Horizontal bars, the largest first (or in the order given), the rest as "Other" where parts add up."""
    return Drawing("bars", by=_by(by, x), x=x, value=y, options={"top": top, "ordered": ordered})


def columns(by: str = "", x: str = "", y: str = "") -> Drawing:
    """Upright columns in the order given: hours, weekdays, scores, months."""
    return Drawing("columns", by=_by(by, x), x=x, value=y, follows_grain=not x and by == "day")


def share(by: str = "", x: str = "", y: str = "") -> Drawing:
    """Parts of a whole, as a ring of at most four slices and "Other" with the total in its hole."""
    return Drawing("share", by=_by(by, x), x=x, value=y)


def heatmap(x: str, y: str, value: str = "") -> Drawing:
    """One hue, darker where there is more: weekday by hour, metric by week. Without `value` x and y are dimensions."""
    return Drawing("heatmap", by=() if value else (y, x), x=x, y=y, value=value)


def matrix(x: str, y: str, value: str = "") -> Drawing:
    """A small heatmap with the value printed in each cell, its highest score at the top."""
    return Drawing("matrix", by=() if value else (y, x), x=x, y=y, value=value)


def intervals(by: str) -> Drawing:
    """Dots between the ends of their intervals; the chart names three metrics: the value, its margin, the answers."""
    return Drawing("intervals", by=(by,))


def treemap(x: str, y: str, shade: str) -> Drawing:
    """Tiles as large as the measured column `y`, of a stronger colour where the column `shade` is higher."""
    return Drawing("treemap", x=x, value=y, options={"shade": shade})


def flows(x: str, y: str, value: str) -> Drawing:
    """Who went from a member of `x` to one of `y`: a ribbon each, both sides in the order of the answer, the first at the top."""
    return Drawing("flows", x=x, y=y, value=value)


def bridge(
    totals: tuple[str, ...] = ("gross_sales", "net_sales", "total_sales"),
    minus: tuple[str, ...] = ("discounts", "returns", "cancellations"),
) -> Drawing:
    """A waterfall over several metrics in their order: `totals` stand on zero, `minus` hang down, the others add."""
    return Drawing("bridge", options={"totals": totals, "minus": minus})


def triangle(x: str, y: str, value: str, size: str) -> Drawing:
    """Cohorts by age, each with its size, as far as ages are over."""
    return Drawing("triangle", x=x, y=y, value=value, options={"size": size})


def curves(x: str, y: str, value: str, size: str) -> Drawing:
    """A curve over age for each cohort, and one for all of them together."""
    return Drawing("curves", x=x, y=y, value=value, options={"size": size})


def at_age(x: str, y: str, value: str, age: str, size: str) -> Drawing:
    """One age of every cohort, as columns."""
    return Drawing("at_age", x=x, y=y, value=value, options={"age": age, "size": size, "additive": False, "top": 12})


def recovery(x: str, y: str, value: str) -> Drawing:
    """How much of its cost each source has brought back by age, marked where it is all of it."""
    return Drawing("recovery", x=x, y=y, value=value)


def _by(by: str, x: str) -> tuple[str, ...]:
    return () if x or not by else (by,)
