"""On the page of a thing: who changed what, from what, to what, why."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from flask_babel import gettext

from models.vocabulary import Role, UnitLevel
from tests.factories import make_source, make_unit
from tracker.queries.accounts import SYSTEM_NAME, SYSTEM_USERNAME, get_actor
from tracker.services.accounts import change_role
from tracker.services.column_mappings import save_mapping
from tracker.services.sources import set_age_limit, set_rank
from tracker.services.units import close_unit
from tracker.transaction import transaction

if TYPE_CHECKING:
    from tests.conftest import OnDay
    from tests.views.pages import Browser, BrowserAs, LogInAs, MakeUser, Page
    from tracker.config import Settings

pytestmark = pytest.mark.one_database


def told(page: Page) -> list[str]:
    """Return the lines under the heading of the history."""
    main = page.one(".//main")
    for part in main.iter():
        children = list(part)
        for number, child in enumerate(children):
            if child.get("id") == "lich-su-thay-doi":
                lines = children[number + 1].findall("li")
                return [" ".join("".join(line.itertext()).split()) for line in lines]
    return []


@pytest.fixture
def staff(database: Settings, on_day: OnDay, browser_as: BrowserAs) -> Browser:
    del database
    on_day(date(2025, 9, 1))
    return browser_as(Role.OFFICE_STAFF)


def test_a_source_tells_its_rank_its_limit_and_its_mappings(staff: Browser) -> None:
    source_id = make_source("NGUON")
    make_source("NGUON-2")
    actor = get_actor("a-office_staff")
    with transaction():
        set_rank(code="NGUON", rank=5, actor=actor)
        set_age_limit(code="NGUON", days=30, actor=actor)
        set_age_limit(code="NGUON-2", days=7, actor=actor)
        for column in ("code", "officer"):
            save_mapping(source_id=source_id, name="một cửa", columns={"Mã": column}, actor=actor)

    lines = told(staff.get("/nguon-so-lieu/NGUON"))
    start = "12:00 ngày 01/09/2025, A-Office_Staff: "
    mapping = "lưu cách ghép cột “NGUON/một cửa”; Mã: từ"
    assert {line.removeprefix(start) for line in lines} == {
        "đổi số ngày thì số liệu là cũ; từ (không có) thành 30.",
        "đổi thứ tự dùng số liệu; từ 100 thành 5.",
        f"{mapping} (không có) thành code.",
        f"{mapping} code thành officer.",
    }


def test_an_account_tells_its_owner_who_moved_it(
    staff: Browser, make_user: MakeUser, log_in_as: LogInAs
) -> None:
    del staff
    make_user("chuyenvien", Role.UNIT_OFFICER)
    make_user("quantri", Role.ADMINISTRATOR)
    make_unit("S9", "Sở Chín", level=UnitLevel.DEPARTMENT)
    with transaction():
        change_role(
            actor=get_actor("quantri"),
            username="chuyenvien",
            role=Role.DEPARTMENT_HEAD,
            unit_code="S9",
        )
    (line,) = told(log_in_as("chuyenvien").get("/tai-khoan"))

    assert "Quantri: đổi vai trò hoặc đơn vị" in line
    assert "đơn vị: từ Sở Thử nghiệm chuyenvien thành Sở Chín" in line
    assert "vai trò: từ Cán bộ đơn vị thành Thủ trưởng đơn vị" in line


def close_by_command() -> None:
    """Close a department as a command does."""
    unit_id = make_unit("S9", "Sở Chín", level=UnitLevel.DEPARTMENT)
    with transaction():
        close_unit(
            actor=get_actor(SYSTEM_USERNAME),
            unit_id=unit_id,
            last_day=date(2025, 6, 30),
            document="12/NQ-HĐND",
        )


def test_a_unit_tells_the_office_but_not_the_public_who_closed_it(
    staff: Browser, browser: Browser
) -> None:
    close_by_command()
    address = "/don-vi/S9?ngay=2025-06-30"

    (line,) = told(staff.get(address))
    text = "ghi đơn vị kết thúc, ngày cuối 30/06/2025; theo 12/NQ-HĐND."
    assert line == f"12:00 ngày 01/09/2025, Dòng lệnh: {text}"
    assert told(browser.get(address)) == []
    assert told(staff.get(f"{address}&biet-den=2025-08-31")) == []


def test_the_command_line_is_named_in_the_language_of_the_reader(
    staff: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    close_by_command()
    monkeypatch.setattr(
        "views.formatting._",
        lambda text, **values: "Command line" if text == SYSTEM_NAME else gettext(text, **values),
    )

    (line,) = told(staff.get("/don-vi/S9?ngay=2025-06-30"))
    assert line.startswith("12:00 ngày 01/09/2025, Command line: ")
