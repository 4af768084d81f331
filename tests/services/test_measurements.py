"""Figures are revisions: nothing is overwritten, and the newest statement of a source counts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models import AuditEntry, Measurement, Source, db
from models.vocabulary import BatchKind, Role, SourceKind
from tests.factories import make_indicator, make_unit
from tests.remembered import remembered
from tracker.errors import ForbiddenError
from tracker.queries.import_batches import find_batch_of_file, list_batches
from tracker.queries.measurements import (
    list_measurements,
    list_preferred_measurements,
    list_revisions,
)
from tracker.services.import_batches import (
    BatchCounts,
    close_batch,
    record_repeat,
    register_source,
    start_batch,
)
from tracker.services.measurements import Figure, plan_measurements, record_measurements
from tracker.transaction import transaction

if TYPE_CHECKING:
    from tests.conftest import MakeActor
    from tracker.config import Settings
    from tracker.queries.accounts import Actor

APRIL, MAY, JUNE = date(2024, 4, 1), date(2024, 5, 1), date(2024, 6, 1)


class Book:
    """Two units, one indicator, and a way to state figures about them."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.units = [make_unit("X1", "UBND xã Một"), make_unit("X2", "UBND xã Hai")]
        self.indicator = make_indicator("T-1", "Tỷ lệ đúng hạn")
        self.files = 0

    def figure(self, numerator: int | None, *, unit: int = 0, **more: Any) -> Figure:
        denominator = None if numerator is None else 100
        return Figure(self.indicator, self.units[unit], "2024-03", numerator, denominator, **more)

    def state(self, *figures: Figure, as_of: date, source: str = "S") -> None:
        self.files += 1
        with transaction():
            source_id, _ = register_source(code=source)
            batch_id = self.start(source_id, as_of)
            plan = plan_measurements(figures=figures, source_id=source_id, as_of=as_of)
            record_measurements(
                plan=plan,
                source_id=source_id,
                as_of=as_of,
                batch_id=batch_id,
                actor=self.actor,
            )
            close_batch(
                batch_id=batch_id,
                counts=BatchCounts(len(figures), len(plan.added), len(plan.updated), 0, 0, 0),
                errors=(),
                actor=self.actor,
            )

    def start(self, source_id: int, as_of: date, actor: Actor | None = None) -> int:
        return start_batch(
            kind=BatchKind.MEASUREMENTS,
            source_id=source_id,
            file_name="a.csv",
            file_sha256=f"{self.files:064x}",
            settings_key="",
            as_of=as_of,
            actor=actor or self.actor,
        )

    def revisions(self) -> list[tuple[int, int | None, date]]:
        rows = list_revisions(
            indicator_code="T-1", unit_id=self.units[0], period="2024-03", source_code="S"
        )
        return [(row.revision, row.numerator, row.as_of) for row in rows]


@remembered
def book(database: Settings, system: Actor) -> Book:
    del database
    return Book(system)


def test_a_correction_is_a_new_revision_and_the_old_one_stays(book: Book) -> None:
    book.state(book.figure(90), as_of=APRIL)
    book.state(book.figure(95), as_of=MAY)

    assert book.revisions() == [(1, 90, APRIL), (2, 95, MAY)]
    (current,) = list_measurements(periods=["2024-03"])
    assert (current.revision, current.numerator) == (2, 95)


def test_an_older_statement_never_takes_the_place_of_a_newer_one(book: Book) -> None:
    book.state(book.figure(95), as_of=MAY)
    book.state(book.figure(90), as_of=APRIL)

    assert book.revisions() == [(1, 95, MAY)]


def test_a_statement_of_the_same_day_counts_as_the_newer_one(book: Book) -> None:
    book.state(book.figure(90), as_of=APRIL)
    book.state(book.figure(95), as_of=APRIL)

    assert book.revisions() == [(1, 90, APRIL), (2, 95, APRIL)]


def test_a_confirmed_figure_is_not_undone_by_a_file_from_in_between(book: Book) -> None:
    book.state(book.figure(90), as_of=APRIL)
    book.state(book.figure(90), as_of=JUNE)
    book.state(book.figure(80), as_of=MAY)

    assert book.revisions() == [(1, 90, JUNE)]


def test_an_old_confirmation_does_not_make_a_figure_older(book: Book) -> None:
    book.state(book.figure(90), as_of=JUNE)
    book.state(book.figure(90), as_of=APRIL)

    assert book.revisions() == [(1, 90, JUNE)]


@pytest.mark.parametrize(
    "other",
    [{"quality": "TEMP"}, {"note": "ước"}, {"value": Decimal("90.5")}],
    ids=["quality", "note", "value"],
)
def test_what_is_said_beside_a_figure_is_part_of_the_statement(
    book: Book, other: dict[str, Any]
) -> None:
    book.state(book.figure(None, value=Decimal(90)), as_of=APRIL)
    book.state(book.figure(None, **{"value": Decimal(90), **other}), as_of=MAY)

    assert len(book.revisions()) == 2


def test_two_figures_of_one_key_are_the_callers_fault(book: Book) -> None:
    with pytest.raises(ValueError, match="two figures"):
        plan_measurements(figures=(book.figure(1), book.figure(2)), source_id=1, as_of=APRIL)


