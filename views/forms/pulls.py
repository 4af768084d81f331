"""Forms about sources and pulls: rank and age limit, a reason, which unit is which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from tracker.services.source_reasons import LONGEST_REASON, SHORTEST_REASON
from tracker.services.sources import HIGHEST_RANK, LONGEST_AGE_DAYS
from views.forms.base import BaseForm

if TYPE_CHECKING:
    from wtforms import Field

    from tracker.errors import TrackerError


class RankForm(BaseForm):
    """Which source speaks."""

    rank = IntegerField(
        _l("Thứ tự dùng số liệu"),
        [InputRequired(), NumberRange(min=1, max=HIGHEST_RANK)],
        description=_l("Nhiều nguồn cùng có một số: nguồn có thứ tự nhỏ nhất được dùng."),
    )
    #: The rank the person saw.
    seen = HiddenField()

    def field_of(self, error: TrackerError) -> Field | None:
        """Return the rank: whatever is refused is about it."""
        del error
        return self.rank


class AgeForm(BaseForm):
    """After how many days figures are stale."""

    days = IntegerField(
        _l("Số liệu cũ sau (ngày)"),
        [Optional(), NumberRange(min=1, max=LONGEST_AGE_DAYS)],
        description=_l("Để trống là không đặt giới hạn."),
    )
    #: The limit the person saw.
    seen = HiddenField()

    def field_of(self, error: TrackerError) -> Field | None:
        """Return the limit: whatever is refused is about it."""
        del error
        return self.days


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

    #: The unit of ours the person saw there, ":", the source's own key.
    external_id = SelectField(
        _l("Đơn vị bên nguồn"), [DataRequired(), Length(max=200)], choices=[], validate_choice=False
    )
    unit = StringField(
        _l("Đơn vị của ta (mã hoặc tên)"),
        [Length(max=300)],
        render_kw={"autocomplete": "off"},
    )

    @property
    def seen(self) -> str:
        """Return the code of our unit the person saw there; empty for none."""
        return str(self.external_id.data or "").partition(":")[0]

    @property
    def chosen(self) -> str:
        """Return the source's own key of the unit."""
        return str(self.external_id.data or "").partition(":")[2]

    def field_of(self, error: TrackerError) -> Field | None:
        """Return the unit: whatever is refused is about it, but for a unit the source lacks."""
        return self.external_id if error.code == "source_unit_missing" else self.unit
