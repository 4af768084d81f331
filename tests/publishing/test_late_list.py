"""What the list says, to everybody and to the staff, and that the same says the same bytes."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import groupby
from threading import current_thread
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from models import Dossier, db
from models.vocabulary import DossierStatus, LatenessRule, Role
from tests.factories import make_batch, make_dossier, make_procedure, make_source, make_unit
from tests.remembered import remembered
from tracker.errors import RefusedError
from tracker.publishing import late_list, list_annexes
from tracker.publishing.late_list import build_late_list, correct_late_list, draft_late_list
from tracker.queries import dossier_lists
from tracker.queries.publications import get_publication
from tracker.rules.canonical import canonical_json, canonical_writer, sha256_hex
from tracker.rules.counts import UnitCounts
from tracker.rules.periods import read_period
from tracker.services.late_lists import approve_late_list, publish_late_list
from tracker.transaction import transaction

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from tests.conftest import MakeActor, OnDay
    from tracker.config import Settings
    from tracker.rules.late_list_seal import ListFacts

MARCH = read_period("2024-03")
OFFICER = "Cán bộ Không Công Khai"
CODE = "H99.01-240301-0017"
CONTRACT = {
    "period",
    "first_day",
    "last_day",
    "as_of",
    "rule",
    "version",
    "previous_sha256",
    "units",
    "finished_late",
    "open_overdue",
    "totals",
    "title",
    "is_sample",
    "rule_text",
    "codes",
    "internal_sha256",
    "audit_head",
}
UNIT_CONTRACT = {
    "code",
    "name",
    "carried_over",
    "received",
    "finished",
    "finished_early",
    "finished_on_time",
    "finished_late",
    "open",
    "open_within_term",
    "open_overdue",
    "paused",
    "returned",
    "finished_on_time_rate",
    "progress_rate",
}
ROW_CONTRACT = {
    "code",
    "unit_code",
    "procedure_code",
    "received_on",
    "due_on",
    "finished_on",
    "days_late",
    "working_days_late",
    "flags",
    "explanation",
    "apology",
}


class Office:
    """Two communes in March 2024: one late, one overdue, one in time, one paused, one returned."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.one = make_unit("H99.01", "UBND xã Một")
        self.two = make_unit("H99.02", "UBND xã Hai")
        self.source = make_source("one-stop")
        self.batch = make_batch(self.source, as_of=date(2024, 4, 2))
        self.procedure = make_procedure("1.000001", "Cấp giấy")
        self.add(self.one, (3, 1), (3, 12), date(2024, 3, 20), code=CODE)
        self.add(self.one, (3, 1), (3, 12), date(2024, 3, 12))
        self.add(self.two, (2, 20), (3, 22), date(2024, 4, 1), code="H99.02-240220-0003")
        self.add(self.two, (3, 4), (3, 22), None, status=DossierStatus.PAUSED)
        self.add(self.two, (3, 4), (3, 22), date(2024, 3, 6), status=DossierStatus.RETURNED)

    def add(
        self,
        unit_id: int,
        received: tuple[int, int],
        due: tuple[int, int],
        finished_on: date | None,
        **more: Any,
    ) -> None:
        make_dossier(
            unit_id=unit_id,
            batch_id=self.batch,
            procedure_id=self.procedure,
            received_on=date(2024, *received),
            due_on=date(2024, *due),
            finished_on=finished_on,
            officer=OFFICER,
            **more,
        )

    def build(self, **changes: Any) -> ListFacts:
        return build_late_list(MARCH, replace(self.settings, **changes))

    def public(self, **changes: Any) -> dict[str, Any]:
        return json.loads(canonical_json(self.build(**changes).public))


@remembered
def office(database: Settings, on_day: OnDay) -> Office:
    on_day(date(2024, 4, 5))
    return Office(database)


def test_while_the_database_counts_nobody_else_speaks_to_it(office: Office) -> None:
    speakers: list[str] = []

    def note(*_statement: object) -> None:
        speakers.append(current_thread().name)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        office.build()
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)

    turns = [name for name, _ in groupby(speakers)]
    assert len(turns) == 2
    assert turns[0] == current_thread().name != turns[1]


@pytest.mark.parametrize(
    ("module", "asks"),
    [
        pytest.param(dossier_lists, "_fetch", id="before-the-late-ones-are-read"),
        pytest.param(late_list, "count_units", id="before-all-are-counted"),
    ],
)
def test_a_unit_that_comes_while_the_list_is_made_is_in_it(
    office: Office, monkeypatch: pytest.MonkeyPatch, module: ModuleType, asks: str
) -> None:
    known: list[int] = []
    ask = getattr(module, asks)

    def ask_later(*asked: object) -> object:
        if not known:
            known.append(make_unit("H99.03", "UBND xã Ba"))
            office.add(known[0], (3, 1), (3, 12), date(2024, 3, 20))
            db.session.flush()
        return ask(*asked)

    monkeypatch.setattr(module, asks, ask_later)

    content = office.public()

    assert [unit["code"] for unit in content["units"]] == ["H99.03", "H99.02", "H99.01"]
    assert sum(unit["received"] for unit in content["units"]) == content["totals"]["received"] == 5


