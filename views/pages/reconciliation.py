"""A reconciliation as pages and files show it: figures in words, filters, counts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flask import request
from flask_babel import gettext as _

from models.vocabulary import DifferenceCause, DifferenceState, SourceKind
from tracker.queries.reconciliation import list_sources
from tracker.rules.dossier_measures import OWN_SOURCE
from tracker.rules.reconciliation import Result, count_results
from tracker.rules.text import fold, sort_key
from tracker.wording.labels import label
from views.navigation import same_page
from views.pages.filters import Option, Tab, build_options, matches
from views.pages.reconciliation_columns import row_columns
from views.pages.sorting import sort_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tracker.publishing.reconciliation import ReconciledRow, Reconciliation
    from tracker.queries.reconciliation import CommonPeriod
    from views.navigation import Page
    from views.pages.freshness import Headline
    from views.pages.reconciliation_lines import Line

UNLIKE: Final = (Result.DIFFERENT, Result.ONLY_FIRST, Result.ONLY_SECOND)
RESULTS: Final[Mapping[str, tuple[Result, ...]]] = {
    "": UNLIKE,
    "khac": (Result.DIFFERENT,),
    "chi-a": (Result.ONLY_FIRST,),
    "chi-b": (Result.ONLY_SECOND,),
    "khop": (Result.EQUAL,),
    "tat-ca": tuple(Result),
}
"""Values of `ket-qua` in the address."""
STATES: Final[Mapping[str, DifferenceState]] = {
    "dang-mo": DifferenceState.OPEN,
    "da-giai-thich": DifferenceState.EXPLAINED,
    "da-giai-quyet": DifferenceState.SETTLED,
}
CAUSES: Final[Mapping[str, DifferenceCause]] = {
    "cach-tinh-ngay": DifferenceCause.DAY_RULE,
    "khac-mau-so": DifferenceCause.DENOMINATOR,
    "cham-dong-bo": DifferenceCause.SYNC_DELAY,
    "thieu-don-vi": DifferenceCause.MISSING_UNIT,
    "ho-so-mot-nguon": DifferenceCause.DOSSIER_IN_ONE_ONLY,
    "khac-ngay": DifferenceCause.DATES_DIFFER,
    "khong-neu": DifferenceCause.NOT_STATED,
    "chua-ro": DifferenceCause.UNEXPLAINED,
}
NOBODY: Final = "chua-giao"
ALL_INDICATORS: Final = "tat-ca"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which sources the address asks for, and which it may ask for."""

    period: str
    first: str
    second: str
    first_options: tuple[Option, ...]
    second_options: tuple[Option, ...]

    @property
    def is_complete(self) -> bool:
        """Return whether period and both sources are named."""
        return bool(self.period and self.first and self.second)


@dataclass(frozen=True, slots=True)
class Filters:
    """What of a reconciliation is shown.

    Args:
        unit: Part of a unit's name or its code; empty for all.
        indicator: Code of an indicator; empty for all.
        cause: Only this cause.
        state: Only this state.
        owner: User name of an owner, `NOBODY`, or empty for all.
        result: Word of the results shown, a key of `RESULTS`.
        has_all: Whether indicators only one source states are shown too.
    """

    unit: str = ""
    indicator: str = ""
    cause: DifferenceCause | None = None
    state: DifferenceState | None = None
    owner: str = ""
    result: str = ""
    has_all: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """The rows a page shows.

    Args:
        rows: With all filters in force.
        tabs: Results with their counts, the other filters in force.
        causes: Causes there are with their counts, the other filters in force.
        counts: Results of everything compared, by result.
        hidden_count: Rows left out because only one source states their indicator.
        indicators: Choices of indicators.
        states: Choices of states.
        cause_options: Choices of causes.
        owners: Choices of owners.
    """

    rows: Sequence[ReconciledRow]
    tabs: list[Tab]
    causes: list[Tab]
    counts: Mapping[Result, int]
    hidden_count: int
    indicators: tuple[Option, ...]
    states: tuple[Option, ...]
    cause_options: tuple[Option, ...]
    owners: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class ReconciliationPage:
    """A reconciliation as the page shows it, or why there is none.

    Args:
        asked: What was asked.
        filters: Filters in force.
        found: The reconciliation; None where nothing, or nothing that can be, was asked.
        listing: Its rows with the filters in force.
        page: The part of them shown.
        refused: Why it cannot be made.
        common: Periods several sources have, to begin with.
        own_unit: Name of the unit this person is limited to; empty for all units.
        headline: What must be said of the period's figures before anybody reads them.
    """

    asked: Asked
    filters: Filters
    found: Reconciliation | None
    listing: Listing | None
    page: Page[Line] | None
    refused: str
    common: list[CommonPeriod]
    own_unit: str
    headline: Headline


