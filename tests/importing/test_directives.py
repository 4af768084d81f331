"""The reader proven on the real matrices: what is read from a file is what the seeds hold."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from models import Directive, ImportBatch, Task, db
from models.vocabulary import AssignmentRole, BatchKind, Comparator, ScheduleKind, TaskKind
from tests.matrices import (
    PLAN_HEADING,
    Sheet,
    annex_sheet,
    plan_sheet,
    write_docx,
    write_xlsx,
)
from tracker.errors import RefusedError
from tracker.importing.directives import DirectiveHead, DirectiveImport, import_directive
from tracker.queries.directives import get_directive
from tracker.queries.tasks import TaskRow, list_tasks

if TYPE_CHECKING:
    from tracker.queries.accounts import Actor

PLAN = DirectiveHead("9/KH-STTTT", "GL.STTTT", issued_on=date(2022, 12, 9))
ANNEX = DirectiveHead(
    "PL 9/2024", "62", effective_from=date(2024, 1, 1), effective_to=date(2024, 12, 31)
)
Write = Callable[..., Path]
BOTH = pytest.mark.parametrize(
    ("write", "file"), [(write_docx, "a.docx"), (write_xlsx, "a.xlsx")], ids=["docx", "xlsx"]
)


def tasks_of(number: str) -> list[TaskRow]:
    return list_tasks([get_directive(number).id], date(2024, 6, 30))


def meaning(task: TaskRow) -> dict[str, object]:
    """What a row says and means, but for what only the seeds' makers added."""
    target = task.targets[0] if task.targets else None
    return {
        "section": (task.section, task.section_title, task.number, task.text),
        "leads": task.printed(AssignmentRole.LEAD),
        "supports": task.printed(AssignmentRole.SUPPORTING),
        "parties": [(part.role, part.unit_id, part.group_id) for part in task.parties],
        "schedule": (task.schedule_kind, task.schedule_phrase, task.first_day, task.due_on),
        "target": target and (target.comparator, target.value, target.unit_of_measure),
        "in_force": target and (target.valid_from, target.valid_to),
        "legal_basis": task.legal_basis,
    }


def read(path: Path, head: DirectiveHead, actor: Actor, **more: object) -> DirectiveImport:
    return import_directive(path, head=head, actor=actor, **more)  # type: ignore[arg-type]


def small(*rows: tuple[str, ...], heading: tuple[str, ...] = PLAN_HEADING) -> Sheet:
    sheet = Sheet()
    sheet.add(*heading)
    for row in rows:
        sheet.add(*row, width=len(heading))
    return sheet


def work(
    number: str, text: str = "Việc", lead: str = "Văn phòng Sở", term: str = ""
) -> tuple[str, ...]:
    return number, text, lead, "", term or "Thực hiện thường xuyên"


@BOTH
def test_the_plan_of_2022_is_read_as_the_seeds_hold_it(
    seeded: object, system: Actor, tmp_path: Path, write: Write, file: str
) -> None:
    done = read(write(tmp_path / file, plan_sheet()), PLAN, system)

    assert (done.report.rows, done.report.accepted, done.report.skipped) == (28, 21, 7)
    assert (done.report.errors, done.report.rejected) == ((), 0)
    printed = [meaning(task) for task in tasks_of("9/KH-STTTT")]
    assert printed == [meaning(task) for task in tasks_of("142/KH-STTTT")]


@BOTH
def test_the_annex_of_2024_is_read_as_the_seeds_hold_it(
    seeded: object, system: Actor, tmp_path: Path, write: Write, file: str
) -> None:
    done = read(write(tmp_path / file, annex_sheet()), ANNEX, system)

    assert (done.report.rows, done.report.accepted, done.report.skipped) == (27, 21, 6)
    read_rows, seeds = tasks_of("PL 9/2024"), tasks_of("PL I/2024 (Kon Tum)")
    assert [meaning(task) for task in read_rows] == [meaning(task) for task in seeds]
    assert {task.schedule_kind for task in read_rows} == {ScheduleKind.IN_YEAR}
    assert "“Thực hiện trong năm 2024 Giao chỉ tiêu”" in read_rows[0].reading


