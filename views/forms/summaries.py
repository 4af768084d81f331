"""What is wrong with a form stands above it, though only what follows tells which fields are shown.

A page may come back without the form that was sent: somebody else has taken the step meanwhile. Its
summary then leads nowhere and gives back what was typed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import g, get_template_attribute
from markupsafe import Markup

if TYPE_CHECKING:
    from flask import Flask, Response

    from views.forms.base import BaseForm

_PLACE: Final = Markup("<!-- what is wrong {} -->")


def init_summaries(app: Flask) -> None:
    """Let templates say where a summary stands, and put it there once the page is drawn."""
    app.jinja_env.globals["place_summary"] = place_summary
    app.after_request(fill_summaries)


def place_summary(form: BaseForm) -> Markup:
    """Return the place of a form's summary; nothing for a form without errors."""
    if not form.is_refused:
        return Markup()
    forms = g.setdefault("refused_forms", [])
    forms.append(form)
    return _PLACE.format(len(forms))


def fill_summaries(response: Response) -> Response:
    """Put the summaries of a page into their places."""
    forms = g.pop("refused_forms", [])
    if forms and response.mimetype == "text/html":
        draw = get_template_attribute("macros/forms.html", "summary")
        text = response.get_data(as_text=True)
        for number, form in enumerate(forms, start=1):
            text = text.replace(_PLACE.format(number), draw(form))
        response.set_data(text)
    return response
