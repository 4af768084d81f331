"""A dossier's facts in the form files bring and databases keep them: days as ISO text."""

from __future__ import annotations

from typing import NamedTuple


class DossierRecord(NamedTuple):
    """What one row of an export states of one dossier (hồ sơ), ready to be stored.

    Days are ISO text ("2024-03-31"), which sorts and compares as days do from 1990 to 2100 and
    costs a million rows nothing; minutes are those of the local day, None when not known.
    """

    code: str
    unit_id: int
    procedure_id: int
    officer: str
    received_on: str
    received_minute: int | None
    due_on: str | None
    due_minute: int | None
    judged_due_on: str | None
    finished_on: str | None
    finished_minute: int | None
    returned_on: str | None
    status: str
    channel: str | None
    term_text: str = ""
    supplement_count: int | None = None
    cause: str | None = None


FACTS = DossierRecord._fields[1:]
"""Columns of `models.Dossier` a record fills beside its code, in their order."""
