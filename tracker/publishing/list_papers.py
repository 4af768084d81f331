"""What a late list says of the papers late dossiers owe: explanations, apologies, coverage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from models.vocabulary import Language, LetterState
from tracker.rules.coverage import Coverage, sum_coverage, tally
from tracker.rules.dates import format_date
from tracker.wording.labels import label
from tracker.wording.text import force_locale

if TYPE_CHECKING:
    from collections.abc import Iterable
    from enum import StrEnum

    from tracker.config_groups import ApologySettings
    from tracker.queries.apology_letters import LetterMark
    from tracker.queries.chain_marks import ChainMarks
    from tracker.queries.dossier_lists import DossierRow
    from tracker.queries.explanations import ExplanationRow
    from tracker.rules.rates import Share

PUBLIC_EXPLANATION: Final = ("state", "outcome", "cause", "reason")
"""What everybody may read of an explanation: its text may name people."""
_COUNTED: Final = tuple(field.name for field in fields(Coverage))
_RATES: Final = ("explained", "apologised", "apologised_in_time")


class ListPapers:
    """The papers of the dossiers of one list.

    Args:
        marks: Their papers, as `tracker.queries.chain_marks.load_chain_marks` returns them.
        rows: Every dossier of the list.
        apology: From how many days late a letter of apology is owed.
    """

    def __init__(
        self, marks: ChainMarks, rows: Iterable[DossierRow], apology: ApologySettings
    ) -> None:
        self._marks = marks
        self._units = tally(
            ((row.unit_id, marks.case(row.id, row.days_late)) for row in rows),
            needed_after_days=apology.needed_after_days,
        )
        self._words: dict[tuple[type[StrEnum], StrEnum], str] = {}

    def of_unit(self, unit_id: int) -> dict[str, Any]:
        """Return the coverage of one unit as the list says it."""
        found = self._units.get(unit_id)
        return _NOTHING if found is None else _coverage(found)

    def of_all(self) -> dict[str, Any]:
        """Return the coverage of all units together."""
        return _coverage(sum_coverage(self._units.values()))

    def explanation(self, dossier_id: int) -> dict[str, Any] | None:
        """Return the newest explanation of a dossier as the staff reads it; None without any."""
        row = self._marks.explanations.get(dossier_id)
        return None if row is None else self._explanation(row)

    def apology(self, dossier_id: int) -> dict[str, Any] | None:
        """Return what the letters of a dossier come to; None without any."""
        mark = self._marks.letters.get(dossier_id)
        return None if mark is None else self._apology(mark)

    def _explanation(self, row: ExplanationRow) -> dict[str, Any]:
        return {
            "state": row.state,
            "outcome": self._word(row.state),
            "cause": row.cause,
            "reason": self._word(row.cause),
            "text": row.text,
            "version": row.version,
            "written_by": row.written_by,
            "written_at": row.written_at,
            "reviewed_by": row.reviewed_by,
            "reviewed_at": row.reviewed_at,
            "review_note": row.review_note,
        }

    def _apology(self, mark: LetterMark) -> dict[str, Any]:
        return {
            "state": mark.state,
            "outcome": self._word(mark.state),
            "ordinal": mark.ordinal,
            "signed_on": mark.signed_on,
            "sent_on": mark.sent_on,
            "send_by": mark.send_by,
            "promised_on": mark.promised_on,
            "is_in_time": mark.is_in_time,
            "is_second_slip": mark.is_second_slip,
        }

    def _word(self, member: StrEnum) -> str:
        """Return a label in Vietnamese: the bytes are frozen, whoever drafts in what language."""
        key = type(member), member
        if key not in self._words:
            with force_locale(Language.VIETNAMESE.value):
                self._words[key] = label(member)
        return self._words[key]


def public_explanation(explanation: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return what everybody may read of an explanation: state and reason, no text, no names.

    Args:
        explanation: As the staff's list has it.
    """
    if explanation is None:
        return None
    return {key: explanation[key] for key in PUBLIC_EXPLANATION}


def public_apology(apology: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return what everybody may read of a letter; one that nobody has signed is not yet one.

    Args:
        apology: As the staff's list has it.
    """
    is_signed = apology is not None and apology["state"] != LetterState.DRAFT
    return apology if is_signed else None


def read_coverage(content: Mapping[str, Any] | None) -> Coverage | None:
    """Return the coverage a frozen list says; None for one drafted before it was counted."""
    if content is None:
        return None
    return Coverage(**{name: int(content.get(name) or 0) for name in _COUNTED})


def explanation_text(value: object) -> str:
    """Return an explanation as a list prints it; empty when there is none.

    Args:
        value: What a row holds; the text itself stands only in the staff's list.
    """
    if not isinstance(value, Mapping):
        return str(value) if value else ""
    outcome = str(value.get("outcome") or "")
    said = f"{value.get('reason') or ''} ({outcome[:1].lower()}{outcome[1:]})"
    return f"{said}: {value['text']}" if value.get("text") else said


def apology_text(value: object) -> str:
    """Return what letters of apology come to, as a list prints it; empty when there are none.

    Args:
        value: What a row holds.
    """
    if not isinstance(value, Mapping):
        return str(value) if value else ""
    if "state" not in value:
        return "; ".join(str(part) for part in value.values() if part)
    sent_on = _day(value.get("sent_on"))
    said = [f"Đã gửi ngày {sent_on}" if sent_on else str(value.get("outcome") or "")]
    if value.get("promised_on"):
        said.append(f"hẹn trả ngày {_day(value['promised_on'])}")
    if value.get("is_in_time") is False:
        said.append("gửi sau hạn")
    if value.get("is_second_slip"):
        said.append("lỡ hẹn lần hai")
    return ", ".join(said)


def _day(value: object) -> str:
    return format_date(date.fromisoformat(str(value))) if value else ""


def _coverage(coverage: Coverage) -> dict[str, Any]:
    return {
        **{name: getattr(coverage, name) for name in _COUNTED},
        "unexplained": coverage.unexplained,
        **{name: _share(getattr(coverage, name)) for name in _RATES},
    }


def _share(share: Share) -> dict[str, Any]:
    return {
        "numerator": share.numerator,
        "denominator": share.denominator,
        "percent": share.percent,
    }


_NOTHING: Final = _coverage(Coverage())
"""Most units of most months have nobody late."""
