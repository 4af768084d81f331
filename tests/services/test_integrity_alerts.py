"""Alerts are closed by a second person, with a reason, once; nothing of them is deleted."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from models import AuditEntry, ImportBatch, IntegrityAlert, User, db
from models.vocabulary import OPEN_END, AlertKind, Role
from tests.factories import make_batch, make_dossier, make_procedure, make_source, make_unit
from tests.remembered import remembered
from tracker.clock import now
from tracker.errors import ConflictError, ForbiddenError, NotFoundError, RefusedError
from tracker.queries.integrity_alerts import (
    AlertSearch,
    count_alerts,
    count_alerts_by_kind,
    count_open_alerts,
    get_alert,
    list_alert_ids,
    list_alerts,
    list_closers,
)
from tracker.services.integrity_alerts import assign_owner, close_alert, close_alerts
from tracker.transaction import transaction

if TYPE_CHECKING:
    from tests.conftest import MakeActor
    from tracker.queries.accounts import Actor

REASON = "Đã đối chiếu sổ giấy của đơn vị"
MARCH = date(2024, 3, 1), date(2024, 3, 31)


class Desk:
    """Alerts of two imports, and the people who may look at them."""

    def __init__(self, make_actor: MakeActor) -> None:
        self.staff = make_actor("nhap", Role.OFFICE_STAFF)
        self.other = make_actor("khac", Role.OFFICE_STAFF)
        self.approver = make_actor("duyet", Role.APPROVER)
        self.unit = make_unit("H99.01", "UBND xã Một")
        source = make_source("MOT-CUA")
        self.batches = [make_batch(source, date(2024, 3, 31)) for _ in range(2)]
        for batch_id in self.batches:
            db.session.get_one(ImportBatch, batch_id).created_by = self.staff.id
        self.dossier = make_dossier(
            unit_id=self.unit,
            batch_id=self.batches[0],
            procedure_id=make_procedure(),
            received_on=date(2024, 3, 1),
            due_on=date(2024, 3, 12),
            code="TN-0001",
        )
        self.first = self.add(AlertKind.RECEIVED_MOVED)
        self.second = self.add(AlertKind.VANISHED, last_day=OPEN_END)
        self.of_other = self.add(AlertKind.RECEIVED_MOVED, batch=1)

    def add(self, kind: AlertKind, *, batch: int = 0, last_day: date = date(2024, 3, 20)) -> int:
        alert = IntegrityAlert(
            kind=kind,
            dossier_id=self.dossier,
            batch_id=self.batches[batch],
            first_day=date(2024, 3, 1),
            last_day=last_day,
            details={"code": "TN-0001", "before": "2024-03-01", "after": "2024-03-05"},
            raised_at=now(),
        )
        db.session.add(alert)
        db.session.commit()
        return alert.id

    def close(self, *ids: int, actor: Actor | None = None, reason: str = REASON) -> None:
        with transaction():
            close_alerts(alert_ids=ids, reason=reason, actor=actor or self.other)


@remembered
def desk(database: object, make_actor: MakeActor) -> Desk:
    del database
    return Desk(make_actor)


def entries() -> list[AuditEntry]:
    db.session.rollback()
    wanted = AuditEntry.object_type == "integrity_alert"
    return list(db.session.scalars(sa.select(AuditEntry).where(wanted).order_by(AuditEntry.seq)))


def test_a_closed_alert_keeps_who_when_and_why_and_leaves_a_line_of_the_trail(desk: Desk) -> None:
    with transaction():
        close_alert(alert_id=desk.first, reason=f"  {REASON}\n", actor=desk.approver)

    row = get_alert(desk.first)
    assert (row.is_open, row.closed_by, row.closing_reason) == (False, "Duyet", REASON)
    (entry,) = entries()
    assert (entry.action, entry.object_key) == ("alert_closed", str(desk.first))
    assert entry.details["reason"] == REASON


def test_several_of_one_import_are_closed_with_one_reason_and_one_line(desk: Desk) -> None:
    desk.close(desk.first, desk.second)

    assert count_open_alerts() == 1
    (entry,) = entries()
    assert entry.object_key == f"batch {desk.batches[0]}"
    assert entry.details["alerts"] == [desk.first, desk.second]


@pytest.mark.parametrize(
    ("pick", "reason", "code"),
    [
        (lambda desk: (desk.first,), "quá ngắn", "alert_reason_short"),
        (lambda desk: (desk.first,), "a        b", "alert_reason_short"),
        (lambda desk: (desk.first,), "x" * 2_001, "alert_reason_long"),
        (lambda desk: (), REASON, "alert_none_chosen"),
        (lambda desk: (desk.first, desk.of_other), REASON, "alert_batches_differ"),
        (lambda desk: (desk.first, 999_999), REASON, "alert_missing"),
    ],
    ids=["short", "blanks", "long", "none", "two-imports", "missing"],
)
def test_what_cannot_be_closed_is_refused_and_nothing_is_written(
    desk: Desk, pick: Any, reason: str, code: str
) -> None:
    with pytest.raises(RefusedError, match=code):
        desk.close(*pick(desk), reason=reason)

    assert (count_open_alerts(), entries()) == (3, [])


def test_who_comes_second_is_told_that_it_is_closed(desk: Desk) -> None:
    desk.close(desk.first)

    with pytest.raises(ConflictError, match="alert_closed_already"):
        desk.close(desk.first, actor=desk.approver)


def test_who_brought_the_file_in_does_not_close_its_alerts(desk: Desk) -> None:
    with pytest.raises(ForbiddenError, match="alert_own_import"):
        desk.close(desk.first, actor=desk.staff)


def test_alone_they_may_and_the_trail_says_so(desk: Desk) -> None:
    for person in (desk.other, desk.approver):
        db.session.get_one(User, person.id).is_active = False
    db.session.commit()

    desk.close(desk.first, actor=desk.staff)

    assert entries()[0].details["is_own_import"] is True


@pytest.mark.parametrize(
    "role", [Role.ADMINISTRATOR, Role.SYSTEM, Role.DEPARTMENT_HEAD, Role.UNIT_OFFICER]
)
def test_others_neither_close_nor_assign(desk: Desk, make_actor: MakeActor, role: Role) -> None:
    actor = make_actor("ai-do", role)

    with pytest.raises(ForbiddenError, match="role_not_allowed"):
        desk.close(desk.first, actor=actor)
    with pytest.raises(ForbiddenError, match="role_not_allowed"), transaction():
        assign_owner(alert_ids=(desk.first,), owner="khac", actor=actor)


def test_an_owner_is_named_and_may_be_changed(desk: Desk) -> None:
    for owner in ("khac", "duyet"):
        with transaction():
            assign_owner(alert_ids=(desk.first,), owner=owner, actor=desk.staff)

    row = get_alert(desk.first)
    assert (row.owner, row.owner_username, row.is_open) == ("Duyet", "duyet", True)
    assert [entry.details["owner"] for entry in entries()] == ["khac", "duyet"]


def test_only_who_may_close_it_can_own_an_alert(desk: Desk, make_actor: MakeActor) -> None:
    make_actor("quantri", Role.ADMINISTRATOR)

    with pytest.raises(RefusedError, match="alert_owner_unfit"), transaction():
        assign_owner(alert_ids=(desk.first,), owner="quantri", actor=desk.staff)
    with pytest.raises(NotFoundError, match="user_unknown"), transaction():
        assign_owner(alert_ids=(desk.first,), owner="khong-co", actor=desk.staff)
    desk.close(desk.first)
    with pytest.raises(ConflictError, match="alert_closed_already"), transaction():
        assign_owner(alert_ids=(desk.first,), owner="khac", actor=desk.staff)
    assert [name for name, _ in list_closers()] == ["duyet", "khac", "nhap"]


def test_alerts_are_found_by_kind_state_import_unit_owner_and_month(desk: Desk) -> None:
    desk.close(desk.of_other)
    with transaction():
        assign_owner(alert_ids=(desk.second,), owner="khac", actor=desk.staff)
    april = date(2024, 4, 1), date(2024, 4, 30)
    searches = {
        "open": (AlertSearch(), [desk.first, desk.second]),
        "closed": (AlertSearch(is_open=False), [desk.of_other]),
        "all": (AlertSearch(is_open=None), [desk.of_other, desk.first, desk.second]),
        "kind": (AlertSearch(kind=AlertKind.VANISHED), [desk.second]),
        "import": (AlertSearch(is_open=None, batch_id=desk.batches[1]), [desk.of_other]),
        "unit": (AlertSearch(unit_ids=frozenset({desk.unit})), [desk.first, desk.second]),
        "other unit": (AlertSearch(unit_ids=frozenset({-1})), []),
        "owner": (AlertSearch(owner_id=desk.other.id), [desk.second]),
        "month": (AlertSearch(days=MARCH), [desk.first, desk.second]),
        "later month": (AlertSearch(days=april), [desk.second]),
    }
    for name, (search, wanted) in searches.items():
        assert [row.id for row in list_alerts(search)] == wanted, name
        assert list_alert_ids(search) == sorted(wanted), name
        assert count_alerts(search) == len(wanted), name
    assert count_open_alerts(*april) == 1
    by_kind = count_alerts_by_kind(AlertSearch(kind=AlertKind.VANISHED, days=MARCH))
    assert by_kind == {AlertKind.RECEIVED_MOVED: 1, AlertKind.VANISHED: 1}
    assert [row.id for row in list_alerts(AlertSearch(), offset=1, limit=1)] == [desk.second]


def test_a_row_names_the_dossier_its_unit_and_who_brought_the_file_in(desk: Desk) -> None:
    row = get_alert(desk.first)

    assert (row.dossier_code, row.unit_code, row.unit_name) == (
        "TN-0001",
        "H99.01",
        "UBND xã Một",
    )
    assert (row.imported_by, row.imported_by_id, row.source_code) == (
        "Nhap",
        desk.staff.id,
        "MOT-CUA",
    )
    assert (row.owner, row.closed_by, row.closed_at, row.period) == ("", "", None, "")
    with pytest.raises(NotFoundError, match="alert_missing"):
        get_alert(999_999)
