"""The listing of dossiers as a file, and the way from a number of form II.06a to its rows."""

from __future__ import annotations

import csv
from datetime import date
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from models import Dossier, Unit, User, db
from models.vocabulary import Role, UnitLevel
from tests.views.files import DOSSIERS, HEAD
from tests.views.pages import Browser
from tracker.importing.dossiers import import_dossiers
from tracker.queries.accounts import SYSTEM_USERNAME, get_actor
from tracker.queries.units import get_unit

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import OnDay
    from tests.views.pages import BrowserAs, LogInAs, MakeApp, MakeUser
    from tracker.config import Settings

LATE = "loai=tra-cham&thang=2024-03"
OVERDUE = "loai=qua-han&thang=2024-03"
FIELDS = f"""{HEAD},Lĩnh vực
TN-0001,1.000001,STNMT,Cán bộ 01,01/03/2024,08/03/2024,12/03/2024,Đã trả kết quả,Đất đai
TN-0003,1.000002,608,Cán bộ 02,05/03/2024,15/03/2024,,Đang xử lý,Hộ tịch
TN-0005,1.000003,608,Cán bộ 02,05/03/2024,14/03/2024,18/03/2024,Đã trả kết quả,
TN-0006,1.000001,608,Cán bộ 02,05/03/2024,14/03/2024,19/03/2024,Đã trả kết quả,Đất đai
"""


def bring(path: Path, text: str, as_of: date) -> None:
    path.write_text(text, encoding="utf-8")
    actor = get_actor(SYSTEM_USERNAME)
    import_dossiers(path, source_code="MOT-CUA", actor=actor, as_of=as_of)


@pytest.fixture
def database(seeded: Settings, tmp_path: Path, on_day: OnDay) -> Settings:
    """Seeds, and the dossiers of March 2024."""
    bring(tmp_path / "ho-so.csv", DOSSIERS, date(2024, 3, 31))
    on_day(date(2024, 4, 20))
    return seeded


@pytest.fixture
def staff(browser_as: BrowserAs) -> Browser:
    return browser_as(Role.OFFICE_STAFF)


def file_rows(browser: Browser, query: str) -> list[dict[str, str]]:
    answer = browser.client.get(f"/ho-so.csv?{query}")
    assert (answer.status_code, answer.mimetype) == (200, "text/csv")
    return list(csv.DictReader(answer.data.decode("utf-8-sig").splitlines()[3:]))


def file_codes(browser: Browser, query: str) -> list[str]:
    return [row["Mã hồ sơ"] for row in file_rows(browser, query)]


def page_codes(browser: Browser, address: str) -> list[str]:
    return browser.get(address).texts(".//tbody/tr/th//code")


def test_a_row_says_what_the_page_says(staff: Browser) -> None:
    (row,) = file_rows(staff, LATE)

    assert row == {
        "Loại": "Trả chậm",
        "Tính đến hết ngày": "31/03/2024",
        "Mã hồ sơ": "TN-0001",
        "Đơn vị": "Sở Tài nguyên và Môi trường",
        "Mã thủ tục": "1.000001",
        "Thủ tục": "",
        "Cán bộ": "Cán bộ 01",
        "Tiếp nhận": "01/03/2024",
        "Hẹn trả": "08/03/2024",
        "Hẹn trả khi xét": "08/03/2024",
        "Ghi chú": "",
        "Kết thúc xử lý": "12/03/2024",
        "Chậm (ngày)": "4",
        "Chậm (ngày làm việc)": "2",
        "Dữ liệu minh họa": "",
    }


def test_every_part_of_the_page_is_in_the_file_in_its_order(staff: Browser, tmp_path: Path) -> None:
    lines = [
        f"TN-1{n:03d},1.000002,608,,05/03/2024,{11 + n % 5}/03/2024,,Đang xử lý" for n in range(60)
    ]
    bring(tmp_path / "nhieu.csv", "\n".join([HEAD, *lines, ""]), date(2024, 3, 31))

    shown = [
        code for part in (1, 2) for code in page_codes(staff, f"/ho-so?{OVERDUE}&trang={part}")
    ]

    assert len(shown) == 61
    assert file_codes(staff, f"{OVERDUE}&trang=2") == shown


