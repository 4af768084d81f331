"""Form of a difference: who looks into it, why the sources differ, what came of it."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, TextAreaField
from wtforms.validators import Length

from models.vocabulary import DifferenceCause, DifferenceState
from tracker.services.reconciliations import LONGEST_NOTE, SHORTEST_NOTE
from tracker.wording.labels import label
from views.forms.base import BaseForm


class JudgingForm(BaseForm):
    """What the office makes of a difference."""

    owner = SelectField(_l("Người phụ trách"))
    state = SelectField(
        _l("Trạng thái"),
        choices=lambda: [(state.value, label(state)) for state in DifferenceState],
    )
    cause = SelectField(
        _l("Nguyên nhân"),
        choices=lambda: [(cause.value, label(cause)) for cause in DifferenceCause],
    )
    note = TextAreaField(
        _l("Lý do"),
        [Length(max=LONGEST_NOTE)],
        description=_l(
            "Đã kiểm tra gì, với ai, kết quả ra sao; cần khi ghi đã giải thích hoặc đã giải quyết,"
            " ít nhất %(minimum)s ký tự.",
            minimum=SHORTEST_NOTE,
        ),
        render_kw={"rows": 3},
    )
    #: Hash of both figures as the person saw them.
    seen = HiddenField()
