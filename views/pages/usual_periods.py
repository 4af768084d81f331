"""The period a page shows where its address asks for none, and what is told of a newer one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from tracker.queries.scorecards import list_judged_periods
from tracker.rules.scorecards import usual_period
from tracker.runtime import current_settings
from views.formatting import show_period
from views.navigation import same_page
from views.pages.freshness import HeadlineLine

if TYPE_CHECKING:
    from tracker.rules.scorecards import UsualPeriod
    from views.pages.freshness import Headline


def find_usual_period(directive_id: int | None = None) -> UsualPeriod | None:
    """Return the usual period of a document, of all documents where none is given; one query.

    Args:
        directive_id: The document.
    """
    judged = list_judged_periods(directive_id=directive_id)
    return usual_period(judged, current_settings().month_cutoff_day)


def tell_usual_period(usual: UsualPeriod | None, *, url: str | None = None) -> Headline:
    """Return what must be said where a newer period was judged than the one shown unasked.

    Args:
        usual: The period shown; None where the address asks for one.
        url: Where the newer one is to be seen; this page of that period if not given.
    """
    if usual is None or not usual.is_earlier:
        return ()
    newest = show_period(usual.newest)
    text = _(
        "Đang xem %(shown)s, kỳ mới nhất đã có số liệu: %(newest)s đã đánh giá nhưng chưa có số "
        "liệu nào.",
        shown=show_period(usual.shown),
        newest=newest,
    )
    return (
        HeadlineLine(
            str(text),
            "calendar-x",
            is_grave=False,
            url=same_page(ky=usual.newest.code) if url is None else url,
            url_text=str(_("Xem %(period)s", period=newest)),
        ),
    )
