"""One month, the same first and last day everywhere: calendar month, cut-off the 15th, the 21st."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from models.vocabulary import AlertKind, LatenessRule, Role
from tests.views.files import HEAD
from tests.views.pages import Browser
from tracker.publishing.list_differences import compare_with_now
from tracker.queries import count_checks
from tracker.queries.directives import list_directives
from tracker.queries.publications import get_publication
from tracker.rules.periods import cutoff_of, read_period
from views.pages.frame import is_covered

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import CliResult, OnDay, RunCli
    from tests.views.pages import LogInAs, MakeApp, MakeUser, Writes
    from tracker.config import Settings

MARCH = "2024-03"
ROWS = ".//tbody/tr"
SPANS = {
    None: (date(2024, 3, 1), date(2024, 3, 31)),
    15: (date(2024, 2, 16), date(2024, 3, 15)),
    21: (date(2024, 2, 22), date(2024, 3, 21)),
}
RECEIVED, DUE = date(2024, 1, 15), date(2024, 2, 2)
EDGES = [
    *(date(2024, 2, day) for day in (15, 16, 21, 22, 29)),
    *(date(2024, 3, day) for day in (1, 15, 16, 21, 22, 31)),
    date(2024, 4, 1),
]
#: Working days, so that the day judged by is the printed one.
DUE_EDGES = [date(2024, 3, day) for day in (14, 15, 18, 20, 21, 22, 29)]
CUTOFFS = pytest.mark.parametrize("cutoff", SPANS, ids=["calendar", "15th", "21st"], indirect=True)


@dataclass(frozen=True)
class Known:
    """One dossier of the file."""

    code: str
    due: date
    finished: date | None

    def line(self) -> str:
        received = RECEIVED if self.due == DUE else date(2024, 3, 1)
        days = [f"{day:%d/%m/%Y}" if day else "" for day in (received, self.due, self.finished)]
        state = "Đã trả kết quả" if self.finished else "Đang xử lý"
        return f"{self.code},1.000001,STNMT,Cán bộ 01,{','.join(days)},{state}"


#: One late on each edge; one open, or ended in April, with its due day on each edge.
DOSSIERS = [
    *(Known(f"L-{day:%m%d}", DUE, day) for day in EDGES),
    *(Known(f"O-{day:%m%d}", day, None) for day in DUE_EDGES),
    *(Known(f"A-{day:%m%d}", day, date(2024, 4, 2)) for day in DUE_EDGES),
]


@dataclass(frozen=True)
class Office:
    """An office that ends its months on some day."""

    cutoff: int | None
    first: date
    last: date
    web: Browser
    cli: RunCli
    settings: Settings
    folder: Path

    def bring(self, dossiers: list[Known], as_of: date) -> CliResult:
        path = self.folder / "ho-so.csv"
        lines = [HEAD, *(each.line() for each in dossiers), ""]
        path.write_text("\n".join(lines), encoding="utf-8")
        result = self.cli(
            "import", "dossiers", str(path), "--source", "MOT-CUA", "--as-of", str(as_of),
            "--format", "json",
        )  # fmt: skip
        assert result.exit_code == 0, result.stderr
        return result

    def late(self) -> list[str]:
        """Work out which finished late, dossier by dossier."""
        return sorted(
            each.code
            for each in DOSSIERS
            if each.finished and self.first <= each.finished <= self.last
        )

    def overdue(self) -> list[str]:
        """Work out which were overdue at the end of the last day."""
        return sorted(
            each.code
            for each in DOSSIERS
            if each.due < self.last and (each.finished is None or each.finished > self.last)
        )

    def run(self, *arguments: str) -> Any:
        result = self.cli(*arguments, "--format", "json")
        assert result.exit_code == 0, result.stderr
        return result.json()

    def publish(self) -> None:
        for step, username in (("draft", "lap"), ("approve", "duyet"), ("publish", "lap")):
            self.run("late-list", step, "--period", MARCH, "--by", username)


@pytest.fixture
def cutoff(request: pytest.FixtureRequest) -> int | None:
    value: int | None = request.param
    return value


@pytest.fixture
def office(
    seeded: Settings, cutoff: int | None, make_app: MakeApp, log_in_as: LogInAs,
    make_user: MakeUser, writes: Writes, run_cli: RunCli, on_day: OnDay, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Office:  # fmt: skip
    on_day(date(2024, 4, 20))
    make_user("duyet", Role.APPROVER)
    cookie = log_in_as(make_user("lap", Role.OFFICE_STAFF)).client.get_cookie("login")
    monkeypatch.setenv("TRACKER_MONTH_CUTOFF_DAY", str(cutoff or ""))
    client = make_app(month_cutoff_day=cutoff).test_client()
    client.set_cookie("login", cookie.value if cookie else "")
    found = Office(
        cutoff, *SPANS[cutoff], Browser(client, writes), run_cli,
        replace(seeded, month_cutoff_day=cutoff), tmp_path,
    )  # fmt: skip
    found.bring(DOSSIERS, date(2024, 4, 10))
    return found


@pytest.fixture
def database(seeded: Settings) -> Settings:
    return seeded


def shown(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def page_codes(browser: Browser, address: str) -> list[str]:
    return sorted(browser.get(address).texts(".//tbody/tr/th//code"))


def file_codes(browser: Browser, address: str) -> list[str]:
    text = browser.client.get(address).data.decode("utf-8-sig")
    return sorted(row["Mã hồ sơ"] for row in csv.DictReader(text.splitlines()[3:]))


@CUTOFFS
def test_the_screens_and_their_files_count_the_same_days(office: Office) -> None:
    late, overdue = office.late(), office.overdue()
    assert late
    assert overdue

    for query, expected in ((f"loai=tra-cham&thang={MARCH}", late),
                            (f"loai=qua-han&thang={MARCH}", overdue)):  # fmt: skip
        assert page_codes(office.web, f"/ho-so?{query}") == expected
        assert file_codes(office.web, f"/ho-so.csv?{query}") == expected
    listing = office.web.get(f"/ho-so?loai=tra-cham&thang={MARCH}").text
    assert f"(từ {shown(office.first)} đến {shown(office.last)})" in listing

    form = office.web.get(f"/thong-ke/06a?ky={MARCH}")
    assert f"(từ {shown(office.first)} đến {shown(office.last)})" in form.text
    text = office.web.client.get(f"/thong-ke/06a.csv?ky={MARCH}").data.decode("utf-8-sig")
    total = list(csv.reader(io.StringIO(text)))[-1]
    assert (total[9], total[12]) == (str(len(late)), str(len(overdue)))


@CUTOFFS
def test_the_command_line_counts_and_lists_the_same_days(office: Office) -> None:
    days = (office.first.isoformat(), office.last.isoformat())

    counts = office.run("counts", "--period", MARCH)
    assert (counts["first_day"], counts["last_day"]) == days
    assert counts["totals"]["finished_late"] == len(office.late())
    assert counts["totals"]["open_overdue"] == len(office.overdue())

    office.publish()
    listed = office.run("late-list", "show", "--period", MARCH)
    assert (listed["first_day"], listed["last_day"]) == days
    assert sorted(row["code"] for row in listed["finished_late"]) == office.late()
    assert sorted(row["code"] for row in listed["open_overdue"]) == office.overdue()
    public = office.web.get(f"/danh-sach/{MARCH}").text
    assert f"Từ {shown(office.first)} đến hết {shown(office.last)}" in public


@CUTOFFS
def test_a_month_is_drafted_from_the_day_after_its_last(office: Office, on_day: OnDay) -> None:
    draft = ("late-list", "draft", "--period", MARCH, "--by", "lap")

    on_day(office.last)
    assert "chưa kết thúc" in office.cli(*draft).stderr
    on_day(office.last + timedelta(days=1))
    assert office.cli(*draft).exit_code == 0
    assert f'value="{MARCH}"' in office.web.client.get("/cong-bo").text


@CUTOFFS
def test_an_evaluation_and_its_pages_use_the_same_days(office: Office, on_day: OnDay) -> None:
    on_day(date(2023, 1, 22))
    first, last = {
        None: (date(2022, 12, 1), date(2022, 12, 31)),
        15: (date(2022, 11, 16), date(2022, 12, 15)),
        21: (date(2022, 11, 22), date(2022, 12, 21)),
    }[office.cutoff]

    result = office.cli(
        "evaluate", "--period", "2022-12", "--by", "lap", "--directive", "KH142-2022"
    )

    assert result.exit_code == 0, result.stderr
    assert f"({shown(first)} – {shown(last)})" in result.stdout
    page = office.web.get("/ma-tran?van-ban=KH142-2022&ky=2022-12").text
    assert f"Đơn vị tính theo ngày {shown(last)}." in page


@pytest.mark.parametrize(
    ("cutoff", "starts_on", "expected"),
    [
        (None, date(2022, 12, 31), True),
        (15, date(2022, 12, 16), False),
        (15, date(2022, 12, 15), True),
        (21, date(2022, 12, 21), True),
        (21, date(2022, 12, 22), False),
    ],
)
def test_a_document_is_in_force_on_a_day_of_the_offices_month(
    seeded: Settings, make_app: MakeApp, cutoff: int | None, starts_on: date, expected: bool
) -> None:
    document = replace(list_directives()[0], effective_from=starts_on, effective_to=None)

    with make_app(month_cutoff_day=cutoff).app_context():
        assert is_covered(document, read_period("2022-12")) is expected


@CUTOFFS
def test_an_import_checks_the_sums_of_whole_months_of_the_office(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    spans: list[tuple[date, date]] = []
    count = count_checks.count_units

    def counted(first: date, last: date, rule: LatenessRule) -> Any:
        spans.append((first, last))
        return count(first, last, rule)

    monkeypatch.setattr(count_checks, "count_units", counted)
    office.bring([Known("L-0315", DUE, office.first)], date(2024, 4, 11))

    assert (office.first, office.last) in spans
    starts = {first.day for first, _ in spans}
    assert starts == {1 if office.cutoff is None else office.cutoff + 1}
    if office.cutoff is not None:
        assert {last.day for _, last in spans} == {office.cutoff}


@CUTOFFS
def test_a_published_month_is_told_to_have_moved_when_one_of_its_days_did(office: Office) -> None:
    office.publish()
    after, inside = office.last + timedelta(days=1), office.last

    def told(report: CliResult) -> list[str]:
        kind = AlertKind.PUBLISHED_MONTH_CHANGED
        return [each["message"] for each in report.json()["alerts"] if each["kind"] == kind]

    # One that ended the day after was open and overdue on the last day, and stays so.
    (beyond,) = (each for each in DOSSIERS if each.finished == after)
    moved = replace(beyond, finished=after + timedelta(days=1))
    assert told(office.bring([moved], date(2024, 4, 11))) == []

    (last,) = (each for each in DOSSIERS if each.finished == inside)
    assert len(told(office.bring([replace(last, finished=DUE)], date(2024, 4, 12)))) == 1
    kind = ("--kind", "published_month_changed")
    assert len(office.run("alerts", "list", "--period", MARCH, *kind)) == 1
    assert len(office.web.get(f"/canh-bao?thang={MARCH}&loai=thang-da-cong-bo").all(ROWS)) == 1


@CUTOFFS
def test_a_list_is_held_against_today_by_its_own_days_whatever_the_office_chose_since(
    office: Office,
) -> None:
    office.publish()
    row = get_publication(MARCH)

    for other in SPANS:
        settings = replace(office.settings, month_cutoff_day=other)
        assert not compare_with_now(row, settings).is_any


@CUTOFFS
def test_a_published_list_is_corrected_by_its_own_days_or_not_at_all(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.publish()
    correct = ("late-list", "correct", "--period", MARCH, "--reason", "sai ngày", "--by", "lap")

    monkeypatch.setenv("TRACKER_MONTH_CUTOFF_DAY", "10")
    refused = office.cli(*correct)
    assert (refused.exit_code, len(refused.stderr.strip().splitlines())) == (1, 1)
    assert f"từ {shown(office.first)} đến {shown(office.last)}" in refused.stderr
    assert f"TRACKER_MONTH_CUTOFF_DAY={office.cutoff or 0}" in refused.stderr
    monkeypatch.setenv("TRACKER_MONTH_CUTOFF_DAY", str(office.cutoff or 0))
    assert office.cli(*correct).exit_code == 0

    # Made anew, the draft of a correction is a correction still.
    again = ("late-list", "draft", "--period", MARCH, "--by", "lap")
    monkeypatch.setenv("TRACKER_MONTH_CUTOFF_DAY", "10")
    assert "đặt lại" in office.cli(*again).stderr


@pytest.mark.parametrize("cutoff", [None, 1, 15, 21, 28])
@pytest.mark.parametrize("month", ["2023-02", "2024-02", "2024-03", "2024-01", "2024-12"])
def test_the_cutoff_is_read_back_from_the_days_of_a_month(cutoff: int | None, month: str) -> None:
    period = read_period(month)

    assert cutoff_of(period.first_day(cutoff), period.last_day(cutoff)) == cutoff
