"""The five seed documents as data: nothing left out, nothing added, every doubt flagged."""

from __future__ import annotations

import csv
import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
FILES = (
    "directives.csv",
    "tasks.csv",
    "level_views.csv",
    "catalogues.csv",
    "indicators.csv",
    "document_figures.csv",
    "unit_groups.csv",
    "party_names.csv",
)
PLAN, ANNEX, DIRECTIVE = "kh142-2022", "pl2024", "ct2021"
REPORT, GUIDANCE = "bc131-2023q2", "hd-bochiso"

#: First half of the SHA-256 of the persons named in the copies; the names are written nowhere.
PERSONS = {
    "d16dc22c6990fe8f677d4b1a",
    "f2ed5e0f9f52a02f2620625c",
    "053532d009e02ff8efac994c",
    "f7dca62269287a3361ab638c",
}
#: A comma parts two parties only where one of these begins what follows.
HEADS = r", (?=UBND|Chủ tịch|Các phòng)"
#: Printed behind a party's name (annex I.1, I.3); narrows the party, is no part of its name.
CONDITION = " có cung cấp dịch vụ công trực tuyến"


def rows(name: str) -> list[dict[str, str]]:
    with (SEEDS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def tasks(directive: str, section: str | None = None) -> list[dict[str, str]]:
    return [
        row
        for row in rows("tasks.csv")
        if row["directive_code"] == directive and section in (None, row["section"])
    ]


def task(directive: str, section: str, number: str) -> dict[str, str]:
    (found,) = [row for row in tasks(directive, section) if row["number"] == number]
    return found


def parties(cell: str) -> Iterator[str]:
    for line in re.split(r"\n|;", cell):
        for part in re.split(HEADS, line):
            bare = part.strip().removeprefix("- ").rstrip(".,").strip()
            name = bare.removesuffix(CONDITION)
            if name:
                yield name


def persons_named(text: str) -> set[str]:
    words = re.findall(r"\w+", text.casefold())
    windows = (" ".join(words[i : i + n]) for n in (3, 4) for i in range(len(words)))
    return {hashlib.sha256(window.encode()).hexdigest()[:24] for window in windows} & PERSONS


@pytest.mark.parametrize("name", FILES)
def test_files_are_clean_utf8_with_unix_lines_and_no_stray_blanks(name: str) -> None:
    text = (SEEDS / name).read_bytes().decode("utf-8")
    assert "\r" not in text
    assert unicodedata.is_normalized("NFC", text)
    for row in rows(name):
        assert None not in row
        for column, cell in row.items():
            assert cell == cell.strip(), (name, column, cell)
            assert "  " not in cell, (name, column, cell)
            # Only a list printed with bullets keeps its lines.
            lines = cell.split("\n")
            assert len(lines) == 1 or all(line.startswith("- ") for line in lines), cell


def test_the_five_documents_are_there_and_unprinted_numbers_say_so() -> None:
    directives = {row["code"]: row for row in rows("directives.csv")}
    assert set(directives) == {PLAN, ANNEX, DIRECTIVE, REPORT, GUIDANCE}
    plan = directives.pop(PLAN)
    assert (plan["number"], plan["issued_on"]) == ("142/KH-STTTT", "2022-12-09")
    assert (plan["number_as_printed"], plan["scope_code"]) == ("yes", "GL.STTTT")
    for row in directives.values():
        assert row["number_as_printed"] == "no"
        assert row["issued_on"] == ""
        assert row["scope_code"] == "62"
        assert row["note"].startswith("số, ngày không có trong bản sao")


@pytest.mark.parametrize(
    ("directive", "sections"),
    [
        (PLAN, {"I": 5, "II": 1, "III": 5, "IV": 7, "V": 3}),
        (ANNEX, {"I": 5, "II": 3, "III": 7, "IV": 3, "V": 3}),
        (DIRECTIVE, {"1.a": 3, "1.a chú thích 2": 11, "1.b": 4, "2": 2, "3": 6, "Đoạn cuối": 2}),
        (REPORT, {"I": 1, "II": 13, "III": 3, "IV": 1}),
        (GUIDANCE, {"IV": 1}),
    ],
    ids=[PLAN, ANNEX, DIRECTIVE, REPORT, GUIDANCE],
)
def test_every_row_of_every_section_is_there(directive: str, sections: dict[str, int]) -> None:
    found = tasks(directive)
    assert Counter(row["section"] for row in found) == sections
    assert [row["ordinal"] for row in found] == [str(n) for n in range(1, len(found) + 1)]
    keys = [(row["section"], row["number"]) for row in found]
    assert len(set(keys)) == len(keys)


def test_plan_and_report_number_their_rows_through_and_the_annex_by_section() -> None:
    for directive, last in ((PLAN, 21), (REPORT, 18)):
        assert [row["number"] for row in tasks(directive)] == [str(n) for n in range(1, last + 1)]
    for section, last in {"I": 5, "II": 3, "III": 7, "IV": 3, "V": 3}.items():
        numbers = [row["number"] for row in tasks(ANNEX, section)]
        assert numbers == [str(n) for n in range(1, last + 1)]


def test_targets_of_the_annex_are_the_printed_ones() -> None:
    printed = {
        "I": ["Tối thiểu 80", "Tối thiểu 45", "Tối thiểu 50", "Tối thiểu 80", "100"],
        "II": ["Tối thiểu 90", "Tối thiểu 80", "Tối thiểu 75"],
        "III": ["100", "100", "100", "Tối thiểu 50", "100", "100", "Tối thiểu 90"],
        "IV": ["Tối thiểu 95"] * 3,
        "V": ["100"] * 3,
    }
    for section, targets in printed.items():
        assert [row["target"] for row in tasks(ANNEX, section)] == targets
    assert {row["unit_of_measure"] for row in tasks(ANNEX)} == {"%"}


def test_targets_of_the_directive_are_the_printed_ones() -> None:
    assert [row["target"] for row in tasks(DIRECTIVE, "1.a")] == [
        "tối thiểu từ 30% trở lên",
        "trên 50%",
        "trên 20%",
    ]
    foot = tasks(DIRECTIVE, "1.a chú thích 2")
    shares = [row["text"].split(" ", 1)[0] for row in foot]
    assert shares == [
        "20%",
        "25%",
        "50%",
        "100%",
        "50%",
        "30%",
        "35%",
        "100%",
        "100%",
        "100%",
        "100%",
    ]
    assert foot[0]["target"] == "20% tăng thêm so với năm 2020"
    assert [row["target"] for row in foot[1:]] == shares[1:]
    assert task(DIRECTIVE, "3", "c")["target"] == "trên 35%"


def test_measured_tasks_have_an_indicator_and_a_target_wherever_one_is_printed() -> None:
    codes = {row["code"] for row in rows("indicators.csv")}
    for row in rows("tasks.csv"):
        if row["kind"] == "product":
            assert (row["indicator_code"], row["target"], row["unit_of_measure"]) == ("", "", "")
            continue
        assert row["kind"] == "measured"
        assert row["indicator_code"] in codes
        if row["directive_code"] == PLAN:
            assert row["target"] == ""
            assert "không in chỉ tiêu" in row["note"]
        else:
            assert row["target"]


def test_a_missing_term_or_lead_is_never_silent() -> None:
    for row in rows("tasks.csv"):
        assert row["schedule"] or "không in thời hạn" in row["reading"], row
        assert row["leads"] or "không có cột đơn vị chủ trì" in row["note"], row
    for row in tasks(DIRECTIVE):
        if row["schedule"] == "Trong năm 2021":
            assert "suy từ năm của Chỉ thị" in row["reading"]


def test_merged_cells_of_the_plan_carry_their_reading_and_plain_rows_none() -> None:
    merged = {row["number"] for row in tasks(PLAN) if row["reading"]}
    assert merged == {str(n) for n in (2, 3, 4, 5, 8, 9, 11, 13, 14, 15, 16, 18, 20, 21)}
    for row in tasks(PLAN):
        assert not row["reading"] or row["reading"].startswith("ô gộp: ")
    for number in "234":
        assert "đọc là đơn vị chủ trì" in task(PLAN, "I", number)["reading"]


def test_stage_clause_stands_on_rows_7_to_16_and_19_to_21_only() -> None:
    staged = [int(row["number"]) for row in tasks(PLAN) if "76/NQ-CP" in row["schedule"]]
    assert staged == [*range(7, 17), 19, 20, 21]


def test_plan_leaves_paid_online_dossiers_without_a_lead() -> None:
    linked = [row["indicator_code"] for row in tasks(PLAN) if row["indicator_code"]]
    assert len(linked) == len(set(linked)) == 20
    known = {row["code"] for row in rows("indicators.csv") if row["catalogue"] == "766-2022"}
    assert known - set(linked) == {"766-2.2", "766-3.6"}
    matrix_rows = {row["code"]: row["kh142_row"] for row in rows("indicators.csv")}
    for row in tasks(PLAN)[1:]:
        assert matrix_rows[row["indicator_code"]] == row["number"]


def test_annex_reuses_a_766_code_only_where_the_note_says_why() -> None:
    shared = {
        (row["section"], row["number"]): row["indicator_code"]
        for row in tasks(ANNEX)
        if row["indicator_code"].startswith("766-")
    }
    assert shared == {
        ("III", "2"): "766-4.1",
        ("III", "4"): "766-4.3",
        ("III", "6"): "766-5.1",
        ("III", "7"): "766-5.3",
    }
    for section, number in shared:
        assert "cùng tử và mẫu" in task(ANNEX, section, number)["note"]


def test_every_printed_party_resolves_to_a_unit_or_a_group() -> None:
    units = {row["code"] for row in rows("units.csv")}
    groups: set[str] = set()
    for row in rows("unit_groups.csv"):
        groups |= {name.casefold() for name in (row["name"], *row["aliases"].split("|")) if name}
        assert {row["scope_code"], *filter(None, row["members"].split("|"))} <= units
        assert row["level"] or row["members"]
    named = set()
    for row in rows("party_names.csv"):
        assert row["unit_code"] in units
        named.add((row["directive_code"], row["printed"]))
    used = set()
    for row in rows("tasks.csv"):
        for name in (*parties(row["leads"]), *parties(row["supports"])):
            if name.casefold() not in groups:
                used.add((row["directive_code"], name))
    assert used == named


def test_texts_are_the_printed_words() -> None:
    assert task(PLAN, "III", "11")["text"].endswith("tại Nghị quyết số 76/NQ- CP")
    assert task(PLAN, "IV", "16")["supports"] == (
        "- Văn phòng Sở, Các phòng chuyên môn liên quan thuộc Sở.\n"
        "- Trung tâm Phục vụ Hành chính công tỉnh\n"
        "- Bưu điện tỉnh Gia Lai"
    )
    assert task(PLAN, "II", "6")["leads"] == (
        "- Phòng Thông tin - Báo chí - Xuất bản\n- Phòng Bưu chính - Viễn thông"
    )
    assert task(PLAN, "I", "1")["schedule"] == "Tháng 12/2022"
    assert {row["section_title"] for row in tasks(PLAN, "V")} == {"MỨC ĐỘ HÀI LÕNG"}
    assert task(ANNEX, "I", "5")["leads"] == "Văn phòng UBND tỉnh; Viễn thông Kon Tum"
    assert task(ANNEX, "IV", "2")["leads"] == "Các cơ quan chuyên môn cấp huyện"
    assert task(DIRECTIVE, "3", "b")["supports"] == "Cục Thuế tỉnh Kon Tum"


@pytest.mark.parametrize(
    ("number", "schedule"),
    [
        ("3", "Đã triển khai"),
        ("5", "Theo lộ trình Nghị định số 107/2021/NĐ-CP"),
        ("6", "Đã hoàn thành"),
        ("11", "Thực hiện thường xuyên"),
        ("14", "Theo tiến độ Đề án 06 và Quyết định số 422/QĐ-TTg của Thủ tướng Chính phủ"),
        ("16", "Trong Quý II năm 2023"),
        ("17", "Trước 30/6 năm 2023"),
        ("18", "Theo tiến độ của Đề án 06"),
    ],
)
def test_terms_of_the_report_are_the_printed_words(number: str, schedule: str) -> None:
    (row,) = [row for row in tasks(REPORT) if row["number"] == number]
    assert row["schedule"] == schedule
    assert row["product"]


@pytest.mark.parametrize("name", [*FILES, "README.md"])
def test_no_person_and_no_telephone_number_is_stored(name: str) -> None:
    text = (SEEDS / name).read_text(encoding="utf-8")
    assert persons_named(text) == set()
    assert not re.search(r"SĐT|\b0\d{9}\b", text)
