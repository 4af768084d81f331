"""The due-date calculator's form; it only asks, so it travels in the address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l
from wtforms import Field, StringField
from wtforms.validators import DataRequired, Length

from tracker.errors import ReadingError
from tracker.rules.dates import read_date
from tracker.rules.terms import read_term
from views.forms.base import BaseForm

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from typing import TypeVar

    from tracker.rules.terms import Term

    Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked.

    Args:
        received_on: Day of receipt.
        received_minute: Minute of that day; None when not given.
        term: How long.
    """

    received_on: date
    received_minute: int | None
    term: Term


class DueDateForm(BaseForm):
    """Day and time of receipt, and the term as the procedure words it."""

    class Meta(BaseForm.Meta):
        """Nothing is changed, so there is nothing to protect."""

        csrf = False

    received = StringField(
        _l("Ngày nhận hồ sơ"),
        [DataRequired(), Length(max=40)],
        description=_l("Ví dụ 26/04/2024."),
        render_kw={"autocomplete": "off"},
    )
    time = StringField(
        _l("Giờ nhận (không bắt buộc)"),
        [Length(max=10)],
        description=_l("Ví dụ 14:30; chỉ cần khi thời hạn tính theo giờ."),
        render_kw={"autocomplete": "off"},
    )
    term = StringField(
        _l("Thời hạn giải quyết"),
        [DataRequired(), Length(max=200)],
        description=_l("Ví dụ 5 ngày làm việc, 15 ngày, 2 tháng, 8 giờ làm việc."),
        render_kw={"autocomplete": "off"},
    )

    def read_question(self) -> Question | None:
        """Return what was asked, None when something cannot be read; the field then says so."""
        received = self._read(self.received, read_date)
        clock = self.time.data
        if received is not None and clock:
            day = received[0].isoformat()
            received = self._read(self.time, lambda text: read_date(f"{day} {text}"))
        term = self._read(self.term, read_term)
        if received is None or term is None:
            return None
        return Question(received[0], received[1], term)

    def _read(self, field: Field, read: Callable[[str], Read]) -> Read | None:
        try:
            return read(field.data or "")
        except ReadingError as error:
            self.refuse(error, field)
            return None
