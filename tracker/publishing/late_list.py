"""What a month's late list says, from the dossiers as they are known now."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from tracker.errors import RefusedError
from tracker.garbage import seldom_collected
from tracker.publishing.list_annexes import make_annexes
from tracker.publishing.list_notices import list_notices
from tracker.queries.asked_aside import asked_aside
from tracker.queries.calendar import load_calendar
from tracker.queries.calendar_changes import calendar_version
from tracker.queries.chain_marks import load_chain_marks
from tracker.queries.dossier_lists import read_late_dossiers
from tracker.queries.dossier_sources import list_dossier_sources
from tracker.queries.listed_units import list_listed_units
from tracker.queries.unit_counts import count_units
from tracker.rules.counts import UnitCounts, sum_counts
from tracker.rules.late_list_seal import ListFacts
from tracker.rules.late_lists import RULE_TEXTS, list_title
from tracker.services.audit import lock_chain
from tracker.services.late_list_drafts import (
    record_correction,
    record_draft,
    require_correction,
    require_draft,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from models.vocabulary import LatenessRule
    from tracker.config import Settings
    from tracker.publishing.list_papers import ListPapers
    from tracker.queries.accounts import Actor
    from tracker.queries.dossier_sources import DossierSource
    from tracker.queries.listed_units import ListedUnit
    from tracker.rules.periods import Period
    from tracker.rules.rates import Share
    from tracker.services.late_list_versions import ListVersion

_COUNTED = tuple(field.name for field in fields(UnitCounts))


def draft_late_list(*, period: str, actor: Actor, settings: Settings) -> ListVersion:
    """Draft the list of a month from what is known now; a standing draft is replaced.

    Args:
        period: The month, as typed ("2024-03").
        actor: Who drafts.
        settings: Cut-off day, rule of lateness, masking of codes.

    Raises:
        RefusedError: `late_list_no_data`, and as
            `tracker.services.late_list_drafts.require_draft`.
    """
    month = require_draft(period=period, actor=actor, cutoff=settings.month_cutoff_day)
    _hold_still()
    return record_draft(facts=build_late_list(month, settings), actor=actor)


def correct_late_list(*, period: str, reason: str, actor: Actor, settings: Settings) -> ListVersion:
    """Draft a corrected version of a published list; the published one stands until then.

    Args:
        period: The month, as typed ("2024-03").
        reason: Why; printed on the corrected list.
        actor: Who drafts the correction.
        settings: Cut-off day, rule of lateness, masking of codes.

    Raises:
        RefusedError: `late_list_no_data`, and as
            `tracker.services.late_list_drafts.require_correction`.
    """
    month = require_correction(
        period=period, reason=reason, actor=actor, cutoff=settings.month_cutoff_day
    )
    _hold_still()
    facts = build_late_list(month, settings)
    return record_correction(facts=facts, reason=reason, actor=actor)


def _hold_still() -> None:
    """Have facts stay as they are until the list is stored: it is frozen, and asks many times.

    Whoever changes them writes to the audit trail in the same transaction, and waits for it. The
    calendar comes first, as with whoever changes the calendar.
    """
    load_calendar()
    lock_chain()


@seldom_collected()
def build_late_list(period: Period, settings: Settings) -> ListFacts:
    """Return what the list of a month says, both for everybody and for the staff.

    Vietnamese whatever the reader's language: the bytes are frozen.

    Args:
        period: The month.
        settings: Cut-off day, rule of lateness, masking of codes.

    Raises:
        RefusedError: `late_list_no_data` when no dossier of the month is known, or no import is
            newer than its first day: silence is not "nobody was late".

    Source:
        design.md sections 3 and 5; reference/reliability.md C6; domain-vn.md 4.3 and 8.
    """
    cutoff, rule = settings.month_cutoff_day, settings.lateness_rule
    first_day, last_day = period.first_day(cutoff), period.last_day(cutoff)
    # Read first: a change of the calendar waits until whoever counts by it has ended.
    calendar = load_calendar()
    sources = list_dossier_sources(first_day, last_day)
    as_of = max((source.as_of for source in sources), default=first_day)
    if not sources or as_of < first_day:
        raise RefusedError("late_list_no_data", period=period.code, last_day=last_day)
    said = read_late_dossiers(first_day, last_day, rule)
    marks = load_chain_marks(said.ids(), on=last_day)
    known: dict[str, Any] = {
        "period": period.code,
        "first_day": first_day,
        "last_day": last_day,
        "as_of": as_of,
        "is_sample": any(source.is_sample for source in sources),
    }
    heading = {
        "title": list_title(period),
        **_rules(rule),
        "sources": [_source(source) for source in sources],
        "notices": list_notices(sources, period.code, last_day),
    }
    with asked_aside(lambda: _count(first_day, last_day, rule)) as counting:
        annexes = make_annexes(said, marks, calendar, settings)
    counts, units = counting.result()
    shared = {**known, **heading, **_units(counts, units, annexes.papers)}
    return ListFacts(
        **known,
        public={**shared, **annexes.public},
        internal={**shared, **annexes.internal},
        write=annexes.write,
    )


def _count(
    first_day: date, last_day: date, rule: LatenessRule
) -> tuple[dict[int, UnitCounts], list[ListedUnit]]:
    """Return the counts of every unit, and those units in the order of the list.

    Units are read after the counts: one that came meanwhile is in the totals, and must be listed.
    """
    counts = count_units(first_day, last_day, rule)
    return counts, list_listed_units(counts)


def _rules(rule: LatenessRule) -> dict[str, Any]:
    """Return by which rule, and by which version of the calendar, lateness was judged."""
    return {
        "rule": rule,
        "rule_text": RULE_TEXTS[rule],
        "calendar_version": calendar_version(),
    }


def _units(
    counts: Mapping[int, UnitCounts], units: Sequence[ListedUnit], papers: ListPapers
) -> dict[str, Any]:
    """Return counts and coverage of every unit, of all together, and sums that do not come out."""
    totals = sum_counts(counts.values())
    failures = [(unit.code, counts[unit.id]) for unit in units] + [("", totals)]
    return {
        "units": [
            {
                "code": unit.code,
                "name": unit.name,
                "level": unit.level,
                **_counts(counts[unit.id]),
                "coverage": papers.of_unit(unit.id),
            }
            for unit in units
        ],
        "totals": {**_counts(totals), "coverage": papers.of_all()},
        "identity_failures": [
            {"unit_code": code, "identity": broken.code, "left": broken.left, "right": broken.right}
            for code, unit_counts in failures
            for broken in unit_counts.identities()
        ],
    }


def _counts(counts: UnitCounts) -> dict[str, Any]:
    return {
        **{name: getattr(counts, name) for name in _COUNTED},
        "finished_on_time_rate": _rate(counts.finished_on_time_rate),
        "progress_rate": _rate(counts.progress_rate),
    }


def _rate(share: Share) -> dict[str, Any]:
    """Return the parts and the percentage, for reading: whoever decides uses the parts."""
    return {
        "numerator": share.numerator,
        "denominator": share.denominator,
        "percent": share.percent,
    }


def _source(source: DossierSource) -> dict[str, Any]:
    return {
        "code": source.code,
        "name": source.name,
        "is_sample": source.is_sample,
        "as_of": source.as_of,
        "captured_at": source.captured_at,
    }
