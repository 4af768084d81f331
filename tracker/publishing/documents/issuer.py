"""Who issues a document, and the parts of its head and foot that say so."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from models.vocabulary import UnitLevel
from tracker.publishing.documents.tree import Blank, Heading, Line, Signature

if TYPE_CHECKING:
    from tracker.config import Settings
    from tracker.queries.units import UnitRow

_COMMITTEE: Final = "ỦY BAN NHÂN DÂN"
_SHORT_COMMITTEE: Final = "UBND"
_NUMBER_SPACE: Final = " " * 10
_PLACE: Final = re.compile(
    rf"{_SHORT_COMMITTEE} (?:xã|phường|thị trấn|đặc khu|huyện|thị xã|thành phố|quận) (.+)"
)
_HARD_BLANK: Final = "\N{NO-BREAK SPACE}"
_UNKNOWN_CODE: Final = "…"
SIGNER_NAME: Final = Blank("Họ và tên người ký")


@dataclass(frozen=True, slots=True)
class Issuer:
    """The body that issues (cơ quan ban hành); number and date are left for the clerk.

    Args:
        parent: Agency above it, in capitals ("UBND TỈNH …"); empty for a committee itself.
        agency: Its name in capitals ("VĂN PHÒNG").
        code: Its code in the document's symbol ("VP").
        place: Where it sits ("…").
        signers: Lines of authority and title above the signature.
    """

    parent: str
    agency: str
    code: str
    place: str
    signers: tuple[Line, ...]

    def heading(self, kind_code: str) -> Heading:
        """Return the head of page one.

        Args:
            kind_code: Code of the kind of document ("TB", "BC"); domain-vn.md 5.3.
        """
        return Heading(
            parent=self.parent,
            agency=self.agency,
            number=f"Số:{_NUMBER_SPACE}/{kind_code}-{self.code}",
            place_date=f"{self.place}, ngày      tháng      năm 20    ",
        )

    def signature(self) -> Signature:
        """Return the signature block; the name is written by whoever signs."""
        return Signature(lines=self.signers, name=SIGNER_NAME)


def office_issuer(settings: Settings) -> Issuer:
    """Return the office that keeps the list and the reports (văn phòng)."""
    title: Line = settings.issuer_signer or Blank("Quyền hạn, chức vụ người ký")
    return Issuer(
        parent=settings.issuer_parent,
        agency=settings.issuer_agency,
        code=settings.issuer_code,
        place=settings.issuer_place,
        signers=(title,),
    )


def committee_issuer(settings: Settings) -> Issuer:
    """Return the people's committee above the office, which reports to the centre."""
    parent = settings.issuer_parent
    full = parent.replace(_SHORT_COMMITTEE, _COMMITTEE, 1)
    return Issuer(
        parent="",
        agency=full,
        code=_SHORT_COMMITTEE,
        place=settings.issuer_place,
        signers=(f"TM. {_COMMITTEE}", Blank("Chức vụ người ký")),
    )


def unit_issuer(unit: UnitRow, parent: UnitRow | None, settings: Settings) -> Issuer:
    """Return a unit that issues a letter of its own; authority and title are left to the signer.

    Args:
        unit: The unit.
        parent: The unit above it; None at the top.
        settings: The province's name above its departments, and its place.

    Source:
        reference/domain-vn.md 3.4 (points 1 and 9), 5.2 (boxes 2 to 4, 7).
    """
    name = " ".join(unit.name.split())
    if name.upper().startswith(f"{_SHORT_COMMITTEE} "):
        place = _PLACE.fullmatch(name)
        # Too long for one line, it breaks in front of what the committee is of.
        of = name.upper().removeprefix(f"{_SHORT_COMMITTEE} ").replace(" ", _HARD_BLANK)
        return Issuer(
            parent="",
            agency=f"{_COMMITTEE} {of}",
            code=_SHORT_COMMITTEE,
            place=place[1] if place else settings.issuer_place,
            signers=(f"TM. {_COMMITTEE}", Blank("Chức vụ người ký")),
        )
    is_of_province = parent is None or parent.level is UnitLevel.PROVINCE
    return Issuer(
        parent=settings.issuer_parent if is_of_province or parent is None else parent.name.upper(),
        agency=name.upper(),
        code=unit.code if unit.code.isalpha() else _UNKNOWN_CODE,
        place=settings.issuer_place,
        signers=(Blank("Quyền hạn, chức vụ người ký"),),
    )
