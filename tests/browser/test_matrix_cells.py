"""The cells of the matrix by keyboard, by finger, and where no script runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.browser.conftest import Site, Visit

pytestmark = [pytest.mark.browser, pytest.mark.one_database]

ADDRESS = "/ma-tran?van-ban=MINH-HOA-2026&ky=2026-08&cap=so-nganh"
FOCUSED = "document.activeElement.href.split('o=')[1].split('#')[0]"


def focus(page: Page, key: str) -> None:
    page.locator(f"td.mx > a[href*='o={key}#']").focus()


def note_errors(page: Page) -> list[str]:
    """Return what the page's scripts and the console complain of, from now on."""
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("console", lambda said: found.append(said.text) if said.type == "error" else None)
    return found


def test_arrows_walk_enter_opens_in_place_and_escape_gives_the_table_back(
    demo_site: Site, visit: Visit
) -> None:
    page = visit(demo_site, "chuyen-vien")
    errors = note_errors(page)
    page.goto(ADDRESS.partition("&cap")[0])
    page.get_by_label("Đơn vị, nhiệm vụ").fill("so")
    page.keyboard.press("Enter")
    page.wait_for_url("**tim=so*")
    focus(page, "4.H44.03")

    page.keyboard.press("ArrowDown")
    below = page.evaluate(FOCUSED)
    page.keyboard.press("Enter")
    page.locator(".cell-evidence").wait_for()

    assert below.startswith("4.")
    assert below != "4.H44.03"
    assert page.evaluate(FOCUSED) == below, "focus stays on the cell"
    assert f"o={below}" in page.url
    title = page.locator("#o-ten").inner_text().split("\n")[0]
    assert title.split(" nhiệm vụ")[0] in page.locator("[data-cell-said]").inner_text()

    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "o-ten"
    page.keyboard.press("Escape")

    assert page.locator(".cell-evidence").count() == 0
    assert page.evaluate(FOCUSED) == below
    assert "o=" not in page.url
    assert errors == []


def test_without_a_connection_that_is_said_and_what_is_refused_is_shown_by_its_own_page(
    demo_site: Site, visit: Visit
) -> None:
    page = visit(demo_site, "chuyen-vien")
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(ADDRESS)
    page.route("**/ma-tran/o?*", lambda route: route.abort())
    focus(page, "4.H44.45")
    assert page.locator("td.mx > a[tabindex='0']").count() == 1, "the script is at work"
    assert page.evaluate(FOCUSED) == "4.H44.45"

    page.keyboard.press("Enter")
    page.locator("[data-cell-place]", has_text="Chưa mở được ô này. Hãy thử lại.").wait_for()
    assert page.locator("[data-cell-place]").is_visible()
    page.keyboard.press("Escape")
    assert page.locator("[data-cell-place]").inner_text() == ""

    page.unroute("**/ma-tran/o?*")
    page.route("**/ma-tran/o?*", lambda route: route.fulfill(status=403, body=""))
    page.keyboard.press("Enter")
    page.wait_for_url("**o=4.H44.45*")
    page.locator("#o-ten").wait_for()
    assert errors == []


def test_only_one_cell_is_in_the_order_of_the_tab_key(demo_site: Site, visit: Visit) -> None:
    page = visit(demo_site, "chuyen-vien")
    page.goto(ADDRESS)

    assert page.locator("td.mx > a[tabindex='0']").count() == 1

    focus(page, "4.H44.03")
    page.keyboard.press("End")

    assert page.locator("td.mx > a[tabindex='0']").count() == 1
    assert page.evaluate("document.activeElement.tabIndex") == 0


def test_on_a_phone_the_cell_stays_in_sight_above_its_evidence(
    demo_site: Site, visit: Visit
) -> None:
    page = visit(demo_site, "chuyen-vien", width=390)
    page.emulate_media(reduced_motion="reduce")  # a smooth scroll would be measured half-way
    page.goto(ADDRESS)

    page.locator("td.mx--missed > a").nth(5).click()
    page.locator(".cell-evidence").wait_for()

    side = page.locator(".matrix-stage__side").bounding_box()
    cell = page.locator("td.mx > a[aria-current]").bounding_box()
    assert side is not None
    assert cell is not None
    assert 0 <= cell["y"] < side["y"]


def test_without_a_script_the_link_shows_the_evidence_and_the_cell(
    demo_site: Site, visit: Visit, chromium: Browser
) -> None:
    cookies = visit(demo_site, "chuyen-vien").context.cookies()
    context = chromium.new_context(base_url=demo_site.address, java_script_enabled=False)
    context.add_cookies(cookies)  # type: ignore[arg-type] # what it gave itself
    page = context.new_page()
    page.goto(ADDRESS)

    page.locator("td.mx > a[href*='o=4.H44.45#']").click()

    assert page.locator(".cell-evidence").is_visible()
    assert page.locator("td.mx > a[aria-current]").is_visible()
    page.locator(".cell-evidence").get_by_role("link", name="Đóng").click()
    assert page.locator(".cell-evidence").count() == 0
    context.close()
