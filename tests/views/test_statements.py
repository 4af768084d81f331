"""What a staff page asks the database does not grow with the rows it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.views.staff import counted_statements
from tracker.jobs.demo import DRAFTER

if TYPE_CHECKING:
    from tests.views.pages import Browser, LogInAs
    from tracker.config import Settings

pytestmark = pytest.mark.one_database

#: A page narrowed to a few rows, and the same page with many.
PAGES = {
    "late dossiers": "/ho-so?loai=tra-cham&thang=2024-03{}&xep=-cham | &don-vi=608",
    "overdue dossiers": "/ho-so?x=1{} | &don-vi=608",
    "explanations": "/giai-trinh?thang=2024-03{} | &don-vi=608",
    "letters": "/xin-loi?buoc=can-lap&thang=2024-03{} | &don-vi=608",
    "counts": "/thong-ke/06a?ky=2024-03&nhom={} | linh-vuc",
    "targets of a task": "/chi-tieu/MINH-HOA-2026/{}?ky=2026-08 | 1",
    "missed targets": "/giai-trinh-chi-tieu?ky=2026-08{} | &don-vi=H44.13",
    "tasks": "/nhiem-vu?van-ban=hd-bochiso&ky=2026-08{} | &don-vi=QN.BQLKKT",
    "scores": "/diem-766?ky=2026-08{} | &tim=so",
    "alerts": "/canh-bao?tinh-trang=tat-ca{} | &don-vi=608",
    "units": "/don-vi{} | ?tim=dak+ha",
}
MANY = {"counts": "don-vi", "targets of a task": "4"}


@pytest.fixture
def database(demo: Settings) -> Settings:  # the fixture
    return demo


@pytest.fixture
def staff(database: Settings, log_in_as: LogInAs) -> Browser:
    del database
    return log_in_as(DRAFTER)


def test_many_rows_cost_no_more_statements_than_few(staff: Browser) -> None:
    wrong, fewer = [], 0
    for name, pattern in PAGES.items():
        address, _, narrowed = pattern.partition(" | ")
        few, many = address.format(narrowed), address.format(MANY.get(name, ""))
        for each in (few, many):
            assert staff.get(each).status == 200, each  # what is asked once a process is asked now
        with counted_statements() as of_few:
            small = staff.get(few)
        with counted_statements() as of_many:
            large = staff.get(many)
        fewer += len(small.all(".//tbody/tr")) < len(large.all(".//tbody/tr"))
        if len(of_many) > len(of_few):
            wrong.append(f"{name}: {len(of_few)} statements, with more rows {len(of_many)}")

    assert not wrong, "\n".join(wrong)
    assert fewer >= len(PAGES) // 2, "the sample data is too small to tell"
