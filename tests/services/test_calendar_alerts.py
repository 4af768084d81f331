"""A change of the calendar that moves a published month is told, and no import is blamed for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from models import AuditEntry, IntegrityAlert, db
from models.vocabulary import AlertKind, DayEffect, LatenessRule
from tests.changed_calendar import MARCH, OFF, UNDO, Office, open_office
from tests.remembered import remembered
from tests.views.files import DOSSIERS
from tracker.errors import ForbiddenError, RefusedError
from tracker.importing.dossiers import import_dossiers
from tracker.publishing.late_list import correct_late_list
from tracker.queries.integrity_alerts import (
    AlertSearch,
    count_open_alerts,
    get_alert,
    list_alerts,
)
from tracker.rules.calendar_changes import ProposedDay
from tracker.services.calendar_changes import apply_change, propose_change
from tracker.services.integrity_alerts import assign_owner, close_alert, close_alerts
from tracker.transaction import transaction
from tracker.wording.alerts import alert_text

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import MakeActor
    from tracker.config import Settings
    from tracker.importing.dossier_report import DossierReport

Bring = Callable[..., "DossierReport"]
ONE_MORE = DOSSIERS + "TN-0008,1.000002,608,X,05/03/2024,10/04/2024,,Đang xử lý\n"
APRIL = "TN-0009,1.000002,608,X,02/04/2024,10/04/2024,,Đang xử lý\n"
REASON = "Đã đối chiếu lịch nghỉ với công văn"


@remembered
def office(seeded: Settings, make_actor: MakeActor, tmp_path: Path) -> Office:
    return open_office(seeded, make_actor, tmp_path)


@pytest.fixture
def bring(office: Office, tmp_path: Path) -> Bring:
    """Return a function that imports a file after the month was published."""

    def run(text: str, day: date = date(2024, 4, 1)) -> DossierReport:
        path = tmp_path / "sau.csv"
        path.write_text(text, encoding="utf-8")
        return import_dossiers(path, source_code="MOT-CUA", actor=office.staff, as_of=day)

    return run


def alerts() -> list[IntegrityAlert]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(IntegrityAlert).order_by(IntegrityAlert.id)))


def test_a_change_that_flips_a_published_verdict_raises_one_alert_that_names_it(
    office: Office,
) -> None:
    change_id = office.change()

    (alert,) = alerts()
    assert alert.kind is AlertKind.PUBLISHED_MONTH_CHANGED
    assert (alert.batch_id, alert.change_id, alert.period) == (None, change_id, MARCH)
    assert alert.details["before"] == "finished_early=0 finished_late=1"
    assert alert.details["after"] == "finished_early=1 finished_late=0"
    assert count_open_alerts(date(2024, 3, 1), date(2024, 3, 31)) == 1
    (row,) = list_alerts(AlertSearch())
    assert (row.change_id, row.imported_by, row.batch_id) == (change_id, "Khac", None)
    text = alert_text(row.kind, row.details)
    assert f"Thay đổi lịch số {change_id}" in text
    assert "trả chậm 1" in text
    entry = db.session.scalars(
        sa.select(AuditEntry).where(AuditEntry.action == "calendar_change_applied")
    ).one()
    assert (entry.details or {})["alert_count"] == 1


def test_undoing_the_change_is_told_with_what_the_undoing_did(office: Office) -> None:
    office.change()
    undone = office.change(UNDO)

    first, second = alerts()
    assert (second.change_id, second.details["after"]) == (undone, first.details["before"])
    assert second.details["before"] == first.details["after"]


def test_a_change_that_moves_no_published_figure_raises_none(office: Office) -> None:
    office.change((ProposedDay(date(2024, 2, 29), DayEffect.OFF, "Nghỉ bù"),))
    office.change((ProposedDay(date(2024, 3, 25), DayEffect.OFF, "Nghỉ bù"),))
    office.change((ProposedDay(date(2024, 6, 3), DayEffect.OFF, "Nghỉ bù"),))

    assert alerts() == []


def test_the_next_import_is_told_only_what_it_changed_itself(office: Office, bring: Bring) -> None:
    change_id = office.change()

    report = bring(ONE_MORE)

    by_calendar, by_import = alerts()
    assert by_calendar.details["before"].endswith("finished_late=1")
    assert by_import.change_id is None
    assert "finished" not in by_import.details["before"] + by_import.details["after"]
    assert "received=5" in by_import.details["after"]
    assert f"thay đổi lịch số {change_id}" in report.alerts[-1]["message"]


def test_an_import_that_changes_nothing_of_the_month_raises_none_and_takes_none_back(
    office: Office, bring: Bring
) -> None:
    bring(ONE_MORE)
    office.change()
    told = [alert.details for alert in alerts()]

    bring(ONE_MORE + APRIL, date(2024, 4, 2))

    assert [alert.details for alert in alerts()] == told
    assert len(told) == 2


def test_what_an_import_changed_before_is_not_put_down_to_the_calendar(
    office: Office, bring: Bring
) -> None:
    bring(ONE_MORE)
    office.change()

    _, by_calendar = alerts()
    assert "received" not in by_calendar.details["before"]


def test_the_same_import_is_not_told_twice_after_a_change(office: Office, bring: Bring) -> None:
    office.change()
    bring(ONE_MORE)
    bring(ONE_MORE + APRIL, date(2024, 4, 2))

    assert len(alerts()) == 2


def test_once_corrected_the_new_version_is_what_imports_are_held_against(
    office: Office, bring: Bring
) -> None:
    office.change()
    with transaction():
        correct_late_list(
            period=MARCH, reason="Đổi lịch", actor=office.staff, settings=office.settings
        )
    office.release()

    bring(ONE_MORE)

    _, by_import = alerts()
    assert by_import.details["version"] == 2
    assert "finished" not in by_import.details["before"]
    assert "since" not in by_import.details


def test_a_dry_run_of_a_change_raises_none(office: Office) -> None:
    with transaction():
        change_id = propose_change(days=OFF, document="CV", reason="Nghỉ bù", actor=office.staff)
    with transaction(dry_run=True):
        apply_change(
            change_id=change_id, actor=office.colleague, rule=LatenessRule.BY_DATE, cutoff=None
        )

    assert alerts() == []


def test_who_applied_the_change_does_not_close_its_alert_and_another_does(office: Office) -> None:
    change_id = office.change()
    (alert,) = alerts()
    with transaction():
        assign_owner(alert_ids=[alert.id], owner="duyet", actor=office.staff)

    with pytest.raises(ForbiddenError, match="alert_own_change"), transaction():
        close_alert(alert_id=alert.id, reason=REASON, actor=office.colleague)
    with transaction():
        step = close_alert(alert_id=alert.id, reason=REASON, actor=office.approver)

    assert (step.batch_id, step.change_id) == (None, change_id)
    row = get_alert(alert.id)
    assert (row.is_open, row.owner, row.closing_reason) == (False, "Duyet", REASON)
    details = db.session.scalars(
        sa.select(AuditEntry.details).where(AuditEntry.action == "alert_closed")
    ).one()
    assert (details["change"], details["alerts"]) == (change_id, [alert.id])


def test_alerts_of_a_change_and_of_an_import_are_not_closed_with_one_reason(
    office: Office, bring: Bring
) -> None:
    office.change()
    bring(ONE_MORE)
    both = [alert.id for alert in alerts()]

    with pytest.raises(RefusedError, match="alert_batches_differ"), transaction():
        close_alerts(alert_ids=both, reason=REASON, actor=office.approver)


def test_alerts_of_changes_stand_among_those_of_imports_as_they_came(
    office: Office, bring: Bring
) -> None:
    bring(ONE_MORE)
    office.change()
    bring(ONE_MORE.replace("TN-0008", "TN-0007"), date(2024, 4, 2))

    ids = [row.id for row in list_alerts(AlertSearch())]

    assert ids == sorted(ids, reverse=True)
    assert len(ids) == 3
