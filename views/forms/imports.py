"""The form that uploads a file of dossiers or figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, RadioField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than stubs
from wtforms.validators import DataRequired, Length

from tracker.clock import today
from tracker.errors import ReadingError, RefusedError
from tracker.importing.dossier_mapping import AUTO
from tracker.rules.dates import read_date
from views.forms.base import BaseForm

if TYPE_CHECKING:
    from datetime import date

    from wtforms import Field

    from tracker.errors import TrackerError


class UploadForm(BaseForm):
    """What comes in, from where, for which days."""

    kind = RadioField(
        _l("Nội dung tệp"),
        [DataRequired()],
        choices=[
            SelectChoice("ho-so", _l("Hồ sơ thủ tục hành chính (mỗi dòng một hồ sơ)")),
            SelectChoice("so-lieu", _l("Số liệu thực hiện (mỗi dòng một chỉ số của một đơn vị)")),
        ],
    )
    source = StringField(
        _l("Mã nguồn số liệu"),
        [DataRequired(), Length(max=60)],
        description=_l("Ví dụ MOT-CUA, CONG-DVCQG. Mã dùng lần đầu được ghi thành nguồn mới."),
        render_kw={"list": "sources", "autocomplete": "off"},
    )
    period = StringField(
        _l("Kỳ của số liệu (khi tệp không có cột kỳ)"),
        [Length(max=12)],
        description=_l("Chỉ cho số liệu thực hiện: 2024-03, 2024-Q1, 2024."),
        render_kw={"autocomplete": "off"},
    )
    as_of = StringField(
        _l("Số liệu đến ngày"),
        [Length(max=20)],
        description=_l("Ví dụ 31/03/2024; để trống là hôm nay."),
        render_kw={"autocomplete": "off"},
    )
    mapping = StringField(
        _l("Cách ghép cột đã lưu"),
        [Length(max=60)],
        description=_l("Chỉ cho hồ sơ; để trống là tự nhận ra theo tiêu đề."),
        render_kw={"list": "mappings", "autocomplete": "off"},
    )
    sheet = StringField(
        _l("Trang của bảng tính"),
        [Length(max=60)],
        description=_l("Chỉ khi tệp XLSX có nhiều trang cùng tiêu đề."),
        render_kw={"autocomplete": "off"},
    )
    whole = BooleanField(_l("Tất cả hoặc không: có một dòng lỗi là không nhập dòng nào (hồ sơ)"))
    older = BooleanField(
        _l("Tệp cũ: cho phép thay những gì đã biết từ trước ngày số liệu của tệp (hồ sơ)")
    )
    full = BooleanField(
        _l("Tệp là toàn bộ hồ sơ của nguồn: hồ sơ đã biết mà tệp không còn thành cảnh báo (hồ sơ)")
    )
    shrunken = BooleanField(_l("Xác nhận tệp toàn bộ ít dòng hơn hẳn lần trước vẫn là đủ (hồ sơ)"))
    file = FileField(
        _l("Tệp"),
        description=_l("CSV hoặc XLSX. Cột có tên, địa chỉ, điện thoại người dân bị bỏ."),
        render_kw={"accept": ".csv,.tsv,.txt,.xlsx"},
    )

    def read_as_of(self) -> date | None:
        """Return the day the file stands for, today when none is given; None when unreadable."""
        text = self.as_of.data or ""
        if not text:
            return today()
        try:
            day = read_date(text)[0]
        except ReadingError as error:
            self.refuse(error, self.as_of)
            return None
        if day > today():
            self.refuse(RefusedError("day_after_today", value=day), self.as_of)
            return None
        return day

    def asked(self) -> dict[str, Any]:
        """Return what a `Preview` holds of it beside the file and its day."""
        return {
            "kind": self.kind.data,
            "source": self.source.data or "",
            "period": self.period.data or "",
            "is_day_assumed": not self.as_of.data,
            "is_whole": bool(self.whole.data),
            "takes_older": bool(self.older.data),
            "is_full": bool(self.full.data),
            "is_confirmed": bool(self.shrunken.data),
            "mapping": self.mapping.data or AUTO,
            "sheet": self.sheet.data or "",
        }

    def field_of(self, error: TrackerError) -> Field:
        """Return the field a refusal of an import is about."""
        fields: dict[str, Field] = {"period": self.period, "source": self.source}
        fields["as_of"] = self.as_of
        fields |= {"mapping": self.mapping, "shrunken": self.shrunken}
        fields |= {"sheet": self.sheet, "several_tables": self.sheet}
        return next((field for part, field in fields.items() if part in error.code), self.file)
