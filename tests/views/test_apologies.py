"""Letters of apology on screen: by step, for one's own unit, many at once, as files to sign."""

from __future__ import annotations

import io
from datetime import date, time
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import pytest

from models.vocabulary import DossierStatus, Role
from tests.apology_office import PRESENT, REASON, LetterOffice, audited
from tests.remembered import remembered
from tracker.queries.apology_letters import LetterSearch, list_letters
from tracker.services.apology_drafts import Promise, change_drafts
from tracker.services.apology_letters import cancel_letters
from tracker.transaction import transaction

if TYPE_CHECKING:
    from tests.conftest import MakeActor, OnDay
    from tests.views.pages import Browser, BrowserAs, LogInAs, Page
    from tracker.config import Settings

HERE = "/xin-loi"
#: Lines above the column names of a file: title, filters, time.
LEAD = 3


@remembered
def office(database: Settings, make_actor: MakeActor, on_day: OnDay) -> LetterOffice:
    on_day(PRESENT)
    return LetterOffice(database, make_actor)


def codes(page: Page) -> list[str]:
    return page.texts(".//tbody/tr/th//code")


def states() -> list[str]:
    return [letter.state.value for letter in list_letters(LetterSearch())]


def test_letters_go_all_the_way_on_screen(
    office: LetterOffice, officer: Browser, head: Browser
) -> None:
    first, second = office.dossier("A"), office.dossier("B")
    assert codes(officer.get(HERE)) == ["A", "B"]

    page = officer.post(
        f"{HERE}/soan", {"chon": [first, second], "reason": REASON, "working_days": "3"}
    )
    assert page.status == 303
    assert "Đã soạn 2 phiếu" in officer.follow(page).text
    ids = [letter.id for letter in list_letters(LetterSearch())]

    page = head.post(f"{HERE}/ky?buoc=cho-ky", {
        "chon": ids, "numbers": "09/PXL", "signed_on": "15/03/2024",
    })  # fmt: skip
    assert page.went_to == f"{HERE}?buoc=cho-ky"
    shown = officer.get(f"{HERE}?buoc=cho-gui")
    assert "09/PXL" in shown.text
    assert "10/PXL" in shown.text

    page = officer.post(f"{HERE}/gui", {
        "chon": ids[:1], "channel": "sms", "sent_on": "15/03/2024",
    })  # fmt: skip
    assert "Đã ghi nhận gửi 1 phiếu" in officer.follow(page).text
    page = officer.post(f"{HERE}/huy", {"chon": ids[1:], "cancelling_reason": REASON})
    assert page.status == 303

    assert states() == ["sent", "cancelled"]
    assert "gửi sau hạn" in officer.get(f"{HERE}?buoc=da-gui").text
    assert REASON in officer.get(f"{HERE}?buoc=da-huy").text
    assert [actor for _, actor in audited()] == ["hoa", "ha", "hoa", "hoa"]


def test_all_of_the_list_are_taken_when_asked_for(office: LetterOffice, officer: Browser) -> None:
    office.dossier("A")
    office.dossier("B")

    page = officer.post(
        f"{HERE}/soan", {"tat-ca": "2", "reason": REASON, "promised_on": "20/03/2024"}
    )

    assert page.status == 303
    assert states() == ["draft", "draft"]


def test_a_list_that_grew_meanwhile_is_a_conflict(office: LetterOffice, officer: Browser) -> None:
    office.dossier("A")
    office.dossier("B")

    page = officer.post(
        f"{HERE}/soan", {"tat-ca": "1", "reason": REASON, "promised_on": "20/03/2024"}
    )

    assert page.status == 409
    assert "nay có 2" in page.text
    assert states() == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"reason": ""}, "Hãy điền ô này"),
        ({"reason": "ngắn"}, "từ 10 đến 2000 ký tự"),
        ({"promised_on": "16/03/2024"}, "là ngày nghỉ"),
        ({"promised_on": "mai"}, "mai"),
        ({"promised_on": ""}, "chỉ một trong hai"),
        ({"chon": ""}, "Chưa chọn"),
    ],
    ids=["no-reason", "short", "day-off", "unreadable", "no-day", "none-ticked"],
)
def test_a_refusal_keeps_what_was_typed_and_ticked(
    office: LetterOffice, officer: Browser, changes: dict[str, str], sentence: str
) -> None:
    dossier_id = office.dossier("A")
    typed = {"chon": str(dossier_id), "reason": REASON, "promised_on": "20/03/2024", **changes}

    page = officer.post(f"{HERE}/soan?ma=A", typed)

    assert page.status == 422
    assert sentence in page.text
    assert (page.one(".//textarea[@name='reason']").text or "").strip() == typed["reason"]
    assert page.one(".//input[@name='promised_on']").get("value") == typed["promised_on"]
    box = page.one(f".//input[@id='chon-{dossier_id}']")
    assert (box.get("checked") is not None) is bool(typed["chon"])
    assert page.one(".//input[@name='ma']").get("value") == "A"
    assert (states(), audited()) == ([], [])


