"""Pages of points: the portal's points as printed, ranked by level, and what they are made of."""

from __future__ import annotations

import csv
import gzip
import io
import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from models import Indicator, Measurement, Unit, db
from models.vocabulary import OPEN_END, Role, RunState, UnitLevel
from tests.factories import make_figure, make_unit
from tests.run_rows import make_run
from tests.views.staff import counted_statements

if TYPE_CHECKING:
    from tests.views.pages import Browser, BrowserAs, Page
    from tracker.config import Settings

INDEX = "/diem-766?ky=2026-08"
KIB = 1024


@pytest.fixture
def database(demo: Settings) -> Settings:
    return demo


@pytest.fixture
def staff(browser_as: BrowserAs) -> Browser:
    return browser_as(Role.OFFICE_STAFF, "nguoi-xem")


def rows(page: Page) -> list[list[str]]:
    """Return the cells of every unit's row."""
    return [
        [" ".join("".join(cell.itertext()).split()) for cell in row]
        for row in page.all(".//table//tbody/tr")
        if row.get("class") not in ("table__group", "table__level")
    ]


def csv_rows(staff: Browser, address: str) -> list[dict[str, str]]:
    text = staff.get(address).response.get_data().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_newest_period_is_shown_with_the_province_that_has_figures(staff: Browser) -> None:
    page = staff.get("/diem-766")

    assert "UBND tỉnh Phú Thọ, tháng 8 năm 2026" in page.text
    assert len(rows(page)) == 164
    assert "CONG-DVCQG, lấy ngày 27/09/2026, lần sửa 0: 164 đơn vị" in page.text


def test_a_row_shows_the_points_the_portal_printed(staff: Browser) -> None:
    province = rows(staff.get(INDEX))[0]

    assert province == [
        *("UBND tỉnh Phú Thọ", "–", "7,96", "15,68", "8,83", "6,25", "8,22", "12,97", "59,91"),
        *("Trung bình", "–"),
    ]


def test_missing_points_are_a_dash_and_zero_stays_zero(staff: Browser) -> None:
    page = staff.get(f"{INDEX}&tim=dan+toc")

    assert [row[2:9] for row in rows(page)] == [["–", "8,00", "0,00", "0,00°", "–", "–", "–"]]


def test_a_level_has_its_median_and_the_points_of_its_summed_parts(staff: Browser) -> None:
    page = staff.get(f"{INDEX}&nhom=xa")
    found = [
        [" ".join("".join(cell.itertext()).split()) for cell in row]
        for row in page.all(".//tr[@class='table__level']")
    ]

    assert [row[0] for row in found] == ["Trung vị của cấp", "Cộng cả cấp"]
    medians, summed = (row[2:9] for row in found)
    assert "–" not in medians
    assert summed[0] == summed[2] == summed[6] == "–"
    # 20 × 125.367 ÷ 148.463: the parts of 148 communes, not the mean of their points.
    assert summed[1] == "16,89"


def test_provinces_are_ranked_side_by_side(staff: Browser) -> None:
    ids = dict(db.session.query(Indicator.code, Indicator.id).all())
    other = db.session.query(Unit.id).filter_by(code="52", valid_to=OPEN_END).one().id
    for group in ("CKMB", "TDGQ", "CLGQ", "TTTT", "MDSH", "MDHL"):
        make_figure(ids[group], other, "2026-08", value="10", source="CONG-DVCQG")

    found = rows(staff.get(f"{INDEX}&tinh=tat-ca"))
    page = staff.get("/diem-766/H44?ky=2026-08")

    assert [(row[1], row[8]) for row in found if row[8] != "–"] == [
        ("1/2", "60,00"),
        ("2/2", "59,91"),
    ]
    assert "Hạng trong cấp 2/2" in page.text


def test_points_and_places_are_told_against_the_month_before(staff: Browser) -> None:
    ids = dict(db.session.query(Indicator.code, Indicator.id).all())
    for code, points in (("H44.03", "9"), ("H44.07", "10"), ("H44.08", "11")):
        unit = db.session.query(Unit.id).filter_by(code=code).one().id
        for group in ("CKMB", "TDGQ", "CLGQ", "TTTT", "MDSH", "MDHL"):
            make_figure(ids[group], unit, "2026-07", value=points, source="CONG-DVCQG")

    found = rows(staff.get(f"{INDEX}&nhom=so-nganh"))

    assert [row[-1] for row in found][:4] == [
        "+13,29 (lên 2 bậc)",
        "+3,25 (giữ bậc)",
        "-9,66 (xuống 2 bậc)",
        "–",
    ]
    page = staff.get("/diem-766/H44.03?ky=2026-08")
    assert "-1,04" in page.text
    assert "các đơn vị đủ điểm của hai kỳ khác nhau" in page.text


