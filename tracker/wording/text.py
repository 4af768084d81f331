"""Lazy translation that also works without a request: Vietnamese is the source text."""

from __future__ import annotations

from flask_babel import force_locale, get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

__all__ = ["LazyString", "_", "_l", "force_locale", "spoken_language"]


def spoken_language() -> str:
    """Return the language texts are said in, such as "vi"; empty where nobody has chosen one.

    What is kept of a text is kept by this: finding its translation takes longer than filling it in.
    """
    locale = get_locale()
    return locale.language if locale else ""
