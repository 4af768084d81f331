"""Every form, sent broken: refused with what is wrong, never an error of ours, nothing changed.

One table names a page for every view that takes a form. Forms are read off those pages, so a new
field is broken here without anybody listing it; a new view must be added to the table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from models.vocabulary import Role
from tests.views.crawling import endpoint_of
from tests.views.test_access import addresses
from tests.views.test_every_page import PEOPLE
from views.access import LOGGED_IN, roles_of

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from flask import Flask

    from tests.views.pages import Browser, BrowserAs, LogInAs, Page
    from tracker.config import Settings

MISSED = "/giai-trinh-chi-tieu/MINH-HOA-2026/4/H44.03?ky=2026-08"
STAFF, HEAD, APPROVER = Role.OFFICE_STAFF, Role.DEPARTMENT_HEAD, Role.APPROVER
#: Who sends the form of which page, by the view that takes it.
FORMS: dict[str, tuple[Role, str]] = {
    "accounts.change_email": (Role.UNIT_OFFICER, "/tai-khoan"),
    "accounts.change_password": (Role.ADMINISTRATOR, "/tai-khoan/mat-khau"),
    "apologies.draft": (STAFF, "/xin-loi/ho-so/23"),
    "apologies.files": (STAFF, "/xin-loi?buoc=can-lap&thang=2026-10"),
    "auth.log_in": (Role.PUBLIC, "/dang-nhap"),
    "calendar_days.propose": (STAFF, "/lich/thay-doi"),
    "evaluations.run": (STAFF, "/danh-gia"),
    "explanations.act": (STAFF, "/giai-trinh?thang=2024-03"),
    "explanations.act_on_one": (STAFF, "/ho-so/23/giai-trinh"),
    "feeds.add": (HEAD, "/tai-khoan/lich"),
    "imports.upload": (STAFF, "/nhap-so-lieu"),
    "lists.correct": (APPROVER, "/cong-bo/2024-03/v1"),
    "lists.draft": (STAFF, "/cong-bo"),
    "lists.withdraw": (APPROVER, "/cong-bo/2024-03/v1"),
    "pulls.age": (STAFF, "/nguon-so-lieu/CONG-DVCQG"),
    "pulls.rank": (STAFF, "/nguon-so-lieu/CONG-DVCQG"),
    "target_explanations.write": (STAFF, MISSED),
    "task_reports.add": (STAFF, "/nhiem-vu/hd-bochiso/1/QN.BQLKKT"),
    "verification.check": (Role.PUBLIC, "/kiem-tra"),
}
#: Names that fields of many forms have; a form reads those it knows.
FIELDS = ("reason", "text", "note", "period", "count", "chon", "viec", "ho-so", "days", "rank",
          "unit", "choice", "next", "seen", "version", "decision", "as_of", "source")  # fmt: skip
#: Views whose form has nothing typed in it, or shows only in a state the sample data is not in:
#: they are sent broken about what is not there, and by the tests of their own pages.
ELSEWHERE = {
    "accounts.choose_language", "accounts.end_session", "alerts.assign", "alerts.close",
    "alerts.close_all", "apologies.cancel", "apologies.change", "apologies.send",
    "apologies.sign", "assignment_answers.accept", "assignment_answers.send_refusal",
    "assignment_disputes.apply", "assignment_disputes.appoint", "assignment_disputes.comment",
    "assignment_disputes.decide", "auth.log_out", "calendar_days.apply", "calendar_days.cancel",
    "calendar_days.renew", "cycle.retry", "cycle.tick", "feeds.revoke",
    "imports.choose_columns", "imports.confirm", "imports.discard", "lists.approve",
    "lists.open_reply", "lists.publish", "lists.render", "messages.retry", "messages.retry_all",
    "objections.decide", "objections.raise_", "objections.waive", "pulls.accept",
    "pulls.map_unit", "pulls.resume", "reconciliation.judge", "target_explanations.accept",
    "target_explanations.measure_done", "target_explanations.measure_not_done",
    "target_explanations.send_back", "task_bulk.change", "task_changes.change",
    "task_changes.undo", "task_extensions.grant", "task_extensions.grant_unit",
    "task_reports.accept", "task_reports.send_back",
}  # fmt: skip
#: Any text, or any file, is an answer these forms can take: they are broken by leaving it out.
TAKES_ANYTHING = ("lists.correct", "lists.withdraw", "verification.check")
WIDE = "Đã gõ, không đọc được " + "x" * 40
BROKEN_FILE = (b"\x00\xff day khong phai la mot tep doc duoc", "hong.xlsx")
REFUSED = (400, 403, 404, 409, 413, 422, 429)


@pytest.fixture
def database(demo: Settings) -> Settings:  # the fixture
    return demo


@dataclass
class Changes:
    """Statements that wrote, and stayed."""

    pending: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


@contextmanager
def watched_changes() -> Iterator[Changes]:
    """Yield what is written to the database meanwhile and not taken back."""
    changes = Changes()

    def on_statement(_c: Any, _k: Any, statement: str, *_: Any) -> None:
        if statement.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
            changes.pending.append(statement)

    def on_commit(_: Any) -> None:
        changes.kept += changes.pending
        changes.pending.clear()

    def on_rollback(_: Any) -> None:
        changes.pending.clear()

    hooks = {
        "before_cursor_execute": on_statement,
        "commit": on_commit,
        "rollback": on_rollback,
    }
    for name, hook in hooks.items():
        sa.event.listen(sa.engine.Engine, name, hook)
    try:
        yield changes
    finally:
        for name, hook in hooks.items():
            sa.event.remove(sa.engine.Engine, name, hook)


def find_form(app: Flask, page: Page, address: str, endpoint: str) -> tuple[str, Element]:
    """Return where a page's form goes, and the form."""
    for form in page.all(".//form[@method='post']"):
        action = form.get("action") or address
        if endpoint_of(app, action, "POST") == endpoint:
            return action, form
    raise AssertionError(f"{address} has no form for {endpoint}")


