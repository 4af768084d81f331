"""Our own dossiers as a source: what was captured is what the figures are made of."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from models import Dossier, Measurement, PullRun, Source, Unit, db
from models.vocabulary import Channel, SourceKind
from tests.factories import make_batch, make_dossier, make_procedure, make_source
from tests.remembered import remembered
from tracker.errors import RefusedError
from tracker.jobs.pulls import run_pull
from tracker.queries.measurements import MeasurementRow, list_measurements
from tracker.rules.periods import read_period
from tracker.sources.contract import Reply, SourceSettings
from tracker.sources.errors import PullFailedError
from tracker.sources.own_dossiers import OWN_DOSSIERS
from tracker.transaction import transaction

if TYPE_CHECKING:
    from tests.conftest import OnDay
    from tracker.config import Settings
    from tracker.queries.accounts import Actor

MARCH = read_period("2024-03")
SETTINGS = SourceSettings("HO-SO", "dossiers", {})
LATER = date(2024, 4, 10)


class Book:
    """Dossiers of two communes of the seeds."""

    def __init__(self) -> None:
        codes = ("23290", "23293")
        self.units = [
            db.session.scalars(
                sa.select(Unit.id).where(Unit.code == code, Unit.valid_to > date(2024, 3, 31))
            ).first()
            for code in codes
        ]
        self.source = make_source("MOT-CUA")
        self.batch = make_batch(self.source, as_of=date(2024, 4, 1))
        self.procedure = make_procedure()

    def add(self, number: int = 0, **more: Any) -> int:
        return make_dossier(
            **{
                "unit_id": self.units[number],
                "batch_id": self.batch,
                "procedure_id": self.procedure,
                "received_on": date(2024, 3, 4),
                "due_on": date(2024, 3, 12),
                "channel": Channel.ONLINE,
                **more,
            }
        )


@remembered
def book(seeded: Settings, on_day: OnDay) -> Book:
    del seeded
    on_day(LATER)
    found = Book()
    found.add(finished_on=date(2024, 3, 8))
    found.add(finished_on=date(2024, 3, 20))
    found.add(1)
    return found


def read(body: bytes) -> Any:
    reply = Reply(200, "application/json", body, datetime(2024, 4, 10, tzinfo=UTC))
    return OWN_DOSSIERS.read(SETTINGS, MARCH, {"local": reply})


def figures(period: str = "2024-03") -> dict[tuple[int, str], MeasurementRow]:
    rows = list_measurements(periods=[period], source_code="HO-SO")
    return {(row.unit_id, row.indicator_code): row for row in rows}


def parts(row: MeasurementRow) -> tuple[int | None, int | None, Decimal | None]:
    return row.numerator, row.denominator, row.value


def test_the_same_dossiers_give_the_same_bytes(book: Book) -> None:
    del book
    first, second = (OWN_DOSSIERS.capture(SETTINGS, MARCH, LATER) for _ in range(2))

    assert first == second


def test_the_capture_says_what_it_rests_on(book: Book) -> None:
    content = json.loads(OWN_DOSSIERS.capture(SETTINGS, MARCH, LATER))

    assert content["rule"] == "by_date"
    assert content["calendar_version"] == 0
    assert (content["first_day"], content["judged_on"]) == ("2024-03-01", "2024-03-31")
    assert content["sources"] == [
        {
            "code": "MOT-CUA",
            "as_of": "2024-04-01",
            "captured_at": None,
            "batch": book.batch,
            "is_sample": False,
        }
    ]


def test_the_bytes_alone_make_the_figures(book: Book) -> None:
    body = OWN_DOSSIERS.capture(SETTINGS, MARCH, LATER)
    before = read(body)
    db.session.execute(sa.update(Dossier).values(received_on=date(2024, 3, 1)))

    assert read(body) == before
    assert len(before.figures) == len({(f.external_id, f.indicator) for f in before.figures})
    assert {unit.unit_id for unit in before.units} >= set(book.units)


@pytest.mark.parametrize(
    "body",
    [b"", b"{}", b"[]", b'{"period": "2024-02"}', b'{"period": "2024-03", "units": 1}'],
    ids=["nothing", "no keys", "a list", "another period", "no units"],
)
def test_bytes_nobody_captured_are_refused_whole(book: Book, body: bytes) -> None:
    del book
    with pytest.raises(PullFailedError) as caught:
        read(body)

    assert caught.value.code == "source_reply_unreadable"


def test_a_pull_records_every_unit_with_its_rates(book: Book, system: Actor) -> None:
    report = run_pull(source_code="HO-SO", period="2024-03", actor=system)
    found = figures()

    assert report.state == "ok"
    first, second = book.units
    assert parts(found[first, "HS-on_time"]) == (1, 2, None)
    assert parts(found[first, "766-2.2"]) == (20, 2, None)
    assert parts(found[first, "HS-received"]) == (None, None, Decimal(2))
    assert parts(found[first, "KT24-IV.3"]) == (1, 2, None)
    assert parts(found[second, "HS-progress"]) == (0, 1, None)
    assert parts(found[second, "HS-on_time"]) == (0, 0, None)
    assert (first, "KT24-IV.1") not in found
    province = next(unit for unit, code in found if code == "KT24-IV.1")
    assert parts(found[province, "HS-received"]) == (None, None, Decimal(3))
    source = db.session.scalars(sa.select(Source).where(Source.code == "HO-SO")).one()
    assert (source.kind, source.rank, source.is_sample) == (SourceKind.DOSSIERS, 200, False)


def test_pulling_again_adds_a_revision_only_where_a_dossier_changed(
    book: Book, system: Actor
) -> None:
    run_pull(source_code="HO-SO", period="2024-03", actor=system)
    book.add(1, finished_on=date(2024, 3, 12))
    report = run_pull(source_code="HO-SO", period="2024-03", actor=system)

    found = figures()
    assert report.counts.added == 0
    assert found[book.units[0], "HS-received"].revision == 1
    assert found[book.units[1], "HS-received"].revision == 2


def test_a_unit_whose_dossiers_went_elsewhere_gets_zeros_not_old_figures(
    book: Book, system: Actor
) -> None:
    run_pull(source_code="HO-SO", period="2024-03", actor=system)
    first, second = book.units
    with transaction():
        db.session.execute(
            sa.update(Dossier).where(Dossier.unit_id == second).values(unit_id=first)
        )
    run_pull(source_code="HO-SO", period="2024-03", actor=system)

    found = figures()
    assert parts(found[second, "HS-received"]) == (None, None, Decimal(0))
    assert parts(found[second, "KT24-IV.3"]) == (0, 0, None)
    assert parts(found[first, "HS-received"]) == (None, None, Decimal(3))


def test_indicators_of_a_catalogue_not_yet_in_force_are_not_fed(book: Book, system: Actor) -> None:
    book.add(received_on=date(2022, 1, 3), due_on=None, finished_on=date(2022, 1, 5))
    run_pull(source_code="HO-SO", period="2022-01", actor=system)

    codes = {code for _, code in figures("2022-01")}
    assert "HS-received" in codes
    assert not any(code.startswith(("766", "KT24")) for code in codes)


def test_made_up_dossiers_mark_figures_and_source(book: Book, system: Actor) -> None:
    with transaction():
        db.session.get_one(Source, book.source).is_sample = True
    run_pull(source_code="HO-SO", period="2024-03", actor=system)

    rows = list_measurements(periods=["2024-03"], source_code="HO-SO")
    assert all(row.is_sample and row.quality.endswith("sample") for row in rows)


def test_dossiers_counted_twice_and_data_that_end_early_are_found(
    book: Book, system: Actor
) -> None:
    twin = make_batch(make_source("BAN-SAO"), as_of=date(2024, 3, 20))
    code = db.session.scalars(sa.select(Dossier.code)).first()
    book.add(batch_id=twin, code=code)
    report = run_pull(source_code="HO-SO", period="2024-03", actor=system)

    assert report.state == "ok_with_findings"
    found = {finding["code"]: finding["params"] for finding in report.findings}
    assert found["own_dossiers_in_two_sources"] == {"count": 1}
    assert found["own_dossiers_end_early"]["source"] == "BAN-SAO"


def test_a_running_period_is_judged_today_not_at_its_end(book: Book, on_day: OnDay) -> None:
    on_day(date(2024, 3, 10))
    content = json.loads(OWN_DOSSIERS.capture(SETTINGS, MARCH, date(2024, 3, 10)))

    (unit,) = [unit for unit in content["units"] if unit["id"] == book.units[1]]
    assert content["judged_on"] == "2024-03-10"
    assert unit["counts"]["open_overdue"] == 0


@pytest.mark.parametrize(
    ("period", "code"),
    [("2024-05", "own_dossiers_future"), ("2023-01", "own_dossiers_missing")],
    ids=["not begun", "without dossiers"],
)
def test_a_period_that_cannot_be_counted_is_refused_without_a_run(
    book: Book, system: Actor, period: str, code: str
) -> None:
    del book
    with pytest.raises(RefusedError) as caught:
        OWN_DOSSIERS.capture(SETTINGS, read_period(period), LATER)

    assert caught.value.code == code
    with pytest.raises(RefusedError):
        run_pull(source_code="HO-SO", period=period, actor=system)
    assert db.session.query(Measurement).count() == 0
    assert db.session.query(PullRun).count() == 0, "no failed run: nothing went wrong"


def test_the_built_in_source_has_nothing_to_choose() -> None:
    OWN_DOSSIERS.check_settings(SETTINGS)
    with pytest.raises(RefusedError) as caught:
        OWN_DOSSIERS.check_settings(SourceSettings("HO-SO", "dossiers", {"rank": 1}))

    assert caught.value.code == "source_setting_unknown"
