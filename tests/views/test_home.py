"""What waits for a person stands on their first page; each line opens exactly what it counts."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa

from models import User, db
from models.vocabulary import Role, WaitingKind
from tests.views.staff import counted_statements
from tracker.clock import now
from tracker.publishing.late_list import draft_late_list
from tracker.publishing.page_links import PATHS, link_to
from tracker.queries.accounts import get_actor
from tracker.queries.unit_directory import load_directory
from tracker.queries.waiting_work import find_waiting, list_all_waiting
from tracker.rules.digests import ESCALATED_ROLES, PASSED_TO
from tracker.rules.waiting import DOERS, REASONS
from tracker.services.accounts import add_user
from tracker.services.reply_windows import open_reply_window
from tracker.transaction import transaction

if TYPE_CHECKING:
    from flask import Flask

    from tests.conftest import OnDay
    from tests.views.pages import LogInAs
    from tracker.config import Settings

OPENED = date(2026, 3, 10)
UNIT = "STNMT"


@pytest.fixture
def settings(demo: Settings) -> Settings:
    return demo


@pytest.fixture
def database(demo: Settings) -> Settings:
    return demo


@pytest.fixture
def month(settings: Settings, on_day: OnDay) -> Settings:
    """A month's list is drafted and its window open."""
    on_day(OPENED)
    drafter = get_actor("chuyenvien")
    with transaction():
        draft_late_list(period="2024-02", actor=drafter, settings=settings)
    with transaction():
        open_reply_window(period="2024-02", actor=drafter, settings=settings)
    return settings


def officer_of_a_late_unit(settings: Settings) -> str:
    items = list_all_waiting(OPENED, settings=settings, directory=load_directory())
    item = next(each for each in items if each.kind is WaitingKind.EXPLAIN_DOSSIERS)
    with transaction():
        for name, role in (("vien", Role.UNIT_OFFICER), ("truong", Role.DEPARTMENT_HEAD)):
            add_user(
                actor=get_actor("cli"),
                username=name,
                display_name=name,
                role=role,
                unit_code=item.unit_code,
                at=now(),
            )
    return "vien"


@pytest.mark.usefixtures("month")
def test_an_officer_sees_what_the_unit_owes_and_every_line_opens_its_rows(
    month: Settings, log_in_as: LogInAs
) -> None:
    officer = log_in_as(officer_of_a_late_unit(month))

    page = officer.get("/viec-cua-toi")

    items = find_waiting(get_actor("vien"), OPENED, settings=month).own
    counts: dict[WaitingKind, int] = {}
    for item in items:
        counts[item.kind] = counts.get(item.kind, 0) + item.count
    assert counts[WaitingKind.ANSWER_LIST] > 0
    assert counts[WaitingKind.EXPLAIN_DOSSIERS] > 0
    assert "hạn 17/03/2026, còn 7 ngày" in page.text
    for link in page.all(".//a[@class='doors__link waiting']"):
        answer = officer.get(link.get("href") or "")
        assert answer.status == 200, link.get("href")
        count = re.sub(r"\D", "", "".join(link.find("span").itertext()))  # type: ignore[union-attr]
        assert count in re.findall(r"\d+", answer.text.replace(".", "")), link.get("href")


def test_the_number_of_queries_does_not_grow_with_what_waits(
    month: Settings, log_in_as: LogInAs
) -> None:
    log_in_as(officer_of_a_late_unit(month))
    office = get_actor("chuyenvien")
    with counted_statements() as one:
        find_waiting(get_actor("vien"), OPENED, settings=month)
    with counted_statements() as other:
        find_waiting(get_actor("canbo"), OPENED, settings=month)
    with counted_statements() as everything:
        list_all_waiting(OPENED, settings=month, directory=load_directory())
    with counted_statements() as of_office:
        find_waiting(office, OPENED, settings=month)

    assert len(one) == len(other)
    assert len(everything) < 60
    assert len(of_office) < 40


def test_who_owes_nothing_is_told_so(settings: Settings, log_in_as: LogInAs) -> None:
    page = log_in_as("quantri").get("/viec-cua-toi")

    assert "Không có việc nào đang chờ bạn." in page.text