def test_an_officer_sees_and_touches_the_own_unit_only(
    office: LetterOffice, officer: Browser, log_in_as: LogInAs
) -> None:
    own, other = office.dossier("A"), office.dossier("B", unit_id=office.second)
    office.draft(other, actor=office.staff)
    (letter,) = list_letters(LetterSearch())

    assert codes(officer.get(HERE)) == ["A"]
    assert codes(officer.get(f"{HERE}?don-vi=X2")) == []
    assert codes(officer.get(f"{HERE}?buoc=cho-ky")) == []
    assert officer.get(f"{HERE}/ho-so/{other}").status == 404
    assert officer.get(f"{HERE}/ho-so/{own}").status == 200
    assert officer.get(f"{HERE}/phieu/{letter.id}.docx").status == 404
    page = officer.post(f"{HERE}/huy", {"chon": letter.id, "cancelling_reason": REASON})
    assert page.status == 403
    assert states() == ["draft"]
    staff = log_in_as("lan")
    assert codes(staff.get(f"{HERE}?buoc=cho-ky")) == ["B"]


def test_who_drafted_does_not_record_the_signature(office: LetterOffice, head: Browser) -> None:
    (letter_id,) = office.draft(office.dossier("A"), actor=office.head)

    page = head.post(
        f"{HERE}/ky?buoc=cho-ky", {"chon": letter_id, "numbers": "1", "signed_on": "15/03/2024"}
    )

    assert page.status == 403
    assert "không tự ghi nhận ký" in page.text
    assert page.one(".//textarea[@name='numbers']").text in ("1", "\n1")
    assert states() == ["draft"]


def test_a_draft_is_written_anew_on_its_dossiers_page(
    office: LetterOffice, officer: Browser
) -> None:
    dossier_id = office.dossier("A")
    (letter_id,) = office.draft(dossier_id)
    here = f"{HERE}/ho-so/{dossier_id}"
    page = officer.get(here)
    assert (page.one(".//textarea[@name='sua-reason']").text or "").strip() == REASON
    assert page.one(".//input[@name='sua-promised_on']").get("value") == "20/03/2024"
    typed = {
        "ho-so": dossier_id,
        "chon": letter_id,
        "luc-xem": page.one(".//input[@name='luc-xem']").get("value"),
        "sua-reason": "Chờ kết quả đo đạc",
        "sua-promised_on": "16/03/2024",
    }

    bad = officer.post(f"{HERE}/sua", typed)
    assert bad.status == 422
    assert "là ngày nghỉ" in bad.text
    assert bad.one(".//textarea[@name='sua-reason']").text.strip() == "Chờ kết quả đo đạc"  # type: ignore[union-attr]

    done = officer.post(f"{HERE}/sua", {**typed, "sua-promised_on": "22/03/2024"})
    assert done.went_to == here
    shown = officer.follow(done).text
    assert "Đã sửa 1 dự thảo" in shown
    assert "22/03/2024" in shown
    assert "Chờ kết quả đo đạc" in shown


def test_a_draft_changed_since_the_page_was_read_is_not_signed(
    office: LetterOffice, head: Browser, on_day: OnDay
) -> None:
    (letter_id,) = office.draft(office.dossier("A"))
    seen = head.get(f"{HERE}?buoc=cho-ky").one(".//input[@name='luc-xem']").get("value")
    on_day(PRESENT, time(12, 1))
    with transaction():
        change_drafts(
            letter_ids=[letter_id],
            reason="Chờ kết quả đo đạc",
            promise=Promise(working_days=5),
            settings=office.settings,
            actor=office.officer,
        )
    typed = {"chon": letter_id, "numbers": "1", "signed_on": "15/03/2024", "luc-xem": seen}

    page = head.post(f"{HERE}/ky?buoc=cho-ky", typed)

    assert page.status == 409
    assert "đã được sửa lúc 12:01 15/03/2024" in page.text
    assert head.post(f"{HERE}/ky?buoc=cho-ky", {**typed, "luc-xem": ""}).status == 303


