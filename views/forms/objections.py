"""Forms of the units' right of reply: an objection, no objection, the office's decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, MultipleFileField, RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than stubs
from wtforms.validators import DataRequired, InputRequired, Length

from models.vocabulary import ObjectionState
from tracker.rules.evidence_kinds import ALLOWED, MAX_BYTES, MAX_FILES
from tracker.services.objections import LONGEST_DECISION, LONGEST_TEXT
from views.forms.base import BaseForm
from views.forms.evidence import ACCEPTED, EvidenceForm

if TYPE_CHECKING:
    from wtforms import Field

    from tracker.errors import TrackerError

_FILES = _l(
    "Không bắt buộc. Nhiều nhất %(count)s tệp, mỗi tệp đến %(size)s MB: %(kinds)s.",
    count=MAX_FILES,
    size=MAX_BYTES // 1_000_000,
    kinds=ALLOWED,
)


class ObjectionForm(EvidenceForm):
    """What a unit says against a row or its counts."""

    text = TextAreaField(
        _l("Nội dung phản hồi"),
        [DataRequired(), Length(max=LONGEST_TEXT)],
        description=_l(
            "Sai ở đâu, đúng là gì, căn cứ vào đâu. Chỉ đơn vị và Văn phòng đọc; không ghi thông"
            " tin của người dân."
        ),
        render_kw={"rows": 5},
    )
    files = MultipleFileField(
        _l("Tệp minh chứng"),
        description=_FILES,
        render_kw=ACCEPTED,
    )

    def field_of(self, error: TrackerError) -> Field | None:
        """Return the field a refusal is about; None for the form itself."""
        if error.code.startswith("evidence_"):
            return self.files
        return self.text if error.code.startswith("objection_text") else None


class WaiverForm(BaseForm):
    """A unit does not object."""

    unit = HiddenField()


class DecisionForm(BaseForm):
    """What the office decides on an objection."""

    outcome = RadioField(
        _l("Quyết định"),
        [InputRequired()],
        choices=[
            SelectChoice(
                ObjectionState.UPHELD.value,
                _l("Chấp nhận: hồ sơ rời khỏi danh sách, chờ sửa dữ liệu nguồn"),
            ),
            SelectChoice(
                ObjectionState.REJECTED.value,
                _l("Không chấp nhận: hồ sơ ở lại, ý kiến được in là chưa thống nhất"),
            ),
        ],
    )
    decision = TextAreaField(
        _l("Kết luận"),
        [DataRequired(), Length(max=LONGEST_DECISION)],
        description=_l(
            "In công khai trong danh sách, mọi người đều đọc được; không ghi thông tin của người"
            " dân."
        ),
        render_kw={"rows": 3},
    )

    @property
    def is_upheld(self) -> bool:
        """Return whether the unit was found right."""
        return bool(self.outcome.data == ObjectionState.UPHELD.value)

    def field_of(self, error: TrackerError) -> Field | None:
        """Return the field a refusal is about; None for the form itself."""
        return self.decision if error.code.startswith("objection_decision") else None
