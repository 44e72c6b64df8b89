"""Other sites: a page of one may lead a person here, to a page, and nothing else. Browsers say where a request comes from."""

from __future__ import annotations

from flask import redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from dashapp.auth.refusals import for_machines, refuse

OWN = ("same-origin", "none")
_BEGIN = "login.oidc_start"


def refuse_foreign() -> BaseResponse | None:
    """403 for what another site loads, asks, sends or takes along; its link to a page is followed, after sign-in as ever.

    Nobody is signed in at the provider's word by a link: the button of the sign-in page is pressed here.
    """
    if request.headers.get("Sec-Fetch-Site", "none") in OWN:
        return None
    how = request.headers.get("Sec-Fetch-Mode"), request.headers.get("Sec-Fetch-Dest")
    leads = request.method == "GET" and how == ("navigate", "document")
    if not leads or for_machines():
        return refuse(403, "Another site asked for this. Open it from the desk itself.")
    return redirect(url_for("login.sign_in_page")) if request.endpoint == _BEGIN else None