def test_departments_and_communes_are_tables_of_their_own(staff: Browser) -> None:
    page = staff.get(f"{INDEX}&nhom=so-nganh")

    found = rows(page)
    assert len(found) == 15
    assert [row[1] for row in found][:4] == ["1/3", "2/3", "3/3", "–"]


@pytest.mark.parametrize(
    ("query", "column", "is_ascending"),
    [
        ("sap-xep=tdgq", 3, False),
        ("sap-xep=tdgq&chieu=tang", 3, True),
        ("sap-xep=clgq", 4, False),
    ],
    ids=str,
)
def test_a_head_sorts_its_column_and_what_has_no_points_comes_last(
    staff: Browser, query: str, column: int, is_ascending: bool
) -> None:
    page = staff.get(f"{INDEX}&nhom=xa&{query}")
    shown = [row[column] for row in rows(page)]
    points = [Decimal(re.sub("[°≠~]", "", text).replace(",", ".")) for text in shown]

    assert len(points) == 148
    assert points == sorted(points, reverse=not is_ascending)
    word = "ascending" if is_ascending else "descending"
    assert len(page.all(f".//th[@aria-sort='{word}']")) == 1


def test_units_without_a_total_stay_last_in_either_order(staff: Browser) -> None:
    for order in ("tang", "giam"):
        totals = [row[8] for row in rows(staff.get(f"{INDEX}&nhom=xa&sap-xep=tong&chieu={order}"))]
        assert "–" not in totals[:6]
        assert set(totals[6:]) == {"–"}


def test_names_sort_in_vietnamese_and_turn_around(staff: Browser) -> None:
    down = [row[0] for row in rows(staff.get(f"{INDEX}&nhom=xa&sap-xep=don-vi&chieu=giam"))]
    up = [row[0] for row in rows(staff.get(f"{INDEX}&nhom=xa&sap-xep=don-vi"))]

    assert up == down[::-1]
    assert up != sorted(up, reverse=True)


def test_a_unit_is_found_without_marks(staff: Browser) -> None:
    page = staff.get(f"{INDEX}&tim=cam+khe")

    assert ["Cẩm Khê" in row[0] for row in rows(page)] == [True]
    assert "Đơn vị: cam khe" in " ".join(page.texts(".//ul[@class='chips no-print']//a"))


def test_a_search_that_finds_nothing_says_so(staff: Browser) -> None:
    page = staff.get(f"{INDEX}&tim=khong+co+dau")

    assert "Không có đơn vị nào trong phần này." in page.text
    assert staff.get("/diem-766.xlsx?ky=2026-08&tim=khong+co+dau").status == 404


def test_a_period_that_cannot_be_read_is_refused_beside_its_box(staff: Browser) -> None:
    page = staff.get("/diem-766?ky=thang+tam")

    assert page.status == 422
    assert "thang tam" in page.text
    assert staff.get("/diem-766.csv?ky=thang+tam").status == 422


def test_a_province_without_figures_is_shown_empty_not_as_zeros(staff: Browser) -> None:
    page = staff.get(f"{INDEX}&tinh=52")

    assert "Chưa có số liệu của kỳ này." in page.text
    assert {text for row in rows(page) for text in row[2:9]} == {"–"}
    assert staff.get(f"{INDEX}&tinh=khong-co").status == 404


def test_before_the_decision_the_page_says_why_it_is_empty(staff: Browser) -> None:
    page = staff.get("/diem-766?ky=2021-01")

    assert page.status == 200
    assert "Không có bộ chỉ số 766 nào có hiệu lực" in page.text


