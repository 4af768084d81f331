"""The portal is asked exactly as it was recorded to answer, and read without adding anything.

Source: data/portal/README.md sections 1, 3 and 5.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from tests.stand_ins.portal import (
    BASE_PATH,
    DEMO,
    PATHS,
    ROOT_CODE,
    ROOT_ID,
    Data,
    PortalStandIn,
    made_id,
    province,
    recorded,
    recorded_id,
    unit_codes,
)
from tests.stand_ins.server import Answer, Request
from tracker.errors import RefusedError
from tracker.rules.periods import read_period
from tracker.sources.contract import Call, ForeignFigure, Reading, Reply, SourceSettings
from tracker.sources.errors import PullFailedError, PullStoppedError
from tracker.sources.portal import PORTAL

pytestmark = pytest.mark.one_database

ON = date(2026, 9, 27)
AUGUST = read_period("2026-08")
SETTINGS = SourceSettings("CONG", "portal", {"root_department_id": ROOT_ID}, pause_seconds=0)
RECORDED = SourceSettings("CONG", "portal", {"root_department_id": recorded_id("H44")})
GROUPS = ("transparency", "progress", "online", "payment", "digitized", "satisfaction")


def reply(answer: Answer) -> Reply:
    at = datetime(2026, 9, 26, 18, 14, tzinfo=UTC)
    return Reply(answer.status, answer.headers["Content-Type"], answer.body, at)


def answer(portal: PortalStandIn, call: Call) -> Reply:
    path = call.url.removeprefix("https://dichvucong.gov.vn")
    return reply(portal.answer(Request("POST", path, {}, {}, json.dumps(call.body).encode())))


def gather(
    portal: PortalStandIn,
    settings: SourceSettings = SETTINGS,
    period: str = "2026-08",
    change: Callable[[Call], Call] = lambda call: call,
) -> dict[str, Reply]:
    """Ask for everything the connector wants, as a run does."""
    wanted = read_period(period)
    replies: dict[str, Reply] = {}
    while calls := PORTAL.next_calls(settings, wanted, ON, replies):
        for call in calls:
            got = answer(portal, change(call))
            PORTAL.check_reply(settings, wanted, call, got, replies)
            replies[call.name] = got
    return replies


def read(portal: PortalStandIn, settings: SourceSettings = SETTINGS) -> Reading:
    return PORTAL.read(settings, AUGUST, gather(portal, settings))


def figure(reading: Reading, unit: str, indicator: str) -> ForeignFigure:
    (found,) = [
        item for item in reading.figures if (item.external_id, item.indicator) == (unit, indicator)
    ]
    return found


@pytest.fixture
def portal() -> PortalStandIn:
    return PortalStandIn(province(12))


def bodies(period: str) -> dict[str, object]:
    calls = PORTAL.next_calls(SETTINGS, read_period(period), ON, {})
    assert [call.name for call in calls] == list(GROUPS)
    return {call.name: call.body for call in calls}


# How it is asked.


def test_a_month_is_six_posts_to_the_addresses_of_the_contract() -> None:
    calls = PORTAL.next_calls(SETTINGS, AUGUST, ON, {})

    assert [(call.method, call.url) for call in calls] == [
        ("POST", f"https://dichvucong.gov.vn{BASE_PATH}/evaluation/{PATHS[name]}")
        for name in GROUPS
    ]
    assert all(not call.query and not call.headers and not call.secret_headers for call in calls)


def test_the_payloads_of_a_month() -> None:
    common = {"timeType": "month", "year": 2026, "month": 8, "rootDepartmentId": ROOT_ID}

    assert bodies("2026-08") == {
        "transparency": {**common, "currentPage": 1, "pageSize": 200},
        "progress": {**common, "currentPage": 1, "pageSize": 100},
        "online": {**common, "currentPage": 1, "pageSize": 200},
        "payment": {**common, "currentPage": 1, "pageSize": 100},
        "digitized": {**common, "currentPage": 1, "pageSize": 200},
        "satisfaction": {
            "fromDate": "2026-08-01",
            "toDate": "2026-08-31",
            "rootDepartmentId": ROOT_ID,
            "currentPage": 1,
            "pageSize": 200,
        },
    }


def test_no_payload_filters_by_procedure() -> None:
    assert "formality" not in json.dumps(bodies("2026-08")).lower()


@pytest.mark.parametrize(
    ("period", "time", "dates"),
    [
        ("2026-Q3", {"timeType": "quarter", "year": 2026, "quarter": 3}, ("07-01", "09-30")),
        ("2026-Q1", {"timeType": "quarter", "year": 2026, "quarter": 1}, ("01-01", "03-31")),
        ("2026", {"timeType": "year", "year": 2026}, ("01-01", "12-31")),
    ],
)
def test_the_payloads_of_quarters_and_years(
    period: str, time: dict[str, object], dates: tuple[str, str]
) -> None:
    asked = bodies(period)

    assert asked["progress"] == {
        **time,
        "rootDepartmentId": ROOT_ID,
        "currentPage": 1,
        "pageSize": 100,
    }
    satisfaction = asked["satisfaction"]
    assert isinstance(satisfaction, dict)
    assert (satisfaction["fromDate"], satisfaction["toDate"]) == tuple(
        f"2026-{day}" for day in dates
    )
    assert "timeType" not in satisfaction


@pytest.mark.parametrize(
    ("period", "on", "code"),
    [
        ("2026-08", date(2026, 9, 27), ""),
        ("2026-08", date(2026, 9, 1), ""),
        ("2026-08", date(2026, 8, 31), "portal_period_open"),
        ("2026-09", date(2026, 9, 27), "portal_period_open"),
        ("2026-Q3", date(2026, 9, 27), ""),
        ("2026-Q4", date(2026, 9, 30), "portal_period_open"),
        ("2026-Q4", date(2026, 10, 1), ""),
        ("2026", date(2026, 1, 1), ""),
        ("2027", date(2026, 12, 31), "portal_period_open"),
        ("2026-08/ytd", date(2026, 9, 27), "period_not_pullable"),
    ],
)
def test_which_periods_may_be_asked(period: str, on: date, code: str) -> None:
    if not code:
        assert len(PORTAL.next_calls(SETTINGS, read_period(period), on, {})) == 6
        return
    with pytest.raises(RefusedError) as caught:
        PORTAL.next_calls(SETTINGS, read_period(period), on, {})
    assert caught.value.code == code


# What it says.


def test_every_recorded_figure_of_phu_tho_is_read_as_the_seeds_hold_it() -> None:
    reading = read(PortalStandIn(recorded()), RECORDED)
    codes = {unit.external_id: unit.code for unit in reading.units}
    found = {
        (codes[item.external_id], item.indicator): (
            item.numerator,
            item.denominator,
            item.value,
            item.quality,
        )
        for item in reading.figures
    }

    expected = {}
    for file in ("measurements", "scores"):
        with (DEMO / f"phu-tho-2026-08-{file}.csv").open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                above, below, value = (
                    row.get(name) or None for name in ("numerator", "denominator", "value")
                )
                expected[row["unit_code"], row["indicator"]] = (
                    None if above is None else int(above),
                    None if below is None else int(below),
                    None if value is None else Decimal(value),
                    row["quality"],
                )

    assert len(reading.units) == 164
    for unit in ("H44.01", "H44.23"):
        # They received nothing: the reader marks the 0 points of payment as those of progress.
        assert expected[unit, "TDGQ"][3] == "nothing_received"
        expected[unit, "TTTT"] = expected[unit, "TDGQ"]
    assert [key for key in expected if found.get(key) != expected[key]] == []
    assert found.keys() == expected.keys()


def test_nulls_of_units_without_a_record_become_no_figure_and_a_finding() -> None:
    reading = read(PortalStandIn(recorded()), RECORDED)

    counts = Counter(item.indicator for item in reading.figures)
    assert (counts["766-2.1"], counts["766-1.1"], counts["766-4.4"]) == (164, 11, 11)
    (finding,) = [item for item in reading.findings if item.code == "portal_parts_missing"]
    assert finding.params["count"] == 153 * 14


@pytest.mark.parametrize("part", ["partialCount", "fullCount", "authorityCount"])
def test_half_of_a_share_is_no_share(portal: PortalStandIn, part: str) -> None:
    replies = gather(portal)
    online = json.loads(replies["online"].body)
    online["data"]["parent"][part] = None
    replies["online"] = replace(replies["online"], body=json.dumps(online).encode())

    reading = PORTAL.read(SETTINGS, AUGUST, replies)

    assert "766-3.1" not in {item.indicator for item in reading.figures}
    assert figure(reading, ROOT_ID, "766-3.2").denominator is not None


def test_points_are_the_portals_own(portal: PortalStandIn) -> None:
    reading = read(portal)

    scores = {item.indicator: item.value for item in reading.figures if item.external_id == ROOT_ID}
    assert {code for code in scores if code.isalpha()} == {
        "CKMB",
        "TDGQ",
        "CLGQ",
        "TTTT",
        "MDSH",
        "MDHL",
    }
    assert all(scores[code] is not None for code in scores if code.isalpha())


def test_online_counts_are_read_of_the_province_alone(portal: PortalStandIn) -> None:
    reading = read(portal)

    stated = {item.external_id for item in reading.figures if item.indicator == "766-3.1"}
    assert stated == {ROOT_ID}
    assert figure(reading, ROOT_ID, "766-3.1").numerator == 20 + 10


def test_average_days_are_a_value_and_the_third_payment_share_is_marked(
    portal: PortalStandIn,
) -> None:
    reading = read(portal)

    days = figure(reading, ROOT_ID, "766-2.2")
    assert (days.numerator, days.value) == (None, Decimal("4.2"))
    third = [item for item in reading.figures if item.indicator == "766-3.4"]
    assert {item.quality for item in third} == {"meaning_unsure"}


def test_the_complement_the_portal_calls_overdue_is_never_read() -> None:
    plain, spoilt = (PortalStandIn(province(12)) for _ in range(2))
    replies = gather(spoilt)
    content = json.loads(replies["progress"].body)
    for child in content["data"]["children"]:
        child["totalOverdue"] = 999_999
    replies["progress"] = reply(
        Answer(201, json.dumps(content).encode(), {"Content-Type": "application/json"})
    )

    assert PORTAL.read(SETTINGS, AUGUST, replies).figures == read(plain).figures


def test_a_unit_that_received_nothing_states_zero_of_zero_and_its_points_are_marked(
    portal: PortalStandIn,
) -> None:
    reading = read(portal)
    empty = made_id(1)

    share = figure(reading, empty, "766-2.1")
    assert (share.numerator, share.denominator, share.value) == (0, 0, None)
    for code in ("TDGQ", "CLGQ", "TTTT", "766-2.2"):
        found = figure(reading, empty, code)
        assert (found.value, found.quality) == (0, "nothing_received"), code
    assert figure(reading, made_id(101), "TDGQ").quality == ""


def test_zero_of_zero_is_kept_and_a_percentage_without_parts_is_a_value(
    portal: PortalStandIn,
) -> None:
    reading = read(portal)

    nothing = figure(reading, ROOT_ID, "766-1.1")
    assert (nothing.numerator, nothing.denominator) == (0, 0)
    copies = figure(reading, ROOT_ID, "766-4.4")
    assert (copies.numerator, copies.denominator, copies.value) == (None, None, 100)


def test_flags_of_the_portal_are_carried_with_their_message(portal: PortalStandIn) -> None:
    reading = read(portal)

    flags = Counter(item.quality for item in reading.figures if item.indicator == "766-1.4")
    assert flags == {"TEMP_NATIONAL_REPORT_DENOMINATOR": 12, "NO_NATIONAL_REPORT_DATA": 1}
    assert figure(reading, ROOT_ID, "766-1.4").note == "Mẫu số tạm."


def test_what_every_unit_repeats_of_the_province_is_marked_on_units_alone(
    portal: PortalStandIn,
) -> None:
    reading = read(portal)

    marked = Counter(item.indicator for item in reading.figures if "province_wide" in item.quality)
    assert marked == {"766-1.2": 12, "766-1.3": 12}
    assert figure(reading, ROOT_ID, "766-1.3").quality == ""


def test_one_unit_that_differs_clears_the_others_but_not_what_is_known_to_be_shared(
    portal: PortalStandIn,
) -> None:
    replies = gather(portal)
    content = json.loads(replies["transparency"].body)
    for metric in content["data"]["evaluation"][3]["metrics"]:
        if metric["code"] in ("PUBLIC_CONTENT_FULL", "PUBLIC_UPDATE_ON_TIME"):
            metric["numerator"] = 1
    replies["transparency"] = reply(
        Answer(201, json.dumps(content).encode(), {"Content-Type": "application/json"})
    )

    reading = PORTAL.read(SETTINGS, AUGUST, replies)

    marked = Counter(item.indicator for item in reading.figures if "province_wide" in item.quality)
    assert marked == {"766-1.3": 11}


def test_units_are_joined_by_id_and_learn_their_code_from_the_trees(portal: PortalStandIn) -> None:
    reading = read(portal)

    assert [(unit.external_id, unit.code) for unit in reading.units] == [
        (ROOT_ID, ROOT_CODE),
        *((unit_id, code) for unit_id, code, _ in unit_codes(12)),
    ]
    assert [unit.is_root for unit in reading.units] == [True] + [False] * 12
    assert reading.has_fixed_units


def test_trees_are_never_cut_at_their_page_size() -> None:
    reading = read(PortalStandIn(province(163)))

    assert len(reading.units) == 164
    assert sum(item.indicator == "766-2.1" for item in reading.figures) == 164


def test_pages_of_metrics_are_followed_to_the_last() -> None:
    paged = PortalStandIn(province(12), page_size=5)
    replies = gather(paged)

    assert [name for name in replies if name.startswith("transparency")] == [
        "transparency",
        "transparency#2",
        "transparency#3",
    ]
    assert "progress#2" not in replies
    assert PORTAL.read(SETTINGS, AUGUST, replies) == read(PortalStandIn(province(12)))


def test_a_metric_single_units_lack_is_no_data_and_a_finding(portal: PortalStandIn) -> None:
    replies = gather(portal)
    content = json.loads(replies["digitized"].body)
    for unit in content["data"]["evaluation"][:2]:
        unit["metrics"] = unit["metrics"][1:]
    changed = reply(Answer(201, json.dumps(content).encode(), {"Content-Type": "application/json"}))

    reading = PORTAL.read(SETTINGS, AUGUST, {**replies, "digitized": changed})

    assert sum(item.indicator == "766-4.1" for item in reading.figures) == 11
    (finding,) = reading.findings
    assert finding.code == "portal_metrics_missing"
    assert finding.params == {"count": 2, "metric": "ORIGINAL_RESULT_AVAILABLE"}


def test_the_wrong_letters_of_the_formality_key_look_like_a_good_answer(
    portal: PortalStandIn,
) -> None:
    """The trap itself: only the endpoint's own letters filter, and nothing tells them apart."""

    def asked(key: str) -> int:
        call = PORTAL.next_calls(SETTINGS, AUGUST, ON, {})[4]
        filtered = Call(call.name, "POST", call.url, body={**(call.body or {}), key: "1"})
        return len(json.loads(answer(portal, filtered).body)["data"]["overview"]["metrics"])

    assert (asked("formalityId"), asked("formalityID")) == (7, 6)


