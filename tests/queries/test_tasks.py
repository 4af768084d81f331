"""The matrix of the seed documents, row by row and come down to units (domain-vn.md 1.2, 2)."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from models.vocabulary import AssignmentRole, Comparator, ScheduleKind, TaskKind, UnitLevel
from tracker.errors import NotFoundError
from tracker.queries.directives import get_directive, list_directives
from tracker.queries.indicators import list_indicators_without_lead, list_level_views
from tracker.queries.tasks import (
    PartyRow,
    TaskRow,
    expand_task,
    expand_tasks,
    list_tasks,
)
from tracker.queries.unit_directory import UnitDirectory, load_directory

PLAN, ANNEX = "142/KH-STTTT", "PL I/2024 (Kon Tum)"
LEAD, SUPPORTING = AssignmentRole.LEAD, AssignmentRole.SUPPORTING
BEFORE, AFTER = date(2024, 6, 30), date(2025, 7, 2)


def tasks_of(number: str) -> list[TaskRow]:
    return list_tasks([get_directive(number).id], BEFORE)


def task_of(number: str, section: str, row: str) -> TaskRow:
    (found,) = [t for t in tasks_of(number) if (t.section, t.number) == (section, row)]
    return found


def levels(task: TaskRow, directory: UnitDirectory, on: date) -> Counter[tuple[str, str]]:
    return Counter(
        (found.role.value, found.unit.level.value) for found in expand_task(task, directory, on)
    )


def test_the_plan_has_its_rows_in_printed_order(seeded: object) -> None:
    tasks = tasks_of(PLAN)

    assert [task.number for task in tasks] == [str(number) for number in range(1, 22)]
    assert [task.ordinal for task in tasks] == list(range(1, 22))
    assert tasks[0].kind is TaskKind.PRODUCT
    assert {task.kind for task in tasks[1:]} == {TaskKind.MEASURED}


@pytest.mark.parametrize(
    ("row", "leads", "supports"),
    [
        (1, ("Văn phòng Sở",), ("Các phòng chuyên môn", "Trung tâm CNTT&TT")),
        (4, ("Các phòng chuyên môn thuộc Sở",), ()),
        (
            6,
            ("Phòng Thông tin - Báo chí - Xuất bản", "Phòng Bưu chính - Viễn thông"),
            ("Trung tâm Phục vụ Hành chính công tỉnh", "Bưu điện tỉnh Gia Lai"),
        ),
        (
            8,
            ("Văn phòng Sở",),
            (
                "Các phòng chuyên môn liên quan thuộc Sở",
                "Văn phòng Sở",
                "Trung tâm Phục vụ Hành chính công tỉnh",
                "Bưu điện tỉnh Gia Lai",
            ),
        ),
        (
            16,
            ("Phòng Công nghệ thông tin",),
            (
                "Văn phòng Sở",
                "Các phòng chuyên môn liên quan thuộc Sở",
                "Trung tâm Phục vụ Hành chính công tỉnh",
                "Bưu điện tỉnh Gia Lai",
            ),
        ),
        (
            18,
            ("Phòng Thông tin - Báo chí - Xuất bản", "Phòng Bưu chính - Viễn thông"),
            ("Văn phòng Sở", "Trung tâm Phục vụ Hành chính công tỉnh", "Bưu điện tỉnh Gia Lai"),
        ),
    ],
)
def test_leads_and_supports_of_the_plan_are_named_as_printed(
    seeded: object, row: int, leads: tuple[str, ...], supports: tuple[str, ...]
) -> None:
    task = tasks_of(PLAN)[row - 1]

    assert (task.printed(LEAD), task.printed(SUPPORTING)) == (leads, supports)


def test_every_printed_party_is_known(seeded: object) -> None:
    tasks = list_tasks([row.id for row in list_directives()], BEFORE)

    assert len(tasks) == 89
    unknown = [p.printed for t in tasks for p in t.parties if not (p.unit_id or p.group_id)]
    assert unknown == []


def test_the_annex_has_five_three_seven_three_and_three_rows_each_with_a_target(
    seeded: object,
) -> None:
    tasks = tasks_of(ANNEX)

    assert Counter(task.section for task in tasks) == {"I": 5, "II": 3, "III": 7, "IV": 3, "V": 3}
    assert all(len(task.targets) == 1 for task in tasks)
    assert {task.schedule_kind for task in tasks} == {ScheduleKind.IN_YEAR}


@pytest.mark.parametrize(
    ("section", "row", "comparator", "value"),
    [
        ("I", "1", Comparator.AT_LEAST, 80),
        ("I", "2", Comparator.AT_LEAST, 45),
        ("II", "3", Comparator.AT_LEAST, 75),
        ("IV", "1", Comparator.AT_LEAST, 95),
        ("V", "1", Comparator.EQUAL, 100),
    ],
)
def test_targets_of_the_annex_hold_in_2024_only(
    seeded: object, section: str, row: str, comparator: Comparator, value: int
) -> None:
    task = task_of(ANNEX, section, row)
    target = task.target_on(date(2024, 12, 31))

    assert target is not None
    assert (target.comparator, target.value) == (comparator, Decimal(value))
    assert task.target_on(date(2024, 1, 1)) == target
    assert task.target_on(date(2023, 12, 31)) is task.target_on(date(2025, 1, 1)) is None


def test_a_condition_behind_a_name_stays_with_that_name(seeded: object) -> None:
    task = task_of(ANNEX, "I", "1")

    assert [(part.printed, part.condition) for part in task.parties if part.role is SUPPORTING] == [
        ("Các sở, ban ngành", ""),
        ("Ban quản lý khu kinh tế tỉnh", "có cung cấp dịch vụ công trực tuyến"),
        ("Viễn thông Kon Tum", ""),
    ]


def test_online_payment_comes_down_to_every_unit_once(seeded: object) -> None:
    task, directory = task_of(ANNEX, "I", "2"), load_directory()

    assert levels(task, directory, BEFORE) == {
        ("lead", "department"): 19,
        ("lead", "district"): 10,
        ("lead", "commune"): 102,
        ("supporting", "department"): 1,
    }
    (office,) = [found.unit.code for found in expand_task(task, directory, BEFORE)
                 if found.role is SUPPORTING]  # fmt: skip
    assert office == "VPUB"


def test_after_the_reform_the_heirs_answer_and_districts_are_gone(seeded: object) -> None:
    task, directory = task_of(ANNEX, "I", "2"), load_directory()
    found = list(expand_task(task, directory, AFTER))

    counts = levels(task, directory, AFTER)
    assert counts["lead", "commune"] == 40
    assert counts["lead", "district"] == 0
    assert all(item.unit.is_valid(AFTER) for item in found)
    assert {item.inherited_from is not None for item in found} == {True}


@pytest.mark.parametrize("on", [date(2022, 12, 9), BEFORE, date(2025, 6, 30), AFTER])
def test_no_unit_stands_twice_in_one_task(seeded: object, on: date) -> None:
    directory = load_directory()

    for task in list_tasks([row.id for row in list_directives()], BEFORE):
        units = [found.unit.id for found in expand_task(task, directory, on)]
        assert len(units) == len(set(units)), (task.directive_number, task.number)


def test_who_leads_by_name_does_not_support_as_well(seeded: object) -> None:
    directory = load_directory()
    roles = {
        found.unit.code: found.role
        for found in expand_task(tasks_of(PLAN)[7], directory, date(2022, 12, 9))
    }

    assert roles["GL.STTTT.VP"] is LEAD
    assert Counter(roles.values()) == {LEAD: 1, SUPPORTING: 5}


def test_a_division_that_leads_by_name_is_left_out_of_the_supporting_group(seeded: object) -> None:
    directory = load_directory()
    roles = {
        found.unit.code: found.role
        for found in expand_task(tasks_of(PLAN)[6], directory, date(2022, 12, 9))
    }

    assert roles["GL.STTTT.CNTT"] is LEAD
    assert {roles["GL.STTTT.TTBCXB"], roles["GL.STTTT.BCVT"]} == {SUPPORTING}


def test_naming_a_unit_and_its_group_in_the_same_part_counts_it_once(seeded: object) -> None:
    directory = load_directory()
    found = list(expand_task(task_of(ANNEX, "IV", "1"), directory, BEFORE))

    zone = [item for item in found if item.unit.code == "BQLKKT"]
    assert [(item.role, item.is_by_group) for item in zone] == [(LEAD, False)]


def test_expansion_keeps_the_order_of_the_rows(seeded: object) -> None:
    tasks = tasks_of(PLAN)
    expanded = expand_tasks(tasks, load_directory(), date(2022, 12, 9))

    ordinals = [item.task.ordinal for item in expanded]
    assert ordinals == sorted(ordinals)
    assert set(ordinals) == set(range(1, 22))


def test_a_party_nobody_is_known_under_comes_down_to_no_one(seeded: object) -> None:
    from dataclasses import replace

    stranger = PartyRow(LEAD, "Ban nào đó", "", None, None, "")
    task = replace(tasks_of(PLAN)[0], parties=(stranger,))

    assert list(expand_task(task, load_directory(), BEFORE)) == []


def test_paid_online_dossiers_have_no_lead_in_the_plan(seeded: object) -> None:
    plan = get_directive(PLAN)

    missing = list_indicators_without_lead(list_tasks([plan.id], BEFORE), "766-2022")

    assert [(row.code, row.max_points) for row in missing] == [("766-3.6", Decimal(6))]


@pytest.mark.parametrize(
    ("reference", "code"),
    [("142/KH-STTTT", "kh142-2022"), ("142/kh-stttt", "kh142-2022"), ("pl2024", "pl2024")],
)
def test_a_document_is_found_by_number_or_code_however_typed(
    seeded: object, reference: str, code: str
) -> None:
    assert get_directive(reference).code == code


def test_an_unknown_document_is_refused_naming_those_there_are(seeded: object) -> None:
    with pytest.raises(NotFoundError) as refusal:
        get_directive("143/KH-STTTT")

    assert refusal.value.code == "directive_unknown"
    assert "142/KH-STTTT; " in str(refusal.value.params["known"])


def test_each_level_is_shown_its_own_groups(seeded: object) -> None:
    views = Counter(row.level for row in list_level_views())

    assert sorted(views.values()) == [4, 7, 9]


def test_units_of_every_level_take_part(seeded: object) -> None:
    tasks = list_tasks([get_directive(ANNEX).id], BEFORE)
    levels_met = {item.unit.level for item in expand_tasks(tasks, load_directory(), BEFORE)}

    assert levels_met == {
        UnitLevel.DEPARTMENT, UnitLevel.DISTRICT, UnitLevel.COMMUNE, UnitLevel.PARTNER
    }  # fmt: skip