@BOTH
def test_what_was_read_from_a_merged_cell_says_so(
    seeded: object, system: Actor, tmp_path: Path, write: Write, file: str
) -> None:
    done = read(write(tmp_path / file, plan_sheet()), PLAN, system)

    by_number = {row.reading.draft.number: row for row in done.rows}
    # reference/domain-vn.md, open point 12, with the term's column beside it
    assert {n for n, row in by_number.items() if "leads" in row.merged} == {
        "3", "4", "9", "11", "13", "14", "15", "20", "21",
    }  # fmt: skip
    assert {n for n, row in by_number.items() if "supports" in row.merged} == {
        "8", "9", "11", "13", "14", "15", "18", "20", "21",
    }  # fmt: skip
    first = by_number["7"].reading.draft.row
    assert by_number["9"].merged["supports"] == by_number["9"].merged["schedule"] == first
    (stored,) = [task for task in tasks_of("9/KH-STTTT") if task.number == "8"]
    assert stored.reading.startswith(
        "Ô gộp: Đơn vị phối hợp thực hiện, Thời gian thực hiện công việc"
        f" in một lần ở dòng {first}."
    )


@BOTH
def test_headings_repeated_on_the_next_page_are_no_rows(
    seeded: object, system: Actor, tmp_path: Path, write: Write, file: str
) -> None:
    path = write(tmp_path / file, plan_sheet(repeat_heading_after="6"))

    report = read(path, PLAN, system, dry_run=True).report

    assert (report.accepted, report.skipped, report.rejected) == (21, 8, 0)


def test_a_title_above_the_table_and_empty_columns_before_it_do_not_matter(
    seeded: object, system: Actor, tmp_path: Path
) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", annex_sheet(), title="PHỤ LỤC I", first_column=3)

    done = read(path, ANNEX, system, dry_run=True)

    assert (done.report.accepted, done.rows[0].reading.draft.row) == (21, 7)


def test_a_matrix_in_several_word_tables_is_read_through(
    seeded: object, system: Actor, tmp_path: Path
) -> None:
    first, rest = plan_sheet(), Sheet()
    rest.rows = [["2", "Việc nối", "Văn phòng Sở", "", "Tháng 12/2022", ""]]
    again = small(work("3", "Việc sau", "Văn phòng Xở"))
    path = write_docx(tmp_path / "a.docx", first, rest, again)

    done = read(path, PLAN, system, dry_run=True)

    assert done.report.accepted == 22
    assert done.rows[-1].reading.draft.section == "V"
    assert "không có tiêu đề" in done.rows[-1].reading.draft.reading
    assert [error["column"] for error in done.report.errors] == ["Đơn vị chủ trì (bảng 4)"]


def test_two_sheets_with_a_matrix_are_refused_until_one_is_named(
    seeded: object, system: Actor, tmp_path: Path
) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", small(work("1")), small(work("1"), work("2")))

    with pytest.raises(RefusedError) as refusal:
        read(path, PLAN, system)
    assert refusal.value.code == "several_tables"
    assert read(path, PLAN, system, sheet="Trang 2", dry_run=True).report.accepted == 2
    with pytest.raises(RefusedError) as refusal:
        read(path, PLAN, system, sheet="Trang 3")
    assert refusal.value.code == "sheet_unknown"


def test_a_row_that_cannot_be_read_is_named_and_the_others_go_in(
    seeded: object, system: Actor, tmp_path: Path
) -> None:
    sheet = small(
        work("1"),
        work("2", lead="Văn phòng Xở"),
        work("3", term="Khi nào xong thì thôi"),
        work("4"),
    )

    done = read(write_xlsx(tmp_path / "a.xlsx", sheet), PLAN, system)

    assert (done.report.rows, done.report.accepted, done.report.rejected) == (4, 2, 2)
    unit, term = done.report.errors
    assert (unit["row"], unit["column"], unit["value"]) == (3, "Đơn vị chủ trì", "Văn phòng Xở")
    assert (unit["code"], "Văn phòng Sở" in unit["message"]) == ("unit_unknown", True)
    assert (term["row"], term["column"]) == (4, "Thời gian thực hiện công việc")
    assert (term["code"], term["value"]) == ("deadline_unreadable", "Khi nào xong thì thôi")
    assert [(task.number, task.ordinal) for task in tasks_of("9/KH-STTTT")] == [("1", 1), ("4", 2)]


