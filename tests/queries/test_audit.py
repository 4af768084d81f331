from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from models import AuditEntry, Publication, db
from models.vocabulary import PublicationState, Role
from tests.publication_rows import make_publication
from tests.remembered import remembered
from tracker.queries.audit import list_audit, verify_audit
from tracker.rules.audit_fields import EntryText
from tracker.rules.canonical import GENESIS_HEX, chain_hash
from tracker.services.audit import record_audit
from tracker.transaction import transaction

if TYPE_CHECKING:
    from tests.conftest import MakeActor, OnDay
    from tracker.queries.accounts import Actor

ENTRIES = 12
PRINTED = 8
"""The list of the month was drafted when the chain had so many entries."""

TABLE = AuditEntry.__table__
Row = dict[str, object]


def write(actor: Actor, first: int, last: int) -> None:
    with transaction():
        for number in range(first, last + 1):
            record_audit(
                actor=actor,
                action="target_changed",
                object_type="task",
                object_key=f"I.{number}",
                details={"trước": "80", "sau": str(80 + number), "đơn vị": "%"}
                if number % 3
                else None,
            )


def publish(head: str, *, state: PublicationState = PublicationState.PUBLISHED) -> None:
    drafter, approver = db.session.scalars(sa.select(Actors.c.id).order_by(Actors.c.id)).all()[:2]
    make_publication(
        drafter,
        "2024-03",
        state=state,
        is_sample=True,
        content=json.dumps({"period": "2024-03", "audit_head": head}),
        audit_head=head,
        drafted_at=datetime(2024, 4, 2, 5, tzinfo=UTC),
        approved_by=approver,
        approved_at=datetime(2024, 4, 3, 5, tzinfo=UTC),
    )


Actors = sa.table("user", sa.column("id", sa.Integer))


def unlock() -> None:
    """Do as the owner of the database can: take the triggers away."""
    with transaction():
        if db.engine.dialect.name == "sqlite":
            db.session.execute(sa.text("DROP TRIGGER audit_entry_no_update"))
            db.session.execute(sa.text("DROP TRIGGER audit_entry_no_delete"))
        else:
            db.session.execute(sa.text("DROP TRIGGER audit_entry_frozen ON audit_entry"))


def stored() -> list[Row]:
    rows = db.session.execute(sa.text("SELECT * FROM audit_entry ORDER BY seq")).mappings()
    return [dict(row) for row in rows]


def replace_all(rows: list[Row]) -> None:
    db.session.execute(sa.text("DELETE FROM audit_entry"))
    for row in rows:
        names = ", ".join(row)
        values = ", ".join(f":{name}" for name in row)
        db.session.execute(sa.text(f"INSERT INTO audit_entry ({names}) VALUES ({values})"), row)


def as_text(row: Row) -> EntryText:
    at = row["at"]
    instant = datetime.fromisoformat(at) if isinstance(at, str) else at
    assert isinstance(instant, datetime)
    instant = instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)
    names = ("actor", "actor_role", "action", "object_type", "object_key", "details")
    return EntryText(row["seq"], instant, *(row[name] for name in names))


def rebuild(rows: list[Row], first: int) -> None:
    """Number and link the rows anew from one on, as somebody who knows the rule can."""
    previous = rows[first - 2]["hash"] if first > 1 else GENESIS_HEX
    for seq, row in enumerate(rows[first - 1 :], start=first):
        row["seq"] = row["id"] = seq
        row["previous_hash"] = previous
        row["hash"] = previous = chain_hash(str(previous), as_text(row).fields())


def edit(rows: list[Row]) -> None:
    rows[4]["details"] = str(rows[4]["details"]).replace("85", "95")


def edit_and_hash_again(rows: list[Row]) -> None:
    rows[4]["object_key"] = "I.99"
    rows[4]["hash"] = chain_hash(str(rows[4]["previous_hash"]), as_text(rows[4]).fields())


def forget_the_details(rows: list[Row]) -> None:
    rows[4]["details"] = None


def backdate(rows: list[Row]) -> None:
    at = as_text(rows[4]).at - timedelta(days=1)
    rows[4]["at"] = at.replace(tzinfo=None).isoformat(" ") if isinstance(rows[4]["at"], str) else at


def delete_in_the_middle(rows: list[Row]) -> None:
    del rows[4]


def delete_and_close_the_numbers(rows: list[Row]) -> None:
    del rows[4]
    for seq, row in enumerate(rows, start=1):
        row["seq"] = row["id"] = seq


def insert(rows: list[Row]) -> None:
    rows.insert(4, dict(rows[4], object_key="I.77", hash="f" * 64))
    for seq, row in enumerate(rows, start=1):
        row["seq"] = row["id"] = seq


def swap(rows: list[Row]) -> None:
    for name in rows[0]:
        if name not in ("id", "seq"):
            rows[4][name], rows[5][name] = rows[5][name], rows[4][name]


def cut_the_head(rows: list[Row]) -> None:
    del rows[:4]


def cut_the_head_and_number_again(rows: list[Row]) -> None:
    del rows[:4]
    rebuild_numbers_only(rows)


def rebuild_numbers_only(rows: list[Row]) -> None:
    for seq, row in enumerate(rows, start=1):
        row["seq"] = row["id"] = seq