def test_an_approver_finds_the_draft_once_every_unit_had_its_say(
    month: Settings, log_in_as: LogInAs, on_day: OnDay
) -> None:
    def kinds(name: str, on: date) -> set[WaitingKind]:
        return {item.kind for item in find_waiting(get_actor(name), on, settings=month).own}

    assert WaitingKind.APPROVE_LISTS not in kinds("lanhdao", OPENED)
    on_day(date(2026, 3, 18))
    assert WaitingKind.APPROVE_LISTS in kinds("lanhdao", date(2026, 3, 18))
    page = log_in_as("lanhdao").get("/viec-cua-toi")
    assert page.links()  # every address could be built
    with transaction():
        db.session.execute(sa.update(User).values(role=Role.APPROVER))
    drafter = get_actor("chuyenvien")
    again = find_waiting(drafter, date(2026, 3, 18), settings=month).own
    assert not [item for item in again if item.kind is WaitingKind.APPROVE_LISTS], "their own draft"


def test_addresses_in_messages_are_those_of_the_pages(app: Flask) -> None:
    args = {
        "period": "2024-03",
        "directive": "qd-1",
        "ordinal": 3,
        "unit_code": "H44.1",
        "dispute_id": 7,
        "thang": "2024-03",
    }
    rules = {rule.endpoint: rule for rule in app.url_map.iter_rules() if "GET" in rule.methods}
    with app.test_request_context():
        from flask import url_for

        for endpoint in PATHS:
            assert endpoint in rules, f"{endpoint} is gone: mend tracker/publishing/page_links.py"
            used = {k: v for k, v in args.items() if k in rules[endpoint].arguments or k == "thang"}
            assert link_to("", endpoint, used.items()) == url_for(endpoint, **used)


@pytest.mark.parametrize("kind", WaitingKind, ids=lambda kind: kind.value)
def test_whoever_it_waits_for_may_open_its_page(app: Flask, kind: WaitingKind) -> None:
    from views.access import roles_of

    endpoints = {
        WaitingKind.ANSWER_LIST: "objections.show",
        WaitingKind.EXPLAIN_DOSSIERS: "explanations.index",
        WaitingKind.REWRITE_EXPLANATIONS: "explanations.index",
        WaitingKind.REVIEW_EXPLANATIONS: "explanations.index",
        WaitingKind.DRAFT_LETTERS: "apologies.index",
        WaitingKind.SIGN_LETTERS: "apologies.index",
        WaitingKind.SEND_LETTERS: "apologies.index",
        WaitingKind.EXPLAIN_TARGETS: "target_explanations.index",
        WaitingKind.REVIEW_TARGETS: "target_explanations.index",
        WaitingKind.KEEP_MEASURES: "target_explanations.show",
        WaitingKind.DELIVER_PRODUCTS: "tasks.index",
        WaitingKind.REVIEW_PRODUCTS: "tasks.index",
        WaitingKind.DECIDE_OBJECTIONS: "objections.overview",
        WaitingKind.APPROVE_LISTS: "lists.show",
        WaitingKind.PUBLISH_LISTS: "lists.show",
        WaitingKind.CLOSE_ALERTS: "alerts.index",
        WaitingKind.ANSWER_ASSIGNMENTS: "assignment_answers.index",
        WaitingKind.COMMENT_DISPUTES: "assignment_disputes.show",
        WaitingKind.DECIDE_DISPUTES: "assignment_disputes.show",
        WaitingKind.APPLY_DECISIONS: "assignment_disputes.show",
    }
    # Also whoever is told when it stays undone.
    above = {level: role for role, level in ESCALATED_ROLES.items()}
    told = {above[level] for level, reasons in PASSED_TO.items() if REASONS[kind] in reasons}
    with app.app_context():
        assert DOERS[kind] | told <= (roles_of(endpoints[kind]) or frozenset())
    assert urlsplit(PATHS[endpoints[kind]]).path == PATHS[endpoints[kind]]


def test_a_person_of_two_roles_is_not_imagined(settings: Settings) -> None:
    actor = replace(get_actor("canbo"), unit_id=None)

    assert find_waiting(actor, OPENED, settings=settings).own == []
