"""Term, requests for papers and cause come in with a dossier; sums are checked after imports."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from models import Dossier, DossierRevision, db
from models.vocabulary import LatenessRule
from tests.dossier_files import row, write_export
from tracker.importing.dossiers import import_dossiers
from tracker.queries import count_checks
from tracker.queries.calendar import load_calendar
from tracker.queries.count_checks import list_identity_failures
from tracker.queries.dossier_lists import read_late_dossiers
from tracker.queries.import_batches import find_batch
from tracker.rules.counts import UnitCounts

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import OnDay
    from tracker.config import Settings
    from tracker.importing.dossier_report import DossierReport
    from tracker.queries.accounts import Actor

AS_OF = date(2024, 3, 31)
TERM, COUNT, CAUSE = "Thời hạn giải quyết", "Số lần yêu cầu bổ sung", "Nguyên nhân chậm"


@pytest.fixture(autouse=True)
def _present(seeded: Settings, on_day: OnDay) -> None:
    del seeded
    on_day(date(2024, 5, 2))


def take(path: Path, actor: Actor, *rows: dict[str, str], as_of: date = AS_OF) -> DossierReport:
    write_export(path / "ho-so.csv", rows)
    return import_dossiers(
        path / "ho-so.csv", source_code="MOT-CUA", actor=actor, as_of=as_of, scope_code="62"
    )


def stored(code: str) -> tuple[str, int | None, str | None]:
    columns = Dossier.term_text, Dossier.supplement_count, Dossier.cause
    term, count, cause = db.session.execute(sa.select(*columns).where(Dossier.code == code)).one()
    return term, count, cause


def test_term_requests_and_cause_are_kept(tmp_path: Path, system: Actor) -> None:
    cells = {TERM: "10  ngày làm việc", COUNT: "2", CAUSE: "Xin ý kiến Ban Thường vụ"}
    report = take(tmp_path, system, row("A-1") | cells, row("A-2") | dict.fromkeys(cells, ""))

    assert report.rejected == 0
    assert stored("A-1") == ("10 ngày làm việc", 2, "party_opinion")
    assert stored("A-2") == ("", None, None)


def test_words_of_a_cause_that_may_name_people_are_not_kept(tmp_path: Path, system: Actor) -> None:
    take(tmp_path, system, row("A-1") | {CAUSE: "Nguyễn Văn Mẫu nghỉ ốm"})

    assert stored("A-1")[2] == "other"


def test_an_unreadable_count_is_a_row_error_that_names_the_cell(
    tmp_path: Path, system: Actor
) -> None:
    report = take(tmp_path, system, row("A-1") | {COUNT: "0"}, row("A-2") | {COUNT: "nhiều"})

    assert (report.accepted, report.rejected) == (1, 1)
    assert report.errors[0]["column"] == COUNT
    assert "“nhiều”" in report.errors[0]["message"]


def test_a_term_longer_than_any_term_is_refused(tmp_path: Path, system: Actor) -> None:
    report = take(tmp_path, system, row("A-1") | {TERM: "ngày " * 40})

    assert report.errors[0]["code"] == "dossier_text_too_long"


def test_a_term_learned_later_is_a_revision(tmp_path: Path, system: Actor) -> None:
    take(tmp_path, system, row("A-1") | {TERM: ""})
    take(tmp_path, system, row("A-1") | {TERM: "3 ngày"}, as_of=date(2024, 4, 30))

    facts = db.session.scalars(sa.select(DossierRevision.facts)).one()
    assert facts == {"term_text": "", "as_of": "2024-03-31"}


def test_flags_stand_in_the_late_list_and_remove_nothing(tmp_path: Path, system: Actor) -> None:
    late = {
        "Ngày tiếp nhận": "16/06/2023",
        "Ngày hẹn trả": "19/06/2023",
        "Ngày kết thúc xử lý": "21/06/2023",
        "Ngày trả kết quả": "21/06/2023",
    }
    circumstances = {TERM: "3 ngày", COUNT: "2", CAUSE: "Lỗi hệ thống của Bộ Tư pháp"}
    take(tmp_path, system, row("A-1") | late | circumstances, row("A-2") | late)

    late, _overdue = read_late_dossiers(
        date(2023, 6, 1), date(2023, 6, 30), LatenessRule.BY_DATE
    ).rows(load_calendar())

    assert {found.code: found.flags for found in late} == {
        "A-1": ("too_few_working_days", "more_than_one_supplement", "ministry_system"),
        "A-2": (),
    }


def test_sums_that_come_out_leave_no_mark(tmp_path: Path, system: Actor) -> None:
    report = take(tmp_path, system, row("A-1"))

    assert report.identity_failures == ()
    assert report.as_dict()["identity_failures"] == []


def test_a_sum_that_fails_is_in_the_report_and_kept_with_the_import(
    tmp_path: Path, system: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        count_checks,
        "count_units",
        lambda *_arguments: {
            db.session.scalar(sa.select(Dossier.unit_id)): UnitCounts(
                received=2, received_direct=2, finished=1, finished_on_time=1
            )
        },
    )

    report = take(tmp_path, system, row("A-1"))

    failure = report.identity_failures[0]
    assert (failure["period"], failure["left"], failure["right"]) == ("2024-01", 2, 1)
    assert "2024-01, 615: " in failure["message"]
    batch = find_batch(report.batch or 0)
    assert batch is not None
    assert batch.identity_failures[0]["identity"] == "identity_all_dossiers"


def test_only_touched_months_are_counted_and_never_more_than_a_few(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[tuple[date, date]] = []

    def count(first: date, last: date, _rule: LatenessRule) -> dict[int, UnitCounts]:
        asked.append((first, last))
        return {}

    monkeypatch.setattr(count_checks, "count_units", count)

    list_identity_failures(
        ["2024-03-20", "2024-01-05", "2024-03-21"], cutoff=None, rule=LatenessRule.BY_DATE
    )
    assert asked == [
        (date(2024, 1, 1), date(2024, 3, 31)),
        (date(2024, 1, 1), date(2024, 1, 31)),
        (date(2024, 3, 1), date(2024, 3, 31)),
    ]

    asked.clear()
    days = [f"{year}-{month:02d}-15" for year in (2021, 2022, 2023) for month in range(1, 13)]
    list_identity_failures(days, cutoff=15, rule=LatenessRule.BY_DATE)
    assert len(asked) == 1 + count_checks.MOST_MONTHS
    assert asked[0] == (date(2020, 12, 16), date(2023, 12, 15))


def test_an_import_that_changes_nothing_counts_nothing(
    tmp_path: Path, system: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(tmp_path, system, row("A-1"), row("A-2"))
    asked: list[object] = []

    def count(*days: object) -> dict[int, UnitCounts]:
        asked.append(days)
        return {}

    monkeypatch.setattr(count_checks, "count_units", count)

    take(tmp_path, system, row("A-2"), row("A-1"), as_of=date(2024, 4, 30))

    assert asked == []
