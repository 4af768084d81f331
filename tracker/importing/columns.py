"""Which column means what, told by its heading whatever the order, case or missing marks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from tracker.errors import RefusedError
from tracker.rules.text import clean, fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_IN_PARENTHESES: Final = re.compile(r"\s*[(\[][^)\]]*[)\]]")
_NUMBERING: Final = re.compile(r"[(\[]\d{1,2}[)\]]?(?:\s*=.*)?|[A-Z]")
_TRIMMED: Final = " .:*"
_LONGEST_HEADING: Final = 300
_FIGURES: Final = re.compile(r"\d{3}")
_LEAST_WIDTH: Final = 3
_LEAST_LIKENESS: Final = 2
"""Fewer known headings in a line are chance."""
WIDEST_OF_TWO: Final = 200
"""Columns of the widest heading that is looked for in two lines; nobody prints a wider one."""
SEARCHED_LINES: Final = 60
"""Lines looked through for the heading: offices print titles above it, never pages of them."""


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """One column a reader knows.

    Args:
        key: Name of the column in code; a heading that prints it is understood.
        aliases: Headings people write, the usual one first: refusals name it.
        required: Whether a table without it is refused.
    """

    key: str
    aliases: tuple[str, ...]
    required: bool = False

    @property
    def title(self) -> str:
        """Return the heading refusals ask for."""
        return self.aliases[0] if self.aliases else self.key


@dataclass(frozen=True, slots=True)
class HeaderMatch:
    """What one line means as a heading.

    Args:
        cells: The line as printed.
        positions: Key → position of its column.
        missing: Titles of the required columns that are not there.
        doubled: Per column named twice: its title and the headings that claim it.
        ignored: Headings nobody knows; their cells never leave the reader.
    """

    cells: tuple[str, ...]
    positions: dict[str, int]
    missing: tuple[str, ...]
    doubled: tuple[tuple[str, tuple[str, ...]], ...]
    ignored: tuple[str, ...]

    @property
    def is_complete(self) -> bool:
        """Return whether every required column is there, perhaps twice."""
        return not self.missing

    def require_clear(self, name: str) -> None:
        """Refuse a heading that lacks a column or names one twice.

        Raises:
            RefusedError: `columns_missing` or `column_ambiguous`, naming file and columns.
        """
        found = _quoted(self.cells)
        if self.missing:
            raise RefusedError("columns_missing", name=name, columns=self.missing, found=found)
        for title, headings in self.doubled:
            raise RefusedError(
                "column_ambiguous", name=name, column=title, headings=headings, found=found
            )

    def heading(self, key: str) -> str:
        """Return what the file calls a column; empty when it has none."""
        at = self.positions.get(key)
        return "" if at is None else clean(self.cells[at])


Recogniser = Callable[[Sequence[str]], HeaderMatch]
"""What tells a heading from a title line: `Columns.match`."""


class Columns:
    """The columns of one kind of table.

    Args:
        specs: Every column that is understood, in the order rows are handed on.
        any_of: Groups of keys of which at least one must be there.
        chosen: Headings somebody said the meaning of, see `choosing`.
    """

    def __init__(
        self,
        specs: Sequence[ColumnSpec],
        *,
        any_of: Sequence[tuple[str, ...]] = (),
        chosen: Mapping[str, str] | None = None,
    ) -> None:
        self.specs = tuple(specs)
        self.keys = tuple(spec.key for spec in specs)
        self._groups = [(spec.key,) for spec in specs if spec.required] + list(any_of)
        self._any_of = any_of
        self._titles = {spec.key: spec.title for spec in specs}
        self._chosen = {heading_key(text): key for text, key in (chosen or {}).items()}
        told = dict.fromkeys((key,) for key in self._chosen.values())
        self._groups += [group for group in told if group not in self._groups]
        self._known: dict[str, str] = {}
        for spec in specs:
            for alias in (spec.key, *spec.aliases):
                if self._known.setdefault(heading_key(alias), spec.key) != spec.key:
                    raise ValueError(f"{alias!r} names two columns")

    def choosing(self, headings: Mapping[str, str]) -> Columns:
        """Return the same columns where a person has said what some headings mean.

        In a line that has such a heading, no other heading means its column. A column somebody
        told about is required from then on: its heading may have another name by now.

        Args:
            headings: Heading as printed, whatever case and marks → key of its column.
        """
        return Columns(self.specs, any_of=self._any_of, chosen=headings)

    def key_of(self, text: str) -> str | None:
        """Return the key of the column a heading or a key names; None when nobody knows it."""
        return self._known.get(heading_key(text))

    def match(self, cells: Sequence[str]) -> HeaderMatch:
        """Return what a line means as a heading; see `HeaderMatch.is_complete`."""
        keys = [self._key_of(cell) for cell in cells]
        if self._chosen:
            by_hand = [self._chosen.get(heading_key(cell)) for cell in cells]
            keys = [
                chosen or (None if key in by_hand else key)
                for chosen, key in zip(by_hand, keys, strict=True)
            ]
        positions = {key: at for at, key in reversed(list(enumerate(keys))) if key is not None}
        twice = [key for key, count in Counter(keys).items() if key is not None and count > 1]
        return HeaderMatch(
            cells=tuple(cells),
            positions=positions,
            missing=tuple(
                " / ".join(self._titles[key] for key in group)
                for group in self._groups
                if not any(key in positions for key in group)
            ),
            doubled=tuple(
                (
                    self._titles[key],
                    tuple(clean(cells[at]) for at, found in enumerate(keys) if found == key),
                )
                for key in twice
            ),
            ignored=tuple(
                clean(cell)
                for cell, key in zip(cells, keys, strict=True)
                if key is None and cell.strip()
            ),
        )

    def _key_of(self, cell: str) -> str | None:
        """Return the key of a heading; "Tử số (hồ sơ)" is read without what is in parentheses."""
        if len(cell) > _LONGEST_HEADING:
            return None
        printed = heading_key(cell)
        found = self._known.get(printed)
        if found is not None or "(" not in printed:
            return found
        return self._known.get(_IN_PARENTHESES.sub("", printed).strip(_TRIMMED))

    def picker(self, header: HeaderMatch) -> Callable[[list[str]], tuple[str, ...]]:
        """Return the function that turns a line into the known cells, in the order of the specs.

        The line must be as wide as the heading. A column the file lacks is the empty text.
        """
        width = len(header.cells)
        # Position `width` is one past the heading: the blank that stands for a column not there.
        positions = [header.positions.get(key, width) for key in self.keys]
        if len(positions) == 1:
            return lambda cells: (cells[positions[0]],)
        chosen: Callable[[list[str]], tuple[str, ...]] = itemgetter(*positions)
        if width not in positions:
            return chosen

        def pick(cells: list[str]) -> tuple[str, ...]:
            cells.append("")
            return chosen(cells)

        return pick


def find_header(
    lines: Iterable[Sequence[str]], recognise: Recogniser
) -> tuple[int, HeaderMatch] | None:
    """Return the position and meaning of the first line that is a complete heading.

    Where no line is, two lines may be one together: "Thời gian" above "Tiếp nhận" and "Hẹn trả".
    The position is then that of the lower one.
    """
    kept = []
    for at, cells in enumerate(lines):
        kept.append(cells)
        match = recognise(cells)
        if match.is_complete:
            return at, match
    for at, (upper, lower) in enumerate(pairwise(kept), start=1):
        if len(upper) > WIDEST_OF_TWO or len(lower) > WIDEST_OF_TWO:
            continue
        match = recognise(_joined(upper, lower, recognise))
        if match.is_complete:
            return at, match
    return None


def _joined(upper: Sequence[str], lower: Sequence[str], recognise: Recogniser) -> list[str]:
    """Return the heading two lines make: per column both texts, or the one that is understood."""
    above, texts = "", []
    for own, below in zip_longest(upper, lower, fillvalue=""):
        above = own if own.strip() else above  # printed once above the columns it spans
        both = clean(f"{above} {below}") if below.strip() else own
        known = (text for text in (both, below, own) if recognise([text]).positions)
        texts.append(next(known, both))
    return texts


def no_header(lines: Iterable[Sequence[str]], recognise: Recogniser, name: str) -> RefusedError:
    """Return the refusal of a table without a heading: what the nearest line lacks."""
    lines = list(lines)
    matches = [recognise(cells) for cells in lines]
    nearest = max(matches, key=lambda match: len(match.positions), default=None)
    if nearest is None or len(nearest.positions) < _LEAST_LIKENESS:
        wanted = recognise(()).missing
        found = _quoted(_likely_heading(lines))
        return RefusedError("header_not_found", name=name, columns=wanted, found=found)
    found = _quoted(nearest.cells)
    return RefusedError("columns_missing", name=name, columns=nearest.missing, found=found)


def _quoted(cells: Sequence[str]) -> tuple[str, ...]:
    """Return the texts of a heading, for a person to say what they mean."""
    printed = (clean(cell) for cell in cells if len(cell) <= _LONGEST_HEADING)
    return tuple(text for text in printed if text)


def _likely_heading(lines: Sequence[Sequence[str]]) -> Sequence[str]:
    """Return the first line about as wide as the widest, unless it holds figures: a row of data.

    What stands in rows may be anybody's name and is never quoted.
    """
    widths = [sum(map(bool, map(str.strip, cells))) for cells in lines]
    least = max(_LEAST_WIDTH, max(widths, default=0) * 3 // 4)
    wide = (cells for cells, width in zip(lines, widths, strict=True) if width >= least)
    first = next(wide, ())
    return () if any(_FIGURES.search(cell) for cell in first) else first


def is_numbering(cells: Sequence[str]) -> bool:
    """Return whether a line only numbers the columns: "(1) (2) (3)=(1)/(2)" or "A B C"."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    return len(filled) > 1 and all(map(_NUMBERING.fullmatch, filled))


def heading_key(text: str) -> str:
    """Return a heading without what two prints of it may differ in: case, marks, blanks."""
    return clean(fold(text).replace("_", " ")).strip(_TRIMMED)
