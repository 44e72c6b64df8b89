"""Coming in through a provider, and going out of both."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.auth.at_provider import SETTINGS, Provider
from tests.browser.conftest import OpenDesk
from tests.browser.desk import Desk
from tests.browser.serving import Installation, served
from tests.services import free_port


@pytest.fixture
def place(tmp_path: Path, issuer: str) -> Iterator[Installation]:
    """An installation whose people come from the provider."""
    port = free_port()
    given = {**SETTINGS, "PUBLIC_URL": f"http://127.0.0.1:{port}", "OIDC_ISSUER": issuer, "WEB_WORKERS": "1"}
    installation = Installation(tmp_path, given, port)
    with served(installation):
        yield installation


def _come_in(person: Desk, issuer: str, subject: str) -> None:
    person.watch.tolerate(f"request to another host: {re.escape(issuer)}", f"\\({re.escape(issuer)}")
    # The provider's own page asks for a style sheet elsewhere; nothing leaves this machine.
    person.watch.tolerate(r"cdn\.jsdelivr\.net")
    person.context.route("https://**", lambda route: route.fulfill(body="", content_type="text/css"))
    person.page.goto("/profile")
    person.page.get_by_role("link", name="Sign in with single sign-on").click()
    person.page.locator("input[name=sub]").last.fill(subject)
    person.page.locator("input[name=sub]").last.press("Enter")
    expect(person.page.get_by_role("heading", name=subject)).to_be_visible()


def test_two_people_of_two_roles_come_in_and_go_out_of_both(window: OpenDesk, place: Installation, issuer: str) -> None:
    provider = Provider(issuer)
    provider.put("ann", "finance-team")
    provider.put("bob", "everyone")
    people = {"ann": window(place), "bob": window(place)}
    for subject, person in people.items():
        _come_in(person, issuer, subject)
    assert [person.page.locator("h1 + .muted").inner_text() for person in people.values()] == ["Finance", "Support"]
    provider.put("bob")
    people["bob"].page.reload()
    expect(people["bob"].page.get_by_text("None of your groups may use this desk")).to_be_visible()
    ann = people["ann"]
    ann.page.goto("/overview")
    ann.page.locator("summary[aria-label='Your account']").click()
    ann.page.get_by_role("button", name="Sign out").click()
    ann.page.wait_for_url(f"{issuer}/oauth2/end_session?*")
    ann.page.locator("button, input[type=submit]").first.click()
    expect(ann.page.get_by_role("link", name="Sign in with single sign-on")).to_be_visible()
    ann.page.goto("/profile")
    assert ann.path == "/login"
