"""A path leads exactly where it says, or names the first place that is not there."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import ReadingError
from tracker.sources.json_paths import MissingPathError, find_all, find_one, kind_of, read_path

pytestmark = pytest.mark.one_database

DOCUMENT: dict[str, Any] = {
    "data": [
        {"agency": {"code": "A", "from-date": "x"}, "n": 1, "odd name": 7},
        {"agency": {"code": None}, "n": 0},
    ],
    "empty": [],
    "matrix": [[1, 2], [3]],
}


def found(path: str, document: Any = DOCUMENT, base: str = "") -> list[tuple[str, Any]]:
    return list(find_all(document, read_path(path), base))


@pytest.mark.parametrize(
    ("path", "places"),
    [
        pytest.param("data[0].n", [("data[0].n", 1)], id="one-item"),
        pytest.param("$.data[0].n", [("data[0].n", 1)], id="from-the-root"),
        pytest.param("data[*].n", [("data[0].n", 1), ("data[1].n", 0)], id="each"),
        pytest.param("data[*].agency.code", [("data[0].agency.code", "A"), ("data[1].agency.code", None)], id="null-is-something"),  # noqa: E501
        pytest.param("empty[*].n", [], id="an-empty-list-leads-nowhere"),
        pytest.param("matrix[*][*]", [("matrix[0][0]", 1), ("matrix[0][1]", 2), ("matrix[1][0]", 3)], id="lists-in-lists"),  # noqa: E501
        pytest.param("matrix[1][0]", [("matrix[1][0]", 3)], id="numbers-in-a-row"),
        pytest.param("data[0].agency.from-date", [("data[0].agency.from-date", "x")], id="hyphen"),
        pytest.param("data[0].odd name", [("data[0].odd name", 7)], id="blank-inside-a-name"),
        pytest.param(" data[0].n ", [("data[0].n", 1)], id="blanks-around"),
    ],
)  # fmt: skip
def test_a_path_leads_to_each_place_it_names(path: str, places: list[tuple[str, Any]]) -> None:
    assert found(path) == places


@pytest.mark.parametrize("path", ["", "$", "  "])
def test_no_step_is_the_whole_document(path: str) -> None:
    assert found(path) == [("$", DOCUMENT)]


def test_the_root_may_be_a_list() -> None:
    assert found("[*].n", DOCUMENT["data"]) == [("[0].n", 1), ("[1].n", 0)]
    assert found("$[1].n", DOCUMENT["data"]) == [("[1].n", 0)]


def test_places_begin_where_the_document_stands_in_a_larger_one() -> None:
    assert found("agency.code", DOCUMENT["data"][0], "data[0]") == [("data[0].agency.code", "A")]


@pytest.mark.parametrize(
    ("path", "place", "kind"),
    [
        pytest.param("data[0].m", "data[0].m", "-", id="renamed-key"),
        pytest.param("data[*].agency.from-date", "data[1].agency.from-date", "-", id="in-one-row"),
        pytest.param("data[2].n", "data[2]", "-", id="list-too-short"),
        pytest.param("data.n", "data.n", "array", id="list-for-object"),
        pytest.param("data[0][*]", "data[0][*]", "object", id="object-for-list"),
        pytest.param("data[0].n.x", "data[0].n.x", "number", id="number-for-object"),
        pytest.param("data[1].agency.code.x", "data[1].agency.code.x", "null", id="under-null"),
        pytest.param("data[0].agency.code[0]", "data[0].agency.code[0]", "text", id="text-for-list"),  # noqa: E501
    ],
)  # fmt: skip
def test_a_missing_place_is_named_exactly(path: str, place: str, kind: str) -> None:
    with pytest.raises(MissingPathError) as refusal:
        found(path)

    assert (refusal.value.path, refusal.value.found) == (place, kind)


@pytest.mark.parametrize(
    "path",
    ["a..b", ".a", "a.", "$a", "$..a", "a[", "a[]", "a[-1]", "a[x]", "a]", "[0]a", "*", "a.*",
     "a.[0]", "a[1234567]", "a b. c", "x" * 301],
)  # fmt: skip
def test_what_is_no_path_is_refused(path: str) -> None:
    with pytest.raises(ReadingError) as refusal:
        read_path(path)

    assert refusal.value.code == "json_path_unreadable"


def test_one_place_is_asked_for_by_a_path_to_one_place() -> None:
    assert find_one(DOCUMENT, read_path("data[0].n")) == ("data[0].n", 1)
    with pytest.raises(ValueError, match="several"):
        find_one(DOCUMENT, read_path("data[*].n"))


@pytest.mark.parametrize(
    ("value", "kind"),
    [(True, "boolean"), (None, "null"), ({}, "object"), ([], "array"), ("", "text"), (1, "number")],
)
def test_kinds_are_called_as_json_calls_them(value: object, kind: str) -> None:
    assert kind_of(value) == kind


NAMES = st.text("abcé-_ 9", min_size=1).filter(lambda name: name == name.strip())
DOCUMENTS = st.recursive(
    st.none() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=12,
)


def leaves(value: Any, place: str = "") -> list[tuple[str, Any]]:
    if isinstance(value, dict):
        inner = [(f"{place}.{key}" if place else key, each) for key, each in value.items()]
    elif isinstance(value, list):
        inner = [(f"{place}[{number}]", each) for number, each in enumerate(value)]
    else:
        return [(place or "$", value)]
    return [leaf for where, each in inner for leaf in leaves(each, where)]


@given(DOCUMENTS)
def test_the_place_a_walk_reports_is_a_path_back_to_it(document: Any) -> None:
    document = json.loads(json.dumps(document))
    for place, value in leaves(document):
        assert find_one(document, read_path(place)) == (place, value)
