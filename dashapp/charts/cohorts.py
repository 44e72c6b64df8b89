"""Cohorts by age: a triangle of cells, a curve for each cohort, one age across cohorts, and what came back of a cost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from dashapp import formats
from dashapp.charts import categories, colours
from dashapp.charts.frame import LABEL_MARGIN, end_labels, figure, note, value_axis
from dashapp.charts.members import NAMED
from dashapp.charts.subject import Subject, clipped, safe

EVERY = "All cohorts"
# The light half of the hue, on which one ink is read everywhere.
SCALE = [[0, colours.SEQUENTIAL[0]], [0.55, colours.SEQUENTIAL[1]], [1, colours.SEQUENTIAL[2]]]
MOST_PRINTED = 16
Curve = dict[int, dict[str, Any]]


def curves_of(subject: Subject) -> dict[str, Curve]:
    """Cohort to age to row, as far as the value is known: all together first, then calendar cohorts by time, others by size."""
    known = {name: {age: row for age, row in rows.items() if _known(subject, row)} for name, rows in _rows(subject).items()}
    return {name: curve for name, curve in known.items() if curve}


def triangle(subject: Subject) -> dict[str, Any]:
    """A row a cohort with its size, a column an age. What is not over yet is blank."""
    # A cohort that is too young for any cell keeps its row: it is there, and blank.
    found, known = _rows(subject), sorted({age for curve in curves_of(subject).values() for age in curve})
    if not known:
        return figure([])
    ages = list(range(known[0], known[-1] + 1))
    rows = [_row_words(subject, name, curve) for name, curve in found.items()]
    cells = [[curve[age] if age in curve and _known(subject, curve[age]) else None for age in ages] for curve in found.values()]
    trace = {
        "type": "heatmap",
        "x": [str(age) for age in ages],
        "y": rows,
        "z": [[cell and float(cell[subject.value.name]) for cell in line] for line in cells],
        "text": [[_printed(subject, cell, len(ages)) for cell in line] for line in cells],
        "texttemplate": "%{text}",
        "textfont": {"size": 11, "color": colours.INK},
        "colorscale": SCALE,
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
        "hoverongaps": False,
        "customdata": [[_point(subject, name, cell) for cell in line] for name, line in zip(found, cells, strict=True)],
        "hovertemplate": "%{customdata[2]}<extra></extra>",
    }
    shown = [age for age in ages if len(ages) <= MOST_PRINTED or age % 3 == 0 or age == ages[0]]
    across = {"type": "category", "side": "top", "tickvals": [str(age) for age in shown], "showgrid": False, "fixedrange": True,
              "ticks": "", "automargin": True, "title": {"text": age_words(found), "standoff": 4}}  # fmt: skip
    down = {"type": "category", "autorange": "reversed", "tickvals": rows, "showgrid": False, "fixedrange": True, "ticks": "",
            "automargin": True, "title": {"text": ""}}  # fmt: skip
    return figure([trace], xaxis=across, yaxis=down)


def curves(subject: Subject) -> dict[str, Any]:
    """A thin line a cohort, all of them together in the accent; the largest are named where they are no steps of the calendar."""
    found = curves_of(subject)
    others = [name for name in found if name != EVERY]
    chosen = colours.of_members([name for name in others if not formats.cohort_step(name)][:NAMED])
    data = [_line(subject, name, found[name], chosen.get(name, colours.FAINT), 2 if name in chosen else 1) for name in reversed(others)]
    ends = [(clipped(_named(subject, name), 14), _last(subject, found[name]), colour) for name, colour in chosen.items()]
    if EVERY in found:
        data.append(_line(subject, EVERY, found[EVERY], colours.ACCENT, 3))
        ends.append((EVERY, _last(subject, found[EVERY]), colours.ACCENT))
    return _by_age(subject, data, ends, age_words(found))


def at_age(subject: Subject) -> dict[str, Any]:
    """The chosen age of each cohort: columns over the calendar, else bars with their names; all together as a line across columns."""
    chosen = _of_age(subject)
    names = [str(row[chosen.x.name]) for row in chosen.table.records()]
    if not all(formats.cohort_step(name) for name in names):
        return categories.bars(chosen)
    drawn, mean = categories.columns(chosen), curves_of(subject).get(EVERY, {}).get(int(str(subject.drawing.options["age"])))
    if mean is not None:
        value = mean[subject.value.name]
        drawn["layout"]["shapes"] = [_across(value)]
        drawn["layout"]["annotations"] = [note(f"{EVERY} {subject.text(value)}")]
        drawn["layout"]["margin"] = {"l": 8, "r": 8, "t": 20, "b": 8, "pad": 0}
    return drawn


def recovery(subject: Subject) -> dict[str, Any]:
    """A line a source, a diamond where it has brought back what it cost."""
    found = curves_of(subject)
    ranked = sorted(found, key=lambda name: -found[name][min(found[name])]["customers"])
    chosen = colours.of_members(ranked[:NAMED])
    data = [_line(subject, name, found[name], chosen.get(name, colours.FAINT), 2) for name in reversed(ranked)]
    ends = [(clipped(_named(subject, name), 14), _last(subject, found[name]), colour) for name, colour in chosen.items()]
    paid = [(name, age) for name in ranked if (age := paid_back_at(subject, found[name])) is not None]
    data.append(
        {
            "type": "scatter",
            "mode": "markers",
            "x": [age for _, age in paid],
            "y": [found[name][age][subject.value.name] for name, age in paid],
            "marker": {"symbol": "diamond", "size": 10, "color": [chosen.get(name, colours.QUIET) for name, _ in paid]},
            "hoverinfo": "skip",
        }
    )
    drawn = _by_age(subject, data, ends, subject.x.title)
    drawn["layout"]["shapes"] = [_across(1)]
    drawn["layout"]["annotations"].append(note("◆ paid back"))
    return drawn


def paid_back_at(subject: Subject, curve: Curve) -> int | None:
    """The first age at which the whole cost has come back."""
    return next((age for age in sorted(curve) if curve[age][subject.value.name] >= 1), None)


def age_words(names: Iterable[str]) -> str:
    """What ages are counted in, by the names of the cohorts."""
    unit = next((formats.cohort_step(name) for name in names if name != EVERY), "")
    return {"week": "Weeks", "quarter": "Quarters"}.get(unit, "Months") + " since the first order"


def _of_age(subject: Subject) -> Subject:
    age = str(subject.drawing.options["age"])
    frame = subject.table.frame
    chosen = frame[frame[subject.x.name].astype(str) == age]
    order = [str(row[subject.series.name]) for row in subject.table.with_frame(chosen).records()] if subject.series else []
    ranked = [name for name in curves_of(subject) if name in order and name != EVERY]
    placed = chosen.iloc[[order.index(name) for name in ranked]]
    drawing = replace(subject.drawing, x=subject.drawing.y, y="")
    return replace(subject, drawing=drawing, tables=[(subject.period, subject.table.with_frame(placed))])


def _across(value: float) -> dict[str, Any]:
    pen = {"color": colours.QUIET, "width": 1, "dash": "dot"}
    return {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": value, "y1": value, "line": pen}


def _by_age(subject: Subject, data: list[dict[str, Any]], ends: list[tuple[str, float, str]], title: str) -> dict[str, Any]:
    values = [value for trace in data for value in trace["y"]]
    axis = value_axis(subject, values, zero=True)
    across = {"fixedrange": True, "showgrid": False, "zeroline": False, "nticks": 8, "rangemode": "nonnegative", "automargin": True,
              "title": {"text": title, "standoff": 8}}  # fmt: skip
    labels = end_labels(ends, axis["range"][0], axis["range"][1], 320)
    return figure(data, xaxis=across, yaxis=axis, annotations=labels, margin={"l": 8, "r": LABEL_MARGIN + 8, "t": 20, "b": 8, "pad": 0})


def _line(subject: Subject, name: str, curve: Curve, colour: str, width: int) -> dict[str, Any]:
    ages = sorted(curve)
    return {
        "type": "scatter",
        "mode": "lines" if len(ages) > 1 else "markers",
        "name": _named(subject, name),
        "x": ages,
        "y": [curve[age][subject.value.name] for age in ages],
        "line": {"color": colour, "width": width},
        "customdata": [_point(subject, name, curve[age]) for age in ages],
        "hovertemplate": "%{customdata[2]}<extra></extra>",
    }


def _rows(subject: Subject) -> dict[str, Curve]:
    found: dict[str, Curve] = defaultdict(dict)
    for row in subject.table.records():
        if subject.series is not None:
            found[str(row[subject.series.name])][int(row[subject.x.name])] = row
    return dict(sorted(found.items(), key=lambda pair: (pair[0] != EVERY, *_place(subject, *pair))))


def _known(subject: Subject, row: dict[str, Any]) -> bool:
    return not formats.missing(row[subject.value.name])


def _place(subject: Subject, name: str, curve: Curve) -> tuple[float, str]:
    size = 0.0 if formats.cohort_step(name) else -float(curve[min(curve)].get(str(subject.drawing.options.get("size", ""))) or 0)
    return size, name


def _named(subject: Subject, name: str) -> str:
    return subject.words(subject.series, name) if subject.series else name


def _row_words(subject: Subject, name: str, curve: Curve) -> str:
    size = curve[min(curve)][str(subject.drawing.options["size"])]
    words = f"{clipped(_named(subject, name), 24)}  <b>{formats.short_integer(size, subject.locale)}</b>"
    return f"<b>{words}</b>" if name == EVERY else words


def _printed(subject: Subject, cell: dict[str, Any] | None, columns: int) -> str:
    if cell is None:
        return ""
    value = cell[subject.value.name]
    if subject.value.type == "ratio" and columns > MOST_PRINTED:
        return formats.ratio(value, subject.locale, 0)
    return subject.tick(value)


def _point(subject: Subject, name: str, cell: dict[str, Any] | None) -> list[Any]:
    """What a click carries (age, then cohort; nothing where all are together) and the hover text."""
    if cell is None:
        return [None, None, ""]
    age = cell[subject.x.name]
    heading = f"{safe(_named(subject, name))}, {safe(subject.x.title.lower())} {age}"
    old = f"{formats.integer(cell['customers'], subject.locale)} customers old enough"
    text = f"{heading}<br><b>{subject.exact(cell[subject.value.name])}</b> {safe(subject.value.title.lower())}<br>{old}"
    return [None if name == EVERY else age, None if name == EVERY else name, text]


def _last(subject: Subject, curve: Curve) -> float:
    return float(curve[max(curve)][subject.value.name])
