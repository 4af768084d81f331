"""Imports on screen: nothing is written before one confirms, and then exactly what was shown."""

from __future__ import annotations

import io
from datetime import date, time
from time import sleep
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from models import ColumnMapping, Dossier, ImportBatch, Measurement, db
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
    cells = page.texts(".//table//tbody/tr/td")[4:]
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


def test_what_is_wrong_is_counted_by_cause_first(staff: Browser) -> None:
    page = staff.follow(upload(staff, BAD_DOSSIERS + BAD_DOSSIERS.splitlines()[-1] + "\n"))

    cells = page.texts(".//table//tbody/tr/td")[:4]

    assert cells[:2] == ["2", "Mã đơn vị"]
    assert cells[3] == "6, 7"


def test_refused_rows_are_handed_out_as_read_without_unknown_columns(staff: Browser) -> None:
    lines = BAD_DOSSIERS.splitlines()
    text = "\n".join([f"{lines[0]},Chủ hồ sơ", *(f"{line},Người Kín" for line in lines[1:])])
    page = staff.follow(upload(staff, text))
    url = next(url for label, url in page.links().items() if "để sửa" in label)

    rows = staff.get(url).response.get_data(as_text=True)

    assert "TN-0005,1.000002,khong-co,Cán bộ 02,20/03/2024" in rows
    assert "TN-0001" not in rows
    assert "Người Kín" not in rows


def test_all_or_nothing_offers_no_button_while_a_row_is_bad(staff: Browser) -> None:
    page = staff.follow(upload(staff, BAD_DOSSIERS, whole="y"))

    assert "tất cả hoặc không" in page.text
    assert "Nhập 4 dòng này" not in page.text


def test_an_older_file_replaces_only_when_asked_to(staff: Browser) -> None:
    def bring(text: str, **more: str) -> None:
        preview = staff.follow(upload(staff, text, **more))
        staff.post("/nhap-so-lieu/xac-nhan", {"phieu": token_of(preview)})

    bring(DOSSIERS)
    bring(DOSSIERS + "TN-0009,1.000001,608,,01/03/2024,,,Đang xử lý\n", as_of="30/04/2024")
    older = DOSSIERS.replace("15/03/2024,,Đang", "18/03/2024,,Đang")

    bring(older, as_of="15/04/2024")
    due = sa.select(Dossier.due_on).where(Dossier.code == "TN-0003")
    assert db.session.scalar(due) == date(2024, 3, 15)
    db.session.rollback()

    bring(older, as_of="15/04/2024", older="y")
    assert db.session.scalar(due) == date(2024, 3, 18)


OWN_WORDS = DOSSIERS.replace("Mã hồ sơ", "Số phiếu").replace("Ngày tiếp nhận", "Vào sổ")


def choose(browser: Browser, page: Page, name: str = "", without: str = "") -> Page:
    headings = [each.get("value", "") for each in page.all(".//input[@name='tieu-de']")]
    chosen = []
    for number, heading in enumerate(headings, start=1):
        picked = page.all(f".//select[@id='cot-{number}']/option[@selected]")
        own = {"Số phiếu": "code", "Vào sổ": "received"}.get(heading)
        column = own or (picked[0].get("value", "") if picked else "")
        chosen.append("" if column == without else column)
    return browser.post(
        "/nhap-so-lieu/ghep-cot",
        {"phieu": token_of(page), "tieu-de": headings, "cot": chosen, "ten": name},
    )


def test_unknown_headings_can_be_told_by_hand(staff: Browser) -> None:
    page = staff.follow(upload(staff, OWN_WORDS))
    assert "thiếu" in page.text.lower()

    preview = staff.follow(choose(staff, page))

    assert "Nhập 4 dòng này" in preview.text
    staff.post("/nhap-so-lieu/xac-nhan", {"phieu": token_of(preview)})
    assert count(Dossier) == 4
    assert count(ColumnMapping) == 0


def test_what_was_told_by_hand_is_kept_under_a_name(staff: Browser) -> None:
    page = staff.follow(upload(staff, OWN_WORDS))
    staff.follow(choose(staff, page, name="mot-cua-cu"))

    again = staff.follow(upload(staff, OWN_WORDS, mapping="mot-cua-cu"))

    assert "Nhập 4 dòng này" in again.text
    assert count(ColumnMapping) == 1


def test_a_name_somebody_else_gave_is_not_taken_away(staff: Browser) -> None:
    page = staff.follow(upload(staff, OWN_WORDS))
    staff.follow(choose(staff, page, name="mot-cua-cu"))
    refused = choose(
        staff, staff.follow(upload(staff, OWN_WORDS)), name="mot-cua-cu", without="officer"
    )

    assert refused.status == 409
    assert refused.one(".//input[@id='ten']").get("value") == "mot-cua-cu"
    picked = [option.get("value") for option in refused.all(".//option[@selected]")]
    assert "code" in picked
    assert "officer" not in picked


def test_two_headings_for_one_column_are_refused_on_the_same_page(staff: Browser) -> None:
    page = staff.follow(upload(staff, OWN_WORDS))

    refused = staff.post(
        "/nhap-so-lieu/ghep-cot",
        {"phieu": token_of(page), "tieu-de": ["Số phiếu", "Vào sổ"], "cot": ["code", "code"]},
    )

    assert refused.status == 422
    assert "Hai tiêu đề" in refused.text


def test_an_unknown_saved_way_is_refused_beside_its_field(staff: Browser) -> None:
    page = upload(staff, DOSSIERS, mapping="igate")

    assert page.status == 422
    assert page.one(".//input[@id='mapping']").get("aria-invalid") == "true"


def test_a_large_file_shows_progress_and_comes_back_by_itself(
    staff: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("views.pages.import_jobs.WAIT_SECONDS", 0.0)
    answer = upload(staff, DOSSIERS)

    page = staff.follow(answer)
    assert "đã đọc" in page.text
    assert page.headers["Refresh"] == "2"

    monkeypatch.undo()
    preview = _until(staff, answer.headers["Location"], "Nhập 4 dòng này")
    monkeypatch.setattr("views.pages.import_jobs.WAIT_SECONDS", 0.0)
    going = staff.post("/nhap-so-lieu/xac-nhan", {"phieu": token_of(preview)})
    shown = _until(staff, going.headers["Location"], "Đã nhập tệp")
    assert shown.status == 200
    assert count(Dossier) == 4


def _until(browser: Browser, url: str, text: str) -> Page:
    for _ in range(300):
        page = browser.get(url)
        if page.status == 303:
            page = browser.follow(page)
        if text in page.text:
            return page
        sleep(0.1)
    raise AssertionError(page.text)


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


def test_a_full_file_names_what_vanished_and_a_shrunken_one_is_asked_about(staff: Browser) -> None:
    def bring(text: str, **more: str) -> Page:
        preview = staff.follow(upload(staff, text, full="y", **more))
        return staff.follow(staff.post("/nhap-so-lieu/xac-nhan", {"phieu": token_of(preview)}))

    bring(DOSSIERS)
    less = "\n".join(DOSSIERS.splitlines()[:3]) + "\n"

    refused = upload(staff, less, full="y")
    bring(less, shrunken="y")

    assert refused.status == 422
    assert "có 2 dòng, lần trước (31/03/2024) có 4 dòng" in refused.text
    alerts = staff.get("/canh-bao?loai=bien-mat").texts(".//tbody/tr")
    assert [("TN-0003" in text, "TN-0004" in text) for text in alerts] == [
        (True, False),
        (False, True),
    ]
