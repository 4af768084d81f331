"""Form II.06a on the page and in its file: the same columns, checked sums, one's own units."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from models import User, db
from models.vocabulary import Role
from tests.views.files import DOSSIERS
from tracker.importing.dossiers import import_dossiers
from tracker.publishing import count_tables
from tracker.queries.accounts import SYSTEM_USERNAME, get_actor
from tracker.queries.units import get_unit
from tracker.rules.counts import UnitCounts

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import OnDay
    from tests.views.pages import Browser, BrowserAs, LogInAs, MakeUser
    from tracker.config import Settings

PAGE = "/thong-ke/06a?ky=2024-03"


def bring(path: Path, text: str, as_of: date) -> None:
    path.write_text(text, encoding="utf-8")
    actor = get_actor(SYSTEM_USERNAME)
    import_dossiers(path, source_code="MOT-CUA", actor=actor, as_of=as_of)


@pytest.fixture
def database(seeded: Settings, tmp_path: Path, on_day: OnDay) -> Settings:
    """Seeds, and the dossiers of March 2024."""
    bring(tmp_path / "ho-so.csv", DOSSIERS, date(2024, 3, 31))
    on_day(date(2024, 4, 11))
    return seeded


@pytest.fixture
def staff(browser_as: BrowserAs) -> Browser:
    return browser_as(Role.OFFICE_STAFF)


def form_rows(browser: Browser, address: str) -> list[list[str]]:
    root = browser.get(address).root
    assert root is not None
    tables = root.findall(".//table")
    rows = tables[0].findall("./tbody/tr") + tables[0].findall("./tfoot/tr")
    return [["".join(cell.itertext()).strip() for cell in row] for row in rows]


def test_rows_stand_in_their_groups_with_subtotals_and_a_total(staff: Browser) -> None:
    rows = form_rows(staff, PAGE)

    assert [row[:3] for row in rows] == [
        ["I", "Sở, ban, ngành", "2"],
        ["1", "Sở Tài nguyên và Môi trường", "2"],
        ["II", "Cấp huyện", "2"],
        ["1", rows[3][1], "2"],
        ["", "Tổng cộng", "4"],
    ]


def test_the_columns_are_those_of_the_form(staff: Browser) -> None:
    numbers = staff.get(PAGE).texts(".//tr[@class='table__numbers']/td")

    assert numbers == [f"({number})" for number in range(1, 14)]
    assert form_rows(staff, PAGE)[-1][2:] == [
        *("4", "0", "4", "0"),
        *("2", "0", "1", "1"),
        *("2", "1", "1"),
    ]


@pytest.mark.parametrize(
    ("grouping", "names"),
    [
        ("cap", ["Sở, ban, ngành", "Cấp huyện", "Tổng cộng"]),
        (
            "linh-vuc",
            [
                "Sở, ban, ngành",
                "(chưa ghi lĩnh vực)",
                "Cấp huyện",
                "(chưa ghi lĩnh vực)",
                "Tổng cộng",
            ],
        ),
    ],
)
def test_rows_may_be_levels_or_fields(staff: Browser, grouping: str, names: list[str]) -> None:
    rows = form_rows(staff, f"{PAGE}&nhom={grouping}")

    assert [row[1] for row in rows] == names
    assert rows[-1][2] == "4"


@pytest.mark.parametrize("grouping", ["don-vi", "linh-vuc"])
def test_an_import_shows_at_once_though_the_counts_are_kept(
    staff: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, grouping: str
) -> None:
    address = f"{PAGE}&nhom={grouping}"
    before = form_rows(staff, address)
    with monkeypatch.context() as without:
        without.setattr("views.counts.build_period_counts", None)
        assert form_rows(staff, address) == before
    text = DOSSIERS.replace("08/03/2024,12/03/2024", "08/03/2024,07/03/2024")
    bring(tmp_path / "sua.csv", text, date(2024, 4, 10))

    assert (before[-1][8:10], form_rows(staff, address)[-1][8:10]) == (["1", "1"], ["1", "0"])


def test_the_file_has_the_rows_of_the_page(staff: Browser) -> None:
    answer = staff.client.get("/thong-ke/06a.csv?ky=2024-03&nhom=don-vi")

    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [row[:13] for row in rows[4:]] == form_rows(staff, PAGE)
    rates = [text.replace("\N{NO-BREAK SPACE}", " ") for text in rows[-1][13:15]]
    assert rates == ["50,00 % (1/2)", "50,00 % (2/4)"]


def test_sums_that_come_out_are_said_to(staff: Browser) -> None:
    page = staff.get(PAGE)

    assert "Đã kiểm tra: 3 = 4 + 5 + 6" in page.text
    assert "không khớp" not in page.text


def test_a_sum_that_fails_is_shown_in_a_box_and_marked_in_its_row(
    staff: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = get_unit("STNMT", date(2024, 3, 31)).id
    broken = {unit: UnitCounts(received=3, received_direct=3, finished=1)}
    monkeypatch.setattr(count_tables, "count_units", lambda *_args, **_more: broken)

    page = staff.get(PAGE)

    assert "tổng không khớp" in str(page.one(".//div[@role='alert']//strong").text)
    assert "Đã kiểm tra" not in page.text
    assert page.texts(".//tr[@class='table__row table__broken']/th") != []


def test_the_past_is_shown_with_a_bar(staff: Browser, tmp_path: Path) -> None:
    bring(
        tmp_path / "sua.csv",
        DOSSIERS.replace("08/03/2024,12/03/2024", "08/03/2024,07/03/2024"),
        date(2024, 4, 10),
    )

    past = form_rows(staff, f"{PAGE}&ngay=31/03/2024")[-1]

    assert form_rows(staff, PAGE)[-1][7:10] == ["1", "1", "0"]
    assert past[7:10] == ["0", "1", "1"]
    assert (
        "những gì hệ thống biết đến hết ngày 31/03/2024"
        in staff.get(f"{PAGE}&ngay=31/03/2024").text
    )


def test_before_the_first_import_nothing_was_known(staff: Browser) -> None:
    assert "Chưa có hồ sơ nào" in staff.get(f"{PAGE}&ngay=20/03/2024").text


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("ky=thang-3", "f-ky"),
        ("ky=2024-03&ngay=hom-qua", "f-ngay"),
        ("ky=2024-03&ngay=12/04/2024", "f-ngay"),
        ("ky=2024-03&ngay=01/02/2024", "f-ky"),
    ],
    ids=["period", "unreadable-day", "future", "before-the-period"],
)
def test_what_cannot_be_counted_is_refused_beside_its_field(
    staff: Browser, query: str, field: str
) -> None:
    page = staff.get(f"/thong-ke/06a?{query}")

    assert page.status == 422
    assert page.one(f".//input[@id='{field}']").get("aria-invalid") == "true"


def test_without_a_period_the_newest_month_with_data_is_counted(staff: Browser) -> None:
    assert "tháng 3 năm 2024" in staff.get("/thong-ke/06a").text


def test_an_officer_sees_the_own_unit_only_whoever_looked_before(
    make_user: MakeUser, log_in_as: LogInAs
) -> None:
    names = {unit: make_user(f"can-bo-{unit}", Role.UNIT_OFFICER) for unit in ("608", "610")}
    for unit, name in names.items():
        unit_id = get_unit(unit, date(2024, 3, 31)).id
        db.session.execute(sa.update(User).where(User.username == name).values(unit_id=unit_id))
    db.session.commit()

    rows = form_rows(log_in_as(names["608"]), PAGE)
    other = log_in_as(names["610"]).get(PAGE)

    assert rows[0][1] == "Cấp huyện"
    assert rows[-1][2] == "2"
    assert not other.all(".//table/tbody/tr")
