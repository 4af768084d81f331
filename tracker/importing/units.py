"""Files of units: which column is which, and what stands in a row."""

from __future__ import annotations

from hashlib import file_digest
from typing import TYPE_CHECKING, Final

from models.vocabulary import OPEN_END, OPEN_START, UnitLevel
from tracker.errors import ReadingError, RowError
from tracker.importing.columns import Columns, ColumnSpec
from tracker.importing.table import open_table
from tracker.rules.dates import read_date
from tracker.rules.text import clean, fold
from tracker.services.unit_book import UnitDraft
from tracker.services.unit_imports import UnitFile

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

COLUMNS: Final = Columns(
    (
        ColumnSpec("code", ("Mã", "Mã đơn vị"), required=True),
        ColumnSpec("name", ("Tên", "Tên đơn vị", "Đơn vị"), required=True),
        ColumnSpec("level", ("Cấp", "Cấp đơn vị"), required=True),
        ColumnSpec("short_name", ("Tên gọi tắt", "Tên ngắn", "Tên tắt", "Tên viết tắt")),
        ColumnSpec(
            "parent_code",
            ("Mã cấp trên", "Mã đơn vị cấp trên", "Mã đơn vị cha", "Mã cha", "Cấp trên", "parent"),
        ),
        ColumnSpec("valid_from", ("Từ ngày", "Hiệu lực từ", "Ngày bắt đầu", "Ngày hiệu lực")),
        ColumnSpec("valid_to", ("Đến ngày", "Hiệu lực đến", "Ngày kết thúc", "Ngày hết hiệu lực")),
        ColumnSpec("aliases", ("Tên khác", "Tên gọi khác", "Bí danh", "alias")),
        ColumnSpec("kind", ("Loại", "Loại đơn vị", "Loại hình")),
        ColumnSpec("evidence", ("Căn cứ", "Văn bản", "Ghi chú")),
    )
)

_LEVELS: Final = {
    fold(word): level
    for level, words in {
        UnitLevel.PROVINCE: ("province", "tỉnh", "cấp tỉnh", "thành phố trực thuộc trung ương"),
        UnitLevel.DEPARTMENT: ("department", "sở", "cấp sở", "sở, ban, ngành", "sở, ngành"),
        UnitLevel.DISTRICT: ("district", "huyện", "cấp huyện"),
        UnitLevel.COMMUNE: ("commune", "xã", "cấp xã", "phường", "xã, phường"),
        UnitLevel.DIVISION: ("division", "phòng", "phòng, đơn vị trực thuộc", "trực thuộc"),
        UnitLevel.PARTNER: ("partner", "đối tác", "đơn vị phối hợp", "phối hợp"),
    }.items()
    for word in words
}
_YEAR_DIGITS: Final = 4


def read_unit_file(path: Path) -> UnitFile:
    """Return what a CSV or XLSX file says about units.

    Columns are known by their English key or a Vietnamese heading, in any order; code, name and
    level are needed. A blank first day means before the records, a blank last day not ended yet;
    a column that is missing leaves what is known as it is.

    Raises:
        RefusedError: As `tracker.importing.table.open_table`.
    """
    with path.open("rb") as stream:
        sha256 = file_digest(stream, "sha256").hexdigest()
    drafts: list[UnitDraft] = []
    with open_table(path, path.name, COLUMNS) as table:
        present = frozenset(table.header.positions)
        headings = {key: table.header.heading(key) for key in present}
        errors: list[RowError] = []
        for row, cells in table.rows:
            said = dict(zip(COLUMNS.keys, cells, strict=True))
            read = _read_row(row, {key: said[key] for key in present}, headings)
            if isinstance(read, RowError):
                errors.append(read)
            else:
                drafts.append(read)
        errors += table.errors
    return UnitFile(path.name, sha256, tuple(drafts), tuple(errors), headings)


def _read_row(row: int, said: dict[str, str], headings: dict[str, str]) -> UnitDraft | RowError:
    level = _LEVELS.get(fold(said["level"]))
    if level is None:
        params = {"choices": tuple(UnitLevel)}
        return RowError(row, headings["level"], said["level"], "unit_level_unknown", params)
    days: dict[str, date | None] = {}
    for column, blank in (("valid_from", OPEN_START), ("valid_to", OPEN_END)):
        try:
            days[column] = _read_day(said[column], blank) if column in said else None
        except ValueError:
            return RowError(row, headings[column], said[column], "unit_day_unreadable")
    return UnitDraft(
        code=clean(said["code"]),
        name=said["name"],
        level=level,
        parent_code=clean(said["parent_code"]) if "parent_code" in said else None,
        valid_from=days["valid_from"],
        valid_to=days["valid_to"],
        short_name=said.get("short_name"),
        # A blank kind is found from the name, as when the column is missing.
        kind=said.get("kind") or None,
        aliases=tuple(part.strip() for part in said.get("aliases", "").split("|") if part.strip()),
        evidence=said.get("evidence"),
        row=row,
    )


def _read_day(text: str, blank: date) -> date:
    """Return a day; a unit may be older than what other dates may be.

    Raises:
        ValueError: If it is none.
    """
    if not text.strip():
        return blank
    try:
        return read_date(text)[0]
    except ReadingError as error:
        if error.code != "year_out_of_range":
            raise ValueError(text) from error
    parts = clean(text).split()[0].replace("/", "-").replace(".", "-").split("-")
    if len(parts[0]) < _YEAR_DIGITS:
        parts.reverse()
    return blank.replace(year=int(parts[0]), month=int(parts[1]), day=int(parts[2]))
