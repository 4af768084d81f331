"""Documents: the same in Word and PDF, the same bytes every time, and data stay text."""

from __future__ import annotations

import io
import re
import shutil
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx import Document

from tests.publishing.papers import (
    W,
    docx_text,
    letters,
    notice,
    part,
    pdf_text,
    small_paper,
)
from tracker.errors import RefusedError
from tracker.publishing.documents import pdf
from tracker.publishing.documents.elements import ELEMENTS, PAGE, Align, ElementName
from tracker.publishing.documents.pdf import render_pdf
from tracker.publishing.documents.tree import (
    Annex,
    Blank,
    Column,
    Row,
    RowKind,
    Table,
    addressee_lines,
    basis_lines,
    body,
    printable,
    recipient_lines,
)
from tracker.publishing.documents.word import render_docx
from tracker.publishing.documents.word_tables import style_id, twips

pytestmark = pytest.mark.one_database

HOSTILE = (
    "=1+1",
    "#let x = 1",
    "#import \"@preview/x:1.0.0\"",
    "<w:p><w:r/></w:p>",
    "]] </w:t> & &amp; \\ $x$ *đậm* _nghiêng_ `mã` // chú thích",
    "<!--table-0-->",
    "@nhãn <nhan>",
)  # fmt: skip
needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler")


def annex(*rows: Row, columns: int = 2) -> Annex:
    table = Table(tuple(Column(f"Cột {n}", 30) for n in range(columns)), rows)
    return Annex("Phụ lục", "DANH SÁCH", ("(Kèm theo)",), (table,))


@pytest.mark.parametrize("render", [render_docx, render_pdf], ids=["docx", "pdf"])
def test_the_same_document_is_the_same_bytes(render: type) -> None:
    assert render(notice()) == render(notice())


@pytest.mark.parametrize("render", [render_docx, render_pdf], ids=["docx", "pdf"])
def test_another_figure_is_another_file(render: type) -> None:
    paper = small_paper("Một hồ sơ")

    assert render(paper) != render(small_paper("Hai hồ sơ"))


@needs_poppler
@pytest.mark.parametrize(
    "paper",
    [notice(), notice(finished_late=[], open_overdue=[], units=[]), small_paper("Một", "Hai")],
    ids=["list", "empty-list", "without-annex"],
)
def test_word_and_pdf_say_the_same_in_the_same_order(paper: object, tmp_path: Path) -> None:
    pages = pdf_text(render_pdf(paper), tmp_path).split("\f")
    # In Word the number of a page is a field, not text.
    in_pdf = "".join(re.sub(r"\A\d+\n", "", page) for page in pages)

    assert letters(in_pdf) == letters(docx_text(render_docx(paper)))


@needs_poppler
@pytest.mark.parametrize("text", HOSTILE)
def test_markup_in_data_stays_text(text: str, tmp_path: Path) -> None:
    paper = small_paper(text, cells=(text, (text, Blank(text))))
    paper = replace(paper, annexes=(annex(Row((text,), RowKind.GROUP), Row((text, text))),))

    assert docx_text(render_docx(paper)).count(text) == 7
    assert letters(pdf_text(render_pdf(paper), tmp_path)).count(letters(text)) == 7


def test_signs_no_printer_sets_are_left_out() -> None:
    assert printable("a\x00b\x0bc\u202ed\ud800\ufeff e\tg\nh") == "abcd e g\nh"
    paper = small_paper("a\x00\ud800b", cells=("c\x1f", "d\u200b"))

    assert "ab" in docx_text(render_docx(paper))
    assert render_pdf(paper).startswith(b"%PDF")


