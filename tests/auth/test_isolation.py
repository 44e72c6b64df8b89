"""What another site may make a browser do here: lead its reader to a page, as the browser itself reports it."""

from __future__ import annotations

import pytest

from tests.auth.conftest import Browser

pytestmark = pytest.mark.usefixtures("ann")
LINK = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
FOREIGN = ("cross-site", "same-site")


@pytest.mark.parametrize("site", FOREIGN)
def test_a_link_to_a_page_is_followed(browser: Browser, site: str) -> None:
    browser.sign_in()
    assert browser.get("/overview", headers={"Sec-Fetch-Site": site, **LINK}).status_code == 200


@pytest.mark.parametrize("site", FOREIGN)
@pytest.mark.parametrize(
    ("path", "how"),
    [
        ("/export/card", LINK),
        ("/_dash-layout", LINK),
        ("/overview", {**LINK, "Sec-Fetch-Dest": "iframe"}),
        ("/overview", {"Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}),
        ("/_dash-component-suites/x", {"Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "script"}),
        ("/overview", {"Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"}),
        ("/overview", {}),
    ],
)
def test_nothing_is_loaded_or_taken_along_for_another_site(browser: Browser, site: str, path: str, how: dict[str, str]) -> None:
    browser.sign_in()
    answer = browser.get(path, headers={"Sec-Fetch-Site": site, **how})
    assert (answer.status_code, "Another site asked" in answer.text) == (403, True)


@pytest.mark.parametrize("site", FOREIGN)
def test_a_form_of_another_site_changes_nothing(browser: Browser, site: str) -> None:
    browser.sign_in()
    browser.get("/")
    headers = {"Sec-Fetch-Site": site, **LINK}
    assert browser.client.post("/logout", data={"csrf_token": browser.token()}, headers=headers).status_code == 403
    assert browser.get("/overview").status_code == 200


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_the_desk_itself_and_what_is_typed_are_served(browser: Browser, site: str) -> None:
    browser.sign_in()
    assert browser.get("/_dash-layout", headers={"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "cors"}).status_code == 200
