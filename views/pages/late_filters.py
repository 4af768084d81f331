"""From a number of a picture of late dossiers to its rows: days and reason in an address."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from flask import request
from flask_babel import gettext as _

from models.vocabulary import DelayCause
from tracker.publishing.pictures.ages import STRETCHES, stretch_key, stretch_text
from tracker.publishing.pictures.late_dossiers import AGES, CAUSES, cause_key, narrow_rows
from tracker.wording.labels import label
from tracker.wording.sentences import sentence
from views.navigation import same_page

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

DAYS: Final = "so-ngay"
CAUSE: Final = "ly-do"
LATE_FILTERS: Final = (DAYS, CAUSE)
"""Names in the address."""

LATE_PLACE: Final = "trang-cham"
OVERDUE_PLACE: Final = "trang-qua-han"
PLACES: Final = (LATE_PLACE, OVERDUE_PLACE)
"""Query names of the places one is at in both annexes of a list."""

_ANCHORS: Final = {AGES: "qua-han", CAUSES: "tra-cham"}
_OF_PICTURES: Final = {AGES: DAYS, CAUSES: CAUSE}
_STRETCHES: Final = {stretch_key(*stretch): stretch for stretch in STRETCHES}
_CAUSES: Final = {cause_key(cause): frozenset({cause}) for cause in (None, *DelayCause)}


def read_days() -> tuple[int, int | None] | None:
    """Return the stretch of days the address asks for; None for all, as for an unknown one."""
    return _STRETCHES.get(request.args.get(DAYS, ""))


def read_causes() -> frozenset[DelayCause | None] | None:
    """Return the reason the address asks for, None in it for none known; None likewise."""
    return _CAUSES.get(request.args.get(CAUSE, ""))


def late_filters() -> tuple[tuple[str, str, str], ...]:
    """Return both filters as `build_chips` takes them."""
    days, causes = read_days(), read_causes() or ()
    texts = [sentence("picture_causes_none") if each is None else label(each) for each in causes]
    return (
        (DAYS, _("Số ngày chậm"), stretch_text(*days) if days else ""),
        (CAUSE, _("Nguyên nhân"), ", ".join(texts)),
    )


def narrow_list(content: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a list's content with the rows the address asks for; itself without such a filter."""
    days, causes = read_days(), read_causes()
    is_asked = days is not None or causes is not None
    return narrow_rows(content, days, causes) if is_asked else content


def open_rows(picture: str) -> Callable[[str], str]:
    """Return what tells where a number's rows are, on a listing its picture is drawn of.

    Args:
        picture: Word of the picture's address.
    """
    return partial(_find_rows, _OF_PICTURES[picture], ("trang",), "")


def open_list_rows(picture: str) -> Callable[[str], str]:
    """Return the same on the page of a list, whose pictures are of all its rows at any time."""
    return partial(
        _find_rows, _OF_PICTURES[picture], ("don-vi", *LATE_FILTERS, *PLACES), _ANCHORS[picture]
    )


def _find_rows(name: str, dropped: tuple[str, ...], anchor: str, key: str) -> str:
    url = same_page(**{**dict.fromkeys(dropped), name: key})
    return f"{url}#{anchor}" if anchor else url