@pytest.mark.parametrize("name", list(ElementName))
def test_each_element_of_the_decree_is_a_style_of_the_word_file(name: ElementName) -> None:
    element = ELEMENTS[name]
    styles = part(render_docx(small_paper("x")), "word/styles.xml")
    (style,) = (
        each for each in styles.iter(f"{W}style") if each.get(f"{W}styleId") == style_id(name)
    )

    assert style.find(f"{W}rPr/{W}sz").get(f"{W}val") == str(element.size * 2)
    assert style.find(f"{W}rPr/{W}rFonts").get(f"{W}ascii") == "Times New Roman"
    assert (style.find(f"{W}rPr/{W}b") is not None) is element.is_bold
    assert (style.find(f"{W}rPr/{W}i") is not None) is element.is_italic
    assert style.find(f"{W}pPr/{W}ind").get(f"{W}firstLine") == str(twips(element.indent))
    aligned = {"left": "left", "center": "center", "right": "right", "justified": "both"}
    assert style.find(f"{W}pPr/{W}jc").get(f"{W}val") == aligned[element.align.value]


@pytest.mark.parametrize(
    ("name", "sizes", "bold", "italic"),
    [
        (ElementName.STATE, (12, 13), True, False),
        (ElementName.MOTTO, (13, 14), True, False),
        (ElementName.PARENT, (12, 13), False, False),
        (ElementName.AGENCY, (12, 13), True, False),
        (ElementName.NUMBER, (13, 13), False, False),
        (ElementName.PLACE_DATE, (13, 14), False, True),
        (ElementName.KIND, (13, 14), True, False),
        (ElementName.SUMMARY, (13, 14), True, False),
        (ElementName.BASIS, (13, 14), False, True),
        (ElementName.BODY, (13, 14), False, False),
        (ElementName.SIGNER, (13, 14), True, False),
        (ElementName.SIGNER_NAME, (13, 14), True, False),
        (ElementName.RECIPIENTS, (12, 12), True, True),
        (ElementName.RECIPIENT, (11, 11), False, False),
        (ElementName.ANNEX_LABEL, (14, 14), True, False),
        (ElementName.ANNEX_TITLE, (13, 14), True, False),
        (ElementName.ANNEX_SOURCE, (13, 14), False, True),
        (ElementName.PAGE_NUMBER, (13, 14), False, False),
    ],
    ids=lambda value: value.value if isinstance(value, ElementName) else "",
)
def test_elements_keep_to_the_decree(
    name: ElementName, sizes: tuple[int, int], *, bold: bool, italic: bool
) -> None:
    element = ELEMENTS[name]

    assert sizes[0] <= element.size <= sizes[1]
    assert (element.is_bold, element.is_italic) == (bold, italic)


def test_margins_and_paragraphs_keep_to_the_decree() -> None:
    text = ELEMENTS[ElementName.BODY]

    assert 20 <= PAGE.top <= 25
    assert 20 <= PAGE.bottom <= 25
    assert 30 <= PAGE.left <= 35
    assert 15 <= PAGE.right <= 20
    assert text.align is Align.JUSTIFIED
    assert text.indent in (10, 12.7)
    assert text.after >= 6
    assert 1 <= text.lines <= 1.5


def test_annexes_lie_on_their_side_and_count_their_own_pages() -> None:
    text = part(render_docx(notice()), "word/document.xml")
    main, *annexes = text.iter(f"{W}sectPr")

    assert main.find(f"{W}pgSz").get(f"{W}w") == str(twips(210))
    assert len(annexes) == 3
    for each in annexes:
        assert each.find(f"{W}pgSz").get(f"{W}orient") == "landscape"
        assert each.find(f"{W}pgSz").get(f"{W}w") == str(twips(297))
    for each in (main, *annexes):
        assert each.find(f"{W}pgNumType").get(f"{W}start") == "1"
        assert each.find(f"{W}titlePg") is not None


def test_heading_rows_are_repeated_on_every_page() -> None:
    text = part(render_docx(notice()), "word/document.xml")
    tables = [each for each in text.iter(f"{W}tbl") if each.find(f"{W}tblPr/{W}tblBorders")]

    assert len(tables) == 3
    for table in tables:
        first, *others = table.findall(f"{W}tr")
        assert first.find(f"{W}trPr/{W}tblHeader") is not None
        assert all(row.find(f"{W}trPr/{W}tblHeader") is None for row in others)


