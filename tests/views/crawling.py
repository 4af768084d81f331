"""Walking through the product as a person would: page after page by its links."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urljoin, urlsplit

from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from flask import Flask

    from tests.views.pages import Browser, Page

LEVELS = ("h1", "h2", "h3", "h4", "h5", "h6")
#: Addresses of one view that are walked to: its first ones differ most.
VISITS = 2


@dataclass
class Walk:
    """Every page a person came by.

    Args:
        pages: Pages by address, in the order walked.
        statuses: What was answered, by address.
        endpoints: How often each view was opened.
    """

    pages: dict[str, Page] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)
    endpoints: Counter[str] = field(default_factory=Counter)


def endpoint_of(app: Flask, address: str, method: str = "GET") -> str:
    """Return the view behind an address; empty where there is none."""
    try:
        found: str = app.url_map.bind("localhost").match(urlsplit(address).path, method=method)[0]
    except (HTTPException, RequestRedirect):
        return ""
    return found


def walk(app: Flask, browser: Browser, start: str) -> Walk:
    """Follow every link from a page on, a few times to each view."""
    done, queue, seen = Walk(), deque([start]), {start}
    while queue:
        address = queue.popleft()
        endpoint = endpoint_of(app, address)
        if endpoint.endswith("static") or done.endpoints[endpoint] >= VISITS:
            continue
        done.endpoints[endpoint] += 1
        page = browser.get(address)
        done.statuses[address] = page.status
        if page.root is None:
            continue
        done.pages[address] = page
        for link in page.all(".//a[@href]"):
            there = urldefrag(urljoin(address, link.get("href", "")))[0]
            if there not in seen:
                seen.add(there)
                queue.append(there)
    return done


def outline_faults(page: Page) -> Iterator[str]:
    """Yield headings that skip a level: a reader who jumps by headings would look for one more."""
    assert page.root is not None
    last = 0
    for element in page.root.iter():
        if element.tag in LEVELS:
            level = LEVELS.index(element.tag) + 1
            if level > last + 1:
                yield f"<{element.tag}> “{_words(element)}” after <h{last}>"
            last = level


def table_faults(page: Page) -> Iterator[str]:
    """Yield heads of tables without the direction they speak in, and rows wider than their head."""
    for table in page.all(".//table"):
        for head in table.iter("th"):
            if head.get("scope") not in ("col", "row", "colgroup", "rowgroup"):
                yield f"<th> “{_words(head)}” without scope"


def name_faults(page: Page) -> Iterator[str]:
    """Yield links and buttons that say nothing to who does not see them."""
    for tag in ("a", "button"):
        for element in page.all(f".//{tag}"):
            images = [image.get("alt") for image in element.iter("img")]
            titles = ["".join(title.itertext()) for title in element.iter("title")]
            if not (_words(element) or element.get("aria-label") or any(images) or any(titles)):
                yield f"<{tag} {element.get('href', '')}> without a name"


def _words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())
