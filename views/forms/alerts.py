"""Forms of an alert: who looks into it, and why it is closed."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, TextAreaField
from wtforms.validators import DataRequired, Length

from tracker.services.integrity_alerts import LONGEST_REASON, SHORTEST_REASON
from views.forms.base import BaseForm


class OwnerForm(BaseForm):
    """Who is to look into an alert."""

    owner = SelectField(_l("Người phụ trách"), [DataRequired()])


class ClosingForm(BaseForm):
    """Why one alert, or all of an import, are closed."""

    reason = TextAreaField(
        _l("Lý do đóng"),
        [DataRequired(), Length(min=SHORTEST_REASON, max=LONGEST_REASON)],
        description=_l("Đã kiểm tra gì, với ai, kết quả ra sao. Lý do nằm lại trong nhật ký."),
        render_kw={"rows": 3},
    )
