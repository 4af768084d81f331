"""A document as DOCX, by python-docx; same content, same bytes."""

from __future__ import annotations

import io
import re
from datetime import datetime, time
from typing import TYPE_CHECKING, Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm

from tracker.publishing.documents.elements import (
    AGENCY_RULE_MM,
    LEFT_HEADING_MM,
    MOTTO_RULE_MM,
    PAGE,
    SIGNATURE_MM,
    SIGNING_SPACE_PT,
    SUMMARY_RULE_MM,
    ElementName,
)
from tracker.publishing.documents.tree import (
    MOTTO,
    RECIPIENTS_HEADING,
    STATE,
    Figure,
    Table,
    addressee_lines,
    basis_lines,
    recipient_lines,
)
from tracker.publishing.documents.word_parts import (
    gap_xml,
    paragraph_xml,
    rule_xml,
    two_columns_xml,
)
from tracker.publishing.documents.word_pictures import WordPictures
from tracker.publishing.documents.word_styles import set_styles
from tracker.publishing.documents.word_tables import style_id, table_xml

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tracker.publishing.documents.tree import Annex, Block, Heading, Line, Paper

_ZIP_DATE: Final = (1980, 1, 1, 0, 0, 0)
_TEXT_PART: Final = "word/document.xml"
_TABLE: Final = "table-"
_COMMENT: Final = re.compile(rb"<!--table-(\d+)-->")
"""No text can forge it: a "<" of the data is written as an entity."""

_LOW: Final = f'<w:spacing {nsdecls("w")} w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'


def render_docx(paper: Paper, *more: Paper) -> bytes:
    """Return a document as DOCX; the same document gives the same bytes.

    Args:
        paper: The document.
        more: Further ones in the same file, each on pages of its own.

    Source:
        reference/domain-vn.md 5 (Nghị định 30/2020/NĐ-CP); libraries.md, python-docx.
    """
    document = Document()
    set_styles(document)
    _set_properties(document, paper)
    body = _Body(document, WordPictures(document, (paper, *more)))
    _set_page(document.sections[0], is_landscape=False)
    _set_header(document.sections[0], paper.mark)
    _add_paper(document, body, paper)
    for before, each in zip((paper, *more), more, strict=False):
        section = document.add_section(WD_SECTION.NEW_PAGE)
        _set_page(section, is_landscape=False)
        if each.mark != before.mark:
            _set_header(section, each.mark)
        body.lower_last()
        _add_paper(document, body, each)
    stream = io.BytesIO()
    document.save(stream)
    return _finished(stream, body.tables)


def _add_paper(document: Any, body: _Body, paper: Paper) -> None:
    _add_front(body, paper)
    body.blocks(paper.blocks, PAGE.text_width(is_landscape=False))
    _add_signing(body, paper)
    for annex in paper.annexes:
        _add_annex(document, body, annex, paper.mark)


class _Body:
    """The end of the document's text, where the next paragraph or table goes."""

    def __init__(self, document: Any, pictures: WordPictures) -> None:
        self._pictures = pictures
        #: Tables as text, each for the comment that keeps its place: taking thousands of rows
        #: into the tree and out again costs three times as much as all the rest.
        self.tables: list[str] = []
        self._element = document.element.body
        for child in list(self._element)[:-1]:
            self._element.remove(child)

    def add(self, xml: str) -> None:
        """Add elements written out as XML."""
        for element in parse_xml(f"<w:body {nsdecls('w')}>{xml}</w:body>"):
            self._element.insert(len(self._element) - 1, element)

    def lower_last(self) -> None:
        """Make the paragraph that ends a section too low to open a page of its own."""
        self._element[-2].pPr.insert(0, parse_xml(_LOW))

    def keep_last(self) -> None:
        """Keep the last paragraph on the page of what follows."""
        style = self._element[-2].pPr.find(qn("w:pStyle"))
        if style is not None:
            style.addnext(parse_xml(f"<w:keepNext {nsdecls('w')}/>"))

    def line(self, element: ElementName, *parts: Line) -> None:
        """Add one paragraph."""
        self.add(paragraph_xml(element, parts))

    def blocks(self, blocks: Iterable[Block], width: int) -> None:
        """Add paragraphs, tables and pictures."""
        for block in blocks:
            if isinstance(block, Table):
                # Word joins two tables that touch.
                self.add(f"<!--{_TABLE}{len(self.tables)}-->{gap_xml()}")
                self.tables.append(table_xml(block, width))
            elif isinstance(block, Figure):
                self.add(self._pictures.xml(block, width))
            else:
                self.line(block.element, *block.parts)


def _heading(heading: Heading) -> str:
    width = PAGE.text_width(is_landscape=False)
    parent = paragraph_xml(ElementName.PARENT, (heading.parent,)) if heading.parent else ""
    left = (
        parent
        + paragraph_xml(ElementName.AGENCY, (heading.agency,))
        + rule_xml(AGENCY_RULE_MM, LEFT_HEADING_MM)
        + paragraph_xml(ElementName.NUMBER, (heading.number,))
    )
    right = (
        paragraph_xml(ElementName.STATE, (STATE,))
        + paragraph_xml(ElementName.MOTTO, (MOTTO,))
        + rule_xml(MOTTO_RULE_MM, width - LEFT_HEADING_MM)
        + paragraph_xml(ElementName.PLACE_DATE, (heading.place_date,))
    )
    return two_columns_xml(left, right, LEFT_HEADING_MM)