def test_the_csv_has_the_rows_and_the_order_of_the_page(staff: Browser) -> None:
    query = "ky=2026-08&nhom=xa&sap-xep=tdgq&chieu=tang"
    page = staff.get(f"/diem-766?{query}")
    found = csv_rows(staff, f"/diem-766.csv?{query}")

    assert [row["Đơn vị"] for row in found] == [row[0] for row in rows(page)]
    column = "Tiến độ, kết quả giải quyết (tối đa 20): Cổng chấm"
    assert [row[column] for row in found] == [row[3] for row in rows(page)]
    assert found[-1]["Số hóa hồ sơ (tối đa 22): Cổng chấm"] == ""


def test_the_workbook_is_a_download(staff: Browser) -> None:
    answer = staff.get("/diem-766.xlsx?ky=2026-08").response

    assert answer.status_code == 200
    assert answer.get_data()[:2] == b"PK"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="diem-766-2026-08.xlsx"'


def test_the_page_is_small_and_asks_the_database_little(staff: Browser) -> None:
    staff.get(INDEX)
    with counted_statements() as sent:
        page = staff.get(INDEX)

    assert len(gzip.compress(page.response.get_data(), 6)) < 200 * KIB
    assert len(sent) <= 16


def test_points_that_differ_from_the_portals_are_marked(staff: Browser) -> None:
    on_time = db.session.query(Indicator.id).filter_by(code="766-2.1").one().id
    unit = db.session.query(Unit.id).filter_by(code="H44.03").one().id
    found = db.session.query(Measurement).filter_by(indicator_id=on_time, unit_id=unit).one()
    figure = (found.numerator or 0) + 50, found.denominator
    make_figure(on_time, unit, "2026-08", *figure, source="CONG-DVCQG", as_of=date(2026, 9, 27))

    assert "16,53≠" in rows(staff.get(f"{INDEX}&tim=khu+cong+nghiep"))[0]
    page = staff.get("/diem-766/H44.03?ky=2026-08")
    assert "điểm tính lại khác điểm Cổng chấm" in page.text
    assert "tính lại: 18,23" in page.text
    assert "lần sửa 1" in page.text


def test_a_component_shows_parts_points_and_what_was_lost_by_whose_doing(staff: Browser) -> None:
    found = {row[0]: row[1:] for row in rows(staff.get("/diem-766/H44.03?ky=2026-08"))}
    lines = {re.findall(r"766-\d\.\d", name)[0]: cells for name, cells in found.items()}

    assert lines["766-2.1"][:7] == [
        "486",
        "588",
        "82,65 %",
        "16,53",
        "20",
        "3,47",
        "đơn vị",
    ]
    assert lines["766-1.3"][5:] == [
        "0,04",
        "không do đơn vị",
        "số chung của cả tỉnh, Cổng lặp lại cho từng đơn vị",
    ]
    assert lines["766-1.1"][2:6] == ["–", "–", "6", "–"]
    assert "trọn điểm" in lines["766-5.1"][-1]


def test_a_missed_target_names_the_dossiers_missing_and_the_pace(staff: Browser) -> None:
    page = staff.get("/diem-766/H44.03?ky=2026-08")

    assert "thiếu 73 hồ sơ để đạt tối thiểu 95 %" in page.text
    assert "ít nhất 2.271 trong 2.314 hồ sơ còn đến cuối năm (98,14 %)" in page.text
    assert "Tính từ số liệu ngày 01/08/2026 đến 31/08/2026: 82,65 % (486/588)." in page.text


def test_a_target_out_of_reach_is_said_plainly(staff: Browser) -> None:
    page = staff.get("/diem-766/H44.45?ky=2026-08")

    assert "Không còn đạt được tối thiểu 95 % trong năm" in page.text


def test_a_unit_page_tells_what_it_cannot_reach(staff: Browser) -> None:
    page = staff.get("/diem-766/H44.03?ky=2026-08")

    assert "trần điểm của đơn vị trong kỳ: 88 trên 100" in page.text
    assert "trần điểm của đơn vị trong kỳ: 10 trên 12" in page.text
    assert "chưa thấy chấm cho đơn vị" in page.text


@pytest.mark.parametrize(
    ("code", "names"),
    [
        (
            "H44.03",
            [
                "Tiến dộ giải quyết",
                "Dịch vụ công trực tuyến",
                "Thanh toán trực tuyến",
                "Mức độ hài lòng",
            ],
        ),
        (
            "H44.100",
            [
                "Điểm tổng hợp",
                "Công khai minh bạch",
                "Tiến độ giải quyết",
                "Dịch vụ công trực tuyến",
                "Thanh toán trực tuyến",
                "Mức độ hài lòng",
                "Số hóa hồ sơ",
            ],
        ),
    ],
    ids=["department", "commune"],
)
def test_a_level_sees_what_the_guidance_lists_for_it(
    staff: Browser, code: str, names: list[str]
) -> None:
    page = staff.get(f"/diem-766/{code}?ky=2026-08&xem=huong-dan")

    assert page.texts(".//section[@class='points']/h2") == names