def test_an_apology_after_the_result_asks_no_new_day(
    office: LetterOffice, officer: Browser
) -> None:
    dossier_id = office.dossier("A", finished_on=date(2024, 3, 14))
    here = f"{HERE}/ho-so/{dossier_id}"
    page = officer.get(here)
    assert "phiếu chỉ xin lỗi, không hẹn lại ngày" in page.text
    assert not page.all(".//input[@name='promised_on']")

    done = officer.post(f"{HERE}/soan", {"ho-so": dossier_id, "chon": dossier_id, "reason": REASON})
    assert done.went_to == here
    shown = officer.follow(done)
    assert "không hẹn lại" in shown.text
    assert not shown.all(".//input[@name='sua-promised_on']")
    assert "không hẹn lại" in officer.get(f"{HERE}?buoc=cho-ky").text
    own = officer.get(f"/ho-so/{dossier_id}").text
    assert "Dự thảo; không hẹn lại; phải gửi muộn nhất ngày 11/03/2024" in own


@pytest.mark.parametrize(
    ("act", "part"), [("ky", "can-lap"), ("gui", "can-lap"), ("huy", "can-lap"), ("tep", "can-lap"),
                      ("soan", "cho-ky"), ("tep", "da-huy"), ("ky", "cho-gui")],
)  # fmt: skip
def test_all_of_a_list_are_never_taken_for_lines_of_another(
    office: LetterOffice, log_in_as: LogInAs, act: str, part: str
) -> None:
    # As many dossiers as letters, so that only the part they stand in tells them apart.
    for code in "AB":
        office.dossier(code)
    _, second, third = (office.draft(office.dossier(code))[0] for code in "CDE")
    office.sign(second)
    with transaction():
        cancel_letters(letter_ids=[third], reason=REASON, actor=office.staff)
    before = states()
    staff = log_in_as("lan")
    total = len(codes(staff.get(f"{HERE}?buoc={part}")))
    assert total
    typed = {
        "tat-ca": total, "reason": REASON, "working_days": "3", "numbers": "1",
        "signed_on": "15/03/2024", "channel": "sms", "sent_on": "15/03/2024",
        "cancelling_reason": REASON,
    }  # fmt: skip

    page = staff.post(f"{HERE}/{act}?buoc={part}", typed)

    assert page.status == 422
    assert "Chưa chọn dòng nào" in page.text
    assert states() == before


def test_what_was_cancelled_is_nothing_to_tick_or_print(
    office: LetterOffice, officer: Browser
) -> None:
    (letter_id,) = office.draft(office.dossier("A"))
    with transaction():
        cancel_letters(letter_ids=[letter_id], reason=REASON, actor=office.staff)
    refused = officer.get(f"{HERE}/phieu/{letter_id}.pdf")
    assert refused.status == 409
    assert "“Đã hủy”" in refused.text

    page = officer.get(f"{HERE}?buoc=da-huy")

    assert codes(page) == ["A"]
    assert not page.all(".//input[@type='checkbox']")


