"""The counts of a unit in a period and the identities they must keep (số liệu tổng hợp)."""

from __future__ import annotations

from dataclasses import dataclass, fields
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from models.vocabulary import Channel, Timeliness
from tracker.rules.rates import Share

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class BrokenIdentity:
    """A sum that does not come out.

    Args:
        code: Name of the identity.
        left: Total as counted.
        right: Sum of its parts.
    """

    code: str
    left: int
    right: int


@dataclass(frozen=True, slots=True)
class UnitCounts:
    """Dossiers of one unit, or of several that do not contain each other, in one period.

    `finished`, `open`, `paused` and `returned` are disjoint: a paused dossier is not open, and a
    returned, withdrawn or refused one is not finished.
    """

    carried_over: int = 0
    received: int = 0
    received_online: int = 0
    received_direct: int = 0
    received_postal: int = 0
    received_unstated: int = 0
    finished: int = 0
    finished_early: int = 0
    finished_on_time: int = 0
    finished_late: int = 0
    open: int = 0
    open_within_term: int = 0
    open_overdue: int = 0
    paused: int = 0
    returned: int = 0

    def __add__(self, other: UnitCounts) -> UnitCounts:
        """Return the counts of both together."""
        return sum_counts((self, other))

    @property
    def finished_on_time_rate(self) -> Share:
        """Finished in time of all finished: PAR index, targets IV.1 to IV.3."""
        return Share(self.finished_early + self.finished_on_time, self.finished)

    @property
    def progress_rate(self) -> Share:
        """Finished in time or open within term, of all handled: Decision 766, component 2.1.

        Handled is finished plus open. Paused and returned dossiers are in neither part.
        """
        in_time = self.finished_early + self.finished_on_time + self.open_within_term
        return Share(in_time, self.finished + self.open)

    def identities(self) -> tuple[BrokenIdentity, ...]:
        """Return the identities that fail, with both sides; none for counts made here."""
        by_channel = (
            self.received_online
            + self.received_direct
            + self.received_postal
            + self.received_unstated
        )
        return _broken(
            (
                "identity_all_dossiers",
                self.received + self.carried_over,
                self.finished + self.open + self.paused + self.returned,
            ),
            ("identity_received_by_channel", self.received, by_channel),
            (
                "identity_finished",
                self.finished,
                self.finished_early + self.finished_on_time + self.finished_late,
            ),
            ("identity_open", self.open, self.open_within_term + self.open_overdue),
        )


_NAMES: Final = tuple(field.name for field in fields(UnitCounts))
_VALUES: Final = attrgetter(*_NAMES)
_TOTALS: Final = {
    Timeliness.FINISHED_EARLY: "finished",
    Timeliness.FINISHED_ON_TIME: "finished",
    Timeliness.FINISHED_LATE: "finished",
    Timeliness.OPEN_WITHIN_TERM: "open",
    Timeliness.OPEN_OVERDUE: "open",
}
_RECEIVED: Final = {
    Channel.ONLINE: "received_online",
    Channel.DIRECT: "received_direct",
    Channel.POSTAL: "received_postal",
    None: "received_unstated",
}


def _broken(*sides: tuple[str, int, int]) -> tuple[BrokenIdentity, ...]:
    return tuple(BrokenIdentity(*side) for side in sides if side[1] != side[2])


def sum_counts(counts: Iterable[UnitCounts]) -> UnitCounts:
    """Return the counts of several units together; never a unit and its own children."""
    columns = zip(*(_VALUES(unit) for unit in counts), strict=True)
    return UnitCounts(*(sum(column) for column in columns))


class Tally:
    """Counts dossiers, or groups of dossiers, into one `UnitCounts`."""

    def __init__(self) -> None:
        self._counts = dict.fromkeys(_NAMES, 0)

    def add(
        self,
        timeliness: Timeliness | None,
        *,
        is_carried: bool,
        channel: Channel | None = None,
        count: int = 1,
    ) -> None:
        """Count dossiers of one kind.

        Args:
            timeliness: Their class at the end of the period; None is not in the period.
            is_carried: Whether they were received before the period.
            channel: How they were filed; None when the source does not say.
            count: How many, as a grouped query returns them.
        """
        if timeliness is None:
            return
        counts = self._counts
        if is_carried:
            counts["carried_over"] += count
        else:
            counts["received"] += count
            counts[_RECEIVED[channel]] += count
        counts[timeliness.value] += count
        total = _TOTALS.get(timeliness)
        if total is not None:
            counts[total] += count

    def counts(self) -> UnitCounts:
        """Return what was counted so far."""
        return UnitCounts(**self._counts)


def count_groups(
    rows: Iterable[tuple[Timeliness, bool, Channel | None, int]],
) -> UnitCounts:
    """Return the counts of grouped rows.

    Args:
        rows: Class, whether carried over, channel, how many.
    """
    tally = Tally()
    for timeliness, is_carried, channel, count in rows:
        tally.add(timeliness, is_carried=is_carried, channel=channel, count=count)
    return tally.counts()


@dataclass(frozen=True, slots=True)
class Form06a:
    """Columns 3 to 13 of form II.06a/VPCP/KSTT."""

    received_total: int
    received_online: int
    received_direct: int
    carried_over: int
    finished: int
    finished_early: int
    finished_on_time: int
    finished_late: int
    open: int
    open_within_term: int
    open_overdue: int

    def identities(self) -> tuple[BrokenIdentity, ...]:
        """Return the form's own identities that fail, with both sides."""
        return _broken(
            (
                "form_06a_column_3",
                self.received_total,
                self.received_online + self.received_direct + self.carried_over,
            ),
            (
                "form_06a_column_7",
                self.finished,
                self.finished_early + self.finished_on_time + self.finished_late,
            ),
            ("form_06a_column_11", self.open, self.open_within_term + self.open_overdue),
            ("form_06a_balance", self.received_total, self.finished + self.open),
        )


def form_06a(
    counts: UnitCounts, *, waiting_in_open: bool = True, returned_in_on_time: bool = True
) -> Form06a:
    """Return the columns of form II.06a/VPCP/KSTT.

    The form has no column for paused and returned dossiers. Column 5 holds whatever was not
    stated to be online.

    Args:
        counts: Counts of one unit or group.
        waiting_in_open: Paused and waiting dossiers go to column 12; else to column 9, as the
            note of the form reads.
        returned_in_on_time: Returned, withdrawn and refused dossiers go to column 9; else they are
            left out, and identity 3=7+11 fails by their number.

    Source:
        Circular 01/2020/TT-VPCP, form II.06a/VPCP/KSTT and its note.
    """
    waiting_open, waiting_done = (counts.paused, 0) if waiting_in_open else (0, counts.paused)
    folded = waiting_done + (counts.returned if returned_in_on_time else 0)
    return Form06a(
        received_total=counts.received + counts.carried_over,
        received_online=counts.received_online,
        received_direct=counts.received - counts.received_online,
        carried_over=counts.carried_over,
        finished=counts.finished + folded,
        finished_early=counts.finished_early,
        finished_on_time=counts.finished_on_time + folded,
        finished_late=counts.finished_late,
        open=counts.open + waiting_open,
        open_within_term=counts.open_within_term + waiting_open,
        open_overdue=counts.open_overdue,
    )
