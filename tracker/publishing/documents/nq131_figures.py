"""What the product itself knows for the quarterly report on Resolution 131: counts and figures."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from models.vocabulary import PublicationState
from tracker.clock import local
from tracker.publishing.count_tables import build_period_counts
from tracker.publishing.documents.notice_coverage import coverage_sentences
from tracker.publishing.documents.words import figure_text, period_words
from tracker.queries.coverage import count_coverage
from tracker.queries.indicators import list_indicators
from tracker.queries.late_cases import CaseSearch
from tracker.queries.measurements import list_preferred_measurements
from tracker.queries.publications import list_publications
from tracker.rules.count_tables import CountBy
from tracker.rules.counts import UnitCounts
from tracker.rules.coverage import sum_coverage
from tracker.rules.dates import format_date
from tracker.rules.numbers import format_count
from tracker.rules.rates import Share, percent_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tracker.config import Settings
    from tracker.rules.periods import Period

INDICATORS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "2": ("766-1.1", "766-1.2", "766-1.3", "766-1.4"),
        "5": ("766-4.1", "766-4.2", "766-4.3"),
        "11": ("766-3.1", "766-3.2", "766-3.3", "766-3.4", "766-3.5", "766-3.6"),
        "13": ("766-5.1", "766-5.2", "766-5.3"),
    }
)
"""Row of the annex → indicators that say how far it has come; own reading of both texts."""

ELECTRONIC_TEXTS: Final = "BC131-1"
"""Indicator of the report itself: texts exchanged between agencies electronically."""


@dataclass(frozen=True, slots=True)
class QuarterFigures:
    """Sentences by the row of the annex they belong to, and what the text itself uses.

    Args:
        by_row: Sentences by the row's printed number.
        dossiers: Sentences on dossiers; empty without dossiers of the quarter.
        lists: Sentences on the monthly lists, and on explanations and apologies of the quarter.
        electronic_texts: The figure of `ELECTRONIC_TEXTS`; empty without one.
        is_sample: Whether made-up dossiers or figures are among them.
    """

    by_row: Mapping[str, tuple[str, ...]]
    dossiers: tuple[str, ...]
    lists: tuple[str, ...]
    electronic_texts: str
    is_sample: bool


def load_quarter_figures(period: Period, unit_id: int, settings: Settings) -> QuarterFigures:
    """Return what is known of a quarter; nothing is guessed where nothing is known.

    Args:
        period: The quarter.
        unit_id: The province, whose own figures count.
        settings: Cut-off day, rule of lateness.
    """
    found = build_period_counts(period, settings, by=CountBy.LEVEL)
    counts = found.table.total.counts.counts
    has_dossiers = counts != UnitCounts()
    dossiers = tuple(_dossiers(counts)) if has_dossiers else ()
    lists = (*_lists(period), *_coverage(period, settings))
    measured, texts, has_sample_figures = _measured(period, unit_id)
    by_row = {
        **measured,
        "4": dossiers[1:],
        "11": (*dossiers[:1], *measured.get("11", ())),
        "13": (*lists, *measured.get("13", ())),
    }
    return QuarterFigures(
        by_row=by_row,
        dossiers=dossiers,
        lists=lists,
        electronic_texts=texts,
        is_sample=(has_dossiers and found.is_sample) or has_sample_figures,
    )


def _dossiers(counts: UnitCounts) -> Iterator[str]:
    online = Share(counts.received_online, counts.received)
    yield (
        f"Tiếp nhận trong quý {format_count(counts.received)} hồ sơ, trong đó trực tuyến"
        f" {percent_text(online)}."
    )
    yield (
        f"Đã giải quyết {format_count(counts.finished)} hồ sơ, quá hạn"
        f" {format_count(counts.finished_late)}; tỷ lệ trước hạn và đúng hạn trên số đã giải quyết:"
        f" {percent_text(counts.finished_on_time_rate)}."
    )
    yield (
        f"Đến cuối quý đang giải quyết {format_count(counts.open)} hồ sơ, quá hạn"
        f" {format_count(counts.open_overdue)}."
    )


def _lists(period: Period) -> Iterator[str]:
    months = {month.code: month for month in period.months()}
    standing = {
        head.period: head
        for head in list_publications(public_only=True)
        if head.period in months and head.state is PublicationState.PUBLISHED
    }
    for code, month in months.items():
        head = standing.get(code)
        if head is None or head.published_at is None:
            yield f"Danh sách chậm muộn {period_words(month)}: chưa công bố."
        else:
            day = format_date(local(head.published_at).date())
            yield f"Đã công bố danh sách chậm muộn {period_words(month)}, ngày {day}."


def _coverage(period: Period, settings: Settings) -> Iterator[str]:
    """Yield how many late dossiers of the quarter have their papers: each dossier once."""
    search = CaseSearch(
        first_day=period.first_day(settings.month_cutoff_day),
        last_day=period.last_day(settings.month_cutoff_day),
        rule=settings.lateness_rule,
    )
    after = settings.apology.needed_after_days
    totals = sum_coverage(count_coverage(search, needed_after_days=after).values())
    for each in coverage_sentences(totals):
        yield f"{each} Yêu cầu: 100 %."


def _measured(period: Period, unit_id: int) -> tuple[dict[str, tuple[str, ...]], str, bool]:
    rows = {
        row.indicator_code: row
        for row in list_preferred_measurements(periods=[period.code], unit_ids=[unit_id])
    }
    indicators = {each.code: each for each in list_indicators()}
    used = [code for codes in INDICATORS.values() for code in codes] + [ELECTRONIC_TEXTS]
    texts = {
        code: figure_text(
            rows[code].numerator,
            rows[code].denominator,
            rows[code].value,
            indicators[code].unit_of_measure,
        )
        for code in used
        if code in rows and code in indicators
    }
    by_row = {
        number: tuple(f"{indicators[code].name}: {texts[code]}." for code in codes if code in texts)
        for number, codes in INDICATORS.items()
    }
    is_sample = any(rows[code].is_sample for code in texts)
    return by_row, texts.get(ELECTRONIC_TEXTS, ""), is_sample
