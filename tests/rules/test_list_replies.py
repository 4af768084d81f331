"""What objections leave in a list: rows out, words in, counts as they are, the same twice over."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary import ObjectionState
from tracker.rules.canonical import canonical_json
from tracker.rules.list_replies import ListReplies, ObjectionFact, apply_replies

DAY = date(2024, 4, 5)
ROWS = [("finished_late", "A-1"), ("finished_late", "A-2"), ("open_overdue", "B-3")]


def contents(*, masked: bool = True) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a public and an internal content with three rows."""
    internal: dict[str, Any] = {
        "codes": "full",
        "notices": [{"code": "source_stale", "source": "mc"}],
        "units": [{"code": "A", "finished_late": 2}, {"code": "B", "finished_late": 0}],
        "finished_late": [],
        "open_overdue": [],
    }
    public = {**internal, "codes": "masked" if masked else "full"}
    for annex, code in ROWS:
        row = {"code": code, "unit_code": code[0]}
        internal[annex] = [*internal[annex], {**row, "source": "mc", "officer": "Cán bộ"}]
        public[annex] = [*public[annex], {**row, "code": f"*{code}" if masked else code}]
    return public, internal


def fact(
    code: str | None,
    state: ObjectionState,
    *,
    source: str = "mc",
    unit: str = "",
    decision: str = "Đúng.",
) -> ObjectionFact:
    """Return an objection of the unit whose row it is, unless another is named."""
    unit_code = unit or (code or "A")[0]
    return ObjectionFact(
        unit_code=unit_code,
        unit_name=f"Xã {unit_code}",
        row=None if code is None else (source, code),
        state=state,
        raised_on=DAY,
        decided_on=None if state is ObjectionState.OPEN else DAY,
        decision="" if state is ObjectionState.OPEN else decision,
    )


def apply(*facts: ObjectionFact, **more: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    return apply_replies(*contents(**more), ListReplies(DAY, DAY, facts))


def test_without_objections_the_rows_are_as_they_were() -> None:
    public, internal = apply_replies(*contents(), ListReplies())

    assert {**contents()[0], "reply": None, "upheld": [], "objections": []} == public
    assert internal["finished_late"] == contents()[1]["finished_late"]


def test_an_upheld_row_leaves_both_contents() -> None:
    public, internal = apply(fact("A-2", ObjectionState.UPHELD))

    assert [row["code"] for row in internal["finished_late"]] == ["A-1"]
    assert [row["code"] for row in public["finished_late"]] == ["*A-1"]
    assert public["units"] == contents()[0]["units"]
    (entry,) = internal["upheld"]
    assert (entry["code"], entry["annex"], entry["source"]) == ("A-2", "finished_late", "mc")
    assert public["upheld"][0]["code"] != "A-2"
    assert "source" not in public["upheld"][0]


def test_the_same_code_of_another_source_stays() -> None:
    _public, internal = apply(fact("A-2", ObjectionState.UPHELD, source="khac"))

    assert [row["code"] for row in internal["finished_late"]] == ["A-1", "A-2"]
    assert internal["upheld"] == []


@pytest.mark.parametrize("state", ObjectionState)
def test_what_one_unit_objected_to_is_nothing_against_the_row_of_another(
    state: ObjectionState,
) -> None:
    """The unit was right: the dossier is another's, and stands in that one's rows now."""
    public, internal = apply(fact("A-2", state, unit="B"))

    assert [row["code"] for row in internal["finished_late"]] == ["A-1", "A-2"]
    assert (public["upheld"], public["objections"]) == ([], [])


@pytest.mark.parametrize("masked", [True, False])
def test_codes_are_masked_exactly_where_the_list_masks(masked: bool) -> None:
    public, _internal = apply(
        fact("A-1", ObjectionState.REJECTED), fact("A-2", ObjectionState.UPHELD), masked=masked
    )

    shown = {entry["code"] for entry in (*public["objections"], *public["upheld"])}
    assert (shown == {"A-1", "A-2"}) is not masked


@pytest.mark.parametrize(
    ("state", "text"),
    [
        (ObjectionState.OPEN, "Đơn vị có ý kiến ngày 05/04/2024; chưa có kết luận."),
        (
            ObjectionState.REJECTED,
            "Đơn vị có ý kiến ngày 05/04/2024; không được chấp nhận: Đúng.",
        ),
    ],
)
def test_what_is_not_agreed_to_is_printed(state: ObjectionState, text: str) -> None:
    public, _internal = apply(fact("B-3", state), fact(None, state))

    assert [entry["text"] for entry in public["objections"]] == [text, text]
    assert [entry["annex"] for entry in public["objections"]] == ["open_overdue", None]


def test_nothing_is_printed_of_a_row_the_data_no_longer_hold() -> None:
    public, _internal = apply(
        *(fact("A-9", state) for state in ObjectionState), fact(None, ObjectionState.OPEN)
    )

    assert public["upheld"] == []
    assert [entry["code"] for entry in public["objections"]] == [None]
    assert [notice["code"] for notice in public["notices"]] == ["source_stale"]


def test_notices_count_rows_and_counts_apart() -> None:
    public, _internal = apply(
        fact("A-1", ObjectionState.UPHELD),
        fact("B-3", ObjectionState.UPHELD),
        fact(None, ObjectionState.UPHELD),
    )

    assert public["notices"][1:] == [
        {"code": "objections_upheld", "count": 2},
        {"code": "count_objections_upheld", "count": 1},
    ]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["A-1", "A-2", "B-3", "A-9", None]), st.sampled_from(ObjectionState)
        ),
        max_size=6,
    )
)
def test_applied_again_it_gives_the_same_bytes(
    found: list[tuple[str | None, ObjectionState]],
) -> None:
    replies = ListReplies(DAY, DAY, tuple(fact(code, state) for code, state in found))
    once = apply_replies(*contents(), replies)

    stored = [json.loads(canonical_json(content)) for content in once]
    twice = apply_replies(stored[0], stored[1], replies)

    assert [canonical_json(content) for content in twice] == [
        canonical_json(content) for content in once
    ]
    listed = [row["code"] for annex in ("finished_late", "open_overdue") for row in once[1][annex]]
    out = [entry["code"] for entry in once[1]["upheld"] if entry["code"]]
    assert sorted({*listed, *out}) == ["A-1", "A-2", "B-3"]
    assert not set(listed) & set(out)
