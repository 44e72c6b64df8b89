"""The OpenAPI document is kept true: requests made from it, right and wrong ones, are answered as it says, in bounded time."""

from __future__ import annotations

import itertools
import time

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import CHECKS, load_all_checks

from api import ENDPOINTS
from api.endpoint import shown_path
from tests.app.api_client import BASE, Program, program
from tests.app.conftest import Shop

SECONDS, EXAMPLES, FEWEST = 60, 3, 6
CHECKED = ("not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
           "response_schema_conformance", "unsupported_method")  # fmt: skip
WITHOUT_TOKEN = ("not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance")


def checks(names: tuple[str, ...]) -> list:
    load_all_checks()
    return [CHECKS.get_one(name) for name in names]


@pytest.fixture(scope="module")
def analyst(shop: Shop) -> Program:
    return program(shop, "analyst")


@pytest.fixture(scope="module")
def document(analyst: Program) -> dict:
    return analyst.ask("/openapi.json").get_json()


def test_the_document_names_every_endpoint_and_is_of_its_version(document: dict) -> None:
    assert document["openapi"] == "3.1.0"
    fixed = {shown_path(one) for one in ENDPOINTS if "{" not in shown_path(one)}
    assert fixed <= set(document["paths"])
    names = [one["operationId"] for found in document["paths"].values() for one in found.values()]
    assert len(names) == len(set(names)) > 40
    assert all(not path.startswith(f"{BASE}/queries/") or found["get"]["responses"]["200"] for path, found in document["paths"].items())


def test_the_document_holds_what_the_role_reaches(shop: Shop, document: dict) -> None:
    narrow = program(shop, "operations").ask("/openapi.json").get_json()["paths"]
    assert f"{BASE}/queries/segmentation.customers" in document["paths"]
    assert not [path for path in narrow if "segment" in path]


@pytest.mark.slow
@pytest.mark.parametrize("signed", [True, False], ids=["with a token", "without one"])
def test_answers_are_as_the_document_says(shop: Shop, analyst: Program, document: dict, signed: bool) -> None:
    plain = {"Accept-Encoding": "identity"}
    known = {"Authorization": f"Bearer {analyst.token}", **plain}
    schema = schemathesis.openapi.from_wsgi(f"{BASE}/openapi.json", shop.app.server, headers=known)
    headers = known if signed else plain
    wanted, until, asked = checks(CHECKED if signed else WITHOUT_TOKEN), time.monotonic() + SECONDS / 2, []
    # Downloads have tests of their own: the client leaves their files open, and there is no schema to hold them against.
    found = [one.ok() for one in schema.get_all_operations() if "/exports/" not in one.ok().path]
    for mode, operation in itertools.product(schemathesis.GenerationMode, found):
        if time.monotonic() < until:
            _ask(operation.as_strategy(generation_mode=mode), headers, wanted, asked)
    assert len({label for label, _ in asked}) >= FEWEST
    # 401 and 429 with a token too, for some of the requests made bring a wrong one.
    statuses = {status for _, status in asked}
    assert statuses <= {401, 429} if not signed else 200 in statuses and statuses <= {200, 304, 400, 401, 403, 404, 405, 406, 415, 429}, (
        statuses
    )


def _ask(strategy, headers: dict[str, str], wanted: list, asked: list) -> None:
    quiet = {"deadline": None, "database": None, "derandomize": True, "suppress_health_check": list(HealthCheck)}

    @settings(max_examples=EXAMPLES, phases=[Phase.generate], **quiet)
    @given(case=strategy)
    def examine(case) -> None:
        answer = case.call(headers=headers)
        asked.append((case.operation.label, answer.status_code))
        case.validate_response(answer, checks=wanted, headers=headers)

    examine()
