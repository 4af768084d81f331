"""Lazy translation that also works without a request: Vietnamese is the source text."""

from __future__ import annotations

from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

__all__ = ["LazyString", "_", "_l", "force_locale"]