# What is not let pass.


def failure(portal: PortalStandIn) -> PullFailedError:
    with pytest.raises(PullFailedError) as caught:
        gather(portal)
    return caught.value


@pytest.mark.parametrize("group", GROUPS)
def test_a_renamed_key_names_group_and_key(portal: PortalStandIn, group: str) -> None:
    portal.spoil("renamed_key", group)

    error = failure(portal)

    assert error.code == "portal_key_missing"
    assert error.params["call"] == group
    assert error.params["key"] in ("numerator", "totalReceived", "totalScore", "totalFeeFormality")
    assert not isinstance(error, PullStoppedError)


@pytest.mark.parametrize("group", ["transparency", "digitized", "satisfaction"])
def test_a_metric_nobody_has_any_more_is_a_renamed_one(portal: PortalStandIn, group: str) -> None:
    portal.spoil("renamed_metric", group)

    error = failure(portal)

    assert (error.code, error.params["call"]) == ("portal_key_missing", group)


@pytest.mark.parametrize(
    ("fault", "group", "code", "stops"),
    [
        ("group_missing", "payment", "portal_value_unreadable", False),
        ("not_ok", "online", "portal_not_ok", False),
        ("other_units", "digitized", "unit_set_changed", True),
        ("third", "satisfaction", "unit_set_changed", True),
        ("duplicate_units", "progress", "portal_units_twice", False),
        ("duplicate_units", "transparency", "portal_units_twice", False),
        ("wrong_root", "payment", "portal_root_wrong", True),
        ("empty_list", "transparency", "portal_units_missing", False),
        ("empty_list", "progress", "portal_units_missing", False),
        ("total_higher", "digitized", "portal_units_incomplete", False),
        ("wrong_page", "satisfaction", "portal_page_unexpected", False),
        ("negative", "progress", "portal_value_unreadable", False),
        ("text_number", "progress", "portal_value_unreadable", False),
        ("half_dossier", "progress", "portal_value_unreadable", False),
        ("truth", "progress", "portal_value_unreadable", False),
    ],
)
def test_a_reply_that_is_not_what_it_should_be(
    portal: PortalStandIn, fault: str, group: str, code: str, stops: bool
) -> None:
    portal.spoil(fault, group)

    with pytest.raises(PullFailedError) as caught:
        PORTAL.read(SETTINGS, AUGUST, gather(portal))

    assert caught.value.code == code
    assert isinstance(caught.value, PullStoppedError) is stops


