"""Units begin, end and hand on their work, each with its document and its audit entry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from models import AuditEntry, ImportBatch, Unit, UnitAlias, UnitSuccession, db
from models.vocabulary import OPEN_END, OPEN_START, BatchKind, Role, SuccessionKind, UnitLevel
from tests.remembered import remembered
from tracker.errors import ForbiddenError, NotFoundError, RefusedError, RowError
from tracker.queries.units import get_unit, get_unit_by_id
from tracker.services.unit_book import UnitDraft
from tracker.services.unit_imports import UnitFile, record_unit_import
from tracker.services.units import (
    UpsertResult,
    add_unit,
    close_unit,
    record_succession,
    upsert_units,
)
from tracker.transaction import transaction
from tracker.wording.sentences import explain, explain_row

if TYPE_CHECKING:
    from tests.conftest import MakeActor
    from tracker.config import Settings
    from tracker.queries.accounts import Actor

FIRST, LAST = date(2025, 7, 1), date(2025, 6, 30)
PROVINCE = UnitDraft("P", "UBND tỉnh Mẫu", UnitLevel.PROVINCE)
COMMUNE = UnitDraft("X", "UBND xã Mẫu", UnitLevel.COMMUNE, "P", FIRST)


def upsert(*drafts: UnitDraft) -> UpsertResult:
    numbered = [replace(draft, row=row) for row, draft in enumerate(drafts, start=2)]
    with transaction():
        return upsert_units(drafts=numbered)


def counts(result: UpsertResult) -> tuple[int, int, int, int]:
    return result.added, result.updated, result.unchanged, len(result.errors)


def audited() -> list[tuple[str, str]]:
    rows = db.session.execute(
        sa.select(AuditEntry.action, AuditEntry.object_key).order_by(AuditEntry.seq)
    )
    return [(action, key) for action, key in rows]


def add(actor: Actor, draft: UnitDraft) -> int:
    with transaction():
        return add_unit(actor=actor, draft=draft)


def test_a_unit_is_added_with_its_parent_kind_and_aliases(
    database: Settings, system: Actor
) -> None:
    parent = add(system, PROVINCE)
    key = add(system, replace(COMMUNE, aliases=("Xã Mẫu", "XÃ MẪU", " "), short_name=" Xã  Mẫu "))
    unit = get_unit_by_id(key)

    assert (unit.parent_id, unit.kind, unit.short_name) == (parent, "xã", "Xã Mẫu")
    assert (unit.valid_from, unit.valid_to, unit.aliases) == (FIRST, OPEN_END, ("Xã Mẫu",))
    assert audited() == [("unit_added", "P"), ("unit_added", "X")]


def test_a_unit_that_is_there_is_not_added_again(database: Settings, system: Actor) -> None:
    add(system, PROVINCE)

    for draft in (PROVINCE, replace(PROVINCE, valid_from=OPEN_START)):
        with pytest.raises(RefusedError, match="unit_validity_overlap"):
            add(system, draft)


def test_a_code_can_begin_again_after_its_last_day(database: Settings, system: Actor) -> None:
    add(system, replace(PROVINCE, valid_to=LAST))
    add(system, replace(PROVINCE, name="UBND tỉnh Khác", valid_from=FIRST))

    assert get_unit("P", LAST).name == "UBND tỉnh Mẫu"
    assert get_unit("P", FIRST).name == "UBND tỉnh Khác"


@pytest.mark.parametrize(
    ("draft", "code", "column", "value"),
    [
        pytest.param(replace(COMMUNE, code=" "), "unit_code_missing", "code", " ", id="no-code"),
        pytest.param(replace(COMMUNE, code="A|B"), "unit_code_unusable", "code", "A|B", id="bar"),
        pytest.param(replace(COMMUNE, name=" "), "unit_name_missing", "name", "", id="no-name"),
        pytest.param(
            replace(COMMUNE, code="9" * 41), "unit_text_too_long", "code", "9" * 41, id="long-code"
        ),
        pytest.param(
            replace(COMMUNE, aliases=("a" * 301,)),
            "unit_text_too_long",
            "aliases",
            "a" * 301,
            id="long-alias",
        ),
        pytest.param(
            replace(COMMUNE, parent_code="?"),
            "unit_parent_unknown",
            "parent_code",
            "?",
            id="parent",
        ),
        pytest.param(
            replace(COMMUNE, parent_code="LATER"),
            "unit_parent_not_yet",
            "parent_code",
            "LATER",
            id="parent-begins-later",
        ),
        pytest.param(
            replace(COMMUNE, parent_code="LATER", valid_from=OPEN_START, valid_to=LAST),
            "unit_parent_not_yet",
            "parent_code",
            "LATER",
            id="ended-before-the-parent-began",
        ),
        pytest.param(
            replace(COMMUNE, parent_code="OLD"),
            "unit_parent_ended",
            "parent_code",
            "OLD",
            id="parent-ended",
        ),
        pytest.param(
            replace(COMMUNE, valid_to=LAST),
            "unit_end_before_start",
            "valid_to",
            "2025-06-30",
            id="end-before-start",
        ),
        pytest.param(
            replace(COMMUNE, code="OLD", valid_from=LAST),
            "unit_validity_overlap",
            "valid_from",
            "OLD",
            id="the-last-day-is-taken",
        ),
        pytest.param(
            replace(PROVINCE, parent_code="C"),
            "unit_parent_circular",
            "parent_code",
            "C",
            id="under-its-own-child",
        ),
    ],
)
def test_a_bad_row_is_refused_by_column_and_value_and_the_others_go_in(
    database: Settings, system: Actor, draft: UnitDraft, code: str, column: str, value: str
) -> None:
    upsert(
        PROVINCE,
        UnitDraft("OLD", "Sở Cũ", UnitLevel.DEPARTMENT, "P", OPEN_START, LAST),
        UnitDraft("LATER", "Sở Sau", UnitLevel.DEPARTMENT, "P", date(2026, 1, 1)),
        UnitDraft("C", "Sở Con", UnitLevel.DEPARTMENT, "P"),
    )
    good = UnitDraft("G", "UBND xã Tốt", UnitLevel.COMMUNE, "P")

    result = upsert(draft, good)

    assert counts(result) == (1, 0, 0, 1)
    error = result.errors[0]
    assert (error.row, error.column, error.value, error.code) == (2, column, value, code)
    assert explain_row(error)
    assert get_unit("G").name == "UBND xã Tốt"


def test_two_rows_of_one_unit_are_one_row_too_many(database: Settings, system: Actor) -> None:
    result = upsert(PROVINCE, COMMUNE, replace(COMMUNE, name="UBND xã Khác"))

    assert counts(result) == (2, 0, 0, 1)
    assert result.errors == (RowError(4, "code", "X", "unit_row_twice", {"first_row": 3}),)
    assert explain_row(result.errors[0])


def test_parents_may_stand_below_their_children(database: Settings, system: Actor) -> None:
    division = UnitDraft("V", "Phòng Mẫu", UnitLevel.DIVISION, "X", FIRST)

    assert counts(upsert(division, COMMUNE, PROVINCE)) == (3, 0, 0, 0)
    assert get_unit("V").parent_code == "X"
    assert get_unit("X").parent_code == "P"


def test_rows_under_each_other_in_a_circle_are_refused(database: Settings, system: Actor) -> None:
    result = upsert(
        UnitDraft("A", "Sở A", UnitLevel.DEPARTMENT, "B"),
        UnitDraft("B", "Sở B", UnitLevel.DEPARTMENT, "A"),
        UnitDraft("S", "Sở S", UnitLevel.DEPARTMENT, "S"),
    )

    assert result.added == 0
    assert [error.code for error in result.errors] == ["unit_parent_unknown"] * 3


def test_a_row_under_a_rejected_row_is_rejected_too(database: Settings, system: Actor) -> None:
    result = upsert(replace(PROVINCE, name=""), COMMUNE)

    assert [error.code for error in result.errors] == ["unit_name_missing", "unit_parent_unknown"]


def test_the_same_rows_again_change_nothing(database: Settings, system: Actor) -> None:
    rows = (PROVINCE, replace(COMMUNE, aliases=("Xã Mẫu",)))
    upsert(*rows)

    assert counts(upsert(*rows)) == (0, 0, 2, 0)


def test_a_change_is_kept_with_what_was_before(database: Settings, system: Actor) -> None:
    upsert(PROVINCE, replace(COMMUNE, aliases=("Mẫu Một",)))

    result = upsert(replace(COMMUNE, name="UBND xã Mới", aliases=("Mẫu Hai",)))

    assert counts(result) == (0, 1, 0, 0)
    assert result.details["updated"] == [
        {
            "unit": "X 2025-07-01",
            "before": {"name": "UBND xã Mẫu", "aliases": ""},
            "after": {"name": "UBND xã Mới", "aliases": "Mẫu Hai"},
        }
    ]
    assert get_unit("X").aliases == ("Mẫu Một", "Mẫu Hai")
    assert db.session.scalar(sa.select(Unit.name_folded).where(Unit.code == "X")) == "ubnd xa moi"


def test_what_a_row_says_nothing_about_stays(database: Settings, system: Actor) -> None:
    upsert(PROVINCE, replace(COMMUNE, short_name="X.Mẫu", valid_to=date(2026, 1, 1)))

    bare = UnitDraft("X", "UBND xã Mẫu", UnitLevel.COMMUNE)

    assert counts(upsert(bare)) == (0, 0, 1, 0)
    assert get_unit("X").parent_code == "P"


@pytest.mark.parametrize(
    ("valid_from", "parent_first"),
    [
        pytest.param(date(2024, 1, 1), OPEN_START, id="the-meaning-of-its-first-day"),
        pytest.param(FIRST, FIRST, id="the-new-meaning"),
        pytest.param(OPEN_START, FIRST, id="without-a-first-day-the-present-meaning"),
    ],
)
def test_a_parents_code_means_what_it_meant_on_the_childs_first_day(
    database: Settings, system: Actor, valid_from: date, parent_first: date
) -> None:
    upsert(replace(PROVINCE, valid_from=OPEN_START, valid_to=LAST))
    upsert(replace(PROVINCE, valid_from=FIRST))

    upsert(replace(COMMUNE, valid_from=valid_from))

    parent_id = get_unit("X").parent_id
    assert parent_id is not None
    assert get_unit_by_id(parent_id).valid_from == parent_first


def test_a_closed_unit_stays_for_the_days_it_existed(database: Settings, system: Actor) -> None:
    add(system, PROVINCE)
    key = add(system, COMMUNE)

    with transaction():
        close_unit(actor=system, unit_id=key, last_day=date(2025, 12, 31), document="QĐ mẫu")

    assert get_unit("X", date(2025, 12, 31)).id == key
    with pytest.raises(NotFoundError):
        get_unit("X", date(2026, 1, 1))
    assert audited()[-1] == ("unit_closed", "X")
    unit = db.session.get_one(Unit, key)
    assert unit.evidence == "kết thúc ngày 31/12/2025 theo QĐ mẫu"


@pytest.mark.parametrize(
    ("last_day", "document", "code"),
    [
        pytest.param(LAST, "QĐ", "unit_end_before_start", id="before-it-began"),
        pytest.param(FIRST, " ", "unit_document_missing", id="no-document"),
    ],
)
def test_a_unit_is_not_closed_without_reason(
    database: Settings, system: Actor, last_day: date, document: str, code: str
) -> None:
    add(system, PROVINCE)
    key = add(system, COMMUNE)

    with pytest.raises(RefusedError) as caught, transaction():
        close_unit(actor=system, unit_id=key, last_day=last_day, document=document)

    assert caught.value.code == code
    assert explain(caught.value)
    assert get_unit_by_id(key).valid_to == OPEN_END


def test_a_unit_is_closed_once(database: Settings, system: Actor) -> None:
    key = add(system, PROVINCE)
    with transaction():
        close_unit(actor=system, unit_id=key, last_day=LAST, document="QĐ")

    with pytest.raises(RefusedError, match="unit_already_closed") as caught, transaction():
        close_unit(actor=system, unit_id=key, last_day=FIRST, document="QĐ")
    assert explain(caught.value)


@remembered
def pair(database: Settings, system: Actor) -> tuple[int, int]:
    """A commune that ended and the one that took over."""
    upsert(
        PROVINCE,
        replace(COMMUNE, code="A", valid_from=OPEN_START, valid_to=LAST),
        replace(COMMUNE, code="B"),
    )
    return get_unit("A").id, get_unit("B").id


def hand_on(actor: Actor, old: int, new: int, **changes: Any) -> int:
    event: dict[str, Any] = {"effective_on": FIRST, "kind": SuccessionKind.MERGED}
    event |= {"document": "NQ mẫu"} | changes
    with transaction():
        return record_succession(actor=actor, predecessor_id=old, successor_id=new, **event)


def test_a_succession_is_recorded_with_its_document(pair: tuple[int, int], system: Actor) -> None:
    key = hand_on(system, *pair, scope_note=" phần đất phía đông ")
    event = db.session.get_one(UnitSuccession, key)

    assert (event.predecessor_id, event.successor_id) == pair
    assert (event.document, event.scope_note) == ("NQ mẫu", "phần đất phía đông")
    assert audited() == [("succession_recorded", "A")]


def test_only_a_transfer_leaves_the_giver_in_place(pair: tuple[int, int], system: Actor) -> None:
    giver = add(system, UnitDraft("C", "Sở C", UnitLevel.DEPARTMENT, "P"))

    with pytest.raises(RefusedError, match="succession_before_end") as caught:
        hand_on(system, giver, pair[1])

    assert explain(caught.value)
    assert hand_on(system, giver, pair[1], kind=SuccessionKind.TRANSFERRED)


@pytest.mark.parametrize(
    ("choose", "changes", "code"),
    [
        pytest.param(lambda a, _b: (a, a), {}, "succession_same_unit", id="to-itself"),
        pytest.param(lambda a, b: (a, b), {"document": ""}, "unit_document_missing", id="paper"),
        pytest.param(
            lambda a, b: (a, b), {"effective_on": LAST}, "succession_before_end", id="too-early"
        ),
        pytest.param(
            lambda a, b: (b, a),
            {"kind": SuccessionKind.TRANSFERRED},
            "succession_heir_not_valid",
            id="heir-ended",
        ),
        pytest.param(lambda a, _b: (a, 0), {}, "unit_missing", id="nobody"),
    ],
)
def test_an_unsound_succession_is_refused(
    pair: tuple[int, int],
    system: Actor,
    choose: Callable[[int, int], tuple[int, int]],
    changes: dict[str, Any],
    code: str,
) -> None:
    with pytest.raises(RefusedError) as caught:
        hand_on(system, *choose(*pair), **changes)

    assert caught.value.code == code
    assert explain(caught.value)


def test_a_succession_is_recorded_once_and_never_in_a_circle(
    pair: tuple[int, int], system: Actor
) -> None:
    other = add(system, UnitDraft("C", "UBND xã C", UnitLevel.COMMUNE, "P", FIRST))
    transfer = {"kind": SuccessionKind.TRANSFERRED}
    hand_on(system, pair[1], other, **transfer)

    with pytest.raises(RefusedError, match="succession_known") as known:
        hand_on(system, pair[1], other, **transfer)
    with pytest.raises(RefusedError, match="succession_circular") as circular:
        hand_on(system, other, pair[1], **transfer)
    assert explain(known.value)
    assert explain(circular.value)


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (role, role in {Role.OFFICE_STAFF, Role.ADMINISTRATOR})
        for role in Role
        if role != Role.SYSTEM
    ],
)
def test_only_office_staff_and_administrators_change_units(
    database: Settings, system: Actor, make_actor: MakeActor, role: Role, may: bool
) -> None:
    actor = make_actor("person", role)
    file = UnitFile("f.csv", "0" * 64, (), (), {})
    key = add(system, PROVINCE)
    refused = 0
    for act in (
        lambda: add_unit(actor=actor, draft=replace(COMMUNE, parent_code=None)),
        lambda: close_unit(actor=actor, unit_id=key, last_day=FIRST, document="QĐ"),
        lambda: record_unit_import(actor=actor, file=file),
    ):
        try:
            with transaction():
                act()
        except ForbiddenError:
            refused += 1

    assert refused == (0 if may else 3)


def test_an_import_is_recorded_once_with_counts_and_trail(
    database: Settings, system: Actor
) -> None:
    rows = (replace(PROVINCE, row=2), replace(COMMUNE, row=3, parent_code="?"))
    file = UnitFile("units.csv", "a" * 64, rows, (), {"parent_code": "Mã cha"})

    with transaction():
        first = record_unit_import(actor=system, file=file)
    with transaction():
        second = record_unit_import(actor=system, file=file)

    assert (first.rows, first.accepted, first.added, first.rejected) == (2, 1, 1, 1)
    assert first.errors[0].column == "Mã cha"
    assert not first.already_imported
    assert second.already_imported
    assert (second.batch, second.added, second.unchanged, second.rejected) == (first.batch, 0, 1, 1)
    batch = db.session.scalars(sa.select(ImportBatch)).one()
    assert (batch.kind, batch.source_id, batch.row_count) == (BatchKind.UNITS, None, 2)
    assert batch.errors == [
        {"row": 3, "column": "Mã cha", "value": "?", "code": "unit_parent_unknown"}
    ]
    assert audited() == [("units_imported", str(batch.id))]


def test_only_rejected_rows_of_a_known_file_are_tried_again(
    database: Settings, system: Actor
) -> None:
    rows = (
        replace(PROVINCE, row=2),
        replace(COMMUNE, row=3, parent_code="Q"),
        replace(PROVINCE, row=4, name="UBND tỉnh Lặp"),
    )
    file = UnitFile("units.csv", "a" * 64, rows, (), {})
    with transaction():
        record_unit_import(actor=system, file=file)
    upsert(replace(PROVINCE, name="UBND tỉnh Đổi tên"), replace(PROVINCE, code="Q"))

    with transaction():
        again = record_unit_import(actor=system, file=file)

    assert (again.added, again.updated, again.unchanged, again.rejected) == (1, 0, 1, 1)
    assert not again.already_imported
    assert get_unit("X").parent_code == "Q"
    # Neither what was changed since nor the row that stands twice comes back.
    assert get_unit("P").name == "UBND tỉnh Đổi tên"
    assert db.session.scalar(sa.select(sa.func.count(UnitAlias.id))) == 0