def test_a_document_of_which_nothing_can_be_read_is_refused_with_the_first_reason(
    seeded: object, system: Actor, tmp_path: Path
) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", small(work("1", lead="Văn phòng Xở")))

    with pytest.raises(RefusedError) as refusal:
        read(path, PLAN, system)

    assert (refusal.value.code, refusal.value.params["row"]) == ("directive_nothing_readable", 2)
    assert db.session.scalar(sa.select(sa.func.count(ImportBatch.id))) == 0


@pytest.mark.parametrize("number", ["142/KH-STTTT", "142/kh-stttt", " 142/KH–STTTT "])
def test_a_number_that_is_taken_is_refused(
    seeded: object, system: Actor, tmp_path: Path, number: str
) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", small(work("1")))

    with pytest.raises(RefusedError) as refusal:
        read(path, DirectiveHead(number, "GL.STTTT", issued_on=PLAN.issued_on), system)

    assert refusal.value.code == "directive_exists"


def test_a_file_that_is_not_what_its_name_says_is_refused(
    seeded: object, system: Actor, tmp_path: Path
) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", small(work("1")))
    path = path.rename(tmp_path / "a.docx")

    with pytest.raises(RefusedError) as refusal:
        read(path, PLAN, system)

    assert refusal.value.code == "file_not_what_its_name_says"


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"STT,Viec\n1,a\n", "a.csv", "file_kind_no_document"),
        (b"%PDF-1.7\n", "a.pdf", "file_kind_no_document"),
        (b"", "a.docx", "file_empty"),
        (b"PK\x03\x04 half a file", "a.docx", "file_damaged"),
    ],
    ids=["csv", "pdf", "empty", "half"],
)
def test_what_holds_no_matrix_is_refused_by_what_it_is(
    seeded: object, system: Actor, tmp_path: Path, content: bytes, name: str, code: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(RefusedError) as refusal:
        read(path, PLAN, system)

    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("heading", "code", "named"),
    [
        (
            ("STT", "Mã hồ sơ", "Ngày tiếp nhận"),
            "directive_columns_missing",
            "('Nội dung công việc', 'Đơn vị chủ trì / Thời gian thực hiện / Chỉ tiêu / Sản phẩm')",
        ),
        (
            ("STT", "Nội dung", "Ghi chú"),
            "directive_columns_missing",
            "('Đơn vị chủ trì / Thời gian thực hiện / Chỉ tiêu / Sản phẩm',)",
        ),
        (
            ("STT", "Nội dung", "Đơn vị chủ trì, phối hợp"),
            "directive_column_mixed",
            "Đơn vị chủ trì, phối hợp",
        ),
        (
            ("STT", "Nội dung", "Thời hạn", "Chỉ tiêu 2024", "Chỉ tiêu 2025"),
            "column_ambiguous",
            "Chỉ tiêu",
        ),
    ],
    ids=["another-list", "no-lead", "mixed", "two-targets"],
)
def test_a_table_without_the_needed_columns_is_refused_naming_them(
    seeded: object,
    system: Actor,
    tmp_path: Path,
    heading: tuple[str, ...],
    code: str,
    named: str,
) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", small(("1", "a", "b"), heading=heading))

    with pytest.raises(RefusedError) as refusal:
        read(path, PLAN, system)

    params = refusal.value.params
    assert refusal.value.code == code
    assert str(params.get("column") or params["columns"]) == named


def test_columns_may_stand_in_any_order_under_other_words(
    seeded: object, system: Actor, tmp_path: Path
) -> None:
    heading = ("Thời hạn hoàn thành", "Cơ quan phối hợp", "Nhiệm vụ", "TT", "ĐVT", "Chỉ tiêu",
               "Cơ quan thực hiện", "Sản phẩm", "Mã chỉ số")  # fmt: skip
    row = ("Trước ngày 30/6/2024", "Sở Tư pháp", "Số hóa", "1", "%", "trên 50",
           "Văn phòng UBND tỉnh", "Báo cáo", "766-4.2")  # fmt: skip
    path = write_xlsx(tmp_path / "a.xlsx", small(row, heading=heading))

    (found,) = read(path, ANNEX, system).rows

    assert [part.code for part in (*found.leads, *found.supports)] == ["VPUB", "STP"]
    (task,) = tasks_of("PL 9/2024")
    assert (task.due_on, task.product) == (date(2024, 6, 29), "Báo cáo")
    assert (task.indicator_code, task.kind) == ("766-4.2", TaskKind.MEASURED)
    assert task.targets[0].comparator is Comparator.MORE_THAN
    assert task.targets[0].value == Decimal(50)


