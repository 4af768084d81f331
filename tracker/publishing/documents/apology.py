"""The letter of apology with a new day for the result (phiếu xin lỗi và hẹn lại)."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from models.vocabulary import ApologyRegime
from tracker.publishing.documents.tree import Blank, Line, Paper, body
from tracker.rules.dates import format_date

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from tracker.publishing.documents.issuer import Issuer
    from tracker.publishing.documents.tree import Block

KINDS: Final[Mapping[ApologyRegime, str]] = MappingProxyType(
    {
        ApologyRegime.ND61: "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ",
        ApologyRegime.ND118: "VĂN BẢN XIN LỖI VÀ ĐỀ NGHỊ GIA HẠN THỜI GIAN GIẢI QUYẾT",
    }
)
_BASES: Final[Mapping[ApologyRegime, Line]] = MappingProxyType(
    {
        ApologyRegime.ND61: (
            "Căn cứ Nghị định số 61/2018/NĐ-CP ngày 23 tháng 4 năm 2018 của Chính phủ về thực hiện"
            " cơ chế một cửa, một cửa liên thông trong giải quyết thủ tục hành chính"
        ),
        ApologyRegime.ND118: (
            "Căn cứ Nghị định số 118/2025/NĐ-CP ngày 09 tháng 6 năm 2025 của Chính phủ về thực hiện"
            " thủ tục hành chính theo cơ chế một cửa, một cửa liên thông tại Bộ phận Một cửa và"
            " Cổng Dịch vụ công quốc gia"
        ),
    }
)
MINUTES: Final = 60
APOLOGY_KINDS: Final[Mapping[ApologyRegime, str]] = MappingProxyType(
    {ApologyRegime.ND61: "PHIẾU XIN LỖI", ApologyRegime.ND118: "VĂN BẢN XIN LỖI"}
)
"""Titles of a letter whose result is there: nothing is put off any more."""
APOLOGY_SUMMARY: Final = "Về việc xin lỗi đối với hồ sơ giải quyết quá hạn"
#: The second part stays together, so that no single word falls on a second line.
SUMMARY: Final = f"{APOLOGY_SUMMARY} " + (
    "và hẹn lại thời gian trả kết quả".replace(" ", "\N{NO-BREAK SPACE}")
)
_RECIPIENTS: Final = ("Như trên", "Cơ quan cấp trên trực tiếp (b/c)", "Lưu: VT, hồ sơ")


@dataclass(frozen=True, slots=True, kw_only=True)
class ApologyFacts:
    """What a letter says; no data of the citizen, whose name and address the office writes in.

    Args:
        dossier_code: Code in full: the letter goes to the applicant alone.
        procedure_name: The procedure.
        procedure_code: Its code.
        received_on: Day of reception.
        due_on: Day first promised.
        promised_on: New day; None where the result was there when the letter was written.
        unit_name: Unit answerable for the delay.
        reason: Why, as the letter gives it; empty leaves a blank.
        regime: Rules the dossier falls under, by its day of reception.
        return_place: Where the result is handed over; empty leaves a blank.
        written_on: Day it was drafted.
        is_sample: Whether the dossier is made up.
        received_minute: Local minute of the day of reception; None where it is not known.
        finished_on: Day processing ended, for a letter without a new day; None if it is not known.
    """

    dossier_code: str
    procedure_name: str
    procedure_code: str
    received_on: date | None
    due_on: date | None
    promised_on: date | None
    unit_name: str
    reason: str
    regime: ApologyRegime
    written_on: date
    return_place: str = ""
    is_sample: bool = False
    received_minute: int | None = None
    finished_on: date | None = None


def build_apology(facts: ApologyFacts, *, issuer: Issuer) -> Paper:
    """Return the letter, its addressee left blank.

    Args:
        facts: What it says.
        issuer: Who apologises; number and date are left to the clerk.

    Source:
        reference/domain-vn.md 3.2 to 3.4. That a letter is worded so under Nghị định 118/2025 is
        to be confirmed: its form (Mẫu 04, Thông tư 03/2025/TT-VPCP) was not read.
    """
    kinds, summary = (KINDS, SUMMARY) if facts.promised_on else (APOLOGY_KINDS, APOLOGY_SUMMARY)
    return Paper(
        heading=issuer.heading("PXL"),
        kind=kinds[facts.regime],
        summary=summary,
        bases=(_BASES[facts.regime],),
        addressees=(Blank("Họ tên hoặc tên tổ chức nộp hồ sơ, địa chỉ"),),
        blocks=tuple(_text(facts)),
        signature=issuer.signature(),
        recipients=_RECIPIENTS,
        annexes=(),
        is_sample=facts.is_sample,
        dated=facts.promised_on or facts.written_on,
    )


def _text(facts: ApologyFacts) -> Iterator[Block]:
    procedure = facts.procedure_name or facts.procedure_code
    code = f" (mã thủ tục {facts.procedure_code})" if facts.procedure_code else ""
    yield body(
        *_moment(facts.received_on, facts.received_minute),
        ", Bộ phận Một cửa đã tiếp nhận hồ sơ mã số "
        f"{facts.dossier_code}, thủ tục: {procedure}{code}.",
    )
    yield body("Ngày hẹn trả kết quả ghi trên giấy tiếp nhận: ", _day(facts.due_on), ".")
    yield body(f"{_state(facts)} Đơn vị chịu trách nhiệm về việc chậm: {facts.unit_name}.")
    yield body("Lý do: ", facts.reason.rstrip(". ") or Blank("Lý do chậm"), ".")
    place = facts.return_place or Blank("Nơi trả kết quả")
    if facts.promised_on is None:
        yield body(
            "Chúng tôi thành thật xin lỗi về sự chậm trễ này và kính mời nhận kết quả tại ",
            place,
            ".",
        )
        yield body("Trong thống kê, hồ sơ được tính là chậm.")
    else:
        yield body(
            "Chúng tôi thành thật xin lỗi về sự chậm trễ này và hẹn trả kết quả vào ngày"
            f" {format_date(facts.promised_on)}, tại ",
            place,
            ".",
        )
        yield body(
            "Ngày hẹn lại không thay ngày hẹn trả ban đầu trong thống kê; hồ sơ vẫn được tính là"
            " chậm."
        )
    yield body("Rất mong nhận được sự thông cảm./.")


def _state(facts: ApologyFacts) -> str:
    """Return how far the dossier was when the letter was written, whenever it is printed."""
    if facts.promised_on is not None:
        return "Hồ sơ không giải quyết xong được trong thời hạn này."
    day = "" if facts.finished_on is None else f" ngày {format_date(facts.finished_on)}"
    return f"Hồ sơ giải quyết xong{day}, chậm so với ngày hẹn."


def _moment(day: date | None, minute: int | None) -> tuple[Line, ...]:
    if day is None or minute is None:
        return ("Ngày ", _day(day))
    hours, minutes = divmod(minute, MINUTES)
    return (f"Lúc {hours:02d} giờ {minutes:02d} phút ngày {format_date(day)}",)


def _day(day: date | None) -> Line:
    return Blank("ngày") if day is None else format_date(day)
