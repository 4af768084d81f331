"""Days given on the command line."""

from __future__ import annotations

from datetime import date

import click

from tracker.errors import ReadingError, RefusedError
from tracker.rules.dates import read_date


class DayType(click.ParamType[date]):
    """A day as 2024-06-30 or 30/06/2024; anything else is refused in one sentence."""

    name = "ngày"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """Return the day.

        Raises:
            RefusedError: `day_unreadable`.
        """
        del param, ctx
        if isinstance(value, date):
            return value
        try:
            day, _minute = read_date(str(value))
        except ReadingError as error:
            raise RefusedError("day_unreadable", value=value) from error
        return day


DAY = DayType()
