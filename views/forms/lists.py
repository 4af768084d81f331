"""Forms of the late list's steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from tracker.rules.reply_windows import MOST_DAYS
from views.forms.base import BaseForm

if TYPE_CHECKING:
    from wtforms import Field

    from tracker.errors import TrackerError

LONGEST_REASON = 2000


class DraftForm(BaseForm):
    """The month a list is drafted for."""

    period = StringField(
        _l("Tháng"),
        [DataRequired(), Length(max=12)],
        description=_l("Tháng đã kết thúc, viết như 2024-03."),
        render_kw={"autocomplete": "off"},
    )

    def field_of(self, error: TrackerError) -> Field | None:
        """Return the month: whatever is refused is about it."""
        del error
        return self.period


class ReplyForm(BaseForm):
    """How long units may answer a draft."""

    days = IntegerField(
        _l("Số ngày làm việc"),
        [InputRequired(), NumberRange(min=1, max=MOST_DAYS)],
        description=_l("Không tính ngày mở; ngày nghỉ theo lịch làm việc không tính."),
    )


class ReleaseForm(BaseForm):
    """Approving or publishing: the hash of what was read comes along."""

    sha256 = HiddenField()


class ReasonForm(BaseForm):
    """A correction or a withdrawal, with its reason."""

    reason = TextAreaField(
        _l("Lý do"),
        [DataRequired(), Length(max=LONGEST_REASON)],
        description=_l("Được in trong danh sách, mọi người đều đọc được."),
        render_kw={"rows": 3},
    )
