"""Form of a difference: who looks into it, why the sources differ, what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, TextAreaField
from wtforms.validators import Length

from models.vocabulary import DifferenceCause, DifferenceState
from tracker.services.reconciliations import LONGEST_NOTE, SHORTEST_NOTE
from tracker.wording.labels import label
from views.forms.base import BaseForm

if TYPE_CHECKING:
    from wtforms import Field

    from tracker.errors import TrackerError
    from tracker.publishing.reconciliation import ReconciledRow


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
    #: When the judgement the person saw was written.
    judged_seen = HiddenField()

    def fill(self, row: ReconciledRow, username: str) -> None:
        """Fill in what stands, or that whoever looks takes it on.

        Args:
            row: The difference.
            username: Who looks at it.
        """
        judged = row.judged
        self.owner.data = judged.owner_username if judged else username
        self.state.data = (row.state or DifferenceState.OPEN).value
        self.cause.data = (row.cause or DifferenceCause.UNEXPLAINED).value
        self.note.data = judged.note if judged else ""

    def field_of(self, error: TrackerError) -> Field | None:
        """Return the field a refusal is about; None for the form itself."""
        if error.code.startswith("reconcile_note"):
            return self.note
        return self.owner if error.code in ("reconcile_owner_unfit", "user_inactive") else None
