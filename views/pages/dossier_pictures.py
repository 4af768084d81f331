"""Pictures of a listing of dossiers: of all its rows, with the page's own filters."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from flask import request, url_for

from models.vocabulary import Timeliness
from tracker.publishing.pictures.late_dossiers import draw_late
from tracker.queries.late_groups import count_late_groups
from tracker.rules.dates import format_date
from tracker.wording.numbers import count_text
from tracker.wording.sentences import sentence
from views.formatting import show_period
from views.pages.late_filters import open_rows
from views.pages.pictures import Shown

if TYPE_CHECKING:
    from tracker.publishing.pictures.late_dossiers import LatePictures
    from tracker.queries.dossier_search import DossierSearch
    from tracker.rules.periods import Period


def draw_dossiers(search: DossierSearch, period: Period) -> LatePictures:
    """Return the pictures of the dossiers a search finds.

    Args:
        search: Which dossiers.
        period: The month finished ones ended in.
    """
    groups = count_late_groups(search)
    kind = "overdue" if search.kind is Timeliness.OPEN_OVERDUE else "late"
    shown = {
        "count": count_text(sum(groups.ages.values())),
        "day": format_date(search.last_day),
        "period": show_period(period),
    }
    titles = (
        sentence(f"picture_ages_title_{kind}", shown),
        sentence(f"picture_causes_title_{kind}", shown),
    )
    return draw_late(groups.ages, groups.causes, titles, is_sample=groups.is_sample)


def show_dossiers(search: DossierSearch, period: Period) -> list[Shown]:
    """Return the same as the page shows them."""
    query = urlencode(request.args)
    return [
        Shown(
            picture,
            f"{url_for('dossiers.download_picture', picture=name)}?{query}",
            find_url=open_rows(name),
        )
        for name, picture in draw_dossiers(search, period).named()
    ]