@pytest.mark.parametrize(
    "query",
    [
        LATE,
        OVERDUE,
        f"{LATE}&don-vi=608",
        f"{LATE}&don-vi=STNMT",
        f"{LATE}&ngay=31/03/2024",
        f"{LATE}&ngay=30/03/2024",
        "loai=qua-han",
        "",
        f"{LATE}&nhom=huyen",
        f"{OVERDUE}&dong=608",
        f"{LATE}&dong=khong-co",
    ],
)
def test_the_file_follows_the_filters(staff: Browser, tmp_path: Path, query: str) -> None:
    changed = DOSSIERS.replace("08/03/2024,12/03/2024", "08/03/2024,07/03/2024")
    bring(tmp_path / "sua.csv", changed, date(2024, 4, 15))
    page = staff.get(f"/ho-so?{query}")

    shown = page.texts(".//tbody/tr/th//code")

    assert file_codes(staff, query) == shown
    assert any(".csv" in url for url in page.links().values()) is bool(shown)


def test_the_link_of_the_page_leads_to_its_file(staff: Browser) -> None:
    links = staff.get(f"/ho-so?{LATE}&don-vi=STNMT").links()

    assert links["Tải cả danh sách (CSV)"] == (
        "/ho-so.csv?loai=tra-cham&thang=2024-03&don-vi=STNMT"
    )
    answer = staff.client.get("/ho-so.csv?" + OVERDUE)
    assert 'filename="ho-so-qua-han-2024-03-31.csv"' in answer.headers["Content-Disposition"]


@pytest.mark.parametrize(
    "query", ["thang=thang-3", "don-vi=zzzz", "ngay=hom-qua"], ids=["month", "unit", "day"]
)
def test_a_filter_that_cannot_be_read_gives_the_page_that_says_so_not_a_file(
    staff: Browser, query: str
) -> None:
    page = staff.get(f"/ho-so.csv?{query}")

    assert (page.status, page.response.mimetype) == (422, "text/html")
    assert "Chưa lọc được" in page.text


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_a_spreadsheet_runs_nothing_of_it(staff: Browser, start: str) -> None:
    late = sa.update(Dossier).where(Dossier.code == "TN-0001")
    db.session.execute(late.values(officer=f"{start}1+1", code=f"{start}X"))
    db.session.commit()

    (row,) = file_rows(staff, LATE)

    assert (row["Cán bộ"], row["Mã hồ sơ"]) == (f"'{start}1+1", f"'{start}X")


def officer_of_608(make_user: MakeUser, log_in_as: LogInAs) -> Browser:
    name = make_user("can-bo", Role.UNIT_OFFICER)
    unit_id = get_unit("608", date(2024, 3, 31)).id
    db.session.execute(sa.update(User).where(User.username == name).values(unit_id=unit_id))
    db.session.commit()
    return log_in_as(name)


@pytest.mark.parametrize("more", ["", "&don-vi=STNMT", "&dong=STNMT", "&nhom=so-nganh"])
def test_an_officers_file_holds_the_own_unit_only(
    make_user: MakeUser, log_in_as: LogInAs, more: str
) -> None:
    officer = officer_of_608(make_user, log_in_as)

    assert file_codes(officer, LATE + more) == []
    assert file_codes(officer, OVERDUE) == ["TN-0003"]


def links_of(browser: Browser, address: str) -> dict[tuple[str, int], tuple[int, str]]:
    """Return line and column of every number that leads somewhere, with number and address."""
    root = browser.get(address).root
    assert root is not None
    table = root.findall(".//table")[0]
    found = {}
    for row in table.findall("./tbody/tr") + table.findall("./tfoot/tr"):
        name = "".join(row.findall("./th")[0].itertext()).strip()
        for column, cell in enumerate(row, start=1):
            for link in cell.findall(".//a"):
                place = f"{row[0].text or ''} {name}".strip(), column
                found[place] = int("".join(link.itertext())), link.get("href", "")
    return found


@pytest.mark.parametrize("grouping", ["don-vi", "cap", "linh-vuc"])
@pytest.mark.parametrize("cutoff", [None, 15, 21])
@pytest.mark.parametrize("past", ["", "&ngay=05/04/2024"], ids=["now", "past"])
def test_every_number_opens_exactly_its_rows(
    staff: Browser, tmp_path: Path, make_app: MakeApp, grouping: str, cutoff: int | None, past: str
) -> None:
    bring(tmp_path / "linh-vuc.csv", FIELDS, date(2024, 4, 4))
    add_division_and_commune(tmp_path)
    client = make_app(month_cutoff_day=cutoff).test_client()
    client.set_cookie("login", staff.client.get_cookie("login").value)  # type: ignore[union-attr]
    office = Browser(client, staff.writes)

    found = links_of(office, f"/thong-ke/06a?ky=2024-03&nhom={grouping}{past}")

    assert {column for _, column in found} == {10, 13}
    for (name, column), (count, url) in found.items():
        assert len(page_codes(office, url)) == count, (name, column)
    assert len(found) > (3 if grouping == "cap" else 6)


