"""Forms of logging in and of one's own account."""

from __future__ import annotations

from typing import Final

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import DataRequired, EqualTo, Length

from tracker.rules.emails import LONGEST as LONGEST_EMAIL
from tracker.rules.passwords import LONGEST, SHORTEST
from views.forms.base import BaseForm

LONGEST_TYPED: Final = 1000
"""Passwords longer than any account may have are not worth hashing."""


class LoginForm(BaseForm):
    """Name and password; the page asked for comes along."""

    username = StringField(
        _l("Tên tài khoản"),
        [DataRequired(), Length(max=60)],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )
    password = PasswordField(
        _l("Mật khẩu"),
        [DataRequired(), Length(max=LONGEST_TYPED)],
        render_kw={"autocomplete": "current-password"},
    )
    next = HiddenField()


class PasswordForm(BaseForm):
    """A new password for one's own account."""

    current = PasswordField(
        _l("Mật khẩu hiện nay"),
        [DataRequired(), Length(max=LONGEST_TYPED)],
        render_kw={"autocomplete": "current-password"},
    )
    chosen = PasswordField(
        _l("Mật khẩu mới"),
        [DataRequired(), Length(max=LONGEST_TYPED)],
        description=_l(
            "Từ %(shortest)s đến %(longest)s ký tự; một câu dài dễ nhớ là tốt nhất.",
            shortest=SHORTEST,
            longest=LONGEST,
        ),
        render_kw={"autocomplete": "new-password"},
    )
    repeated = PasswordField(
        _l("Nhập lại mật khẩu mới"),
        [DataRequired(), EqualTo("chosen")],
        render_kw={"autocomplete": "new-password"},
    )


class EmailForm(BaseForm):
    """Where one's own digests go."""

    email = StringField(
        _l("Địa chỉ thư điện tử"),
        [Length(max=LONGEST_EMAIL)],
        description=_l("Chỉ bạn và quản trị hệ thống thấy địa chỉ này."),
        render_kw={"autocomplete": "email", "inputmode": "email", "spellcheck": "false"},
    )