def test_keys_nobody_knows_are_let_pass(portal: PortalStandIn) -> None:
    portal.spoil("unknown_key")

    assert read(portal) == read(PortalStandIn(province(12)))


@pytest.mark.parametrize(
    ("status", "kind", "body", "code", "stops"),
    [
        (200, "text/html", b"<html>Request Rejected</html>", "source_sent_page", True),
        (201, "application/json", b" <!DOCTYPE html>", "source_sent_page", True),
        (403, "text/html", b"<html>", "source_turned_away", True),
        (401, "application/json", b"{}", "source_turned_away", True),
        (429, "application/json", b"{}", "source_turned_away", True),
        (200, "application/json", b'{"code":"OK","data":{}}', "source_status_unexpected", False),
        (500, "text/html", b"<html>", "source_status_unexpected", False),
        (201, "application/json", b"", "source_reply_unreadable", False),
        (201, "application/json", b"[" * 100_000, "source_reply_unreadable", False),
        (201, "application/json", b'{"code": NaN}', "source_reply_unreadable", False),
        (201, "application/json", b"\xff\xfe{}", "source_reply_unreadable", False),
        (201, "application/json", b"[]", "portal_value_unreadable", False),
        (201, "application/json", b'{"data":{}}', "portal_key_missing", False),
    ],
)
def test_status_and_envelope_decide_before_anything_is_read(
    status: int, kind: str, body: bytes, code: str, stops: bool
) -> None:
    call = PORTAL.next_calls(SETTINGS, AUGUST, ON, {})[0]
    got = Reply(status, kind, body, datetime(2026, 9, 27, tzinfo=UTC))

    with pytest.raises(PullFailedError) as caught:
        PORTAL.check_reply(SETTINGS, AUGUST, call, got, {})

    assert caught.value.code == code
    assert isinstance(caught.value, PullStoppedError) is stops


def test_another_order_of_the_same_units_is_the_same_set(portal: PortalStandIn) -> None:
    turned = PortalStandIn(
        lambda period: Data((data := province(12)(period)).root, data.units[::-1])
    )
    replies = {**gather(portal), "payment": gather(turned)["payment"]}

    assert set(PORTAL.read(SETTINGS, AUGUST, replies).figures) == set(read(portal).figures)
