"""Forms of an alert: who looks into it, and why it is closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, TextAreaField
from wtforms.validators import DataRequired, Length

from tracker.services.integrity_alerts import LONGEST_REASON, SHORTEST_REASON
from views.forms.base import BaseForm

if TYPE_CHECKING:
    from wtforms import Field

    from tracker.errors import TrackerError


class OwnerForm(BaseForm):
    """Who is to look into an alert."""

    owner = SelectField(_l("Người phụ trách"), [DataRequired()])
    #: User name of the owner the person saw.
    seen = HiddenField()

    def field_of(self, error: TrackerError) -> Field | None:
        """Return the owner: whatever is refused is about them."""
        del error
        return self.owner


class ClosingForm(BaseForm):
    """Why one alert, or all of an import, are closed."""

    reason = TextAreaField(
        _l("Lý do đóng"),
        [DataRequired(), Length(min=SHORTEST_REASON, max=LONGEST_REASON)],
        description=_l("Đã kiểm tra gì, với ai, kết quả ra sao. Lý do nằm lại trong nhật ký."),
        render_kw={"rows": 3},
    )

    def field_of(self, error: TrackerError) -> Field | None:
        """Return the field a refusal is about; None for the form itself."""
        return self.reason if error.code.startswith("alert_reason") else None
