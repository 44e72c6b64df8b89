"""One's own downloads on the profile: each with how it stands, a link for what was agreed to, and nobody else's."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from dashapp.auth import export_register
from dashapp.auth.export_register import Export
from dashapp.auth.profile_downloads import MOST
from dashapp.auth.roles import role
from dashapp.auth.users import set_role, user
from dashapp.auth.viewer import Viewer, viewer_for
from tests.auth.conftest import Browser, member


def viewer(engine: Engine, name: str) -> Viewer:
    found = user(engine, name)
    return viewer_for(found.user_id, found.name, role(found.role))


def export(subject: str) -> Export:
    return Export(subject, "", "", "xlsx", 1_234, ("order_id",), (), "identity", "The board asked for it.")


@pytest.fixture
def ann_here(browser: Browser, ann: str) -> Browser:
    """Ann, signed in."""
    assert browser.sign_in(ann).status_code == 303
    return browser


def test_before_the_first_there_is_no_list(ann_here: Browser) -> None:
    assert "My downloads" not in ann_here.get("/profile").text


def test_each_says_how_it_stands_and_what_was_agreed_to_has_a_link(ann_here: Browser, engine: Engine) -> None:
    member(engine, "bob", "admin")
    ann, bob = viewer(engine, "ann"), viewer(engine, "bob")
    done = export_register.note(engine, ann, export("sales/1.0"))
    waiting, agreed, refused = (export_register.request(engine, ann, export(f"sales/{row}.0")) for row in (2, 3, 4))
    export_register.approve(engine, agreed, bob)
    export_register.refuse(engine, refused, bob)
    page = ann_here.get("/profile").text
    for number, words in ((done, "downloaded"), (waiting, "waits for a second person"), (agreed, "approved: good once within 7 days"),
                          (refused, "refused")):  # fmt: skip
        assert f"<strong>{number} · sales/" in page
        assert f"1,234 rows as XLSX: {words}" in page
    assert page.count("/export/approved/") == 1
    assert f'href="/export/approved/{agreed}"' in page


def test_who_approves_finds_only_their_own(ann_here: Browser, engine: Engine) -> None:
    member(engine, "bob", "analyst")
    export_register.request(engine, viewer(engine, "bob"), export("segments/3.0"))
    set_role(engine, "ann", "admin")
    assert "segments/3.0" not in ann_here.get("/profile").text
    export_register.note(engine, viewer(engine, "ann"), export("sales/1.0"))
    page = ann_here.get("/profile").text
    assert ("sales/1.0" in page, "segments/3.0" in page) == (True, False)


def test_only_the_latest_are_listed(ann_here: Browser, engine: Engine) -> None:
    numbers = [export_register.note(engine, viewer(engine, "ann"), export("sales/1.0")) for _ in range(MOST + 3)]
    page = ann_here.get("/profile").text
    assert page.count(" · sales/1.0</strong>") == MOST
    assert f"<strong>{numbers[-1]} ·" in page
    assert f"<strong>{numbers[0]} ·" not in page
