"""Imports on screen: another import in between, another data day, dossiers without a due day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from models import Dossier, ImportBatch, db
from models.vocabulary import Role
from tests.views.files import DOSSIERS
from tests.views.test_imports import token_of, upload

if TYPE_CHECKING:
    from tests.views.pages import Browser, BrowserAs, Page
    from tracker.config import Settings

FIRST, SECOND = ("TN-0001,1.000001,STNMT,Cán bộ 0", "TN-0002,1.000001,STNMT,Cán bộ 0")
ONE = DOSSIERS.replace(f"{FIRST}1", f"{FIRST}9")
BOTH = ONE.replace(f"{SECOND}1", f"{SECOND}9")
"""What the file of one says, and more: after it that file changes one again, the other one."""


@pytest.fixture
def database(seeded: Settings) -> Settings:
    return seeded


@pytest.fixture
def staff(browser_as: BrowserAs) -> Browser:
    return browser_as(Role.OFFICE_STAFF)


def confirm(browser: Browser, preview: Page) -> Page:
    return browser.follow(browser.post("/nhap-so-lieu/xac-nhan", {"phieu": token_of(preview)}))


def bring(browser: Browser, text: str, **more: str) -> Page:
    return confirm(browser, browser.follow(upload(browser, text, **more)))


def officers() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(Dossier.officer).order_by(Dossier.code).limit(2)))


def test_an_import_between_that_swaps_which_rows_change_is_noticed(staff: Browser) -> None:
    bring(staff, DOSSIERS)
    preview = staff.follow(upload(staff, ONE))
    bring(staff, BOTH)

    page = staff.post("/nhap-so-lieu/xac-nhan", {"phieu": token_of(preview)})

    assert page.status == 409
    assert "đã thay đổi từ lúc xem trước" in page.text
    assert officers() == ["Cán bộ 09", "Cán bộ 09"]


def test_an_import_of_another_source_between_is_of_no_matter(staff: Browser) -> None:
    bring(staff, DOSSIERS)
    preview = staff.follow(upload(staff, ONE))
    bring(staff, BOTH, source="KHAC")

    assert "Đã nhập tệp" in confirm(staff, preview).text


def test_a_day_left_blank_is_no_other_day_one_given_is(staff: Browser) -> None:
    bring(staff, DOSSIERS)

    blank = staff.follow(upload(staff, DOSSIERS, as_of=""))
    given = bring(staff, DOSSIERS, as_of="30/04/2024")

    assert "nhập lại không thay đổi gì" in blank.text
    assert "Đã nhập tệp" in given.text
    days = db.session.scalars(sa.select(ImportBatch.as_of).order_by(ImportBatch.id)).all()
    assert days == [date(2024, 3, 31), date(2024, 4, 30)]


def test_dossiers_without_a_due_day_are_told_before_and_after(staff: Browser) -> None:
    text = DOSSIERS.replace("08/03/2024,12", ",12").replace("15/03/2024,,", ",,")
    words = "2 hồ sơ mới hoặc thay đổi không có ngày hẹn trả"

    preview = staff.follow(upload(staff, text))

    assert words in preview.text
    assert words in confirm(staff, preview).text


def test_nothing_is_said_where_every_dossier_has_a_due_day(staff: Browser) -> None:
    assert "không có ngày hẹn trả" not in staff.follow(upload(staff, DOSSIERS)).text
