"""Forms of explanations: why a dossier is late, and what is said to it."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, TextAreaField
from wtforms.validators import DataRequired, Length

from models.vocabulary import DelayCause
from tracker.services.explanations import LONGEST_TEXT, SHORTEST_TEXT
from tracker.wording.labels import label
from views.forms.base import BaseForm


class ExplanationForm(BaseForm):
    """One reason, for one dossier or for many."""

    cause = SelectField(_l("Lý do"), [DataRequired(_l("Hãy chọn một lý do."))])
    text = TextAreaField(
        _l("Nội dung giải trình"),
        [
            DataRequired(_l("Hãy viết nội dung giải trình.")),
            Length(
                SHORTEST_TEXT,
                LONGEST_TEXT,
                _l("Nội dung giải trình cần từ %(min)d đến %(max)d ký tự."),
            ),
        ],
        description=_l(
            "Việc chậm ở khâu nào, từ ngày nào, đã làm gì. Chỉ trong nội bộ: trang công khai chỉ"
            " ghi lý do và kết quả xem xét."
        ),
        render_kw={"rows": 4},
    )

    def offer_causes(self) -> None:
        """Fill in the closed list, in the reader's language."""
        causes = [(cause.value, label(cause)) for cause in DelayCause]
        self.cause.choices = [("", _l("chọn một lý do")), *causes]


class ReviewForm(BaseForm):
    """What is said to explanations that are accepted or sent back."""

    note = TextAreaField(
        _l("Ý kiến của người xem xét"),
        [Length(max=LONGEST_TEXT)],
        description=_l("Khi trả lại phải ghi cần bổ sung gì; khi chấp nhận có thể để trống."),
        render_kw={"rows": 2},
    )
