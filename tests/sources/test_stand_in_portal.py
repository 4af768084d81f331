"""The stand-in keeps the arithmetic found in the recorded answers, and the portal's habits.

Source: data/portal/README.md sections 1 and 5.
"""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.stand_ins.portal import (
    BASE_PATH,
    MAXIMA,
    METRICS,
    PATHS,
    ROOT_ID,
    TREES,
    PortalStandIn,
    Unit,
    half_up,
    payment_score,
    percent,
    plain,
    province,
    recorded,
    score_of,
)
from tests.stand_ins.server import Request, json_answer

pytestmark = pytest.mark.one_database

PHU_THO = recorded()("2026-08")
EVERY = (PHU_THO.root, *PHU_THO.units)


def ask(portal: PortalStandIn, group: str, status: int = 201, **more: Any) -> Any:
    time = (
        {"fromDate": "2026-08-01", "toDate": "2026-08-31"}
        if group == "satisfaction"
        else {"timeType": "month", "year": 2026, "month": 8}
    )
    body = {**time, "rootDepartmentId": ROOT_ID, "currentPage": 1, "pageSize": 100, **more}
    sent = json_answer({key: value for key, value in body.items() if value is not None}).body
    path = f"{BASE_PATH}/evaluation/{PATHS[group]}"
    answer = portal.answer(Request("POST", path, {}, {}, sent))
    assert answer.status == status
    import json

    return json.loads(answer.body)


def unprinted(unit: Unit) -> Unit:
    return replace(unit, printed=None)


def test_there_are_164_recorded_units() -> None:
    assert len(EVERY) == 164


@pytest.mark.parametrize("group", ["progress", "payment"])
def test_the_rules_give_every_recorded_score(group: str) -> None:
    wrong = [
        (unit.code, score_of(group, unprinted(unit), False), unit.printed[group])
        for unit in EVERY
        if unit.printed and score_of(group, unprinted(unit), False) != unit.printed[group]
    ]

    assert wrong == []


def test_the_rules_give_the_recorded_points_of_metrics() -> None:
    checked = 0
    for unit in EVERY:
        for group in METRICS:
            if unit.printed and unit.printed[group] is not None:
                # What is information only was not recorded, and has no points.
                full = {code: unit.metrics.get(code, (None, None)) for code in METRICS[group]}
                bare = replace(unit, printed=None, metrics=full)
                assert score_of(group, bare, False) == unit.printed[group], (unit.code, group)
                checked += 1
    assert checked == 33


def test_the_online_points_of_the_province() -> None:
    assert score_of("online", unprinted(PHU_THO.root), True) == Decimal("8.83")


def test_recorded_children_add_up_to_the_province() -> None:
    for name in ("received", "on_time", "paid", "obliged"):
        total = sum(getattr(unit, name) for unit in PHU_THO.units)
        assert total == getattr(PHU_THO.root, name), name


@pytest.mark.parametrize("period", ["2026-07", "2026-08", "2026-Q3", "2026"])
@pytest.mark.parametrize("count", [1, 12, 163])
def test_the_invented_province_adds_up_and_is_the_same_every_time(period: str, count: int) -> None:
    data = province(count)(period)

    assert data == province(count)(period)
    assert len(data.units) == count
    assert len({unit.id for unit in data.units} | {unit.code for unit in data.units}) == 2 * count
    for name in ("received", "on_time", "paid", "obliged"):
        assert sum(getattr(unit, name) for unit in data.units) == getattr(data.root, name)
    for unit in data.units:
        assert 0 <= (unit.on_time or 0) <= (unit.received or 0)
        assert 0 <= payment_score(unit) <= MAXIMA["payment"]


def test_months_differ() -> None:
    assert province(12)("2026-07").root.received != province(12)("2026-08").root.received


def test_a_rewritten_unit_is_all_on_time_and_received_as_much() -> None:
    before, after = (province(12, names)("2026-08").units[5] for names in ((), ("H99.105",)))

    assert before.code == "H99.105"
    assert before.on_time != before.received == after.received == after.on_time


@pytest.mark.parametrize(
    ("above", "below", "shown"),
    [(1, 3, 33.33), (2, 3, 66.67), (1, 1, 100), (0, 0, 0), (0, 5, 0), (None, None, None)],
)
def test_percentages_are_printed_like_the_portals(above: Any, below: Any, shown: Any) -> None:
    assert plain(percent(above, below)) == shown


def test_half_up_is_half_up() -> None:
    assert half_up(Decimal("2.345")) == Decimal("2.35")


@pytest.mark.parametrize("group", sorted(PATHS))
def test_an_answer_is_created_and_wrapped(group: str) -> None:
    answer = ask(PortalStandIn(province(12)), group)

    assert (answer["code"], answer["message"]) == ("OK", "OK")
    keys = {"parent", "children"} if group in TREES else {"overview", "evaluation", "pagination"}
    assert keys <= answer["data"].keys()


def test_trees_take_no_notice_of_the_page_size_and_metrics_do() -> None:
    portal = PortalStandIn(province(163))

    assert len(ask(portal, "progress", pageSize=100)["data"]["children"]) == 163
    page = ask(portal, "digitized", pageSize=100, currentPage=2)["data"]
    assert len(page["evaluation"]) == 63
    assert page["pagination"] == {
        "total": 163,
        "currentPage": 2,
        "pageSize": 100,
        "totalPages": 2,
    }


@pytest.mark.parametrize(
    ("group", "more"),
    [
        ("satisfaction", {"timeType": "month"}),
        ("satisfaction", {"toDate": None}),
        ("satisfaction", {"toDate": "2026-08-30"}),
        ("progress", {"timeType": None}),
    ],
)
def test_a_period_in_the_wrong_words_is_refused(group: str, more: dict[str, Any]) -> None:
    assert ask(PortalStandIn(province(3)), group, 400, **more)["code"] == "BAD_REQUEST"


def test_another_root_has_no_units() -> None:
    answer = ask(PortalStandIn(province(3)), "progress", rootDepartmentId="x")

    assert answer["data"]["children"] == []


def test_only_progress_and_digitized_say_more_than_an_id_and_a_name() -> None:
    portal = PortalStandIn(province(3))

    for group in PATHS:
        data = ask(portal, group)["data"]
        unit = data["children" if group in TREES else "evaluation"][0]
        has_code = group in (*TREES, "digitized")
        assert ("departmentCode" in unit) is has_code, group
        assert ("level" if group in TREES else "departmentLevel") in unit


def test_the_province_says_nothing_of_overdue_and_its_units_a_complement() -> None:
    data = ask(PortalStandIn(province(12)), "progress")["data"]

    assert "totalOverdue" not in data["parent"]
    assert all(
        child["totalOverdue"] == child["totalReceived"] - child["totalOnTime"]
        for child in data["children"]
    )


def test_an_unknown_fault_is_a_slip_of_the_test() -> None:
    with pytest.raises(LookupError):
        PortalStandIn(province(1)).spoil("nothing")
