"""How values look on pages: Jinja filters, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _

from models.vocabulary import OPEN_END, OPEN_START
from tracker.clock import local, now
from tracker.queries.accounts import SYSTEM_NAME
from tracker.rules.dates import format_date
from tracker.rules.numbers import format_count
from tracker.rules.rates import Share, percent_text, percent_texts
from tracker.wording.labels import label
from tracker.wording.numbers import count_text, find_signs, local_signs
from tracker.wording.periods import period_text
from tracker.wording.scores import points_text
from tracker.wording.sentences import SENTENCES, sentence

if TYPE_CHECKING:
    from decimal import Decimal

    from flask import Flask

    from tracker.rules.periods import Period


def show_date(value: date | str | None) -> str:
    """Return a day as dd/mm/yyyy; blank for none and for the ends of open validities.

    Args:
        value: A day, or one as JSON carries it ("2024-03-31").
    """
    day = date.fromisoformat(value) if isinstance(value, str) and value else value
    if not isinstance(day, date) or day in (OPEN_START, OPEN_END):
        return ""
    return format_date(day)


def show_instant(value: datetime | None) -> str:
    """Return an instant as Vietnam's clock shows it: "17:05 ngày 31/03/2024"."""
    if value is None:
        return ""
    there = local(value)
    day = format_date(there.date())
    return str(_("%(time)s ngày %(day)s", time=f"{there:%H:%M}", day=day))


def show_number(value: int | None) -> str:
    """Return a count with its thousands grouped: "1.234", in English "1,234"."""
    return "" if value is None else count_text(value)


def show_points(value: Decimal | None) -> str:
    """Return points to two decimals: "15,68", in English "15.68"; blank where there are none."""
    return local_signs(points_text(value))


def show_percent(value: Share | Mapping[str, Any] | None) -> str:
    """Return a share with its parts: "94,99 % (9.499/10.000)"; a dash over nothing.

    Args:
        value: A share, or a mapping with "numerator" and "denominator".
    """
    if value is None:
        return ""
    share = (
        Share(int(value["numerator"]), int(value["denominator"]))
        if isinstance(value, Mapping)
        else value
    )
    return _kept_together(local_signs(percent_text(share)))


def make_percents() -> Callable[[Share], tuple[str, str]]:
    """Return `show_percent` for tables of thousands of shares: the percentage, and its parts."""
    signs = find_signs()

    def show(share: Share) -> tuple[str, str]:
        percent, parts = percent_texts(share)
        return _kept_together(signs(percent)), signs(parts)

    return show


def make_counts() -> Callable[[int], str]:
    """Return `show_number` for tables of thousands of counts."""
    signs = find_signs()
    return lambda value: signs(format_count(value))


def _kept_together(text: str) -> str:
    # A line never breaks between the number and its sign.
    return text.replace(" %", "\N{NO-BREAK SPACE}%")


def show_period(value: Period | str) -> str:
    """Return a period in words: "tháng 3 năm 2024", in English "March 2024"."""
    return period_text(value)


def show_unit(value: Any) -> str:
    """Return a unit's short name, its full name when it has none.

    Args:
        value: Anything with `short_name` and `name`; None for no unit.
    """
    if value is None:
        return ""
    return str(value.short_name or value.name)


def show_code(code: str) -> str:
    """Return the sentence of a flag or reason code; the code itself when it has none."""
    return sentence(code) if code in SENTENCES else code


def show_person(name: str) -> str:
    """Return a name as it is; what no person did, the command line, in the reader's language."""
    return _("Dòng lệnh") if name == SYSTEM_NAME else name


def init_formatting(app: Flask) -> None:
    """Give templates the filters of this module."""
    app.jinja_env.filters.update(
        date=show_date,
        instant=show_instant,
        number=show_number,
        percent=show_percent,
        person=show_person,
        points=show_points,
        label=label,
        period=show_period,
        unit=show_unit,
        code_text=show_code,
    )
    app.jinja_env.globals.update(now=now)
