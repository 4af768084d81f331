"""The evidence of one cell of the matrix, opened in place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flask import request, url_for
from markupsafe import Markup

from tracker.errors import NotFoundError
from views.access import current_actor
from views.navigation import with_query
from views.pages.evidence import build_evidence
from views.pages.matrix import CHOSEN, cell_key
from views.pages.targets import build_lines

if TYPE_CHECKING:
    from views.pages.evidence import EvidencePage, Past
    from views.pages.matrix_page import MatrixBasis
    from views.pages.matrix_parts import Part

MOST_PAST: Final = 6
"""Earlier verdicts shown in place; the full page has them all."""


@dataclass(frozen=True, slots=True)
class CellPage:
    """One cell that is open.

    Args:
        key: What names it in the address.
        evidence: Everything its verdict was decided from.
        past: Verdicts of the newest periods.
        url: The page with all of it.
        close_url: The table without it.
    """

    key: str
    evidence: EvidencePage
    past: list[Past]
    url: str
    close_url: str


def find_cell(basis: MatrixBasis) -> CellPage | None:
    """Return the cell the address asks for, None when it asks for none.

    Args:
        basis: The document in the period.

    Raises:
        NotFoundError: `matrix_cell_missing`.
    """
    asked = request.args.get("o", "")
    if not asked:
        return None
    part = _find_part(basis, asked)
    task, unit, frame = part.assignment.task, part.assignment.unit, basis.frame
    (line,) = build_lines(frame, [task], [part.assignment], (), basis.numbers)
    evidence = build_evidence(frame, line, part.assignment, current_actor(), tree=basis.directory)
    return CellPage(
        key=cell_key(task, unit),
        evidence=evidence,
        past=evidence.past[:MOST_PAST],
        url=url_for(
            "targets.evidence",
            directive=frame.directive.code,
            ordinal=task.ordinal,
            unit_code=unit.code,
            ky=frame.period.code,
        ),
        close_url=with_query("matrix.show", "o"),
    )


def mark_open(table: Markup, cell: CellPage) -> Markup:
    """Return a drawn table that says which of its cells is open."""
    said = f'o={cell.key}#{CHOSEN}"'
    marked = str(table).replace(said, f'{said} id="{CHOSEN}" aria-current="true"', 1)
    return Markup(marked)  # noqa: S704 # the table was drawn, the key is one of its own


def _find_part(basis: MatrixBasis, asked: str) -> Part:
    ordinal, _, code = asked.partition(".")
    for part in basis.parts:
        assignment = part.assignment
        if str(assignment.task.ordinal) == ordinal and assignment.unit.code == code:
            return part
    raise NotFoundError("matrix_cell_missing", value=asked)
