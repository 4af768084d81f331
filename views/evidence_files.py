"""Evidence files: handed out as they came, to those who may see them, as downloads only."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import quote

from flask import Blueprint, Response

from tracker.errors import NotFoundError
from tracker.queries.evidence_files import get_evidence_file, may_see_evidence
from views.access import LOGGED_IN, access, current_actor

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("evidence_files", __name__)


@bp.get("/minh-chung/<int:file_id>")
@access(*LOGGED_IN)
def download(file_id: int) -> ResponseReturnValue:
    """Hand out one file; who may not see it learns no more than that it is not there.

    The bytes are a stranger's: never shown in the page, never guessed at, never run.

    Raises:
        NotFoundError: `evidence_missing`.
    """
    found = get_evidence_file(file_id)
    if not may_see_evidence(found.row, current_actor()):
        raise NotFoundError("evidence_missing", value=file_id)
    response = Response(found.content, content_type="application/octet-stream")
    response.headers.set("Content-Disposition", "attachment", **_names(found.row.name))
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _names(name: str) -> dict[str, str]:
    """Return a file's name for the header: in plain letters, and in its own for browsers of today.

    Source:
        RFC 6266, section 4.3.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return {"filename": plain, "filename*": f"UTF-8''{quote(name, safe='')}"}
