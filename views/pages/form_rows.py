"""From a number of form II.06a to exactly its dossiers: a line of the form in an address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from flask import request, url_for
from flask_babel import gettext as _

from models.vocabulary import PeriodKind, Timeliness
from tracker.clock import today
from tracker.publishing.count_tables import list_line_units
from tracker.rules.count_tables import CountBy, CountGroup
from tracker.wording.sentences import sentence
from views.formatting import show_date
from views.pages.filters import read_word
from views.pages.words import LATE_KINDS, word_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracker.publishing.count_tables import PeriodCounts
    from tracker.queries.unit_tree import UnitTree
    from tracker.rules.count_tables import CountLine

GROUP_WORDS: Final[Mapping[str, CountGroup]] = {
    "so-nganh": CountGroup.DEPARTMENTS,
    "huyen": CountGroup.DISTRICTS,
    "xa": CountGroup.COMMUNES,
    "khac": CountGroup.OTHER,
}
"""Values of `nhom` in the address."""

NO_FIELD: Final = "chua-ghi"
"""Value of `linh-vuc` for procedures no file told the field of."""

SIGN: Final = "|"
"""Between the code and the name of a row's unit in the address."""


@dataclass(frozen=True, slots=True)
class FormRow:
    """A line of the form whose dossiers are wanted.

    Args:
        group: Only in this group; None for all.
        code: Only in the row of this unit; "" for all.
        name: Its name as the form has it, for a code two units had; "" for either.
        field: Only of this field, "" for none told; None for all.
    """

    group: CountGroup | None
    code: str
    name: str
    field: str | None

    def unit_ids(self, tree: UnitTree) -> frozenset[int] | None:
        """Return the units whose dossiers it holds, None for everybody's."""
        if self.group is None and not self.code:
            return None
        return list_line_units(tree, group=self.group, code=self.code, name=self.name)


def read_form_row() -> FormRow:
    """Return the line an address asks for."""
    field = request.args.get("linh-vuc", "").strip() or None
    code, _sign, name = request.args.get("dong", "").strip().partition(SIGN)
    return FormRow(
        group=read_word(GROUP_WORDS, "nhom"),
        code=code,
        name=name,
        field="" if field == NO_FIELD else field,
    )


def row_filters(row: FormRow, tree: UnitTree) -> list[tuple[str, str, str]]:
    """Return what a line narrows a listing to, as chips take it."""
    names = [row.name] if row.name else [unit.name for unit in tree.meanings(row.code)]
    group = sentence(f"count_group_{row.group}") if row.group else ""
    field = sentence("count_field_missing") if row.field == "" else row.field or ""
    return [
        ("nhom", _("Nhóm của biểu II.06a"), group),
        ("dong", _("Dòng của biểu II.06a"), names[-1] if names else row.code),
        ("linh-vuc", _("Lĩnh vực"), field),
    ]


def has_listed_rows(counts: PeriodCounts) -> bool:
    """Return whether the listing shows the dossiers of these counts: months that are over.

    Of a month that still runs the form counts to its end and the listing to the day the data
    reach.
    """
    is_over = counts.last_day < (counts.known_on or today())
    return counts.period.kind is PeriodKind.MONTH and is_over


def line_url(counts: PeriodCounts, line: CountLine, kind: Timeliness) -> str:
    """Return the address of the late or overdue dossiers one line of the form counts."""
    is_field = counts.table.by is CountBy.FIELD and line.is_row
    query: dict[str, Any] = {
        "loai": word_of(LATE_KINDS, kind),
        "thang": counts.period.code,
        "nhom": None if line.group is None else word_of(GROUP_WORDS, line.group),
        "dong": f"{line.code}{SIGN}{line.name}" if line.code else None,
        "linh-vuc": (line.name or NO_FIELD) if is_field else None,
        "ngay": show_date(counts.known_on) or None,
    }
    return url_for("dossiers.index", **query)