def test_the_source_that_spoke_last_speaks_for_the_figure(book: Book) -> None:
    book.state(book.figure(90), book.figure(70, unit=1), as_of=MAY, source="A")
    book.state(book.figure(80), as_of=APRIL, source="B")
    book.state(book.figure(60, unit=1), as_of=MAY, source="C")

    every = list_measurements(periods=["2024-03"])
    best = list_preferred_measurements(periods=["2024-03"])

    assert [(row.source_code, row.unit_code) for row in every] == [
        ("A", "X1"),
        ("B", "X1"),
        ("C", "X2"),
        ("A", "X2"),
    ]
    assert [(row.unit_code, row.source_code, row.numerator) for row in best] == [
        ("X1", "A", 90),
        ("X2", "C", 60),
    ]


def test_figures_are_found_by_unit_indicator_and_source(book: Book) -> None:
    book.state(book.figure(90), book.figure(70, unit=1), as_of=MAY, source="A")

    def found(**options: Any) -> list[str]:
        return [row.unit_code for row in list_measurements(periods=["2024-03"], **options)]

    assert found(unit_ids=[book.units[1]]) == ["X2"]
    assert found(indicator_code="T-1", source_code="A") == ["X1", "X2"]
    assert found(indicator_code="T-2") == found(source_code="B") == []
    assert list_preferred_measurements(periods=["2024-04"]) == []


def test_a_batch_keeps_its_counts_its_errors_and_one_line_of_the_trail(book: Book) -> None:
    with transaction():
        source_id, is_new = register_source(code="S", kind=SourceKind.PORTAL)
        batch_id = book.start(source_id, APRIL)
        close_batch(
            batch_id=batch_id,
            counts=BatchCounts(6, 1, 2, 0, 1, 2),
            errors=[{"row": 5, "code": "unit_unknown"}],
            actor=book.actor,
            details={"source": "S"},
        )
    (batch,) = list_batches(kind=BatchKind.MEASUREMENTS)
    entries = db.session.scalars(
        sa.select(AuditEntry).where(AuditEntry.object_type == "import_batch")
    ).all()

    assert is_new
    assert (batch.row_count, batch.accepted_count, batch.rejected_count) == (6, 3, 1)
    assert batch.errors == ({"row": 5, "code": "unit_unknown"},)
    assert batch.source_code == "S"
    assert [(entry.action, entry.object_key) for entry in entries] == [
        ("measurements_imported", str(batch_id))
    ]
    assert entries[0].details["rejected_count"] == 1
    assert list_batches(kind=BatchKind.DOSSIERS) == []


def test_a_file_is_found_again_by_bytes_source_and_settings(book: Book) -> None:
    book.state(book.figure(90), as_of=APRIL)
    key = {"kind": BatchKind.MEASUREMENTS, "source_code": "S", "settings_key": ""}

    assert find_batch_of_file(file_sha256=f"{1:064x}", **key) is not None
    assert find_batch_of_file(file_sha256=f"{2:064x}", **key) is None
    assert find_batch_of_file(file_sha256=f"{1:064x}", **{**key, "source_code": "T"}) is None
    assert find_batch_of_file(file_sha256=f"{1:064x}", **{**key, "settings_key": "x"}) is None


def test_a_known_source_keeps_its_kind(book: Book) -> None:
    book.state(book.figure(90), as_of=APRIL)
    with transaction():
        again = register_source(code="S", kind=SourceKind.PORTAL)

    assert again[1] is False
    assert db.session.get_one(Source, again[0]).kind is SourceKind.FILE


def test_only_office_staff_and_the_command_line_bring_figures(
    book: Book, make_actor: MakeActor
) -> None:
    admin, staff = make_actor("quan.tri", Role.ADMINISTRATOR), make_actor("can.bo")
    with transaction():
        source_id, _ = register_source(code="S")
        plan = plan_measurements(figures=(), source_id=source_id, as_of=APRIL)
        batch_id = book.start(source_id, APRIL, staff)
    with pytest.raises(ForbiddenError), transaction():
        book.start(source_id, APRIL, admin)
    with pytest.raises(ForbiddenError), transaction():
        record_repeat(batch_id=batch_id, actor=admin)
    with pytest.raises(ForbiddenError), transaction():
        record_measurements(
            plan=plan, source_id=source_id, as_of=APRIL, batch_id=batch_id, actor=admin
        )


STATEMENTS = st.lists(st.tuples(st.integers(0, 3), st.integers(1, 28)), min_size=1, max_size=8)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(statements=STATEMENTS)
def test_whatever_comes_the_current_figure_is_the_newest_statement(
    book: Book, statements: list[tuple[int, int]]
) -> None:
    with transaction():
        db.session.execute(sa.delete(Measurement))
    newest = 0
    expected = -1
    for numerator, day in statements:
        book.state(book.figure(numerator), as_of=date(2024, 4, day))
        if day >= newest:
            newest, expected = day, numerator

    (current,) = list_measurements(periods=["2024-03"])
    revisions = book.revisions()
    assert (current.numerator, current.as_of.day) == (expected, newest)
    assert [revision for revision, *_ in revisions] == list(range(1, len(revisions) + 1))
    assert current.revision == len(revisions)
