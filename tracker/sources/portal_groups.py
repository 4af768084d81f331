"""The six groups of the portal's evaluation API: how each is asked for and what it must hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from models.vocabulary import PeriodKind
from tracker.errors import RefusedError
from tracker.sources.contract import Call

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from tracker.rules.periods import Period

DEFAULT_URL: Final = "https://dichvucong.gov.vn/api/v1/reporting/"


@dataclass(frozen=True, slots=True)
class Share:
    """A share a tree states by two counts.

    Args:
        indicator: Code of ours.
        numerator: Keys whose sum is the numerator.
        denominator: Key of the denominator.
        quality: Flag every such figure carries.
    """

    indicator: str
    numerator: tuple[str, ...]
    denominator: str
    quality: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """One of the six groups.

    Args:
        name: Name of its call.
        path: Under "evaluation/".
        score: Code of the indicator that keeps its points as printed.
        page_size: What is sent; the trees take no notice of it.
        is_tree: Whether it answers with parent and children, or else with metrics by page.
        has_dates: Whether it is asked by first and last day and not by `timeType`.
        metrics: Code of each metric → indicator of ours.
        root_shares: What a tree states of the province.
        unit_shares: What a tree states of every unit.
        unit_score: Key of a child's points.
    """

    name: str
    path: str
    score: str
    page_size: int
    is_tree: bool = False
    has_dates: bool = False
    metrics: tuple[tuple[str, str], ...] = ()
    root_shares: tuple[Share, ...] = ()
    unit_shares: tuple[Share, ...] = ()
    unit_score: str = "totalScore"


_PROGRESS: Final = (Share("766-2.1", ("totalOnTime",), "totalReceived"),)
_PAYMENT: Final = (
    # Smaller than the procedures already paid for online: it cannot be what the index calls it.
    Share("766-3.4", ("totalFeeDossierFormality",), "totalFeeFormality", "meaning_unsure"),
    Share("766-3.5", ("totalDossierOnlineFormalityPaymentSuccess",), "totalFeeFormality"),
    Share("766-3.6", ("totalDossierOnlinePaymentSuccess",), "totalDossierFinancialObligation"),
)

GROUPS: Final = (
    Group(
        name="transparency",
        path="transparency",
        score="CKMB",
        page_size=200,
        metrics=(
            ("PUBLISH_ON_TIME", "766-1.1"),
            ("PUBLIC_UPDATE_ON_TIME", "766-1.2"),
            ("PUBLIC_CONTENT_FULL", "766-1.3"),
            ("DOSSIER_SYNC", "766-1.4"),
        ),
    ),
    Group(
        name="progress",
        path="dvc-progress-tree",
        score="TDGQ",
        page_size=100,
        is_tree=True,
        root_shares=_PROGRESS,
        unit_shares=_PROGRESS,
        unit_score="score",
    ),
    Group(
        name="online",
        path="provide-online-tree",
        score="CLGQ",
        page_size=200,
        is_tree=True,
        root_shares=(
            Share("766-3.1", ("partialCount", "fullCount"), "authorityCount"),
            Share("766-3.2", ("onlineDossierCount",), "onlineServiceTotal"),
            Share("766-3.3", ("channelOnlineSum",), "channelTotalSum"),
        ),
    ),
    Group(
        name="payment",
        path="formality-online-payment-tree",
        score="TTTT",
        page_size=100,
        is_tree=True,
        root_shares=_PAYMENT,
        unit_shares=_PAYMENT,
    ),
    Group(
        name="digitized",
        path="dossier-digitized",
        score="MDSH",
        page_size=200,
        metrics=(
            ("ORIGINAL_RESULT_AVAILABLE", "766-4.1"),
            ("SO_HOA_GIAY_TO_GIAI_QUYET", "766-4.2"),
            ("REUSED_DIGITIZED_DATA", "766-4.3"),
            ("ELECTRONIC_CERTIFIED_COPY", "766-4.4"),
            ("SYNCED_WITH_DVCQG_PERSONAL_STORAGE", "766-4.5"),
            ("CITIZEN_DATA_CONNECTED_FORMALITY", "766-4.6"),
            ("CITIZEN_DATA_CONNECTED_DOSSIER", "766-4.7"),
        ),
    ),
    Group(
        name="satisfaction",
        path="handling-satisfaction",
        score="MDHL",
        page_size=200,
        has_dates=True,
        metrics=(
            ("PETITION_PROCESSING_ON_TIME", "766-5.1"),
            ("PETITION_HANDLING_SATISFACTION", "766-5.2"),
            ("DOSSIER_RECEIVING_SATISFACTION", "766-5.3"),
        ),
    ),
)


def require_askable(source: str, period: Period, on: date) -> None:
    """Refuse a period the portal must not be asked for.

    A month once it is over, a quarter or year once it has begun; the portal counts by the calendar,
    whatever cut-off the office keeps.

    Args:
        source: Code of the source.
        period: What is asked for.
        on: Today in Vietnam.

    Raises:
        RefusedError: `period_not_pullable`, `portal_period_open`.

    Source:
        data/portal/README.md section 1, "Which periods may be asked".
    """
    if period.kind is PeriodKind.MONTH_TO_DATE:
        raise RefusedError("period_not_pullable", source=source, period=period.code)
    is_month = period.kind is PeriodKind.MONTH
    if not (period.has_ended(on) if is_month else period.first_day() <= on):
        raise RefusedError(
            "portal_period_open", source=source, period=period.code, last_day=period.last_day()
        )


def call_of(group: Group, url: str, root_id: str, period: Period, page: int) -> Call:
    """Return the call for one page of a group.

    Args:
        group: What is asked for.
        url: Base address.
        root_id: The province's id at the portal.
        period: What is asked for.
        page: 1 for the first.
    """
    return Call(
        name=group.name if page == 1 else f"{group.name}#{page}",
        method="POST",
        url=f"{url.rstrip('/')}/evaluation/{group.path}",
        body={
            **(_dates(period) if group.has_dates else _time(period)),
            "rootDepartmentId": root_id,
            "currentPage": page,
            "pageSize": group.page_size,
        },
    )


def _time(period: Period) -> Mapping[str, Any]:
    stated: dict[str, Any] = {"timeType": period.kind.value, "year": period.year}
    if period.kind in (PeriodKind.MONTH, PeriodKind.QUARTER):
        stated[period.kind.value] = period.number
    return stated


def _dates(period: Period) -> Mapping[str, Any]:
    """Return first and last day; the whole year also while it runs."""
    return {
        "fromDate": period.first_day().isoformat(),
        "toDate": period.last_day().isoformat(),
    }
