"""OpenCPS statistics become figures row by row, exactly, and nothing is ever written there."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any

import pytest

from tests.conftest import DATA
from tests.sources.asking import LATER, ask, pull, reply, source
from tests.stand_ins.opencps import GROUP_ID, OpencpsSite, sample_site
from tests.stand_ins.server import Request, serving
from tracker.addresses import origin_of
from tracker.errors import RefusedError
from tracker.paths import SEEDS
from tracker.rules.periods import read_period
from tracker.sources.contract import Call, Reading, SourceSettings
from tracker.sources.errors import PullFailedError, PullStoppedError
from tracker.sources.fetching import Fetcher
from tracker.sources.opencps import OPENCPS
from tracker.sources.opencps_figures import RULES, Availability, availability_of
from tracker.sources.opencps_rows import COUNTED
from tracker.wording.sentences import SENTENCES, sentence

pytestmark = pytest.mark.one_database

HOST = "https://motcua.example"
PERIODS = ("2026-06", "2026-Q2", "2026", "2026-06/ytd")


def settings(**more: Any) -> SourceSettings:
    return source(
        "opencps", **{"base_url": f"{HOST}/o/rest/statistics", "group_id": GROUP_ID, **more}
    )


def read(site: OpencpsSite, period: str = "2026-06", on: date = LATER, **options: Any) -> Reading:
    reading = pull(OPENCPS, settings(**options), site, period, on)
    assert site.violations == []
    return reading


def figures(reading: Reading, agency: str) -> dict[str, Any]:
    return {
        one.indicator: one.value if one.denominator is None else (one.numerator, one.denominator)
        for one in reading.figures
        if one.external_id == agency
    }


def flags(reading: Reading, agency: str, indicator: str) -> set[str]:
    (quality,) = [
        one.quality
        for one in reading.figures
        if (one.external_id, one.indicator) == (agency, indicator)
    ]
    return set(quality.split("|")) - {""}


def codes(reading: Reading) -> list[str]:
    return [finding.code for finding in reading.findings]


def test_a_months_row_becomes_counts_and_shares_with_their_parts() -> None:
    site = OpencpsSite()
    site.put(2026, 6, "SXD-H99", "XD-HD", received=89, carried=31, online=80, early=61, on_time=20,
             late=2, cancelled=1, undue=30, overdue=2)  # fmt: skip

    reading = read(site)

    assert figures(reading, "SXD-H99") == {
        "HS-received": Decimal(89),
        "HS-carried_over": Decimal(31),
        "HS-finished": Decimal(83),
        "HS-finished_early": Decimal(61),
        "HS-finished_on_time": Decimal(20),
        "HS-finished_late": Decimal(2),
        "HS-open": Decimal(32),
        "HS-open_overdue": Decimal(2),
        "HS-paused": Decimal(4),
        "HS-online": Decimal(80),
        "HS-returned": Decimal(1),
        "HS-on_time": (81, 83),
        "HS-early_share": (61, 83),
        "HS-progress": (111, 115),
        "HS-online_share": (80, 89),
    }
    assert reading.findings == ()


def test_domains_are_never_counted_beside_their_total() -> None:
    assert figures(read(sample_site()), "SXD-H99")["HS-received"] == 89 + 73


def test_the_row_of_all_agencies_is_the_province() -> None:
    agencies = {"total": "52", "SXD-H99": "SXD", "STP-H99": "STP", "XA-00001": "X1"}
    reading = read(sample_site(), agencies=agencies)
    (root,) = [unit for unit in reading.units if unit.is_root]

    assert (root.external_id, root.code) == ("total", "52")
    assert figures(reading, "total")["HS-received"] == 89 + 73 + 270 + 5
    assert reading.findings == ()


def test_the_row_of_all_agencies_is_nobodys_until_the_file_says_whose() -> None:
    reading = read(sample_site())

    assert [unit.external_id for unit in reading.units] == ["SXD-H99", "STP-H99", "XA-00001"]
    assert figures(reading, "total") == {}


def test_agencies_that_do_not_add_up_to_the_row_of_all_are_told() -> None:
    site = sample_site()
    site.lies[""] = {"receivedCount": 500, "remainingCount": 31}

    assert "opencps_sum_differs" in codes(read(site))


def test_without_a_line_in_the_file_an_agency_is_known_by_its_name() -> None:
    (unit, *_) = read(sample_site()).units

    assert (unit.external_id, unit.code, unit.name) == ("SXD-H99", "", "Sở Xây dựng")


def test_nothing_finished_is_nothing_over_nothing_and_never_the_sources_100() -> None:
    site = sample_site()
    reading = read(site)

    assert figures(reading, "XA-00001")["HS-on_time"] == (0, 0)
    assert figures(reading, "XA-00001")["HS-online_share"] == (0, 5)
    assert "opencps_percentage_differs" not in codes(reading)


def test_the_sources_percentage_is_compared_and_never_taken() -> None:
    site = sample_site()
    site.lies["STP-H99"] = {"ontimePercentage": 100}

    reading = read(site)

    assert figures(reading, "STP-H99")["HS-on_time"] == (244, 245)
    assert [(f.code, dict(f.params)) for f in reading.findings] == [
        ("opencps_percentage_differs", {"agency": "STP-H99", "stated": 100, "exact": 99})
    ]


def test_sums_that_fail_are_told_and_mark_every_figure_of_the_row_only() -> None:
    site = sample_site()
    site.lies["STP-H99"] = {"undueCount": 57}

    reading = read(site)

    assert {f.params["identity"] for f in reading.findings} == {"open"}
    assert "identity_failed" in flags(reading, "STP-H99", "HS-received")
    assert "identity_failed" not in flags(reading, "SXD-H99", "HS-received")
    assert figures(reading, "STP-H99")["HS-received"] == 270


def test_more_in_time_than_finished_is_no_share() -> None:
    site = sample_site()
    site.lies["STP-H99"] = {"releaseCount": 100}

    reading = read(site)

    assert "HS-on_time" not in figures(reading, "STP-H99")
    impossible = codes(reading).count("opencps_share_impossible")
    assert impossible == len(("on time", "early", "progress"))
    assert "opencps_identity_failed" in codes(reading)


def test_a_null_count_makes_no_figure_and_others_stay() -> None:
    site = sample_site()
    site.lies["STP-H99"] = {"onlineCount": None}

    reading = read(site)

    assert "HS-online" not in figures(reading, "STP-H99")
    assert "HS-online_share" not in figures(reading, "STP-H99")
    assert figures(reading, "STP-H99")["HS-received"] == 270
    assert codes(reading) == ["opencps_count_unreadable"]


def test_the_broken_online_late_counter_is_never_read() -> None:
    plain, garbage = sample_site(), sample_site()
    garbage.lies["STP-H99"] = {"onlineOvertimeCount": 99_999}

    assert read(plain).figures == read(garbage).figures
    assert "onlineOvertimeCount" not in COUNTED


@pytest.mark.parametrize(("lock", "is_open"), [(0, True), (1, False), (2, False), (None, True)])
def test_a_month_that_is_still_recomputed_says_so(lock: int | None, is_open: bool) -> None:
    site = sample_site()
    for agency in site.names:
        site.lies[agency] = {"reporting": lock}

    reading = read(site)

    assert ("not_locked" in flags(reading, "SXD-H99", "HS-received")) is is_open
    (note,) = {one.note for one in reading.figures if one.external_id == "SXD-H99"}
    assert note == f"engine=opencps-1 row=month reporting={'-' if lock is None else lock}"


def test_a_range_is_live_and_therefore_never_locked() -> None:
    site = sample_site()
    site.locks = {(2026, 4): 1, (2026, 5): 1, (2026, 6): 1}

    assert "not_locked" in flags(read(site, "2026-Q2"), "SXD-H99", "HS-received")
    assert "not_locked" not in flags(read(site, "2026-06"), "SXD-H99", "HS-received")


@pytest.mark.parametrize(
    ("on", "is_running"), [(date(2026, 6, 30), True), (date(2026, 7, 1), False)]
)
def test_a_month_that_still_runs_says_so(on: date, is_running: bool) -> None:
    reading = read(sample_site(), on=on)

    assert ("period_running" in flags(reading, "SXD-H99", "HS-received")) is is_running


def test_lateness_to_the_second_is_marked_where_it_matters() -> None:
    by_second = read(sample_site())
    by_day = read(sample_site(), late_rule="by_date")

    assert "by_instant" in flags(by_second, "SXD-H99", "HS-finished_late")
    assert "by_instant" in flags(by_second, "SXD-H99", "HS-on_time")
    assert "by_instant" not in flags(by_second, "SXD-H99", "HS-received")
    assert "by_instant" not in flags(by_day, "SXD-H99", "HS-finished_late")


def test_dossiers_without_a_result_among_the_finished_are_marked() -> None:
    reading = read(sample_site())

    assert "returned_in_finished" in flags(reading, "SXD-H99", "HS-finished")
    assert "returned_in_finished" not in flags(reading, "STP-H99", "HS-finished")
    assert "returned_in_finished" not in flags(reading, "SXD-H99", "HS-received")


def test_a_year_takes_flows_of_its_months_and_stocks_of_the_last() -> None:
    site = sample_site()
    year, june = figures(read(site, "2026"), "SXD-H99"), figures(read(site), "SXD-H99")

    assert year["HS-received"] == 140 + 162
    assert year["HS-open_overdue"] == june["HS-open_overdue"] == 8
    assert year["HS-on_time"] == (253, 268)
    assert codes(read(site, "2026")) == []


@pytest.mark.parametrize("period", ["2026-Q2", "2026-06/ytd"])
def test_a_quarter_and_a_year_to_date_are_asked_for_by_their_days(period: str) -> None:
    reading = read(sample_site(), period, agencies={"total": "52"})

    assert figures(reading, "SXD-H99")["HS-received"] == 140 + 162
    assert figures(reading, "total")["HS-received"] == 140 + 162 + 20 + 270 + 5
    assert "opencps_sum_differs" not in codes(reading)


def test_an_office_month_is_asked_for_by_its_days() -> None:
    (call,) = OPENCPS.next_calls(settings(cutoff_day=15), read_period("2026-06"), LATER, {})

    assert call.query["fromStatisticDate"] == "16/05/2026"
    assert call.query["toStatisticDate"] == "15/06/2026"


def test_without_the_word_total_the_system_is_another_one_and_nothing_comes() -> None:
    (call,) = OPENCPS.next_calls(settings(), read_period("2026-06"), LATER, {})
    without = {name: value for name, value in call.query.items() if name != "system"}
    reduced = Call(call.name, call.method, call.url, without, headers=call.headers)

    assert call.query["system"] == "total"
    assert json.loads(ask(sample_site(), reduced).body) == {"total": 0, "agency": "all"}


def test_loose_json_gives_the_same_figures() -> None:
    loose = sample_site()
    loose.is_loose = True

    assert read(loose).figures == read(sample_site()).figures


def test_one_agency_alone_comes_without_its_list() -> None:
    site = OpencpsSite(is_loose=True, groups={"SBN": ("SXD-H99",)})
    site.names = {"SXD-H99": "Sở Xây dựng"}
    site.put(2026, 6, "SXD-H99", "XD-HD", received=3, undue=3)
    (call,) = OPENCPS.next_calls(settings(), read_period("2026-06"), LATER, {})
    alone = Call(
        call.name, "GET", call.url, {**call.query, "agency": "SXD-H99"}, headers=call.headers
    )
    got = ask(site, alone)
    assert isinstance(json.loads(got.body)["data"], dict)

    reading = OPENCPS.read(settings(), read_period("2026-06"), {"statistics": got})

    assert figures(reading, "SXD-H99")["HS-received"] == 3


def test_groups_are_asked_one_by_one_and_their_computed_totals_are_no_unit() -> None:
    reading = read(sample_site(), groups=["SBN", "XA_PHUONG"])

    assert [unit.external_id for unit in reading.units] == ["SXD-H99", "STP-H99", "XA-00001"]
    assert [(f.code, dict(f.params)) for f in reading.findings] == [
        ("opencps_agency_empty", {"agency": "SGDDT-H99"})
    ]
    assert figures(reading, "SGDDT-H99") == {}


def test_a_member_without_a_row_is_told_once_and_not_as_missing_too() -> None:
    agencies = {"SXD-H99": "SXD", "STP-H99": "STP", "SGDDT-H99": "SGDDT"}

    assert codes(read(sample_site(), groups=["SBN"], agencies=agencies)) == ["opencps_agency_empty"]


def test_an_agency_in_two_groups_is_one_unit() -> None:
    site = sample_site()
    site.groups["MOT"] = ("STP-H99",)

    reading = read(site, groups=["SBN", "MOT"])

    assert [unit.external_id for unit in reading.units] == ["SXD-H99", "STP-H99"]


def test_an_unknown_group_fails_with_the_sources_own_words() -> None:
    with pytest.raises(PullFailedError) as failure:
        read(sample_site(), groups=["KHONGCO"])

    assert failure.value.code == "opencps_fault"
    assert failure.value.params["text"] == "java.lang.NullPointerException"
    assert not isinstance(failure.value, PullStoppedError)


def test_agencies_are_held_against_the_list_both_ways() -> None:
    reading = read(sample_site(), agencies={"SXD-H99": "SXD", "STP-H99": "STP", "SYT-H99": "SYT"})

    assert [(f.code, dict(f.params)) for f in reading.findings] == [
        ("opencps_agency_unknown", {"agency": "XA-00001", "name": "UBND xã Mẫu Một"}),
        ("opencps_agency_missing", {"agency": "SYT-H99", "unit": "SYT"}),
    ]
    assert {unit.external_id: unit.code for unit in reading.units}["SXD-H99"] == "SXD"


def test_a_rewritten_month_gives_other_figures_the_next_time() -> None:
    site = sample_site()
    before = figures(read(site), "SXD-H99")
    site.rewrite(2026, 6, "SXD-H99", "XD-HD", late=0, on_time=22)

    after = figures(read(site), "SXD-H99")

    assert (before["HS-finished_late"], after["HS-finished_late"]) == (6, 4)
    assert before["HS-finished"] == after["HS-finished"]
    assert (before["HS-on_time"], after["HS-on_time"]) == ((133, 139), (135, 139))


def test_the_progress_of_decision_766_comes_only_where_it_is_asked_for() -> None:
    assert "766-2.1" not in figures(read(sample_site()), "SXD-H99")
    asked = figures(read(sample_site(), decision_766=True), "SXD-H99")
    assert asked["766-2.1"] == asked["HS-progress"]


@pytest.mark.parametrize(
    ("got", "error", "code"),
    [
        pytest.param(reply(status=204, body=b""), PullFailedError, "opencps_no_content", id="204"),
        pytest.param(reply({"faultCode": "400", "faultMessage": "month"}, 406), PullFailedError, "opencps_fault", id="406"),  # noqa: E501
        pytest.param(reply(status=406, body=b"oops"), PullFailedError, "opencps_fault", id="406-without-a-body-we-know"),  # noqa: E501
        pytest.param(reply(status=401, body=b""), PullStoppedError, "source_turned_away", id="401"),
        pytest.param(reply(status=403, body=b""), PullStoppedError, "source_turned_away", id="403"),
        pytest.param(reply(status=429, body=b""), PullStoppedError, "source_turned_away", id="429"),
        pytest.param(reply(content_type="text/html", body=b"<html>login</html>"), PullStoppedError, "source_sent_page", id="login-page"),  # noqa: E501
        pytest.param(reply(body=b"<!DOCTYPE html><html>"), PullStoppedError, "source_sent_page", id="login-page-that-says-json"),  # noqa: E501
        pytest.param(reply(status=500, body=b"{}"), PullFailedError, "source_status_unexpected", id="500"),  # noqa: E501
        pytest.param(reply(body=b'{"data": [{'), PullFailedError, "source_reply_unreadable", id="cut"),  # noqa: E501
        pytest.param(reply({"total": 0}), PullFailedError, "opencps_reply_empty", id="empty"),
        pytest.param(reply({"total": 1, "data": [{"month": 6, "year": 2026}]}), PullFailedError, "opencps_field_missing", id="renamed"),  # noqa: E501
    ],
)  # fmt: skip
def test_a_bad_reply_ends_the_run(got: Any, error: type[PullFailedError], code: str) -> None:
    (call,) = OPENCPS.next_calls(settings(), read_period("2026-06"), LATER, {})

    with pytest.raises(PullFailedError) as failure:
        OPENCPS.check_reply(settings(), read_period("2026-06"), call, got, {})

    assert failure.value.code == code
    assert type(failure.value) is error
    assert sentence(code, failure.value.params)


@pytest.mark.parametrize(
    ("period", "on", "is_refused"),
    [
        ("2026-07", date(2026, 6, 30), True),
        ("2026-07", date(2026, 7, 1), False),
        ("2027", LATER, True),
    ],
)
def test_a_period_that_has_not_begun_is_not_asked_for(
    period: str, on: date, is_refused: bool
) -> None:
    def calls() -> object:
        return OPENCPS.next_calls(settings(), read_period(period), on, {})

    if not is_refused:
        assert calls()
        return
    with pytest.raises(RefusedError) as refusal:
        calls()
    assert refusal.value.code == "period_not_pullable"


def test_every_call_the_connector_can_make_only_reads() -> None:
    choices = product(
        PERIODS, ([], ["SBN", "XA_PHUONG"]), (0, 15), (False, True), ("by_date", "by_instant")
    )
    seen = 0
    for period, groups, cutoff_day, decision_766, late_rule in choices:
        options = settings(
            groups=groups, cutoff_day=cutoff_day, decision_766=decision_766, late_rule=late_rule
        )
        for call in OPENCPS.next_calls(options, read_period(period), LATER, {}):
            seen += 1
            assert call.method == "GET"
            assert call.url == f"{HOST}/o/rest/statistics"
            assert call.body is None
            assert call.query.keys() <= {
                "year", "month", "agency", "domain", "system", "groupCode",
                "fromStatisticDate", "toStatisticDate",
            }  # fmt: skip
            assert ("fromStatisticDate" in call.query) is ("toStatisticDate" in call.query)
            assert set(call.headers) == {"groupId", "Accept"}
    assert seen > 32


@pytest.mark.parametrize(
    ("options", "key"),
    [
        pytest.param({"base_url": "ftp://motcua.example/x"}, "base_url", id="scheme"),
        pytest.param({"base_url": f"{HOST}/x?reCalculate=1"}, "base_url", id="query"),
        pytest.param({"base_url": "https://u:p@motcua.example/x"}, "base_url", id="login"),
        pytest.param({"base_url": f"{HOST}/o/rest/statistics/reports"}, "base_url", id="writer"),
        pytest.param({"base_url": f"{HOST}/o/rest/statistics/calculateStatistic/"}, "base_url", id="writer-with-a-slash"),  # noqa: E501
        pytest.param({"group_id": "35166; x"}, "group_id", id="group-id"),
        pytest.param({"group_id": 35166}, "group_id", id="group-id-that-is-no-text"),
        pytest.param({"groups": ["a b"]}, "groups", id="group"),
        pytest.param({"agencies": {"A": 1}}, "agencies.A", id="agency"),
        pytest.param({"late_rule": "by_week"}, "late_rule", id="rule"),
        pytest.param({"cutoff_day": 29}, "cutoff_day", id="cutoff"),
        pytest.param({"secret_headers": {"Token": "hunter2"}}, "secret_headers.Token", id="secret-itself"),  # noqa: E501
        pytest.param({"recalculate": True}, "recalculate", id="unknown"),
    ],
)  # fmt: skip
def test_settings_that_cannot_work_are_refused_by_name(options: dict[str, Any], key: str) -> None:
    with pytest.raises(RefusedError) as refusal:
        OPENCPS.check_settings(settings(**options))

    assert refusal.value.params["key"] == key
    assert "hunter2" not in str(refusal.value.params)


def test_secrets_go_by_the_name_of_their_variable() -> None:
    options = settings(secret_headers={"Authorization": "OPENCPS_AUTH"})
    (call,) = OPENCPS.next_calls(options, read_period("2026-06"), LATER, {})

    assert call.secret_headers == {"Authorization": "OPENCPS_AUTH"}


def test_each_indicator_is_judged_and_what_is_not_given_says_why() -> None:
    import csv

    with (SEEDS / "indicators.csv").open(encoding="utf-8", newline="") as file:
        wanted = [
            line["code"] for line in csv.DictReader(file) if line["catalogue"] in {"HS", "766-2022"}
        ]
    given = {rule.indicator for rule in RULES}

    for code in wanted:
        kind, why = availability_of(code)
        assert (kind is Availability.NOT_AVAILABLE) is (code not in given), code
        assert (why in SENTENCES) is (code not in given), why
    assert availability_of("766-3.3")[0] is Availability.NOT_AVAILABLE
    with pytest.raises(KeyError):
        availability_of("KT-1")


def test_every_finding_has_its_sentence() -> None:
    site = sample_site()
    site.lies = {
        "SXD-H99": {"ontimePercentage": 1, "undueCount": 1, "releaseCount": 1},
        "STP-H99": {"onlineCount": None},
    }
    reading = read(site, agencies={"SXD-H99": "SXD", "SYT-H99": "SYT"})

    assert len(set(codes(reading))) >= 6
    for finding in reading.findings:
        assert sentence(finding.code, finding.params)


def test_the_stand_in_answers_in_the_shape_of_the_samples() -> None:
    shown = json.loads(
        (DATA / "opencps" / "statistics-month-all-agencies.json").read_text(encoding="utf-8")
    )
    (call,) = OPENCPS.next_calls(settings(), read_period("2026-06"), LATER, {})
    answered = json.loads(ask(sample_site(), call).body)

    assert answered.keys() == shown.keys()
    assert set(answered["data"][0]) - {"system"} == set(shown["data"][0]) - {"system"}


@pytest.mark.parametrize(
    ("query", "status"),
    [
        pytest.param({"year": "2026", "fromStatisticDate": "01/06/2026"}, 204, id="one-date"),
        pytest.param({"year": "2026", "month": "13"}, 406, id="month-13"),
        pytest.param({"month": "6"}, 406, id="no-year"),
        pytest.param({"year": "2026", "month": "6", "agency": "KHONGCO"}, 200, id="unknown-agency"),
    ],
)
def test_the_stand_in_refuses_as_the_original(query: dict[str, str], status: int) -> None:
    asked = Request("GET", "/o/rest/statistics", query, {"groupid": GROUP_ID}, b"")

    assert sample_site().answer(asked).status == status


def test_the_stand_in_notes_what_a_reader_must_not_do() -> None:
    site = sample_site()
    headers = {"groupid": GROUP_ID}
    site.answer(Request("POST", "/o/rest/statistics/reports", {}, headers, b""))
    site.answer(Request("GET", site.path, {"year": "2026", "reCalculate": "1"}, headers, b""))

    assert site.violations == ["POST /o/rest/statistics/reports", "reCalculate"]
    assert site.answer(Request("GET", site.path, {}, {}, b"")).status == 406


def test_over_a_real_line_the_header_of_the_site_is_sent() -> None:
    site = sample_site()
    with serving(site) as server:
        options = settings(base_url=server.url + site.path)
        (call,) = OPENCPS.next_calls(options, read_period("2026-06"), LATER, {})
        fetcher = Fetcher(
            egress=(origin_of(server.url) or "",),
            most_bytes=1_000_000,
            seconds=10,
            pause_seconds=0,
            environ={},
        )
        got = fetcher.fetch(call)

    OPENCPS.check_reply(options, read_period("2026-06"), call, got, {})
    reading = OPENCPS.read(options, read_period("2026-06"), {call.name: got})
    assert figures(reading, "STP-H99")["HS-on_time"] == (244, 245)
    assert site.violations == []
