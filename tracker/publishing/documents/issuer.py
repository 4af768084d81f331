"""Who issues a document, and the parts of its head and foot that say so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tracker.publishing.documents.tree import Blank, Heading, Line, Signature

if TYPE_CHECKING:
    from tracker.config import Settings

_COMMITTEE: Final = "ỦY BAN NHÂN DÂN"
_SHORT_COMMITTEE: Final = "UBND"
_NUMBER_SPACE: Final = " " * 10
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
