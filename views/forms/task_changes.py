"""Forms that change a task: its parties, its term, its target; and that undo a change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, Optional

from tracker.errors import ReadingError
from tracker.rules.dates import read_date
from tracker.runtime import current_settings
from tracker.services.task_change_checks import (
    LONGEST_DOCUMENT,
    LONGEST_REASON,
    SHORTEST_REASON,
)
from tracker.services.task_change_units import UNSEEN
from tracker.services.task_changes import ChangeOrder
from views.forms.base import BaseForm

if TYPE_CHECKING:
    from datetime import date

    from wtforms import Field

    from tracker.errors import TrackerError

_DAY = "effective_on"
_LONGEST_LIST = 20_000
_LONGEST_PHRASE = 500


class OrderForm(BaseForm):
    """What every change carries: why, what says so, whether closed periods are meant."""

    reason = TextAreaField(
        _l("Lý do"),
        [DataRequired(), Length(min=SHORTEST_REASON, max=LONGEST_REASON)],
        render_kw={"rows": 2},
    )
    document = StringField(
        _l("Văn bản cho sửa"),
        [Length(max=LONGEST_DOCUMENT)],
        description=_l("Không bắt buộc: số, ngày, nơi ban hành."),
        render_kw={"autocomplete": "off"},
    )
    into_closed = BooleanField(_l("Sửa cả kỳ đã khép (đã đánh giá hoặc công bố)"))
    seen = HiddenField()
    units_seen = HiddenField()
    #: Whether it was refused for units that nobody was shown yet.
    is_unseen = False

    def make_order(self, day: date) -> ChangeOrder:
        """Return what the form orders, from a day on."""
        seen = self.seen.data or ""
        return ChangeOrder(
            effective_on=day,
            reason=self.reason.data or "",
            document=self.document.data or "",
            is_into_closed=bool(self.into_closed.data),
            seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else None,
            cutoff=current_settings().month_cutoff_day,
            units_seen=self.units_seen.data or "",
        )

    def field_of(self, error: TrackerError) -> Field | None:
        """Return the field a refusal is about; None for the form itself."""
        if error.code.startswith("change_reason"):
            return self.reason
        if error.code == "change_document_long":
            return self.document
        self.is_unseen = self.is_unseen or error.code in UNSEEN
        return self.into_closed if error.code == "change_into_closed" else None


class ChangeForm(OrderForm):
    """A change from a day on."""

    effective_on = StringField(
        _l("Có hiệu lực từ ngày"),
        [DataRequired(), Length(max=20)],
        description=_l("Ví dụ 01/04/2024. Các kỳ trước ngày này giữ nguyên."),
        render_kw={"autocomplete": "off"},
    )

    def read_day(self) -> date:
        """Return the day the change speaks from.

        Raises:
            ReadingError: `date_unreadable`, `date_impossible`.
        """
        try:
            return read_date(self.effective_on.data or "")[0]
        except ReadingError as error:
            raise ReadingError(error.code, **error.params, where=_DAY) from error

    def field_of(self, error: TrackerError) -> Field | None:
        """Return the field a refusal is about; None for the form itself."""
        codes = ("change_before_document", "change_before_newer")
        if error.params.get("where") == _DAY or error.code in codes:
            return self.effective_on
        return super().field_of(error)


class PartiesForm(ChangeForm):
    """Who leads and who supports, a name a line."""

    leads = TextAreaField(
        _l("Chủ trì"),
        [DataRequired(), Length(max=_LONGEST_LIST)],
        description=_l("Mỗi dòng một đơn vị hoặc nhóm: tên hoặc mã, kèm điều kiện nếu có."),
        render_kw={"rows": 4},
    )
    supports = TextAreaField(
        _l("Phối hợp"),
        [Length(max=_LONGEST_LIST)],
        description=_l("Mỗi dòng một đơn vị hoặc nhóm; để trống là không có."),
        render_kw={"rows": 4},
    )

    def field_of(self, error: TrackerError) -> Field | None:
        """Return the field a refusal is about; None for the form itself."""
        fields = {"lead": self.leads, "supporting": self.supports}
        if error.code == "change_without_lead":
            return self.leads
        return fields.get(str(error.params.get("role", ""))) or super().field_of(error)


class PhraseForm(ChangeForm):
    """A term or a target in the words a document prints."""

    phrase = StringField(
        _l("Ghi như in trong văn bản"),
        [DataRequired(), Length(max=_LONGEST_PHRASE)],
        render_kw={"autocomplete": "off"},
    )

    def field_of(self, error: TrackerError) -> Field | None:
        """Return the field a refusal is about; None for the form itself."""
        about_phrase = ("deadline_", "target_", "number_", "change_target_", "change_phrase_")
        if error.code.startswith(about_phrase):
            return self.phrase
        return super().field_of(error)


class TermForm(PhraseForm):
    """When a task is due."""


class TargetForm(PhraseForm):
    """How much a task asks."""


class UndoForm(OrderForm):
    """Why a change is undone."""


class BulkForm(ChangeForm):
    """The same change for many tasks."""

    step = SelectField(_l("Việc"), [DataRequired()])
    unit = StringField(
        _l("Đơn vị hoặc nhóm"),
        [Length(max=300)],
        description=_l("Tên hoặc mã: đơn vị được thay, hoặc đơn vị phối hợp thêm vào."),
        render_kw={"autocomplete": "off"},
    )
    by = StringField(
        _l("Thay bằng"),
        [Length(max=300)],
        description=_l("Chỉ khi thay đơn vị: tên hoặc mã đơn vị nhận việc."),
        render_kw={"autocomplete": "off"},
    )
    days = IntegerField(
        _l("Số ngày dời hạn"),
        [Optional()],
        description=_l("Chỉ khi dời hạn: số ngày lịch; số âm là sớm hơn."),
    )

    def field_of(self, error: TrackerError) -> Field | None:
        """Return the field a refusal is about; None for the form itself."""
        fields = {"bulk_days": self.days, "bulk_step_unclear": self.unit}
        return fields.get(error.code) or super().field_of(error)
