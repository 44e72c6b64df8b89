"""One's own downloads on the profile: what was taken along, what waits, and the link of what was agreed to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dashapp.auth import export_register
from dashapp.auth.authentication import authentication, current_viewer
from dashapp.auth.permissions import Permission
from dashapp.auth.profile import SECTIONS

MOST = 20
WORDS = {
    "done": "downloaded",
    "waiting": "waits for a second person",
    "approved": "approved: good once within 7 days",
    "refused": "refused",
    "expired": "lapsed",
}


def _section() -> Mapping[str, object]:
    viewer = current_viewer()
    # The register gives everybody's rows to who approves; here are one's own.
    own = replace(viewer, permissions=viewer.permissions - {Permission.EXPORTS_APPROVE})
    rows = export_register.listed(authentication().engine, own, limit=MOST).records()
    return {"own_downloads": [_shown(row) for row in rows]}


def _shown(row: Mapping[str, Any]) -> dict[str, object]:
    words = f"{row['asked_at'][:16]} UTC, {row['rows']:,} rows as {row['format'].upper()}: {WORDS[row['status']]}"
    link = f"/export/approved/{row['number']}" if row["status"] == "approved" else ""
    return {"number": row["number"], "subject": row["subject"], "words": words, "link": link}


SECTIONS["profile_downloads.html"] = _section
