"""Which dossiers a command on explanations means: by code, by the rows of a file, or all."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from models.vocabulary import DelayCause, ReviewState
from tracker.cli.files import open_table
from tracker.errors import RefusedError
from tracker.queries.late_cases import list_cases
from tracker.rules.delay_causes import read_cause
from tracker.services.explanation_board import Seen
from tracker.services.explanations import (
    NewExplanation,
    find_writing_refusals,
    write_explanations,
)
from tracker.wording.sentences import explain

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tracker.cli.files import Row
    from tracker.queries.accounts import Actor
    from tracker.queries.late_cases import CaseRow, CaseSearch

FILE_COLUMNS: Final = ("code", "cause", "text")


class _Cases:
    """The late dossiers of a month by their codes."""

    def __init__(self, search: CaseSearch) -> None:
        self._search = search
        self._by_code: dict[str, list[CaseRow]] = {}
        for case in list_cases(search):
            self._by_code.setdefault(case.code, []).append(case)

    def one(self, code: str) -> int:
        """Return the key of the dossier of that code.

        Raises:
            RefusedError: `explanation_dossier_unknown`, `explanation_dossier_ambiguous`.
        """
        found = self._by_code.get(code.strip(), [])
        if not found:
            period = f"{self._search.first_day:%d/%m/%Y} – {self._search.last_day:%d/%m/%Y}"
            raise RefusedError("explanation_dossier_unknown", value=code, period=period)
        if len(found) > 1:
            raise RefusedError("explanation_dossier_ambiguous", value=code)
        return found[0].id


def write_codes(
    codes: Sequence[str], cause: DelayCause, text: str, search: CaseSearch, actor: Actor
) -> dict[str, Any]:
    """Write one explanation for every dossier named, or refuse them all.

    Raises:
        RefusedError: As `tracker.services.explanations.write_explanations`, and a code that is
            not among the late dossiers.
    """
    cases = _Cases(search)
    entries = [NewExplanation(cases.one(code), cause, text) for code in codes]
    done = write_explanations(entries=entries, actor=actor, rule=search.rule)
    return {"rows": len(entries), "written": len(done.dossier_ids), "rejected": 0, "errors": []}


def write_file(path: Path, search: CaseSearch, actor: Actor) -> dict[str, Any]:
    """Write the explanations of a file, one row a dossier; rows that cannot be are listed.

    Args:
        path: A CSV of the columns code, cause (a code of the list, or its words) and text.
        search: The month and the units.
        actor: Who writes.

    Raises:
        RefusedError: `file_not_csv`, `file_not_utf8`, `column_missing`.
        ForbiddenError: `role_not_allowed`.
    """
    cases, errors = _Cases(search), []
    rows: dict[int, Row] = {}
    entries: list[NewExplanation] = []
    count = 0
    with open_table(path) as table:
        table.require(path, *FILE_COLUMNS)
        for row in table.rows:
            count += 1
            try:
                entry = _entry(row, cases, rows)
            except RefusedError as error:
                errors.append(_error(row, error))
                continue
            rows[entry.dossier_id] = row
            entries.append(entry)
    refusals = find_writing_refusals(entries=entries, actor=actor, rule=search.rule)
    good = []
    for entry, refused in zip(entries, refusals, strict=True):
        if refused is None:
            good.append(entry)
        else:
            errors.append(_error(rows[entry.dossier_id], refused))
    if good:
        write_explanations(entries=good, actor=actor, rule=search.rule)
    errors.sort(key=lambda error: int(error["row"]))
    return {"rows": count, "written": len(good), "rejected": len(errors), "errors": errors}


def choose_codes(codes: Sequence[str], search: CaseSearch) -> dict[int, Seen | None]:
    """Return the dossiers of these codes.

    Raises:
        RefusedError: `explanation_dossier_unknown`, `explanation_dossier_ambiguous`.
    """
    cases = _Cases(search)
    return dict.fromkeys(map(cases.one, codes))


def choose_waiting(search: CaseSearch, actor: Actor) -> dict[int, Seen | None]:
    """Return the dossiers whose explanation waits for somebody other than its writer."""
    waiting = list_cases(replace(search, states=frozenset({ReviewState.SUBMITTED})))
    return {
        case.id: Seen.of(case.explanation)
        for case in waiting
        if case.explanation is not None and case.explanation.writer_id != actor.id
    }


def _entry(row: Row, cases: _Cases, known: dict[int, Row]) -> NewExplanation:
    code, cause, text = (row.cells[name] for name in FILE_COLUMNS)
    key = cases.one(code)
    if key in known:
        raise RefusedError("explanation_twice", dossier=code)
    return NewExplanation(key, _cause(cause), text)


def _cause(text: str) -> DelayCause:
    """Return a cause by its code or by its words; what is only "other" must be said so."""
    read = read_cause(text)
    if read is None or (read == DelayCause.OTHER and text.strip().lower() != read):
        allowed = tuple(cause.value for cause in DelayCause)
        raise RefusedError("explanation_cause_unreadable", value=text, allowed=allowed)
    return DelayCause(read)


def _error(row: Row, error: RefusedError) -> dict[str, Any]:
    column = {"explanation_cause_unreadable": "cause"}.get(error.code, "code")
    if error.code.startswith("explanation_text"):
        column = "text"
    return {
        "row": row.number,
        "column": column,
        "value": row.cells[column],
        "code": error.code,
        "message": explain(error),
    }
