"""Rows of the same keys, kept column by column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, overload

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

Row = dict[str, Any]


class Columns(Sequence[Row]):
    """Rows to whoever reads them; made, changed and written a column at a time.

    A late list has tens of thousands of rows whose columns say the same a thousand times over, and
    two texts of it share most of them. Columns are not copied: nobody changes them afterwards.

    Args:
        columns: The values of each key, one for each row; at least one key.

    Raises:
        ValueError: The columns are not of one length, or there is none.
    """

    def __init__(self, columns: Mapping[str, Sequence[Any]]) -> None:
        lengths = {len(column) for column in columns.values()}
        if len(lengths) != 1:
            raise ValueError(f"columns of different lengths, or none: {sorted(lengths)}")
        self.columns = columns
        self._length = lengths.pop()

    def __len__(self) -> int:
        """Return the number of rows."""
        return self._length

    def __iter__(self) -> Iterator[Row]:
        """Yield each row, as a mapping of its own."""
        for values in zip(*self.columns.values(), strict=True):
            yield dict(zip(self.columns, values, strict=True))

    @overload
    def __getitem__(self, place: int) -> Row: ...

    @overload
    def __getitem__(self, place: slice) -> list[Row]: ...

    def __getitem__(self, place: int | slice) -> Row | list[Row]:
        """Return a row, or some, by their places."""
        if isinstance(place, slice):
            return list(self)[place]
        return {key: column[place] for key, column in self.columns.items()}

    def __eq__(self, other: object) -> bool:
        """Return whether another sequence holds equal rows in the same order."""
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment] # like a list: its rows can be changed

    def changed(
        self, columns: Mapping[str, Sequence[Any]], *, without: Collection[str] = ()
    ) -> Columns:
        """Return the same rows with some columns put in place of theirs, and some left out.

        Args:
            columns: Values by key.
            without: Keys that the rows no longer have.
        """
        kept = {key: column for key, column in self.columns.items() if key not in without}
        return Columns({**kept, **columns})
