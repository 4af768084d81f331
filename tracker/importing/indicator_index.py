"""Which indicator a cell of a file means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.errors import ReadingError
from tracker.rules.text import clean, fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracker.queries.indicators import IndicatorRow


class IndicatorIndex:
    """Indicators by code and by name."""

    def __init__(self, indicators: Iterable[IndicatorRow]) -> None:
        self._by_code: dict[str, IndicatorRow] = {}
        self._by_name: dict[str, list[IndicatorRow]] = {}
        for indicator in indicators:
            self._by_code[fold(indicator.code)] = indicator
            self._by_name.setdefault(fold(indicator.name), []).append(indicator)

    def resolve(self, text: str, name: str = "") -> IndicatorRow:
        """Return the indicator a code or exact name means.

        Args:
            text: Code or name.
            name: The name beside it; refused where it is that of other indicators.

        Raises:
            ReadingError: `indicator_not_known`, `indicator_ambiguous` (value, candidates) or
                `indicator_code_and_name_differ`.
        """
        key = fold(clean(text))
        named = self._by_name.get(key, [])
        found = self._by_code.get(key) or (named[0] if len(named) == 1 else None)
        if found is None and named:
            codes = tuple(indicator.code for indicator in named)
            raise ReadingError("indicator_ambiguous", value=text, candidates=codes)
        if found is None:
            raise ReadingError("indicator_not_known", value=text)
        if name and found not in self._by_name.get(fold(name), [found]):
            raise ReadingError("indicator_code_and_name_differ", name=name, indicator=found.name)
        return found
