"""A dossier opened again and ended earlier than it once had is told of: it was open meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.dossier_files import open_row, write_export
from tracker.importing.dossiers import import_dossiers
from tracker.queries.earlier_ends import find_latest_ends

if TYPE_CHECKING:
    from pathlib import Path

    from tracker.config import Settings
    from tracker.queries.accounts import Actor

Told = list[tuple[str, str, str]]
TERM = {"Ngày_tiếp_nhận": "01/10/2024 08:00", "Ngày_hẹn_trả": "20/10/2024"}


@pytest.fixture
def say(seeded: Settings, system: Actor, tmp_path: Path) -> Callable[..., Told]:
    """Return a function that imports what is said of one dossier on a day, and tells the alerts."""
    del seeded

    def run(day: int, /, **changes: str) -> Told:
        if "Ngày_kết_thúc_xử_lý" in changes:
            changes["Trạng_thái"] = "Đã trả kết quả"
        path = write_export(tmp_path / f"{day}.csv", [open_row("A", **(TERM | changes))])
        as_of = date(2024, 11, day)
        report = import_dossiers(path, source_code="MOTCUA", as_of=as_of, actor=system)
        return [(each["kind"], each["before"], each["after"]) for each in report.alerts]

    return run


def test_an_end_before_one_that_was_known_before_it_was_opened_again_is_told(
    say: Callable[..., Told],
) -> None:
    say(1, Ngày_kết_thúc_xử_lý="25/10/2024")
    # Opened again with another term, so that it is not overdue meanwhile.
    say(2, Ngày_hẹn_trả="20/12/2024")

    told = say(3, Ngày_hẹn_trả="20/12/2024", Ngày_kết_thúc_xử_lý="15/10/2024")

    assert told == [("finish_moved_back", "2024-10-25", "2024-10-15")]


def test_the_latest_of_all_ends_known_before_counts(say: Callable[..., Told]) -> None:
    say(1, Ngày_kết_thúc_xử_lý="22/10/2024")
    say(2, Ngày_hẹn_trả="20/12/2024")
    say(3, Ngày_hẹn_trả="20/12/2024", Ngày_kết_thúc_xử_lý="28/10/2024")
    say(4, Ngày_hẹn_trả="20/12/2024")
    say(5, Ngày_hẹn_trả="20/12/2024", Trạng_thái="Tạm dừng")

    told = say(6, Ngày_hẹn_trả="20/12/2024", Ngày_kết_thúc_xử_lý="23/10/2024")

    assert told == [("finish_moved_back", "2024-10-28", "2024-10-23")]


def test_a_later_end_after_it_was_opened_again_is_none(say: Callable[..., Told]) -> None:
    say(1, Ngày_kết_thúc_xử_lý="25/10/2024")
    say(2, Ngày_hẹn_trả="20/12/2024")

    assert say(3, Ngày_hẹn_trả="20/12/2024", Ngày_kết_thúc_xử_lý="25/10/2024") == []


def test_a_dossier_that_never_ended_before_has_no_end_to_compare(say: Callable[..., Told]) -> None:
    say(1, Ngày_hẹn_trả="20/12/2024")
    say(2, Ngày_hẹn_trả="20/12/2024", Trạng_thái="Tạm dừng")

    assert say(3, Ngày_hẹn_trả="20/12/2024", Ngày_kết_thúc_xử_lý="15/10/2024") == []


@pytest.mark.usefixtures("seeded")
def test_nothing_is_asked_for_no_dossier() -> None:
    assert find_latest_ends([]) == {}
