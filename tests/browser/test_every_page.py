"""Every page for everybody: no barrier axe can find, nothing wider than the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
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
GRAVE = ("serious", "critical")


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize(
    ("username", "addresses"),
    [("chuyen-vien", STAFF_PAGES), ("", PUBLIC_PAGES)],
    ids=["staff", "public"],
)
def test_pages_are_open_to_everybody_and_fit_the_screen(
    demo_site: Site, visit: Visit, username: str, addresses: tuple[str, ...], width: int
) -> None:
    page, axe = visit(demo_site, username, width), Axe()
    faults: list[str] = []
    for address in addresses:
        page.goto(address)
        beyond = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if beyond > 0:
            faults.append(f"{address}: {beyond} px wider than the screen")
        for violation in axe.run(page).response["violations"]:
            if violation["impact"] in GRAVE:
                targets = [node["target"] for node in violation["nodes"][:3]]
                faults.append(f"{address}: {violation['id']} at {targets}")

    assert not faults, "\n".join(faults)
