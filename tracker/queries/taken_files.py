"""What is known of the files of a watched folder: the hash of each state of a file ever read."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from models import PullCall, PullRun, Source, db

FILE: Final = "FILE"
"""Stands for the method of a call that was the reading of a file."""


def list_known_stamps(source_code: str) -> dict[str, str]:
    """Return stamp → SHA-256 of every file of a source that was read, the newest saying last.

    A file whose stamp is known need not be read again to know its bytes.

    Args:
        source_code: The source.
    """
    rows = db.session.scalars(
        sa.select(PullCall.parameters)
        .join(PullRun, PullRun.id == PullCall.run_id)
        .join(Source, Source.id == PullRun.source_id)
        .where(Source.code == source_code, PullCall.method == FILE)
        .order_by(PullCall.id)
    )
    known: dict[str, str] = {}
    for parameters in rows:
        if isinstance(parameters, dict) and parameters.get("sha256"):
            known[str(parameters.get("stamp"))] = str(parameters["sha256"])
    return known
