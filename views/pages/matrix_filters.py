"""What of the matrix an address asks for, as its form, its tabs and its chips show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flask import request
from flask_babel import gettext as _

from models.vocabulary import AssignmentRole
from tracker.wording.labels import label
from views.navigation import same_page
from views.pages.filters import Tab, build_chips, build_options, is_for_paper
from views.pages.marks import NOT_EVALUATED, contested_text, list_marks, mark_text
from views.pages.matrix_parts import Choice, parties_of, section_of
from views.pages.unit_spellings import read_search
from views.pages.verdict_moves import read_since
from views.pages.words import LEADS_ONLY, LEVELS, NOT_EVALUATED_WORD, VERDICTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tracker.queries.tasks import TaskRow
    from views.pages.filters import Chip, Option
    from views.pages.matrix_parts import Part
    from views.pages.verdict_moves import Since

ROLES: Final[Mapping[str, AssignmentRole]] = {
    LEADS_ONLY: AssignmentRole.LEAD,
    "phoi-hop": AssignmentRole.SUPPORTING,
}
CONTESTED_WORD: Final = "dang-xem-xet"
"""As on the page of the answers themselves."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What was asked for, as the form shows it.

    Args:
        choice: The same as values.
        text: The search as typed.
        sections: Sections of the document; nothing where it has only one.
        parties: Groups the document hands work to; nothing where there is only one.
        levels: Levels of units.
        roles: Lead, supporting.
        answers: What units said of their parts; nothing where nobody refused one.
        since: The day results are compared with.
        mark_word: The result asked for, as addresses have it.
        orientation: Which way round, as addresses have it.
        is_for_paper: Whether the sheets for paper are wanted.
    """

    choice: Choice
    text: str
    sections: tuple[Option, ...]
    parties: tuple[Option, ...]
    levels: tuple[Option, ...]
    roles: tuple[Option, ...]
    answers: tuple[Option, ...]
    since: Since
    mark_word: str
    orientation: str
    is_for_paper: bool

    @property
    def is_by_unit(self) -> bool | None:
        """Return whether units were asked for as rows; None where nothing was."""
        return {"don-vi": True, "nhiem-vu": False}.get(self.orientation)


def read_filters(tasks: Sequence[TaskRow], parts: Sequence[Part]) -> Filters:
    """Return what the address asks for; what the document does not have is not asked for.

    Args:
        tasks: Every row of the document.
        parts: Every cell of it.
    """
    asked, since = request.args, read_since()
    sections = [text for text in dict.fromkeys(map(section_of, tasks)) if text]
    parties = parties_of(parts)
    choice = Choice(
        section=_known(asked.get("muc", ""), sections),
        party=_known(asked.get("nhom", ""), parties),
        level=LEVELS.get(asked.get("cap", "")),
        role=ROLES.get(asked.get("vai-tro", "")),
        texts=read_search(asked.get("tim", "")),
        mark=_read_mark(asked.get("ket-qua", "")),
        is_contested=asked.get("tiep-nhan", "") == CONTESTED_WORD,
        is_moved=since.day is not None,
    )
    present = {part.assignment.unit.level for part in parts} | {choice.level}
    levels = [(word, label(level)) for word, level in LEVELS.items() if level in present]
    return Filters(
        choice=choice,
        text=asked.get("tim", "").strip(),
        sections=_texts(sections, choice.section, _("Mọi mục")),
        parties=_texts(parties, choice.party, _("Mọi nhóm")),
        levels=build_options(levels, asked.get("cap", ""), all_text=_("Mọi cấp")),
        roles=build_options(
            ((word, label(role)) for word, role in ROLES.items()),
            asked.get("vai-tro", ""),
            all_text=_("Mọi vai trò"),
        ),
        answers=_answers(parts, choice),
        since=since,
        mark_word=asked.get("ket-qua", "") if choice.mark else "",
        orientation=asked.get("chieu", ""),
        is_for_paper=is_for_paper(),
    )


def list_tabs(counts: Mapping[str, int], filters: Filters) -> list[Tab]:
    """Return the results with how many cells have each, the other filters in force.

    Args:
        counts: Cells by result, before the filter on results.
        filters: What was asked for.
    """
    wanted = filters.choice.mark
    everything = same_page(ket_qua=None, o=None)
    tabs = [Tab(_("Tất cả"), sum(counts.values()), everything, is_current=not wanted)]
    for mark in list_marks(counts):
        url = same_page(ket_qua=mark.word, o=None)
        tabs.append(Tab(mark.text, mark.count, url, is_current=wanted == mark.name))
    return tabs


def list_chips(filters: Filters) -> tuple[Chip, ...]:
    """Return the filters in force."""
    choice = filters.choice
    return build_chips(
        (
            ("tim", _("Tìm"), filters.text),
            ("muc", _("Mục"), choice.section),
            ("nhom", _("Nhóm"), choice.party),
            ("cap", _("Cấp"), label(choice.level) if choice.level else ""),
            ("vai-tro", _("Vai trò"), label(choice.role) if choice.role else ""),
            ("tiep-nhan", _("Trả lời của đơn vị"), contested_text() if choice.is_contested else ""),
            filters.since.chip,
            ("ket-qua", _("Kết quả"), mark_text(choice.mark) if choice.mark else ""),
        ),
        place="o",
    )


def _read_mark(word: str) -> str:
    verdict = VERDICTS.get(word)
    if word == NOT_EVALUATED_WORD:
        return NOT_EVALUATED
    return verdict.value if verdict else ""


def _answers(parts: Iterable[Part], choice: Choice) -> tuple[Option, ...]:
    if not choice.is_contested and not any(part.is_contested for part in parts):
        return ()
    chosen = CONTESTED_WORD if choice.is_contested else ""
    return build_options(
        [(CONTESTED_WORD, contested_text())], chosen, all_text=_("Mọi câu trả lời")
    )


def _known(text: str, choices: Sequence[str]) -> str:
    return text if text in choices else ""


def _texts(texts: Sequence[str], chosen: str, all_text: str) -> tuple[Option, ...]:
    if len(texts) < 2:
        return ()
    return build_options(((text, text) for text in texts), chosen, all_text=all_text)
