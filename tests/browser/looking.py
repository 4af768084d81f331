"""What every page owes every reader: no barrier axe can find, nothing wider than the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from playwright.sync_api import Page

WIDTHS = (390, 1280)
GRAVE = ("serious", "critical")

#: Hundreds of rows of a table differ in their words only: of each kind one stays to be looked at.
THIN_OUT = """() => {
  const bodies = [...document.querySelectorAll("tbody")];
  window.wholeTables = bodies.map((body) => [body, [...body.rows]]);
  for (const [body, rows] of window.wholeTables) {
    const kinds = new Map(rows.map((row) => {
      const parts = [row, ...row.querySelectorAll("*")];
      return [[...new Set(parts.map((part) => part.tagName + part.className))].sort().join(), row];
    }));
    body.replaceChildren(...kinds.values());
  }
}"""
SETTLE = "Promise.allSettled(document.getAnimations().map((each) => each.finished))"
FILL_UP = "() => { for (const [body, rows] of window.wholeTables) body.replaceChildren(...rows); }"


def faults_of(page: Page, looked_at: tuple[int, ...] = WIDTHS) -> list[str]:
    """Return what hurts on the page as it stands: too wide at any width, barriers at some."""
    page.wait_for_load_state()
    # A button under the pointer is half-way between two colours for a while.
    page.mouse.move(0, 0)
    faults = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        beyond = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if beyond > 0:
            faults.append(f"{page.url} at {width}: {beyond} px wider than the screen")
    page.evaluate(THIN_OUT)
    for width in looked_at:
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate(SETTLE)
        for violation in Axe().run(page).response["violations"]:
            if violation["impact"] in GRAVE:
                targets = [node["target"] for node in violation["nodes"][:3]]
                faults.append(f"{page.url} at {width}: {violation['id']} at {targets}")
    page.evaluate(FILL_UP)
    page.set_viewport_size({"width": WIDTHS[-1], "height": 900})
    return faults
