"""Periods in words, in the reader's language."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from babel.dates import format_skeleton
from flask_babel import get_locale

from models.vocabulary import Language, PeriodKind
from tracker.rules.periods import read_period
from tracker.wording.text import _

if TYPE_CHECKING:
    from tracker.rules.periods import Period


def period_text(value: Period | str) -> str:
    """Return a period in words: "tháng 3 năm 2024", in English "March 2024"."""
    period = read_period(value) if isinstance(value, str) else value
    first = date(period.year, period.months()[-1].number, 1)
    locale = get_locale() or Language.VIETNAMESE.value
    match period.kind:
        case PeriodKind.MONTH:
            return format_skeleton("yMMMM", first, locale=locale)
        case PeriodKind.QUARTER:
            text = format_skeleton("yQQQQ", first, locale=locale)
            return text[:1].lower() + text[1:]
        case PeriodKind.YEAR:
            return str(_("năm %(year)s", year=period.year))
        case PeriodKind.MONTH_TO_DATE:
            month = format_skeleton("yMMMM", first, locale=locale)
            return str(_("lũy kế đến %(month)s", month=month))
