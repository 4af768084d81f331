"""The notice (Thông báo) of a month's late list, from its frozen content."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from models.vocabulary import PublicationState
from tracker.errors import RefusedError
from tracker.publishing.documents.issuer import Issuer, office_issuer
from tracker.publishing.documents.notice_annexes import list_annexes
from tracker.publishing.documents.notice_text import notice_blocks
from tracker.publishing.documents.tree import Blank, Line, Paper
from tracker.publishing.public_list import read_public_list, without_small_rates

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracker.config import Settings
    from tracker.publishing.public_list import PublicList
    from tracker.queries.publications import PublicationRow

KIND: Final = "THÔNG BÁO"
_BASES: Final[tuple[Line, ...]] = (
    (
        "Căn cứ Nghị quyết số 131/NQ-CP ngày 06 tháng 10 năm 2022 của Chính phủ về đẩy mạnh"
        " cải cách thủ tục hành chính và hiện đại hóa phương thức chỉ đạo, điều hành phục vụ"
        " người dân, doanh nghiệp"
    ),
    Blank("Căn cứ văn bản của tỉnh giao công khai danh sách hằng tháng: số, ngày, nơi ban hành"),
)
_RECIPIENTS: Final = (
    "Chủ tịch, các Phó Chủ tịch UBND tỉnh (b/c)",
    "Các đơn vị có tên trong danh sách",
    "Cổng Thông tin điện tử tỉnh, Hệ thống thông tin giải quyết TTHC (để công khai)",
    "Lưu: VT",
)


@dataclass(frozen=True, slots=True)
class OfficersOrder:
    """The recorded order that has officers' names published; without one no name is printed.

    Args:
        text: Number, day and issuer of the order, as cited under the annexes.
    """

    text: str


def build_notice(
    content: Mapping[str, Any],
    *,
    issuer: Issuer,
    sha256: str = "",
    is_draft: bool = False,
    officers_order: OfficersOrder | None = None,
    small_count: int = 0,
    found: PublicList | None = None,
) -> Paper:
    """Return the notice of a month's list.

    Args:
        content: Canonical content of a version, parsed: the public one, or the internal one where
            an order has the officers' names published.
        issuer: Who issues it.
        sha256: Hash of the public bytes, printed so that anyone can check; empty for a draft.
        is_draft: Whether nobody has approved the list yet.
        officers_order: The order; None leaves the officers' column out and says why.
        small_count: Rates over fewer dossiers are printed as their parts only.
        found: The content in rows, where it has been read already.

    Source:
        reference/domain-vn.md 4.3 (annexes), 5 (Nghị định 30/2020/NĐ-CP), 8 (names).
    """
    found = without_small_rates(found or read_public_list(content), small_count)
    month, year = _month(str(content["period"]))
    return Paper(
        heading=issuer.heading("TB"),
        kind=KIND,
        summary=(
            "Về việc công khai danh sách đơn vị chậm muộn trong giải quyết"
            f" thủ tục hành chính tháng {month} năm {year}"
        ),
        bases=_BASES,
        addressees=(),
        blocks=notice_blocks(content, found, sha256=sha256),
        signature=issuer.signature(),
        recipients=_RECIPIENTS,
        annexes=list_annexes(content, found, officers_order=order_text(officers_order)),
        is_sample=bool(content.get("is_sample")),
        dated=date.fromisoformat(str(content["as_of"])),
        is_draft=is_draft,
    )


def order_text(order: OfficersOrder | None) -> str:
    """Return the citation of an order, empty without one."""
    return "" if order is None else order.text


def build_publication_notice(
    publication: PublicationRow,
    settings: Settings,
    *,
    small_count: int = 0,
    found: PublicList | None = None,
) -> Paper:
    """Return the notice of a version as the office of these settings issues it.

    Args:
        publication: The version; a draft's notice says that it is one and prints no hash.
        settings: Who issues.
        small_count: Rates over fewer dossiers are printed as their parts only; 0, as in the copy
            for signature, prints every rate.
        found: The content in rows, where it has been read already.

    Raises:
        RefusedError: `late_list_withdrawn`: nothing is announced any more.
    """
    if publication.state is PublicationState.WITHDRAWN:
        raise RefusedError("late_list_withdrawn", period=publication.period)
    is_draft = publication.state is PublicationState.DRAFT
    # The frozen content decides whether officers are named, not what is set today.
    order = str(publication.content.get("officers_order") or "")
    return build_notice(
        publication.content,
        issuer=office_issuer(settings),
        sha256="" if is_draft else publication.sha256,
        is_draft=is_draft,
        officers_order=OfficersOrder(order) if order else None,
        small_count=small_count,
        found=found,
    )


def _month(period: str) -> tuple[str, str]:
    """Return month and year as the title prints them."""
    year, _, month = period.partition("-")
    return month, year
