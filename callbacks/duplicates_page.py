"""Duplicate customers: pairs side by side, answers by hand or by key, and the merges that follow from them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from dash import html

from callbacks import duplicate_cases
from callbacks.deeds import ITEM, Done, Fields, Served, number_of, text_of
from callbacks.widgets import widget
from callbacks.work import start, told, under_way
from dashapp import formats
from dashapp.auth.permissions import Permission
from dashapp.cards import state_empty
from dashapp.errors import UserError
from dashapp.forms import button, buttons, form, line, lines, text_field, with_key
from dashapp.grids import listing
from queries.cards import Question, page_parameters
from queries.desk import Desk
from queries.office import require_whole_reach

TITLES = {"review": "To be reviewed", "auto": "Automatic"}
ANSWERED = "The pairs that somebody answered are one person"
SEARCH, BUILD = "duplicates", "merges"
EVERYTHING = "everything"
SHOWN = 8
CONTACTS_HEIGHT = 400  # pixels
_PAIR = 3


def next_pair(desk: Desk, question: Question, key: str) -> Any:
    """The pair that is asked about next, with its buttons; they answer to the keys S, D and U, and Z takes the last one back."""
    band = _band(question)
    found = desk.office.duplicates.next_case(desk.settings, question.viewer, band)
    may = question.viewer.may(Permission.QUALITY_MANAGE)
    back = with_key(button("withdraw_answer", key, "Take my last answer back (Z)"), "Z") if may else None
    if found is None:
        return html.Div([state_empty(_none_left(desk, question, band)), buttons(back)], **duplicate_cases.keys(""))
    item = json.dumps([found.source, *found.numbers])
    chosen = (
        with_key(button("same_person", key, "Same person (S)", tone="primary", sign="check", item=item), "S"),
        with_key(button("different_people", key, "Different (D)", sign="x", item=item), "D"),
        with_key(button("stay_undecided", key, "Undecided (U)", item=item), "U"),
        back,
    )
    return html.Div(
        [
            html.P(f"{TITLES[band]} · {formats.ratio(found.probability, question.viewer.locale)} probable", className="tr-muted"),
            duplicate_cases.side_by_side(found),
            buttons(*chosen) if may else None,
            duplicate_cases.waterfall(found.evidence),
        ],
        **duplicate_cases.keys(item),
    )


def _none_left(desk: Desk, question: Question, band: str) -> str:
    held = {one.band: one for one in desk.office.duplicates.bands(desk.settings, question.viewer)}[band]
    if held.pairs:
        return f"Every pair of the band is answered: {held.pairs:,}. The next search asks about what it finds beyond them."
    return "No pair waits. A search compares all accounts and proposes pairs; start it beside."


def same_person(desk: Desk, question: Question, fields: Fields) -> Done:
    """Answer that two accounts are one person."""
    return _answered(desk, question, fields, "same")


def different_people(desk: Desk, question: Question, fields: Fields) -> Done:
    """Answer that two accounts are two people."""
    return _answered(desk, question, fields, "different")


def stay_undecided(desk: Desk, question: Question, fields: Fields) -> Done:
    """Leave a pair open, so that the next one comes."""
    return _answered(desk, question, fields, "undecided")


def _answered(desk: Desk, question: Question, fields: Fields, said: str) -> Done:
    return Done(desk.office.duplicates.answer(desk.settings, question.viewer, _pair_of(fields), said))


def _pair_of(fields: Fields) -> list[str]:
    """Source and numbers of the pair that a button stands under."""
    try:
        found = json.loads(text_of(fields, ITEM))
    except ValueError:
        found = None
    if not isinstance(found, list) or len(found) != _PAIR or not all(isinstance(part, str) for part in found):
        raise UserError("No pair is named. Use the buttons under the pair.")
    return found


def withdraw_answer(desk: Desk, question: Question, _fields: Fields) -> Done:
    """Take one's own last answer back."""
    _, left, right = desk.office.duplicates.withdraw(desk.settings, question.viewer)
    return Done(f"Your answer about {left} and {right} is taken back.")


