"""A published list as everybody reads it: the version, its files, what remains after its time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flask import request, url_for

from models.vocabulary import PublicationState
from tracker.clock import today
from tracker.publishing.pictures.late_dossiers import list_pictures
from tracker.publishing.public_list import read_public_list
from tracker.queries.publications import list_publications
from tracker.queries.rendered_files import list_rendered_files
from tracker.queries.unit_records import ALL_UNITS, read_lines
from tracker.rules.month_changes import list_count_changes, list_unit_changes
from tracker.rules.public_lists import FILE_FORMATS, is_small, is_taken_down
from tracker.runtime import current_settings
from views.pages.filters import build_chips
from views.pages.freshness import headline_of_notices
from views.pages.late_filters import (
    late_filters,
    narrow_list,
    open_list_rows,
)
from views.pages.list_columns import UNITS_SORT, public_annex_columns, public_unit_columns
from views.pages.pictures import Shown
from views.pages.sorting import build_heads, sort_rows, sort_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from tracker.publishing.pictures.late_dossiers import LatePictures
    from tracker.publishing.public_list import DossierLine, PublicList, UnitLine
    from tracker.queries.publications import PublicationHead, PublicationRow
    from tracker.rules.month_changes import CountChange, UnitChange
    from tracker.rules.rates import Share
    from views.pages.filters import Chip
    from views.pages.freshness import HeadlineLine
    from views.pages.sorting import SortedTable, SortHead

FILE_NAMES: Final = {"json": "JSON", "csv": "CSV", "xlsx": "Excel", "docx": "Word", "pdf": "PDF"}
FILE_ICONS: Final = {
    "json": "file-earmark-code",
    "csv": "file-earmark-spreadsheet",
    "xlsx": "file-earmark-excel",
    "docx": "file-earmark-word",
    "pdf": "file-earmark-pdf",
}


@dataclass(frozen=True, slots=True)
class FileLink:
    """One file of a version as its page offers it.

    Args:
        name: What people call the format.
        icon: Its icon.
        url: Where it is; empty while it has not been made.
        byte_count: Its size; None while it has not been made.
        sha256: Its hash; empty while it has not been made.
    """

    name: str
    icon: str
    url: str
    byte_count: int | None
    sha256: str


@dataclass(frozen=True, slots=True)
class VersionChange:
    """What a correction changed in the counts of the version it took the place of.

    Args:
        before: Number of that version.
        totals: Counts of all units together that moved.
        units: Units whose counts moved, by code.
        names: Names of the units, by code.
    """

    before: int
    totals: tuple[CountChange, ...]
    units: tuple[UnitChange, ...]
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PublicPage:
    """One version as its page shows it.

    Args:
        publication: The version.
        current: The newest version of the period.
        versions: Every published version of the period, the newest first.
        content: What it says.
        units: Its units in the order asked for.
        heads: Heads of their columns, by key.
        unit: The unit whose dossiers alone are shown; None for all.
        chips: Other filters in force.
        late: Part of annex 1; None when the rows have left the public page.
        overdue: Part of annex 2; likewise.
        files: Its files.
        is_taken_down: Whether its rows have left the public page.
        small_count: Rates over fewer dossiers are shown as counts.
        has_small: Whether there is such a rate.
        headline: What the list says of its figures.
        site: Address of the site before every path; empty where it is not known.
        change: What it changed, for a correction; None for a first version, and where the one
            before was withdrawn.
        pictures: What its frozen content shows of ages and reasons; none once its rows have left.
    """

    publication: PublicationRow
    current: PublicationHead
    versions: list[PublicationHead]
    content: PublicList
    units: Sequence[UnitLine]
    heads: Mapping[str, SortHead]
    unit: UnitLine | None
    chips: tuple[Chip, ...]
    late: SortedTable[DossierLine]
    overdue: SortedTable[DossierLine]
    files: list[FileLink]
    is_taken_down: bool
    small_count: int
    has_small: bool
    headline: Iterable[HeadlineLine]
    site: str
    change: VersionChange | None
    pictures: list[Shown]


def list_versions(period: str) -> list[PublicationHead]:
    """Return the published versions of a period, the newest first."""
    return [row for row in list_publications(public_only=True) if row.period == period]


def has_left(publication: PublicationHead) -> bool:
    """Return whether the rows of a version have left the public pages."""
    return is_taken_down(publication.take_down_on, today())


def build_public_page(publication: PublicationRow) -> PublicPage:
    """Return a version as its page shows it, by what the address asks for."""
    versions = list_versions(publication.period)
    content = read_public_list(publication.content)
    is_gone = has_left(publication)
    asked = request.args.get("don-vi", "")
    unit = next((unit for unit in content.units if unit.code == asked), None)
    rows = narrow_list(publication.content)
    shown = content if rows is publication.content else read_public_list(rows)
    shown = shown if unit is None else shown.of_unit(unit.code)
    public = current_settings().public
    least = public.small_count
    lines = (*content.units, content.totals)
    columns = public_unit_columns()
    return PublicPage(
        publication=publication,
        current=versions[0],
        versions=versions,
        content=content,
        units=sort_rows(content.units, columns, name=UNITS_SORT),
        heads={column.key: build_heads([column], name=UNITS_SORT)[0] for column in columns},
        unit=None if is_gone else unit,
        chips=() if is_gone else build_chips(late_filters()),
        late=sort_table(
            () if is_gone else shown.finished_late,
            public_annex_columns(is_finished=True),
            table="cham",
        ),
        overdue=sort_table(
            () if is_gone else shown.open_overdue,
            public_annex_columns(is_finished=False, has_officers=bool(content.officers_order)),
            table="qua-han",
        ),
        files=[] if is_gone else list_files(publication),
        is_taken_down=is_gone,
        small_count=least,
        has_small=has_small_rates(lines, least),
        headline=headline_of_notices(content.notices),
        site=public.base_url,
        change=_find_change(publication, versions),
        pictures=[] if is_gone else _list_pictures(publication),
    )


def draw_public(publication: PublicationRow) -> LatePictures:
    """Return the pictures of a published list, from its frozen content."""
    least = current_settings().public.small_count
    return list_pictures(publication.content, publication.last_day, small_count=least)


def _list_pictures(publication: PublicationRow) -> list[Shown]:
    return [
        Shown(
            picture,
            url_for(
                "public_files.download_picture",
                period=publication.period,
                version=publication.version,
                picture=name,
            ),
            find_url=open_list_rows(name),
        )
        for name, picture in draw_public(publication).named()
    ]


def _find_change(
    publication: PublicationHead, versions: Iterable[PublicationHead]
) -> VersionChange | None:
    earlier = next((row for row in versions if row.version < publication.version), None)
    if earlier is None or earlier.state is PublicationState.WITHDRAWN:
        return None
    lines = read_lines([earlier.sha256, publication.sha256])
    old, new = lines[earlier.sha256], lines[publication.sha256]
    units = [[line for code, line in each.items() if code != ALL_UNITS] for each in (old, new)]
    return VersionChange(
        before=earlier.version,
        totals=list_count_changes(old[ALL_UNITS], new[ALL_UNITS]),
        units=list_unit_changes(*units),
        names={code: str(line.get("name") or code) for code, line in (*old.items(), *new.items())},
    )


def has_small_rates(lines: Iterable[UnitLine], least: int) -> bool:
    """Return whether some rate is over too few dossiers to be shown."""
    return any(is_small(share, least) for line in lines for share in _shares(line))


def _shares(line: UnitLine) -> Iterator[Share]:
    yield line.finished_on_time_rate
    yield line.progress_rate
    if line.coverage is not None:
        yield line.coverage.explained
        yield line.coverage.apologised_in_time


def list_files(publication: PublicationHead) -> list[FileLink]:
    """Return the files of a version; those not made yet without address."""
    if publication.state is PublicationState.WITHDRAWN:
        return []
    made = {row.format: row for row in list_rendered_files(publication.id)}
    links = []
    for file_format in FILE_FORMATS:
        row = made.get(file_format)
        is_there = row is not None or file_format == "json"
        links.append(
            FileLink(
                name=FILE_NAMES[file_format],
                icon=FILE_ICONS[file_format],
                url=_file_url(publication, file_format) if is_there else "",
                byte_count=None if row is None else row.byte_count,
                # The list's own hash is that of its JSON, whether or not files were made.
                sha256=publication.sha256
                if row is None and is_there
                else ("" if row is None else row.sha256),
            )
        )
    return links


def _file_url(publication: PublicationHead, file_format: str) -> str:
    return url_for(
        "public_files.download",
        period=publication.period,
        version=publication.version,
        file_format=file_format,
    )
