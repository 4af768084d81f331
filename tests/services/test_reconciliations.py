"""What people make of a difference: an owner, a state with its reason, a line in the trail."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from models import AuditEntry, Difference, Source, db
from models.vocabulary import DifferenceCause, DifferenceState, Role, SourceKind
from tests.factories import make_indicator, make_source, make_unit
from tests.remembered import remembered
from tracker.errors import TrackerError
from tracker.services.reconciliations import DifferenceKey, judge_difference
from tracker.transaction import transaction

if TYPE_CHECKING:
    from tests.conftest import MakeActor
    from tracker.config import Settings

REASON = "Đã đối chiếu với Trung tâm."


class Desk:
    """A figure in two sources, and who may judge it."""

    def __init__(self, make_actor: MakeActor) -> None:
        self.staff = make_actor("chuyen-vien")
        self.make_actor = make_actor
        self.sources = {code: make_source(code) for code in ("B", "A")}
        make_indicator("766-2.1", "Hồ sơ đúng hạn")
        self.unit = make_unit("X", "Xã Thử")

    def key(self, first: str = "A", second: str = "B", **more: Any) -> DifferenceKey:
        values = {"period": "2024-03", "indicator": "766-2.1", "unit_id": self.unit, **more}
        return DifferenceKey(first=first, second=second, **values)

    def judge(self, **more: Any) -> int:
        values = {
            "key": self.key(),
            "state": DifferenceState.EXPLAINED,
            "cause": DifferenceCause.DAY_RULE,
            "note": REASON,
            "owner": "chuyen-vien",
            "snapshot": [[1, 2, None], [3, 4, None]],
            "actor": self.staff,
        }
        with transaction():
            return judge_difference(**{**values, **more})

    def rows(self) -> list[Difference]:
        return list(db.session.scalars(sa.select(Difference)))


@remembered
def desk(database: Settings, make_actor: MakeActor) -> Desk:
    del database
    return Desk(make_actor)


def test_a_judgement_is_one_row_whichever_source_is_named_first(desk: Desk) -> None:
    desk.judge()
    desk.judge(
        key=desk.key("B", "A"),
        state=DifferenceState.SETTLED,
        snapshot=[[3, 4, None], [1, 2, None]],
    )
    (row,) = desk.rows()

    assert row.state is DifferenceState.SETTLED
    assert (row.first_source_id, row.second_source_id) == (desk.sources["B"], desk.sources["A"])
    assert row.judged == [[3, 4, None], [1, 2, None]], "in the order of the sources' keys"


def test_each_judgement_leaves_a_line_with_before_and_after(desk: Desk) -> None:
    desk.judge()
    desk.judge(state=DifferenceState.SETTLED, note=f"  {REASON}\n Xong. ")
    lines = list(
        db.session.scalars(
            sa.select(AuditEntry.details)
            .where(AuditEntry.action == "difference_judged")
            .order_by(AuditEntry.seq)
        )
    )
    first, second = (json.loads(line) if isinstance(line, str) else line for line in lines)

    assert first["before"] == {}
    assert second["before"] == {"state": "explained", "cause": "day_rule"}
    assert second["note"] == f"{REASON} Xong."
    assert second["figures"] == [[1, 2, None], [3, 4, None]]


def test_an_open_difference_needs_an_owner_but_no_reason(desk: Desk) -> None:
    desk.judge(state=DifferenceState.OPEN, note="")

    assert desk.rows()[0].owner_id == desk.staff.id


def test_nobody_need_own_a_difference(desk: Desk) -> None:
    desk.judge(owner="")

    assert desk.rows()[0].owner_id is None


def test_the_built_in_source_is_registered_when_it_is_first_judged(desk: Desk) -> None:
    desk.judge(key=desk.key("A", "HO-SO"))
    source = db.session.scalars(sa.select(Source).where(Source.code == "HO-SO")).one()

    assert (source.kind, source.rank) == (SourceKind.DOSSIERS, 200)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"note": "ngắn"}, "reconcile_note_short"),
        ({"state": DifferenceState.SETTLED, "note": " "}, "reconcile_note_short"),
        ({"note": "x" * 2_001}, "reconcile_note_long"),
        ({"owner": "lanh-dao"}, "reconcile_owner_unfit"),
        ({"owner": "không-có"}, "user_unknown"),
    ],
    ids=["too short", "blank", "too long", "an approver", "nobody of that name"],
)
def test_a_judgement_that_does_not_stand_is_refused(
    desk: Desk, changes: dict[str, Any], code: str
) -> None:
    desk.make_actor("lanh-dao", Role.APPROVER)
    with pytest.raises(TrackerError) as caught:
        desk.judge(**changes)

    assert caught.value.code == code
    assert desk.rows() == []


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ({"first": "A", "second": "A"}, "reconcile_same_source"),
        ({"second": "không-có"}, "reconcile_source_unknown"),
        ({"indicator": "không-có"}, "reconcile_indicator_unknown"),
    ],
    ids=["one source twice", "no such source", "no such indicator"],
)
def test_a_difference_that_cannot_be_is_refused(desk: Desk, key: dict[str, Any], code: str) -> None:
    with pytest.raises(TrackerError) as caught:
        desk.judge(key=desk.key(**key))

    assert caught.value.code == code


@pytest.mark.parametrize(
    "role", [role for role in Role if role is not Role.OFFICE_STAFF], ids=lambda role: role.value
)
def test_only_the_office_judges(desk: Desk, role: Role) -> None:
    with pytest.raises(TrackerError) as caught:
        desk.judge(actor=desk.make_actor("ai-do", role))

    assert caught.value.code == "role_not_allowed"
