"""Whatever stands anywhere in an answer, it is read or refused by name; nothing else happens."""

import copy
import json
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.stand_ins.portal import ROOT_ID, PortalStandIn, province
from tests.stand_ins.server import Request
from tracker.rules.periods import read_period
from tracker.sources.contract import Reply, SourceSettings
from tracker.sources.errors import PullFailedError
from tracker.sources.portal import PORTAL
from tracker.wording.sentences import explain

pytestmark = pytest.mark.one_database

AUGUST = read_period("2026-08")
SETTINGS = SourceSettings("CONG", "portal", {"root_department_id": ROOT_ID}, pause_seconds=0)
AT = datetime(2026, 9, 26, 18, 14, tzinfo=UTC)
CALLS = PORTAL.next_calls(SETTINGS, AUGUST, date(2026, 9, 27), {})
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**30), 10**30),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=20),
    st.just([]),
    st.just({}),
    st.just([{}]),
    st.just({"departmentId": ["x"]}),
)


@cache
def bodies() -> dict[str, Any]:
    portal = PortalStandIn(province(3))
    return {
        call.name: json.loads(
            portal.answer(
                Request(
                    "POST",
                    call.url.removeprefix("https://dichvucong.gov.vn"),
                    {},
                    {},
                    json.dumps(call.body).encode(),
                )
            ).body
        )
        for call in CALLS
    }


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the way to every value within a body."""
    inner = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    return [path, *(way for key, item in inner for way in places(item, (*path, key)))]


def change(body: Any, path: tuple[Any, ...], new: Any, *, removes: bool) -> Any:
    body = copy.deepcopy(body)
    if not path:
        return new
    target = body
    for key in path[:-1]:
        target = target[key]
    if removes:
        del target[path[-1]]
    else:
        target[path[-1]] = new
    return body


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_an_answer_with_one_odd_value_is_read_or_refused_by_name(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(bodies())))
    path = data.draw(st.sampled_from(places(bodies()[name])))
    odd = change(bodies()[name], path, data.draw(ODD), removes=data.draw(st.booleans()))
    replies: dict[str, Reply] = {}
    try:
        for call in CALLS:
            body = odd if call.name == name else bodies()[call.name]
            got = Reply(201, "application/json", json.dumps(body).encode(), AT)
            PORTAL.check_reply(SETTINGS, AUGUST, call, got, replies)
            replies[call.name] = got
        PORTAL.next_calls(SETTINGS, AUGUST, date(2026, 9, 27), replies)
        if all(page in replies for page in bodies()):
            reading = PORTAL.read(SETTINGS, AUGUST, replies)
    except PullFailedError as error:
        explain(error)
        return
    for figure in reading.figures:
        assert (figure.numerator is None) == (figure.denominator is None)
        assert (figure.numerator is None) != (figure.value is None)
        assert (figure.numerator or 0) >= 0


@settings(max_examples=60, deadline=None)
@given(start=st.integers(0, 2000), size=st.integers(1, 2000), fill=st.binary(max_size=8))
def test_an_answer_with_bytes_gone_or_changed_is_read_or_refused_by_name(
    start: int, size: int, fill: bytes
) -> None:
    call = CALLS[1]
    whole = json.dumps(bodies()[call.name]).encode()
    body = whole[:start] + fill + whole[start + size :]

    try:
        PORTAL.check_reply(SETTINGS, AUGUST, call, Reply(201, "application/json", body, AT), {})
    except PullFailedError as error:
        explain(error)