def test_without_the_guidance_all_six_groups_and_the_total_are_there(staff: Browser) -> None:
    page = staff.get("/diem-766/H44.03?ky=2026-08")

    assert len(page.texts(".//section[@class='points']/h2")) == 7


def test_a_district_sees_nine_parts_with_its_communes_side_by_side(staff: Browser) -> None:
    ids = dict(db.session.query(Indicator.code, Indicator.id).all())
    district = db.session.query(Unit).filter_by(code="612", level=UnitLevel.DISTRICT).one()
    communes = (
        db.session.query(Unit)
        .filter_by(parent_id=district.id, level=UnitLevel.COMMUNE)
        .order_by(Unit.code)
        .limit(2)
        .all()
    )
    units = [district.id, *(unit.id for unit in communes)]
    for place, unit_id in enumerate(units, start=1):
        make_figure(ids["766-2.1"], unit_id, "2024-05", 8 + place, 20)
        make_figure(ids["MDHL"], unit_id, "2024-05", value=str(place))

    page = staff.get("/diem-766/612?ky=2024-05&xem=huong-dan")
    names = page.texts(".//section[@class='points']/h2")

    assert len(names) == 9
    assert names[7:] == ["Tổng quan các đơn vị cấp xã", "Tình hình kết quả xử lý hồ sơ TTHC"]
    tables = page.all(".//table[@class='table table--units table--scores']")
    assert len(tables) == 1
    shown = {row[0]: row[7] for row in rows(page) if len(row) == 11}
    assert {shown[unit.name] for unit in communes} == {"2,00", "3,00"}
    progress = [row for row in rows(page) if len(row) == 5]
    assert progress[0] == [district.name, "20", "9", "11", "45,00 %"]

    every = staff.get("/diem-766/612?ky=2024-05")
    assert len(every.texts(".//section[@class='points']/h2")) == 9


def test_a_units_components_are_a_file(staff: Browser) -> None:
    found = {row["Mã"]: row for row in csv_rows(staff, "/diem-766/H44.03.csv?ky=2026-08")}

    assert found["766-2.1"]["Tử số"] == "486"
    assert found["TDGQ"]["Điểm Cổng chấm"] == found["TDGQ"]["Điểm tính lại"] == "16,53"
    assert "thiếu 73" in found["766-2.1"]["Còn thiếu"]
    assert found["766-1.1"]["Điểm tính lại"] == ""


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/diem-766/khong-co?ky=2026-08", "khong-co"),
        ("/diem-766/62?ky=2026-08", "62"),
    ],
    ids=["unknown", "ended"],
)
def test_a_unit_that_is_not_there_is_not_found(staff: Browser, address: str, said: str) -> None:
    page = staff.get(address)

    assert page.status == 404
    assert said in page.text


def test_a_division_is_not_scored_by_the_portal(staff: Browser) -> None:
    parent = db.session.query(Unit).filter_by(code="H44.03").one()
    make_unit("H44.03.1", "Phòng Một", level=UnitLevel.DIVISION, parent_id=parent.id)

    page = staff.get("/diem-766/H44.03.1?ky=2026-08")

    assert page.status == 404
    assert "không chấm điểm" in page.text


def test_an_english_reader_sees_points_with_a_point(staff: Browser) -> None:
    staff.post("/ngon-ngu", {"language": "en", "next": "/diem-766"})

    assert "59.91" in staff.get(INDEX).text


def test_a_failed_pull_is_said_before_the_points(staff: Browser) -> None:
    run = make_run("CONG-DVCQG", "2026-08", RunState.FAILED)

    for address in (INDEX, "/diem-766/H44.03?ky=2026-08"):
        page = staff.get(address)
        assert "Lần lấy số liệu gần nhất của nguồn CONG-DVCQG thất bại" in page.text
        assert page.links()["Xem lần lấy số liệu"] == f"/lan-lay/{run}"