def test_lines_of_a_cell_are_units_where_only_that_makes_sense(
    seeded: object, system: Actor, tmp_path: Path
) -> None:
    sheet = small(work("1", lead="Sở Tư pháp\nSở Nội vụ"), work("2", lead="Văn phòng\nUBND tỉnh"))

    done = read(write_docx(tmp_path / "a.docx", sheet), ANNEX, system)

    apart, broken = done.rows
    assert [part.code for part in apart.leads] == ["STP", "SNV"]
    assert "Mỗi dòng trong ô Đơn vị chủ trì" in apart.reading.draft.reading
    assert [part.code for part in broken.leads] == ["VPUB"]
    assert broken.reading.draft.reading == ""


def test_numbers_words_own_list_gives_are_told_by_their_place(
    seeded: object, system: Actor, tmp_path: Path
) -> None:
    sheet = small(("II", "Mục hai"), work("", "Việc a"), work("", "Việc b"))

    rows = read(write_docx(tmp_path / "a.docx", sheet), PLAN, system, dry_run=True).rows

    assert [(row.reading.draft.section, row.reading.draft.number) for row in rows] == [
        ("II", "1"),
        ("II", "2"),
    ]
    assert "Không in số thứ tự" in rows[0].reading.draft.reading


def test_letters_and_roman_numbers_make_parts_and_sections(
    seeded: object, system: Actor, tmp_path: Path
) -> None:
    sheet = small(
        ("A", "Phần A"), ("I", "Mục một"), work("1"), ("II", "Mục hai"), work("2"),
        ("B", "Phần B"), work("3"), ("C", "Phần C"), work("4"), ("", "Tiểu mục"), work("5"),
    )  # fmt: skip

    rows = read(write_xlsx(tmp_path / "a.xlsx", sheet), PLAN, system, dry_run=True).rows

    assert [(row.reading.draft.section, row.reading.draft.section_title) for row in rows] == [
        ("A.I", "Phần A / Mục một"),
        ("A.II", "Phần A / Mục hai"),
        ("B", "Phần B"),
        ("C", "Phần C"),
        ("C", "Phần C / Tiểu mục"),
    ]


def test_a_row_without_work_is_an_error_but_a_signature_below_the_table_is_not(
    seeded: object, system: Actor, tmp_path: Path
) -> None:
    sheet = small(
        work("1"), ("", "", "- Bưu điện tỉnh Gia Lai"), work("2"), ("",), ("", "", "KT. GIÁM ĐỐC")
    )

    report = read(write_xlsx(tmp_path / "a.xlsx", sheet), PLAN, system, dry_run=True).report

    assert (report.rows, report.accepted, report.rejected, report.skipped) == (4, 2, 1, 1)
    (error,) = report.errors
    assert (error["row"], error["code"]) == (3, "directive_row_without_work")
    assert error["value"] == "- Bưu điện tỉnh Gia Lai"


def test_one_cell_across_lead_and_support_is_read_as_lead_and_says_so(
    seeded: object, system: Actor, tmp_path: Path
) -> None:
    sheet = small(work("1"))
    sheet.merges.append((1, 2, 1, 3))

    (row,) = read(write_xlsx(tmp_path / "a.xlsx", sheet), PLAN, system, dry_run=True).rows

    assert ([part.code for part in row.leads], row.supports) == (["GL.STTTT.VP"], ())
    assert "Ô gộp ngang" in row.reading.draft.reading


