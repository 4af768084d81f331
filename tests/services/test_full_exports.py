"""Full exports: what they no longer hold is told, never deleted; one that shrank is asked about."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from models import Dossier, ImportBatch, IntegrityAlert, db
from models.vocabulary import OPEN_END, AlertKind
from tests.dossier_files import Bring, bringer, open_row, row
from tracker.errors import RefusedError
from tracker.queries.integrity_alerts import AlertSearch, list_alerts
from tracker.wording.alerts import after_text, alert_text

if TYPE_CHECKING:
    from tracker.config import Settings
    from tracker.queries.accounts import Actor

JANUARY, FEBRUARY, MARCH = date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31)


@pytest.fixture
def bring(seeded: Settings, system: Actor, tmp_path: Path) -> Bring:
    """Return a function that imports rows as a full export."""
    del seeded
    return bringer(tmp_path, system, full=True)


def vanished() -> list[str]:
    alerts = db.session.scalars(sa.select(IntegrityAlert).order_by(IntegrityAlert.id))
    return [each.details["code"] for each in alerts if each.kind is AlertKind.VANISHED]


def count(model: type[Any]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_a_dossier_a_later_full_export_lacks_raises_one_alert_and_stays(bring: Bring) -> None:
    bring(*[open_row(code) for code in "ABCD"])

    report = bring(*[open_row(code) for code in "ABC"], as_of=FEBRUARY)

    (alert,) = report.alerts
    assert (alert["kind"], alert["code"], alert["before"]) == ("vanished", "D", "2024-01-02")
    assert "không còn trong tệp toàn bộ" in alert["message"]
    stored = db.session.scalars(sa.select(IntegrityAlert)).one()
    assert (stored.first_day, stored.last_day) == (date(2024, 1, 2), OPEN_END)
    assert count(Dossier) == 4


def test_a_file_that_does_not_say_to_be_full_lacks_nothing(bring: Bring) -> None:
    bring(*[open_row(code) for code in "ABCD"])

    bring(open_row("A"), as_of=FEBRUARY, full=False)

    assert vanished() == []


def test_the_next_full_export_does_not_say_it_again(bring: Bring) -> None:
    bring(*[open_row(code) for code in "ABCD"])
    bring(*[open_row(code) for code in "ABC"], as_of=FEBRUARY)

    bring(*[open_row(code) for code in "ABC"], open_row("E"), as_of=MARCH)

    assert vanished() == ["D"]


def test_one_that_came_back_changed_and_vanishes_again_is_told_again(bring: Bring) -> None:
    rows = [open_row(code) for code in "ABC"]
    bring(*rows, open_row("D"))
    bring(*rows, as_of=FEBRUARY)
    bring(*rows, row("D"), as_of=FEBRUARY)

    bring(*rows, as_of=MARCH, source_code="MOTCUA", name="x")
    bring(*rows, open_row("E"), as_of=MARCH)

    assert vanished() == ["D", "D"]


def test_one_that_came_back_as_it_was_and_vanishes_again_is_told_again(bring: Bring) -> None:
    rows = [open_row(code) for code in "ABC"]
    bring(*rows, open_row("D"))
    bring(*rows, as_of=FEBRUARY)
    bring(*rows, open_row("D"), open_row("E"), as_of=FEBRUARY)
    bring(*rows, row("E"), as_of=FEBRUARY)

    bring(*rows, row("E"), open_row("F"), as_of=MARCH)

    assert vanished() == ["D", "D"]


@pytest.mark.parametrize("again", [open_row("D"), row("D")], ids=["as it was", "changed"])
def test_the_alert_says_when_one_that_had_vanished_came_back(
    bring: Bring, again: dict[str, str]
) -> None:
    rows = [open_row(code) for code in "ABC"]
    bring(*rows, open_row("D"))
    bring(*rows, as_of=FEBRUARY)

    bring(*rows, again, open_row("E"), as_of=MARCH)

    (alert,) = list_alerts(AlertSearch(kind=AlertKind.VANISHED))
    text = alert_text(alert.kind, alert.details)
    assert text.endswith("Tệp số liệu đến ngày 31/03/2024 lại có hồ sơ này.")
    assert "31/03/2024 lại có" in after_text(alert.kind, alert.details)


def test_a_file_older_than_another_does_not_say_that_one_came_back(bring: Bring) -> None:
    rows = [open_row(code) for code in "ABC"]
    bring(*rows, open_row("D"))
    bring(*rows, as_of=FEBRUARY)
    bring(*rows, open_row("D"), open_row("E"))

    bring(*rows, open_row("E"), as_of=MARCH)

    assert vanished() == ["D"]


def test_only_what_was_received_within_the_span_of_the_file_can_be_missed(bring: Bring) -> None:
    before = open_row("OLD", Ngày_tiếp_nhận="02/01/2024")
    later = {"Ngày_tiếp_nhận": "15/01/2024", "Ngày_hẹn_trả": "30/01/2024"}
    bring(before, open_row("A", **later), open_row("B", **later))

    bring(open_row("A", **later), as_of=FEBRUARY, shrunken=True)

    assert vanished() == ["B"]


def test_a_bad_row_is_in_the_file_all_the_same(bring: Bring) -> None:
    bring(*[open_row(code) for code in "ABCD"])

    report = bring(
        *[open_row(code) for code in "ABC"], open_row("D", Đơn_vị="Sở Bay"), as_of=FEBRUARY
    )

    assert report.rejected == 1
    assert vanished() == []


def test_an_older_full_export_misses_nothing(bring: Bring) -> None:
    bring(*[open_row(code) for code in "ABCD"], as_of=MARCH)

    bring(*[open_row(code) for code in "ABC"], as_of=FEBRUARY)

    assert vanished() == []


def test_other_sources_are_not_missed(bring: Bring) -> None:
    bring(open_row("A"), open_row("B"))
    bring(open_row("A"), source_code="KHAC")

    bring(open_row("A"), open_row("C"), source_code="KHAC", as_of=FEBRUARY)

    assert vanished() == []


@pytest.mark.parametrize(("left", "is_refused"), [(8, False), (7, True), (1, True)])
def test_a_full_export_with_30_percent_fewer_rows_must_be_confirmed(
    bring: Bring, left: int, is_refused: bool
) -> None:
    """Ten rows before: eight may come, seven are 30 % fewer."""
    bring(*[open_row(f"N{number}") for number in range(10)])
    rows = [open_row(f"N{number}") for number in range(left)]

    if is_refused:
        with pytest.raises(RefusedError) as refused:
            bring(*rows, as_of=FEBRUARY)
        assert refused.value.code == "dossier_full_shrunken"
        assert (refused.value.params["rows"], refused.value.params["before"]) == (left, 10)
        assert (count(ImportBatch), vanished()) == (1, [])
    bring(*rows, as_of=FEBRUARY, shrunken=True)

    assert len(vanished()) == 10 - left


def test_a_file_that_is_not_full_may_have_as_few_rows_as_it_likes(bring: Bring) -> None:
    bring(*[open_row(f"N{number}") for number in range(10)])

    assert bring(open_row("N1"), as_of=FEBRUARY, full=False).unchanged == 1


def test_the_same_bytes_as_a_full_export_are_another_import(bring: Bring) -> None:
    rows = [open_row(code) for code in "AB"]
    bring(*rows, full=False)
    bring(*rows, open_row("C"), full=False, as_of=JANUARY)

    report = bring(*rows)

    assert (report.already_imported, report.unchanged) == (False, 2)
    assert vanished() == ["C"]
