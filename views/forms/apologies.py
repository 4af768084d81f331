"""Forms of apology letters: what is typed once for all the letters chosen."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from models.vocabulary import LetterChannel
from tracker.clock import today
from tracker.rules.dates import format_date
from tracker.services.apology_letters import (
    LONGEST_REASON,
    MOST_WORKING_DAYS,
    SHORTEST_REASON,
)
from tracker.wording.labels import label
from views.forms.base import BaseForm

LONGEST_NUMBERS = 60_000
_DAY = {"autocomplete": "off", "placeholder": "31/03/2024", "inputmode": "numeric"}


class DraftForm(BaseForm):
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
            "Một ngày làm việc sau ngày hẹn trả; để trống nếu tính theo số ngày làm việc."
        ),
        render_kw=_DAY,
    )
    working_days = IntegerField(
        _l("Hoặc hẹn lại sau số ngày làm việc"),
        [Optional(), NumberRange(1, MOST_WORKING_DAYS)],
        description=_l("Tính cho từng hồ sơ, từ hôm nay hoặc từ ngày hẹn trả, lấy ngày muộn hơn."),
    )


class SignForm(BaseForm):
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


class SendForm(BaseForm):
    """How and when letters were sent."""

    channel = SelectField(
        _l("Cách gửi"),
        choices=lambda: [(channel.value, label(channel)) for channel in LetterChannel],
    )
    sent_on = StringField(_l("Ngày gửi"), [DataRequired(), Length(max=20)], render_kw=_DAY)


class CancelForm(BaseForm):
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
        sign: For drafts.
        send: For signed letters.
        cancel: For letters not sent.
        files: For what a download does not allow.
    """

    draft: DraftForm
    sign: SignForm
    send: SendForm
    cancel: CancelForm
    files: BaseForm

    @classmethod
    def make(cls, sent: type[BaseForm] | None = None) -> Forms:
        """Return the forms, one of them filled with what was sent.

        Args:
            sent: Its class; None when nothing was sent.
        """

        def form(kind: type[BaseForm]) -> BaseForm:
            return kind() if kind is sent else kind(formdata=None)

        made = cls(*map(form, (DraftForm, SignForm, SendForm, CancelForm, BaseForm)))
        for each in (made.sign.signed_on, made.send.sent_on):
            each.data = each.data or format_date(today())
        return made
