"""An Atom feed (RFC 4287) as bytes, from plain entries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from uuid import NAMESPACE_OID, uuid5
from xml.etree import ElementTree as Xml

from tracker.publishing.documents.tree import printable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

ATOM: Final = "http://www.w3.org/2005/Atom"
_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A link of a feed or an entry.

    Args:
        rel: What it is: "alternate", "self", "enclosure".
        href: Where it leads.
        kind: Its media type.
        length: Bytes of a file; None for a page.
    """

    rel: str
    href: str
    kind: str
    length: int | None = None


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry.

    Args:
        key: What is the same for ever of what the entry is about.
        title: Its title.
        summary: What happened, in a sentence or two.
        category: A word readers sort by.
        published_at: When it came.
        updated_at: When it last changed.
        links: Where it is to be read.
    """

    key: str
    title: str
    summary: str
    category: str
    published_at: datetime
    updated_at: datetime
    links: Sequence[FeedLink]


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: what entries have, for the whole."""

    key: str
    title: str
    subtitle: str
    author: str
    language: str
    updated_at: datetime
    links: Sequence[FeedLink]
    entries: Sequence[FeedEntry]


def render_feed(feed: Feed) -> bytes:
    """Return a feed as Atom; the same feed is the same bytes.

    Ids are made of keys, not of addresses: a site that moves keeps its entries.

    Source:
        RFC 4287, 4.1.1 (feed), 4.1.2 (entry), 4.2.6 (ids).
    """
    root = Xml.Element("feed", {"xmlns": ATOM, _LANG: feed.language})
    _text(root, "id", _id(feed.key))
    _text(root, "title", feed.title)
    _text(root, "subtitle", feed.subtitle)
    _text(root, "updated", _instant(feed.updated_at))
    _text(Xml.SubElement(root, "author"), "name", feed.author)
    _links(root, feed.links)
    for entry in feed.entries:
        node = Xml.SubElement(root, "entry")
        _text(node, "id", _id(entry.key))
        _text(node, "title", entry.title)
        _text(node, "published", _instant(entry.published_at))
        _text(node, "updated", _instant(entry.updated_at))
        Xml.SubElement(node, "category", {"term": entry.category})
        _text(node, "summary", entry.summary)
        _links(node, entry.links)
    Xml.indent(root)
    content: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return content


def _text(parent: Xml.Element, name: str, text: str) -> None:
    Xml.SubElement(parent, name).text = printable(text)


def _links(parent: Xml.Element, links: Sequence[FeedLink]) -> None:
    for link in links:
        values = {"rel": link.rel, "type": link.kind, "href": link.href}
        if link.length is not None:
            values["length"] = str(link.length)
        Xml.SubElement(parent, "link", values)


def _id(key: str) -> str:
    return f"urn:uuid:{uuid5(NAMESPACE_OID, key)}"


def _instant(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"
