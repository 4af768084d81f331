"""Every page for everybody: no barrier axe can find, nothing wider than the screen."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import UNIT
from tests.browser.looking import WIDTHS, faults_of

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Site, Visit

pytestmark = [pytest.mark.browser, pytest.mark.one_database]

STAFF_PAGES = (
    "/viec-cua-toi",
    "/ma-tran?van-ban=kh142-2022&ky=2022-12",
    "/ma-tran?van-ban=MINH-HOA-2026&ky=2026-08",
    "/ma-tran?van-ban=MINH-HOA-2026&ky=2026-08&cap=so-nganh&chieu=nhiem-vu&tim=so",
    "/ma-tran?van-ban=MINH-HOA-2026&ky=2026-08&cap=so-nganh&o=4.H44.13",
    "/ma-tran?van-ban=MINH-HOA-2026&ky=2026-08&cap=so-nganh&chieu=nhiem-vu&ban-in=1",
    "/doc-thuc",
    "/doc-thuc?muc-do=qua-han&loai=xin-loi&tim=dak",
    "/tong-quan?van-ban=MINH-HOA-2026&ky=2026-08&cap=so-nganh&xep=nv4",
    "/tong-quan?van-ban=MINH-HOA-2026&ky=2026-08&don-vi=H44.07",
    "/tong-quan?che-do=ho-so&ky=2024-03&don-vi=615",
    "/chi-tieu?van-ban=MINH-HOA-2026&ky=2026-08",
    "/chi-tieu/MINH-HOA-2026/4?ky=2026-08&ket-qua=dat",
    "/chi-tieu/MINH-HOA-2026/4/H44.13?ky=2026-08",
    "/don-vi?tim=dak&ngay=2024-03-31",
    "/don-vi/H44.13?ky=2026-08",
    "/don-vi/615/the-diem",
    "/don-vi/H44.104/the-diem?ket-qua=chua-dat",
    "/don-vi/H44.104/the-diem?biet-den=2026-10-01",
    "/ho-so?loai=tra-cham&thang=2024-03",
    "/ho-so/1",
    "/ho-so?thang=x",
    "/ho-so?loai=tra-cham&thang=2024-03&nhom=huyen&linh-vuc=chua-ghi",
    "/thong-ke/06a?ky=2024-03",
    "/thong-ke/06a?ky=2024-Q1&nhom=linh-vuc",
    "/canh-bao?tinh-trang=tat-ca",
    "/nhap-so-lieu",
    "/nhap-so-lieu/1",
    "/nguon-so-lieu",
    "/nguon-so-lieu/CONG-DVCQG",
    "/danh-gia",
    "/lich/thay-doi",
    "/cong-bo",
    "/cong-bo/2024-03",
    "/chu-trinh",
    "/giai-trinh?thang=2024-03",
    "/giai-trinh?thang=2024-03&don-vi=608",
    "/giai-trinh-chi-tieu?ky=2026-08",
    "/giai-trinh-chi-tieu/MINH-HOA-2026/4/H44.13?ky=2026-08",
    "/ho-so/1/giai-trinh",
    "/xin-loi?thang=2024-03",
    "/xin-loi/ho-so/1",
    "/nhiem-vu",
    "/nhiem-vu/kh142-2022/1",
    "/nhiem-vu/kh142-2022/1/GL.STTTT.VP?ky=2022-12",
    "/nhiem-vu/kh142-2022/1/phan-cong",
    "/nhiem-vu/sua-hang-loat?van-ban=kh142-2022",
    f"/phan-cong?don-vi={UNIT}",
    "/phan-cong/xem-xet",
    "/tai-khoan",
    "/tai-khoan/lich",
    "/doi-chieu",
    "/diem-766?ky=2026-08",
    "/lan-lay/1",
    "/ho-so?loai=tra-cham&thang=2024-03&xep=-cham",
    "/tro-giup",
    "/tro-giup/quy-tac",
    "/tro-giup/tu-ngu",
)
PUBLIC_PAGES = (
    "/",
    "/danh-sach",
    "/tinh-han",
    "/lich?nam=2026",
    "/dang-nhap",
    "/don-vi",
    "/don-vi/23504",
    "/don-vi/62?ngay=2025-06-30",
    "/don-vi/608",
    "/kiem-tra",
    "/cach-doc",
)
HEAD_PAGES = (
    "/viec-cua-toi",
    "/phan-cong",
    "/phan-cong?tinh-trang=tat-ca",
    "/phan-cong/xem-xet",
    f"/don-vi/{UNIT}/the-diem?ky=2026-08",
    "/phan-hoi",
    "/giai-trinh-chi-tieu?ky=2026-08",
)
#: Pages by who sees them.
WALKS = {
    "office": ("chuyen-vien", STAFF_PAGES[::2]),
    "office, the others": ("chuyen-vien", STAFF_PAGES[1::2]),
    "head": ("thu-truong", HEAD_PAGES),
    "public": ("", PUBLIC_PAGES),
}
#: The widths at which axe looks: other words make no other barriers, by day English must fit only.
LANGUAGES = {"vi": WIDTHS, "en": WIDTHS[:1] if os.environ.get("TRACKER_ALL_ON_BOTH") == "1" else ()}
#: Forms, and the button that sends them empty.
FORMS = (
    ("/nhap-so-lieu", "Xem trước"),
    ("/danh-gia", "Đánh giá kỳ này"),
    ("/cong-bo", "Lập dự thảo"),
    ("/lich/thay-doi", "Xem trước"),
    ("/tinh-han", "Tính"),
    ("/kiem-tra", "Kiểm tra tệp"),
    ("/tai-khoan/mat-khau", "Đổi mật khẩu"),
    ("/nhiem-vu/sua-hang-loat?van-ban=kh142-2022", "Xem trước"),
    ("/nhiem-vu/kh142-2022/1/phan-cong", "Xem trước"),
    ("/giai-trinh-chi-tieu/MINH-HOA-2026/4/H44.13?ky=2026-08", "Gửi Văn phòng xem xét"),
)
OK, REFUSED = 200, 422
UNFOLD = "for (const part of document.querySelectorAll('details')) part.open = true"
EMPTY = """(button) => {
  for (const box of button.form.querySelectorAll("input[type=text], textarea")) box.value = "";
}"""


def open_page(page: Page, address: str) -> list[str]:
    """Open a page; a page that is none is a fault of its own."""
    answer = page.goto(address)
    status = answer.status if answer else 0
    return [] if status in (OK, REFUSED) else [f"{address}: {status}"]


def speak(page: Page, language: str) -> None:
    page.goto("/cach-doc")
    if page.locator("html").get_attribute("lang") != language:
        page.locator(f".site-tools [lang={language}]").click()
        page.locator(f"html[lang={language}]").wait_for()


@pytest.mark.parametrize(("language", "looked_at"), LANGUAGES.items(), ids=LANGUAGES)
@pytest.mark.parametrize(("username", "addresses"), WALKS.values(), ids=WALKS)
def test_pages_are_open_to_everybody_and_fit_the_screen(
    demo_site: Site,
    visit: Visit,
    username: str,
    addresses: tuple[str, ...],
    language: str,
    looked_at: tuple[int, ...],
) -> None:
    page = visit(demo_site, username)
    speak(page, language)
    faults: list[str] = []
    for address in addresses:
        faults += open_page(page, address) or faults_of(page, looked_at)

    assert not faults, "\n".join(faults)


def test_refused_forms_are_too(demo_site: Site, visit: Visit) -> None:
    page = visit(demo_site, "dong-nghiep")
    faults: list[str] = []
    for address, name in FORMS:
        page.goto(address)
        page.evaluate(UNFOLD)
        button = page.locator("main").get_by_role("button", name=name, exact=True).first
        button.evaluate(EMPTY)
        button.click()
        page.locator("main [aria-invalid=true], main .error-summary").first.wait_for()
        faults += faults_of(page)

    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("username", ["", "chuyen-vien"], ids=["public", "office-staff"])
def test_a_phone_has_one_row_of_header_and_a_menu_that_needs_no_script(
    demo_site: Site, visit: Visit, username: str, language: str
) -> None:
    page = visit(demo_site, username)
    speak(page, language)
    page.route("**/*.js", lambda route: route.abort())
    page.set_viewport_size({"width": 320, "height": 900})
    page.goto("/viec-cua-toi" if username else "/")
    header, name, button = map(page.locator, (".site-header", ".site-name", ".site-fold__button"))
    row, mark, opener = header.bounding_box(), name.bounding_box(), button.bounding_box()
    assert row
    assert mark
    assert opener
    assert row["height"] < mark["height"] + opener["height"]
    assert not page.locator(".site-menu").is_visible()

    for _ in range(3):  # the way past the menu, the name, the button
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    for target in (button, *header.locator("#site-fold").locator("a, button").all()):
        box = target.bounding_box()
        assert box, target
        assert min(box["width"], box["height"]) >= 44
        assert 0 <= box["x"] <= box["x"] + box["width"] <= 320
    assert not faults_of(page, looked_at=(390,))
    page.set_viewport_size({"width": 320, "height": 900})
    page.keyboard.press("Escape")
    assert not page.locator(".site-menu").is_visible()


PAPERS = (
    "/ma-tran?van-ban=MINH-HOA-2026&ky=2026-08&cap=so-nganh",
    "/doc-thuc",
    "/nhiem-vu/kh142-2022/1",
)
CONTROLS = """() => [...document.querySelectorAll(
  "header, footer, nav a, button, input, select, textarea, .btn"
)].filter((part) => part.checkVisibility()).map((part) => part.textContent.trim().slice(0, 40))"""
CUT = """() => [...document.querySelectorAll("main th, main th *, main p")].filter((part) =>
  part.offsetWidth > 1 && getComputedStyle(part).overflow === "hidden"
  && (part.scrollHeight > part.clientHeight + 1 || part.scrollWidth > part.clientWidth + 1)
).map((part) => part.textContent.trim().slice(0, 40))"""


def test_paper_says_when_it_was_printed_and_holds_nothing_to_press_or_cut_off(
    demo_site: Site, visit: Visit
) -> None:
    page = visit(demo_site, "chuyen-vien")
    page.set_viewport_size({"width": 1032, "height": 680})  # A4 on its side, within its margins
    page.emulate_media(media="print")
    faults: list[str] = []
    for address in PAPERS:
        faults += open_page(page, address)
        page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        mark = page.locator(".paper-mark").inner_text()
        if not re.fullmatch(r"Đúng Hạn, Chuyen-Vien, in lúc \d\d:\d\d ngày \d\d/\d\d/\d{4}", mark):
            faults.append(f"{address}: {mark}")
        faults += [f"{address}: shown: {text}" for text in page.evaluate(CONTROLS)]
        faults += [f"{address}: cut off: {text}" for text in page.evaluate(CUT)]

    assert not faults, "\n".join(faults)
