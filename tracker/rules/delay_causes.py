"""Why a dossier is late and how often papers were asked for, read from a system's own words."""

from __future__ import annotations

import re
from typing import Final

from models.vocabulary import DelayCause
from tracker.errors import ReadingError
from tracker.rules.text import fold, plain

CAUSE_SIGNS: Final = {
    DelayCause.HEAVY_LOAD: (
        "qua tai",
        "khoi luong ho so",
        "khoi luong cong viec",
        "so luong ho so",
        "ho so nhieu",
        "nhieu ho so",
        "thieu nhan luc",
        "thieu bien che",
    ),
    DelayCause.FINANCIAL_STEP: (
        "nghia vu tai chinh",
        "nvtc",
        "co quan thue",
        "chi cuc thue",
        "buoc thue",
        "thong bao thue",
        "tai chinh",
    ),
    DelayCause.FIELD_MEASUREMENT: (
        "do dac",
        "do ve",
        "trich do",
        "thuc dia",
        "xac minh thuc te",
    ),
    DelayCause.OTHER_AGENCY: (
        "phoi hop",
        "don vi khac",
        "co quan khac",
        "lien thong",
        "lay y kien cac don vi",
    ),
    DelayCause.PARTY_OPINION: (
        "cap uy",
        "ban thuong vu",
        "thuong truc tinh uy",
        "y kien tinh uy",
        "y kien huyen uy",
        "thuong truc huyen uy",
        "y kien dang uy",
    ),
    DelayCause.CALENDAR_DAY_TERM: (
        "thoi han tinh theo ngay",
        "tinh theo ngay",
        "trung ngay nghi",
        "roi vao ngay nghi",
        "ngay duong lich",
    ),
    DelayCause.MINISTRY_SYSTEM: (
        "he thong cua bo",
        "phan mem cua bo",
        "phan mem bo",
        "he thong bo",
        "phan mem dung chung cua bo",
        "co so du lieu quoc gia",
        "he thong nganh doc",
    ),
    DelayCause.SYSTEM_ERROR: (
        "loi he thong",
        "loi phan mem",
        "loi dong bo",
        "dong bo",
        "loi mang",
        "loi ky thuat",
    ),
    DelayCause.OFFICER_FAULT: (
        "loi can bo",
        "loi cua can bo",
        "loi cong chuc",
        "can bo xu ly cham",
        "cong chuc xu ly cham",
        "chu quan",
        "quen ket thuc",
        "chua kip thoi",
    ),
    DelayCause.FORCE_MAJEURE: ("bat kha khang", "thien tai", "dich benh", "bao lu"),
    DelayCause.APPLICANT: (
        "cong dan chua bo sung",
        "nguoi dan chua bo sung",
        "to chuc chua bo sung",
        "chua bo sung ho so",
        "cham bo sung",
        "chua nop",
    ),
}
"""Folded words by which a cause is known, wherever they stand in the cell."""

_OF_WORD: Final = [(sign, cause) for cause, signs in CAUSE_SIGNS.items() for sign in signs]
_VALUES: Final = {cause.value: cause for cause in DelayCause}
_COUNT: Final = re.compile(r"([0-9]{1,3})(?:[.,]0+)?(?: ?lan)?")


def read_cause(text: str) -> str | None:
    """Return the cause of a delay, as a value of `DelayCause`.

    What names no cause of the list, or more than one, is `other`; the words themselves are not
    kept, for they may name people. Nothing is refused: a cause never decides about a dossier.

    Args:
        text: What stands in the cell; blank is no cause.

    Source:
        reference/domain-vn.md 6.2; the list: the quarterly reports on Resolution 131/NQ-CP.
    """
    folded = fold(text)
    if not folded:
        return None
    if folded.replace(" ", "_") in _VALUES:
        return folded.replace(" ", "_")
    found = {cause for sign, cause in _OF_WORD if sign in folded}
    if DelayCause.MINISTRY_SYSTEM in found:
        # A fault of a ministry's system is also "a fault of the system".
        found.discard(DelayCause.SYSTEM_ERROR)
    return found.pop().value if len(found) == 1 else DelayCause.OTHER.value


def read_supplement_count(text: str) -> int | None:
    """Return how often the applicant was asked for more papers (số lần yêu cầu bổ sung).

    Args:
        text: What stands in the cell; blank is not known.

    Raises:
        ReadingError: `dossier_supplement_count_unreadable`, with the value.
    """
    written = plain(text)
    if not written:
        return None
    found = _COUNT.fullmatch(written)
    if found is None:
        raise ReadingError("dossier_supplement_count_unreadable", value=text)
    return int(found[1])
