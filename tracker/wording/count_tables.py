"""The lines of a count table in words, for pages, files and the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracker.rules.count_tables import CountBy
from tracker.wording.sentences import sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracker.rules.count_tables import CountLine, CountTable
    from tracker.rules.counts import BrokenIdentity


def line_name(line: CountLine, by: CountBy) -> str:
    """Return what column 2 of the form says of a line."""
    if line.group is None:
        return sentence("count_total")
    if line.name:
        return line.name
    is_row = line.is_row and by is CountBy.FIELD
    return sentence("count_field_missing" if is_row else f"count_group_{line.group}")


def explain_broken(table: CountTable) -> list[str]:
    """Return every sum that does not come out, each with its line."""
    return [_explain(line, broken, table.by) for line, broken in table.broken()]


def _explain(line: CountLine, broken: BrokenIdentity, by: CountBy) -> str:
    values = {"left": broken.left, "right": broken.right}
    return f"{line_name(line, by)}: {sentence(broken.code, values)}"


def explain_failure(failure: Mapping[str, Any]) -> str:
    """Return a sum that does not come out after an import, with its month and unit.

    Args:
        failure: Keys of `tracker.queries.count_checks.IdentityFailure`.
    """
    values = {"left": failure["left"], "right": failure["right"]}
    told = sentence(str(failure["identity"]), values)
    return f"{failure['period']}, {failure['unit_code']}: {told}"
