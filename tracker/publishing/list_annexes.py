"""The annexes of a late list: its dossiers, for the staff and for everybody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tracker.publishing.list_papers import ListPapers, public_apology, public_explanation
from tracker.queries.dossier_lists import DossierRow
from tracker.rules.canonical import canonical_writer
from tracker.rules.columns import Columns
from tracker.rules.masking import mask_code

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tracker.config import Settings
    from tracker.queries.chain_marks import ChainMarks
    from tracker.queries.dossier_lists import LateDossiers
    from tracker.rules.calendar import WorkingCalendar

#: What only the staff's list says of a dossier.
INTERNAL_KEYS: Final = ("officer", "source")
#: What an annex says of a dossier in the words of `DossierRow`.
_SAID: Final = (
    "code",
    "unit_code",
    "unit_name",
    "procedure_code",
    "procedure_name",
    "field",
    "officer",
    "received_on",
    "due_on",
    "judged_due_on",
    "days_late",
    "working_days_late",
    "flags",
)


@dataclass(frozen=True, slots=True)
class ListAnnexes:
    """The annexes of one list.

    Args:
        internal: Those of the staff, and that their codes are whole.
        public: Those of everybody, and whether their codes are.
        papers: What the dossiers have of the papers they owe.
        write: A `canonical_writer` that has written them all: the longest part of both texts.
    """

    internal: Mapping[str, Any]
    public: Mapping[str, Any]
    papers: ListPapers
    write: Callable[[object], bytes]


def make_annexes(
    said: LateDossiers, marks: ChainMarks, calendar: WorkingCalendar, settings: Settings
) -> ListAnnexes:
    """Return the annexes of a list; the database is not asked anything.

    Args:
        said: What it said of the late dossiers.
        marks: What it said of their papers.
        calendar: Calendar of record.
        settings: Masking of codes, an order to name officers, letters of apology.
    """
    late, overdue = said.rows(calendar)
    papers = ListPapers(marks, [*late, *overdue], settings.apology)
    annexes = {
        "finished_late": _annex(late, papers),
        # Open when the period was over; that one has ended since belongs to a later list.
        "open_overdue": _annex(overdue, papers, is_open=True),
    }
    internal, public = {"codes": "full", **annexes}, _public(annexes, settings)
    write = canonical_writer()
    write([internal, public])
    return ListAnnexes(internal, public, papers, write)


def _annex(rows: Sequence[DossierRow], papers: ListPapers, *, is_open: bool = False) -> Columns:
    """Return the rows of an annex as the staff reads them."""
    columns: dict[str, Sequence[Any]] = dict.fromkeys(DossierRow._fields, ())
    columns.update(zip(DossierRow._fields, zip(*rows, strict=True), strict=False))
    ids = columns["id"]
    return Columns(
        {
            "source": columns["source_code"],
            **{name: columns[name] for name in _SAID},
            "explanation": [*map(papers.explanation, ids)],
            "apology": [*map(papers.apology, ids)],
            "finished_on": [None] * len(ids) if is_open else columns["finished_on"],
        }
    )


def _public(annexes: Mapping[str, Columns], settings: Settings) -> dict[str, Any]:
    """Return the dossiers as everybody may read them: codes masked unless told otherwise.

    An order names who has an overdue dossier now, and nobody else; without one it is nobody.
    """
    masks_codes, officers_order = settings.masks_codes, settings.public.officers_order

    def shown(annex: Columns, *, names: bool = False) -> Columns:
        columns: dict[str, Sequence[Any]] = {
            "explanation": [*map(public_explanation, annex.columns["explanation"])],
            "apology": [*map(public_apology, annex.columns["apology"])],
        }
        if masks_codes:
            columns["code"] = [*map(mask_code, annex.columns["code"])]
        hidden = {"source"} if names else INTERNAL_KEYS
        return annex.changed(columns, without=hidden)

    return {
        "codes": "masked" if masks_codes else "full",
        **({"officers_order": officers_order} if officers_order else {}),
        "finished_late": shown(annexes["finished_late"]),
        "open_overdue": shown(annexes["open_overdue"], names=bool(officers_order)),
    }
