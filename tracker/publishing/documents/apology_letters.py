"""Letters of apology as files: one, or many in one file, each issued by the unit that answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from models.vocabulary import Language
from tracker.clock import local
from tracker.errors import RefusedError
from tracker.publishing.documents.apology import ApologyFacts, build_apology
from tracker.publishing.documents.issuer import unit_issuer
from tracker.queries.units import load_tree
from tracker.wording.text import force_locale

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.config import Settings
    from tracker.publishing.documents.tree import Paper
    from tracker.queries.apology_rows import LetterRow
    from tracker.queries.unit_tree import UnitTree

FORMATS: Final = ("docx", "pdf")
MOST_LETTERS: Final = 300
"""Of one file: what one process sets within its limits, and an office signs in a day."""


def render_letters(letters: Sequence[LetterRow], file_format: str, settings: Settings) -> bytes:
    """Return letters as one file, each on a page of its own; same letters, same bytes.

    Args:
        letters: Which, in their order; at least one.
        file_format: One of `FORMATS`.
        settings: Names of the province.

    Raises:
        RefusedError: `apology_none_chosen`, `apology_too_many_files`, and what a PDF may meet.
    """
    if not letters:
        raise RefusedError("apology_none_chosen")
    if len(letters) > MOST_LETTERS:
        raise RefusedError("apology_too_many_files", value=len(letters), maximum=MOST_LETTERS)
    tree = load_tree()
    with force_locale(Language.VIETNAMESE.value):
        first, *more = (build_letter(letter, tree, settings) for letter in letters)
    if file_format == "pdf":
        from tracker.publishing.documents.pdf import render_pdf

        return render_pdf(first, *more)
    from tracker.publishing.documents.word import render_docx

    return render_docx(first, *more)


def build_letter(letter: LetterRow, tree: UnitTree, settings: Settings) -> Paper:
    """Return one letter; number, day, signature and addressee are left to be written in.

    Args:
        letter: The letter.
        tree: Units, for who stands above whom when it was received.
        settings: Names of the province.
    """
    unit = tree.by_id(letter.unit_id)
    parent = tree.parent(unit.id, min(max(letter.received_on, unit.valid_from), unit.valid_to))
    facts = ApologyFacts(
        dossier_code=letter.dossier_code,
        procedure_name=letter.procedure_name,
        procedure_code=letter.procedure_code,
        received_on=letter.received_on,
        received_minute=letter.received_minute,
        due_on=letter.due_on,
        finished_on=letter.finished_on,
        promised_on=letter.promised_on,
        unit_name=letter.unit_name,
        reason=letter.reason,
        regime=letter.regime,
        written_on=local(letter.drafted_at).date(),
        is_sample=letter.is_sample,
    )
    return build_apology(facts, issuer=unit_issuer(unit, parent, settings))