@pytest.mark.parametrize("make", [draft_late_list, partial(correct_late_list, reason="Sai số")])
def test_nobody_changes_facts_while_a_list_is_made(
    office: Office,
    make_actor: MakeActor,
    monkeypatch: pytest.MonkeyPatch,
    make: Callable[..., object],
) -> None:
    actor = make_actor("staff")
    db.session.commit()
    count_units = late_list.count_units
    shut_out: list[str] = []

    def count_while_somebody_tries_to_write(*asked: Any) -> object:
        try:
            write_to_the_trail_at_once()
        except (sqlite3.OperationalError, sa.exc.DBAPIError) as error:
            shut_out.append(str(error))
        return count_units(*asked)

    monkeypatch.setattr(late_list, "count_units", count_while_somebody_tries_to_write)

    monkeypatch.setattr(late_list, "require_correction", lambda **_asked: MARCH)
    monkeypatch.setattr(late_list, "record_correction", lambda **_facts: None)

    with transaction():
        make(period="2024-03", actor=actor, settings=office.settings)

    (said,) = shut_out
    assert "lock" in said


def write_to_the_trail_at_once() -> None:
    if db.engine.dialect.name == "sqlite":
        with closing(sqlite3.connect(str(db.engine.url.database), timeout=0)) as other:
            other.execute("BEGIN IMMEDIATE")
        return
    with db.engine.connect() as other:
        other.execute(sa.text("LOCK TABLE audit_entry IN ROW EXCLUSIVE MODE NOWAIT"))


