"""What all forms share: Vietnamese messages, trimmed text, refusals shown where they belong."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final
from unicodedata import category

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.widgets import HiddenInput

from tracker.wording.sentences import explain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask_babel.speaklater import LazyString
    from wtforms import Field

    from tracker.errors import TrackerError

MESSAGES: Final[dict[str, LazyString]] = {
    "This field is required.": _l("Hãy điền ô này."),
    "Field cannot be longer than %(max)d characters.": _l("Ô này dài nhất %(max)d ký tự."),
    "Field must be at least %(min)d characters long.": _l("Ô này cần ít nhất %(min)d ký tự."),
    "Field must be between %(min)d and %(max)d characters long.": _l(
        "Ô này cần từ %(min)d đến %(max)d ký tự."
    ),
    "Field must be equal to %(other_name)s.": _l("Hai ô phải giống nhau."),
    "Number must be at least %(min)s.": _l("Số này phải từ %(min)s trở lên."),
    "Number must be at most %(max)s.": _l("Số này phải từ %(max)s trở xuống."),
    "Number must be between %(min)s and %(max)s.": _l("Số này phải từ %(min)s đến %(max)s."),
    "Not a valid choice.": _l("Hãy chọn một mục trong danh sách."),
    "Invalid Choice: could not coerce.": _l("Hãy chọn một mục trong danh sách."),
    "Not a valid integer value.": _l("Hãy nhập một số nguyên."),
    "Not a valid decimal value.": _l("Hãy nhập một số."),
    "Not a valid date value.": _l("Hãy nhập ngày như 31/03/2024."),
    "Not a valid time value.": _l("Hãy nhập giờ như 14:30."),
    "Invalid input.": _l("Nội dung ô này không hợp lệ."),
    "Invalid CSRF Token.": _l("Trang đã mở quá lâu; hãy gửi lại."),
    "The CSRF token is missing.": _l("Trang đã mở quá lâu; hãy gửi lại."),
    "The CSRF token has expired.": _l("Trang đã mở quá lâu; hãy gửi lại."),
    "File does not have an approved extension: {extensions}": _l("Loại tệp này không nhận được."),
}
"""WTForms brings no Vietnamese: its own sentences and ours for them."""

_KEPT: Final = "\t\n\r"
_DROPPED: Final = ("Cc", "Cs", "Cn", "Co")
"""Control signs (NUL stops PostgreSQL), halves of signs, and code points nobody assigned."""


class _Messages:
    """The translations object WTForms asks for."""

    def gettext(self, string: str) -> str:
        return str(MESSAGES.get(string, string))

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        del singular, n  # Vietnamese has no plural forms
        return self.gettext(plural)


class BaseForm(FlaskForm):  # type: ignore[misc] # flask_wtf has no types
    """A form of this site."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc] # flask_wtf has no types
        """Messages in the reader's language; typed text is cleaned."""

        def get_translations(self, form: object) -> _Messages:
            """Return our messages in place of WTForms' own."""
            del form
            return _Messages()

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            """Clean what people type or paste; passwords stay as they are."""
            kind = unbound_field.field_class
            if issubclass(kind, StringField) and not issubclass(kind, PasswordField):
                filters = [_clean, *options.get("filters", ())]
                options = {**options, "filters": filters}
            return unbound_field.bind(form=form, **options)

        def render_field(self, field: Any, render_kw: dict[str, Any]) -> Any:
            """Draw a field, and remember that the page shows it."""
            if not isinstance(field.widget, HiddenInput):
                self.drawn.add(field.name)
            return super().render_field(field, render_kw)

        @cached_property
        def drawn(self) -> set[str]:
            """Names of the fields a page has shown."""
            return set()

    def refuse(self, error: TrackerError, field: Field | None = None) -> None:
        """Show a refusal beside a field, or above the form.

        Args:
            error: What the product says no to.
            field: The field it is about.
        """
        if field is None:
            self.form_errors.append(explain(error))
        else:
            field.errors = [*field.errors, explain(error)]

    def field_of(self, error: TrackerError) -> Field | None:
        """Return the field a refusal is about; None for the form itself."""
        del error
        return None

    @property
    def is_refused(self) -> bool:
        """Return whether anything is wrong with it."""
        return any(True for _error in self.list_errors())

    def list_errors(self) -> Iterator[tuple[str, str]]:
        """Yield every error with the id of its field, "" for the form's own.

        Once a page is drawn: "" also for a field it does not show.
        """
        for message in self.form_errors:
            yield "", str(message)
        for field in self:
            for message in field.errors:
                yield field.id if field.name in self.meta.drawn else "", str(message)

    def list_lost(self) -> Iterator[tuple[str, str]]:
        """Yield what was typed into fields a drawn page does not show: the label, and the text."""
        for field in self:
            is_text = isinstance(field, StringField) and not isinstance(field, PasswordField)
            is_hidden = isinstance(field.widget, HiddenInput)
            if is_text and not is_hidden and field.data and field.name not in self.meta.drawn:
                yield str(field.label.text), str(field.data)


def _clean(value: str | None) -> str | None:
    """Return typed text without blanks around it and without characters no page may hold."""
    if not value:
        return value
    return "".join(
        sign for sign in value if sign in _KEPT or category(sign) not in _DROPPED
    ).strip()
