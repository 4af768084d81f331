"""Help inside the product (trợ giúp): a guide per role, the rules behind figures, the words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, render_template

from models.vocabulary import TaskState, Verdict
from tracker.rules.digests import REMIND_BEFORE
from tracker.rules.rankings import BANDS
from tracker.runtime import current_settings
from tracker.wording.scores import band_text, max_text
from views.access import LOGGED_IN, access, current_actor
from views.pages.help import build_glossary, build_guides

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("help", __name__)


@bp.get("/tro-giup")
@access(*LOGGED_IN)
def show() -> ResponseReturnValue:
    """Show what each role does, the reader's own first."""
    return render_template("help/show.html", guides=build_guides(current_actor().role))


@bp.get("/tro-giup/quy-tac")
@access(*LOGGED_IN)
def rules() -> ResponseReturnValue:
    """Show the rule behind each kind of figure."""
    return render_template(
        "help/rules.html",
        verdicts=tuple(Verdict),
        bands=[(max_text(points) if points else "", band_text(band)) for points, band in BANDS],
        states=tuple(TaskState),
        settings=current_settings(),
        remind_before=REMIND_BEFORE,
    )


@bp.get("/tro-giup/tu-ngu")
@access(*LOGGED_IN)
def glossary() -> ResponseReturnValue:
    """Show the words of the field."""
    return render_template("help/glossary.html", terms=build_glossary())
