"""A unit's scorecard as a page and as a file: filtered, sorted, with its dossiers and its units."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from flask import request, url_for
from flask_babel import gettext as _

from tracker.errors import ForbiddenError
from tracker.queries.unit_scopes import answered_unit_ids
from tracker.wording.labels import label
from views.formatting import show_period
from views.looking_back import PAST
from views.navigation import paginate, same_page
from views.pages.filters import Tab, build_chips, build_options
from views.pages.marks import list_marks
from views.pages.scorecard_lines import worst_first
from views.pages.scorecards import build_scorecard
from views.pages.unit_dossiers import load_unit_dossiers
from views.pages.unit_standings import SORT, build_under
from views.pages.units import unit_day, unit_url
from views.pages.words import VERDICTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.queries.accounts import Actor
    from tracker.queries.unit_directory import UnitDirectory
    from tracker.queries.units import UnitRow
    from views.navigation import Page
    from views.pages.filters import Chip, Option
    from views.pages.freshness import Headline
    from views.pages.scorecard_lines import CardLine
    from views.pages.scorecards import Scorecard
    from views.pages.unit_dossiers import UnitDossiers
    from views.pages.unit_standings import UnderLine, UnderPart

LINE_SORT: Final = "xep"
PRINTED: Final = "van-ban"
"""Value of `xep` that keeps the order of the documents."""

SHOWN: Final = ("ky", "ket-qua", LINE_SORT, SORT)
"""Query values that change what is shown, and so what files hold."""

UNITS_A_PAGE: Final = 20


@dataclass(frozen=True, slots=True)
class ScorecardPage:
    """A unit's scorecard.

    Args:
        unit: The unit.
        url: Its own page.
        crumbs: Addresses and names of what is above it.
        card: Its targets.
        lines: Those shown, in the order asked for.
        tabs: Results to choose from, with the targets each would show.
        sorts: Orders to choose from.
        chips: Filters in force.
        dossiers: Its dossiers in the month.
        under: The units under it.
        under_page: The part of them shown.
        under_lines: Those units, one line each, all of them together first.
        headline: What must be said of the figures before anybody reads them.
        csv_url: The targets as shown, as CSV.
        xlsx_url: Everything as a workbook.
        card_url: The scorecard as a page of its own.
        kept: Query values the form sends along.
        is_sample: Whether made-up data are in it.
    """

    unit: UnitRow
    url: str
    crumbs: list[tuple[str, str]]
    card: Scorecard
    lines: list[CardLine]
    tabs: list[Tab]
    sorts: tuple[Option, ...]
    chips: tuple[Chip, ...]
    dossiers: UnitDossiers
    under: UnderPart
    under_page: Page[UnitRow]
    under_lines: list[UnderLine]
    headline: Headline
    csv_url: str
    xlsx_url: str
    card_url: str
    kept: tuple[tuple[str, str], ...]
    is_sample: bool

    @property
    def period_text(self) -> str:
        """Return the period in words; empty where the unit was never judged."""
        return show_period(self.card.period) if self.card.period else ""


def require_unit(actor: Actor, unit: UnitRow, directory: UnitDirectory) -> None:
    """Refuse a person of a unit the scorecard of a unit they do not answer for.

    Args:
        actor: The person.
        unit: The unit.
        directory: Units.

    Raises:
        ForbiddenError: `unit_not_yours`.
    """
    if not may_see(actor, unit, directory):
        raise ForbiddenError("unit_not_yours", username=actor.username, unit=unit.name)


def may_see(actor: Actor, unit: UnitRow, directory: UnitDirectory) -> bool:
    """Return whether a scorecard is for a person: staff see any, others those they answer for."""
    allowed = answered_unit_ids(actor, directory)
    return allowed is None or unit.id in allowed


def build_scorecard_page(
    unit: UnitRow, directory: UnitDirectory, *, is_newest_month: bool = False
) -> ScorecardPage:
    """Return a unit's scorecard as its address asks for it; a fixed number of statements.

    Args:
        unit: The unit.
        directory: Units.
        is_newest_month: Whether the dossiers are those of the newest month with data, whatever
            period the targets were judged in.
    """
    card = build_scorecard(unit, directory, request.args.get("ky", "").strip())
    dossiers = load_unit_dossiers(unit, directory, card.period, is_newest=is_newest_month)
    under = build_under(dossiers, card.period)
    under_page = paginate(under.units, size=UNITS_A_PAGE)
    total = under.total()
    query: dict[str, Any] = {name: value for name, value in request.args.items() if value}
    day: dict[str, Any] = {"ngay": unit_day(unit)} if unit_day(unit) else {}
    shown = {name: query[name] for name in SHOWN if name in query}
    parent = directory.parent(unit.id, dossiers.last_day)
    return ScorecardPage(
        unit=unit,
        url=unit_url(unit),
        crumbs=[(unit_url(each), each.short_name or each.name) for each in (parent,) if each]
        + [(unit_url(unit), unit.short_name or unit.name)],
        card=card,
        lines=_chosen(card.lines),
        tabs=_tabs(card.lines),
        sorts=build_options(
            [("", str(_("Chưa đạt trước"))), (PRINTED, str(_("Thứ tự văn bản")))],
            request.args.get(LINE_SORT, ""),
        ),
        chips=_chips(),
        dossiers=dossiers,
        under=under,
        under_page=under_page,
        under_lines=[*((total,) if total else ()), *under.lines(under_page.rows)],
        headline=(*card.headline, *dossiers.headline),
        csv_url=url_for("scorecards.download", code=unit.code, **day, **shown),
        xlsx_url=url_for("scorecards.download_xlsx", code=unit.code, **day, **shown),
        card_url=url_for("scorecards.show", code=unit.code, **day),
        kept=tuple((name, query[name]) for name in ("ngay", "ket-qua", PAST) if name in query),
        is_sample=card.is_sample or dossiers.is_sample,
    )


def filter_text(page: ScorecardPage) -> str:
    """Return filters and orders in words, for a file."""
    parts = [f"{chip.name}: {chip.text}" for chip in page.chips]
    parts += [
        _("xếp theo %(order)s", order=option.text)
        for option in (*page.sorts, *(page.under.sorts if page.under.units else ()))
        if option.is_chosen
    ]
    return "; ".join(parts)


def _chosen(lines: Sequence[CardLine]) -> list[CardLine]:
    verdict = VERDICTS.get(request.args.get("ket-qua", ""))
    kept = [line for line in lines if verdict is None or line.verdict is verdict]
    return kept if request.args.get(LINE_SORT) == PRINTED else worst_first(kept)


def _tabs(lines: Sequence[CardLine]) -> list[Tab]:
    chosen = VERDICTS.get(request.args.get("ket-qua", ""))
    tabs = [Tab(str(_("Tất cả")), len(lines), same_page(ket_qua=None), is_current=chosen is None)]
    for mark in list_marks(Counter(line.verdict.value for line in lines)):
        is_current = VERDICTS[mark.word] is chosen
        tabs.append(Tab(mark.text, mark.count, same_page(ket_qua=mark.word), is_current))
    return tabs


def _chips() -> tuple[Chip, ...]:
    verdict = VERDICTS.get(request.args.get("ket-qua", ""))
    return build_chips((("ket-qua", str(_("Kết quả")), label(verdict) if verdict else ""),))
