"""Numbers of rows and versions given on the command line."""

from __future__ import annotations

from typing import Any, Final

import click

MOST: Final = 2**31 - 1
"""The largest a database keeps."""


class KeyType(click.types.IntParamType):
    """A whole number that a row or a version may have; any other is wrong usage."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number."""
        number: int = super().convert(value, param, ctx)
        if abs(number) > MOST:
            self.fail(f"{number} is not in the range up to {MOST}.", param, ctx)
        return number


KEY = KeyType()