def test_a_draft_is_sealed_by_the_writer_that_has_written_its_annexes(
    office: Office, make_actor: MakeActor, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[Any] = []
    usual = canonical_writer()

    def write(content: object) -> bytes:
        written.append(content)
        return usual(content)

    monkeypatch.setattr(list_annexes, "canonical_writer", lambda: write)

    with transaction():
        draft_late_list(period="2024-03", actor=make_actor("staff"), settings=office.settings)

    annexes, inside, outside = written
    assert [content["codes"] for content in (*annexes, inside, outside)] == [
        "full",
        "masked",
        "full",
        "masked",
    ]
    for known, content in zip(annexes, (inside, outside), strict=True):
        assert content["finished_late"] is known["finished_late"]


def test_the_list_counts_each_unit_and_all_together(office: Office) -> None:
    content = office.public()

    two, one = content["units"]
    assert (two["name"], one["name"]) == ("UBND xã Hai", "UBND xã Một")
    assert (one["received"], one["finished"], one["finished_late"]) == (2, 2, 1)
    assert one["finished_on_time_rate"] == {"numerator": 1, "denominator": 2, "percent": 50.0}
    assert (two["carried_over"], two["received"], two["open_overdue"]) == (1, 2, 1)
    assert (two["paused"], two["returned"], two["finished"]) == (1, 1, 0)
    assert two["finished_on_time_rate"] == {"numerator": 0, "denominator": 0, "percent": None}
    totals = content["totals"]
    assert totals["received"] + totals["carried_over"] == 5
    assert totals["finished"] + totals["open"] + totals["paused"] + totals["returned"] == 5
    assert content["identity_failures"] == []


def test_the_rows_of_the_list_say_since_when_and_how_late(office: Office) -> None:
    content = office.build().internal

    (late,) = content["finished_late"]
    (overdue,) = content["open_overdue"]
    assert (late["code"], late["days_late"], late["working_days_late"]) == (CODE, 8, 6)
    assert (late["officer"], late["procedure_name"]) == (OFFICER, "Cấp giấy")
    # It ended on 1 April: open at the end of March, and late in April's list.
    assert (overdue["days_late"], overdue["finished_on"]) == (9, None)
    assert (content["codes"], content["as_of"]) == ("full", date(2024, 4, 2))


def test_the_public_list_masks_codes_and_names_no_officer(office: Office) -> None:
    facts = office.build()
    public = canonical_json(facts.public).decode()

    assert OFFICER in canonical_json(facts.internal).decode()
    assert OFFICER not in public
    assert "officer" not in public
    assert CODE not in public
    assert facts.public["finished_late"][0]["code"] == "H99.01-******-0017"
    assert facts.public["codes"] == "masked"


def test_a_province_may_publish_full_codes_but_never_officers(office: Office) -> None:
    content = office.public(masks_codes=False)

    assert (content["codes"], content["finished_late"][0]["code"]) == ("full", CODE)
    assert OFFICER not in json.dumps(content, ensure_ascii=False)


def test_the_rule_and_the_office_month_are_printed_and_used(office: Office) -> None:
    content = office.public(lateness_rule=LatenessRule.BY_INSTANT, month_cutoff_day=15)

    assert (content["first_day"], content["last_day"]) == ("2024-02-16", "2024-03-15")
    assert content["rule"] == "by_instant"
    assert "giờ" in content["rule_text"]
    # The late one of the calendar month was still open, and overdue, on the 15th.
    totals = content["totals"]
    assert (totals["finished_late"], totals["open_overdue"], totals["open_within_term"]) == (
        0,
        1,
        1,
    )


def test_a_list_with_made_up_dossiers_says_so(office: Office) -> None:
    assert office.public()["is_sample"] is False
    office.batch = make_batch(make_source("sample", is_sample=True), as_of=date(2024, 4, 1))
    office.add(office.one, (3, 5), (3, 6), date(2024, 3, 5))

    facts = office.build()

    assert facts.is_sample is facts.public["is_sample"] is True
    assert [source["code"] for source in facts.public["sources"]] == ["one-stop", "sample"]


def test_data_that_end_before_the_period_are_pointed_out(office: Office) -> None:
    assert office.public()["notices"] == []
    office.batch = make_batch(make_source("slow"), as_of=date(2024, 3, 20))
    office.add(office.one, (3, 5), (3, 6), date(2024, 3, 5))

    assert office.public()["notices"] == [
        {"code": "source_ends_before_period", "source": "slow", "as_of": "2024-03-20"}
    ]


@pytest.mark.parametrize(
    ("period", "why"),
    [("2024-01", "before the first dossier"), ("2024-05", "after the newest import")],
    ids=["nothing-known-yet", "open-dossiers-of-an-old-import"],
)
def test_silence_is_never_published_as_nobody_late(office: Office, period: str, why: str) -> None:
    office.add(office.one, (3, 4), (3, 22), None)

    with pytest.raises(RefusedError) as refusal:
        build_late_list(read_period(period), office.settings)

    assert refusal.value.code == "late_list_no_data", why


def test_a_sum_that_does_not_come_out_is_shown_not_hidden(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = UnitCounts(received=3, received_online=3, finished=2, finished_early=2)
    monkeypatch.setattr(late_list, "count_units", lambda *_: {office.one: broken})

    failures = office.public()["identity_failures"]

    assert failures == [
        {"unit_code": code, "identity": "identity_all_dossiers", "left": 3, "right": 2}
        for code in ("H99.01", "")
    ]


def test_the_same_dossiers_give_the_same_bytes(office: Office) -> None:
    first = office.build()
    # The order rows lie in the database is not the order of the list.
    ids = db.session.scalars(sa.select(Dossier.id).order_by(Dossier.id)).all()
    for old in ids:
        db.session.execute(sa.update(Dossier).where(Dossier.id == old).values(id=10_000 - old))
    db.session.commit()

    second = office.build()

    assert canonical_json(second.public) == canonical_json(first.public)
    assert canonical_json(second.internal) == canonical_json(first.internal)


def test_the_published_content_keeps_the_contract_and_no_later_import_changes_it(
    office: Office, make_actor: MakeActor
) -> None:
    staff, approver = make_actor("staff"), make_actor("approver", Role.APPROVER)
    with transaction():
        draft_late_list(period="2024-03", actor=staff, settings=office.settings)
        approve_late_list(period="2024-03", actor=approver)
        published = publish_late_list(period="2024-03", actor=staff)
    before = get_publication("2024-03")
    rewritten = sa.update(Dossier).where(Dossier.finished_on.is_not(None))
    db.session.execute(rewritten.values(finished_on=Dossier.received_on, officer="khác"))
    db.session.commit()
    make_batch(office.source, as_of=date(2024, 4, 4))
    for _ in range(20):
        office.add(office.one, (3, 1), (3, 2), date(2024, 3, 20))

    after = get_publication("2024-03")

    assert after.content_text == before.content_text
    assert sha256_hex(after.content_text.encode()) == published.sha256
    assert canonical_json(after.internal) == canonical_json(before.internal)
    assert after.content["internal_sha256"] == sha256_hex(canonical_json(after.internal))
    assert set(after.content) >= CONTRACT
    assert set(after.content["units"][0]) >= UNIT_CONTRACT
    assert UNIT_CONTRACT - {"code", "name"} <= set(after.content["totals"])
    for name in ("finished_late", "open_overdue"):
        assert set(after.content[name][0]) >= ROW_CONTRACT