def test_an_indicator_of_the_same_name_is_named_but_not_linked(
    seeded: object, system: Actor, tmp_path: Path
) -> None:
    rows = read(write_xlsx(tmp_path / "a.xlsx", plan_sheet()), PLAN, system).rows

    assert "766-1.2" in rows[2].reading.draft.reading
    assert {task.indicator_id for task in tasks_of("9/KH-STTTT")} == {None}


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"TT": "1" * 21}, "cell_too_long"),
        ({"Cơ quan thực hiện": "Sở " + "x" * 300}, "unit_unknown"),
        ({"Chỉ tiêu": "99,99999"}, "directive_target_too_fine"),
    ],
    ids=["number", "party", "target"],
)
def test_what_the_matrix_cannot_hold_is_a_row_error(
    seeded: object, system: Actor, tmp_path: Path, cells: dict[str, str], code: str
) -> None:
    heading = ("TT", "Nhiệm vụ", "Cơ quan thực hiện", "Chỉ tiêu")
    usual = {"TT": "1", "Nhiệm vụ": "Việc", "Cơ quan thực hiện": "Sở Tư pháp", "Chỉ tiêu": "80%"}
    good, bad = tuple(usual.values()), tuple((usual | cells).values())
    path = write_xlsx(tmp_path / "a.xlsx", small(good, bad, heading=heading))

    report = read(path, ANNEX, system).report

    assert ([error["code"] for error in report.errors], report.accepted) == ([code], 1)


def test_a_trial_leaves_nothing_behind(seeded: object, system: Actor, tmp_path: Path) -> None:
    before = db.session.scalar(sa.select(sa.func.count(Task.id)))
    path = write_xlsx(tmp_path / "a.xlsx", plan_sheet())

    done = read(path, PLAN, system, dry_run=True)

    assert (done.report.batch, len(done.rows)) == (None, 21)
    assert db.session.scalar(sa.select(sa.func.count(Task.id))) == before
    assert db.session.scalar(sa.select(sa.func.count(ImportBatch.id))) == 0


def test_the_import_is_on_record_with_the_files_hash(
    seeded: object, system: Actor, tmp_path: Path
) -> None:
    done = read(write_xlsx(tmp_path / "ke-hoach.xlsx", plan_sheet()), PLAN, system)

    batch = db.session.get_one(ImportBatch, done.report.batch)
    assert (batch.kind, batch.file_name) == (BatchKind.DIRECTIVE, "ke-hoach.xlsx")
    assert (batch.file_sha256, batch.accepted_count) == (done.report.file_sha256, 21)
    directive = db.session.scalars(sa.select(Directive).where(Directive.batch_id == batch.id)).one()
    assert (directive.code, directive.document) == ("9-kh-stttt", "ke-hoach.xlsx")
    assert (directive.title, directive.is_seed) == ("9/KH-STTTT", False)


@pytest.mark.parametrize(
    ("head", "code"),
    [
        (DirectiveHead("", "62"), "directive_number_invalid"),
        (DirectiveHead("1" * 121, "62"), "directive_number_invalid"),
        (DirectiveHead("1", "nơi nào đó"), "unit_unknown"),
        (
            DirectiveHead(
                "1", "62", effective_from=date(2024, 2, 1), effective_to=date(2024, 1, 1)
            ),
            "directive_days_reversed",
        ),
    ],
    ids=["no-number", "long-number", "scope", "days"],
)
def test_a_head_that_cannot_be_is_refused(
    seeded: object, system: Actor, tmp_path: Path, head: DirectiveHead, code: str
) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", small(work("1")))

    with pytest.raises(RefusedError) as refusal:
        read(path, head, system)

    assert refusal.value.code == code


def test_a_target_without_a_unit_is_a_percentage_and_says_so(
    seeded: object, system: Actor, tmp_path: Path
) -> None:
    heading = ("TT", "Nhiệm vụ", "Cơ quan thực hiện", "Chỉ tiêu")
    sheet = small(("1", "Việc", "Sở Tư pháp", "Tối thiểu 80"), heading=heading)

    (row,) = read(write_xlsx(tmp_path / "a.xlsx", sheet), ANNEX, system).rows

    assert "Không in đơn vị tính của chỉ tiêu; đọc là %." in row.reading.draft.reading
    (task,) = tasks_of("PL 9/2024")
    assert task.targets[0].unit_of_measure == "%"
