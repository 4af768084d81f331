"""What a unit is told of itself (bảng điểm): which period, how it stands, who stands worst."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from models.vocabulary import PeriodKind, Verdict
from tracker.rules.periods import Period, read_period

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_KINDS: Final = (
    PeriodKind.MONTH,
    PeriodKind.MONTH_TO_DATE,
    PeriodKind.QUARTER,
    PeriodKind.YEAR,
)
"""Of periods that end on the same day the shortest comes first."""

PRESSING: Final = (
    Verdict.MISSED,
    Verdict.NO_DATA,
    Verdict.DISPUTED,
    Verdict.EXCUSED,
)
"""Results that come before all others where the worst comes first."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How one unit stands beside others.

    Args:
        verdicts: Targets it leads, by result; a result without any may be left out.
        late: Dossiers finished late.
        overdue: Dossiers open and overdue.
    """

    verdicts: Mapping[Verdict, int] = field(default_factory=dict)
    late: int = 0
    overdue: int = 0

    @property
    def badness(self) -> tuple[int, int, int]:
        """Return what orders units: targets missed, dossiers late or overdue, figures missing."""
        missed, unknown = (self.verdicts.get(each, 0) for each in (Verdict.MISSED, Verdict.NO_DATA))
        return missed, self.late + self.overdue, unknown


@dataclass(frozen=True, slots=True)
class UsualPeriod:
    """The period a page shows where its address asks for none.

    Args:
        shown: That period.
        newest: The one judged that ended last; another one where it has no figure yet.
    """

    shown: Period
    newest: Period

    @property
    def is_earlier(self) -> bool:
        """Return whether a newer one was judged, without any figure."""
        return self.shown != self.newest


def usual_period(judged: Mapping[str, bool], cutoff: int | None = None) -> UsualPeriod | None:
    """Return the newest period with any figure, else the newest judged; None before any.

    A period judged before its first figure came in says of everything that there is no data, and
    would hide the one before it, which has them.

    Args:
        judged: Text forms of the periods judged, each with whether it has any figure.
        cutoff: Last day of the office's month, None for calendar months.
    """
    periods = order_periods(judged, cutoff)
    if not periods:
        return None
    shown = next((period for period in periods if judged[period.code]), periods[0])
    return UsualPeriod(shown, periods[0])


def order_periods(codes: Iterable[str], cutoff: int | None = None) -> list[Period]:
    """Return periods, the one that ended last first.

    Args:
        codes: Text forms, each once.
        cutoff: Last day of the office's month, None for calendar months.
    """
    found = sorted(map(read_period, codes), key=lambda period: _KINDS.index(period.kind))
    return sorted(found, key=lambda period: period.last_day(cutoff), reverse=True)


def month_in(period: Period) -> Period:
    """Return the month whose dossiers stand beside a period's targets: its last one."""
    return period.months()[-1]


def urgency(verdict: Verdict) -> int:
    """Return where a result stands when the worst comes first; a smaller number is worse."""
    return PRESSING.index(verdict) if verdict in PRESSING else len(PRESSING)
