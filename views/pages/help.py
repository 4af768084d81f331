"""The help pages as shown: guides with doors to where one may go, own role first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _

from tracker.rules.text import sort_key
from tracker.wording.glossary import TERMS
from views.access import may_open
from views.menu import MENU
from views.pages.guides import GUIDES

if TYPE_CHECKING:
    from models.vocabulary import Role
    from views.pages.guides import Step


@dataclass(frozen=True, slots=True)
class Door:
    """A page a step leads to.

    Args:
        text: Its name.
        url: Its address; empty for who may not open it.
    """

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class GuideStep:
    """One step as shown.

    Args:
        text: What to do.
        doors: Where.
        rule: Anchor of the rule behind its figures; may be empty.
    """

    text: str
    doors: tuple[Door, ...]
    rule: str


@dataclass(frozen=True, slots=True)
class Guide:
    """The guide of one role."""

    role: Role
    steps: tuple[GuideStep, ...]


@dataclass(frozen=True, slots=True)
class GlossaryLine:
    """One word of the glossary."""

    key: str
    word: str
    meaning: str


def build_guides(role: Role) -> list[Guide]:
    """Return every guide, that of a role first.

    Args:
        role: Whose guide comes first.
    """
    names = page_names()
    others = [each for each in GUIDES if each is not role]
    return [
        Guide(each, tuple(_step(step, names) for step in GUIDES[each])) for each in [role, *others]
    ]


def build_glossary() -> list[GlossaryLine]:
    """Return the words of the field in the reader's language and alphabet."""
    lines = [GlossaryLine(term.key, str(term.word), str(term.meaning)) for term in TERMS]
    return sorted(lines, key=lambda line: sort_key(line.word))


def page_names() -> dict[str, str]:
    """Return the names of pages by endpoint: those of the menu, and of what it leaves out."""
    names = {item.endpoint: str(item.text) for group in MENU for item in group.items}
    return {
        **names,
        "target_explanations.index": str(_("Giải trình chỉ tiêu chưa đạt")),
        "calendar_days.index": str(_("Thay đổi lịch")),
        "feeds.index": str(_("Lịch của tôi")),
    }


def _step(step: Step, names: dict[str, str]) -> GuideStep:
    doors = [Door(names[door], url_for(door) if may_open(door) else "") for door in step.doors]
    return GuideStep(str(step.text), tuple(doors), step.rule)
