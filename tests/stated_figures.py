"""Figures two sources stated, corrected and confirmed over a summer, looked at in September."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from models import Indicator, Measurement, db
from models.vocabulary import DifferenceCause, DifferenceState, Role
from tests.factories import make_figure, make_unit
from tests.remembered import add_actor
from tracker.services.reconciliations import DifferenceKey, judge_difference

if TYPE_CHECKING:
    from tests.conftest import OnDay
    from tracker.queries.accounts import Actor

PERIOD: Final = "2025-03"
LATER: Final = "2025-04"
SHARE: Final = "766-2.1"
FIRST, EXPLAINED, SETTLED, SECOND, THIRD, PRESENT = (
    date(2025, 4, 5),
    date(2025, 4, 10),
    date(2025, 4, 20),
    date(2025, 5, 10),
    date(2025, 6, 10),
    date(2025, 9, 1),
)
WHY: Final = "Trung tâm đang kiểm tra lại"
WHY_SETTLED: Final = "Hai bên đã thống nhất cách đếm"


class Stated:
    """Two communes; A was one short in the first, until it was corrected in May.

    On the way somebody explained the difference, then settled it. In the second commune they
    differ to this day, and both stated that again in June. Points of the first commune came in
    April, in May with a correction, and in June again with one group more.
    """

    def __init__(self, on_day: OnDay) -> None:
        self.first = make_unit("X1", "Xã An")
        self.second = make_unit("X2", "Xã Bình")
        self.indicators = dict(db.session.query(Indicator.code, Indicator.id).all())
        on_day(FIRST)
        self.share(self.first, 79, "A", FIRST)
        self.share(self.first, 80, "B", FIRST)
        self.share(self.second, 1, "A", FIRST)
        self.share(self.second, 2, "B", FIRST)
        self.points(FIRST, CKMB="5", TDGQ="10", TTTT="7")
        office = add_actor("van-phong", Role.OFFICE_STAFF)
        on_day(EXPLAINED)
        self.judge(DifferenceState.EXPLAINED, WHY, ("A", "B"), office)
        on_day(SETTLED)
        self.judge(DifferenceState.SETTLED, WHY_SETTLED, ("B", "A"), office)
        on_day(SECOND)
        self.share(self.first, 80, "A", SECOND)
        self.points(SECOND, CKMB="6")
        self.confirm(SECOND, self.first, "TDGQ")
        on_day(THIRD)
        self.points(THIRD, CLGQ="8")
        self.confirm(THIRD, self.first, "CKMB", "TDGQ")
        self.confirm(THIRD, self.second, SHARE)
        self.points(THIRD, self.second, CKMB="9", CLGQ="9")
        self.points(THIRD, period=LATER, CKMB="9")
        on_day(PRESENT)

    def share(self, unit_id: int, numerator: int, source: str, as_of: date) -> None:
        """State how many of ninety dossiers were on time."""
        key = self.indicators[SHARE]
        make_figure(key, unit_id, PERIOD, numerator, 90, source=source, as_of=as_of)

    def points(
        self, as_of: date, unit_id: int | None = None, *, period: str = PERIOD, **groups: str
    ) -> None:
        """State points of the portal, by group; of the first commune where none is named."""
        for code, value in groups.items():
            unit = unit_id or self.first
            key = self.indicators[code]
            make_figure(key, unit, period, value=value, source="CONG", as_of=as_of)

    def confirm(self, as_of: date, unit_id: int, *codes: str) -> None:
        """State the same figures of a commune again."""
        keys = [self.indicators[code] for code in codes]
        db.session.query(Measurement).filter(
            Measurement.indicator_id.in_(keys),
            Measurement.unit_id == unit_id,
            Measurement.is_current,
        ).update({"as_of": as_of})
        db.session.commit()

    def judge(
        self, state: DifferenceState, note: str, sources: tuple[str, str], office: Actor
    ) -> None:
        """Write down what came of the first commune's difference, of sources in any order."""
        said = {"A": [79, 90, None], "B": [80, 90, None]}
        judge_difference(
            key=DifferenceKey(PERIOD, *sources, SHARE, self.first),
            state=state,
            cause=DifferenceCause.SYNC_DELAY,
            note=note,
            owner=office.username,
            snapshot=[said[source] for source in sources],
            actor=office,
        )
        db.session.commit()