def test_letters_are_read_by_the_page(
    office: LetterOffice, officer: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("views.apologies.PAGE_SIZE", 2)
    office.draft(*(office.dossier(code) for code in "ABC"))

    assert codes(officer.get(f"{HERE}?buoc=cho-ky")) == ["A", "B"]
    page = officer.get(f"{HERE}?buoc=cho-ky&trang=2")
    assert codes(page) == ["C"]
    assert page.one(".//input[@id='tat-ca']").get("value") == "3"
    downloaded = officer.get(f"{HERE}.csv?buoc=cho-ky&trang=2").response.get_data(as_text=True)
    assert len(downloaded.splitlines()) == LEAD + 1 + 3


def test_a_letter_signed_meanwhile_is_a_conflict(office: LetterOffice, head: Browser) -> None:
    (letter_id,) = office.draft(office.dossier("A"))
    office.sign(letter_id, actor=office.staff)

    page = head.post(
        f"{HERE}/ky?buoc=cho-ky", {"chon": letter_id, "numbers": "1", "signed_on": "15/03/2024"}
    )

    assert page.status == 409
    assert "hãy tải lại trang" in page.text


@pytest.mark.parametrize(
    ("step", "typed", "name"),
    [
        ("sua", {"sua-reason": f"{REASON}, sửa", "sua-promised_on": "20/03/2024"}, "sua-reason"),
        ("gui", {"channel": "sms", "sent_on": "14/03/2024"}, "sent_on"),
        ("huy", {"cancelling_reason": f"{REASON}, hủy"}, "cancelling_reason"),
    ],
)
def test_a_step_on_a_letter_sent_meanwhile_gives_back_what_was_typed(
    office: LetterOffice, head: Browser, step: str, typed: dict[str, str], name: str
) -> None:
    dossier = office.dossier("A")
    (letter_id,) = office.draft(dossier)
    office.sign(letter_id, actor=office.staff)
    office.send(letter_id, actor=office.staff)

    page = head.post(f"{HERE}/{step}", {"chon": letter_id, "ho-so": dossier, **typed})

    assert page.status == 409
    assert not page.all(f".//*[@name='{name}']"), "the step is not there any more"
    assert typed[name] in "".join(page.one(".//*[@id='error-summary']").itertext())


def test_the_page_of_a_dossier_takes_the_next_step(
    office: LetterOffice, officer: Browser, head: Browser
) -> None:
    dossier_id = office.dossier("A")
    here = f"{HERE}/ho-so/{dossier_id}"
    named = {"ho-so": dossier_id}

    bad = officer.post(f"{HERE}/soan", {**named, "chon": dossier_id, "reason": REASON})
    assert bad.status == 422
    assert "Phiếu xin lỗi, hồ sơ A" in bad.text
    done = officer.post(
        f"{HERE}/soan", {**named, "chon": dossier_id, "reason": REASON, "working_days": "3"}
    )
    assert done.went_to == here
    (letter,) = list_letters(LetterSearch())
    page = officer.get(here)
    assert "Thủ trưởng đơn vị hoặc Văn phòng ghi nhận" in page.text
    assert not page.all(".//textarea[@name='reason']")

    head.post(f"{HERE}/ky", {**named, "chon": letter.id, "numbers": "1", "signed_on": "15/03/2024"})
    officer.post(
        f"{HERE}/gui", {**named, "chon": letter.id, "channel": "email", "sent_on": "15/03/2024"}
    )
    page = officer.get(here)
    assert "chỉ được hẹn lại một lần" in page.text
    assert not page.all(".//form[@class='no-print']")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"finished_on": date(2024, 3, 12)}, ("trả trong hạn", "không cần phiếu xin lỗi")),
        ({"finished_on": date(2024, 3, 14)}, ("trả chậm 2 ngày", "Soạn phiếu")),
        ({"status": DossierStatus.PAUSED}, ("Tạm dừng", "Soạn phiếu")),
        ({"due_on": None}, ("nguồn không ghi", "không có ngày hẹn trả")),
        ({"due_on": date(2024, 3, 28)}, ("chưa quá hạn", "Soạn phiếu")),
        (
            {"finished_on": date(2024, 3, 14), "status": DossierStatus.WITHDRAWN},
            ("không lập phiếu xin lỗi",),
        ),
    ],
    ids=["kept", "late", "paused", "no-due", "far", "withdrawn"],
)
def test_the_page_of_a_dossier_says_why_it_needs_no_letter(
    office: LetterOffice, officer: Browser, more: dict[str, Any], said: tuple[str, ...]
) -> None:
    text = officer.get(f"{HERE}/ho-so/{office.dossier('A', **more)}").text

    assert [part for part in said if part not in text] == []
    assert ("Soạn phiếu" in text) is ("Soạn phiếu" in said)


def test_a_dossiers_own_page_says_what_its_letters_come_to(
    office: LetterOffice, log_in_as: LogInAs, on_day: OnDay
) -> None:
    dossier_id = office.dossier("A")
    assert "Chưa có phiếu nào" in log_in_as("hoa").get(f"/ho-so/{dossier_id}").text
    office.send(*office.sign(*office.draft(dossier_id)))
    on_day(date(2024, 3, 21))

    page = log_in_as("hoa").get(f"/ho-so/{dossier_id}")

    assert "hẹn lại ngày 20/03/2024" in page.text
    assert "gửi ngày 15/03/2024 (sau hạn)" in page.text
    assert "lỡ cả ngày hẹn lại" in page.text


def test_second_slips_have_a_part_of_their_own(
    office: LetterOffice, log_in_as: LogInAs, on_day: OnDay
) -> None:
    office.send(*office.sign(*office.draft(office.dossier("A"))))
    assert codes(log_in_as("hoa").get(f"{HERE}?buoc=lo-hen")) == []
    on_day(date(2024, 3, 21))

    page = log_in_as("hoa").get(f"{HERE}?buoc=lo-hen")

    assert codes(page) == ["A"]
    assert "lỡ cả ngày hẹn lại" in page.text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["B", "A", "SOON"]),
        ("thang=2024-02", ["A", "SOON"]),
        ("ma=soon", ["SOON"]),
        ("ma=SOON", ["SOON"]),
        ("don-vi=X1", ["B", "A", "SOON"]),
        ("don-vi=X2", []),
        ("buoc=khong-co", ["B", "A", "SOON"]),
        ("trang=99", ["B", "A", "SOON"]),
    ],
)
def test_what_needs_a_letter_is_filtered(
    office: LetterOffice, officer: Browser, query: str, found: list[str]
) -> None:
    office.dossier("A")
    office.dossier("SOON", date(2024, 3, 18))
    office.dossier("LATER", date(2024, 3, 28))
    office.dossier("B", date(2024, 3, 11), finished_on=date(2024, 3, 14))

    page = officer.get(f"{HERE}?{query}")

    shown = codes(page)
    assert shown == found
    downloaded = officer.get(f"{HERE}.csv?{query}").response.get_data(as_text=True)
    assert [line.split(",")[0] for line in downloaded.splitlines()[LEAD + 1 :]] == shown


