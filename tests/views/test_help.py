"""Help inside the product: every way it names is open to whoever it is named to."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from models.vocabulary import Role, TaskState, Verdict
from tests.house.source import ROOT
from tracker.config_groups import AssignmentSettings, MailSettings
from tracker.wording.glossary import TERMS
from tracker.wording.labels import label
from views.access import LOGGED_IN, roles_of
from views.pages.guides import GUIDES
from views.pages.help import page_names

if TYPE_CHECKING:
    from flask import Flask

    from tests.views.pages import Browser, BrowserAs, Page
    from tracker.config import Settings

EVERYBODY = pytest.mark.parametrize("role", LOGGED_IN, ids=lambda role: role.value)
HELP = ("/tro-giup", "/tro-giup/quy-tac", "/tro-giup/tu-ngu")


def inside(page: Page) -> list[str]:
    """Return where the links of a page's own part lead, without those within the page."""
    hrefs = [link.get("href", "") for link in page.all(".//main//a[@href]")]
    return [href for href in dict.fromkeys(hrefs) if not href.startswith("#")]


def test_everybody_who_can_log_in_has_a_guide() -> None:
    assert set(GUIDES) == set(LOGGED_IN)


@EVERYBODY
def test_a_guide_names_only_pages_its_role_may_open(app: Flask, role: Role) -> None:
    with app.app_context():
        closed = [
            door
            for step in GUIDES[role]
            for door in step.doors
            if not {role, Role.PUBLIC} & (roles_of(door) or frozenset())
        ]

    assert not closed


@EVERYBODY
def test_every_link_of_the_help_opens(browser_as: BrowserAs, role: Role) -> None:
    browser = browser_as(role)
    wrong = {
        href: status
        for address in HELP
        for href in inside(browser.get(address))
        if (status := browser.get(href.partition("#")[0]).status) != 200
    }

    assert not wrong


@EVERYBODY
def test_the_own_guide_comes_first_and_its_doors_lead_somewhere(
    browser_as: BrowserAs, role: Role
) -> None:
    page = browser_as(role).get("/tro-giup")

    assert page.texts(".//h2")[0] == f"Việc của bạn: {label(role).lower()}"
    own = page.all(".//main/ol")[0]
    doors = own.findall(".//span[@class='guide__doors']")
    assert len(doors) == len(GUIDES[role])
    assert all(door.findall("./a") for door in doors)
    assert not own.findall(".//span[@class='muted']")
    assert len(page.all(".//details/summary")) == len(LOGGED_IN) - 1


def test_a_door_of_another_role_that_is_closed_is_no_link(browser_as: BrowserAs) -> None:
    page = browser_as(Role.UNIT_OFFICER).get("/tro-giup")

    assert "Thư tin" in page.text
    assert "/thu-tin" not in inside(page)


def test_every_rule_that_is_named_stands_on_the_page_of_rules(browser_as: BrowserAs) -> None:
    page = browser_as(Role.OFFICE_STAFF).get("/tro-giup/quy-tac")

    ids = {element.get("id") for element in page.all(".//*[@id]")}
    named = {step.rule for steps in GUIDES.values() for step in steps if step.rule}
    for path in (ROOT / "templates").rglob("*.html"):
        named |= set(re.findall(r"\brule\('([a-z-]+)'\)", path.read_text(encoding="utf-8")))
    assert named
    assert named <= ids


def test_every_verdict_has_its_rule(browser_as: BrowserAs) -> None:
    page = browser_as(Role.OFFICE_STAFF).get("/tro-giup/quy-tac")

    shown = page.texts(".//dl[1]/div/dt")[: len(Verdict)]
    assert shown == [label(verdict) for verdict in Verdict]
    assert {label(state) for state in TaskState} <= set(page.texts(".//dt"))
    assert all(page.texts(".//dd"))


class TestSettings:
    @pytest.fixture
    def settings(self, database: Settings) -> Settings:
        return replace(
            database,
            assignments=AssignmentSettings(dispute_days=9, answer_days=4),
            mail=MailSettings(office_after_days=11),
        )

    def test_a_rule_says_what_the_installation_is_set_to(self, browser_as: BrowserAs) -> None:
        text = browser_as(Role.UNIT_OFFICER).get("/tro-giup/quy-tac").text

        assert "9 ngày làm việc, không tính ngày từ chối" in text
        assert "4 ngày làm việc, không tính ngày văn bản đến" in text
        assert "quá hạn từ 11 ngày thì Văn phòng được báo" in text


@pytest.mark.parametrize("anchor", ["cham", "cac-so"])
def test_the_public_page_and_the_help_say_the_same(browser_as: BrowserAs, anchor: str) -> None:
    browser = browser_as(Role.OFFICE_STAFF)
    public, help_page = browser.get("/cach-doc"), browser.get("/tro-giup/quy-tac")

    assert public.all(f".//h2[@id='{anchor}']")
    said = {"cham": ".//main//ul/li", "cac-so": ".//main//dl/div/dd"}[anchor]
    assert set(public.texts(said)) <= set(help_page.texts(said))


def test_the_glossary_stands_in_the_order_of_the_alphabet(browser_as: BrowserAs) -> None:
    words = browser_as(Role.UNIT_OFFICER).get("/tro-giup/tu-ngu").texts(".//dt")

    assert len(words) == len(TERMS)
    assert words.index("chỉ tiêu") < words.index("đơn vị")
    assert words.index("danh sách chậm muộn, bản công bố") < words.index("đơn vị")


def test_the_page_of_words_and_the_screens_have_the_same_words() -> None:
    rows = re.findall(
        r"^\| [^|]+ \| ([^|]+) \|", (ROOT / "docs/glossary.md").read_text(encoding="utf-8"), re.M
    )
    printed = [row for row in rows if row not in ("term", "---")]

    assert printed == [str(term.word) for term in TERMS]


@EVERYBODY
def test_every_page_leads_to_the_help(browser_as: BrowserAs, role: Role) -> None:
    links = browser_as(role).get("/viec-cua-toi").links()

    assert links["Trợ giúp"] == "/tro-giup"


def test_the_public_is_led_to_its_own_page(browser: Browser) -> None:
    page = browser.get("/tinh-han")

    assert page.links()["Cách đọc danh sách"] == "/cach-doc"
    assert "Trợ giúp" not in page.links()


def test_every_page_a_guide_names_has_a_name(app: Flask) -> None:
    with app.test_request_context():
        names = page_names()

    assert {door for steps in GUIDES.values() for step in steps for door in step.doors} <= set(
        names
    )
