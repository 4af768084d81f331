"""The feed of published lists: one entry a version, whatever becomes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import url_for
from flask_babel import gettext as _

from models.vocabulary import PublicationState
from tracker.publishing.atom_feed import Feed, FeedEntry, FeedLink
from tracker.queries.audit import find_trail_start
from tracker.queries.publications import list_publications
from tracker.queries.rendered_files import list_files_of
from tracker.queries.unit_records import ALL_UNITS, read_lines
from tracker.runtime import current_language, current_settings
from tracker.wording.labels import label
from views.formatting import show_date, show_number, show_period
from views.pages.public import has_left

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime
    from typing import Any

    from tracker.queries.publications import PublicationHead
    from tracker.queries.rendered_files import RenderedFileRow

MOST_ENTRIES: Final = 36
FEED_TYPE: Final = "application/atom+xml"
FILE_TYPES: Final = {"json": "application/json", "pdf": "application/pdf"}
"""Formats a reader of feeds is offered beside the page."""


def build_feed() -> Feed:
    """Return the feed, the newest change first."""
    heads = [(row, _changed_at(row)) for row in list_publications(public_only=True)]
    heads.sort(key=lambda pair: (pair[1], pair[0].last_day, pair[0].version), reverse=True)
    newest = heads[:MOST_ENTRIES]
    totals = read_lines([row.sha256 for row, _at in newest])
    files = list_files_of([row.id for row, _at in newest])
    start = find_trail_start()
    return Feed(
        key=f"lists {start.hash}",
        title=_("Danh sách hồ sơ chậm muộn"),
        subtitle=_("Mỗi bản công bố, đính chính, thu hồi là một mục."),
        author=current_settings().issuer_agency,
        language=current_language(),
        updated_at=newest[0][1] if newest else start.at,
        links=(
            FeedLink("self", _absolute(url_for("public_feed.feed")), FEED_TYPE),
            FeedLink("alternate", _absolute(url_for("public.archive")), "text/html"),
        ),
        entries=[
            _entry(row, at, totals[row.sha256][ALL_UNITS], files[row.id]) for row, at in newest
        ],
    )


def _entry(
    row: PublicationHead,
    changed_at: datetime,
    totals: Mapping[str, Any],
    files: Iterable[RenderedFileRow],
) -> FeedEntry:
    period = show_period(row.period)
    title = _("Hồ sơ chậm muộn, %(period)s, bản %(version)s", period=period, version=row.version)
    if row.state is not PublicationState.PUBLISHED:
        title = f"{title} ({label(row.state)})"
    return FeedEntry(
        key=f"list {row.sha256}",
        title=title,
        summary=" ".join(_sentences(row, totals)),
        category=row.state.value,
        published_at=row.published_at or changed_at,
        updated_at=changed_at,
        links=tuple(_links(row, files)),
    )


def _sentences(row: PublicationHead, totals: Mapping[str, Any]) -> Iterator[str]:
    if row.is_sample:
        yield _("Dữ liệu minh họa.")
    if row.reason:
        yield _("Lập lại vì: %(reason)s.", reason=row.reason.rstrip("."))
    if row.state is PublicationState.WITHDRAWN:
        yield _("Đã thu hồi: %(reason)s.", reason=row.closing_reason.rstrip("."))
        return
    if row.state is PublicationState.CORRECTED:
        yield _("Đã có bản đính chính: %(reason)s.", reason=row.closing_reason.rstrip("."))
    yield _(
        "%(late)s hồ sơ trả chậm, %(overdue)s hồ sơ đang xử lý đã quá hạn; số liệu đến %(day)s.",
        late=show_number(int(totals.get("finished_late") or 0)),
        overdue=show_number(int(totals.get("open_overdue") or 0)),
        day=show_date(row.as_of),
    )


def _links(row: PublicationHead, files: Iterable[RenderedFileRow]) -> Iterator[FeedLink]:
    page = url_for("public.show_version", period=row.period, version=row.version)
    yield FeedLink("alternate", _absolute(page), "text/html")
    if row.state is PublicationState.WITHDRAWN or has_left(row):
        return
    for file in files:
        if file.format in FILE_TYPES:
            url = url_for(
                "public_files.download",
                period=row.period,
                version=row.version,
                file_format=file.format,
            )
            kind = FILE_TYPES[file.format]
            yield FeedLink("enclosure", _absolute(url), kind, file.byte_count)


def _changed_at(row: PublicationHead) -> datetime:
    """Return when a version last changed its state."""
    at = row.closed_at or row.published_at
    if at is None:
        raise AssertionError("a list without an instant of publication was published")
    return at


def _absolute(path: str) -> str:
    """Return an address as others may follow it; without a known site, relative to the feed.

    The host a request names is never believed: one reader's would stand in everybody's feed.
    """
    return f"{current_settings().public.base_url}{path}"