@pytest.mark.parametrize("query", ["thang=xyz", "don-vi=khong-co-don-vi-nay"])
def test_a_filter_nobody_can_read_is_refused_beside_its_field(
    office: LetterOffice, officer: Browser, query: str
) -> None:
    del office
    page = officer.get(f"{HERE}?{query}")

    assert page.status == 422
    name = query.partition("=")[0]
    assert page.one(f".//input[@id='f-{name}']").get("aria-invalid") == "true"
    assert officer.get(f"{HERE}.csv?{query}").status == 422


@pytest.mark.parametrize(("month", "found"), [("2024-03", ["A"]), ("2024-02", []), ("", ["A"])])
def test_letters_are_narrowed_to_the_month_their_dossiers_were_due(
    office: LetterOffice, officer: Browser, month: str, found: list[str]
) -> None:
    office.draft(office.dossier("A"))

    assert codes(officer.get(f"{HERE}?buoc=cho-ky&thang={month}")) == found


def test_the_csv_has_the_letters_of_the_page(office: LetterOffice, officer: Browser) -> None:
    office.sign(*office.draft(office.dossier("A")), numbers=("=1+1",))

    text = officer.get(f"{HERE}.csv?buoc=cho-gui").response.get_data(as_text=True)

    (line,) = text.splitlines()[LEAD + 1 :]
    assert line.startswith("A,1,X1,UBND xã Một,")
    assert "'=1+1" in line


@pytest.mark.parametrize(("kind", "start"), [("docx", b"PK"), ("pdf", b"%PDF")])
def test_one_letter_and_many_are_handed_out_as_files(
    office: LetterOffice, officer: Browser, kind: str, start: bytes
) -> None:
    ids = office.draft(office.dossier("A"), office.dossier("B"))

    one = officer.get(f"{HERE}/phieu/{ids[0]}.{kind}").response
    many = officer.post(f"{HERE}/tep?buoc=cho-ky", {"chon": list(ids), "loai": kind}).response

    assert one.get_data().startswith(start)
    assert many.get_data().startswith(start)
    assert len(many.get_data()) > len(one.get_data())
    assert many.headers["Content-Disposition"].endswith(f'"phieu-xin-loi-2-phieu.{kind}"')
    if kind == "docx":
        with ZipFile(io.BytesIO(many.get_data())) as parts:
            text = parts.read("word/document.xml").decode()
        assert text.count("PHIẾU XIN LỖI VÀ HẸN LẠI") == 2


def test_a_file_of_nothing_is_refused_on_the_page(office: LetterOffice, officer: Browser) -> None:
    office.draft(office.dossier("A"))

    page = officer.post(f"{HERE}/tep?buoc=cho-ky", {"loai": "pdf"})

    assert page.status == 422
    assert "Chưa chọn dòng nào" in page.text


def test_the_approver_reads_and_the_administrator_does_not(
    office: LetterOffice, browser_as: BrowserAs
) -> None:
    office.draft(office.dossier("A"))
    office.dossier("B")
    approver = browser_as(Role.APPROVER)

    page = approver.get(HERE)
    assert codes(page) == ["B"]
    assert not page.all(".//textarea")
    assert not page.all(".//input[@type='checkbox']")
    page = approver.get(f"{HERE}?buoc=cho-ky")
    assert not page.all(".//textarea")
    assert page.all(".//button[@value='pdf']")
    assert browser_as(Role.ADMINISTRATOR).get(HERE).status == 403


def test_a_reading_of_decree_118_not_confirmed_is_said_so(
    office: LetterOffice, log_in_as: LogInAs, on_day: OnDay
) -> None:
    on_day(date(2026, 3, 16))
    office.dossier("A", date(2026, 3, 12), received_on=date(2026, 3, 2))

    assert "Nghị định 118/2025/NĐ-CP, chờ xác nhận" in log_in_as("hoa").get(HERE).text
