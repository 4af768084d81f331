"""A step a person takes with a form: checked, taken in one transaction, or refused beside it."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, TypeVar

from tracker.errors import RefusedError
from tracker.transaction import transaction
from views.errors import REFUSED, status_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from flask.typing import ResponseReturnValue

    from views.forms.base import BaseForm

    Made = TypeVar("Made")


def take_step(
    form: BaseForm,
    take: Callable[[], Made],
    *,
    show: Callable[[int], ResponseReturnValue],
    done: Callable[[Made], ResponseReturnValue],
    passing: Collection[str] = (),
    is_whole: bool = False,
) -> ResponseReturnValue:
    """Take a step, or show its page again with the reason beside the form.

    Args:
        form: The form that was sent.
        take: What does it.
        show: Shows the page again with a status; the form holds what is wrong.
        done: What follows when it is done, given what the step returned.
        passing: Codes of refusals that are no answer to the form: the page itself is not there.
        is_whole: The step makes its own transaction.
    """
    if not form.validate_on_submit():
        return show(REFUSED)
    try:
        with nullcontext() if is_whole else transaction():
            made = take()
    except RefusedError as error:
        if error.code in passing:
            raise
        form.refuse(error, form.field_of(error))
        return show(status_of(error))
    return done(made)