def read_asked() -> Asked:
    """Return which sources and period the address asks for."""
    period, first, second = (request.args.get(name, "").strip() for name in ("ky", "a", "b"))
    return Asked(period, first, second, list_source_options(first), list_source_options(second))


def list_source_options(chosen: str) -> tuple[Option, ...]:
    """Return every source as a choice; the built-in one also before its first pull."""
    codes = {source.code: f"{source.code} ({label(source.kind)})" for source in list_sources()}
    codes.setdefault(OWN_SOURCE, f"{OWN_SOURCE} ({label(SourceKind.DOSSIERS)})")
    return build_options(codes.items(), chosen, all_text=_("chọn nguồn"))


def read_filters() -> Filters:
    """Return the filters the address asks for; what it cannot mean is no filter."""
    asked = request.args
    result = asked.get("ket-qua", "")
    return Filters(
        unit=asked.get("don-vi", "").strip(),
        indicator=asked.get("chi-so", ""),
        cause=CAUSES.get(asked.get("nguyen-nhan", "")),
        state=STATES.get(asked.get("trang-thai", "")),
        owner=asked.get("phu-trach", ""),
        result=result if result in RESULTS else "",
        has_all=asked.get("pham-vi") == ALL_INDICATORS,
    )


def build_listing(found: Reconciliation, filters: Filters) -> Listing:
    """Return the rows the filters let through, with what the other choices would show."""
    told = [row for row in found.rows if row.cause is not DifferenceCause.NOT_STATED]
    shows_all = filters.has_all or filters.cause is DifferenceCause.NOT_STATED
    scope = found.rows if shows_all else told
    kept = [row for row in scope if _passes(row, filters)]
    of_cause = [row for row in kept if filters.cause in (None, row.cause)]
    wanted = RESULTS[filters.result]
    counts = count_results(row.comparison for row in of_cause)
    causes = Counter(row.cause for row in kept if row.cause is not None)
    return Listing(
        rows=sort_rows(
            [row for row in of_cause if row.comparison.result in wanted], row_columns(found)
        ),
        tabs=[_result_tab(word, counts, filters, found) for word in RESULTS],
        causes=[
            Tab(
                label(cause),
                causes[cause],
                same_page(
                    nguyen_nhan=None if filters.cause is cause else word, trang=None, ket_qua=None
                ),
                filters.cause is cause,
            )
            for word, cause in CAUSES.items()
            if causes[cause]
        ],
        counts=count_results(row.comparison for row in told),
        hidden_count=len(found.rows) - len(scope),
        indicators=_indicators(scope, filters),
        states=build_options(
            [(word, label(state)) for word, state in STATES.items()],
            _word(STATES, filters.state),
            all_text=_("Tất cả"),
        ),
        cause_options=build_options(
            [(word, label(cause)) for word, cause in CAUSES.items()],
            _word(CAUSES, filters.cause),
            all_text=_("Tất cả"),
        ),
        owners=_owners(found.rows, filters),
    )


def _passes(row: ReconciledRow, filters: Filters) -> bool:
    unit = row.unit
    owner = row.judged.owner_username if row.judged else ""
    return (
        matches(fold(filters.unit), (unit.name, unit.short_name, unit.code))
        and filters.indicator in ("", row.indicator.code)
        and filters.state in (None, row.state)
        and (not filters.owner or owner == ("" if filters.owner == NOBODY else filters.owner))
    )


def _result_tab(
    word: str, counts: Mapping[Result, int], filters: Filters, found: Reconciliation
) -> Tab:
    texts = {
        "": _("Không khớp"),
        "khac": _("Khác nhau"),
        "chi-a": _("Chỉ có ở %(source)s", source=found.first.code),
        "chi-b": _("Chỉ có ở %(source)s", source=found.second.code),
        "khop": _("Khớp"),
        "tat-ca": _("Tất cả"),
    }
    count = sum(counts[result] for result in RESULTS[word])
    url = same_page(ket_qua=word or None, trang=None)
    return Tab(texts[word], count, url, filters.result == word)


def _indicators(rows: Iterable[ReconciledRow], filters: Filters) -> tuple[Option, ...]:
    names = {row.indicator.code: f"{row.indicator.code} {row.indicator.name}" for row in rows}
    return build_options(names.items(), filters.indicator, all_text=_("Tất cả"))


def _owners(rows: Iterable[ReconciledRow], filters: Filters) -> tuple[Option, ...]:
    known = {row.judged.owner_username: row.judged.owner for row in rows if row.judged}
    named = sorted((pair for pair in known.items() if pair[0]), key=lambda pair: sort_key(pair[1]))
    return build_options([(NOBODY, _("chưa giao")), *named], filters.owner, all_text=_("Tất cả"))


def _word(
    words: Mapping[str, DifferenceCause] | Mapping[str, DifferenceState], member: object
) -> str:
    return next((word for word, known in words.items() if known is member), "")
