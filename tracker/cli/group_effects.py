"""Tasks given to groups that come down to other units, as commands show them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from models.vocabulary import OPEN_START

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.queries.group_effects import GroupEffect

EFFECTS_SEEN: Final = click.option(
    "--effects-seen",
    default="",
    metavar="KEY",
    help="Mã in ở cuối lần xem trước: đã xem nhiệm vụ giao cho nhóm sẽ đổi đơn vị.",
)

ASKS_FOR_KEY: Final = "Đã xem và đồng ý: {what} lại với --effects-seen {key}"
"""Last line of a trial that other units follow from: how to do it after all."""


def print_effects(effects: Sequence[GroupEffect]) -> None:
    """Print the tasks given to groups that come down to other units; nothing when none does."""
    if not effects:
        return
    click.echo("Nhiệm vụ giao cho nhóm sẽ đổi đơn vị:")
    for effect in effects:
        changes = ", ".join([f"+{code}" for code in effect.gained] + [f"-{c}" for c in effect.lost])
        start = "" if effect.from_day == OPEN_START else f" từ {effect.from_day:%d/%m/%Y}"
        where = f"{effect.directive} nhiệm vụ {effect.number}, {effect.group}"
        click.echo(f"  {where}{start}: {changes or 'như cũ'}")