def bands(desk: Desk, question: Question, key: str) -> Any:
    """The bands with their counts and the precision that answers show, and the search."""
    found = desk.office.duplicates.bands(desk.settings, question.viewer)
    asked = _band(question) if "band" in question.page.parameters else ""
    listed = lines(*(_told_of(one, asked, question.viewer.locale) for one in found), none="")
    if under_way(desk):
        return html.Div([told(desk), listed])
    may = question.viewer.may(Permission.QUALITY_MANAGE)
    search = buttons(button("search_duplicates", key, "Search now", sign="search", item=EVERYTHING)) if may else None
    return html.Div([listed, search, told(desk, SEARCH)])


def _told_of(band: Any, shown: str, locale: str) -> Any:
    decided, ratio = band.same + band.different, lambda value: formats.ratio(value, locale)
    said = f"{ratio(band.precision)} of {decided:,} answers say one person ({ratio(band.least)} to {ratio(band.most)})." if decided else ""
    ask = html.A("Ask about these", href=f"/duplicates?band={band.band}", className="btn btn-sm btn-light")
    words = f"{_counted(band.pairs, 'pair')}, {band.waiting:,} not answered."
    return line(TITLES[band.band], said or "Nobody has answered yet.", None if band.band == shown else ask, sides=(words,))


def search_duplicates(desk: Desk, question: Question, fields: Fields) -> Done:
    """Begin a search."""
    _require_button(fields)
    return Done(start(desk, question, SEARCH, {}))


def waiting_merges(desk: Desk, question: Question, key: str) -> Any:
    """Proposed merges: all of a kind as one deed, or one by one after a look."""
    found = desk.office.duplicates.merges(desk.settings, question.viewer, "proposed")
    if not found:
        return state_empty("No merge waits for approval.")
    may = question.viewer.may(Permission.QUALITY_MANAGE)
    every = [_every(found, "auto", "approve_automatic", "automatic", key), _every(found, "review", "approve_answered", "answered", key)]
    listed = lines(*(_proposed(one, key, may=may) for one in found[:SHOWN]), none="")
    return html.Div([buttons(*every) if may else None, listed, _more(found)])


def _more(merges: Sequence[Any]) -> Any:
    """Those that are not listed, and where they are."""
    left = len(merges) - SHOWN
    return html.P(f"And {left:,} more: manage.py duplicates list names them all.", className="tr-muted") if left > 0 else None


def _every(found: Sequence[Any], band: str, deed: str, word: str, key: str) -> Any:
    mine = [one for one in found if one.band == band]
    accounts = sum(len(one.members) for one in mine)
    sure = f"{_counted(len(mine), 'merge')} of {accounts:,} accounts: approved as one deed, and each can be undone. Go on?"
    return button(deed, key, f"Approve all {word} ({len(mine):,})", sure, tone="primary") if mine else None


def _proposed(merge: Any, key: str, *, may: bool) -> Any:
    number, about = str(merge.merge_id), f"merge {merge.merge_id}"
    look = button("look_at_merge", key, "Look", item=number, about=about)
    words = "Found by the search alone." if merge.band == "auto" else f"{ANSWERED}."
    return line(
        _named(merge), words, *((look, button("approve_merge", key, "Approve", item=number, about=about)) if may else ()),
        sides=(f"{merge.survivor_id} stays",),
    )  # fmt: skip


def _named(merge: Any) -> str:
    return f"{merge.merge_id} · {' + '.join(merge.members)}"


def look_at_merge(desk: Desk, question: Question, fields: Fields) -> Done:
    """The accounts of a merge side by side, with what would be kept."""
    merge, found = desk.office.duplicates.merge_case(desk.settings, question.viewer, number_of(fields))
    return Done(f"Merge {merge.merge_id}: {merge.survivor_id} stays.", answer=duplicate_cases.side_by_side(found), is_look=True)


def approve_merge(desk: Desk, question: Question, fields: Fields) -> Done:
    """Approve one merge."""
    return _approved(desk.office.duplicates.approve(desk.settings, question.viewer, [number_of(fields)]))


