"""Forms about sources and pulls: rank and age limit, a reason, which unit is which."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from tracker.services.source_reasons import LONGEST_REASON, SHORTEST_REASON
from tracker.services.sources import HIGHEST_RANK, LONGEST_AGE_DAYS
from views.forms.base import BaseForm


class RankForm(BaseForm):
    """Which source speaks."""

    rank = IntegerField(
        _l("Thứ tự dùng số liệu"),
        [InputRequired(), NumberRange(min=1, max=HIGHEST_RANK)],
        description=_l("Nhiều nguồn cùng có một số: nguồn có thứ tự nhỏ nhất được dùng."),
    )


class AgeForm(BaseForm):
    """After how many days figures are stale."""

    days = IntegerField(
        _l("Số liệu cũ sau (ngày)"),
        [Optional(), NumberRange(min=1, max=LONGEST_AGE_DAYS)],
        description=_l("Để trống là không đặt giới hạn."),
    )


class ResumeForm(BaseForm):
    """Why a stopped source may be asked again."""

    reason = TextAreaField(
        _l("Lý do cho chạy lại"),
        [DataRequired(), Length(min=SHORTEST_REASON, max=LONGEST_REASON)],
        description=_l("Đã xem gì, với ai. Lý do nằm lại trong nhật ký."),
        render_kw={"rows": 2},
    )


class AcceptForm(BaseForm):
    """Why a failed pull may pass."""

    reason = TextAreaField(
        _l("Lý do chấp nhận"),
        [DataRequired(), Length(min=SHORTEST_REASON, max=LONGEST_REASON)],
        description=_l(
            "Vì sao số liệu đang có vẫn dùng được. Được in trong danh sách lập sau đó, mọi người"
            " đều đọc được."
        ),
        render_kw={"rows": 3},
    )


class UnitForm(BaseForm):
    """Which of our units a unit of the source is."""

    external_id = HiddenField(validators=[DataRequired(), Length(max=120)])
    unit = StringField(
        _l("Đơn vị của ta (mã hoặc tên)"),
        [Length(max=300)],
        render_kw={"autocomplete": "off"},
    )
