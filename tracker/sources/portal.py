"""The national portal's evaluation API (Cổng Dịch vụ công quốc gia): six groups of a province.

Read-only; one province and period are six calls. The contract, as recorded and not as promised, is
in reference data/portal/README.md; this module keeps to it and to nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tracker.sources.errors import PullFailedError, PullStoppedError
from tracker.sources.portal_figures import read_groups
from tracker.sources.portal_groups import DEFAULT_URL, GROUPS, call_of, require_askable
from tracker.sources.portal_replies import GroupPage, open_page
from tracker.sources.settings import OptionReader

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from tracker.rules.periods import Period
    from tracker.sources.contract import Call, Reading, Reply, SourceSettings
    from tracker.sources.portal_groups import Group

MOST_PAGES: Final = 50
_SHOWN: Final = 5
_ID: Final = r"[0-9A-Za-z-]{1,80}"


@dataclass(frozen=True, slots=True)
class _Options:
    url: str
    root_id: str


class PortalConnector:
    """Asks the six groups one after the other and reads them together."""

    def check_settings(self, settings: SourceSettings) -> None:
        """Refuse settings the portal cannot be asked with.

        Raises:
            RefusedError: `source_setting_invalid`, `source_setting_missing`,
                `source_setting_unknown`.
        """
        _options(settings)

    def next_calls(
        self, settings: SourceSettings, period: Period, on: date, replies: Mapping[str, Reply]
    ) -> tuple[Call, ...]:
        """Return the calls still to be made; see `tracker.sources.contract.Connector`."""
        require_askable(settings.code, period, on)
        options = _options(settings)
        calls: list[Call] = []
        for group in GROUPS:
            first = call_of(group, options.url, options.root_id, period, 1)
            if first.name not in replies:
                calls.append(first)
                continue
            count = open_page(group, first, replies[first.name], options.root_id).page_count
            if count > MOST_PAGES:
                raise PullFailedError("pull_too_many_calls", calls=count)
            pages = (
                call_of(group, options.url, options.root_id, period, page)
                for page in range(2, count + 1)
            )
            calls += [call for call in pages if call.name not in replies]
        return tuple(calls)

    def check_reply(
        self,
        settings: SourceSettings,
        period: Period,
        call: Call,
        reply: Reply,
        replies: Mapping[str, Reply],
    ) -> None:
        """Let a good reply pass.

        Raises:
            PullStoppedError: The portal turned us away or is not what it was; `unit_set_changed`.
            PullFailedError: As `tracker.sources.portal_replies.open_page`;
                `portal_units_incomplete`.
        """
        options = _options(settings)
        group = next(item for item in GROUPS if item.name == call.name.partition("#")[0])
        # First by itself: what is wrong with it is said of it.
        open_page(group, call, reply, options.root_id)
        present = {**replies, call.name: reply}
        units = _join(group, period, options, present)
        if units is None:
            return
        for other in GROUPS:
            known = None
            if other.name in replies and other.name != group.name:
                known = _join(other, period, options, replies)
            if known is not None:
                _compare(known, units)
                return

    def read(
        self, settings: SourceSettings, period: Period, replies: Mapping[str, Reply]
    ) -> Reading:
        """Return what the six groups say; Raises as `check_reply`."""
        options = _options(settings)
        pages: dict[str, GroupPage] = {}
        for group in GROUPS:
            page = _join(group, period, options, replies)
            if page is None:
                raise ValueError(f"a page of {group.name} was not asked for")
            pages[group.name] = page
        return read_groups(pages)


PORTAL: Final = PortalConnector()


def _options(settings: SourceSettings) -> _Options:
    read = OptionReader(settings)
    options = _Options(
        url=read.url("base_url", DEFAULT_URL),
        root_id=read.text("root_department_id", pattern=_ID),
    )
    read.finish()
    return options


def _join(
    group: Group, period: Period, options: _Options, replies: Mapping[str, Reply]
) -> GroupPage | None:
    """Return a group with the units of all its pages; None while a page is still to come.

    Raises:
        PullFailedError: `portal_units_twice`, `portal_units_incomplete`.
    """
    first = call_of(group, options.url, options.root_id, period, 1)
    whole = open_page(group, first, replies[first.name], options.root_id)
    units = list(whole.units)
    for number in range(2, whole.page_count + 1):
        call = call_of(group, options.url, options.root_id, period, number)
        if call.name not in replies:
            return None
        units += open_page(group, call, replies[call.name], options.root_id).units
    ids = [unit["departmentId"] for unit in units]
    if len(set(ids)) != len(ids):
        twice = next(unit for unit in units if ids.count(unit["departmentId"]) > 1)
        raise PullFailedError(
            "portal_units_twice", call=group.name, unit=str(twice["departmentName"])
        )
    if whole.total is not None and whole.total != len(units):
        raise PullFailedError(
            "portal_units_incomplete", call=group.name, total=whole.total, count=len(units)
        )
    return GroupPage(whole.root, tuple(units), 1, whole.page_count, whole.total)


def _compare(first: GroupPage, second: GroupPage) -> None:
    """Stop when two groups of one run do not name the same units."""
    names = [
        {unit["departmentId"]: str(unit["departmentName"]) for unit in page.units}
        for page in (first, second)
    ]
    added = [name for key, name in names[1].items() if key not in names[0]]
    removed = [name for key, name in names[0].items() if key not in names[1]]
    if added or removed:
        raise PullStoppedError(
            "unit_set_changed",
            added_count=len(added),
            removed_count=len(removed),
            units=[*added, *removed][:_SHOWN],
        )
