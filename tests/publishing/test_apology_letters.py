"""Letters of apology as files: who issues them, what they say, many in one file."""

from __future__ import annotations

import io
import shutil
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from docx import Document

from models.vocabulary import ApologyRegime, UnitLevel
from tests.apology_office import PRESENT, REASON, LetterOffice
from tests.factories import make_unit
from tests.publishing.papers import ISSUER, docx_text, letters, pdf_text
from tests.remembered import remembered
from tracker.errors import RefusedError
from tracker.publishing.documents import apology_letters
from tracker.publishing.documents.apology import ApologyFacts, build_apology
from tracker.publishing.documents.apology_letters import render_letters
from tracker.publishing.documents.issuer import unit_issuer
from tracker.publishing.documents.tree import SAMPLE_MARK
from tracker.publishing.documents.word import render_docx
from tracker.queries.apology_letters import LetterSearch, list_letters
from tracker.queries.units import load_tree

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import MakeActor, OnDay
    from tracker.config import Settings
    from tracker.publishing.documents.tree import Paper

needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler")


@remembered
def office(database: Settings, make_actor: MakeActor, on_day: OnDay) -> LetterOffice:
    on_day(PRESENT)
    return LetterOffice(database, make_actor)


def facts_of(**changes: Any) -> ApologyFacts:
    return ApologyFacts(
        **{
            "dossier_code": "A-1",
            "procedure_name": "Đăng ký đất đai",
            "procedure_code": "1.000001",
            "received_on": date(2024, 3, 1),
            "due_on": date(2024, 3, 12),
            "promised_on": date(2024, 3, 20),
            "unit_name": "UBND xã Một",
            "reason": REASON,
            "regime": ApologyRegime.ND61,
            "written_on": date(2024, 3, 15),
            **changes,
        }
    )


def text_of(**changes: Any) -> str:
    return docx_text(render_docx(build_apology(facts_of(**changes), issuer=ISSUER)))


def test_a_letter_says_what_it_must_and_leaves_the_citizen_blank() -> None:
    text = text_of(received_minute=495)

    for part in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ",
        "Kính gửi: [Họ tên hoặc tên tổ chức nộp hồ sơ, địa chỉ]",
        "Lúc 08 giờ 15 phút ngày 01/03/2024, Bộ phận Một cửa đã tiếp nhận hồ sơ mã số A-1",
        "thủ tục: Đăng ký đất đai (mã thủ tục 1.000001).",
        "Ngày hẹn trả kết quả ghi trên giấy tiếp nhận: 12/03/2024.",
        "Hồ sơ không giải quyết xong được trong thời hạn này.",
        "Đơn vị chịu trách nhiệm về việc chậm: UBND xã Một.",
        f"Lý do: {REASON}.",
        "thành thật xin lỗi",
        "hẹn trả kết quả vào ngày 20/03/2024",
        "hồ sơ vẫn được tính là chậm",
        "Như trên",
        "[Họ và tên người ký]",
    ):
        assert part in text, part
    assert "61/2018/NĐ-CP" in text


@pytest.mark.parametrize(
    ("regime", "title"),
    [(ApologyRegime.ND61, "PHIẾU XIN LỖI\n"), (ApologyRegime.ND118, "VĂN BẢN XIN LỖI\n")],
)
def test_a_letter_after_the_result_apologises_and_puts_nothing_off(
    regime: ApologyRegime, title: str
) -> None:
    text = text_of(promised_on=None, finished_on=date(2024, 3, 14), regime=regime)

    assert "Hồ sơ giải quyết xong ngày 14/03/2024, chậm so với ngày hẹn." in text
    assert "kính mời nhận kết quả tại [Nơi trả kết quả]." in text
    assert title in text
    for part in ("hẹn lại", "HẸN LẠI", "GIA HẠN", "hẹn trả kết quả vào", "giải quyết xong được"):
        assert part not in text
    assert "Ngày 01/03/2024, Bộ phận Một cửa" in text


def test_a_promise_made_while_it_was_open_reads_the_same_after_the_result() -> None:
    assert text_of(finished_on=date(2024, 3, 18)) == text_of(finished_on=None)


def test_a_reason_ends_with_one_full_stop() -> None:
    assert f"Lý do: {REASON}.\n" in text_of(reason=f"{REASON}.")


def test_decree_118_has_its_own_title_and_basis() -> None:
    text = text_of(regime=ApologyRegime.ND118)

    assert "VĂN BẢN XIN LỖI VÀ ĐỀ NGHỊ GIA HẠN THỜI GIAN GIẢI QUYẾT" in text
    assert "118/2025/NĐ-CP" in text
    assert "61/2018" not in text


