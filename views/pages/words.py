"""Words of the addresses: closed lists as Vietnamese without marks, both ways."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from models.vocabulary import BatchKind, TaskState, Timeliness, UnitLevel, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

Member = TypeVar("Member")

LEVELS: Final[Mapping[str, UnitLevel]] = {
    "tinh": UnitLevel.PROVINCE,
    "so-nganh": UnitLevel.DEPARTMENT,
    "huyen": UnitLevel.DISTRICT,
    "xa": UnitLevel.COMMUNE,
    "phong": UnitLevel.DIVISION,
    "phoi-hop": UnitLevel.PARTNER,
}
VERDICTS: Final[Mapping[str, Verdict]] = {
    "dat": Verdict.ACHIEVED,
    "chua-dat": Verdict.MISSED,
    "chua-co-so-lieu": Verdict.NO_DATA,
    "khong-phat-sinh": Verdict.NOT_ARISEN,
    "chua-den-ky": Verdict.NOT_DUE,
    "khong-ap-dung": Verdict.NOT_APPLICABLE,
    "duoc-chap-thuan": Verdict.EXCUSED,
    "dang-xem-xet": Verdict.DISPUTED,
}
TASK_STATES: Final[Mapping[str, TaskState]] = {
    "qua-han": TaskState.OVERDUE,
    "chua-theo-doi": TaskState.NOT_FOLLOWED,
    "dang-lam": TaskState.OPEN,
    "thuong-xuyen": TaskState.ONGOING,
    "cho-viec-khac": TaskState.WAITS_FOR,
    "tre-han": TaskState.DONE_LATE,
    "dung-han": TaskState.DONE_ON_TIME,
    "da-xong": TaskState.DONE,
}
BATCH_KINDS: Final[Mapping[str, BatchKind]] = {
    "ho-so": BatchKind.DOSSIERS,
    "so-lieu": BatchKind.MEASUREMENTS,
}
LATE_KINDS: Final[Mapping[str, Timeliness]] = {
    "tra-cham": Timeliness.FINISHED_LATE,
    "qua-han": Timeliness.OPEN_OVERDUE,
}


NOT_EVALUATED_WORD: Final = "chua-danh-gia"
"""Cells of a period that was not evaluated."""

LEADS_ONLY: Final = "chu-tri"
"""Value of `vai-tro` that leaves supporting units out."""


def word_of(words: Mapping[str, Member], member: Member) -> str:
    """Return the word of an address for a member of a closed list."""
    return next(word for word, found in words.items() if found == member)
