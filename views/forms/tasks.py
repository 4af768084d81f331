"""Forms of a task without figures: what a unit reports, what is made of it, a later day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, MultipleFileField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from tracker.errors import ReadingError
from tracker.rules.dates import read_date
from tracker.rules.evidence_kinds import ALLOWED, MAX_BYTES, MAX_FILES
from tracker.rules.links import LONGEST_LINK
from tracker.services.task_extensions import LONGEST_DOCUMENT, LONGEST_REASON
from tracker.services.task_extensions import SHORTEST_REASON as SHORTEST
from tracker.services.task_reports import LONGEST_PRODUCT, LONGEST_TEXT, SHORTEST_TEXT
from views.forms.base import BaseForm
from views.forms.evidence import ACCEPTED, EvidenceForm

if TYPE_CHECKING:
    from datetime import date

    from wtforms import Field

    from tracker.errors import TrackerError

ONE_UNIT = "don-vi"
ALL_UNITS = "tat-ca"
_FILES = _l(
    "Không bắt buộc khi ghi tiến độ. Nhiều nhất %(count)s tệp, mỗi tệp đến %(size)s MB: %(kinds)s.",
    count=MAX_FILES,
    size=MAX_BYTES // 1_000_000,
    kinds=ALLOWED,
)


class _DayForm(BaseForm):
    """A form with a day that people type."""

    def read_day(self, field: Field) -> tuple[date | None, bool]:
        """Return the day of a field, and whether it could be read; an empty one is no day."""
        text = field.data or ""
        if not text:
            return None, True
        try:
            return read_date(text)[0], True
        except ReadingError as error:
            self.refuse(error, field)
            return None, False


class TaskReportForm(_DayForm, EvidenceForm):
    """A note of progress, or the product handed over on a day."""

    text = TextAreaField(
        _l("Đã làm gì, đến đâu"),
        [DataRequired(), Length(min=SHORTEST_TEXT, max=LONGEST_TEXT)],
        description=_l("Không ghi tên, địa chỉ, số điện thoại của người dân."),
        render_kw={"rows": 4},
    )
    done_on = StringField(
        _l("Ngày hoàn thành, giao sản phẩm"),
        [Length(max=20)],
        description=_l("Ví dụ 31/12/2022. Để trống là ghi tiến độ, chưa hoàn thành."),
        render_kw={"autocomplete": "off"},
    )
    product = TextAreaField(
        _l("Sản phẩm đã giao"),
        [Length(max=LONGEST_PRODUCT)],
        description=_l("Khi hoàn thành: số, ngày, tên văn bản hoặc kết quả cụ thể."),
        render_kw={"rows": 2},
    )
    link = StringField(
        _l("Liên kết tới sản phẩm"),
        [Length(max=LONGEST_LINK)],
        description=_l("Địa chỉ đầy đủ, bắt đầu bằng https:// hoặc http://."),
        render_kw={"autocomplete": "off", "inputmode": "url"},
    )
    files = MultipleFileField(
        _l("Tệp minh chứng"),
        description=_FILES,
        render_kw=ACCEPTED,
    )
    seen = HiddenField()

    def field_of(self, error: TrackerError) -> Field | None:
        """Return the field a refusal is about; None for the form itself."""
        code = error.code
        if code.startswith("evidence_") or code == "task_report_evidence_missing":
            return self.files
        if code.startswith("task_report_product"):
            return self.product
        fields = {"link_refused": self.link, "day_after_today": self.done_on}
        return fields.get(code)


class ReviewForm(BaseForm):
    """What the unit's head or the office says to a report."""

    note = TextAreaField(
        _l("Ý kiến"),
        [Length(max=LONGEST_TEXT)],
        description=_l("Bắt buộc khi trả lại: còn thiếu gì."),
        render_kw={"rows": 2},
    )


class ExtensionForm(_DayForm):
    """A later day, the document that grants it, and why."""

    scope = SelectField(_l("Gia hạn cho"), [DataRequired()])
    due_on = StringField(
        _l("Thời hạn mới"),
        [DataRequired(), Length(max=20)],
        description=_l("Ví dụ 31/03/2027. Thời hạn gốc vẫn được giữ và hiện bên cạnh."),
        render_kw={"autocomplete": "off"},
    )
    document = StringField(
        _l("Văn bản cho gia hạn"),
        [DataRequired(), Length(max=LONGEST_DOCUMENT)],
        description=_l("Số, ngày, nơi ban hành."),
        render_kw={"autocomplete": "off"},
    )
    reason = TextAreaField(
        _l("Lý do gia hạn"),
        [DataRequired(), Length(min=SHORTEST, max=LONGEST_REASON)],
        render_kw={"rows": 3},
    )
    seen_due = HiddenField()

    def field_of(self, error: TrackerError) -> Field | None:
        """Return the field a refusal is about; None for the form itself."""
        fields = {
            "extension_not_later": self.due_on,
            "extension_in_past": self.due_on,
            "extension_after_delivery": self.scope,
            "extension_not_lead": self.scope,
        }
        return fields.get(error.code)
