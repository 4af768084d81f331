"""The overview of dossiers as a page: which month, as its late list counts it, and which unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request, url_for
from flask_babel import gettext as _

from models.vocabulary import UNIT_ROLES, PublicationState
from tracker.errors import RefusedError
from tracker.queries.dossier_sources import list_dossier_sources
from tracker.queries.late_cases import search_month
from tracker.queries.publications import list_publications
from tracker.queries.unit_scopes import answered_unit_ids
from tracker.rules.heat import HIGH_PERCENT
from tracker.rules.late_lists import read_list_month
from tracker.rules.periods import month_of
from tracker.rules.rates import HUNDRED
from tracker.runtime import current_settings
from tracker.wording.labels import label
from tracker.wording.sentences import explain
from views.access import current_actor, may_open
from views.formatting import show_date, show_period
from views.pages.freshness import HeadlineLine, build_headline
from views.pages.heat_table import Limit
from views.pages.overview_dossiers import DossierBasis, build_dossier_table, load_both
from views.pages.overview_pages import DossierPart, Draft, finish_page
from views.pages.overview_place import find_place, fullest_province, own_unit
from views.pages.past import PastDay, find_data_days

if TYPE_CHECKING:
    from datetime import date

    from tracker.queries.accounts import Actor
    from tracker.queries.publications import PublicationHead
    from tracker.queries.unit_directory import UnitDirectory
    from tracker.queries.units import UnitRow
    from tracker.rules.periods import Period
    from views.pages.freshness import Headline
    from views.pages.overview_pages import OverviewPage
    from views.pages.past import DataDays


def build_dossier_page(directory: UnitDirectory) -> OverviewPage:
    """Return the overview of dossiers an address asks for, never more than a person may see.

    Args:
        directory: Units.
    """
    actor, settings = current_actor(), current_settings()
    days = find_data_days(PastDay(None, "", ""))
    period, refused = _read_month(days)
    on = period.last_day(settings.month_cutoff_day)
    allowed = answered_unit_ids(actor, directory)
    search = search_month(period, settings, allowed)
    before = period.previous()
    now, past = load_both(
        search,
        search_month(before, settings, allowed),
        needed_after_days=settings.apology.needed_after_days,
    )
    counts = {key: month.counts.finished + month.counts.open for key, month in now.items()}
    place = find_place(directory, on, _usual(actor, directory, counts, period), allowed)
    basis = DossierBasis(
        period, on, search, now, past, show_period(before), allowed,
        may_open("explanations.index"),
    )  # fmt: skip
    table, idle = build_dossier_table(basis, place, directory)
    heads = list_publications()
    part = _part(period, refused, basis, days, heads, actor)
    draft = Draft(
        name=f"tong-quan-ho-so-{period.code}",
        title=f"{_('hồ sơ chậm, quá hạn')}, {show_period(period)}",
        period_code=period.code,
        place=place,
        table=table,
        mark="",
        headline=_headline(basis, days),
        limits=_limits(),
        idle=idle,
        dated=search.last_day,
        is_sample=any(
            source.is_sample for source in list_dossier_sources(search.first_day, search.last_day)
        ),
        is_refused=bool(refused or place.refused),
    )
    return finish_page(draft, dossiers=part)


def _read_month(days: DataDays) -> tuple[Period, str]:
    """Return the month asked for, the newest with data where none is or it cannot be read."""
    text = request.args.get("ky", "").strip()
    newest = month_of(days.newest_on, current_settings().month_cutoff_day)
    if not text:
        return newest, ""
    try:
        return read_list_month(text), ""
    except RefusedError as error:
        return newest, explain(error)


def _usual(
    actor: Actor, directory: UnitDirectory, counts: dict[int, int], period: Period
) -> UnitRow | None:
    on = period.last_day(current_settings().month_cutoff_day)
    return own_unit(actor, directory, on) or fullest_province(counts, directory, on)


def _part(
    period: Period,
    refused: str,
    basis: DossierBasis,
    days: DataDays,
    heads: list[PublicationHead],
    actor: Actor,
) -> DossierPart:
    own = next((head for head in heads if head.period == period.code), None)
    return DossierPart(
        period_code=period.code,
        period_text=request.args.get("ky", "").strip() or period.code,
        first_day=basis.search.first_day,
        last_day=basis.search.last_day,
        data_as_of=days.as_of,
        periods=tuple(dict.fromkeys([period.code, *(head.period for head in heads)])),
        list_text=_list_text(own) if own else "",
        list_url=_list_url(own) if own else "",
        own_unit=actor.unit_name if actor.role in UNIT_ROLES else "",
        refused=refused,
        past_text=basis.past_text,
    )


def _list_text(head: PublicationHead) -> str:
    return str(_("bản %(version)s, %(state)s", version=head.version, state=label(head.state)))


def _list_url(head: PublicationHead) -> str:
    """Return the address of a month's list; empty where this person may not open it."""
    if may_open("lists.show"):
        return url_for("lists.show", period=head.period)
    if head.state is PublicationState.PUBLISHED:
        return url_for("public.show_version", period=head.period, version=head.version)
    return ""


def _headline(basis: DossierBasis, days: DataDays) -> Headline:
    """Return what must be said first: data that end early or are old change what is read."""
    early = tell_data_end(basis.search.first_day, basis.on, days)
    return (*early, *build_headline(basis.period.code))


def tell_data_end(first_day: date, last_day: date, days: DataDays) -> Headline:
    """Return what must be said of dossiers whose data end before a month does.

    Args:
        first_day: First day of the month.
        last_day: Its last day.
        days: How far the data reach.
    """
    if days.as_of is None or days.as_of >= last_day:
        return ()
    values = {"day": show_date(days.as_of), "last": show_date(last_day)}
    has_none = days.as_of < first_day
    text = (
        _("Tháng này chưa có số liệu hồ sơ: mới có đến ngày %(day)s, chỉ còn hồ sơ tồn.", **values)
        if has_none
        else _("Số liệu hồ sơ mới đến ngày %(day)s, chưa hết tháng (%(last)s).", **values)
    )
    icon = "calendar-x" if has_none else "hourglass-split"
    return (HeadlineLine(str(text), icon, is_grave=has_none),)


def _limits() -> tuple[Limit, ...]:
    high = HIGH_PERCENT
    low = _("Dưới %(high)s %%, mức chỉ tiêu năm 2024 của hồ sơ giải quyết đúng hạn.", high=high)
    rates = _(
        "Hai tỷ lệ đúng hạn là hai số khác nhau: tỷ lệ đầu chỉ tính hồ sơ đã giải quyết, "
        "tỷ lệ sau tính cả hồ sơ đang xử lý trong hạn."
    )
    found = (
        ("full", _("Đủ %(all)s %%.", all=HUNDRED)),
        ("high", _("Từ %(high)s %% đến dưới 100 %%.", high=high)),
        ("low", low),
        ("", _("Số đếm không tô màu: đơn vị lớn nhận nhiều hồ sơ hơn.")),
        ("", rates),
        ("", _("Số có dấu: tăng, giảm so với tháng trước, tỷ lệ tính bằng điểm phần trăm.")),
    )
    return tuple(Limit(mark, str(text)) for mark, text in found)
