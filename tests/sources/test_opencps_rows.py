"""Rows of OpenCPS are read however they are written, and never added up where they overlap."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import DATA
from tracker.sources.errors import PullFailedError
from tracker.sources.opencps_checks import (
    RowKind,
    list_failures,
    list_percentage_failures,
    list_total_failures,
)
from tracker.sources.opencps_rows import (
    CHECKED,
    COUNTED,
    Row,
    choose_totals,
    read_count,
    read_rows,
    sum_counts,
)

pytestmark = pytest.mark.one_database


def repr_id(value: object) -> str:
    return repr(value)[:20]


def sample(name: str) -> Any:
    return json.loads((DATA / "opencps" / f"{name}.json").read_text(encoding="utf-8"))


def rows_of(name: str) -> list[Row]:
    return read_rows("statistics", sample(name)).rows


def totals(name: str, month: int | None = 6) -> dict[str, Row]:
    rows, _ = choose_totals("statistics", rows_of(name), year=2026, month=month)
    return {row.agency: row for row in rows}


def row(**values: Any) -> Row:
    counts = dict.fromkeys((*COUNTED, *CHECKED), 0) | values.pop("counts", {})
    plain = {
        "year": 2026, "month": 6, "agency": "A", "agency_name": "", "is_total": True, "lock": 0,
        "percentage": 100,
    }  # fmt: skip
    return Row(**{**plain, **values}, counts=counts)


@pytest.mark.parametrize(
    ("value", "count"),
    [
        (12, 12), ("12", 12), (" 12 ", 12), (0, 0), ("0", 0), ("007", 7),
        (None, None), ("", None), (True, None), (False, None), (-1, None), ("-1", None),
        (1.0, None), ("1.0", None), ("12a", None), ([], None), ("١٢", None),
        ("9" * 5000, None), (10**12, None),
    ],
    ids=repr_id,
)  # fmt: skip
def test_a_count_is_whole_and_not_negative_and_null_is_not_zero(
    value: object, count: int | None
) -> None:
    assert read_count(value) == count


def test_a_lone_object_of_texts_says_what_the_list_of_numbers_says() -> None:
    (loose,) = rows_of("statistics-variant-single-object-strings-old-boolean")
    exact = totals("statistics-month-all-agencies")["SXD-H99"]

    assert loose == exact


@pytest.mark.parametrize(
    ("stated", "lock"),
    [
        (0, 0), (1, 1), (2, 2), ("0", 0), ("2", 2), (True, 1), (False, 0), ("true", 1),
        ("false", 0), (None, None), ("", None), (3, None),
    ],
    ids=repr_id,
)  # fmt: skip
def test_the_lock_is_read_from_every_way_it_is_written(stated: object, lock: int | None) -> None:
    content = sample("statistics-year-row-month0")
    content["data"][0]["reporting"] = stated

    assert read_rows("statistics", content).rows[0].lock == lock


@pytest.mark.parametrize("key", ["domainCode", "system", "serviceCode", "govAgencyName"])
def test_absent_null_and_blank_keys_all_mean_every_one(key: str) -> None:
    read = []
    for blank in ("", None, ...):
        content = sample("statistics-year-row-month0")
        content["data"][0].pop(key, None)
        content["data"][0] |= {} if blank is ... else {key: blank}
        read.append(read_rows("statistics", content).rows[0])

    assert read[0] == read[1] == read[2]
    assert read[0].is_total


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param({"total": 0, "agency": "X"}, "opencps_reply_empty", id="no-data"),
        pytest.param({"total": 0, "data": None}, "opencps_reply_empty", id="null-data"),
        pytest.param({"total": "0", "data": ""}, "opencps_reply_empty", id="blank-data"),
        pytest.param({"data": []}, "opencps_reply_empty", id="empty-list"),
        pytest.param([], "opencps_reply_odd", id="no-envelope"),
        pytest.param({}, "opencps_reply_odd", id="empty-object"),
        pytest.param({"data": ["x"]}, "opencps_reply_odd", id="rows-that-are-none"),
        pytest.param({"data": "x"}, "opencps_reply_odd", id="text"),
        pytest.param({"error": "login"}, "opencps_reply_odd", id="another-object"),
    ],
)
def test_a_reply_without_rows_never_becomes_nobody_was_late(content: Any, code: str) -> None:
    with pytest.raises(PullFailedError) as failure:
        read_rows("statistics", content)

    assert failure.value.code == code


def test_a_renamed_count_fails_the_reply_and_is_named() -> None:
    content = sample("statistics-month-all-agencies")
    for item in content["data"]:
        item["overdue_count"] = item.pop("overdueCount")

    with pytest.raises(PullFailedError) as failure:
        read_rows("statistics", content)

    assert failure.value.params == {"call": "statistics", "field": "overdueCount"}


def test_a_count_that_only_a_check_needs_may_be_missing_and_is_named() -> None:
    content = sample("statistics-month-all-agencies")
    for item in content["data"]:
        del item["insideCount"]

    reading = read_rows("statistics", content)

    assert [(f.code, f.params["field"]) for f in reading.findings] == [
        ("opencps_check_missing", "insideCount")
    ]


@pytest.mark.parametrize("value", [None, "abc", -3, 1.5])
def test_a_count_that_is_none_is_named_and_is_not_zero(value: object) -> None:
    content = sample("statistics-month-all-agencies")
    content["data"][0]["overtimeCount"] = value

    reading = read_rows("statistics", content)

    assert reading.rows[0].counts["overtimeCount"] is None
    assert [(f.code, f.params["agency"], f.params["field"]) for f in reading.findings] == [
        ("opencps_count_unreadable", "SXD-H99", "overtimeCount")
    ]


def test_the_total_of_an_agency_is_taken_and_its_domains_are_not() -> None:
    assert (
        totals("statistics-month-one-agency-all-domains")["SXD-H99"].counts["receivedCount"] == 162
    )


def test_of_four_overlapping_rows_the_agencys_own_is_taken() -> None:
    chosen = totals("statistics-range-realtime", month=None)

    assert {agency: one.counts["receivedCount"] for agency, one in chosen.items()} == {
        "SXD-H99": 203,
        "": 203,
    }


def test_rows_by_service_are_details_too() -> None:
    assert sorted(totals("statistics-range-by-service", month=None)) == ["", "SXD-H99"]


def test_only_the_row_of_the_month_asked_for_is_taken() -> None:
    assert totals("statistics-year-by-month", month=5)["SXD-H99"].lock == 1
    with pytest.raises(PullFailedError, match="opencps_no_totals"):
        totals("statistics-year-by-month", month=3)


def test_a_year_is_never_taken_for_a_month() -> None:
    with pytest.raises(PullFailedError, match="opencps_no_totals"):
        totals("statistics-year-row-month0", month=6)
    assert totals("statistics-year-row-month0", month=0)["SXD-H99"].counts["receivedCount"] == 427


def test_a_member_of_a_group_without_any_row_is_named_and_is_not_zero() -> None:
    rows, findings = choose_totals(
        "statistics:SBN", rows_of("statistics-groupcode-SBN"), year=2026, month=6
    )

    assert [one.agency for one in rows] == ["", "STP-H99", "SNNMT-H99"]
    assert [(f.code, f.params) for f in findings] == [
        ("opencps_agency_empty", {"agency": "SGDDT-H99"})
    ]


def test_two_totals_that_differ_fail_and_two_that_agree_are_one() -> None:
    same = choose_totals("s", [row(), row()], year=2026, month=6)
    assert len(same[0]) == 1
    assert [f.code for f in same[1]] == ["opencps_row_twice"]
    with pytest.raises(PullFailedError, match="opencps_rows_differ"):
        choose_totals("s", [row(), row(lock=1)], year=2026, month=6)


def test_an_agency_with_details_only_is_named() -> None:
    rows = [row(), row(agency="B", is_total=False)]

    chosen, findings = choose_totals("s", rows, year=2026, month=6)

    assert [one.agency for one in chosen] == ["A"]
    assert [(f.code, f.params) for f in findings] == [("opencps_total_missing", {"agency": "B"})]


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([row(), row(agency="B", is_total=False)], id="a-detail-among-totals"),
        pytest.param([row(is_total=False), row(agency="B", is_total=False)], id="details"),
        pytest.param([row(), row(agency="")], id="all-agencies-and-one-of-them"),
        pytest.param([row(), row()], id="one-agency-twice"),
        pytest.param([row(), row(agency="B", month=5)], id="two-months"),
        pytest.param([row(), row(agency="B", month=0)], id="a-month-and-a-year"),
    ],
)
def test_rows_that_overlap_are_never_added_up(rows: list[Row]) -> None:
    with pytest.raises(ValueError, match="overlap"):
        sum_counts(rows, "receivedCount")


def test_a_sum_with_a_missing_part_is_missing() -> None:
    rows = [row(), row(agency="B", counts={"receivedCount": None})]

    assert sum_counts(rows, "receivedCount") is None
    assert sum_counts(rows, "releaseCount") == 0


@pytest.mark.parametrize(
    ("name", "month", "kind"),
    [
        ("statistics-month-all-agencies", 6, RowKind.MONTH),
        ("statistics-year-by-month", 5, RowKind.MONTH),
        ("statistics-year-row-month0", 0, RowKind.YEAR),
        ("statistics-range-realtime", None, RowKind.RANGE),
        ("statistics-groupcode-SBN", 6, RowKind.MONTH),
    ],
)
def test_true_rows_keep_every_sum_of_their_kind(
    name: str, month: int | None, kind: RowKind
) -> None:
    chosen = totals(name, month).values()

    assert [finding for one in chosen for finding in list_failures(one, kind)] == []
    assert [finding for one in chosen for finding in list_percentage_failures(one, kind)] == []


@pytest.mark.parametrize(
    ("field", "identities"),
    [
        ("processCount", {"process_by_state", "total", "process_by_origin"}),
        ("totalCount", {"total"}),
        ("receivedCount", {"received_by_channel", "process_by_origin"}),
        ("remainingCount", {"process_by_origin"}),
        ("onegateCount", {"received_by_channel"}),
        ("releaseCount", {"process_by_state", "finished", "finished_by_result"}),
        ("overtimeCount", {"finished"}),
        ("doneCount", {"finished_by_result"}),
        ("processingCount", {"process_by_state", "open", "open_by_place"}),
        ("overdueCount", {"open"}),
        ("outsideCount", {"open_by_place"}),
        ("waitingCount", {"process_by_state"}),
    ],
)
def test_a_count_off_by_one_fails_exactly_the_sums_it_is_in(
    field: str, identities: set[str]
) -> None:
    content = sample("statistics-month-all-agencies")
    content["data"][0][field] += 1
    (broken,) = [one for one in read_rows("s", content).rows if one.agency == "SXD-H99"]

    found = list(list_failures(broken, RowKind.MONTH))

    assert {finding.params["identity"] for finding in found} == identities
    assert all(abs(f.params["left"] - f.params["right"]) == 1 for f in found)


def test_a_sum_with_an_unknown_side_is_not_said_to_fail() -> None:
    unknown = row(counts={"releaseCount": None, "betimesCount": 5})

    assert list(list_failures(unknown, RowKind.MONTH)) == []


def test_a_years_remaining_is_what_its_process_has_over_its_received() -> None:
    good = {"processCount": 9, "receivedCount": 7, "remainingCount": 2, "onlineCount": 7,
            "totalCount": 9, "releaseCount": 9, "ontimeCount": 9, "doneCount": 9}  # fmt: skip
    assert list(list_failures(row(counts=good), RowKind.YEAR)) == []

    (failure,) = list_failures(row(counts={**good, "remainingCount": 3}), RowKind.YEAR)
    assert failure.params["identity"] == "year_remaining"


@pytest.mark.parametrize(
    ("counts", "stated", "kind", "expected"),
    [
        pytest.param((949, 0, 1000), 94, RowKind.MONTH, None, id="cut-not-rounded"),
        pytest.param((949, 0, 1000), 95, RowKind.MONTH, 94, id="rounded-is-a-lie"),
        pytest.param((0, 0, 0), 100, RowKind.MONTH, None, id="nothing-in-a-month-is-100"),
        pytest.param((0, 0, 0), 0, RowKind.MONTH, 100, id="nothing-in-a-month-is-not-0"),
        pytest.param((0, 0, 0), 0, RowKind.YEAR, None, id="nothing-in-a-year-is-0"),
        pytest.param((0, 0, 0), 100, RowKind.RANGE, None, id="nothing-in-a-range-is-100"),
        pytest.param((1, 2, 3), None, RowKind.MONTH, None, id="not-stated"),
    ],
)
def test_the_sources_percentage_is_only_compared(
    counts: tuple[int, int, int], stated: int | None, kind: RowKind, expected: int | None
) -> None:
    names = ("betimesCount", "ontimeCount", "releaseCount")
    one = row(counts=dict(zip(names, counts, strict=True)), percentage=stated)

    found = [finding.params["exact"] for finding in list_percentage_failures(one, kind)]

    assert found == ([] if expected is None else [expected])


def test_agencies_that_do_not_add_up_to_all_are_told() -> None:
    content = sample("statistics-month-all-agencies")
    whole = list(totals("statistics-month-all-agencies").values())
    assert list(list_total_failures(whole)) == []

    content["data"][0]["receivedCount"] += 3
    rows, _ = choose_totals("s", read_rows("s", content).rows, year=2026, month=6)
    (failure,) = list_total_failures(rows)
    assert failure.params == {"field": "receivedCount", "total": 842, "parts": 845}
    assert list(list_total_failures([row()])) == []


@given(st.lists(st.integers(0, 10**9), min_size=6, max_size=6))
def test_counts_made_from_parts_keep_every_sum(parts: list[int]) -> None:
    early, on_time, late, undue, overdue, waiting = parts
    finished, is_open = early + on_time + late, undue + overdue
    process = finished + is_open + waiting
    counts = {
        "betimesCount": early, "ontimeCount": on_time, "overtimeCount": late,
        "releaseCount": finished, "doneCount": finished, "undueCount": undue,
        "overdueCount": overdue, "processingCount": is_open, "insideCount": is_open,
        "waitingCount": waiting, "processCount": process, "totalCount": process,
        "receivedCount": process, "onlineCount": process,
    }  # fmt: skip

    assert list(list_failures(row(counts=counts), RowKind.MONTH)) == []
