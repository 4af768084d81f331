"""A unit's own targets one by one (chỉ tiêu của đơn vị), beside the sum of the units like it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from tracker.wording.labels import label
from tracker.wording.verdicts import explain_verdict
from views.formatting import show_percent
from views.pages.figures import target_text
from views.pages.overview_place import list_peers

if TYPE_CHECKING:
    from models.vocabulary import Verdict
    from tracker.queries.evaluation_rollups import TaskRollUp
    from tracker.queries.tasks import TaskRow
    from tracker.queries.units import UnitRow
    from views.pages.heat_table import Cell
    from views.pages.overview_basis import TargetBasis
    from views.pages.overview_place import Place


@dataclass(frozen=True, slots=True)
class OwnLine:
    """One target of a unit.

    Args:
        number: Number of the task.
        text: As printed.
        indicator: Code of what is measured.
        task_url: The task over all its units.
        target: What is asked, in words.
        cell: What was reached.
        verdict: None while not evaluated.
        sentence: Why, and how far it is.
        peers: What the units like it came to together; empty where there is no sum.
        peers_verdict: The verdict on that sum; None without one.
        peers_count: How many units like it are in that sum.
    """

    number: str
    text: str
    indicator: str
    task_url: str
    target: str
    cell: Cell
    verdict: Verdict | None
    sentence: str
    peers: str
    peers_verdict: Verdict | None
    peers_count: int


@dataclass(frozen=True, slots=True)
class OwnTargets:
    """Every target of a unit.

    Args:
        lines: In printed order.
        peers: Whom it stands beside: level and unit above; empty for nobody.
    """

    lines: tuple[OwnLine, ...]
    peers: str


def build_own_targets(basis: TargetBasis, place: Place) -> OwnTargets | None:
    """Return the targets a unit leads; None where it leads none.

    Args:
        basis: What the document came to.
        place: The unit.
    """
    unit = place.unit
    if unit is None or not basis.leads.get(unit.id):
        return None
    peers = list_peers(place, basis.directory, basis.frame.on)
    sums = basis.sums_of(basis.rows_of(peers))
    lines = [
        _line(basis, task, unit, sums.get(task.id))
        for task in basis.tasks
        if task.id in basis.leads[unit.id]
    ]
    above = place.trail[-1].name if place.trail else ""
    return OwnTargets(tuple(lines), f"{label(unit.level)}, {above}" if peers else "")


def own_header(basis: TargetBasis, own: OwnTargets) -> list[str]:
    """Return the columns of a unit's targets in a file."""
    return [
        str(text)
        for text in (
            _("Số"),
            _("Nhiệm vụ"),
            _("Chỉ số"),
            _("Chỉ tiêu"),
            _("Kết quả"),
            _("Tử số"),
            _("Mẫu số"),
            _("Đánh giá"),
            _("So với %(period)s", period=basis.past_text),
            _("Vì sao"),
            _("Cộng %(peers)s", peers=own.peers) if own.peers else _("Cộng các đơn vị cùng cấp"),
        )
    ]


def own_rows(own: OwnTargets) -> list[list[object]]:
    """Return a unit's targets as rows of a file."""
    return [
        [
            line.number,
            line.text,
            line.indicator,
            line.target,
            *line.cell.values,
            line.sentence,
            line.peers,
        ]
        for line in own.lines
    ]


def _line(basis: TargetBasis, task: TaskRow, unit: UnitRow, found: TaskRollUp | None) -> OwnLine:
    row = basis.rows.get((task.id, unit.id))
    share = found.share if found and task.unit_of_measure == "%" else None
    judged = found.judgement if found and share else None
    return OwnLine(
        number=basis.numbers[task.id],
        text=task.text,
        indicator=task.indicator_code,
        task_url=basis.maker.task_url(task),
        target=target_text(task, basis.frame.on),
        cell=basis.maker.cell(task, unit.code, row),
        verdict=row.verdict if row else None,
        sentence=explain_verdict(row) if row else "",
        peers=show_percent(share) if share else "",
        peers_verdict=judged.verdict if judged else None,
        peers_count=len(found.summed) if found and share else 0,
    )
