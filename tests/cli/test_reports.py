"""`tracker report`: a file whole or not at all, its figures those of the database."""

from __future__ import annotations

import io
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from models.vocabulary import Role
from tests.factories import make_batch, make_dossier, make_procedure, make_source, make_unit
from tests.publishing.papers import docx_text
from tests.remembered import remembered
from tracker.publishing.late_list import draft_late_list
from tracker.services.late_lists import approve_late_list, publish_late_list, withdraw_late_list
from tracker.transaction import transaction

if TYPE_CHECKING:
    from tests.conftest import MakeActor, OnDay, RunCli
    from tracker.config import Settings


@remembered
def listed(seeded: Settings, on_day: OnDay, make_actor: MakeActor) -> None:
    """One commune, one late dossier of March 2024, its list published."""
    on_day(date(2024, 4, 5))
    unit_id = make_unit("H99.01", "UBND xã Một")
    batch_id = make_batch(make_source("one-stop"), as_of=date(2024, 4, 2))
    for due, finished in ((12, date(2024, 3, 20)), (12, date(2024, 3, 12))):
        make_dossier(
            unit_id=unit_id,
            batch_id=batch_id,
            procedure_id=make_procedure(),
            received_on=date(2024, 3, 1),
            due_on=date(2024, 3, due),
            finished_on=finished,
        )
    with transaction():
        draft_late_list(period="2024-03", actor=make_actor("office"), settings=seeded)
    leader = make_actor("leader", Role.APPROVER)
    with transaction():
        approve_late_list(period="2024-03", actor=leader)
    with transaction():
        publish_late_list(period="2024-03", actor=leader)


@pytest.mark.usefixtures("listed")
@pytest.mark.parametrize(
    ("suffix", "opening"),
    [(".docx", b"PK"), (".pdf", b"%PDF"), (".xlsx", b"PK"), (".PDF", b"%PDF")],
)
def test_the_ending_names_the_format(
    run_cli: RunCli, tmp_path: Path, suffix: str, opening: bytes
) -> None:
    out = tmp_path / f"thong-bao{suffix}"

    done = run_cli("report", "monthly", "--period", "2024-03", "--out", str(out))

    assert (done.exit_code, done.stderr) == (0, "")
    assert out.read_bytes().startswith(opening)
    assert done.json() == {"file": str(out), "period": "2024-03", "bytes": out.stat().st_size}
    assert [each.name for each in tmp_path.iterdir()] == [out.name]


@pytest.mark.usefixtures("listed")
def test_the_notice_has_the_figures_of_the_list(run_cli: RunCli, tmp_path: Path) -> None:
    out = tmp_path / "n.docx"
    run_cli("report", "monthly", "--period", "2024-03", "--out", str(out))
    shown = run_cli("late-list", "show", "--period", "2024-03", "--format", "json").json()
    text = docx_text(out.read_bytes())

    assert "Đã giải quyết 2 hồ sơ: trước hạn 0, đúng hạn 1, quá hạn 1." in text
    assert "50,00 % (1/2)" in text
    assert shown["sha256"] in text
    assert "chưa được duyệt" not in text


@pytest.mark.usefixtures("listed")
def test_the_same_command_writes_the_same_bytes(run_cli: RunCli, tmp_path: Path) -> None:
    outs = [tmp_path / "one.pdf", tmp_path / "two.pdf"]
    for out in outs:
        run_cli("report", "monthly", "--period", "2024-03", "--out", str(out))

    assert outs[0].read_bytes() == outs[1].read_bytes()


@pytest.mark.usefixtures("listed")
def test_an_existing_file_stays_unless_forced(run_cli: RunCli, tmp_path: Path) -> None:
    out = tmp_path / "n.docx"
    out.write_bytes(b"old")
    arguments = ("report", "monthly", "--period", "2024-03", "--out", str(out))

    refused = run_cli(*arguments)

    assert (refused.exit_code, out.read_bytes()) == (1, b"old")
    assert refused.stderr.count("\n") == 1
    assert "--force" in refused.stderr
    assert run_cli(*arguments, "--force").exit_code == 0
    assert out.read_bytes().startswith(b"PK")