@pytest.mark.parametrize(
    ("code", "name", "level", "expected"),
    [
        ("23510", "UBND xã Đăk Ngọk", UnitLevel.COMMUNE,
         ("", "ỦY BAN NHÂN DÂN XÃ ĐĂK NGỌK", "UBND", "Đăk Ngọk")),
        ("608", "UBND thành phố Kon Tum", UnitLevel.DISTRICT,
         ("", "ỦY BAN NHÂN DÂN THÀNH PHỐ KON TUM", "UBND", "Kon Tum")),
        ("62X", "UBND tỉnh Thử", UnitLevel.PROVINCE, ("", "ỦY BAN NHÂN DÂN TỈNH THỬ", "UBND", "…")),
        ("STP", "Sở Tư pháp", UnitLevel.DEPARTMENT, ("UBND TỈNH …", "SỞ TƯ PHÁP", "STP", "…")),
        ("H44.03", "Ban Quản lý", UnitLevel.DEPARTMENT, ("UBND TỈNH …", "BAN QUẢN LÝ", "…", "…")),
    ],
    ids=["commune", "district", "province", "department", "code-of-numbers"],
)  # fmt: skip
def test_the_unit_that_answers_issues_its_letter(
    office: LetterOffice, code: str, name: str, level: UnitLevel, expected: tuple[str, ...]
) -> None:
    unit_id = make_unit(code, name, level=level, parent_id=office.province)
    tree = load_tree()

    found = unit_issuer(tree.by_id(unit_id), tree.by_id(office.province), office.settings)

    agency = found.agency.replace("\N{NO-BREAK SPACE}", " ")
    assert (found.parent, agency, found.code, found.place) == expected


def test_a_division_writes_under_its_department(office: LetterOffice) -> None:
    above = make_unit("STP", "Sở Tư pháp", level=UnitLevel.DEPARTMENT, parent_id=office.province)
    below = make_unit("TTHC", "Trung tâm", level=UnitLevel.DIVISION, parent_id=above)
    tree = load_tree()

    found = unit_issuer(tree.by_id(below), tree.by_id(above), office.settings)

    assert (found.parent, found.agency) == ("SỞ TƯ PHÁP", "TRUNG TÂM")


@pytest.mark.parametrize("file_format", ["docx", "pdf"])
def test_the_same_letters_are_the_same_bytes(office: LetterOffice, file_format: str) -> None:
    office.draft(office.dossier("A"), office.dossier("B"))
    found = list_letters(LetterSearch())

    first = render_letters(found, file_format, office.settings)
    assert first == render_letters(found, file_format, office.settings)
    assert first != render_letters(found[:1], file_format, office.settings)


@needs_poppler
def test_many_letters_say_the_same_in_word_and_pdf_each_on_its_own_page(
    office: LetterOffice, tmp_path: Path
) -> None:
    office.draft(*(office.dossier(code) for code in "ABC"))
    found = list_letters(LetterSearch())

    pdf = pdf_text(render_letters(found, "pdf", office.settings), tmp_path)
    word = docx_text(render_letters(found, "docx", office.settings))

    assert letters(pdf) == letters(word)
    pages = [page for page in pdf.split("\f") if page.strip()]
    assert [f"mã số {code}," in page for code, page in zip("ABC", pages, strict=True)] == [True] * 3


def test_no_letter_and_too_many_are_refused(
    office: LetterOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.draft(office.dossier("A"), office.dossier("B"))
    found = list_letters(LetterSearch())
    monkeypatch.setattr(apology_letters, "MOST_LETTERS", 1)

    for chosen, code in (([], "apology_none_chosen"), (found, "apology_too_many_files")):
        with pytest.raises(RefusedError) as refusal:
            render_letters(chosen, "docx", office.settings)
        assert refusal.value.code == code


def test_made_up_and_real_letters_of_one_file_are_marked_each_as_it_is() -> None:
    def paper(code: str, *, is_sample: bool) -> Paper:
        return build_apology(facts_of(dossier_code=code, is_sample=is_sample), issuer=ISSUER)

    papers = [paper("A", is_sample=True), paper("B", is_sample=True), paper("C", is_sample=False)]
    made = Document(io.BytesIO(render_docx(*papers)))

    feet = [section.footer.paragraphs[0].text for section in made.sections]
    assert feet == [SAMPLE_MARK, SAMPLE_MARK, ""]
