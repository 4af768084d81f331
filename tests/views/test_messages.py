"""Messages are the administrator's to look after; one's own address is one's own to set."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from models import AuditEntry, OutboxMessage, User, db
from models.vocabulary import MessageKind, Role
from tracker.clock import now
from tracker.errors import ForbiddenError, RefusedError
from tracker.queries.accounts import find_email, get_actor
from tracker.services.accounts import set_email
from tracker.services.outbox import queue_message
from tracker.transaction import transaction

if TYPE_CHECKING:
    from tests.views.pages import Browser, BrowserAs, LogInAs, MakeUser
    from tracker.queries.accounts import Actor

REASON = "550 5.1.1 an@tinh.example.vn: <b>no such</b> mailbox"


@pytest.fixture
def administrator(browser_as: BrowserAs) -> Browser:
    return browser_as(Role.ADMINISTRATOR)


@pytest.fixture
def three(make_user: MakeUser) -> None:
    """One message waits, one was sent, one was given up."""
    make_user("an", email="an@tinh.example.vn")
    person = get_actor("an")
    with transaction():
        for key in ("1", "2", "3"):
            queue_message(
                kind=MessageKind.NOTICE,
                user_id=person.id,
                group_key=key,
                subject=f"Thư số {key}",
                body=f"Nội dung {key} <script>",
                due_at=now(),
            )
    for key, values in (
        ("2", {"sent_at": now(), "unclear_count": 1}),
        ("3", {"failed_at": now(), "error": REASON, "attempt_count": 10}),
    ):
        db.session.execute(
            sa.update(OutboxMessage).where(OutboxMessage.group_key == key).values(values)
        )
    db.session.commit()


def test_the_page_shows_where_each_message_stands(administrator: Browser, three: None) -> None:
    page = administrator.get("/thu-tin")

    assert "Chưa đặt máy chủ thư" in page.text
    assert "Đang chờ gửi 1 Đã gửi 1 Đã dừng gửi 1" in page.text
    assert REASON in page.text
    assert "Có thể người nhận có thư này 2 lần" in page.text
    assert "an@tinh.example.vn" in page.text


@pytest.mark.parametrize(
    ("word", "subject"),
    [("dang-cho", "Thư số 1"), ("da-gui", "Thư số 2"), ("dung-gui", "Thư số 3")],
)
def test_a_tab_shows_exactly_its_messages(
    administrator: Browser, three: None, word: str, subject: str
) -> None:
    page = administrator.get(f"/thu-tin?tinh-trang={word}")

    assert page.texts(".//tbody//summary") == [subject]


def test_what_was_given_up_is_sent_again(administrator: Browser, three: None) -> None:
    key = db.session.scalar(sa.select(OutboxMessage.id).where(OutboxMessage.group_key == "3"))

    page = administrator.follow(administrator.post(f"/thu-tin/{key}/gui-lai"))

    assert "Đang chờ gửi 2 Đã gửi 1 Đã dừng gửi 0" in page.text
    assert administrator.post(f"/thu-tin/{key}/gui-lai").status == 422
    assert administrator.post("/thu-tin/987654/gui-lai").status == 404


def test_all_that_was_given_up_is_sent_again_but_to_who_has_no_address(
    administrator: Browser, three: None, make_user: MakeUser
) -> None:
    make_user("binh")
    with transaction():
        queue_message(
            kind=MessageKind.NOTICE,
            user_id=get_actor("binh").id,
            group_key="1",
            subject="x",
            body="x",
            due_at=now(),
        )
    assert "người nhận chưa có địa chỉ thư điện tử" in administrator.get("/thu-tin").text

    page = administrator.follow(administrator.post("/thu-tin/gui-lai"))

    assert "1 thư sẽ được gửi lại" in page.text
    assert "Đã dừng gửi 1" in page.text


def test_a_person_sets_their_own_address(browser_as: BrowserAs) -> None:
    browser = browser_as(Role.OFFICE_STAFF, "an")

    page = browser.post("/tai-khoan/thu-dien-tu", {"email": " An@Tinh.Example.vn "})

    assert "An@tinh.example.vn" in browser.follow(page).text
    assert find_email(get_actor("an").id) == "An@tinh.example.vn"
    refused = browser.post("/tai-khoan/thu-dien-tu", {"email": ""})
    assert (refused.status, find_email(get_actor("an").id)) == (422, "An@tinh.example.vn")
    assert "không thể ngừng nhận" in refused.text
    told = db.session.scalars(sa.select(AuditEntry.details).where(AuditEntry.action == "email_set"))
    assert "example" not in str(list(told)), "the trail is read by many"


def test_nobody_but_who_manages_accounts_sets_anothers_address(
    make_user: MakeUser, system: Actor
) -> None:
    for name, role in (("an", Role.UNIT_OFFICER), ("sep", Role.DEPARTMENT_HEAD)):
        make_user(name, role)
    with pytest.raises(ForbiddenError), transaction():
        set_email(actor=get_actor("sep"), username="an", email="sep@tinh.example.vn")
    with transaction():
        assert set_email(actor=system, username="an", email="a@b.example.vn") == "a@b.example.vn"
    with pytest.raises(RefusedError, match="email_needed"), transaction():
        set_email(actor=get_actor("an"), username="an", email="")


@pytest.mark.parametrize(
    "typed", ["an", "an@b", "ân@b.example.vn", "a@b.example.vn, c@d.example.vn", "x" * 300]
)
def test_an_address_nobody_can_be_written_to_is_refused(browser_as: BrowserAs, typed: str) -> None:
    browser = browser_as(Role.OFFICE_STAFF, "an")

    page = browser.post("/tai-khoan/thu-dien-tu", {"email": typed})

    assert page.status == 422
    assert page.all(".//*[@id='error-summary']")
    assert find_email(get_actor("an").id) == ""


def test_nobody_sees_anothers_address(
    make_user: MakeUser, log_in_as: LogInAs, three: None, browser_as: BrowserAs
) -> None:
    other = browser_as(Role.DEPARTMENT_HEAD)

    for address in ("/viec-cua-toi", "/tai-khoan", "/tai-khoan/lich"):
        assert "an@tinh.example.vn" not in other.get(address).response.get_data(as_text=True)
    assert other.get("/thu-tin").status == 403
    assert db.session.scalar(sa.select(sa.func.count()).select_from(User)) == 3
