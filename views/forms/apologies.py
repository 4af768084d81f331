"""Forms of apology letters: what is typed once for all the letters chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from models.vocabulary import LetterChannel, LetterState
from tracker.clock import today
from tracker.rules.dates import format_date
from tracker.services.apology_drafts import MOST_WORKING_DAYS
from tracker.services.apology_store import LONGEST_REASON, SHORTEST_REASON
from tracker.wording.labels import label
from views.forms.base import BaseForm

if TYPE_CHECKING:
    from wtforms import Field

    from tracker.errors import TrackerError
    from tracker.queries.apology_rows import LetterRow

LONGEST_NUMBERS = 60_000
_FIELDS: Final = {
    "apology_promise_past": "promised_on",
    "apology_promise_early": "promised_on",
    "apology_promise_day_off": "promised_on",
    "apology_promise_missing": "promised_on",
    "apology_signed_early": "signed_on",
    "apology_sent_early": "sent_on",
}
"""Refusal → the field it is about."""
_DAY = {"autocomplete": "off", "placeholder": "31/03/2024", "inputmode": "numeric"}


class LetterForm(BaseForm):
    """A step of letters."""

    def field_of(self, error: TrackerError) -> Field | None:
        """Return the field a refusal is about; None for the form itself."""
        return getattr(self, _FIELDS.get(error.code, ""), None)


class DraftForm(LetterForm):
    """Why, and which day is promised."""

    reason = TextAreaField(
        _l("Lý do chậm, như in trong phiếu"),
        [DataRequired(), Length(min=SHORTEST_REASON, max=LONGEST_REASON)],
        description=_l(
            "Một lý do cho mọi hồ sơ đã chọn. Phiếu gửi cho người dân: không ghi tên người nộp"
            " hay thông tin cá nhân."
        ),
        render_kw={"rows": 3},
    )
    promised_on = StringField(
        _l("Ngày hẹn lại"),
        [Length(max=20)],
        description=_l(
            "Một ngày làm việc sau ngày hẹn trả; để trống nếu tính theo số ngày làm việc. Hồ sơ đã"
            " có kết quả thì phiếu chỉ xin lỗi, không hẹn lại."
        ),
        render_kw=_DAY,
    )
    working_days = IntegerField(
        _l("Hoặc hẹn lại sau số ngày làm việc"),
        [Optional(), NumberRange(1, MOST_WORKING_DAYS)],
        description=_l("Tính cho từng hồ sơ, từ hôm nay hoặc từ ngày hẹn trả, lấy ngày muộn hơn."),
    )


class ChangeForm(DraftForm):
    """The same of a draft, written anew."""

    def show(self, letter: LetterRow | None) -> None:
        """Fill in what a draft says, unless something was typed.

        Args:
            letter: The last letter of the dossier.
        """
        if letter is None or letter.state is not LetterState.DRAFT or self.reason.raw_data:
            return
        self.reason.data = letter.reason
        self.promised_on.data = format_date(letter.promised_on) if letter.promised_on else ""


class SignForm(LetterForm):
    """Numbers and day of letters signed on paper or by the agency's digital signature."""

    numbers = TextAreaField(
        _l("Số phiếu"),
        [DataRequired(), Length(max=LONGEST_NUMBERS)],
        description=_l(
            "Mỗi dòng một số theo thứ tự trong bảng; hoặc chỉ số đầu tiên, ví dụ 09/PXL-STP, các"
            " số sau chạy tiếp."
        ),
        render_kw={"rows": 2},
    )
    signed_on = StringField(_l("Ngày ký"), [DataRequired(), Length(max=20)], render_kw=_DAY)


class SendForm(LetterForm):
    """How and when letters were sent."""

    channel = SelectField(
        _l("Cách gửi"),
        choices=lambda: [(channel.value, label(channel)) for channel in LetterChannel],
    )
    sent_on = StringField(_l("Ngày gửi"), [DataRequired(), Length(max=20)], render_kw=_DAY)


class CancelForm(LetterForm):
    """Why letters are cancelled."""

    cancelling_reason = TextAreaField(
        _l("Lý do hủy"),
        [DataRequired(), Length(min=SHORTEST_REASON, max=LONGEST_REASON)],
        description=_l("Nằm lại trong nhật ký; sau khi hủy thì lập được phiếu khác."),
        render_kw={"rows": 2},
    )


@dataclass(frozen=True, slots=True)
class Forms:
    """The forms of a page; all but the one sent are empty.

    Args:
        draft: For dossiers.
        change: For drafts; its fields have names of their own beside those of `draft`.
        sign: For drafts.
        send: For signed letters.
        cancel: For letters not sent.
        files: For what a download does not allow.
    """

    draft: DraftForm
    change: ChangeForm
    sign: SignForm
    send: SendForm
    cancel: CancelForm
    files: BaseForm

    @classmethod
    def make(cls, sent: type[BaseForm] | None = None) -> Forms:
        """Return the forms, one of them filled with what was sent.

        Args:
            sent: Its class; None when nothing was sent. The button of a download stands among the
                boxes of every form: what was typed there stays, too.
        """

        def form(kind: type[BaseForm]) -> BaseForm:
            prefix = "sua-" if kind is ChangeForm else ""
            is_filled = kind is sent or sent is BaseForm
            return kind(prefix=prefix) if is_filled else kind(formdata=None, prefix=prefix)

        made = cls(*map(form, (DraftForm, ChangeForm, SignForm, SendForm, CancelForm, BaseForm)))
        for each in (made.sign.signed_on, made.send.sent_on):
            each.data = each.data or format_date(today())
        return made