def broken(form: Element) -> dict[str, Any]:
    """Return a form filled with what nobody can read; what people did not type stays."""
    sent: dict[str, Any] = {}
    for tag in ("input", "select", "textarea", "button"):
        for element in form.iter(tag):
            name, kind = element.get("name", ""), element.get("type", tag)
            if not name or name == "csrf_token" or kind in ("checkbox", "submit"):
                continue
            sent[name] = (BytesIO(BROKEN_FILE[0]), BROKEN_FILE[1]) if kind == "file" else WIDE
    return sent


def pressed(form: Element) -> dict[str, str]:
    """Return the first button that says what is to be done."""
    found = [button for button in form.iter("button") if button.get("name")]
    return {found[0].get("name", ""): found[0].get("value", "")} if found else {}


@pytest.fixture
def people(browser: Browser, log_in_as: LogInAs) -> Callable[[Role], Browser]:
    """Return a function that gives the browser of a role, one for each."""
    known = {Role.PUBLIC: browser}

    def person(role: Role) -> Browser:
        if role not in known:
            known[role] = log_in_as(PEOPLE[role])
        return known[role]

    return person


def test_every_broken_form_is_refused_and_shown_again(
    app: Flask, people: Callable[[Role], Browser]
) -> None:
    def send(endpoint: str) -> None:
        role, address = FORMS[endpoint]
        action, form = find_form(app, people(role).get(address), address, endpoint)
        sent = {**({} if endpoint in TAKES_ANYTHING else broken(form)), **pressed(form)}
        with watched_changes() as changes:
            page = people(role).post(action, sent)
        assert page.status in REFUSED, f"{page.status}, sent {sorted(sent)}"
        assert not kept_of_the_office(changes), changes.kept
        if page.status in (409, 422):
            assert page.all(".//*[@id='error-summary']") or page.all(".//*[@role='alert']")
            assert_typed_text_stays(page, form, sent)

    assert not faults_of(send)


def test_no_form_without_its_fields_is_an_error_of_ours(
    app: Flask, people: Callable[[Role], Browser]
) -> None:
    def send(endpoint: str) -> None:
        role, address = FORMS[endpoint]
        action, _form = find_form(app, people(role).get(address), address, endpoint)
        with watched_changes() as changes:
            page = people(role).post(action, {})
        assert page.status in (*REFUSED, 200, 303), page.status
        assert page.status not in REFUSED or not kept_of_the_office(changes), changes.kept

    assert not faults_of(send)


def faults_of(send: Callable[[str], None]) -> list[str]:
    """Return what is wrong with the forms, each told by its view."""
    faults = []
    for endpoint in FORMS:
        try:
            send(endpoint)
        except AssertionError as error:
            faults.append(f"{endpoint}: {error}")
    return faults


def kept_of_the_office(changes: Changes) -> list[str]:
    """Return what stayed, but for the count of tries that passwords cost and of visits."""
    return [text for text in changes.kept if "login_attempt" not in text and "login_" not in text]


def assert_typed_text_stays(page: Page, form: Element, sent: dict[str, Any]) -> None:
    """Hold that nobody types a text twice because another field was wrong."""
    shown = {area.get("name"): "".join(area.itertext()) for area in page.all(".//textarea")}
    shown |= {box.get("name"): box.get("value") for box in page.all(".//input")}
    for element in (*form.iter("textarea"), *form.iter("input")):
        name, kind = element.get("name", ""), element.get("type", "text")
        if name in sent and kind in ("text", "textarea", "email", "number"):
            kept = (shown.get(name) or "").strip()
            assert kept == WIDE, f"{name} lost what was typed: {kept!r}"


@pytest.mark.parametrize("role", LOGGED_IN, ids=lambda role: role.value)
def test_a_form_about_what_is_not_there_is_no_error_of_ours(
    app: Flask, browser_as: BrowserAs, role: Role
) -> None:
    person = browser_as(role)
    wrong = []
    for endpoint, method, address in addresses(app):
        if method != "POST" or endpoint == "auth.log_out" or not is_open(app, endpoint, role):
            continue
        for sent in ({}, dict.fromkeys(FIELDS, WIDE)):
            if not person.token:
                person.get("/tinh-han")
            with watched_changes() as changes:
                # Not read as a page: it may speak of fields that only show where there is a step.
                filled = {"csrf_token": person.token, **sent}
                status = person.client.post(address, data=filled).status_code
            is_of_something = "<" in rule_of(app, endpoint)
            if status >= 500 or (is_of_something and kept_of_the_office(changes)):
                wrong.append((endpoint, status, changes.kept))
    assert not wrong


def is_open(app: Flask, endpoint: str, role: Role) -> bool:
    with app.app_context():
        return role in (roles_of(endpoint) or ())


def rule_of(app: Flask, endpoint: str) -> str:
    return next(rule.rule for rule in app.url_map.iter_rules() if rule.endpoint == endpoint)


def test_every_view_that_takes_a_form_is_tried(app: Flask) -> None:
    posted = {endpoint for endpoint, method, _address in addresses(app) if method == "POST"}

    assert FORMS.keys() <= posted
    assert posted <= FORMS.keys() | ELSEWHERE, "add the page of its form to FORMS"