def _add_front(body: _Body, paper: Paper) -> None:
    body.add(_heading(paper.heading))
    body.line(ElementName.KIND, paper.kind)
    body.line(ElementName.SUMMARY, paper.summary)
    body.add(rule_xml(SUMMARY_RULE_MM, PAGE.text_width(is_landscape=False)))
    if paper.mark:
        body.line(ElementName.SAMPLE, f"({paper.mark})")
    if paper.addressees:
        for parts in addressee_lines(paper.addressees):
            body.line(ElementName.ADDRESSEE, *parts)
    else:
        body.add(gap_xml(12))
    for parts in basis_lines(paper.bases):
        body.line(ElementName.BASIS, *parts)


def _add_signing(body: _Body, paper: Paper) -> None:
    left = paragraph_xml(ElementName.RECIPIENTS, (RECIPIENTS_HEADING,)) + "".join(
        paragraph_xml(ElementName.RECIPIENT, (line,)) for line in recipient_lines(paper.recipients)
    )
    right = (
        "".join(paragraph_xml(ElementName.SIGNER, (line,)) for line in paper.signature.lines)
        + gap_xml(SIGNING_SPACE_PT)
        + paragraph_xml(ElementName.SIGNER_NAME, (paper.signature.name,))
    )
    # Nobody signs a page without a line of the text on it.
    body.keep_last()
    body.add(gap_xml(8, more="<w:keepNext/>"))
    left_width = PAGE.text_width(is_landscape=False) - SIGNATURE_MM
    # Behind a table Word wants a paragraph.
    body.add(two_columns_xml(left, right, left_width) + gap_xml(1))


def _add_annex(document: Any, body: _Body, annex: Annex, mark: str) -> None:
    section = document.add_section(WD_SECTION.NEW_PAGE)
    _set_page(section, is_landscape=annex.is_landscape)
    body.lower_last()
    body.line(ElementName.ANNEX_LABEL, annex.label)
    body.line(ElementName.ANNEX_TITLE, annex.title)
    for each in annex.notes:
        body.line(ElementName.ANNEX_SOURCE, each)
    if mark:
        body.line(ElementName.SAMPLE, f"({mark})")
    body.blocks(annex.blocks, PAGE.text_width(is_landscape=annex.is_landscape))


def _set_page(section: Any, *, is_landscape: bool) -> None:
    sides = (PAGE.short_side, PAGE.long_side)
    width, height = reversed(sides) if is_landscape else sides
    section.orientation = WD_ORIENT.LANDSCAPE if is_landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.top_margin, section.bottom_margin = Mm(PAGE.top), Mm(PAGE.bottom)
    section.left_margin, section.right_margin = Mm(PAGE.left), Mm(PAGE.right)
    section.header_distance = section.footer_distance = Mm(PAGE.header)
    section.different_first_page_header_footer = True
    # Every part counts its pages from 1 and hides the first number.
    properties = section._sectPr  # noqa: SLF001 - python-docx does not know the element
    for old in properties.findall(qn("w:pgNumType")):
        properties.remove(old)
    start = parse_xml(f'<w:pgNumType {nsdecls("w")} w:start="1"/>')
    properties.find(qn("w:cols")).addprevious(start)


def _set_header(section: Any, mark: str) -> None:
    """Set page number and mark, if any; later sections take them over."""
    number = (
        f'<w:p><w:pPr><w:pStyle w:val="{style_id(ElementName.PAGE_NUMBER)}"/></w:pPr>'
        '<w:fldSimple w:instr=" PAGE "><w:r><w:t>2</w:t></w:r></w:fldSimple></w:p>'
    )
    empty = paragraph_xml(ElementName.PAGE_NUMBER, ())
    foot = paragraph_xml(ElementName.SAMPLE, (mark,)) if mark else empty
    for part, xml in (
        (section.header, number),
        (section.first_page_header, empty),
        (section.footer, foot),
        (section.first_page_footer, foot),
    ):
        part.is_linked_to_previous = False
        root = part._element  # noqa: SLF001 - python-docx has no way to replace a header's text
        for child in list(root):
            root.remove(child)
        root.append(parse_xml(xml.replace("<w:p>", f"<w:p {nsdecls('w')}>", 1)))


def _set_properties(document: Any, paper: Paper) -> None:
    made = datetime.combine(paper.dated, time())
    properties = document.core_properties
    properties.author = properties.last_modified_by = paper.heading.agency[:255]
    properties.title = paper.title[:255]
    properties.comments = paper.mark
    properties.keywords = ""
    properties.language = "vi-VN"
    properties.created = properties.modified = made
    properties.revision = 1
    relations = document.part.package.rels
    for key in [key for key, each in relations.items() if each.reltype.endswith("/thumbnail")]:
        del relations[key]  # the library's own sample page


def _finished(stream: io.BytesIO, tables: Sequence[str]) -> bytes:
    """Return the ZIP with its tables in their places and no trace of when it was written."""
    finished = io.BytesIO()
    with ZipFile(stream) as written, ZipFile(finished, "w") as target:
        for name in written.namelist():
            member = ZipInfo(name, _ZIP_DATE)
            member.compress_type = ZIP_DEFLATED
            content = written.read(name)
            if name == _TEXT_PART:
                content = _COMMENT.sub(lambda found: tables[int(found[1])].encode(), content)
            target.writestr(member, content)
    return finished.getvalue()
