"""Days of the week read the same in the rules and on the screens."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tracker.rules.calendar import WEEKDAY_NAMES
from tracker.wording.weekdays import weekday_name

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("database")]

MONDAY = date(2024, 4, 29)


@pytest.mark.parametrize("offset", range(7))
def test_the_screens_use_the_names_of_the_rules(offset: int) -> None:
    assert weekday_name(MONDAY + timedelta(days=offset)) == WEEKDAY_NAMES[offset]
