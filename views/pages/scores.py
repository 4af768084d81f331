"""The points of all units as one table; every cell's mark-up is joined here once."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlencode

from flask import request
from flask_babel import gettext as _
from markupsafe import Markup, escape

from tracker.publishing.score_tables import group_maximum
from tracker.queries.scores import CODES
from tracker.rules.score_components import ZERO, Mark
from tracker.rules.scores766 import GROUPS, TOTAL
from tracker.rules.text import fold, sort_key
from tracker.wording.labels import label
from tracker.wording.scores import band_text, max_text
from views.formatting import show_date, show_number, show_points
from views.looking_back import bare_url, kept_day
from views.navigation import same_page
from views.pages.filters import Tab, build_chips, matches
from views.pages.sorting import SortColumn, read_sort, sort_chip, sort_link
from views.pages.words import LEVELS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from models.vocabulary import UnitLevel
    from tracker.queries.scores import Cohort, ScoreSheet, UnitScore
    from tracker.rules.rankings import Change
    from views.pages.filters import Chip

NO_POINTS: Final = "\N{EN DASH}"
BY_NAME: Final = "don-vi"
USUAL: Final = f"-{TOTAL.lower()}"
"""What units are sorted by without a word in the address: the most points first."""
SORTS: Final = (BY_NAME, *(code.lower() for code in CODES))


@dataclass(frozen=True, slots=True)
class SortLink:
    """A column's head, which sorts by it.

    Args:
        text: What it says.
        note: A second line: the most a group can give; may be empty.
        url: The page sorted by it, the other way round where it is already.
        aria: "ascending", "descending" or "none".
    """

    text: str
    note: str
    url: str
    aria: str


@dataclass(frozen=True, slots=True)
class CohortTable:
    """The units that are ranked together, drawn.

    Args:
        text: Their level.
        count: How many are shown.
        ranked: How many have a rank by their total.
        rows: Their rows, ready to print.
        summary: Rows of the level as a whole, ready to print.
    """

    text: str
    count: int
    ranked: int
    rows: Markup
    summary: Markup


@dataclass(frozen=True, slots=True)
class Choice:
    """What is wanted of the table.

    Args:
        level: Only units of this level; None for all.
        text: Folded letters of a name or code.
        sort: One of `SORTS`.
        is_ascending: Whether the lowest come first.
    """

    level: UnitLevel | None
    text: str
    sort: str
    is_ascending: bool


def read_choice() -> Choice:
    """Return what the address asks for."""
    key, is_descending = read_sort(USUAL)
    if key not in SORTS:
        key, is_descending = TOTAL.lower(), True
    return Choice(
        level=LEVELS.get(request.args.get("nhom", "")),
        text=fold(request.args.get("tim", "").strip()),
        sort=key,
        is_ascending=not is_descending,
    )


def choose_rows(sheet: ScoreSheet, choice: Choice) -> list[UnitScore]:
    """Return the units wanted: cohort by cohort, each in the order wanted, without points last."""
    kept = [row for row in find_rows(sheet, choice.text) if _is_of(row, choice.level)]
    cohorts = {cohort: place for place, cohort in enumerate(dict.fromkeys(r.cohort for r in kept))}
    is_turned = choice.sort == BY_NAME and not choice.is_ascending
    kept.sort(key=lambda row: sort_key(row.unit.name), reverse=is_turned)
    if choice.sort != BY_NAME:
        code, sign = choice.sort.upper(), 1 if choice.is_ascending else -1
        kept.sort(key=lambda row: _rank_key(row.total.points(code), sign))
    return sorted(kept, key=lambda row: cohorts[row.cohort])


def find_rows(sheet: ScoreSheet, text: str) -> list[UnitScore]:
    """Return the units whose name, short name, other name or code holds folded letters."""
    return [
        row
        for row in sheet.units
        if matches(text, (row.unit.name, row.unit.short_name, row.unit.code, *row.unit.aliases))
    ]


def draw_cohorts(sheet: ScoreSheet, rows: Iterable[UnitScore]) -> list[CohortTable]:
    """Return the rows as tables, one a cohort, in the order given."""
    found: dict[object, list[UnitScore]] = {}
    for row in rows:
        found.setdefault(row.cohort, []).append(row)
    draw = _Rows(sheet)
    return [
        CohortTable(
            text=label(members[0].unit.level),
            count=len(members),
            ranked=sheet.ranked.get((members[0].cohort, TOTAL), 0),
            rows=Markup("".join(map(draw.row, members))),  # noqa: S704 # parts are escaped
            summary=Markup(draw.level(members[0].cohort)),  # noqa: S704 # parts are escaped
        )
        for members in found.values()
    ]


def list_heads(sheet: ScoreSheet) -> list[SortLink]:
    """Return the heads of the sortable columns: the unit, the six groups, the total."""
    most = _("tối đa %(points)s", points="%s")
    maxima = [group_maximum(sheet, code) for code in GROUPS]
    maxima.append(sum((rule.max_points for rule in sheet.formula.rules), ZERO))
    notes = ["", *(most % max_text(points) for points in maxima)]
    return [_head(*pair) for pair in zip(_columns(sheet), notes, strict=True)]


def _columns(sheet: ScoreSheet) -> list[SortColumn[UnitScore]]:
    points = [(code.lower(), sheet.formula.group_name(code)) for code in GROUPS]
    points.append((TOTAL.lower(), _("Tổng điểm")))
    return [
        SortColumn(BY_NAME, _("Đơn vị")),
        *(SortColumn(key, text, is_worst_high=True) for key, text in points),
    ]


def list_tabs(sheet: ScoreSheet, choice: Choice) -> list[Tab]:
    """Return the cohorts with how many units each shows."""
    counts = Counter(row.unit.level for row in find_rows(sheet, choice.text))
    everything = same_page(nhom=None)
    tabs = [Tab(_("Tất cả"), sum(counts.values()), everything, is_current=choice.level is None)]
    for word, level in LEVELS.items():
        if counts.get(level) or level is choice.level:
            url, is_current = same_page(nhom=word), level is choice.level
            tabs.append(Tab(label(level), counts.get(level, 0), url, is_current=is_current))
    return tabs


def list_chips(sheet: ScoreSheet, choice: Choice) -> tuple[Chip, ...]:
    """Return the filters in force."""
    return build_chips(
        (
            ("nhom", _("Cấp"), label(choice.level) if choice.level else ""),
            ("tim", _("Đơn vị"), request.args.get("tim", "").strip()),
            sort_chip(_columns(sheet)),
        )
    )


def capture_texts(rows: Sequence[UnitScore]) -> list[str]:
    """Return where the figures come from, each capture with its units; the most common first."""
    counts = Counter(row.capture for row in rows if row.capture)
    return [
        _(
            "%(source)s, lấy ngày %(day)s, lần sửa %(revision)s: %(count)s đơn vị",
            source=capture.source_code,
            day=show_date(capture.as_of),
            revision=show_number(capture.revision - 1),
            count=show_number(count),
        )
        for capture, count in counts.most_common()
    ]


def change_text(change: Change) -> str:
    """Return points gained or lost with their sign, places behind them; empty when untold."""
    if change.points is None:
        return ""
    text = f"{'+' if change.points > 0 else ''}{show_points(change.points)}"
    if change.places is None:
        return text
    if change.places == 0:
        return f"{text} ({_('giữ bậc')})"
    moved = _("lên %(count)s bậc") if change.places > 0 else _("xuống %(count)s bậc")
    return f"{text} ({moved % {'count': abs(change.places)}})"


_UNMARKED: Final[frozenset[Mark]] = frozenset()


class _Rows:
    """Draws rows; what all share is prepared once."""

    def __init__(self, sheet: ScoreSheet) -> None:
        self._sheet = sheet
        self._base = f"{bare_url('scores.index')}/"
        self._query = escape("?" + urlencode({"ky": sheet.period.code, **kept_day()}))
        self._marks = {
            Mark.NOTHING_RECEIVED: _abbreviate("°", _("không phát sinh hồ sơ")),
            Mark.DIFFERS: _abbreviate("≠", _("điểm tính lại khác")),
            Mark.COMPUTED_ONLY: _abbreviate("~", _("điểm tính lại, Cổng chưa nêu")),
        }
        self._none = f'<td class="num muted">{NO_POINTS}</td>'
        self._bands: dict[object, str] = {}
        self._drawn: dict[tuple[Decimal, frozenset[Mark]], str] = {}

    def row(self, row: UnitScore) -> str:
        """Return a unit's row."""
        url = f"{self._base}{quote(row.unit.code)}{self._query}"
        groups = "".join(self._points(group.score, group.marks) for group in row.total.groups)
        total = self._points(row.total.score, row.total.marks)
        rank, ranked = row.ranks.get(TOTAL), self._sheet.ranked.get((row.cohort, TOTAL))
        # Alone in its level a unit is first and last; that is no rank.
        is_ranked = rank and (ranked or 0) > 1
        place = f'<td class="num">{rank}/{ranked}</td>' if is_ranked else self._none
        change = escape(change_text(row.change[TOTAL]) or NO_POINTS)
        return (
            f'<tr><th scope="row"><a href="{url}">{escape(row.unit.name)}</a></th>{place}{groups}'
            f'{total}<td class="points__word">{self._band(row)}</td>'
            f'<td class="num">{change}</td></tr>\n'
        )

    def level(self, cohort: Cohort) -> str:
        """Return the rows of a level as a whole; none where it has one unit."""
        level = self._sheet.levels.get(cohort)
        if level is None or level.count <= 1:
            return ""
        rows = [(_("Trung vị của cấp"), level.medians)]
        if level.summed:
            rows.append((_("Cộng cả cấp"), level.summed))
        return "".join(
            f'<tr class="table__level"><th scope="row">{escape(name)}</th><td></td>'
            f"{''.join(self._points(points.get(code), _UNMARKED) for code in CODES)}"
            "<td></td><td></td></tr>\n"
            for name, points in rows
        )

    def _points(self, points: Decimal | None, marks: frozenset[Mark]) -> str:
        if points is None:
            return self._none
        drawn = self._drawn.get((points, marks))
        if drawn is None:
            shown = "".join(text for mark, text in self._marks.items() if mark in marks)
            drawn = f'<td class="num">{show_points(points)}{shown}</td>'
            self._drawn[points, marks] = drawn
        return drawn

    def _band(self, row: UnitScore) -> str:
        text = self._bands.get(row.band)
        if text is None:
            text = self._bands[row.band] = str(escape(band_text(row.band)))
        return text


def _abbreviate(sign: str, text: str) -> str:
    return f'<abbr class="points-mark" title="{escape(text)}">{sign}</abbr>'


def _head(column: SortColumn[UnitScore], note: str) -> SortLink:
    url, aria = sort_link(column.key, usual=USUAL, is_worst_high=column.is_worst_high)
    return SortLink(column.text, note, url, aria)


def _is_of(row: UnitScore, level: UnitLevel | None) -> bool:
    return level is None or row.unit.level is level


def _rank_key(points: Decimal | None, sign: int) -> tuple[bool, Decimal | int]:
    return points is None, 0 if points is None else sign * points
