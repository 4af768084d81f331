"""Imports on screen: nothing is written before one confirms, and then exactly what was shown."""

from __future__ import annotations

import io
from datetime import date, time
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from models import Dossier, ImportBatch, Measurement, db
from models.vocabulary import Role
from tests.views.files import BAD_DOSSIERS, DOSSIERS, FIGURES

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import OnDay
    from tests.views.pages import Browser, BrowserAs, LogInAs, MakeUser, Page
    from tracker.config import Settings


@pytest.fixture
def database(seeded: Settings) -> Settings:
    return seeded


@pytest.fixture
def staff(browser_as: BrowserAs) -> Browser:
    return browser_as(Role.OFFICE_STAFF)


def upload(browser: Browser, text: str, name: str = "ho-so.csv", **more: str) -> Page:
    data = {"kind": "ho-so", "source": "MOT-CUA", "as_of": "31/03/2024", **more}
    return browser.post(
        "/nhap-so-lieu",
        {**data, "file": (io.BytesIO(text.encode()), name)},
        content_type="multipart/form-data",
    )


def count(model: type) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def token_of(page: Page) -> str:
    return page.all(".//input[@name='phieu']")[0].get("value", "")


def test_a_preview_counts_and_writes_nothing(staff: Browser) -> None:
    page = staff.follow(upload(staff, DOSSIERS))

    assert "Nhập 4 dòng này" in page.text
    assert count(Dossier) == 0
    assert count(ImportBatch) == 0


def test_confirming_imports_exactly_that_file(staff: Browser) -> None:
    preview = staff.follow(upload(staff, DOSSIERS))

    result = staff.follow(staff.post("/nhap-so-lieu/xac-nhan", {"phieu": token_of(preview)}))

    assert "Đã nhập tệp “ho-so.csv”." in result.text
    assert count(Dossier) == 4


def test_figures_go_in_the_same_way(staff: Browser) -> None:
    answer = upload(staff, FIGURES, "so-lieu.csv", kind="so-lieu", source="CONG", period="")

    staff.post("/nhap-so-lieu/xac-nhan", {"phieu": token_of(staff.follow(answer))})

    assert count(Measurement) == 2


def test_a_refused_row_is_shown_with_row_column_value_and_sentence(staff: Browser) -> None:
    answer = upload(staff, BAD_DOSSIERS)
    page = staff.follow(answer)
    cells = page.texts(".//table//tbody/tr/td")
    csv_url = next(url for text, url in page.links().items() if "CSV" in text)

    assert cells[:3] == ["6", "Mã đơn vị", "khong-co"]
    assert "hãy kiểm tra lại cách ghi" in cells[3]
    assert "khong-co" in staff.get(csv_url).response.get_data(as_text=True)


def test_the_file_is_gone_from_the_server_once_imported(staff: Browser, settings: Settings) -> None:
    preview = staff.follow(upload(staff, DOSSIERS))
    folder: Path = settings.instance / "uploads"
    before = len(list(folder.iterdir()))

    staff.post("/nhap-so-lieu/xac-nhan", {"phieu": token_of(preview)})

    assert before > 0
    assert not list(folder.iterdir())


def test_a_file_thrown_away_is_gone(staff: Browser, settings: Settings) -> None:
    preview = staff.follow(upload(staff, DOSSIERS))

    staff.post("/nhap-so-lieu/bo", {"phieu": token_of(preview)})

    assert not list((settings.instance / "uploads").iterdir())
    assert count(Dossier) == 0


def test_a_changed_file_is_refused(staff: Browser, settings: Settings) -> None:
    token = token_of(staff.follow(upload(staff, DOSSIERS)))
    for path in (settings.instance / "uploads").iterdir():
        if not path.suffix:
            path.write_text(BAD_DOSSIERS, encoding="utf-8")

    page = staff.post("/nhap-so-lieu/xac-nhan", {"phieu": token})

    assert page.status == 409
    assert count(Dossier) == 0


def test_what_changed_since_the_preview_is_refused(staff: Browser) -> None:
    first = token_of(staff.follow(upload(staff, DOSSIERS)))
    other = token_of(staff.follow(upload(staff, BAD_DOSSIERS)))
    staff.post("/nhap-so-lieu/xac-nhan", {"phieu": other})

    page = staff.post("/nhap-so-lieu/xac-nhan", {"phieu": first})

    assert page.status == 409
    assert "đã thay đổi từ lúc xem trước" in page.text


def test_a_forged_preview_is_refused(staff: Browser) -> None:
    token = token_of(staff.follow(upload(staff, DOSSIERS)))

    assert staff.post("/nhap-so-lieu/xac-nhan", {"phieu": token + "x"}).status == 404
    assert count(Dossier) == 0


def test_another_persons_preview_is_refused(
    staff: Browser, make_user: MakeUser, log_in_as: LogInAs
) -> None:
    token = token_of(staff.follow(upload(staff, DOSSIERS)))
    other = log_in_as(make_user("nguoi-khac", Role.OFFICE_STAFF))

    assert other.post("/nhap-so-lieu/xac-nhan", {"phieu": token}).status == 403


def test_a_preview_is_good_for_half_a_day(
    staff: Browser, on_day: OnDay, log_in_as: LogInAs
) -> None:
    on_day(date(2026, 1, 5), at=time(7))
    token = token_of(staff.follow(upload(staff, DOSSIERS)))

    on_day(date(2026, 1, 5), at=time(20))
    page = log_in_as("a-office_staff").get(f"/nhap-so-lieu/xem-truoc?phieu={token}")

    assert page.status == 409
    assert "đã quá 12 giờ" in page.text


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"source": ""}, "source"),
        ({"as_of": "hom qua"}, "as_of"),
        ({"as_of": "01/01/2099"}, "as_of"),
        ({"kind": "so-lieu", "period": "thang 3"}, "period"),
    ],
    ids=["no-source", "unreadable-day", "day-to-come", "unreadable-period"],
)
def test_what_cannot_be_read_is_refused_beside_its_field(
    staff: Browser, more: dict[str, str], field: str
) -> None:
    page = upload(staff, FIGURES if "kind" in more else DOSSIERS, **more)

    assert page.status == 422
    assert page.one(f".//input[@id='{field}']").get("aria-invalid") == "true"


def test_an_upload_without_a_file_is_refused(staff: Browser) -> None:
    page = staff.post("/nhap-so-lieu", {"kind": "ho-so", "source": "MOT-CUA", "as_of": ""})

    assert page.status == 422
    assert "Hãy chọn tệp cần nhập." in page.text


@pytest.mark.parametrize(
    "role", [Role.PUBLIC, Role.UNIT_OFFICER, Role.DEPARTMENT_HEAD, Role.APPROVER]
)
def test_only_office_staff_imports(browser_as: BrowserAs, role: Role) -> None:
    browser = browser_as(role)

    assert browser.get("/nhap-so-lieu").status in (302, 403)
    assert upload(browser, DOSSIERS).status == 403
    assert count(Dossier) == 0


def test_the_history_names_file_source_and_day(staff: Browser) -> None:
    staff.post("/nhap-so-lieu/xac-nhan", {"phieu": token_of(staff.follow(upload(staff, DOSSIERS)))})

    (row,) = staff.get("/nhap-so-lieu").texts(".//table//tbody/tr")

    assert row.startswith("ho-so.csv")
    assert "MOT-CUA" in row
    assert date(2024, 3, 31).strftime("%d/%m/%Y") in row
