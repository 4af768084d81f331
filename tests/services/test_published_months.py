"""A published list never changes by a later import: it is told, and a correction changes it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from models import IntegrityAlert, db
from models.vocabulary import AlertKind, PublicationState, Role
from tests.remembered import remembered
from tests.views.files import DOSSIERS
from tracker.importing.dossiers import import_dossiers
from tracker.publishing.late_list import correct_late_list, draft_late_list
from tracker.publishing.list_differences import DossierChange, compare_with_now
from tracker.queries.publications import get_publication, list_publications
from tracker.rules.month_changes import CountChange
from tracker.services.late_lists import approve_late_list, publish_late_list
from tracker.transaction import transaction
from tracker.wording.alerts import alert_text

if TYPE_CHECKING:
    from tests.conftest import MakeActor
    from tracker.config import Settings
    from tracker.importing.dossier_report import DossierReport
    from tracker.queries.accounts import Actor

MARCH = "2024-03"
ON_TIME = DOSSIERS.replace("08/03/2024,12/03/2024", "08/03/2024,07/03/2024")
OTHER_UNIT = DOSSIERS.replace("TN-0003,1.000002,608", "TN-0003,1.000002,616")
Bring = Callable[..., "DossierReport"]


@remembered
def people(make_actor: MakeActor, seeded: Settings) -> tuple[Actor, Actor]:
    del seeded
    return make_actor("lap", Role.OFFICE_STAFF), make_actor("duyet", Role.APPROVER)


@pytest.fixture
def bring(seeded: Settings, people: tuple[Actor, Actor], tmp_path: Path) -> Bring:
    """Return a function that imports a file; March is published from the first one."""
    staff, _ = people

    def run(text: str, day: date = date(2024, 3, 31)) -> DossierReport:
        path = tmp_path / "ho-so.csv"
        path.write_text(text, encoding="utf-8")
        return import_dossiers(path, source_code="MOT-CUA", actor=staff, as_of=day)

    run(DOSSIERS)
    with transaction():
        draft_late_list(period=MARCH, actor=staff, settings=seeded)
    release(people)
    return run


def release(people: tuple[Actor, Actor]) -> None:
    staff, approver = people
    with transaction():
        approve_late_list(period=MARCH, actor=approver)
    with transaction():
        publish_late_list(period=MARCH, actor=staff)


def month_alerts() -> list[IntegrityAlert]:
    wanted = IntegrityAlert.kind == AlertKind.PUBLISHED_MONTH_CHANGED
    return list(
        db.session.scalars(sa.select(IntegrityAlert).where(wanted).order_by(IntegrityAlert.id))
    )


def test_an_import_that_moves_a_published_month_raises_one_alert_with_both_counts(
    bring: Bring,
) -> None:
    report = bring(ON_TIME)

    (alert,) = month_alerts()
    assert (alert.period, alert.dossier_id) == (MARCH, None)
    assert (alert.first_day, alert.last_day) == (date(2024, 3, 1), date(2024, 3, 31))
    assert alert.details["before"] == "finished_early=0 finished_late=1"
    assert alert.details["after"] == "finished_early=1 finished_late=0"
    (message,) = [
        each["message"] for each in report.alerts if each["kind"] == "published_month_changed"
    ]
    assert "trả chậm 1; nay: trả trước hạn 1, trả chậm 0" in message


def test_a_dossier_another_unit_has_now_moves_the_month_though_its_totals_stand(
    bring: Bring,
) -> None:
    report = bring(OTHER_UNIT)

    assert "2 đơn vị có số khác" in report.alerts[-1]["message"]
    (alert,) = month_alerts()
    assert (alert.details["before"], alert.details["after"]) == ("–", "units=2")
    assert alert.details["units"] == ["608", "616"]


def test_an_import_that_leaves_the_month_as_it_was_raises_none(bring: Bring) -> None:
    """What is received in April is of April; what ends then was open in March all the same."""
    ended = DOSSIERS.replace("15/03/2024,,Đang xử lý", "15/03/2024,02/04/2024,Đã trả kết quả")
    bring(ended + "TN-0009,1.000002,608,X,02/04/2024,10/04/2024,,Đang xử lý\n", date(2024, 4, 30))

    assert month_alerts() == []


def test_the_same_change_is_told_once_and_another_one_again(bring: Bring) -> None:
    bring(ON_TIME)
    bring(ON_TIME + "TN-0009,1.000002,608,X,02/04/2024,10/04/2024,,Đang xử lý\n", date(2024, 4, 30))
    assert len(month_alerts()) == 1

    bring(ON_TIME + "TN-0008,1.000002,608,X,05/03/2024,10/04/2024,,Đang xử lý\n", date(2024, 4, 30))

    assert "received=5" in month_alerts()[1].details["after"]


def test_a_change_that_was_taken_back_and_comes_again_is_told_again(bring: Bring) -> None:
    april = "TN-0009,1.000002,608,X,02/04/2024,10/04/2024,,Đang xử lý\n"
    bring(ON_TIME)
    bring(DOSSIERS + april, date(2024, 4, 1))
    (taken_back,) = month_alerts()
    said = alert_text(taken_back.kind, taken_back.details)
    assert "theo tệp số liệu đến ngày 01/04/2024, kỳ này lại như cũ" in said

    bring(ON_TIME + april, date(2024, 4, 2))

    first, again = month_alerts()
    assert (first.details["after"], again.details["after"]) == (again.details["after"],) * 2


def test_a_dry_run_tells_it_and_writes_nothing(
    bring: Bring, people: tuple[Actor, Actor], tmp_path: Path
) -> None:
    path = tmp_path / "try.csv"
    path.write_text(ON_TIME, encoding="utf-8")

    report = import_dossiers(
        path, source_code="MOT-CUA", actor=people[0], as_of=date(2024, 3, 31), dry_run=True
    )

    assert "published_month_changed" in {alert["kind"] for alert in report.alerts}
    assert month_alerts() == []


def test_the_published_list_stands_until_a_correction_replaces_it(
    bring: Bring, people: tuple[Actor, Actor], seeded: Settings
) -> None:
    staff, _ = people
    published = get_publication(MARCH)

    bring(ON_TIME)

    assert get_publication(MARCH) == published
    with transaction():
        correct_late_list(period=MARCH, reason="Sửa ngày", actor=staff, settings=seeded)
    assert get_publication(MARCH, 1) == published
    release(people)
    first, second = get_publication(MARCH, 1), get_publication(MARCH)
    assert (first.content_text, first.sha256) == (published.content_text, published.sha256)
    assert first.content["totals"]["finished_late"] == 1
    assert second.content["totals"]["finished_late"] == 0
    assert [head.state for head in list_publications()] == [
        PublicationState.PUBLISHED,
        PublicationState.CORRECTED,
    ]


def test_once_corrected_the_month_is_held_against_the_new_version(
    bring: Bring, people: tuple[Actor, Actor], seeded: Settings
) -> None:
    bring(ON_TIME)
    with transaction():
        correct_late_list(period=MARCH, reason="Sửa ngày", actor=people[0], settings=seeded)
    release(people)

    bring(ON_TIME + "TN-0009,1.000002,608,X,02/03/2024,10/04/2024,,Đang xử lý\n", date(2024, 4, 30))

    first, second = month_alerts()
    assert (first.details["version"], second.details["version"]) == (1, 2)
    assert "finished_late" not in second.details["before"]


def test_what_would_be_drafted_now_is_compared_with_what_is_frozen(
    bring: Bring, seeded: Settings
) -> None:
    assert not compare_with_now(get_publication(MARCH), seeded).is_any

    bring(ON_TIME)

    difference = compare_with_now(get_publication(MARCH), seeded)
    assert difference.totals == (
        CountChange("finished_early", 0, 1),
        CountChange("finished_late", 1, 0),
    )
    assert [unit.code for unit in difference.units] == ["STNMT"]
    assert difference.dossiers == (DossierChange("finished_late", "TN-0001", "STNMT", 4, None),)
