"""Forms of explanations of missed targets: what the unit writes, what the office answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length
from wtforms.widgets import HiddenInput

from tracker.errors import ReadingError
from tracker.services.measure_reports import SeenMeasure
from tracker.services.target_explanations import LONGEST_TEXT, SHORTEST_NOTE, SHORTEST_TEXT
from views.forms.base import BaseForm

if TYPE_CHECKING:
    from wtforms import Field

    from tracker.errors import TrackerError

_DAY: Final = {"autocomplete": "off", "placeholder": "31/03/2024", "inputmode": "numeric"}


class StepForm(BaseForm):
    """A step of an explanation or its measure."""

    #: Refusal → the field it is about.
    places: Final = {
        "target_measure_past": "measure_due_on",
        "target_note_short": "note",
        "measure_day_ahead": "done_on",
        "measure_day_early": "done_on",
    }
    #: The one field a day is read from.
    day = ""

    def field_of(self, error: TrackerError) -> Field | None:
        """Return the field a refusal is about; None for the form itself."""
        name = self.day if isinstance(error, ReadingError) else self.places.get(error.code, "")
        return getattr(self, name, None) if name else None


class WriteForm(StepForm):
    """Why a target was missed, and what is promised by when."""

    day = "measure_due_on"
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
        render_kw=_DAY,
    )
    #: Version the person saw; what came meanwhile is a conflict.
    written_seen = IntegerField(widget=HiddenInput(), default=0)


class ReviewForm(StepForm):
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


class MeasureForm(StepForm):
    """That a measure was carried out."""

    day = "done_on"
    done_on = StringField(
        _l("Ngày hoàn thành biện pháp"), [DataRequired(), Length(max=20)], render_kw=_DAY
    )
    measure_note = TextAreaField(
        _l("Đã làm gì"),
        [DataRequired(), Length(min=SHORTEST_NOTE, max=LONGEST_TEXT)],
        render_kw={"rows": 2},
    )
    done_version = IntegerField(widget=HiddenInput(), default=0)
    done_report = IntegerField(widget=HiddenInput(), default=0)

    @property
    def seen(self) -> SeenMeasure:
        """Return what the person saw."""
        return SeenMeasure(self.done_version.data or 0, self.done_report.data or 0)


class TakeBackForm(StepForm):
    """That a measure was not carried out after all."""

    back_note = TextAreaField(
        _l("Vì sao hủy ghi nhận"),
        [DataRequired(), Length(min=SHORTEST_NOTE, max=LONGEST_TEXT)],
        render_kw={"rows": 2},
    )
    back_version = IntegerField(widget=HiddenInput(), default=0)
    back_report = IntegerField(widget=HiddenInput(), default=0)

    @property
    def seen(self) -> SeenMeasure:
        """Return what the person saw."""
        return SeenMeasure(self.back_version.data or 0, self.back_report.data or 0)


@dataclass(frozen=True, slots=True)
class Forms:
    """The forms of a page; all but the one sent are empty."""

    writing: WriteForm
    review: ReviewForm
    measure: MeasureForm
    take_back: TakeBackForm

    @classmethod
    def make(cls, sent: type[BaseForm] | None = None) -> Forms:
        """Return the forms, one of them filled with what was sent.

        Args:
            sent: Its class; None when nothing was sent.
        """
        kinds = (WriteForm, ReviewForm, MeasureForm, TakeBackForm)
        return cls(*(kind() if kind is sent else kind(formdata=None) for kind in kinds))

    def note_seen(self, version: int, report: int) -> None:
        """Write into the forms what the page shows.

        What was sent keeps what it was read with: another one stays a conflict.

        Args:
            version: Newest version of the explanation.
            report: Newest report of its measure.
        """
        written, reviewed = self.writing.written_seen, self.review.reviewed_seen
        done, back = self.measure, self.take_back
        for field in (written, reviewed, done.done_version, back.back_version):
            field.data = field.data if field.raw_data else version
        for field in (done.done_report, back.back_report):
            field.data = field.data if field.raw_data else report