@needs_poppler
def test_pages_are_numbered_from_the_second_of_each_part(tmp_path: Path) -> None:
    rows = tuple(Row((f"Dòng {number}", "x")) for number in range(120))
    paper = replace(small_paper("Một"), annexes=(annex(*rows), annex(*rows)))

    pages = pdf_text(render_pdf(paper), tmp_path).split("\f")[:-1]

    numbers = [page.split("\n", 1)[0] for page in pages]
    shown = [number if number.isdigit() else "" for number in numbers]
    half = (len(pages) - 1) // 2
    counted = ["", *[str(number) for number in range(2, half + 1)]]
    assert half > 2
    assert shown == ["", *counted, *counted]
    assert all("Cột 0" in page for page in pages[1:])


@needs_poppler
def test_a_word_longer_than_its_column_breaks_and_is_whole_when_read(tmp_path: Path) -> None:
    code = "H34.01-240301-" + "A1B2C3D4" * 6
    paper = small_paper("x", cells=(code, "Ủy ban nhân dân " * 12))

    text = pdf_text(render_pdf(paper), tmp_path)

    assert letters(code) in letters(text)
    assert code not in text


@needs_poppler
def test_parts_of_a_figure_stay_on_one_line(tmp_path: Path) -> None:
    paper = small_paper("x", cells=("94,99 % (9.499/10.000)", "y"))

    assert "(9.499/10.000)" in pdf_text(render_pdf(paper), tmp_path)


@needs_poppler
def test_made_up_data_are_marked_on_every_page(tmp_path: Path) -> None:
    pages = pdf_text(render_pdf(notice(is_sample=True)), tmp_path).split("\f")[:-1]

    assert len(pages) >= 4
    assert all("Dữ liệu minh họa" in page for page in pages)


def test_real_data_carry_no_such_mark() -> None:
    docx = render_docx(notice())

    with ZipFile(io.BytesIO(docx)) as parts:
        together = b"".join(map(parts.read, parts.namelist()))
    assert "minh họa".encode() not in together


def test_one_addressee_stands_on_the_line_several_each_on_their_own() -> None:
    assert addressee_lines(("Bộ A",)) == (("Kính gửi: ", "Bộ A"),)
    assert ["".join(map(str, parts)) for parts in addressee_lines(("Bộ A", "Sở B"))] == [
        "Kính gửi:",
        "- Bộ A;",
        "- Sở B.",
    ]


def test_lists_end_with_the_signs_of_the_decree() -> None:
    assert basis_lines(("Căn cứ A", "Căn cứ B")) == (("Căn cứ A", ";"), ("Căn cứ B", "."))
    assert recipient_lines(("Như trên", "Lưu: VT")) == ("- Như trên;", "- Lưu: VT.")


def test_the_last_line_of_the_text_stays_with_the_signature() -> None:
    text = part(render_docx(small_paper("Một")), "word/document.xml")
    (last,) = (
        each for each in text.iter(f"{W}p") if "".join(each.itertext()) == "Hết./."
    )  # fmt: skip

    assert last.find(f"{W}pPr/{W}keepNext") is not None


def test_a_document_beyond_its_limits_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MEMORY_BYTES", 64 * 1024**2)

    with pytest.raises(RefusedError) as refused:
        render_pdf(small_paper("x"))

    assert refused.value.code == "document_not_set"


def test_without_the_free_font_the_compilers_own_serif_serves(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pdf, "FONT_FOLDERS", ())

    assert b"Libertinus" in render_pdf(small_paper("Đắk Glei, Ủy ban nhân dân"))


def test_a_paragraph_says_what_a_person_must_write() -> None:
    paper = replace(small_paper("x"), blocks=(body("Số: ", Blank("ghi số")),))

    assert "Số: [ghi số]" in docx_text(render_docx(paper))


def test_the_word_file_opens_again_and_holds_no_picture_of_another() -> None:
    docx = render_docx(notice())

    assert len(Document(io.BytesIO(docx)).tables) == 5
    with ZipFile(io.BytesIO(docx)) as parts:
        assert not [name for name in parts.namelist() if "thumbnail" in name]
        assert {info.date_time for info in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