def cut_the_tail(rows: list[Row]) -> None:
    del rows[4:]


def rebuild_from_the_fifth(rows: list[Row]) -> None:
    rows[4]["object_key"] = "I.99"
    rebuild(rows, 5)


def rebuild_everything(rows: list[Row]) -> None:
    rows[0]["actor"] = "ai-do"
    rebuild(rows, 1)


@remembered
def chain(database: object, make_actor: MakeActor, on_day: OnDay) -> Actor:
    actor = make_actor("chuyenvien")
    make_actor("lanhdao", Role.APPROVER)
    on_day(date(2024, 4, 1), time(8))
    write(actor, 1, PRINTED)
    publish(stored()[-1]["hash"])  # type: ignore[arg-type]
    on_day(date(2024, 4, 10), time(8))
    write(actor, PRINTED + 1, ENTRIES)
    return actor


def test_a_chain_nobody_touched_holds(chain: Actor) -> None:
    check = verify_audit()

    assert (check.ok, check.count, check.anchor_count) == (True, ENTRIES, 1)
    assert check.head == stored()[-1]["hash"]
    assert (check.first_bad_seq, check.why) == (None, "")


def test_an_empty_chain_holds(database: object) -> None:
    check = verify_audit()

    assert (check.ok, check.count, check.head) == (True, 0, GENESIS_HEX)


@pytest.mark.parametrize(
    ("tamper", "seq", "why"),
    [
        (edit, 5, "audit_entry_changed"),
        (edit_and_hash_again, 6, "audit_entry_unlinked"),
        (forget_the_details, 5, "audit_entry_changed"),
        (backdate, 5, "audit_entry_changed"),
        (delete_in_the_middle, 5, "audit_entry_missing"),
        (delete_and_close_the_numbers, 5, "audit_entry_unlinked"),
        (insert, 5, "audit_entry_changed"),
        (swap, 5, "audit_entry_unlinked"),
        (cut_the_head, 1, "audit_entry_missing"),
        (cut_the_head_and_number_again, 1, "audit_entry_unlinked"),
        (cut_the_tail, 5, "audit_tail_cut"),
        (rebuild_from_the_fifth, 1, "audit_rebuilt"),
        (rebuild_everything, 1, "audit_rebuilt"),
    ],
)
def test_tampering_is_found_and_the_first_bad_entry_named(
    chain: Actor, tamper: Callable[[list[Row]], None], seq: int, why: str
) -> None:
    unlock()
    rows = stored()
    tamper(rows)
    with transaction():
        replace_all(rows)

    check = verify_audit()

    assert (check.ok, check.first_bad_seq, check.why) == (False, seq, why)


def test_what_was_rebuilt_lies_behind_the_last_head_that_is_still_there(chain: Actor) -> None:
    with transaction():
        older = db.session.scalars(sa.select(Publication)).one()
        db.session.execute(sa.text("DELETE FROM publication WHERE 1 = 0"))
        values = {c.name: getattr(older, c.name) for c in Publication.__table__.columns}
        del values["id"]
        head = stored()[2]["hash"]
        values |= {
            "period": "2024-02",
            "drafted_at": datetime(2024, 3, 2, 5, tzinfo=UTC),
            "content": json.dumps({"audit_head": head}),
        }
        db.session.add(Publication(**values))
    unlock()
    rows = stored()
    rebuild_from_the_fifth(rows)
    with transaction():
        replace_all(rows)

    check = verify_audit()

    assert (check.first_bad_seq, check.why, check.anchor_count) == (4, "audit_rebuilt", 2)


def test_a_tail_cut_behind_every_printed_head_cannot_show(chain: Actor) -> None:
    unlock()
    with transaction():
        replace_all(stored()[: PRINTED + 1])

    assert verify_audit().ok


def test_a_draft_is_no_anchor(database: object, make_actor: MakeActor) -> None:
    make_actor("chuyenvien")
    publish("a" * 64, state=PublicationState.DRAFT)

    assert verify_audit().ok


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_entry SET actor = 'x'", "DELETE FROM audit_entry"]
)
def test_the_database_itself_refuses_to_change_the_trail(chain: Actor, statement: str) -> None:
    with pytest.raises(sa.exc.DBAPIError), transaction():
        db.session.execute(sa.text(statement))

    assert verify_audit().count == ENTRIES


def test_the_newest_lines_come_first_and_page_by_number(chain: Actor) -> None:
    page = list_audit(5)

    assert [row.seq for row in page] == [12, 11, 10, 9, 8]
    assert [row.seq for row in list_audit(5, before_seq=page[-1].seq)] == [7, 6, 5, 4, 3]
    assert (page[0].actor, page[0].details) == ("chuyenvien", None)
    assert page[1].details == {"trước": "80", "sau": "91", "đơn vị": "%"}


def test_lines_can_be_asked_for_by_what_they_are_about(chain: Actor) -> None:
    with transaction():
        record_audit(actor=chain, action="unit_closed", object_type="unit", object_key="62")

    assert [row.object_key for row in list_audit(object_type="unit")] == ["62"]
    assert [row.seq for row in list_audit(object_type="task", object_key="I.3")] == [3]
    assert list_audit(object_type="nothing") == []