def approve_automatic(desk: Desk, question: Question, _fields: Fields) -> Done:
    """Approve every merge that links of the automatic band propose."""
    return _approved(desk.office.duplicates.approve_band(desk.settings, question.viewer, "auto"))


def approve_answered(desk: Desk, question: Question, _fields: Fields) -> Done:
    """Approve every merge that follows from an answer."""
    return _approved(desk.office.duplicates.approve_band(desk.settings, question.viewer, "review"))


def _approved(merges: Sequence[Any]) -> Done:
    several = f"{len(merges):,} merges are" if len(merges) > 1 else f"Merge {merges[0].merge_id} is"
    return Done(f"{several} approved. Figures follow with the next build.")


def merged(desk: Desk, question: Question, key: str) -> Any:
    """Approved merges, the latest first, and the build that figures wait for."""
    office, viewer = desk.office.duplicates, question.viewer
    found, late = office.merges(desk.settings, viewer, "approved"), office.waiting_for_build(desk.settings, viewer)
    may = viewer.may(Permission.QUALITY_MANAGE)
    listed = lines(*(_merged(one, key, may=may) for one in found[:SHOWN]), none="No accounts are merged.")
    if under_way(desk):
        return html.Div([told(desk), listed])
    words = html.P(f"{_counted(late, 'decision')} will count with the next build.") if late else None
    build = (
        buttons(button("build_merges", key, "Build now", tone="primary", sign="arrow-repeat", item=EVERYTHING)) if late and may else None
    )
    other = form(
        text_field("merge_id", key, "Number of a merge", inputMode="numeric", maxLength=9), buttons(button("undo_numbered", key, "Undo it"))
    )
    return html.Div([words, build, listed, _more(found), other if found and may else None, told(desk, BUILD)])


def _merged(merge: Any, key: str, *, may: bool) -> Any:
    deed = button("undo_merge", key, "Undo", item=str(merge.merge_id), about=f"merge {merge.merge_id}")
    return line(_named(merge), f"Approved by {merge.approved_by}.", deed if may else None, sides=(f"{merge.survivor_id} stays",))


def undo_merge(desk: Desk, question: Question, fields: Fields) -> Done:
    """Undo the merge that a button stands beside."""
    return _undone(desk, question, number_of(fields))


def undo_numbered(desk: Desk, question: Question, fields: Fields) -> Done:
    """Undo the merge whose number is written down."""
    return _undone(desk, question, number_of({ITEM: text_of(fields, "merge_id")}))


def _undone(desk: Desk, question: Question, number: int) -> Done:
    desk.office.duplicates.undo(desk.settings, question.viewer, number)
    return Done(f"Merge {number} is undone. Figures follow with the next build.")


def build_merges(desk: Desk, question: Question, fields: Fields) -> Done:
    """Begin a build."""
    _require_button(fields)
    return Done(start(desk, question, BUILD, {}))


def contacts(desk: Desk, question: Question, key: str) -> Any:
    """Contacts that were probably mistyped, with what was meant."""
    found = desk.office.duplicates.contacts(desk.settings, question.viewer)
    if found.frame.empty:
        return state_empty("No contact of an account looks mistyped.")
    return listing(widget("listing", key), found, question.viewer.locale, height=CONTACTS_HEIGHT)


def _require_button(fields: Fields) -> None:
    """What takes minutes is not begun by a request that names nothing."""
    if text_of(fields, ITEM) != EVERYTHING:
        raise UserError("Nothing is named. Use the button of the card.")


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _band(question: Question) -> str:
    require_whole_reach(question.viewer)
    named = page_parameters(question.page, question.search).get("band", "review")
    return named if named in TITLES else "review"


_MAY = Permission.QUALITY_MANAGE
PANELS = {
    "duplicates.review": Served(next_pair, _MAY, (same_person, different_people, stay_undecided, withdraw_answer)),
    "duplicates.bands": Served(bands, _MAY, (search_duplicates,)),
    "duplicates.waiting": Served(waiting_merges, _MAY, (look_at_merge, approve_merge, approve_automatic, approve_answered)),
    "duplicates.contacts": Served(contacts),
    "duplicates.merged": Served(merged, _MAY, (undo_merge, undo_numbered, build_merges)),
}
