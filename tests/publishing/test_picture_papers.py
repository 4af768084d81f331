"""Pictures on paper: the same one in PDF and Word, under its title, the same bytes every time."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as Xml
from zipfile import ZipFile

import pytest

from models.vocabulary import DelayCause, Verdict
from tests.publishing.drawn import EVERY_KIND, ages, long_trend, shares
from tests.publishing.papers import (
    docx_text,
    dossier,
    letters,
    list_content,
    notice,
    part,
    pdf_text,
    small_paper,
)
from tests.publishing.test_target_report import MISSED, report
from tracker.errors import RefusedError
from tracker.publishing.documents import pdf, picture_files
from tracker.publishing.documents.pdf import render_pdf
from tracker.publishing.documents.picture_files import draw_pngs
from tracker.publishing.documents.target_pictures import picture_annexes
from tracker.publishing.documents.tree import Figure, Paper, body
from tracker.publishing.documents.word import render_docx
from tracker.publishing.paper_xlsx import render_paper_xlsx
from tracker.rules.periods import read_period

if TYPE_CHECKING:
    from tracker.publishing.pictures.picture import Picture

pytestmark = pytest.mark.one_database

needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler")
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
SVG_BLIP = "{http://schemas.microsoft.com/office/drawing/2016/SVG/main}svgBlip"
EMBED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"


def paper_of(*pictures: Picture) -> Paper:
    paper = small_paper("Trước hình")
    return replace(paper, blocks=(*map(Figure, pictures), *paper.blocks))


def overdue(count: int, **more: Any) -> list[dict[str, Any]]:
    return [
        dossier(f"X1-******-{n:04d}", "X1", "UBND xã Một", days_late=1 + n * 7, **more)
        for n in range(count)
    ]


def said(picture: Picture) -> list[str]:
    return ["".join(text.itertext()) for text in Xml.fromstring(picture.svg).iter() if
            text.tag.endswith("}text")]  # fmt: skip


def figures(paper: Paper) -> list[Picture]:
    blocks = (*paper.blocks, *(block for annex in paper.annexes for block in annex.blocks))
    return [block.picture for block in blocks if isinstance(block, Figure)]


@pytest.mark.parametrize("render", [render_docx, render_pdf], ids=["docx", "pdf"])
def test_the_same_pictures_are_the_same_bytes(render: Any) -> None:
    paper = paper_of(ages(), shares(6, 4))

    assert render(paper) == render(paper)
    assert render(paper) != render(paper_of(ages(), shares(4, 6)))


def test_the_word_file_holds_each_picture_as_it_is_and_as_png() -> None:
    pictures = [draw() for draw in EVERY_KIND.values()]
    docx = render_docx(paper_of(*pictures))

    with ZipFile(io.BytesIO(docx)) as parts:
        media = sorted(name for name in parts.namelist() if name.startswith("word/media/"))
        assert media == sorted(
            f"word/media/picture{n}.{ending}" for n in range(1, 5) for ending in ("png", "svg")
        )
        for number, picture in enumerate(pictures, start=1):
            svg = parts.read(f"word/media/picture{number}.svg").decode()
            assert svg.endswith(picture.svg)
            png = parts.read(f"word/media/picture{number}.png")
            assert png.startswith(b"\x89PNG")
            size = int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")
            assert size == (picture.width * 2, picture.height * 2)
        kinds = parts.read("[Content_Types].xml").decode()
    assert "image/svg+xml" in kinds
    assert "image/png" in kinds


def test_each_drawing_leads_to_its_own_files_and_says_what_is_in_it() -> None:
    pictures = [ages(), shares(6, 4)]
    docx = render_docx(paper_of(*pictures))
    text = part(docx, "word/document.xml")
    relations = {
        each.get("Id"): each.get("Target") for each in part(docx, "word/_rels/document.xml.rels")
    }

    described = [each.get("descr") for each in text.iter(f"{WP}docPr")]
    assert described == [picture.description for picture in pictures]
    assert [relations[each.get(EMBED)] for each in text.iter(BLIP)] == [
        "media/picture1.png",
        "media/picture2.png",
    ]
    assert [relations[each.get(EMBED)] for each in text.iter(SVG_BLIP)] == [
        "media/picture1.svg",
        "media/picture2.svg",
    ]


@needs_poppler
def test_pdf_and_word_say_the_same_with_the_pictures_own_texts(tmp_path: Path) -> None:
    pictures = [ages(), shares(6, 4)]
    paper = paper_of(*pictures)
    in_word = letters(docx_text(render_docx(paper)))
    in_pdf = letters(pdf_text(render_pdf(paper), tmp_path))

    for picture in pictures:
        assert letters(picture.title) in in_word
        assert letters(picture.title) in in_pdf
        for text in said(picture):
            assert letters(text) in in_pdf
    # What is left of the PDF without the pictures' own texts is what Word says.
    for text in sorted((letters(text) for each in pictures for text in said(each)), key=len)[::-1]:
        in_pdf = in_pdf.replace(text, "", 1)
    assert sorted(in_pdf) == sorted(in_word)


@needs_poppler
def test_text_of_a_picture_can_be_searched_in_the_pdf(tmp_path: Path) -> None:
    text = pdf_text(render_pdf(paper_of(shares(6, 4))), tmp_path)

    assert "Nguyên nhân 1 (6)" in text
    assert "60 %" in text


def test_a_picture_is_as_wide_as_its_page_at_most() -> None:
    assert (Figure(ages()).width, Figure(long_trend()).width) == (100, 100)
    wide = replace(ages(), width=1280)
    docx = render_docx(paper_of(wide))

    extents = [each.get("cx") for each in part(docx, "word/document.xml").iter(f"{WP}extent")]
    assert Figure(wide).width == 320
    assert extents == [str(160 * 36_000)]


def test_without_pictures_nothing_is_drawn_for_word(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> bytes:
        raise AssertionError("a process was started")

    monkeypatch.setattr(picture_files, "run_compiler", refuse)

    assert render_docx(small_paper("x"))


def test_pictures_beyond_the_limits_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MEMORY_BYTES", 64 * 1024**2)

    with pytest.raises(RefusedError) as refused:
        render_docx(paper_of(ages()))

    assert refused.value.code == "document_not_set"


def test_half_an_answer_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture_files, "run_compiler", lambda *_, **__: b"\0" * 7 + b"\1x")

    with pytest.raises(RefusedError):
        draw_pngs([ages(), ages()])


def test_what_is_no_pdf_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        pdf.subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], 0, b"no PDF", b"")
    )

    with pytest.raises(RefusedError):
        render_pdf(small_paper("x"))


class TestNotice:
    def explained(self, count: int, cause: DelayCause, **more: Any) -> list[dict[str, Any]]:
        said = {"state": "accepted", "outcome": "x", "cause": cause.value, "reason": "x", **more}
        return overdue(count, explanation=said)

    def test_ages_and_reasons_come_from_the_frozen_rows(self) -> None:
        rows = self.explained(7, DelayCause.HEAVY_LOAD) + overdue(5)
        drawn = figures(notice(open_overdue=rows, finished_late=[]))

        age, reason = drawn
        assert age.title == "Tuổi quá hạn của 12 hồ sơ đang xử lý, đến hết ngày 31/03/2024"
        assert sum(int(row[1]) for row in age.rows) == 12
        assert [row[1:] for row in reason.rows] == [(7, "58,3"), (5, "41,7")]
        assert reason.rows[-1][0] == "Chưa nêu nguyên nhân"

    def test_few_dossiers_are_not_drawn(self) -> None:
        assert figures(notice()) == []
        assert figures(notice(open_overdue=overdue(9), finished_late=[])) == []

    def test_reasons_nobody_gave_are_no_picture(self) -> None:
        (only,) = figures(notice(open_overdue=overdue(10)))

        assert only.title.startswith("Tuổi quá hạn")

    def test_reasons_of_few_are_no_picture_where_rates_of_few_are_none(self) -> None:
        from tests.publishing.papers import ISSUER
        from tracker.publishing.documents.notice import build_notice

        content = list_content(open_overdue=self.explained(12, DelayCause.OTHER), finished_late=[])
        many = build_notice(content, issuer=ISSUER, small_count=12)
        few = build_notice(content, issuer=ISSUER, small_count=13)

        assert [len(figures(each)) for each in (many, few)] == [2, 1]

    def test_a_reason_that_was_sent_back_is_none_and_words_alone_are_other(self) -> None:
        rows = [
            *self.explained(4, DelayCause.APPLICANT, state="sent_back"),
            *overdue(5, explanation="Chờ cơ quan thuế"),
            *self.explained(3, DelayCause.APPLICANT),
            *overdue(2, explanation={"state": "accepted", "cause": "unheard_of"}),
        ]
        _, reason = figures(notice(open_overdue=rows, finished_late=[]))
        counted = [int(row[1]) for row in reason.rows]

        assert counted == [3, 7, 4]

    def test_the_notice_is_the_same_in_word_and_pdf(self) -> None:
        paper = notice(open_overdue=self.explained(12, DelayCause.OTHER), finished_late=[])

        assert render_pdf(paper) == render_pdf(paper)
        assert render_docx(paper) == render_docx(paper)


class TestTargetReport:
    def rows(self, count: int) -> list[Any]:
        return [
            replace(MISSED, unit_id=n, unit_code=f"X{n}", unit_name=f"Xã {n}", numerator=90 + n,
                    denominator=100, verdict=Verdict.MISSED if n < 5 else Verdict.ACHIEVED)
            for n in range(count)
        ]  # fmt: skip

    def test_the_units_around_a_target_stand_in_an_annex_of_their_own(self) -> None:
        paper = report(*self.rows(8))

        tables, pictures = paper.annexes
        assert (tables.label, pictures.label) == ("Phụ lục I", "Phụ lục II")
        assert not pictures.is_landscape
        (figure,) = figures(paper)
        assert "IV.1. Tỷ lệ hồ sơ đúng hạn" in figure.title
        assert [sum(int(row[place]) for row in figure.rows) for place in (1, 2, 3)] == [5, 0, 3]

    def test_few_units_are_named_not_drawn(self) -> None:
        assert figures(report(*self.rows(4))) == []

    def test_a_trend_stands_before_the_units_of_its_task(self) -> None:
        trends: Mapping[int, Picture] = {MISSED.task_id: ages()}
        (annex,) = picture_annexes("Phụ lục II", read_period("2024-03"), self.rows(6), trends)

        first, second = (block for block in annex.blocks if isinstance(block, Figure))
        assert first.picture.title == "Tuổi quá hạn"
        assert second.picture.title.startswith("Phân bố")

    def test_the_workbook_has_the_tables_alone(self) -> None:
        from python_calamine import CalamineWorkbook

        made = render_paper_xlsx(report(*self.rows(8)))

        names = CalamineWorkbook.from_filelike(io.BytesIO(made)).sheet_names
        assert names == ["Phụ lục I"]


def test_a_document_of_several_papers_keeps_each_picture_with_its_own() -> None:
    first, second = paper_of(ages()), replace(paper_of(shares(6, 4)), blocks=(
        Figure(shares(6, 4)), body("Hết.")))  # fmt: skip
    text = docx_text(render_docx(first, second))

    assert text.index("Tuổi quá hạn") < text.index("Nguyên nhân")
