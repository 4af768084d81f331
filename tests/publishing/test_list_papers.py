"""What a list says of explanations and apologies: all to the staff, no word of text to others."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from flask_babel import force_locale

from models import ApologyLetter, Dossier, db
from models.vocabulary import ApologyRegime, DossierStatus, LetterState, ObjectionState
from tests.explained import NOTE, TEXT, Office, accept, send_back, write
from tests.publishing.papers import dossier, list_content
from tests.publishing.test_list_xlsx import sheet
from tests.publishing.test_notice import rows, said
from tests.remembered import remembered
from tracker.clock import now
from tracker.publishing.documents.issuer import Issuer
from tracker.publishing.documents.notice import build_notice
from tracker.publishing.documents.notice_coverage import HEADING
from tracker.publishing.documents.nq131_figures import load_quarter_figures
from tracker.publishing.documents.tree import RowKind, Table
from tracker.publishing.late_list import build_late_list
from tracker.publishing.list_papers import apology_text, explanation_text
from tracker.publishing.list_xlsx import render_list_xlsx
from tracker.publishing.public_list import read_public_list, render_annexes_csv
from tracker.rules.canonical import canonical_json
from tracker.rules.list_replies import ListReplies, ObjectionFact, apply_replies
from tracker.rules.periods import read_period

if TYPE_CHECKING:
    from tests.conftest import MakeActor, OnDay
    from tracker.config import Settings

MARCH = read_period("2024-03")
ISSUER = Issuer("UBND TỈNH …", "VĂN PHÒNG", "VP", "…", ("CHÁNH VĂN PHÒNG",))


class Month(Office):
    """The office with its settings and letters."""

    settings: Settings

    def letter(self, dossier_id: int, state: LetterState, **more: Any) -> None:
        values = {
            "dossier_id": dossier_id,
            "ordinal": 1,
            "unit_id": self.first,
            "regime": ApologyRegime.ND61,
            "state": state,
            "reason": "Chờ thuế",
            "promised_on": date(2024, 3, 29),
            "send_by": date(2024, 3, 11),
            "drafted_by": self.officer.id,
            "drafted_at": now(),
            **more,
        }
        db.session.add(ApologyLetter(**values))
        db.session.commit()

    def content(self, **changes: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        facts = build_late_list(MARCH, replace(self.settings, **changes))
        return (
            json.loads(canonical_json(facts.public)),
            json.loads(canonical_json(facts.internal)),
        )


@remembered
def month(database: Settings, make_actor: MakeActor, on_day: OnDay) -> Month:
    on_day(date(2024, 4, 5))
    office = Month(make_actor)
    office.settings = database
    return office


def test_everybody_reads_state_and_reason_and_only_the_staff_the_text(month: Month) -> None:
    write("can-bo", month.one)
    send_back("truong", month.one)

    public, internal = month.content()

    row = internal["finished_late"][0]
    assert row["explanation"]["text"] == TEXT
    assert (row["explanation"]["written_by"], row["explanation"]["reviewed_by"]) == (
        "Can-Bo",
        "Truong",
    )
    assert public["finished_late"][0]["explanation"] == {
        "state": "sent_back",
        "outcome": "Trả lại để bổ sung",
        "cause": "financial_step",
        "reason": "Chờ bước thuế, nghĩa vụ tài chính",
    }
    everything = json.dumps(public, ensure_ascii=False)
    for hidden in (TEXT, NOTE, "Can-Bo", "Truong"):
        assert hidden not in everything
    assert public["open_overdue"][0]["explanation"] is None


def test_each_unit_and_the_totals_say_how_complete_they_are(month: Month) -> None:
    write("can-bo", month.one, month.three)
    accept("truong", month.one)
    month.letter(month.one, LetterState.SENT, sent_on=date(2024, 3, 11))
    month.letter(month.three, LetterState.SENT, sent_on=date(2024, 3, 12))

    public, _ = month.content()

    by_code = {unit["code"]: unit["coverage"] for unit in public["units"]}
    assert by_code["H99.01"] == {
        "late": 2,
        "accepted": 1,
        "submitted": 1,
        "sent_back": 0,
        "unexplained": 0,
        "letters_owed": 2,
        "letters_sent": 2,
        "letters_in_time": 1,
        "explained": {"numerator": 1, "denominator": 2, "percent": 50.0},
        "apologised": {"numerator": 2, "denominator": 2, "percent": 100.0},
        "apologised_in_time": {"numerator": 1, "denominator": 2, "percent": 50.0},
    }
    totals = public["totals"]["coverage"]
    assert totals["explained"] == {"numerator": 1, "denominator": 3, "percent": 33.33}
    assert totals["apologised_in_time"]["numerator"] == 1
    late = len(public["finished_late"]) + len(public["open_overdue"])
    assert totals["late"] == late == sum(each["late"] for each in by_code.values())


def test_a_letter_is_owed_only_after_the_days_the_setting_names(month: Month) -> None:
    apology = replace(month.settings.apology, needed_after_days=5)

    public, _ = month.content(apology=apology)

    assert public["totals"]["coverage"]["letters_owed"] == 2


def test_a_letter_nobody_signed_is_not_public(month: Month) -> None:
    month.letter(month.one, LetterState.DRAFT)

    public, internal = month.content()

    assert internal["finished_late"][0]["apology"]["state"] == "draft"
    assert public["finished_late"][0]["apology"] is None
    assert public["totals"]["coverage"]["letters_sent"] == 0


def test_the_bytes_are_the_same_whoever_drafts_in_what_language(month: Month) -> None:
    write("can-bo", month.one)
    month.letter(month.one, LetterState.SENT, sent_on=date(2024, 3, 11))
    facts = canonical_json(build_late_list(MARCH, month.settings).public)

    with force_locale("en"):
        assert canonical_json(build_late_list(MARCH, month.settings).public) == facts


def test_a_list_drafted_on_a_later_day_says_the_same(month: Month, on_day: OnDay) -> None:
    month.letter(
        month.two, LetterState.SENT, sent_on=date(2024, 3, 21), promised_on=date(2024, 4, 8)
    )
    before, _ = month.content()
    on_day(date(2024, 5, 20))

    assert month.content()[0] == before
    # Promised for April, ended after that day: March's list knew of no slip.
    ended = db.session.get_one(Dossier, month.two)
    ended.status, ended.finished_on = DossierStatus.FINISHED, date(2024, 4, 20)
    db.session.commit()
    assert month.content()[0] == before


def test_a_row_whose_objection_was_upheld_stays_in_the_coverage_beside_the_counts(
    month: Month,
) -> None:
    facts = build_late_list(MARCH, month.settings)
    objection = ObjectionFact(
        unit_code="H99.01",
        unit_name="UBND xã Một",
        row=("one-stop", "A-1"),
        state=ObjectionState.UPHELD,
        raised_on=date(2024, 4, 2),
        decided_on=date(2024, 4, 3),
        decision="Nguồn ghi sai ngày",
    )

    public, _ = apply_replies(facts.public, facts.internal, ListReplies(objections=(objection,)))

    assert len(public["finished_late"]) == 1
    (unit,) = (each for each in public["units"] if each["code"] == "H99.01")
    assert unit["coverage"]["late"] == unit["finished_late"] == 2


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("Chờ thuế", "Chờ thuế"),
        ({"reason": "Đo đạc", "outcome": "Đã chấp nhận"}, "Đo đạc (đã chấp nhận)"),
        (
            {"reason": "Đo đạc", "outcome": "Chờ xem xét", "text": "Máy hỏng"},
            "Đo đạc (chờ xem xét): Máy hỏng",
        ),
    ],
)
def test_an_explanation_reads_as_one_line(value: object, text: str) -> None:
    assert explanation_text(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("số 5", "số 5"),
        ({"number": "5/PXL", "promised_on": "2024-03-30"}, "5/PXL; 2024-03-30"),
        (
            {"state": "signed", "outcome": "Đã ký", "promised_on": "2024-03-30"},
            "Đã ký, hẹn trả ngày 30/03/2024",
        ),
        (
            {
                "state": "sent",
                "outcome": "Đã gửi",
                "sent_on": "2024-03-12",
                "promised_on": "2024-03-30",
                "is_in_time": False,
                "is_second_slip": True,
            },
            "Đã gửi ngày 12/03/2024, hẹn trả ngày 30/03/2024, gửi sau hạn, lỡ hẹn lần hai",
        ),
    ],
)
def test_letters_read_as_one_line(value: object, text: str) -> None:
    assert apology_text(value) == text


def test_pages_and_files_read_the_coverage_of_the_list(month: Month) -> None:
    write("can-bo", month.one, month.three)
    accept("truong", month.one)
    public, internal = month.content()
    found = read_public_list(public)

    assert found.has_coverage
    assert found.totals.coverage is not None
    assert found.totals.coverage.explained.denominator == 3
    assert found.finished_late[0].explanation == (
        "Chờ bước thuế, nghĩa vụ tài chính (đã chấp nhận)"
    )
    assert TEXT in read_public_list(internal).finished_late[0].explanation
    assert "(chờ xem xét)" in render_annexes_csv(found).decode()
    heading, *lines = sheet(render_list_xlsx(public), "Đơn vị")[1:]
    place = heading.index("Hồ sơ chậm, quá hạn")
    assert lines[-1][place : place + 5] == [3.0, 1.0, 1.0, 0.0, 1.0]
    assert lines[-1][-2:] == [33.33, 0.0]


def test_the_notice_says_it_in_a_sentence_and_a_table_by_unit(month: Month) -> None:
    write("can-bo", month.one, month.three)
    accept("truong", month.one)
    public, _ = month.content()

    paper = build_notice({**public, "version": 1}, issuer=ISSUER)
    text = said(paper)

    assert "đã có giải trình được chấp nhận: 33,33 % (1/3); 1 giải trình chờ xem xét." in text
    assert HEADING in text
    table = [block for block in paper.annexes[2].blocks if isinstance(block, Table)][-1]
    assert [row.cells[1] for row in table.rows] == ["UBND xã Hai", "UBND xã Một", "Tổng cộng"]
    assert table.rows[-1].kind is RowKind.TOTAL
    assert table.rows[-1].cells[2:8] == ("3", "1", "1", "0", "1", "33,33 % (1/3)")
    remarks = str(rows(paper.annexes[0])[0].cells[-1])
    assert "Giải trình: Chờ bước thuế, nghĩa vụ tài chính (đã chấp nhận)" in remarks


def test_a_list_drafted_before_coverage_was_counted_says_nothing_of_it() -> None:
    content = list_content(finished_late=[dossier("X1-1", "X1", "UBND xã Một")])
    found = read_public_list(content)

    assert not found.has_coverage
    assert "giải trình được chấp nhận" not in said(build_notice(content, issuer=ISSUER))
    assert sheet(render_list_xlsx(content), "Đơn vị")[1][-1] == "Tiến độ QĐ 766 (%)"


def test_a_month_in_which_nobody_is_late_prints_no_table(month: Month) -> None:
    db.session.query(Dossier).update(
        {"judged_due_on": date(2024, 5, 1), "due_on": date(2024, 5, 1)}
    )
    db.session.commit()

    public, _ = month.content()

    assert public["totals"]["coverage"]["explained"]["percent"] is None
    assert HEADING not in said(build_notice({**public, "version": 1}, issuer=ISSUER))


def test_the_quarters_report_says_how_far_the_demanded_hundred_is(month: Month) -> None:
    write("can-bo", month.one)
    accept("truong", month.one)

    figures = load_quarter_figures(read_period("2024-Q1"), month.district, month.settings)

    assert any("33,33 % (1/3)" in each and "Yêu cầu: 100 %" in each for each in figures.lists)
    assert any("33,33 % (1/3)" in each for each in figures.by_row["13"])