def add_division_and_commune(tmp_path: Path) -> None:
    """Give 608 a division, counted in its row, and a commune, which has a row of its own."""
    parent = get_unit("608", date(2024, 3, 31)).id
    for code, level in (("608.P1", UnitLevel.DIVISION), ("608.X1", UnitLevel.COMMUNE)):
        name = f"Đơn vị {code}"
        db.session.add(Unit(code=code, name=name, name_folded=name, level=level, parent_id=parent))
    db.session.commit()
    lines = [
        "TN-2001,1.000002,608.P1,,04/03/2024,11/03/2024,13/03/2024,Đã trả kết quả,Hộ tịch",
        "TN-2002,1.000002,608.X1,,04/03/2024,11/03/2024,14/03/2024,Đã trả kết quả,Hộ tịch",
        "TN-2003,1.000002,608.X1,,04/03/2024,11/03/2024,,Đang xử lý,Hộ tịch",
    ]
    text = "\n".join([f"{HEAD},Lĩnh vực", *lines, ""])
    bring(tmp_path / "duoi.csv", text, date(2024, 4, 4))


def test_a_code_two_units_had_opens_the_rows_of_the_one_that_is_meant(
    staff: Browser, tmp_path: Path
) -> None:
    level = UnitLevel.COMMUNE
    for name, first, last in (
        ("Xã Trước", date(2000, 1, 1), date(2024, 3, 10)),
        ("Xã Sau", date(2024, 3, 11), date(9999, 12, 31)),
    ):
        db.session.add(
            Unit(code="99001", name=name, name_folded=name, level=level, valid_from=first,
                 valid_to=last)
        )  # fmt: skip
    db.session.commit()
    lines = [
        "TN-3001,1.000002,99001,,04/03/2024,06/03/2024,13/03/2024,Đã trả kết quả",
        "TN-3002,1.000002,99001,,12/03/2024,13/03/2024,14/03/2024,Đã trả kết quả",
    ]
    bring(tmp_path / "xa.csv", "\n".join([HEAD, *lines, ""]), date(2024, 4, 4))

    found = links_of(staff, "/thong-ke/06a?ky=2024-03")

    opened = {
        name.partition(" ")[2]: page_codes(staff, url)
        for (name, column), (_, url) in found.items()
        if column == 10 and "Xã " in name
    }
    assert opened == {"Xã Trước": ["TN-3001"], "Xã Sau": ["TN-3002"]}


@pytest.mark.parametrize(
    "query", ["ky=2024-Q1", "ky=2024", "ky=2024-04", "ky=2024-03&ngay=31/03/2024"],
    ids=["quarter", "year", "running", "last-day-of-the-past"],
)  # fmt: skip
def test_where_the_listing_would_hold_other_rows_no_number_leads_to_it(
    staff: Browser, query: str
) -> None:
    assert links_of(staff, f"/thong-ke/06a?{query}") == {}


def test_the_listing_says_which_line_of_the_form_it_shows(staff: Browser, tmp_path: Path) -> None:
    bring(tmp_path / "linh-vuc.csv", FIELDS, date(2024, 4, 4))

    page = staff.get(f"/ho-so?{LATE}&nhom=huyen&dong=608&linh-vuc=chua-ghi")

    chips = page.texts(".//ul[@class='chips no-print']/li/a/span[1]")
    assert chips[1:] == [
        "Nhóm của biểu II.06a: Cấp huyện",
        f"Dòng của biểu II.06a: {get_unit('608', date(2024, 3, 31)).name}",
        "Lĩnh vực: (chưa ghi lĩnh vực)",
    ]
    assert page.texts(".//tbody/tr/th//code") == ["TN-0005"]
    assert page_codes(staff, f"/ho-so?{LATE}&linh-vuc=Đất đai") == ["TN-0001", "TN-0006"]