@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize(
    ("command", "period", "name", "said"),
    [
        ("monthly", "2024-03", "n.odt", "đuôi tệp phải là"),
        ("monthly", "2024-03", "n", "đuôi tệp phải là"),
        ("monthly", "2024-03", "n.docx", "Chưa có danh sách kỳ 2024-03"),
        ("monthly", "2024-Q1", "n.docx", "không phải tháng"),
        ("monthly", "2024-3", "n.docx", "2024-3"),
        ("targets", "2024-03", "n.xlsx", "Chưa có kết quả đánh giá nào của kỳ 2024-03"),
        ("nq131", "2024-03", "n.pdf", "không phải quý"),
        ("nq131", "2024-Q1", "khong-co/n.pdf", "Không có thư mục"),
    ],
)
def test_what_cannot_be_made_is_refused_in_one_sentence_and_leaves_nothing(
    run_cli: RunCli, tmp_path: Path, command: str, period: str, name: str, said: str
) -> None:
    done = run_cli("report", command, "--period", period, "--out", str(tmp_path / name))

    assert done.exit_code == 1
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("listed")
def test_a_withdrawn_list_is_not_announced(
    run_cli: RunCli, tmp_path: Path, make_actor: MakeActor
) -> None:
    with transaction():
        withdraw_late_list(
            period="2024-03", reason="Sai", actor=make_actor("second", Role.APPROVER)
        )
    out = tmp_path / "n.docx"

    done = run_cli("report", "monthly", "--period", "2024-03", "--out", str(out))

    assert (done.exit_code, out.exists()) == (1, False)
    assert "thu hồi" in done.stderr


@pytest.mark.usefixtures("listed")
def test_the_quarterly_report_has_our_figures_and_blanks_elsewhere(
    run_cli: RunCli, tmp_path: Path
) -> None:
    out = tmp_path / "bc.docx"
    done = run_cli("report", "nq131", "--period", "2024-Q1", "--out", str(out))
    text = docx_text(out.read_bytes())

    assert done.exit_code == 0
    assert "Tiếp nhận trong quý 2 hồ sơ" in text
    assert "Danh sách chậm muộn tháng 01 năm 2024: chưa công bố." in text
    assert "Đã công bố danh sách chậm muộn tháng 03 năm 2024, ngày 05/04/2024." in text
    assert text.count("[Kết quả, sản phẩm trong quý: đơn vị thực hiện ghi]") == 18
    assert "Kế hoạch số 4193/KH-UBND" not in text
    assert "Thực hiện thường xuyên" in text


@pytest.mark.usefixtures("seeded")
def test_the_quarter_of_the_document_itself_has_its_printed_products(
    run_cli: RunCli, tmp_path: Path
) -> None:
    out = tmp_path / "bc.docx"
    run_cli("report", "nq131", "--period", "2023-Q2", "--out", str(out))
    text = docx_text(out.read_bytes())

    assert "Kế hoạch số 4193/KH-UBND" in text
    assert "[Số liệu hồ sơ trong quý: hệ thống chưa có]" in text
    assert "hồ sơ, trong đó trực tuyến" not in text


@pytest.mark.usefixtures("seeded")
def test_the_report_of_targets_counts_the_verdicts_that_stand(
    run_cli: RunCli, tmp_path: Path, on_day: OnDay
) -> None:
    on_day(date(2024, 5, 2))
    period = "2024-03"
    rows = run_cli("evaluate", "--period", period, "--format", "csv").rows()
    judged = [
        row
        for row in rows
        if row["role"] == "lead" and row["verdict"] not in ("", "not_applicable")
    ]
    out = tmp_path / "bc.docx"

    done = run_cli("report", "targets", "--period", period, "--out", str(out))

    assert done.exit_code == 0
    (total,) = re.findall(r"Tổng cộng\n((?:[\d.]+\n){7})", docx_text(out.read_bytes()))
    assert sum(int(count.replace(".", "")) for count in total.split()) == len(judged)


@pytest.mark.usefixtures("seeded")
def test_the_sheet_of_targets_has_a_row_for_each_verdict(
    run_cli: RunCli, tmp_path: Path, on_day: OnDay
) -> None:
    on_day(date(2024, 5, 2))
    rows = run_cli("evaluate", "--period", "2024-03", "--format", "csv").rows()
    out = tmp_path / "bc.xlsx"

    run_cli("report", "targets", "--period", "2024-03", "--out", str(out))

    with ZipFile(io.BytesIO(out.read_bytes())) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    judged = [row for row in rows if row["role"] == "lead" and row["verdict"] != "not_applicable"]
    assert sheet.count("<row ") == len(judged) + 2
    assert "<f>" not in sheet
