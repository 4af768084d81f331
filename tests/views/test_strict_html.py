"""The strict reading of pages forgives nothing, however much of a page it leaves out."""

from __future__ import annotations

from typing import Any

import html5lib
import pytest
from html5lib.html5parser import ParseError
from hypothesis import given
from hypothesis import strategies as st

from tests.views.strict_html import marks_of, parse

PAGE = (
    '<!doctype html><html lang="vi"><head><title>Tên</title></head><body><main>{}</main></body>'
    "</html>"
)
ROWS = (
    '<table><tbody>{}<tr class="a"><td>1</td></tr>\n<tr class="b"><td>2</td></tr>{}</tbody></table>'
)
SOUND = (
    "chữ", " ", "&amp;", "&nbsp;", "<br>", "<wbr>", '<input name="a" type="hidden">',
    '<div class="a">chữ</div>', '<a href="/a?b=1&amp;c=2">chữ</a>', "<p>chữ</p>", "<!-- a -->",
    ROWS.format("", ""), '<ul><li class="a">1</li><li>2</li></ul>', "<b>chữ</b>",
    '<select><option value="1">a</option><option selected>b</option></select>',
    '<svg viewBox="0 0 9 9"><path d="M0 0"/><text x="1">3</text></svg>', "<form></form>",
    '<textarea name="b">\n\nchữ &lt;b&gt;\n</textarea>', "<pre>\n  chữ</pre>",
)  # fmt: skip
MARKS = (
    "<div>", "</div>", "<p>", "</p>", '<a href="/">', "</a>", "<table>", "<tbody>", "<tr>", "<td>",
    "</td>", "</tr>", "</tbody>", "</table>", "<th>", "</th>", "<ul>", "</ul>", "<li>", "</li>",
    "<form>", "</form>", "<select>", "</select>", "<option>", "</option>", "<b>", "</b>", "<br/>",
    "</br>", "<div/>", "<h1>", "</h1>", "<h2>", "</h2>", "<button>", "</button>", "<svg>", "</svg>",
)  # fmt: skip
BROKEN = ("&", "&amp", "&thing;", "<", "<5", '<p id="a" id="b"></p>', "<p a=&x></p>", "\x01", "<p")


def faults(text: str) -> int:
    parser = html5lib.HTMLParser()
    parser.parse(text)
    return len(parser.errors)


@given(st.lists(st.sampled_from(SOUND) | st.sampled_from(MARKS) | st.sampled_from(BROKEN)))
def test_what_is_left_of_a_page_has_a_fault_exactly_when_the_page_has(pieces: list[str]) -> None:
    page = PAGE.format("".join(pieces))

    assert bool(faults(marks_of(page))) == bool(faults(page))


@given(st.lists(st.sampled_from(SOUND)))
def test_a_sound_page_is_read_as_a_browser_reads_it(pieces: list[str]) -> None:
    page = PAGE.format("".join(pieces))

    assert told(parse(page)) == told(html5lib.parse(page, namespaceHTMLElements=False))


def told(root: Any) -> list[Any]:
    """Return the elements of a tree in order: names, values, words."""
    return [
        (
            each.tag,
            {name: "" if value == name else value for name, value in each.attrib.items()},
            *(words if words and words.strip() else "" for words in (each.text, each.tail)),
        )
        for each in root.iter()
        if isinstance(each.tag, str)
    ]


@pytest.mark.parametrize(
    "part",
    [
        "<div>",
        "<p>a &thing b</p>",
        '<p id="a" id="b">a</p>',
        ROWS.format("<p>chữ</p>", ""),
        ROWS.format("", "</div>"),
        ROWS.format("", '<tr class="c"><td>3</p></td></tr>'),
        ROWS.format("", '<tr class="c"><td>&thing</td></tr>'),
        '<a href="/"><a href="/">b</a></a>',
        '<a href="/?a=1&b=2">b</a>',
        "<ul><li>1</li><li>2</div></li></ul>",
        "</p>",
    ],
)
def test_a_fault_is_refused_alone_and_after_the_same_page_without_it(part: str) -> None:
    parse(PAGE.format(""))
    parse(PAGE.format(ROWS.format("", "")))

    for _ in range(2):
        with pytest.raises(ParseError):
            parse(PAGE.format(part))


def test_equal_rows_stay_once() -> None:
    row = '<tr><td class="x{0}">{0}</td><td><a href="/{0}?a=1&amp;b">{0}</a></td></tr>\n'
    one, many = (
        marks_of(PAGE.format(f"<table><tbody>{''.join(map(row.format, range(count)))}</tbody>"))
        for count in (2, 500)
    )

    assert one == many
