"""A past day is rebuilt from revisions: equal to a model that forgets what came later."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING

import pytest

from models.vocabulary import DossierStatus, LatenessRule, Timeliness
from tests.factories import make_unit
from tests.remembered import remembered
from tracker.importing.dossiers import import_dossiers
from tracker.publishing.count_tables import build_period_counts
from tracker.queries.dossier_counts import count_groups
from tracker.queries.dossier_history import count_replaced_groups, find_newest_event
from tracker.queries.dossier_search import DossierSearch, count_dossiers, list_dossiers
from tracker.rules.count_tables import CountBy
from tracker.rules.counts import Tally, UnitCounts
from tracker.rules.lateness import DossierFacts, classify, is_carried_over
from tracker.rules.periods import read_period

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import OnDay
    from tracker.config import Settings
    from tracker.queries.accounts import Actor

FIRST, LAST = date(2024, 3, 1), date(2024, 3, 31)
AS_OF = (date(2024, 2, 29), date(2024, 3, 11), date(2024, 3, 31), date(2024, 4, 30))
DAYS = [AS_OF[0] - timedelta(days=1), *AS_OF, *(day + timedelta(days=1) for day in AS_OF)]
HEAD = "Mã hồ sơ,Mã TTHC,Lĩnh vực,Mã đơn vị,Ngày tiếp nhận,Ngày hẹn trả,Ngày kết thúc,Trạng thái"
Facts = dict[str, tuple[str, DossierFacts]]


def write(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def make_facts(random: Random, as_of: date) -> tuple[str, DossierFacts]:
    """Return a unit and facts a file of that day could state."""
    received = date(2024, 2, 1) + timedelta(days=random.randrange(0, 28))
    due = received + timedelta(days=random.randrange(0, 40))
    while due.weekday() > 4:
        due += timedelta(days=1)
    ended = received + timedelta(days=random.randrange(0, 70))
    status = random.choice(
        [DossierStatus.FINISHED, DossierStatus.OPEN, DossierStatus.PAUSED, DossierStatus.RETURNED]
    )
    is_ended = status in (DossierStatus.FINISHED, DossierStatus.RETURNED)
    if is_ended and ended > as_of:
        status, is_ended = DossierStatus.OPEN, False
    facts = DossierFacts(received, None, due, None, ended if is_ended else None, None, status)
    return random.choice(["X1", "X2"]), facts


def write_file(path: Path, dossiers: Facts) -> Path:
    lines = [HEAD]
    for code, (unit, facts) in dossiers.items():
        ended = write(facts.finished_on) if facts.finished_on else ""
        days = f"{write(facts.received_on)},{write(facts.due_on or LAST)},{ended}"
        lines.append(f"{code},1.01,Hộ tịch,{unit},{days},{facts.status.value}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@remembered
def history(database: Settings, tmp_path: Path, system: Actor) -> dict[date, Facts]:
    """Four imports, each changing some dossiers and adding others; what each day would know."""
    del database
    units = {make_unit(code, f"UBND xã {code}"): code for code in ("X1", "X2")}
    assert len(units) == 2
    random = Random(2024)
    known: Facts = {}
    versions: dict[date, Facts] = {}
    for number, as_of in enumerate(AS_OF):
        known = dict(known)
        for code in random.sample(sorted(known), len(known) // 2):
            known[code] = make_facts(random, as_of)
        for new in range(30):
            known[f"D-{number}-{new}"] = make_facts(random, as_of)
        path = write_file(tmp_path / f"{number}.csv", known)
        report = import_dossiers(path, source_code="MOT-CUA", actor=system, as_of=as_of)
        assert (report.rejected, report.skipped) == (0, 0)
        versions[as_of] = known
    return versions


def known_on(history: dict[date, Facts], day: date) -> Facts:
    past = [as_of for as_of in AS_OF if as_of <= day]
    return history[past[-1]] if past else {}


@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize("rule", list(LatenessRule))
def test_counts_of_a_past_day_are_those_of_a_model_that_forgot_what_came_later(
    history: dict[date, Facts], database: Settings, day: date, rule: LatenessRule
) -> None:
    del database
    expected: defaultdict[str, Tally] = defaultdict(Tally)
    for unit, facts in known_on(history, day).values():
        timeliness = classify(facts, first_day=FIRST, last_day=min(LAST, day), rule=rule)
        expected[unit].add(timeliness, is_carried=is_carried_over(facts, FIRST))

    standing = count_groups(FIRST, min(LAST, day), rule, known_on=day)
    rebuilt, _ = count_replaced_groups(FIRST, min(LAST, day), rule, known_on=day)

    total = UnitCounts()
    for counts in (*standing.values(), *rebuilt.values()):
        total += counts
    model = UnitCounts()
    for tally in expected.values():
        model += tally.counts()
    assert total == model
    assert total.identities() == ()


@pytest.mark.parametrize("kind", [Timeliness.FINISHED_LATE, Timeliness.OPEN_OVERDUE])
@pytest.mark.parametrize("day", AS_OF[1:], ids=str)
def test_late_rows_of_a_past_day_are_those_of_the_model(
    history: dict[date, Facts], database: Settings, day: date, kind: Timeliness
) -> None:
    del database
    last = min(LAST, day)
    search = DossierSearch(kind, FIRST, last, None, LatenessRule.BY_DATE, known_on=day)

    found = list_dossiers(search, offset=0, limit=1000)

    assert {row.code for row in found} == {
        code
        for code, (_, facts) in known_on(history, day).items()
        if classify(facts, first_day=FIRST, last_day=last) is kind
    }
    assert count_dossiers(search) == len(found)
    assert found == sorted(found, key=lambda row: (row.judged_due_on, row.code))


def test_the_newest_day_known_gives_what_is_known_now(
    history: dict[date, Facts], database: Settings, on_day: OnDay
) -> None:
    assert history
    period = read_period("2024-03")
    on_day(date(2024, 5, 2))

    now = build_period_counts(period, database)
    then = build_period_counts(period, database, known_on=AS_OF[-1])

    assert then.table == now.table


@pytest.mark.parametrize("by", list(CountBy))
@pytest.mark.parametrize("day", [None, AS_OF[1]], ids=["now", "past"])
def test_units_levels_and_fields_come_to_the_same_total(
    history: dict[date, Facts], database: Settings, on_day: OnDay, by: CountBy, day: date | None
) -> None:
    assert history
    on_day(date(2024, 5, 2))
    period = read_period("2024-03")

    total = build_period_counts(period, database, by=by, known_on=day).table.total

    by_unit = build_period_counts(period, database, known_on=day).table.total
    assert total == by_unit
    statuses = total.counts.standstills
    assert sum(statuses.values()) == total.counts.counts.paused + total.counts.counts.returned


def test_the_newest_event_is_never_beyond_the_day_looked_at(
    history: dict[date, Facts], database: Settings
) -> None:
    del history, database

    assert find_newest_event(date(2023, 1, 1)) is None
    assert find_newest_event(date(2024, 2, 3)) == date(2024, 2, 3)
