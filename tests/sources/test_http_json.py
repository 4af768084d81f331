"""A source described in the file of sources is read strictly: nothing is guessed or passed over."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sources.asking import LATER, ask, pull, reply, source
from tests.stand_ins.http_json import ByUnit, Pages
from tracker.errors import RefusedError
from tracker.rules.periods import read_period
from tracker.sources.errors import PullFailedError, PullStoppedError
from tracker.sources.http_json import HTTP_JSON
from tracker.sources.http_json_rows import NotNumberError, read_count, read_number
from tracker.wording.sentences import explain_row, sentence

if TYPE_CHECKING:
    from tests.stand_ins.server import StandIn
    from tracker.sources.contract import Reading, SourceSettings

pytestmark = pytest.mark.one_database

URL = "https://api.example/v1/count"
ROWS = [
    {"agency": {"code": "A", "name": "Sở A"}, "received": 10, "online": 4, "points": "9,5"},
    {"agency": {"code": "B", "name": "Sở B"}, "received": 0, "online": 0, "points": None},
]
FIGURES = {
    "HS-received": {"value": "received"},
    "HS-online_share": {"numerator": "online", "denominator": "received"},
}


def settings(**more: Any) -> SourceSettings:
    options: dict[str, Any] = {
        "url": URL,
        "rows": "data[*]",
        "unit": "agency.code",
        "figures": FIGURES,
        **more,
    }
    return source("http_json", **{key: value for key, value in options.items() if value is not ...})


def read(content: Any, **options: Any) -> Reading:
    wanted, chosen = read_period("2026-06"), settings(**options)
    HTTP_JSON.check_settings(chosen)
    (call,) = HTTP_JSON.next_calls(chosen, wanted, LATER, {})
    got = reply(content)
    HTTP_JSON.check_reply(chosen, wanted, call, got, {})
    assert HTTP_JSON.next_calls(chosen, wanted, LATER, {call.name: got}) == ()
    return HTTP_JSON.read(chosen, wanted, {call.name: got})


def stated(reading: Reading) -> list[tuple[str, str, Any]]:
    return [
        (
            one.external_id,
            one.indicator,
            one.value if one.denominator is None else (one.numerator, one.denominator),
        )
        for one in reading.figures
    ]


def found(reading: Reading) -> list[tuple[str, str, str]]:
    assert all(explain_row(error) for error in reading.rejected)
    return [(error.code, error.column, error.value) for error in reading.rejected]


def fails(content: Any, **options: Any) -> PullFailedError:
    with pytest.raises(PullFailedError) as failure:
        read(content, **options)
    assert sentence(failure.value.code, failure.value.params)
    return failure.value


def test_a_row_becomes_the_figures_its_paths_name() -> None:
    reading = read({"data": ROWS})

    assert stated(reading) == [
        ("A", "HS-received", Decimal(10)),
        ("A", "HS-online_share", (4, 10)),
        ("B", "HS-received", Decimal(0)),
        ("B", "HS-online_share", (0, 0)),
    ]
    assert reading.findings == ()


def test_several_paths_are_added_up_and_one_null_among_them_is_null() -> None:
    figures = {"HS-on_time": {"numerator": ["early", "exact"], "denominator": ["done"]}}
    rows = [
        {"agency": {"code": "A"}, "early": 91, "exact": 42, "done": 139},
        {"agency": {"code": "B"}, "early": None, "exact": 1, "done": None},
    ]

    assert stated(read({"data": rows}, figures=figures)) == [("A", "HS-on_time", (133, 139))]


def test_null_stays_null_and_is_not_zero() -> None:
    rows = [{"agency": {"code": "A"}, "received": None, "online": None}]

    reading = read({"data": [*rows, ROWS[0]]})

    assert [one.external_id for one in reading.figures] == ["A", "A"]
    assert {unit.external_id for unit in reading.units} == {"A"}
    assert reading.findings == ()


def test_a_null_part_beside_a_number_is_named() -> None:
    rows = [{"agency": {"code": "A"}, "received": 10, "online": None}]

    reading = read({"data": rows})

    assert stated(reading) == [("A", "HS-received", Decimal(10))]
    assert found(reading) == [("http_json_part_null", "data[0].online", "null")]


@pytest.mark.parametrize(
    "value", ["mười", "", "1,5", "1.5", True, [], {}, 1.23456, -0.00001, 10**15]
)
def test_a_value_that_is_no_number_is_named_with_its_place(value: object) -> None:
    rows = [ROWS[1], {"agency": {"code": "A"}, "received": value, "online": 0}]
    figures = {"HS-received": {"value": "received"}}

    reading = read({"data": rows}, figures=figures)

    assert stated(reading) == [("B", "HS-received", Decimal(0))]
    ((code, path, _),) = found(reading)
    assert (code, path) == ("http_json_value_odd", "data[1].received")


@pytest.mark.parametrize("value", [1.5, -1, "-2", "1e3"])
def test_a_part_that_counts_nothing_is_named(value: object) -> None:
    rows = [{"agency": {"code": "A"}, "received": 10, "online": value}]

    reading = read({"data": rows})

    assert [code for code, *_ in found(reading)] == ["http_json_count_odd"]
    assert stated(reading) == [("A", "HS-received", Decimal(10))]


def test_a_fault_in_a_value_two_figures_use_is_named_once() -> None:
    figures = {
        "HS-a": {"numerator": "online", "denominator": "received"},
        "HS-b": {"numerator": "online", "denominator": "received"},
    }
    rows = [{"agency": {"code": "A"}, "received": "?", "online": 1}]

    assert found(read({"data": rows}, figures=figures)) == [
        ("http_json_count_odd", "data[0].received", "?")
    ]


@pytest.mark.parametrize(
    ("text", "decimal", "number"),
    [
        ("12", "", "12"), ("-3", "", "-3"), (" 12 ", "", "12"),
        ("95,5", "comma", "95.5"), ("1.234,5", "comma", "1234.5"), ("1.234", "comma", "1234"),
        ("95.5", "point", "95.5"), ("1,234.5", "point", "1234.5"), ("1,234", "point", "1234"),
        ("95.50", "point", "95.50"),
    ],
)  # fmt: skip
def test_text_is_read_as_the_file_says_it_is_written(text: str, decimal: str, number: str) -> None:
    assert read_number(text, decimal) == Decimal(number)


@pytest.mark.parametrize(
    ("text", "decimal"),
    [
        ("95,5", ""), ("95.5", ""), ("95.5", "comma"), ("95,5", "point"), ("1.23,4", "comma"),
        ("1,23.4", "point"), ("1e3", "point"), ("NaN", "point"), ("+1", "point"), ("1 234", ""),
        ("٣", ""), ("", "point"), ("12%", "point"), ("0x1", ""), ("1.00001", "point"),
        ("9" * 16, ""),
    ],
)  # fmt: skip
def test_text_that_could_mean_something_else_is_no_number(text: str, decimal: str) -> None:
    with pytest.raises(NotNumberError):
        read_number(text, decimal)


@given(st.decimals(min_value=0, max_value=10**14, places=4))
def test_numbers_keep_every_digit(number: Decimal) -> None:
    body = json.loads(json.dumps({"n": "X"}).replace('"X"', str(number)), parse_float=Decimal)

    assert read_number(body["n"], "") == number
    assert read_number(str(number), "point") == number
    assert read_number(str(number).replace(".", ","), "comma") == number


def test_a_count_is_whole_even_when_written_with_a_point() -> None:
    assert read_count(Decimal("12.0"), "") == 12
    with pytest.raises(NotNumberError):
        read_count(Decimal("12.5"), "")


def test_a_value_in_text_goes_by_the_comma() -> None:
    figures = {"DIEM": {"value": "points"}}

    assert stated(read({"data": ROWS}, figures=figures, decimal="comma")) == [
        ("A", "DIEM", Decimal("9.5"))
    ]


def test_more_than_the_whole_is_no_share_unless_the_file_says_it_may_be() -> None:
    rows = [{"agency": {"code": "A"}, "received": 3, "online": 4}]
    figure = {"numerator": "online", "denominator": "received"}

    assert found(read({"data": rows}, figures={"X": figure})) == [
        ("http_json_share_impossible", "data[0].online", "4")
    ]
    assert stated(read({"data": rows}, figures={"X": {**figure, "may_exceed": True}})) == [
        ("A", "X", (4, 3))
    ]


@pytest.mark.parametrize(
    ("content", "options", "code", "path"),
    [
        pytest.param({"rows": ROWS}, {}, "json_path_missing", "data", id="renamed-list"),
        pytest.param({"data": [{**ROWS[0], "received": 1}, {"agency": {"code": "B"}, "online": 1}]}, {}, "json_path_missing", "data[1].received", id="renamed-key-in-one-row"),  # noqa: E501
        pytest.param({"data": [{"agency": {}, "received": 1, "online": 1}]}, {}, "json_path_missing", "data[0].agency.code", id="no-unit"),  # noqa: E501
        pytest.param({"data": {"x": 1}}, {}, "json_path_missing", "data[*]", id="no-list"),
        pytest.param({"data": [1]}, {}, "http_json_row_odd", "data[0]", id="row-that-is-none"),
        pytest.param({"data": ROWS}, {"rows": "data"}, "http_json_row_odd", "data", id="list-as-row"),  # noqa: E501
        pytest.param({"data": []}, {}, "http_json_no_rows", "data[*]", id="empty-list"),
        pytest.param([], {"rows": "[*]"}, "http_json_no_rows", "[*]", id="bare-empty-list"),
    ],
)  # fmt: skip
def test_what_is_not_there_fails_the_run_and_is_named(
    content: Any, options: dict[str, Any], code: str, path: str
) -> None:
    failure = fails(content, **options)

    assert (failure.code, failure.params["path"]) == (code, path)


@pytest.mark.parametrize("value", [None, "", True, {}, [], 1.5])
def test_a_row_that_names_no_unit_is_named_and_left_out(value: object) -> None:
    rows = [{"agency": {"code": value}, "received": 1, "online": 1}, ROWS[0]]

    reading = read({"data": rows})

    assert {one.external_id for one in reading.figures} == {"A"}
    assert found(reading)[0][:2] == ("http_json_unit_odd", "data[0].agency.code")


def test_units_go_by_our_code_where_the_file_gives_it_else_by_their_name() -> None:
    reading = read({"data": ROWS}, unit_name="agency.name", unit_codes={"A": "SXD"})

    assert [(unit.external_id, unit.code, unit.name) for unit in reading.units] == [
        ("A", "SXD", "Sở A"),
        ("B", "", "Sở B"),
    ]
    assert [unit.code for unit in read({"data": ROWS}).units] == ["A", "B"]


def test_a_number_may_be_a_units_key() -> None:
    rows = [{"agency": {"code": 52}, "received": 1, "online": 1}]

    assert [unit.external_id for unit in read({"data": rows}).units] == ["52"]


def test_what_the_source_says_of_a_figure_is_kept_beside_what_the_file_says_of_all() -> None:
    rows = [{**ROWS[0], "flag": "tạm tính"}, {**ROWS[1], "flag": ["A B", "C"]}]
    figures = {"HS-received": {"value": "received", "quality": "flag"}}

    reading = read({"data": rows}, figures=figures, flags=["by_instant"])

    assert [one.quality for one in reading.figures] == [
        "by_instant|tạm_tính",
        "by_instant|A_B|C",
    ]


def test_a_quality_that_is_no_text_is_named_and_the_figure_stays() -> None:
    figures = {"HS-received": {"value": "received", "quality": "agency"}}

    reading = read({"data": ROWS[:1]}, figures=figures)

    assert [one.quality for one in reading.figures] == [""]
    ((finding),) = reading.findings
    assert finding.code == "http_json_quality_odd"
    assert sentence(finding.code, finding.params)
    assert reading.rejected == ()


def test_qualities_never_grow_longer_than_a_figure_keeps() -> None:
    rows = [{**ROWS[0], "flag": [f"co-{number:030}" for number in range(9)]}]
    figures = {"HS-received": {"value": "received", "quality": "flag"}}

    (one,) = read({"data": rows}, figures=figures).figures

    assert len(one.quality) <= 120
    assert all(len(flag) == 33 for flag in one.quality.split("|"))


def test_a_month_that_still_runs_says_so() -> None:
    wanted, chosen = read_period("2026-06"), settings()
    got = {"rows": reply({"data": ROWS}, on=date(2026, 6, 30))}

    assert {one.quality for one in HTTP_JSON.read(chosen, wanted, got).figures} == {
        "period_running"
    }


PAGED: dict[str, Any] = {
    "query": {"page": "{page}"},
    "paging": {"next": "meta.next"},
}


def rows_of(*units: str) -> list[dict[str, Any]]:
    return [{"agency": {"code": unit}, "received": 1, "online": 1} for unit in units]


def test_pages_are_asked_for_until_none_is_named() -> None:
    reading = pull(HTTP_JSON, settings(**PAGED), Pages(rows_of(*"ABCDE")), "2026-06")

    assert [unit.external_id for unit in reading.units] == list("ABCDE")
    assert [one.call for one in reading.figures][::4] == ["rows#1", "rows#2", "rows#3"]


def test_a_page_may_be_asked_for_in_a_body() -> None:
    options = settings(
        method="POST",
        body={"page": "{page:number}", "month": "{month:number}"},
        paging={"next": "meta.next"},
    )
    (call,) = HTTP_JSON.next_calls(options, read_period("2026-06"), LATER, {})
    assert call.body == {"page": 1, "month": 6}

    assert len(pull(HTTP_JSON, options, Pages(rows_of(*"ABC")), "2026-06").units) == 3


@pytest.mark.parametrize("following", [1, 0, -1, "2", True, 1.5, []], ids=repr)
def test_pages_that_go_round_in_a_circle_fail(following: object) -> None:
    with pytest.raises(PullFailedError) as failure:
        pull(
            HTTP_JSON,
            settings(**PAGED),
            Pages(rows_of(*"ABC"), next_instead={1: following}),
            "2026-06",
        )

    assert failure.value.code == "http_json_page_odd"


def test_pages_without_end_fail() -> None:
    endless = {number: number + 1 for number in range(1, 50)}
    options = settings(**{**PAGED, "paging": {"next": "meta.next", "most": 3}})

    with pytest.raises(PullFailedError) as failure:
        pull(HTTP_JSON, options, Pages(rows_of(*"ABC"), size=1, next_instead=endless), "2026-06")

    assert failure.value.code == "http_json_pages_too_many"


def test_a_reply_without_the_place_of_the_next_page_fails() -> None:
    with pytest.raises(PullFailedError) as failure:
        pull(HTTP_JSON, settings(**PAGED), ByUnit(lambda _: {"data": ROWS}), "2026-06")

    assert failure.value.params["path"] == "meta"


def test_units_asked_one_by_one_need_no_unit_in_the_reply() -> None:
    counts = {"A": 3, "B.1": 4}
    options = settings(
        url=f"{URL}/{{unit}}",
        units=["A", "B.1"],
        rows="",
        unit=...,
        figures={"HS-received": {"value": "n"}},
    )

    reading = pull(HTTP_JSON, options, ByUnit(lambda unit: {"n": counts[unit]}), "2026-06")

    assert stated(reading) == [
        ("A", "HS-received", Decimal(3)),
        ("B.1", "HS-received", Decimal(4)),
    ]
    assert [one.call for one in reading.figures] == ["rows:A", "rows:B.1"]


def test_units_and_pages_go_together() -> None:
    options = settings(
        query={"page": "{page}", "unit": "{unit}"},
        paging={"next": "meta.next"},
        units=["A", "B"],
        unit="agency.code",
    )
    calls: list[str] = []

    class Both:
        def answer(self, request: Any) -> Any:
            calls.append(f"{request.query['unit']}{request.query['page']}")
            unit = request.query["unit"]
            return Pages(rows_of(f"{unit}1", f"{unit}2", f"{unit}3")).answer(request)

    system: StandIn = Both()
    reading = pull(HTTP_JSON, options, system, "2026-06")

    assert sorted(calls) == ["A1", "A2", "B1", "B2"]
    assert len(reading.units) == 6


def test_the_period_stands_where_the_templates_say() -> None:
    options = settings(
        url="https://api.example/{year}/count",
        query={"from": "{first_day:%d/%m/%Y}", "to": "{last_day}", "q": "a&b {period}"},
        headers={"X-Site": "1"},
        secret_headers={"Authorization": "API_TOKEN"},
    )
    (call,) = HTTP_JSON.next_calls(options, read_period("2026-06"), LATER, {})

    assert (call.method, call.url) == ("GET", "https://api.example/2026/count")
    assert dict(call.query) == {"from": "01/06/2026", "to": "2026-06-30", "q": "a&b 2026-06"}
    assert call.secret_headers == {"Authorization": "API_TOKEN"}
    assert call.body is None


@pytest.mark.parametrize(
    ("period", "on", "options"),
    [
        pytest.param("2026-09", date(2026, 8, 31), {}, id="not-begun"),
        pytest.param("2026", LATER, {"periods": ["month", "quarter"]}, id="kind-not-offered"),
    ],
)
def test_what_cannot_be_asked_for_is_refused_before_any_call(
    period: str, on: date, options: dict[str, Any]
) -> None:
    with pytest.raises(RefusedError) as refusal:
        HTTP_JSON.next_calls(settings(**options), read_period(period), on, {})

    assert refusal.value.code == "period_not_pullable"


def test_a_period_without_the_value_a_template_needs_is_refused() -> None:
    options = settings(query={"month": "{month}"})

    with pytest.raises(RefusedError) as refusal:
        HTTP_JSON.next_calls(options, read_period("2026-Q2"), LATER, {})

    assert refusal.value.params == {"source": "NGUON", "period": "2026-Q2", "name": "month"}
    assert sentence(refusal.value.code, refusal.value.params)


@pytest.mark.parametrize(
    ("got", "error", "options"),
    [
        pytest.param(reply(status=401), PullStoppedError, {}, id="401"),
        pytest.param(reply(content_type="text/html", body=b"<html>"), PullStoppedError, {}, id="page"),  # noqa: E501
        pytest.param(reply({"data": ROWS}, 201), PullFailedError, {}, id="201-not-expected"),
        pytest.param(reply({"data": ROWS}, 201), None, {"expected_status": [200, 201]}, id="201"),
        pytest.param(reply({"data": ROWS}, 200), PullFailedError, {"expected_status": [201]}, id="200-not-expected"),  # noqa: E501
        pytest.param(reply(body=b'{"data": ['), PullFailedError, {}, id="cut"),
    ],
)  # fmt: skip
def test_only_the_expected_status_is_good(
    got: Any, error: type[PullFailedError] | None, options: dict[str, Any]
) -> None:
    chosen, wanted = settings(**options), read_period("2026-06")
    (call,) = HTTP_JSON.next_calls(chosen, wanted, LATER, {})

    if error is None:
        HTTP_JSON.check_reply(chosen, wanted, call, got, {})
        return
    with pytest.raises(PullFailedError) as failure:
        HTTP_JSON.check_reply(chosen, wanted, call, got, {})
    assert type(failure.value) is error


@pytest.mark.parametrize(
    ("options", "key"),
    [
        pytest.param({"url": "https://{unit}.example/x", "units": ["a"]}, "url", id="unit-in-host"),
        pytest.param({"url": "https://api.example{unit}/x", "units": ["a"]}, "url", id="unit-behind-host"),  # noqa: E501
        pytest.param({"url": "https://api.example:{year}/x"}, "url", id="year-as-port"),
        pytest.param({"url": "{unit}://api.example/x"}, "url", id="unit-as-scheme"),
        pytest.param({"url": "https://{year}@api.example/x"}, "url", id="login"),
        pytest.param({"url": f"{URL}?a={{year}}"}, "url", id="query-in-the-address"),
        pytest.param({"url": f"{URL}/{{years}}"}, "url", id="unknown-placeholder"),
        pytest.param({"url": "file:///etc/passwd"}, "url", id="no-http"),
        pytest.param({"query": {"a": "{b}"}}, "query.a", id="query"),
        pytest.param({"query": {"a": 1}}, "query.a", id="query-that-is-no-text"),
        pytest.param({"method": "DELETE"}, "method", id="method"),
        pytest.param({"body": {"a": "b"}}, "body", id="body-of-a-get"),
        pytest.param({"method": "POST", "body": {"a": ["{b}"]}}, "body", id="body"),
        pytest.param({"expected_status": [302]}, "expected_status", id="redirect-expected"),
        pytest.param({"expected_status": []}, "expected_status", id="no-status"),
        pytest.param({"rows": "data[x]"}, "rows", id="rows"),
        pytest.param({"unit": "a[*]"}, "unit", id="several-units-in-a-row"),
        pytest.param({"unit": ...}, "unit", id="nobodys-rows"),
        pytest.param({"units": ["a"]}, "units", id="units-nobody-asks-for"),
        pytest.param({"url": f"{URL}/{{unit}}"}, "units", id="no-units"),
        pytest.param({"url": f"{URL}/{{unit}}", "units": [".."]}, "units", id="dots"),
        pytest.param({"url": f"{URL}/{{unit}}", "units": ["a/b"]}, "units", id="slash"),
        pytest.param({"query": {"p": "{page}"}}, "paging", id="page-without-paging"),
        pytest.param({"paging": {"next": "n"}}, "paging", id="paging-without-page"),
        pytest.param({"query": {"p": "{page}"}, "paging": {"next": "n[*]"}}, "paging.next", id="several-next-pages"),  # noqa: E501
        pytest.param({"query": {"p": "{page}"}, "paging": {"next": "n", "size": 1}}, "paging.size", id="paging-unknown"),  # noqa: E501
        pytest.param({"figures": {}}, "figures", id="no-figures"),
        pytest.param({"figures": {"X": {}}}, "figures.X", id="empty-figure"),
        pytest.param({"figures": {"X": {"numerator": "a"}}}, "figures.X", id="half-a-share"),
        pytest.param({"figures": {"X": {"numerator": "a", "denominator": "b", "value": "c"}}}, "figures.X", id="parts-and-value"),  # noqa: E501
        pytest.param({"figures": {"X": {"value": "a[*]"}}}, "figures.X.value", id="several-values"),
        pytest.param({"figures": {"X": {"value": "a", "note": "b"}}}, "figures.X.note", id="figure-unknown"),  # noqa: E501
        pytest.param({"figures": {"X Y": {"value": "a"}}}, "figures.X Y", id="indicator"),
        pytest.param({"decimal": "auto"}, "decimal", id="decimal"),
        pytest.param({"flags": ["A B"]}, "flags", id="flags"),
        pytest.param({"periods": ["week"]}, "periods", id="periods"),
        pytest.param({"headers": {"Authorization": "Bearer abc"}}, "headers.Authorization", id="login-in-plain"),  # noqa: E501
        pytest.param({"headers": {"X": "a\r\nY: b"}}, "headers.X", id="header-that-makes-another"),
        pytest.param({"secret_headers": {"Authorization": "Bearer abc"}}, "secret_headers.Authorization", id="secret-itself"),  # noqa: E501
        pytest.param({"verify": False}, "verify", id="unknown"),
    ],
)  # fmt: skip
def test_a_description_that_cannot_work_is_refused_by_name(
    options: dict[str, Any], key: str
) -> None:
    with pytest.raises(RefusedError) as refusal:
        HTTP_JSON.check_settings(settings(**options))

    assert refusal.value.params["key"] == key
    assert "abc" not in str(refusal.value.params)


def test_the_same_bytes_always_give_the_same_reading() -> None:
    wanted, chosen = read_period("2026-06"), settings(**PAGED)
    system = Pages(rows_of(*"ABC"))
    replies: dict[str, Any] = {}
    while calls := HTTP_JSON.next_calls(chosen, wanted, LATER, replies):
        replies |= {call.name: ask(system, call) for call in calls}

    assert HTTP_JSON.read(chosen, wanted, replies) == HTTP_JSON.read(chosen, wanted, replies)
