"""The form that has a period judged."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import DataRequired, Length

from views.forms.base import BaseForm


class EvaluationForm(BaseForm):
    """A period and, where only one is meant, a document."""

    period = StringField(
        _l("Kỳ"),
        [DataRequired(), Length(max=12)],
        description=_l("Tháng 2024-03, quý 2024-Q1, năm 2024 hoặc lũy kế 2024-03/ytd."),
        render_kw={"autocomplete": "off"},
    )
    directive = SelectField(_l("Văn bản"), default="")
