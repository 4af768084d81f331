"""Text files are read as they are, or refused with the line; nothing is guessed in silence."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import RefusedError
from tracker.importing.columns import Columns, ColumnSpec
from tracker.importing.sniff import FileKind
from tracker.importing.table import open_table
from tracker.importing.text_table import DELIMITERS
from tracker.rules.text import clean
from tracker.wording.sentences_importing import SENTENCES

COLUMNS = Columns(
    (
        ColumnSpec("unit", ("Đơn vị",), required=True),
        ColumnSpec("count", ("Số lượng",), required=True),
        ColumnSpec("note", ("Ghi chú",)),
    )
)
Rows = list[tuple[int, tuple[str, ...]]]


def read(path: Path, content: bytes | str, name: str = "a.csv") -> Rows:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with open_table(path, name, COLUMNS) as table:
        return list(table.rows)


def refusal(path: Path, content: bytes | str, name: str = "a.csv") -> RefusedError:
    with pytest.raises(RefusedError) as refused:
        read(path, content, name)
    return refused.value


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "stored"


TEXT = "Đơn vị,Số lượng\nUBND xã Đăk Hà,5\n"
WINDOWS = "Ðơn vi\u0323,Sô\u0301 lươ\u0323ng\nUBND xa\u0303 Ðăk Ha\u0300,5\n"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(TEXT.encode(), id="utf-8"),
        pytest.param(TEXT.encode("utf-8-sig"), id="utf-8-with-mark"),
        pytest.param(TEXT.encode("utf-16"), id="utf-16"),
        pytest.param(b"\xfe\xff" + TEXT.encode("utf-16-be"), id="utf-16-big-endian"),
        pytest.param(TEXT.replace("\n", "\r\n").encode(), id="crlf"),
    ],
)
def test_every_encoding_that_names_itself_is_read(path: Path, content: bytes) -> None:
    assert read(path, content) == [(2, ("UBND xã Đăk Hà", "5", ""))]


def test_windows_1258_is_read_when_the_heading_then_is_vietnamese(path: Path) -> None:
    content = WINDOWS.replace("Ð", "Đ").encode("cp1258")

    ((_, cells),) = read(path, content)

    assert clean(cells[0]) == "UBND xã Đăk Hà"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(
            "unit,count\nxã Đăk".encode("cp1258", "ignore") + b"\xe0,5\n", id="plain-head"
        ),
        pytest.param("§¬n vÞ,Sè l­îng\nX· A,5\n".encode("latin-1"), id="old-font"),
        pytest.param(TEXT.encode().replace("ơn".encode(), b"\xe1\xbb", 1), id="broken-utf-8"),
    ],
)
def test_an_encoding_nobody_can_prove_is_refused(path: Path, content: bytes) -> None:
    assert refusal(path, content).code == "encoding_unknown"


def test_a_broken_letter_far_down_is_refused_with_its_line(path: Path) -> None:
    rows = b"".join(b"Xa A,%d\n" % number for number in range(200_000))
    error = refusal(path, "Đơn vị,Số lượng\n".encode() + rows + b"\xff,5\n")

    assert error.code == "encoding_broken"
    assert 190_000 < int(str(error.params["row"])) <= 200_002


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_nul_is_refused_with_its_line(path: Path, encoding: str) -> None:
    filler = "Xã B,6\n" * 50
    error = refusal(path, f"Đơn vị,Số lượng\nXã A,5\nXã\0,6\n{filler}".encode(encoding))

    assert (error.code, error.params["row"]) == ("text_has_nul", 3)


@pytest.mark.parametrize("delimiter", DELIMITERS, ids=["comma", "semicolon", "tab", "bar"])
def test_the_separator_is_the_one_that_makes_the_heading(path: Path, delimiter: str) -> None:
    text = f'Đơn vị{delimiter}Số lượng\n"a{delimiter},;"{delimiter}5\n'

    assert read(path, text) == [(2, (f"a{delimiter},;", "5", ""))]


def test_excels_own_separator_line_is_a_title(path: Path) -> None:
    assert read(path, "sep=;\nĐơn vị;Số lượng\nXã A;5\n") == [(3, ("Xã A", "5", ""))]


def test_rows_keep_the_numbers_of_the_lines_they_begin_on(path: Path) -> None:
    text = (
        'Báo cáo "tháng 3", tỉnh\n\n"Đơn\nvị",Số lượng,Ghi chú\n'
        'Xã A,1,"hai\ndòng"\n\n , ,\nXã B,2\n'
    )

    assert read(path, text) == [(5, ("Xã A", "1", "hai\ndòng")), (9, ("Xã B", "2", ""))]


def test_the_columns_numbers_and_a_repeated_heading_are_no_rows(path: Path) -> None:
    text = "Đơn vị,Số lượng\nĐơn vị,Số lượng\n(1),(2)\nXã A,1\n"

    assert read(path, text) == [(4, ("Xã A", "1", ""))]


def test_a_line_wider_than_the_heading_is_an_error_of_that_line_only(path: Path) -> None:
    path.write_text("Đơn vị,Số lượng\nXã A, huyện B,5\nXã C,6,,\n", encoding="utf-8")

    with open_table(path, "a.csv", COLUMNS) as table:
        rows = list(table.rows)

    assert rows == [(3, ("Xã C", "6", ""))]
    assert [(error.row, error.code) for error in table.errors] == [(2, "row_wider_than_heading")]


@pytest.mark.parametrize(
    ("text", "row"),
    [
        pytest.param('Đơn vị,Số lượng\nXã A,1\n"Xã "B"",2\n', 3, id="stray-quote"),
        pytest.param('Đơn vị,Số lượng\n"Xã A,1\nXã B,2\n', 2, id="never-closed"),
        pytest.param('Đơn vị,Số lượng\n"' + "x" * 140_000 + '",2\n', 2, id="endless-cell"),
    ],
)
def test_quotes_that_do_not_match_are_refused_with_the_line(
    path: Path, text: str, row: int
) -> None:
    error = refusal(path, text)

    assert (error.code, error.params["row"]) == ("csv_broken", row)


def test_a_file_is_not_held_in_memory(path: Path) -> None:
    path.write_text("Đơn vị,Số lượng\n" + "Xã A,1\n" * 300_000, encoding="utf-8")
    tracemalloc.start()
    try:
        with open_table(path, "a.csv", COLUMNS) as table:
            assert table.kind is FileKind.TEXT
            count = sum(1 for _ in table.rows)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert count == 300_000
    assert peak < 8_000_000  # the sample of a megabyte, not the file


@given(content=st.binary(max_size=300))
def test_no_bytes_bring_the_reader_down(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any"
    for whole in (content, "Đơn vị,Số lượng\n".encode() + content):
        try:
            read(path, whole, "any")
        except RefusedError as error:
            code = error.code
        else:
            code = ""
        assert code in {*SENTENCES, ""}
