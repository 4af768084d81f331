"""Alerts a change of the calendar raised, on screen and on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.vocabulary import Role
from tests.changed_calendar import OFF, Office, open_office
from tests.remembered import remembered
from tracker.queries.integrity_alerts import AlertSearch, list_alerts

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import MakeActor, RunCli
    from tests.views.pages import Browser, BrowserAs
    from tracker.config import Settings

HERE = "/canh-bao"
REASON = "Đã đối chiếu lịch nghỉ với công văn"


@pytest.fixture
def database(seeded: Settings) -> Settings:
    return seeded


@remembered
def office(seeded: Settings, make_actor: MakeActor, tmp_path: Path) -> Office:
    made = open_office(seeded, make_actor, tmp_path)
    made.change(OFF)
    return made


@pytest.fixture
def approver(office: Office, browser_as: BrowserAs) -> Browser:
    del office
    return browser_as(Role.APPROVER)


def only() -> tuple[int, int | None]:
    (row,) = list_alerts(AlertSearch())
    return row.id, row.change_id


def test_the_listing_names_the_change_and_leads_to_it(approver: Browser) -> None:
    _, change_id = only()

    page = approver.get(HERE)

    (row,) = page.texts(".//tbody/tr")
    assert f"Thay đổi lịch số {change_id}" in row
    assert "trả chậm 1" in row
    assert page.all(f".//tbody//a[@href='/lich/thay-doi/{change_id}']")


def test_the_internal_page_of_the_list_counts_it(approver: Browser) -> None:
    assert "Có 1 cảnh báo chưa đóng chạm đến kỳ này." in approver.get("/cong-bo/2024-03").text


def test_the_alert_says_what_caused_it_and_is_closed_with_a_reason(approver: Browser) -> None:
    alert_id, change_id = only()

    page = approver.get(f"{HERE}/{alert_id}")
    assert f"Thay đổi lịch số {change_id} (CV 1/VPCP)" in page.text
    assert "Do lần nhập" not in page.text
    approver.post(f"{HERE}/{alert_id}/dong", {"reason": REASON})

    page = approver.get(f"{HERE}/{alert_id}")
    assert "đã đóng" in page.text
    assert page.text.count(REASON) == 2, "on the alert and in its history"


def test_the_command_line_lists_and_closes_it(run_cli: RunCli, office: Office) -> None:
    del office
    alert_id, change_id = only()

    (row,) = run_cli("alerts", "list", "--format", "json").json()
    closed = run_cli("alerts", "close", str(alert_id), "--reason", REASON, "--by", "duyet")

    assert (row["calendar_change"], row["batch"], row["code"]) == (change_id, None, "2024-03")
    assert f"thay đổi lịch số {change_id}" in closed.stdout
