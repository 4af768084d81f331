"""Forms of the late list's steps."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from views.forms.base import BaseForm

LONGEST_REASON = 2000


class DraftForm(BaseForm):
    """The month a list is drafted for."""

    period = StringField(
        _l("Tháng"),
        [DataRequired(), Length(max=12)],
        description=_l("Tháng đã kết thúc, viết như 2024-03."),
        render_kw={"autocomplete": "off"},
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
