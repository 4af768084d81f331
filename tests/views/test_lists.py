"""Making the late list on screen: two persons, frozen bytes, every refusal said where one acts."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from models.vocabulary import PublicationState, Role
from tests.views.files import DOSSIERS
from tracker.importing.dossiers import import_dossiers
from tracker.queries.accounts import SYSTEM_USERNAME, get_actor
from tracker.queries.publications import get_publication, list_publications

if TYPE_CHECKING:
    from pathlib import Path

    from tests.views.pages import Browser, BrowserAs
    from tracker.config import Settings

HERE = "/cong-bo/2024-03"


@pytest.fixture
def database(seeded: Settings, tmp_path: Path) -> Settings:
    """Seeds, and the dossiers of March 2024."""
    path = tmp_path / "ho-so.csv"
    path.write_text(DOSSIERS, encoding="utf-8")
    import_dossiers(
        path, source_code="MOT-CUA", actor=get_actor(SYSTEM_USERNAME), as_of=date(2024, 3, 31)
    )
    return seeded


@pytest.fixture
def staff(browser_as: BrowserAs) -> Browser:
    return browser_as(Role.OFFICE_STAFF)


@pytest.fixture
def approver(browser_as: BrowserAs) -> Browser:
    return browser_as(Role.APPROVER)


def draft(browser: Browser) -> None:
    assert browser.post("/cong-bo", {"period": "2024-03"}).status == 303


def approve(browser: Browser) -> None:
    assert (
        browser.post(f"{HERE}/duyet", {"sha256": get_publication("2024-03").sha256}).status == 303
    )


def state() -> PublicationState:
    return get_publication("2024-03").state


def buttons(browser: Browser) -> list[str]:
    page = browser.get(HERE)
    return page.texts(".//section[@aria-labelledby='buoc']//button")


def test_a_draft_shows_staff_full_codes_officers_and_both_counts_of_days(staff: Browser) -> None:
    draft(staff)
    page = staff.get(HERE)
    annexes = [text for text in page.texts(".//tbody/tr") if text.startswith("TN-")]

    assert [text[:7] for text in annexes] == ["TN-0001", "TN-0003"]
    assert "Cán bộ 01" in annexes[0]
    assert "12/03/202442" in annexes[0]
    assert get_publication("2024-03").sha256 in page.text


def test_the_steps_lead_from_draft_to_everybody(
    staff: Browser, approver: Browser, browser: Browser
) -> None:
    draft(staff)
    approve(approver)
    staff.post(f"{HERE}/cong-bo")

    public = browser.get("/danh-sach/2024-03")

    assert state() is PublicationState.PUBLISHED
    assert public.status == 200
    assert "TN-0001" not in public.text


def test_who_drafted_is_not_offered_to_approve_and_is_refused(approver: Browser) -> None:
    draft(approver)

    assert "Duyệt" not in buttons(approver)
    assert "Bạn lập dự thảo này nên không duyệt được" in approver.get(HERE).text
    page = approver.post(f"{HERE}/duyet")
    assert page.status == 403
    assert "cần một lãnh đạo khác duyệt" in page.text
    assert state() is PublicationState.DRAFT


def test_staff_is_not_offered_to_approve_and_is_refused(staff: Browser) -> None:
    draft(staff)

    assert "Duyệt" not in buttons(staff)
    assert staff.post(f"{HERE}/duyet").status == 403


def test_a_draft_made_anew_since_it_was_read_is_not_approved(
    staff: Browser, approver: Browser
) -> None:
    draft(staff)

    page = approver.post(f"{HERE}/duyet", {"sha256": "0" * 64})

    assert page.status == 409
    assert "đã được lập lại sau khi bạn xem" in page.text


def test_what_was_not_approved_is_not_published(staff: Browser) -> None:
    draft(staff)

    page = staff.post(f"{HERE}/cong-bo")

    assert page.status == 422
    assert "cần lãnh đạo duyệt trước khi công bố" in page.text


@pytest.mark.parametrize("step", ["dinh-chinh", "v1/thu-hoi"])
def test_a_correction_and_a_withdrawal_need_a_reason(
    staff: Browser, approver: Browser, step: str
) -> None:
    draft(staff)
    approve(approver)
    staff.post(f"{HERE}/cong-bo")
    name = step.rpartition("/")[2]

    page = staff.post(f"{HERE}/{step}", {f"{name}-reason": "  "})

    assert page.status == 422
    assert page.one(f".//textarea[@id='{name}-reason']").get("aria-invalid") == "true"
    assert state() is PublicationState.PUBLISHED


def test_a_correction_is_a_new_version_with_its_reason(staff: Browser, approver: Browser) -> None:
    draft(staff)
    approve(approver)
    staff.post(f"{HERE}/cong-bo")

    page = staff.follow(staff.post(f"{HERE}/dinh-chinh", {"dinh-chinh-reason": "Sửa một ngày"}))

    assert [(row.version, row.state) for row in list_publications()] == [
        (2, PublicationState.DRAFT),
        (1, PublicationState.PUBLISHED),
    ]
    assert "Lý do: Sửa một ngày" in page.text


def test_a_withdrawn_list_leaves_its_note(
    staff: Browser, approver: Browser, browser: Browser
) -> None:
    draft(staff)
    approve(approver)
    staff.post(f"{HERE}/cong-bo")

    staff.post(f"{HERE}/v1/thu-hoi", {"thu-hoi-reason": "Nguồn sai"})

    assert "Nguồn sai" in browser.get("/danh-sach/2024-03").text


@pytest.mark.parametrize(
    ("period", "sentence"),
    [
        ("2024-Q1", "lập theo tháng"),
        ("2024-07", "Chưa có số liệu hồ sơ"),
        ("thang 3", "thang 3"),
        ("", "Hãy điền ô này."),
    ],
    ids=["quarter", "no-data", "unreadable", "empty"],
)
def test_a_month_that_cannot_be_drafted_is_refused_beside_its_field(
    staff: Browser, period: str, sentence: str
) -> None:
    page = staff.post("/cong-bo", {"period": period})

    assert page.status == 422
    assert sentence in page.text
    assert page.one(".//input[@id='period']").get("aria-invalid") == "true"


@pytest.mark.parametrize(
    "role", [Role.PUBLIC, Role.UNIT_OFFICER, Role.DEPARTMENT_HEAD, Role.ADMINISTRATOR]
)
def test_others_neither_see_drafts_nor_make_them(browser_as: BrowserAs, role: Role) -> None:
    browser = browser_as(role)

    assert browser.get("/cong-bo").status in (302, 403)
    assert browser.post("/cong-bo", {"period": "2024-03"}).status == 403
    assert not list_publications()


def test_a_count_of_a_unit_opens_its_dossiers(staff: Browser) -> None:
    draft(staff)
    page = staff.get(HERE)
    address = next(link.get("href", "") for link in page.all(".//td[@class='num num--late']/a"))

    opened = staff.get(address.partition("#")[0])

    assert "TN-0001" in opened.text or "TN-0003" in opened.text
    assert not ("TN-0001" in opened.text and "TN-0003" in opened.text)
