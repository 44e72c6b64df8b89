"""Personal data: who is meant, what they asked for, what is handed out, erased or refused, and what is kept how long."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html

from callbacks.deeds import ITEM, Done, Fields, Served, text_of
from callbacks.work import start, told, under_way
from dashapp import formats
from dashapp.auth.permissions import Permission
from dashapp.cards import icon, state_empty
from dashapp.errors import NotFound, UserError
from dashapp.forms import button, buttons, choice, counted, form, line, lines, long_text, text_field
from queries.cards import Question, page_parameters
from queries.desk import Desk
from queries.office import require_whole_reach

KINDS = [("access", "Access"), ("erasure", "Erasure")]
ANSWERED = {"exported": "Answered: the bundle was handed out.", "erased": "Answered: who they are is erased, their orders stay."}
ERASURE = "erase"
MOST_DIGITS = 9
MEANING = "Access: what is held about them. Erasure: to be forgotten."


def search_form(_desk: Desk, _question: Question, key: str) -> Any:
    """The form that finds who is meant."""
    return form(
        text_field(
            "text",
            key,
            "E-mail address, telephone number, name or customer number",
            note="Neither logged nor put in the address.",
            maxLength=200,
        ),
        buttons(button("search_subject", key, "Search", tone="primary", sign="search")),
    )


def search_subject(desk: Desk, question: Question, fields: Fields) -> Done:
    """Candidates with masked identity, and why each of them may be meant."""
    require_whole_reach(question.viewer)
    found = desk.office.search(desk.settings, question.viewer, text_of(fields, "text"))
    return Done(
        f"{len(found):,} may be meant." if found else "Nobody is found.",
        answer=lines(*(_candidate(one, question.key) for one in found), none="Nobody is found.") if found else None,
    )


def _candidate(one: Any, key: str) -> Any:
    said = "erased" if one.is_erased else ", ".join(filter(None, (one.name, one.email, one.phone))) or "no name recorded"
    first, last = (formats.day(seen[:10]) if seen else "" for seen in (one.first_seen, one.last_seen))
    seen = f"{one.orders:,} order{'' if one.orders == 1 else 's'}, {first} to {last}." if one.first_seen else "No orders."
    rows = ", ".join(f"{count:,} in {_place(place)}" for place, count in sorted(one.rows.items()))
    deeds = [button(name, key, title, item=one.reference, about=one.reference) for name, title in _ASKED if one.reference]
    return line(f"{one.reference or 'In quarantine only'} · {said}", f"{seen} Held: {rows}.", *deeds, sides=[" ".join(one.reasons)])


def _place(table: str) -> str:
    """A table in words."""
    return table.removeprefix("raw_").replace("_", " ")


def request_access(desk: Desk, question: Question, fields: Fields) -> Done:
    """Write down that somebody who was found asks what is held about them."""
    return _written_down(desk, question, "access", [text_of(fields, ITEM)])


def request_erasure(desk: Desk, question: Question, fields: Fields) -> Done:
    """Write down that somebody who was found asks to be forgotten."""
    return _written_down(desk, question, "erasure", [text_of(fields, ITEM)])


_ASKED = (("request_access", "Asks for access"), ("request_erasure", "Asks for erasure"))


def request_form(_desk: Desk, _question: Question, key: str) -> Any:
    """The form that writes a request down."""
    return form(
        text_field("people", key, "People", note="As source/number, as the search shows them; several with spaces between."),
        choice("kind", key, "They ask for", KINDS, "access", MEANING),
        buttons(button("open_request", key, "Write it down", tone="primary", sign="plus")),
    )


def open_request(desk: Desk, question: Question, fields: Fields) -> Done:
    """Write a request of the form down and go to it."""
    return _written_down(desk, question, text_of(fields, "kind"), text_of(fields, "people").split())


def _written_down(desk: Desk, question: Question, kind: str, people: Sequence[str]) -> Done:
    require_whole_reach(question.viewer)
    number = desk.office.open_request(desk.settings, question.viewer, kind, people)
    return Done(f"Request {number} is due in 30 days.", go_to=f"/request?request_id={number}")


def deeds(desk: Desk, question: Question, key: str) -> Any:
    """What can be done about a request, by what it asks for and how it stands."""
    try:
        found = _asked_for(desk, question)
    except NotFound:
        return state_empty("No request is named in this address. Choose one in the list of requests.")
    if found.status == "refused":
        words = html.P("While a refusal of an erasure stands, nobody erases these people.", className="tr-muted")
        return html.Div([words, buttons(button("reopen_request", key, "Take the refusal back"))])
    if found.status != "open":
        return html.Div([told(desk, ERASURE, found.request_id), html.P(ANSWERED[found.status])])
    if under_way(desk):
        return told(desk)
    answer = _erasure(key) if found.kind == "erasure" else _bundle(found.request_id)
    refusal = form(
        long_text("reason", key, "Reason of a refusal", note="In words that the person may read, 10 letters or more."),
        buttons(button("refuse_request", key, "Refuse")),
    )
    return html.Div([*answer, refusal, told(desk, ERASURE, found.request_id)])


def _erasure(key: str) -> list[Any]:
    words = "Their identity is replaced everywhere; their orders and every total stay. Count first: it changes nothing."
    sure = "Who they are cannot be brought back. Erase them?"
    count, erase = button("count_erasure", key, "Count what would go"), button("erase_subject", key, "Erase", sure, tone="primary")
    return [html.P(words), buttons(count, erase)]


def _bundle(number: int) -> list[Any]:
    words = "Everything held about them, unmasked, as JSON and CSV in one ZIP. Downloading it answers the request."
    inside = [icon("download"), "Download the bundle"]
    taken = {"data-take": f"/request/{number}/bundle", "data-taken": f"Request {number} is answered."}
    take = html.Button(inside, type="button", className="btn btn-sm btn-primary", **taken)
    return [html.P(words), buttons(take)]


def count_erasure(desk: Desk, question: Question, _fields: Fields) -> Done:
    """What an erasure would replace, by table; changes nothing."""
    done = desk.office.count_erasure(desk.settings, question.viewer, _open_erasure(desk, question))
    said = f"{sum(done.rows.values()):,} rows would be replaced, {done.identifiers:,} identifiers registered."
    by_table = [counted(_place(table).capitalize(), f"{count:,}") for table, count in sorted(done.rows.items())]
    return Done(said, answer=lines(*by_table, none="Nothing is held."))


def erase_subject(desk: Desk, question: Question, _fields: Fields) -> Done:
    """Begin the erasure that a request asks for. It is counted once more, so that a mistake is said at once."""
    found = _open_erasure(desk, question)
    desk.office.count_erasure(desk.settings, question.viewer, found)
    return Done(start(desk, question, ERASURE, {"request_id": found.request_id}))


def refuse_request(desk: Desk, question: Question, fields: Fields) -> Done:
    """Refuse a request with its reason."""
    number = _asked_for(desk, question).request_id
    desk.office.refuse_request(desk.settings, question.viewer, number, text_of(fields, "reason"))
    return Done(f"Request {number} is refused.")


def reopen_request(desk: Desk, question: Question, _fields: Fields) -> Done:
    """Take a refusal back."""
    number = _asked_for(desk, question).request_id
    desk.office.reopen_request(desk.settings, question.viewer, number)
    return Done(f"Request {number} is open again.")


def retention(desk: Desk, _question: Question, key: str) -> Any:
    """What is kept how long, with counting, running and changing."""
    rules = desk.office.retention_rules(desk.settings)
    listed = lines(*(counted(title, f"{days:,} days") for _, title, days in rules), none="")
    if under_way(desk):
        return html.Div([listed, told(desk)])
    sure = "What is older than its rule keeps goes for good. Count it first. Remove it?"
    asked = form(
        choice("rule", key, "Rule", [(name, title) for name, title, _ in rules], rules[0][0]),
        text_field("days", key, "Days", inputMode="numeric", maxLength=6),
        buttons(button("set_retention", key, "Keep it that long")),
    )
    count = button("count_retention", key, "Count what is older", tone="primary")
    remove = button("run_retention", key, "Remove what is older", sure)
    return html.Div([listed, asked, buttons(count, remove), told(desk, "retention")])


def count_retention(desk: Desk, question: Question, _fields: Fields) -> Done:
    """What is older than each rule keeps; changes nothing."""
    require_whole_reach(question.viewer)
    found: Sequence[Any] = desk.office.count_retention(desk.settings, question.viewer)
    said = lines(*(counted(f"{one.title}, older than {one.days:,} days", f"{one.found:,}") for one in found), none="")
    return Done(f"{sum(one.found for one in found):,} are older than their rules keep.", answer=said)


def run_retention(desk: Desk, question: Question, fields: Fields) -> Done:
    """Begin the run that removes them."""
    if not fields.get("rule"):
        raise UserError("The rules are not on the screen. Reload the page and look at them first.")
    return Done(start(desk, question, "retention", {}))


def set_retention(desk: Desk, question: Question, fields: Fields) -> Done:
    """Keep what a rule speaks of for another number of days."""
    require_whole_reach(question.viewer)
    days, name = text_of(fields, "days"), text_of(fields, "rule")
    if not days.isdecimal() or len(days) > MOST_DIGITS:
        raise UserError(f"The days are {days[:MOST_DIGITS]!r}. Write a whole number.")
    desk.office.set_retention(desk.settings, question.viewer, name, int(days))
    return Done(f"{int(days):,} days from now on.")


def _asked_for(desk: Desk, question: Question) -> Any:
    require_whole_reach(question.viewer)
    named = page_parameters(question.page, question.search).get("request_id", "")
    for one in desk.office.requests(desk.settings, question.viewer):
        if str(one.request_id) == named:
            return one
    raise NotFound("No request is named in this address. Choose one in the list of requests.")


def _open_erasure(desk: Desk, question: Question) -> Any:
    found = _asked_for(desk, question)
    if found.kind != "erasure":
        raise UserError(f"Request {found.request_id} does not ask for an erasure. Write one down that does.")
    return found


_MAY = Permission.PERSONAL_DATA_HANDLE
PANELS = {
    "privacy.search": Served(search_form, _MAY, (search_subject, request_access, request_erasure)),
    "privacy.open": Served(request_form, _MAY, (open_request,)),
    "privacy.deeds": Served(deeds, _MAY, (count_erasure, erase_subject, refuse_request, reopen_request)),
    "privacy.retention": Served(retention, _MAY, (set_retention, count_retention, run_retention)),
}
