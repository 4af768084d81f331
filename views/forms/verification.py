"""Forms of the page that checks a downloaded file."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import StringField
from wtforms.validators import Length

from views.forms.base import BaseForm

LONGEST_HASH = 200


class VerifyForm(BaseForm):
    """A file to check."""

    file = FileField(_l("Tệp đã tải về"))


class HashForm(BaseForm):
    """A hash to check."""

    ma = StringField(
        _l("Mã SHA-256"),
        [Length(max=LONGEST_HASH)],
        description=_l("64 chữ số và chữ cái, in cuối danh sách và cuối thông báo."),
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
