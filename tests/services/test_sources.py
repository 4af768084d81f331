"""What people decide about a source: who may, what is refused, what the trail keeps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from models import AuditEntry, Source, SourceUnit, db
from models.vocabulary import Role
from tests.factories import make_source, make_unit
from tests.run_rows import make_run, make_source_unit
from tracker.clock import now
from tracker.errors import ForbiddenError, NotFoundError, ReadingError, RefusedError
from tracker.services.sources import map_source_unit, resume_source, set_age_limit, set_rank
from tracker.transaction import transaction

if TYPE_CHECKING:
    from tests.conftest import MakeActor
    from tracker.config import Settings
    from tracker.queries.accounts import Actor

ON = date(2024, 4, 10)
WHY = "Đã gọi cho quản trị cổng"

Decide = Callable[["Actor"], None]
DECISIONS: dict[str, Decide] = {
    "rank": lambda actor: set_rank(code="CONG", rank=5, actor=actor),
    "age": lambda actor: set_age_limit(code="CONG", days=3, actor=actor),
    "map": lambda actor: map_source_unit(
        source_code="CONG", external_id="901", unit="X1", on=ON, actor=actor
    ),
    "resume": lambda actor: resume_source(code="CONG", reason=WHY, actor=actor),
}


@pytest.fixture
def source(database: Settings) -> Source:
    del database
    make_source("CONG")
    make_unit("X1", "UBND xã Một")
    run = make_run("CONG")
    make_source_unit(run, "901", "Xã Một")
    make_source_unit(run, "902", "Xã Hai")
    found = db.session.query(Source).filter_by(code="CONG").one()
    found.stopped_at, found.stopped_code = now(), "pull_status"
    db.session.commit()
    return found


def trail() -> list[tuple[str, str, dict[str, Any]]]:
    rows = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.seq))
    return [
        (row.action, row.object_key, row.details) for row in rows if row.object_type == "source"
    ]


def unit_of(external_id: str) -> int | None:
    return db.session.scalar(
        sa.select(SourceUnit.unit_id).where(SourceUnit.external_id == external_id)
    )


@pytest.mark.parametrize("what", DECISIONS)
@pytest.mark.parametrize(
    "role", [role for role in Role if role is not Role.PUBLIC], ids=lambda role: role.value
)
def test_each_role_decides_exactly_what_it_may(
    source: Source, make_actor: MakeActor, what: str, role: Role
) -> None:
    actor = make_actor("an", role)
    may = role is Role.OFFICE_STAFF or (what == "resume" and role is Role.ADMINISTRATOR)

    if may:
        with transaction():
            DECISIONS[what](actor)
        assert len(trail()) == 1
    else:
        with pytest.raises(ForbiddenError, match="role_not_allowed"), transaction():
            DECISIONS[what](actor)
        assert trail() == []


def test_what_was_decided_stands_and_the_trail_says_before_and_after(
    source: Source, make_actor: MakeActor
) -> None:
    actor = make_actor("staff")
    for decide in DECISIONS.values():
        with transaction():
            decide(actor)

    db.session.expire_all()
    assert (source.rank, source.max_age_days, source.stopped_at, source.stopped_code) == (
        5,
        3,
        None,
        "",
    )
    assert trail() == [
        ("source_ranked", "CONG", {"before": 100, "after": 5}),
        ("source_age_set", "CONG", {"before": None, "after": 3}),
        ("source_unit_mapped", "CONG", {"external_id": "901", "before": None, "after": "X1"}),
        ("source_resumed", "CONG", {"stopped": "pull_status", "reason": WHY}),
    ]


@pytest.mark.parametrize("rank", [0, -1, 1000])
def test_a_rank_out_of_range_is_refused(source: Source, make_actor: MakeActor, rank: int) -> None:
    with pytest.raises(RefusedError, match="source_rank_invalid"), transaction():
        set_rank(code="CONG", rank=rank, actor=make_actor("staff"))


@pytest.mark.parametrize(("days", "fits"), [(0, False), (1, True), (3660, True), (3661, False)])
def test_an_age_limit_is_one_day_to_ten_years(
    source: Source, make_actor: MakeActor, days: int, fits: bool
) -> None:
    actor = make_actor("staff")
    if fits:
        with transaction():
            set_age_limit(code="CONG", days=days, actor=actor)
    else:
        with pytest.raises(RefusedError, match="source_age_invalid"), transaction():
            set_age_limit(code="CONG", days=days, actor=actor)


def test_a_limit_can_be_taken_away(source: Source, make_actor: MakeActor) -> None:
    actor = make_actor("staff")
    for days in (3, None):
        with transaction():
            set_age_limit(code="CONG", days=days, actor=actor)

    db.session.expire_all()
    assert source.max_age_days is None


@pytest.mark.parametrize("what", DECISIONS)
def test_a_source_nobody_knows_is_refused_by_name(
    database: Settings, make_actor: MakeActor, what: str
) -> None:
    with pytest.raises(NotFoundError, match="source_code_unknown"), transaction():
        DECISIONS[what](make_actor("staff"))


def test_a_source_that_runs_needs_no_resuming(source: Source, make_actor: MakeActor) -> None:
    actor = make_actor("staff")
    with transaction():
        resume_source(code="CONG", reason=WHY, actor=actor)
    with pytest.raises(RefusedError, match="source_not_stopped"), transaction():
        resume_source(code="CONG", reason=WHY, actor=actor)
    with pytest.raises(RefusedError, match="source_reason_short"), transaction():
        resume_source(code="CONG", reason="ok", actor=actor)


def test_a_unit_is_mapped_by_code_or_name_and_freed_again(
    source: Source, make_actor: MakeActor
) -> None:
    actor = make_actor("staff")

    def say(external_id: str, unit: str) -> None:
        with transaction():
            map_source_unit(
                source_code="CONG", external_id=external_id, unit=unit, on=ON, actor=actor
            )

    say("901", "UBND xã Một")
    assert unit_of("901") is not None
    with pytest.raises(RefusedError, match="source_unit_taken"):
        say("902", "X1")
    say("901", "X1")
    say("901", " ")
    assert unit_of("901") is None
    say("902", "X1")
    assert unit_of("902") is not None


@pytest.mark.parametrize(
    ("external_id", "unit", "error"),
    [("999", "X1", "source_unit_missing"), ("901", "Xã Không Có", "unit_unknown")],
)
def test_what_neither_side_knows_is_not_mapped(
    source: Source, make_actor: MakeActor, external_id: str, unit: str, error: str
) -> None:
    with pytest.raises((NotFoundError, ReadingError), match=error), transaction():
        map_source_unit(
            source_code="CONG",
            external_id=external_id,
            unit=unit,
            on=ON,
            actor=make_actor("staff"),
        )
    assert unit_of("901") is None
