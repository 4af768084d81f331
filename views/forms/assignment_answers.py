"""Forms of assignments: taking on, refusing, the proposed unit's word, the arbiter's decision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from models.vocabulary import ProposalKind, RefusalReason
from tracker.clock import today
from tracker.errors import RefusedError
from tracker.queries.unit_directory import load_directory
from tracker.rules.dates import read_date
from tracker.services.assignment_answers import LONGEST_TEXT, SHORTEST_TEXT
from tracker.services.assignment_disputes import LONGEST_DOCUMENT
from tracker.wording.labels import label
from views.forms.base import BaseForm

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from wtforms import Field

    from tracker.errors import TrackerError

KEEP: Final = "keep"
LONGEST_NAME: Final = 300
_WORDS: Final = [DataRequired(), Length(min=SHORTEST_TEXT, max=LONGEST_TEXT)]
_FIELDS: Final = {
    "move_unit_missing": "unit",
    "move_unit_same": "unit",
    "unit_unknown": "unit",
    "unit_ambiguous": "unit",
    "unit_ended": "unit",
    "unit_not_yet": "unit",
    "unit_missing": "unit",
    "move_term_missing": "due_on",
    "move_term_not_later": "due_on",
    "move_term_in_past": "due_on",
    "dispute_document_missing": "document",
    "dispute_day_missing": "effective_on",
}


class AcceptForm(BaseForm):
    """Parts ticked to be taken on; the boxes are in the table."""


class ApplyForm(BaseForm):
    """The office brings a decision into the assignment."""

    is_into_closed = BooleanField(
        _l("Tôi biết thay đổi này chạm tới kỳ đã đánh giá hoặc đã công bố (nếu có)")
    )


class _MoveForm(BaseForm):
    """A form with another unit and a later day, each for one kind of proposal."""

    unit = StringField(
        _l("Đơn vị nên nhận"),
        [Length(max=LONGEST_NAME)],
        description=_l("Chỉ khi giao đơn vị khác: tên hoặc mã, gõ không dấu cũng được."),
        render_kw={"autocomplete": "off"},
    )
    due_on = StringField(
        _l("Thời hạn mới"),
        [Length(max=20)],
        description=_l("Chỉ khi lùi thời hạn. Ví dụ 31/12/2026."),
        render_kw={"autocomplete": "off"},
    )

    def read_day(self, field: Field) -> date | None:
        """Return the day of a field, None for an empty one.

        Raises:
            ReadingError: When it cannot be read.
        """
        text = (field.data or "").strip()
        try:
            return read_date(text)[0] if text else None
        except RefusedError as error:
            self.unread = field
            raise error from None

    def read_unit(self, kind: ProposalKind) -> int | None:
        """Return the unit the form names, for the proposal that needs one.

        Raises:
            ReadingError: `unit_unknown`, `unit_ambiguous`.
        """
        if kind is not ProposalKind.OTHER_UNIT or not self.unit.data:
            return None
        return load_directory().resolve(self.unit.data, today()).id

    def field_of(self, error: TrackerError) -> Field | None:
        """Return the field a refusal is about; None for the form itself."""
        unread: Field | None = getattr(self, "unread", None)
        if unread is not None:
            return unread
        return getattr(self, _FIELDS.get(error.code, ""), None)


class RefusalForm(_MoveForm):
    """Why a unit does not take a part on, and what should be instead."""

    reason = SelectField(_l("Lý do"), [DataRequired()])
    text = TextAreaField(
        _l("Giải thích"),
        _WORDS,
        description=_l("Căn cứ vào đâu. Đơn vị được đề xuất và Văn phòng cùng đọc."),
        render_kw={"rows": 4},
    )
    proposal = RadioField(_l("Đề xuất"), [InputRequired()])

    def fill(self) -> None:
        """Put the closed lists into the choices, in the reader's language."""
        empty = [("", label_choose())]
        self.reason.choices = empty + [(member.value, label(member)) for member in RefusalReason]
        self.proposal.choices = [(member.value, label(member)) for member in ProposalKind]


class CommentForm(BaseForm):
    """What the proposed unit says."""

    text = TextAreaField(
        _l("Ý kiến của đơn vị được đề xuất"),
        _WORDS,
        description=_l("Chỉ nêu một lần. Đơn vị từ chối và Văn phòng cùng đọc."),
        render_kw={"rows": 3},
    )


class ArbiterForm(BaseForm):
    """Who decides."""

    username = SelectField(_l("Người xem xét phân công"), [DataRequired()])
    #: Name of the arbiter the person saw.
    seen = HiddenField()

    def field_of(self, error: TrackerError) -> Field | None:
        """Return the field a refusal is about; None for the form itself."""
        is_name = error.code.startswith("arbiter_") or error.code == "changed_meanwhile"
        return self.username if is_name else None


class DecisionForm(_MoveForm):
    """What the arbiter decides."""

    outcome = RadioField(_l("Quyết định"), [InputRequired()])
    decision = TextAreaField(_l("Lý do quyết định"), _WORDS, render_kw={"rows": 3})
    document = StringField(
        _l("Văn bản quyết định"),
        [Length(max=LONGEST_DOCUMENT)],
        description=_l("Số, ngày, nơi ban hành. Bắt buộc khi chuyển."),
        render_kw={"autocomplete": "off"},
    )
    effective_on = StringField(
        _l("Có hiệu lực từ ngày"),
        [Length(max=20)],
        description=_l("Bắt buộc khi chuyển. Ví dụ 01/12/2026."),
        render_kw={"autocomplete": "off"},
    )

    def fill(self) -> None:
        """Put the closed lists into the choices, in the reader's language."""
        kept = [(KEEP, str(_l("Giữ nguyên phân công")))]
        self.outcome.choices = kept + [(member.value, label(member)) for member in ProposalKind]


def label_choose() -> str:
    """Return what stands in a list nobody has chosen from."""
    return str(_l("Hãy chọn"))


def make_dispute_forms(
    sent: BaseForm | None, arbiters: Sequence[tuple[str, str]], first: Mapping[str, str]
) -> dict[str, BaseForm]:
    """Return the forms of a dispute's page by name: the one that was sent as typed, others empty.

    Args:
        sent: The form this request carries; None for none.
        arbiters: Who may be named: account and name.
        first: What a decision holds before anything is typed, by field.
    """
    kinds: dict[str, type[BaseForm]] = {
        "comment": CommentForm,
        "arbiter": ArbiterForm,
        "decision": DecisionForm,
        "applying": ApplyForm,
    }
    forms = {
        name: sent if sent is not None and type(sent) is kind else kind(formdata=None)
        for name, kind in kinds.items()
    }
    arbiter, decision = forms["arbiter"], forms["decision"]
    if isinstance(arbiter, ArbiterForm):
        arbiter.username.choices = [("", label_choose()), *arbiters]
    if isinstance(decision, DecisionForm):
        decision.fill()
        if decision is not sent:
            for name, text in first.items():
                decision[name].data = text
    return forms
