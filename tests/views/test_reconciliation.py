"""The pages of a reconciliation: who sees what, what the office writes, what files hold."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import openpyxl
import pytest
import sqlalchemy as sa

from models import Difference, Source, User, db
from models.vocabulary import DifferenceState, Role
from tests.factories import (
    make_batch,
    make_dossier,
    make_figure,
    make_indicator,
    make_procedure,
    make_source,
    make_unit,
)
from tests.remembered import remembered

if TYPE_CHECKING:
    from tests.views.pages import Browser, BrowserAs, LogInAs, MakeUser
    from tracker.config import Settings

REASON = "Đã gọi Trung tâm, chậm đồng bộ."
AB = {"ky": "2024-03", "a": "A", "b": "B"}


def address(path: str = "", **more: Any) -> str:
    named = {name.replace("_", "-"): value for name, value in more.items()}
    return f"/doi-chieu{path}?{urlencode({**AB, **named})}"


@remembered
def units(database: Settings) -> dict[str, int]:
    """Two communes; one figure differs, one agrees, one only A has, one indicator only B states."""
    del database
    found = {"X1": make_unit("X1", "Xã An"), "X2": make_unit("X2", "Xã Bình")}
    share = make_indicator("766-2.1", "Hồ sơ đúng hạn")
    days = make_indicator("766-2.2", "Thời gian giải quyết", unit_of_measure="ngày")
    count = make_indicator("HS-received", "=CMD()", unit_of_measure="hồ sơ")
    make_figure(share, found["X1"], "2024-03", 79, 90, source="A")
    make_figure(share, found["X1"], "2024-03", 80, 90, source="B")
    make_figure(share, found["X2"], "2024-03", 1, 2, source="A")
    make_figure(share, found["X2"], "2024-03", 1, 2, source="B")
    make_figure(days, found["X1"], "2024-03", 450, 107, source="A")
    make_figure(days, found["X2"], "2024-03", value="4.5", source="B")
    make_figure(count, found["X2"], "2024-03", value="12", source="B")
    return found


@pytest.fixture
def office(units: dict[str, int], browser_as: BrowserAs) -> Browser:
    del units
    return browser_as(Role.OFFICE_STAFF)


def names(browser: Browser, **more: Any) -> list[str]:
    return browser.get(address(**more)).texts(".//tbody/tr/th/a")


def test_without_sources_the_page_offers_what_can_be_compared(office: Browser) -> None:
    page = office.get("/doi-chieu")

    assert page.status == 200
    assert "Chọn kỳ và hai nguồn" in page.text
    assert "/doi-chieu?ky=2024-03&a=A&b=B" in page.links().values()


def test_the_page_shows_what_does_not_agree_and_leaves_out_what_one_side_never_states(
    office: Browser,
) -> None:
    page = office.get(address())

    assert names(office) == ["Xã An", "Xã An", "Xã Bình"]
    assert "87,77 % (79/90)" in page.text.replace("\N{NO-BREAK SPACE}", " ")
    assert "−1/0" in page.text
    assert "−1,11 điểm %" in page.text.replace("\N{NO-BREAK SPACE}", " ")
    assert "4,2 ngày (450/107)" in page.text.replace("\N{NO-BREAK SPACE}", " ")
    assert "1 dòng của những chỉ số chỉ một nguồn nêu không hiện ở đây" in page.text


def test_numbers_of_a_difference_have_the_signs_of_the_readers_language(office: Browser) -> None:
    office.post("/ngon-ngu", {"language": "en"})
    text = office.get(address()).text.replace("\N{NO-BREAK SPACE}", " ")

    assert "87.77 % (79/90)" in text
    assert "−1.11 % points" in text
    assert "−1,11" not in text


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ({"ket_qua": "tat-ca"}, 4),
        ({"ket_qua": "khop"}, 1),
        ({"ket_qua": "khac"}, 1),
        ({"ket_qua": "chi-a"}, 1),
        ({"ket_qua": "chi-b"}, 1),
        ({"pham_vi": "tat-ca"}, 4),
        ({"don_vi": "binh"}, 1),
        ({"don_vi": "x1"}, 2),
        ({"chi_so": "766-2.2"}, 2),
        ({"nguyen_nhan": "chua-ro"}, 3),
        ({"nguyen_nhan": "khong-neu"}, 1),
        ({"nguyen_nhan": "cham-dong-bo"}, 0),
        ({"trang_thai": "dang-mo"}, 3),
        ({"trang_thai": "da-giai-quyet"}, 0),
        ({"phu_trach": "chua-giao"}, 3),
        ({"phu_trach": "khong-co"}, 0),
        ({"ket_qua": "vo-nghia", "nguyen_nhan": "vo-nghia"}, 3),
    ],
    ids=str,
)
def test_each_filter_lets_through_its_rows(
    office: Browser, filters: dict[str, str], count: int
) -> None:
    assert len(names(office, **filters)) == count


def test_tabs_count_with_the_other_filters_in_force(office: Browser) -> None:
    page = office.get(address(chi_so="766-2.1"))

    assert page.texts(".//nav[@class='tabs no-print']//a") == [
        "Không khớp 1",
        "Khác nhau 1",
        "Chỉ có ở A 0",
        "Chỉ có ở B 0",
        "Khớp 1",
        "Tất cả 2",
    ]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"b": "A"}, "được nêu hai lần"),
        ({"b": "C"}, "Không có nguồn số liệu"),
        ({"ky": "2024-01"}, "chưa có số liệu nào của kỳ 2024-01"),
        ({"ky": "tháng 3"}, "tháng 3"),
    ],
    ids=["one source twice", "unknown", "no figures", "no period"],
)
def test_what_cannot_be_compared_is_said_above_the_form(
    office: Browser, more: dict[str, str], said: str
) -> None:
    page = office.get(f"/doi-chieu?{urlencode({**AB, **more})}")

    assert page.status == 422
    assert said in page.text


@pytest.mark.parametrize("path", [".xlsx", ".csv", "/so-lieu", "/ho-so", "/ho-so.csv"])
def test_a_page_about_nothing_is_not_found(office: Browser, path: str) -> None:
    assert office.get(f"/doi-chieu{path}?ky=2024-03").status == 404


def test_a_row_opens_both_figures_with_what_they_rest_on(
    office: Browser, units: dict[str, int]
) -> None:
    page = office.get(address("/so-lieu", don_vi=units["X1"], chi_so="766-2.1"))

    assert page.status == 200
    for said in ("Nguồn A: A", "Nguồn B: B", "79 / 90", "80 / 90", "01/01/2026", "Lần sửa"):
        assert said in page.text
    assert "Chưa tìm được nguyên nhân từ số liệu" in page.text


@pytest.mark.parametrize("unit", ["0", "x", "9" * 30, "٣"])
def test_a_row_that_is_not_there_is_not_found(office: Browser, unit: str) -> None:
    assert office.get(address("/so-lieu", don_vi=unit, chi_so="766-2.1")).status == 404


def filled(browser: Browser, where: str, **changes: str) -> dict[str, str]:
    """Return the form of a figure as a person would send it."""
    page = browser.get(where)
    seen = page.one(".//input[@name='seen']").get("value", "")
    values = {"owner": "", "state": "explained", "cause": "sync_delay", "note": REASON}
    return {**values, "seen": seen, **changes}


def test_the_office_writes_down_what_came_of_it(office: Browser, units: dict[str, int]) -> None:
    where = address("/so-lieu", don_vi=units["X1"], chi_so="766-2.1")
    page = office.post(where, filled(office, where, owner="a-office_staff"))

    assert page.status == 303
    shown = office.follow(page)
    assert REASON in shown.text
    assert "Đã giải thích" in shown.text
    (row,) = db.session.scalars(sa.select(Difference))
    assert row.state is DifferenceState.EXPLAINED
    assert len(names(office, trang_thai="da-giai-thich", phu_trach="a-office_staff")) == 1
    assert len(names(office, nguyen_nhan="cham-dong-bo")) == 1


def test_a_reason_too_short_is_refused_and_nothing_is_kept(
    office: Browser, units: dict[str, int]
) -> None:
    where = address("/so-lieu", don_vi=units["X1"], chi_so="766-2.1")
    page = office.post(where, filled(office, where, note="ngắn"))

    assert page.status == 422
    assert "ít nhất 10 ký tự" in page.text
    assert db.session.query(Difference).count() == 0


def test_a_choice_nobody_offered_is_refused(office: Browser, units: dict[str, int]) -> None:
    where = address("/so-lieu", don_vi=units["X1"], chi_so="766-2.1")

    assert office.post(where, filled(office, where, state="khong-co")).status == 422


def test_figures_that_moved_meanwhile_are_shown_before_they_are_judged(
    office: Browser, units: dict[str, int]
) -> None:
    where = address("/so-lieu", don_vi=units["X1"], chi_so="766-2.1")
    form = filled(office, where)
    share = db.session.scalar(sa.text("select id from indicator where code = '766-2.1'"))
    make_figure(int(share or 0), units["X1"], "2024-03", 78, 90, source="A")
    page = office.post(where, form)

    assert page.status == 409
    assert "đã thay đổi từ lúc bạn mở trang" in page.text
    assert "78 / 90" in page.text
    seen = page.one(".//input[@name='seen']").get("value", "")
    assert office.post(where, {**form, "seen": seen}).status == 303


def test_a_judgement_written_meanwhile_is_shown_beside_ones_own(
    office: Browser, units: dict[str, int]
) -> None:
    where = address("/so-lieu", don_vi=units["X1"], chi_so="766-2.1")
    form = filled(office, where)
    assert office.post(where, form).status == 303
    page = office.post(where, {**form, "note": "Lý do của người gửi sau"})

    assert page.status == 409
    assert REASON in page.text
    assert page.one(".//textarea[@name='note']").text.strip() == "Lý do của người gửi sau"  # type: ignore[union-attr]
    seen = page.one(".//input[@name='judged_seen']").get("value", "")
    assert office.post(where, {**form, "judged_seen": seen}).status == 303


def test_what_agrees_takes_no_judgement(office: Browser, units: dict[str, int]) -> None:
    where = address("/so-lieu", don_vi=units["X2"], chi_so="766-2.1")
    form = filled(office, address("/so-lieu", don_vi=units["X1"], chi_so="766-2.1"))

    assert office.get(where).all(".//input[@name='seen']") == []
    assert office.post(where, form).status == 422


def test_the_approver_reads_and_writes_nothing(
    units: dict[str, int], browser_as: BrowserAs
) -> None:
    browser = browser_as(Role.APPROVER)
    where = address("/so-lieu", don_vi=units["X1"], chi_so="766-2.1")

    assert browser.get(where).all(".//input[@name='seen']") == []
    assert browser.post(where, {}).status == 403


def test_a_head_sees_the_figures_of_their_own_unit_only(
    units: dict[str, int], make_user: MakeUser, log_in_as: LogInAs
) -> None:
    name = make_user("thu-truong", Role.DEPARTMENT_HEAD)
    db.session.execute(sa.update(User).where(User.username == name).values(unit_id=units["X2"]))
    db.session.commit()
    browser = log_in_as(name)

    assert names(browser, ket_qua="tat-ca") == ["Xã Bình", "Xã Bình"]
    assert browser.get(address("/so-lieu", don_vi=units["X1"], chi_so="766-2.1")).status == 404
    text = browser.get(address(".csv", ket_qua="tat-ca")).response.get_data(as_text=True)
    assert "Xã An" not in text


def test_the_workbook_has_numbers_a_fixed_heading_filters_and_no_formula(
    office: Browser,
) -> None:
    page = office.get(address(".xlsx", ket_qua="tat-ca", pham_vi="tat-ca"))
    book = openpyxl.load_workbook(io.BytesIO(page.response.data))
    summary, rows = book.worksheets

    assert page.headers["Content-Disposition"] == 'attachment; filename="doi-chieu-2024-03.xlsx"'
    assert (rows.freeze_panes, summary.freeze_panes) == ("A3", "A3")
    assert rows.auto_filter.ref == f"A2:S{rows.max_row}"
    cells = [[cell.value for cell in row] for row in rows.iter_rows(min_row=3)]
    assert [row[4:6] for row in cells if row[2] == "766-2.1"] == [[79, 90], [1, 2]]
    assert all(cell.data_type != "f" for row in rows.iter_rows() for cell in row)
    assert any(row[3] == "=CMD()" for row in cells)
    assert {row[0].value: row[1].value for row in summary.iter_rows(min_row=3)}["Khớp"] == 1
    assert len(cells) == 5


def test_the_csv_has_the_rows_of_the_page_and_runs_nothing(office: Browser) -> None:
    page = office.get(address(".csv", pham_vi="tat-ca"))
    lines = page.response.get_data(as_text=True).splitlines()

    assert lines[0] == '\ufeff"Đối chiếu A với B, tháng 3 năm 2024"'
    assert lines[1] == "Bộ lọc: Chỉ số “cả chỉ số chỉ một nguồn nêu”; “Không khớp”"
    assert len(lines) == 4 + len(names(office, pham_vi="tat-ca"))
    assert not any(",=CMD" in line for line in lines)


@remembered
def dossiers(database: Settings) -> dict[str, int]:
    """Two sources of dossiers: one alike, one with another end, one in the first only."""
    del database
    units = {"X1": make_unit("X1", "Xã An"), "X2": make_unit("X2", "Xã Bình")}
    procedure = make_procedure()
    make_indicator("HS-received", "Tiếp nhận", unit_of_measure="hồ sơ")
    batches = [make_batch(make_source(code), as_of=date(2024, 4, 1)) for code in ("A", "B")]
    for number, code, unit, end in (
        (0, "K-1", "X1", date(2024, 3, 20)),
        (1, "K-1", "X1", date(2024, 3, 12)),
        (0, "K-2", "X2", None),
        (0, "K-3", "X1", None),
        (1, "K-3", "X1", None),
    ):
        make_dossier(
            code=code,
            unit_id=units[unit],
            batch_id=batches[number],
            procedure_id=procedure,
            received_on=date(2024, 3, 4),
            due_on=date(2024, 3, 12),
            finished_on=end,
        )
    return units


def test_dossiers_two_sources_have_otherwise_are_shown_fact_by_fact(
    dossiers: dict[str, int], browser_as: BrowserAs
) -> None:
    browser = browser_as(Role.OFFICE_STAFF)
    page = browser.get(address("/ho-so"))

    assert page.texts(".//tbody/tr/th") == ["K-1", "K-2"]
    assert "Ngày kết thúc xử lý: 20/03/2024" in page.text
    assert "Ngày kết thúc xử lý: 12/03/2024" in page.text
    assert "không có hồ sơ này" in page.text
    assert "/doi-chieu/ho-so" in str(browser.get(address()).links())
    assert dossiers


def test_the_dossiers_stand_as_the_head_asks(
    dossiers: dict[str, int], browser_as: BrowserAs
) -> None:
    del dossiers
    browser = browser_as(Role.OFFICE_STAFF)

    def codes(order: str) -> list[str]:
        return browser.get(address("/ho-so", xep=order)).texts(".//tbody/tr/th")

    assert codes("-ma") == codes("b") == ["K-2", "K-1"]
    assert codes("don-vi") == codes("-b") == codes("vo-nghia") == ["K-1", "K-2"]
    assert "Xếp theo: B (bỏ lọc)" in browser.get(address("/ho-so", xep="b")).links()
    lines = browser.get(address("/ho-so.csv", xep="-ma")).response.get_data(as_text=True)
    assert lines.index("K-2") < lines.index("K-1")


def test_the_dossiers_of_one_unit_can_be_shown_alone(
    dossiers: dict[str, int], browser_as: BrowserAs
) -> None:
    browser = browser_as(Role.OFFICE_STAFF)
    page = browser.get(address("/ho-so", don_vi=dossiers["X2"]))

    assert page.texts(".//tbody/tr/th") == ["K-2"]
    assert "Đơn vị: Xã Bình" in page.text
    row = browser.get(address("/so-lieu", don_vi=dossiers["X1"], chi_so="HS-received"))
    (link,) = (url for text, url in row.links().items() if text.startswith("So từng hồ sơ"))
    assert browser.get(link).texts(".//tbody/tr/th") == ["K-1"]


def test_the_dossiers_come_as_a_file_too(dossiers: dict[str, int], browser_as: BrowserAs) -> None:
    del dossiers
    text = browser_as(Role.OFFICE_STAFF).get(address("/ho-so.csv")).response.get_data(as_text=True)

    assert "K-1,Xã An,Ngày kết thúc xử lý,20/03/2024,12/03/2024" in text
    assert "K-2,Xã Bình,Có hồ sơ,có,không" in text


def test_a_head_sees_the_dossiers_of_their_own_unit_only(
    dossiers: dict[str, int], make_user: MakeUser, log_in_as: LogInAs
) -> None:
    name = make_user("thu-truong", Role.DEPARTMENT_HEAD)
    db.session.execute(sa.update(User).where(User.username == name).values(unit_id=dossiers["X2"]))
    db.session.commit()
    page = log_in_as(name).get(address("/ho-so"))

    assert page.texts(".//tbody/tr/th") == ["K-2"]
    assert "Có ở cả hai nhưng khác: 0" in page.text


def test_sources_without_dossiers_cannot_be_compared_one_by_one(office: Browser) -> None:
    page = office.get(address("/ho-so"))

    assert page.status == 422
    assert "Chỉ so được từng hồ sơ" in page.text


def test_the_two_sources_may_be_made_up_and_the_page_says_so(
    office: Browser, units: dict[str, int]
) -> None:
    db.session.execute(sa.update(Source).where(Source.code == "A").values(is_sample=True))
    db.session.commit()

    assert "dữ liệu minh họa" in office.get(address()).text
    where = address("/so-lieu", don_vi=units["X1"], chi_so="766-2.1")
    assert "dữ liệu minh họa" in office.get(where).text
