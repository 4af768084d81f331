"""A month's list is found by indexes on either database, never by reading every dossier."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from models import Dossier, db
from models.vocabulary import DossierStatus, LatenessRule
from tests.factories import make_batch, make_procedure, make_source, make_unit
from tests.remembered import remembered
from tracker.publishing.late_list import build_late_list
from tracker.queries.coverage import count_coverage
from tracker.queries.dossier_lists import read_late_dossiers
from tracker.queries.late_cases import CaseSearch, count_cases_by_unit, list_cases
from tracker.queries.unit_counts import count_units
from tracker.rules.periods import read_period
from tracker.services.dossier_store import PostgresStore

if TYPE_CHECKING:
    from tracker.config import Settings

ROWS = 12_000
FIRST = date(2020, 1, 1)
DAYS = 5 * 365
MONTHS = pytest.mark.parametrize("month", ["2020-02", "2022-06", "2024-11"])
Sent = list[tuple[str, Any]]


def dossier(number: int, units: list[int], **keys: int) -> dict[str, Any]:
    """Return one of five years of dossiers: every 20th ends late, every 50th drags on."""
    received_on = FIRST + timedelta(days=number * DAYS // ROWS)
    due_on = received_on + timedelta(days=5)
    took = 200 if number % 50 == 0 else 9 if number % 20 == 0 else number % 5
    is_open = number % 100 == 1 and number > ROWS - 1_000
    return {
        "code": f"H99-{number:06d}",
        "unit_id": units[number % len(units)],
        "received_on": received_on,
        "due_on": due_on,
        "judged_due_on": due_on,
        "finished_on": None if is_open else received_on + timedelta(days=took),
        "status": DossierStatus.OPEN if is_open else DossierStatus.FINISHED,
        "as_of": date(2025, 1, 1),
        **keys,
    }


@remembered
def five_years(database: Settings) -> None:
    """Five years of dossiers, and a source that has none of them."""
    units = [make_unit(f"H99.{n}", f"UBND xã {n}") for n in range(20)]
    source, idle = make_source("one-stop"), make_source("idle")
    batch, procedure = make_batch(source, as_of=date(2025, 1, 1)), make_procedure()
    make_batch(idle, as_of=date(2025, 1, 1))
    keys = {"source_id": source, "batch_id": batch, "procedure_id": procedure}
    db.session.execute(
        sa.insert(Dossier), [dossier(number, units, **keys) for number in range(ROWS)]
    )
    db.session.commit()


@pytest.fixture(params=[False, True], ids=["no-statistics", "statistics"])
def filled(five_years: None, database: Settings, request: pytest.FixtureRequest) -> Settings:
    """Stand in the product with those, and with what the database knows of them or without."""
    is_analyzed = request.param
    if db.engine.dialect.name == "postgresql" and not is_analyzed:
        pytest.skip("PostgreSQL keeps statistics by itself")
    if is_analyzed:
        db.session.execute(sa.text("ANALYZE"))
        db.session.commit()
    return database


@pytest.fixture
def sent() -> Iterator[Sent]:
    """The statements sent to the database."""
    found: Sent = []

    def note(_c: object, _cur: object, text: str, values: object, *_more: object) -> None:
        found.append((text, values))

    sa.event.listen(db.engine, "before_cursor_execute", note)
    yield found
    sa.event.remove(db.engine, "before_cursor_execute", note)


def plans(sent: Sent) -> list[str]:
    """Return how the database reads the table of dossiers in each statement sent."""
    connection = db.session.connection()
    asked = [each for each in sent if "FROM dossier" in each[0]]
    if db.engine.dialect.name == "sqlite":
        return [
            row[3]
            for text, values in asked
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values)
            if "dossier" in row[3]
        ]
    nodes: list[str] = []
    for text, values in asked:
        told = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {text}", values).scalar_one()
        tree = told if isinstance(told, list) else json.loads(told)
        nodes += _reads(tree[0]["Plan"])
    return nodes


def _reads(node: dict[str, Any]) -> list[str]:
    found = [each for child in node.get("Plans", ()) for each in _reads(child)]
    if node.get("Relation Name") == "dossier" or "Bitmap Index" in node["Node Type"]:
        found.append(f"{node['Node Type']} {node.get('Index Name', '')}")
    return found


def has_full_scan(plan: str) -> bool:
    return plan.startswith(("SCAN", "Seq Scan", "Parallel Seq Scan"))


@MONTHS
def test_no_query_of_a_list_reads_every_dossier(filled: Settings, sent: Sent, month: str) -> None:
    facts = build_late_list(read_period(month), filled)

    assert facts.internal["finished_late"]
    assert facts.internal["open_overdue"]
    found = plans(sent)
    assert len(found) >= 10
    assert not any(has_full_scan(plan) for plan in found), found


@MONTHS
def test_no_query_of_explanations_reads_every_dossier(
    filled: Settings, sent: Sent, month: str
) -> None:
    del filled
    period = read_period(month)
    search = CaseSearch(period.first_day(), period.last_day(), LatenessRule.BY_DATE, least_days=2)

    assert list_cases(search, limit=10)
    assert count_cases_by_unit(search)
    assert count_coverage(search, needed_after_days=0)

    found = plans(list(sent))
    assert not any(has_full_scan(plan) for plan in found), found


@pytest.mark.parametrize("rule", tuple(LatenessRule))
def test_an_old_month_reads_few_of_those_that_ended_since(
    filled: Settings, sent: Sent, rule: LatenessRule
) -> None:
    del filled
    month = read_period("2020-02")
    count_units(month.first_day(), month.last_day(), rule)
    read_late_dossiers(month.first_day(), month.last_day(), rule)

    found = plans(sent)

    assert not any(has_full_scan(plan) for plan in found), found
    assert sum("ix_dossier_long" in plan for plan in found) >= 2, found
    if rule is LatenessRule.BY_DATE:
        assert sum("ix_dossier_late" in plan for plan in found) == 1, found


def test_counting_units_never_sorts_dossiers(filled: Settings, sent: Sent) -> None:
    del filled
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL groups without sorting")
    month = read_period("2022-06")
    count_units(month.first_day(), month.last_day())

    found = plans(sent)

    assert len(found) == 5
    assert all("COVERING INDEX" in plan for plan in found), found


@pytest.mark.parametrize("is_analyzed", [False, True], ids=["no-statistics", "statistics"])
def test_the_dossiers_of_a_file_are_found_by_their_keys(
    five_years: None, database: Settings, *, is_analyzed: bool
) -> None:
    del five_years, database
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SQLite takes a list apart and looks each up")
    if is_analyzed:
        db.session.execute(sa.text("ANALYZE dossier"))
    source_id = db.session.scalar(sa.select(Dossier.source_id).limit(1))
    codes = [f"H99-{number:06d}" for number in range(5_000)]

    found = plans([(PostgresStore._FIND, (codes, source_id))])

    assert found == ["Index Scan uq_dossier_source_id_code"]
