"""The form of a new calendar address."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import Length

from views.forms.base import BaseForm


class FeedForm(BaseForm):
    """Whose days a new calendar shows."""

    unit = StringField(
        _l("Mã đơn vị"),
        [Length(max=40)],
        description=_l("Để trống: lịch của riêng bạn. Có mã: lịch của đơn vị đó và cấp dưới."),
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
