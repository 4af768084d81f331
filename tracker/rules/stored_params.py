"""Values of a sentence as JSON keeps them, to be worded when somebody reads them."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


def storable(params: Mapping[str, Any]) -> dict[str, Any]:
    """Return values as JSON keeps them: days as ISO text, what it does not know as plain text.

    Args:
        params: Values by name, as a refusal carries them.
    """
    return {name: _plain(value) for name, value in params.items()}


def _plain(value: object) -> object:
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(each) for each in value]
    if value is None or isinstance(value, (bool, int)):
        return value
    return str(value)
