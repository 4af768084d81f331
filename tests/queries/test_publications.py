"""What is found of frozen lists, and by whom."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from models import Publication, db
from models.vocabulary import PublicationState, Role
from tests.remembered import remembered
from tracker.errors import NotFoundError
from tracker.queries.publications import (
    find_audit_head,
    find_chain_end,
    find_latest_publication,
    get_publication,
    list_publications,
)
from tracker.rules.periods import read_period
from tracker.services.audit import record_audit

if TYPE_CHECKING:
    from tests.conftest import MakeActor
    from tracker.config import Settings
    from tracker.queries.accounts import Actor

AT = datetime(2024, 6, 1, 1, tzinfo=UTC)


class Shelf:
    """Lists put there by hand, in any state."""

    def __init__(self, make_actor: MakeActor) -> None:
        self.staff = make_actor("lan", Role.OFFICE_STAFF)
        self.approver = make_actor("binh", Role.APPROVER)

    def put(
        self,
        period: str,
        version: int,
        state: PublicationState,
        *,
        was_published: bool,
        previous: str = "",
    ) -> str:
        """Add a version and return its hash."""
        month = read_period(period)
        sha256 = f"hash of {period} v{version}"
        db.session.add(
            Publication(
                period=period,
                version=version,
                state=state,
                first_day=month.first_day(),
                last_day=month.last_day(),
                as_of=date(2024, 6, 1),
                is_sample=False,
                content=f'{{"version":{version}}}',
                internal_content=f'{{"officer":"x","version":{version}}}',
                sha256=sha256,
                previous_sha256=previous,
                drafted_by=self.staff.id,
                drafted_at=AT,
                approved_by=self.approver.id,
                published_by=self.staff.id if was_published else None,
                published_at=AT if was_published else None,
            )
        )
        db.session.commit()
        return sha256


@remembered
def shelf(database: Settings, make_actor: MakeActor) -> Shelf:
    del database
    return Shelf(make_actor)


def fill(shelf: Shelf) -> None:
    state = PublicationState
    first = shelf.put("2024-03", 1, state.CORRECTED, was_published=True)
    second = shelf.put("2024-04", 1, state.PUBLISHED, was_published=True, previous=first)
    third = shelf.put("2024-03", 2, state.PUBLISHED, was_published=True, previous=second)
    fourth = shelf.put("2024-05", 1, state.WITHDRAWN, was_published=True, previous=third)
    shelf.put("2024-03", 3, state.APPROVED, was_published=False, previous=fourth)
    shelf.put("2024-05", 2, state.DRAFT, was_published=False, previous=fourth)
    shelf.put("2024-02", 1, state.WITHDRAWN, was_published=False)


def test_lists_stand_newest_month_first_newest_version_first(shelf: Shelf) -> None:
    fill(shelf)

    everything = [(row.period, row.version) for row in list_publications()]
    public = [(row.period, row.version) for row in list_publications(public_only=True)]

    may, april, march = "2024-05", "2024-04", "2024-03"
    assert everything == [
        (may, 2),
        (may, 1),
        (april, 1),
        (march, 3),
        (march, 2),
        (march, 1),
        ("2024-02", 1),
    ]
    assert public == [(may, 1), (april, 1), (march, 2), (march, 1)]


def test_people_are_named_as_they_are_displayed(shelf: Shelf) -> None:
    fill(shelf)

    row = get_publication("2024-03", 3)

    assert (row.drafted_by, row.approved_by) == ("Lan", "Binh")
    assert (row.published_by, row.closed_by) == ("", "")
    assert row.drafted_at == AT


def test_the_public_reads_what_was_published_once_and_never_the_internal_list(
    shelf: Shelf,
) -> None:
    fill(shelf)

    assert get_publication("2024-03").version == 3
    assert get_publication("2024-03").internal == {"officer": "x", "version": 3}
    public = get_publication("2024-03", public_only=True)
    assert (public.version, public.internal) == (2, {})
    assert (public.content, public.content_text) == ({"version": 2}, '{"version":2}')
    assert get_publication("2024-03", 1, public_only=True).state is PublicationState.CORRECTED
    assert get_publication("2024-05", public_only=True).state is PublicationState.WITHDRAWN


@pytest.mark.parametrize(
    ("period", "version", "public_only", "code"),
    [
        pytest.param("2023-01", None, False, "late_list_missing", id="no-list"),
        pytest.param("2024-02", None, True, "late_list_missing", id="never-published"),
        pytest.param("2024-03", 9, False, "late_list_version_missing", id="no-such-version"),
        pytest.param("2024-03", 3, True, "late_list_version_missing", id="version-not-public"),
    ],
)
def test_a_list_that_is_not_there_for_the_reader_is_not_found(
    shelf: Shelf, period: str, version: int | None, public_only: bool, code: str
) -> None:
    fill(shelf)

    with pytest.raises(NotFoundError) as refusal:
        get_publication(period, version, public_only=public_only)

    assert refusal.value.code == code


def test_the_latest_list_is_of_the_newest_month_that_stands_published(shelf: Shelf) -> None:
    assert find_latest_publication() is None
    fill(shelf)

    latest = find_latest_publication()

    assert latest is not None
    assert (latest.period, latest.internal) == ("2024-04", {})


def test_the_chain_ends_where_no_other_list_goes_on_even_within_one_second(shelf: Shelf) -> None:
    assert find_chain_end() == find_chain_end(with_approved=True) == ""
    fill(shelf)

    assert find_chain_end() == "hash of 2024-05 v1"
    assert find_chain_end(with_approved=True) == "hash of 2024-03 v3"


def test_the_audit_head_is_the_hash_of_the_last_entry(database: Settings, system: Actor) -> None:
    del database
    assert find_audit_head() == ""
    for _ in range(3):
        last = record_audit(actor=system, action="a", object_type="b", object_key="c")

    assert find_audit_head() == last
