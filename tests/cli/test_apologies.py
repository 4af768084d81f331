"""`tracker apologies`: the same steps, refusals and audit entries as the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.apology_office import PRESENT, REASON, LetterOffice, audited
from tests.factories import make_batch, make_source
from tests.remembered import remembered
from tracker.queries.apology_letters import LetterSearch, list_letters

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import CliResult, MakeActor, OnDay, RunCli
    from tracker.config import Settings


@remembered
def office(database: Settings, make_actor: MakeActor, on_day: OnDay) -> LetterOffice:
    on_day(PRESENT)
    office = LetterOffice(database, make_actor)
    for code in "AB":
        office.dossier(code)
    return office


def states() -> list[str]:
    return [letter.state.value for letter in list_letters(LetterSearch())]


def draft(run_cli: RunCli, *more: str) -> CliResult:
    chosen = more or ("--unit", "X1", "--all")
    return run_cli(
        "apologies", "draft", *chosen, "--reason", REASON, "--working-days", "3", "--by", "hoa"
    )


def test_letters_go_all_the_way(run_cli: RunCli, office: LetterOffice) -> None:
    del office
    all_of_unit = ("--unit", "X1", "--all")

    assert draft(run_cli).stdout == "Đã soạn 2 phiếu xin lỗi và hẹn lại.\n"
    signed = run_cli(
        "apologies", "sign", *all_of_unit, "--numbers", "09/PXL", "--on", "15/03/2024", "--by", "ha"
    )
    sent = run_cli(
        "apologies", "send", "--code", "B", "--channel", "zalo", "--on", "15/03/2024", "--by", "hoa"
    )
    cancelled = run_cli("apologies", "cancel", "--code", "A", "--reason", REASON, "--by", "hoa")

    done = [each.exit_code for each in (signed, sent, cancelled)]
    assert done == [0, 0, 0]
    rows = run_cli("apologies", "list", "--format", "json").json()
    assert [(row["dossier"], row["state"], row["number"], row["channel"]) for row in rows] == [
        ("A", "cancelled", "09/PXL", None),
        ("B", "sent", "10/PXL", "zalo"),
    ]
    assert (rows[1]["send_by"], rows[1]["promised_on"]) == ("2024-03-11", "2024-03-20")
    assert (rows[1]["in_time"], rows[1]["second_slip"]) == (False, False)
    assert [action for action, _ in audited()] == [
        "apology_drafted",
        "apology_signed",
        "apology_sent",
        "apology_cancelled",
    ]


@pytest.mark.parametrize(
    ("options", "codes"),
    [
        (("--state", "to-draft"), ["B"]),
        (("--state", "to-draft", "--period", "2024-03"), ["B", "C"]),
        (("--state", "draft"), ["A"]),
        (("--state", "signed"), []),
        (("--state", "slipped"), []),
        (("--state", "all", "--unit", "X2"), []),
        (("--state", "all", "--unit", "62"), ["A"]),
        (("--state", "draft", "--period", "2024-03"), ["A"]),
        (("--state", "draft", "--period", "2024-02"), []),
        (("--state", "to-draft", "--unit", "X1"), ["B"]),
    ],
)
def test_letters_and_what_waits_for_one_are_listed(
    run_cli: RunCli, office: LetterOffice, options: tuple[str, ...], codes: list[str]
) -> None:
    office.dossier("C", finished_on=PRESENT)
    draft(run_cli, "--code", "A")

    rows = run_cli("apologies", "list", *options, "--format", "csv").rows()

    assert [row["dossier"] for row in rows] == codes


def test_a_promised_day_gone_by_is_listed_as_slipped(
    run_cli: RunCli, office: LetterOffice, on_day: OnDay
) -> None:
    draft(run_cli, "--code", "A")
    (letter,) = list_letters(LetterSearch())
    office.send(*office.sign(letter.id))
    from datetime import date

    on_day(date(2024, 3, 21))

    rows = run_cli("apologies", "list", "--state", "slipped", "--format", "json").json()

    assert [(row["dossier"], row["second_slip"]) for row in rows] == [("A", True)]


def test_a_draft_is_written_anew(run_cli: RunCli, office: LetterOffice) -> None:
    del office
    draft(run_cli)

    result = run_cli(
        "apologies", "change", "--code", "A", "--reason", "Chờ kết quả đo đạc",
        "--promised-on", "22/03/2024", "--by", "hoa",
    )  # fmt: skip

    assert (result.exit_code, result.stdout) == (0, "Đã sửa 1 dự thảo.\n")
    rows = run_cli("apologies", "list", "--format", "json").json()
    assert [(row["dossier"], row["reason"], row["promised_on"]) for row in rows] == [
        ("A", "Chờ kết quả đo đạc", "2024-03-22"),
        ("B", REASON, "2024-03-20"),
    ]


def test_an_apology_after_the_result_needs_no_day(run_cli: RunCli, office: LetterOffice) -> None:
    office.dossier("C", finished_on=PRESENT)

    result = run_cli("apologies", "draft", "--code", "C", "--reason", REASON, "--by", "hoa")

    assert result.exit_code == 0
    rows = run_cli("apologies", "list", "--state", "draft", "--format", "json").json()
    assert [(row["dossier"], row["promised_on"]) for row in rows] == [("C", None)]


def test_a_try_changes_nothing(run_cli: RunCli, office: LetterOffice) -> None:
    del office

    assert draft(run_cli, "--code", "A", "--dry-run").exit_code == 0
    assert (states(), audited()) == ([], [])


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--unit", "X1"), "--all"),
        (("--all",), "--unit"),
        (("--code", "A", "--unit", "X1", "--all"), "--unit"),
        (("--code", "KHONG-CO"), "Không có hồ sơ mã “KHONG-CO”"),
        (("--code", "TWICE"), "--source"),
        (("--code", "A", "--promised-on", "21/03/2024"), "chỉ một trong hai"),
        (("--code", "A", "--by", "lam"), "UBND xã Một"),
        (("--code", "A", "--by", "cli"), "cli"),
    ],
    ids=["no-all", "no-unit", "both", "unknown", "twice", "two-days", "stranger", "system"],
)
def test_refusals_are_one_sentence(
    run_cli: RunCli, office: LetterOffice, arguments: tuple[str, ...], sentence: str
) -> None:
    office.dossier("TWICE")
    office.batch = make_batch(make_source("KHAC"), PRESENT)
    office.dossier("TWICE")
    given = ("--reason", REASON, "--working-days", "3")

    result = run_cli("apologies", "draft", "--by", "hoa", *given, *arguments)

    assert (result.exit_code, result.stdout) == (1, "")
    assert sentence in result.stderr
    assert states() == []


def test_a_source_tells_dossiers_of_one_code_apart(run_cli: RunCli, office: LetterOffice) -> None:
    office.batch = make_batch(make_source("KHAC"), PRESENT)
    office.dossier("A")

    assert draft(run_cli, "--code", "A", "--source", "KHAC").exit_code == 0


def test_a_second_letter_is_refused_with_its_decree(run_cli: RunCli, office: LetterOffice) -> None:
    del office
    draft(run_cli, "--code", "A")

    result = draft(run_cli, "--code", "A")

    assert result.exit_code == 1
    assert "Nghị định 61/2018/NĐ-CP chỉ được hẹn lại một lần" in result.stderr


@pytest.mark.parametrize("suffix", ["docx", "pdf"])
def test_letters_are_written_to_one_file(
    run_cli: RunCli, office: LetterOffice, tmp_path: Path, suffix: str
) -> None:
    del office
    draft(run_cli)
    out = tmp_path / f"phieu.{suffix}"

    result = run_cli("apologies", "letter", "--unit", "X1", "--all", "--out", str(out))

    assert result.exit_code == 0
    assert result.json() == {"file": str(out), "letters": 2, "bytes": out.stat().st_size}
    assert out.read_bytes().startswith(b"PK" if suffix == "docx" else b"%PDF")
    again = run_cli("apologies", "letter", "--code", "A", "--out", str(out))
    assert again.exit_code == 1
    forced = run_cli("apologies", "letter", "--code", "A", "--out", str(out), "--force")
    assert forced.json()["letters"] == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--code", "A", "--out", "{}/x.txt"), ".docx hoặc .pdf"),
        (("--code", "B", "--out", "{}/x.pdf"), "chưa có phiếu"),
        (("--unit", "X2", "--all", "--out", "{}/x.pdf"), "Chưa chọn"),
        (("--code", "A", "--out", "{}/khong-co/x.pdf"), "khong-co"),
    ],
    ids=["suffix", "no-letter", "none", "no-folder"],
)
def test_a_file_that_cannot_be_made_is_refused(
    run_cli: RunCli,
    office: LetterOffice,
    tmp_path: Path,
    arguments: tuple[str, ...],
    sentence: str,
) -> None:
    del office
    draft(run_cli, "--code", "A")

    result = run_cli("apologies", "letter", *(each.format(tmp_path) for each in arguments))

    assert (result.exit_code, result.stdout) == (1, "")
    assert sentence in result.stderr
    assert list(tmp_path.glob("*.pdf")) == list(tmp_path.glob("*.txt")) == []
