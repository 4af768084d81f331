"""The annexes of a late list, of what the database said: their order, and who may read what."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from models.vocabulary import DelayCause, LetterState, ReviewState, UnitLevel
from tests.rules.test_canonical import Counted
from tracker.config import Settings
from tracker.config_groups import PublicSettings
from tracker.publishing.list_annexes import ListAnnexes, make_annexes
from tracker.queries.apology_letters import LetterMark
from tracker.queries.chain_marks import ChainMarks
from tracker.queries.dossier_lists import LateDossiers
from tracker.queries.explanations import ExplanationRow
from tracker.queries.listed_units import ListedUnit
from tracker.rules.calendar import WorkingCalendar
from tracker.rules.canonical import canonical_json
from tracker.rules.late_list_seal import seal

LAST = date(2024, 3, 31)
ORDER = "QĐ 12/QĐ-UBND"
SETTINGS = Settings(instance=Path("unused"), database_url="sqlite://", secret_key="x" * 32)
UNITS = [
    ListedUnit(7, "H99.02", "UBND xã Hai", UnitLevel.COMMUNE, 0),
    ListedUnit(3, "H99.01", "UBND xã Một", UnitLevel.COMMUNE, 1),
]
EVERYBODY = [
    "code",
    "unit_code",
    "unit_name",
    "procedure_code",
    "procedure_name",
    "field",
    "received_on",
    "due_on",
    "judged_due_on",
    "days_late",
    "working_days_late",
    "flags",
    "explanation",
    "apology",
    "finished_on",
]
EXPLANATION = ExplanationRow(
    id=1,
    dossier_id=1,
    version=2,
    state=ReviewState.ACCEPTED,
    cause=DelayCause.OTHER,
    text="Bà Lan nghỉ ốm",
    writer_id=5,
    written_by="Cán bộ",
    written_at=datetime(2024, 3, 25, tzinfo=UTC),
    reviewed_by="Trưởng",
    reviewed_at=datetime(2024, 3, 26, tzinfo=UTC),
    review_note="Đồng ý",
)
LETTER = LetterMark(
    state=LetterState.DRAFT,
    ordinal=1,
    signed_on=None,
    sent_on=None,
    send_by=date(2024, 3, 11),
    promised_on=None,
    is_in_time=None,
    is_second_slip=False,
)


def found(
    number: int, code: str, *, unit: int = 3, due: int = 12, ended: int | None = 20, **more: Any
) -> tuple[Any, ...]:
    """Return a dossier as the database tells of it."""
    values = {
        "id": number,
        "source_id": 9,
        "unit_id": unit,
        "procedure_id": 4,
        "code": code,
        "officer": "Cán bộ",
        "received_on": date(2024, 3, 1),
        "due_on": date(2024, 3, due),
        "judged_due_on": date(2024, 3, due),
        "finished_on": ended and date(2024, 3, ended),
        "term_text": "",
        "supplement_count": None,
        "cause": None,
    }
    return tuple((values | more).values())


def said(
    late: list[tuple[Any, ...]], overdue: list[tuple[Any, ...]], *, field: str = "Đất đai"
) -> LateDossiers:
    return LateDossiers(
        LAST,
        late,
        overdue,
        units={unit.id: unit for unit in UNITS},
        procedures={4: ("1.000001", "Cấp giấy", field)},
        sources={9: "one-stop", 8: "portal"},
    )


def made(
    late: list[tuple[Any, ...]], overdue: list[tuple[Any, ...]], *, order: str = "", **more: Any
) -> ListAnnexes:
    marks = ChainMarks({1: EXPLANATION}, {2: LETTER, 1: replace(LETTER, state=LetterState.SENT)})
    settings = replace(SETTINGS, public=PublicSettings(officers_order=order), **more)
    return make_annexes(said(late, overdue), marks, WorkingCalendar([]), settings)


def codes(rows: Any) -> list[str]:
    return [row["code"] for row in rows]


def test_rows_stand_by_unit_then_the_latest_first_then_by_code() -> None:
    late = [
        found(1, "A-3", due=14),
        found(2, "A-2", due=12),
        found(3, "A-1", due=14),
        found(4, "B-1", unit=7, due=19),
    ]
    open_ones = [found(5, "C-2", due=29, ended=None), found(6, "C-1", due=28, ended=30)]

    internal = made(late, open_ones).internal

    assert codes(internal["finished_late"]) == ["B-1", "A-2", "A-1", "A-3"]
    # Counted to the last day of the month, whatever day one of them has ended since.
    assert [
        (row["code"], row["days_late"], row["finished_on"]) for row in internal["open_overdue"]
    ] == [("C-1", 3, None), ("C-2", 2, None)]


def test_one_code_of_two_sources_stands_in_one_order_however_it_was_read() -> None:
    rows = [found(1, "A-1", source_id=8), found(2, "A-1", source_id=9)]

    for late in (rows, rows[::-1]):
        annexes = made(late, [])
        assert [row["source"] for row in annexes.internal["finished_late"]] == [
            "one-stop",
            "portal",
        ]


def test_papers_are_asked_for_of_every_dossier() -> None:
    late = [found(1, "A-1"), found(2, "A-2")]

    assert said(late, [found(5, "C-1", ended=None)]).ids() == [1, 2, 5]


@pytest.mark.parametrize("order", ["", ORDER], ids=["no-order", "order"])
def test_everybody_reads_no_source_and_officers_only_of_what_is_overdue_by_an_order(
    order: str,
) -> None:
    annexes = made([found(1, "A-1")], [found(2, "C-1", ended=None)], order=order)

    public, internal = annexes.public, annexes.internal
    for name in ("finished_late", "open_overdue"):
        assert set(internal[name][0]) == {*EVERYBODY, "officer", "source"}
    assert set(public["finished_late"][0]) == {*EVERYBODY}
    named = {"officer"} if order else set()
    assert set(public["open_overdue"][0]) == {*EVERYBODY} | named
    assert public.get("officers_order") == (order or None)
    assert ("officers_order" in public, "officers_order" in internal) == (bool(order), False)


@pytest.mark.parametrize("masks", [True, False], ids=["masked", "full"])
def test_only_what_everybody_reads_is_masked(masks: bool) -> None:
    rows = [found(1, "H99.01-240301-0017")], [found(2, "H99.02-240220-0003", ended=None)]

    annexes = made(*rows, masks_codes=masks)

    public = [annexes.public[name][0]["code"] for name in ("finished_late", "open_overdue")]
    full = ["H99.01-240301-0017", "H99.02-240220-0003"]
    assert public == (["H99.01-******-0017", "H99.02-******-0003"] if masks else full)
    assert annexes.public["codes"] == ("masked" if masks else "full")
    assert codes(annexes.internal["finished_late"]) == full[:1]
    assert annexes.internal["codes"] == "full"


def test_a_paper_stands_with_its_own_dossier_and_everybody_reads_its_outcome_alone() -> None:
    annexes = made([found(2, "A-1", due=10), found(1, "A-2")], [found(3, "C-1", ended=None)])

    staff, everybody = annexes.internal["finished_late"], annexes.public["finished_late"]
    assert [row["explanation"] and row["explanation"]["text"] for row in staff] == [
        None,
        "Bà Lan nghỉ ốm",
    ]
    assert [row["apology"]["state"] for row in staff] == ["draft", "sent"]
    assert [row["explanation"] and set(row["explanation"]) for row in everybody] == [
        None,
        {"state", "outcome", "cause", "reason"},
    ]
    assert [row["apology"] and row["apology"]["state"] for row in everybody] == [None, "sent"]
    (overdue,) = annexes.internal["open_overdue"]
    assert (overdue["explanation"], overdue["apology"]) == (None, None)
    assert (annexes.papers.of_all()["late"], annexes.papers.of_all()["accepted"]) == (3, 1)


def test_rows_with_the_same_flags_share_them() -> None:
    moved: dict[str, Any] = {"judged_due_on": date(2024, 3, 13), "supplement_count": 2}
    late = [found(1, "A-1", **moved), found(2, "A-2", **moved), found(3, "A-3", due=14)]

    one, two, other = made(late, []).internal["finished_late"].columns["flags"]

    assert one == ("due_on_day_off", "more_than_one_supplement")
    assert one is two
    assert other == ()


def test_the_bytes_are_those_of_plain_rows() -> None:
    annexes = made(
        [found(1, "A-1"), found(2, "A-2", supplement_count=2)],
        [found(3, "C-1", ended=None)],
        order=ORDER,
    )

    for content in (annexes.public, annexes.internal):
        plain = {
            key: value if isinstance(value, str) else [dict(row) for row in value]
            for key, value in content.items()
        }
        assert annexes.write(content) == canonical_json(plain)


def test_a_month_in_which_nobody_is_late_has_empty_annexes() -> None:
    annexes = made([], [])

    empty = b'"finished_late":[],"open_overdue":[]'
    assert annexes.write(annexes.public) == b'{"codes":"masked",%b}' % empty
    assert annexes.write(annexes.internal) == b'{"codes":"full",%b}' % empty
    assert annexes.papers.of_all()["late"] == 0


def test_a_column_is_written_once_for_both_texts_and_not_again_for_the_seal() -> None:
    field = Counted("Đất đai")
    late = said([found(1, "A-1")], [], field=field)
    annexes = make_annexes(late, ChainMarks({}, {}), WorkingCalendar([]), SETTINGS)
    assert field.times == 1
    sealed = seal(annexes.public, annexes.internal, {"version": 1}, annexes.write)

    assert field.times == 1
    again = seal(annexes.public, annexes.internal, {"version": 1})
    assert sealed == again
