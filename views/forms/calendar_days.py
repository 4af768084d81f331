"""Forms of changes of the calendar of record."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from views.forms.base import BaseForm


class ChangeForm(BaseForm):
    """The days of a change, with the document that announces them."""

    days = TextAreaField(
        _l("Các ngày, mỗi dòng một ngày"),
        [DataRequired(), Length(max=20_000)],
        description=_l(
            "Ngày; nghỉ, làm việc hoặc thường; tên gọi; ngày hoán đổi (nếu có)."
            " Hai ngày hoán đổi nhập cùng lúc. “Thường” là bỏ ngày đó khỏi lịch."
            " Ví dụ: 02/01/2026; nghỉ; Ngày nghỉ hoán đổi; 10/01/2026"
        ),
        render_kw={"rows": 6},
    )
    document = StringField(
        _l("Văn bản thông báo"),
        [DataRequired(), Length(max=500)],
        description=_l("Số, ký hiệu, ngày, cơ quan ban hành."),
        render_kw={"autocomplete": "off"},
    )
    reason = TextAreaField(_l("Lý do"), [DataRequired(), Length(max=2000)], render_kw={"rows": 2})


class StepForm(BaseForm):
    """Applying a change: the digest of the preview that was read comes along."""

    seen = HiddenField()
