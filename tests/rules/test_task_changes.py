"""What differs between two states of a task's parties; which change may be undone."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary import TaskChangeKind
from tracker.rules.task_changes import (
    Difference,
    Recorded,
    party_differences,
    party_key,
    standing_change,
)

DAY = date(2024, 4, 10)
PARTIES, TERM = TaskChangeKind.PARTIES, TaskChangeKind.TERM


def party(
    name: str,
    role: str = "lead",
    condition: str = "",
    unit_id: int | None = None,
    group_id: int | None = None,
) -> dict[str, object]:
    return {
        "printed": name, "role": role, "condition": condition, "unit_id": unit_id,
        "group_id": group_id,
    }  # fmt: skip


def test_a_party_is_its_unit_or_group_or_else_its_name() -> None:
    assert party_key(party("A", unit_id=1)) == ("unit", 1)
    assert party_key(party("A", group_id=1)) == ("group", 1)
    assert party_key(party("Sở  Nội vụ")) == party_key(party("sở nội vụ"))


def test_each_difference_is_named() -> None:
    before = [party("A", unit_id=1), party("B", "supporting", unit_id=2), party("C", group_id=3)]
    after = [
        party("A", "supporting", unit_id=1),
        party("C", condition="có dịch vụ", group_id=3),
        party("D", condition="nếu có", unit_id=4),
    ]

    assert party_differences(before, after) == (
        Difference("party_removed", {"name": "B", "role": "supporting"}),
        Difference("party_moved", {"name": "A", "before": "lead", "role": "supporting"}),
        Difference("party_condition", {"name": "C", "before": "–", "after": "có dịch vụ"}),
        Difference("party_added", {"name": "D nếu có", "role": "lead"}),
    )


PARTY_LISTS = st.lists(
    st.builds(
        party,
        st.sampled_from("ABC"),
        st.sampled_from(("lead", "supporting")),
        st.sampled_from(("", "x")),
        st.integers(1, 5),
    ),
    unique_by=party_key,
)


@given(before=PARTY_LISTS, after=PARTY_LISTS)
def test_nothing_differs_just_where_the_same_units_play_the_same_part(
    before: list[dict[str, object]], after: list[dict[str, object]]
) -> None:
    def parts(rows: list[dict[str, object]]) -> set[tuple[object, ...]]:
        return {(party_key(row), row["role"], row["condition"]) for row in rows}

    assert (party_differences(before, after) == ()) is (parts(before) == parts(after))


def test_the_newest_that_was_not_undone_stands() -> None:
    records = [
        Recorded(1, TERM, DAY),
        Recorded(2, TERM, DAY),
        Recorded(3, PARTIES, DAY),
        Recorded(4, TERM, DAY, undoes_id=2),
    ]

    assert standing_change(records, TERM) == records[0]
    assert standing_change(records, PARTIES) == records[2]
    assert standing_change(records, TaskChangeKind.TARGET) is None
