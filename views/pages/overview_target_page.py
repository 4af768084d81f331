"""The overview of targets as a page: which document, which period, which unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from tracker.garbage import seldom_collected
from tracker.rules.heat import FAR_POINTS, NEAR_POINTS
from tracker.services.evaluations import EVALUATING_ROLES
from views.access import current_actor
from views.formatting import show_period
from views.pages.frame import find_frame
from views.pages.heat_table import Limit
from views.pages.overview_basis import load_basis
from views.pages.overview_own import build_own_targets, own_header, own_rows
from views.pages.overview_pages import Draft, TargetPart, finish_page
from views.pages.overview_place import find_place, own_unit, scope_unit
from views.pages.overview_targets import build_target_overview

if TYPE_CHECKING:
    from tracker.queries.unit_directory import UnitDirectory
    from views.pages.overview_pages import OverviewPage


@seldom_collected()
def build_target_page(directory: UnitDirectory) -> OverviewPage | None:
    """Return the overview of targets an address asks for; None before any document.

    Args:
        directory: Units and groups.
    """
    frame = find_frame(directory)
    if frame is None:
        return None
    actor, on = current_actor(), frame.on
    usual = own_unit(actor, directory, on) or scope_unit(frame.directive.scope_id, directory, on)
    place = find_place(directory, on, usual)
    basis = load_basis(frame, directory, place)
    found = build_target_overview(basis, place)
    own = None if found.has_below else build_own_targets(basis, place)
    draft = Draft(
        name=f"tong-quan-{frame.directive.code}-{frame.period.code.replace('/', '-')}",
        title=f"{frame.directive.number}, {show_period(frame.period)}",
        period_code=frame.period.months()[-1].code,
        place=place,
        table=found.table,
        mark=found.mark,
        headline=frame.headline,
        limits=_limits(),
        idle=found.idle,
        dated=on,
        is_sample=found.is_sample,
        is_refused=bool(frame.refused or place.refused),
    )
    return finish_page(
        draft,
        rows=(own_header(basis, own), own_rows(own)) if own else None,
        targets=TargetPart(frame, found, own, actor.role in EVALUATING_ROLES),
    )


def _limits() -> tuple[Limit, ...]:
    points = {"near": NEAR_POINTS, "far": FAR_POINTS}
    near = _("▾ Chưa đạt, cách chỉ tiêu dưới %(near)s điểm phần trăm.", **points)
    short = _("▾▾ Chưa đạt, cách từ %(near)s đến dưới %(far)s điểm phần trăm.", **points)
    far = _("▾▾▾ Chưa đạt, cách từ %(far)s điểm phần trăm trở lên.", **points)
    found = (
        ("achieved", _("Đạt chỉ tiêu ở đầu cột; so bằng tử số, mẫu số, không bằng số làm tròn.")),
        ("missed heat--near", near),
        ("missed heat--short", short),
        ("missed heat--far", far),
        ("no_data", _("Không có gì để so; ô nói rõ vì sao. Ô trống: đơn vị không chủ trì.")),
        ("", _("Số có dấu: tăng, giảm bao nhiêu điểm phần trăm so với kỳ trước; = là không đổi.")),
    )
    return tuple(Limit(mark, str(text)) for mark, text in found)
