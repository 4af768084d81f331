"""Verdicts as icon and word, for what is drawn outside the templates' macros."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flask_babel import gettext as _

from models.vocabulary import Verdict
from tracker.wording.labels import label
from views.pages.words import NOT_EVALUATED_WORD, VERDICTS, word_of

if TYPE_CHECKING:
    from collections.abc import Mapping

NOT_EVALUATED: Final = "none"
"""Stands for the result of what was not evaluated."""

VERDICT_ICONS: Final[Mapping[str, str]] = {
    Verdict.ACHIEVED.value: "check-circle-fill",
    Verdict.MISSED.value: "x-octagon-fill",
    Verdict.NO_DATA.value: "question-circle",
    Verdict.NOT_ARISEN.value: "dash-circle",
    Verdict.NOT_DUE.value: "hourglass-split",
    Verdict.NOT_APPLICABLE.value: "slash-circle",
    Verdict.EXCUSED.value: "file-earmark-check",
    Verdict.DISPUTED.value: "chat-square-text",
}
"""The same icons as `templates/macros/status.html`; a test holds them together."""

CONTESTED_ICON: Final = VERDICT_ICONS[Verdict.DISPUTED.value]
"""Of a part its unit has refused; the same as of a result that is set aside for it."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A result with its count.

    Args:
        name: Its name in styles.
        word: Its name in addresses.
        icon: Its icon.
        text: Its word.
        count: How many.
    """

    name: str
    word: str
    icon: str
    text: str
    count: int


def not_evaluated_text() -> str:
    """Return what is said of a cell whose period was not evaluated."""
    return str(_("Chưa đánh giá"))


def contested_text() -> str:
    """Return what is said of a part its unit has refused and nobody has decided on yet."""
    return str(_("Từ chối tiếp nhận, đang xem xét"))


def list_marks(counts: Mapping[str, int]) -> tuple[Mark, ...]:
    """Return the results there are, in the order of the closed list."""
    names = [*(verdict.value for verdict in Verdict), NOT_EVALUATED]
    return tuple(
        Mark(
            name,
            NOT_EVALUATED_WORD if name == NOT_EVALUATED else word_of(VERDICTS, Verdict(name)),
            VERDICT_ICONS.get(name, "circle"),
            mark_text(name),
            counts[name],
        )
        for name in names
        if counts.get(name)
    )


def mark_text(name: str) -> str:
    """Return the word of a result."""
    return not_evaluated_text() if name == NOT_EVALUATED else label(Verdict(name))
