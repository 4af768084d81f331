"""Forms of explanations of missed targets: what the unit writes, what the office answers."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length
from wtforms.widgets import HiddenInput

from tracker.services.target_explanations import LONGEST_TEXT, SHORTEST_NOTE, SHORTEST_TEXT
from views.forms.base import BaseForm


class WriteForm(BaseForm):
    """Why a target was missed, and what is promised by when."""

    text = TextAreaField(
        _l("Vì sao chưa đạt"),
        [DataRequired(), Length(min=SHORTEST_TEXT, max=LONGEST_TEXT)],
        description=_l("Nguyên nhân khách quan, chủ quan; trách nhiệm của ai."),
        render_kw={"rows": 4},
    )
    measure = TextAreaField(
        _l("Biện pháp khắc phục"),
        [DataRequired(), Length(min=SHORTEST_TEXT, max=LONGEST_TEXT)],
        description=_l("Sẽ làm gì, ai làm."),
        render_kw={"rows": 3},
    )
    measure_due_on = StringField(
        _l("Hoàn thành biện pháp trước hết ngày"),
        [DataRequired(), Length(max=20)],
        render_kw={"autocomplete": "off", "placeholder": "31/03/2024", "inputmode": "numeric"},
    )
    #: Version the person saw; what came meanwhile is a conflict.
    written_seen = IntegerField(widget=HiddenInput(), default=0)


class ReviewForm(BaseForm):
    """What the office says of it."""

    note = TextAreaField(
        _l("Ghi chú của Văn phòng"),
        [Length(max=LONGEST_TEXT)],
        description=_l(
            "Cần khi trả lại, ít nhất %(minimum)s ký tự: phải bổ sung gì.", minimum=SHORTEST_NOTE
        ),
        render_kw={"rows": 2},
    )
    reviewed_seen = IntegerField(widget=HiddenInput(), default=0)
