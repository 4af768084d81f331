"""The composition root: an application made of its parts, without side effects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import Flask
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from models.vocabulary import Language
from tracker.paths import STATIC, TEMPLATES
from tracker.runtime import current_language, init_runtime
from views import (
    accounts,
    alerts,
    apologies,
    assignment_answers,
    assignment_disputes,
    auth,
    calculator,
    calendar_days,
    chasing,
    counts,
    cycle,
    dossiers,
    evaluations,
    evidence_files,
    explanations,
    feeds,
    help_pages,
    imports,
    lists,
    matrix,
    messages,
    objections,
    overviews,
    public,
    public_feed,
    public_files,
    pulls,
    reconciliation,
    scorecards,
    scores,
    target_explanations,
    targets,
    task_bulk,
    task_changes,
    task_extensions,
    task_reports,
    tasks,
    units,
    verification,
)
from views.access import guard, may_open
from views.errors import init_errors
from views.extensions import (
    NumberConverter,
    PeriodConverter,
    PlainRequest,
    bootstrap,
    csrf,
    login_manager,
)
from views.formatting import init_formatting
from views.forms.summaries import init_summaries
from views.headers import init_headers
from views.kept_lists import init_kept_lists
from views.looking_back import init_looking_back
from views.menu import build_menu
from views.navigation import same_page, with_query
from views.sessions import find_current_actor, load_person
from views.sharing import is_hidden, is_shared

if TYPE_CHECKING:
    from flask import Blueprint

    from tracker.config import Settings

SCREENS: Final[tuple[Blueprint, ...]] = (
    public.bp,
    public_files.bp,
    public_feed.bp,
    calculator.bp,
    calendar_days.bp,
    auth.bp,
    accounts.bp,
    chasing.bp,
    feeds.bp,
    help_pages.bp,
    messages.bp,
    matrix.bp,
    overviews.bp,
    targets.bp,
    target_explanations.bp,
    tasks.bp,
    assignment_answers.bp,
    assignment_disputes.bp,
    task_reports.bp,
    task_extensions.bp,
    task_changes.bp,
    task_bulk.bp,
    dossiers.bp,
    explanations.bp,
    counts.bp,
    reconciliation.bp,
    scores.bp,
    units.bp,
    scorecards.bp,
    imports.bp,
    pulls.bp,
    alerts.bp,
    apologies.bp,
    evaluations.bp,
    evidence_files.bp,
    lists.bp,
    objections.bp,
    verification.bp,
    cycle.bp,
)
"""Every blueprint of pages; a new one is added here and to `views.menu`."""

SECONDS_IN_HOUR: Final = 3600


def create_app(settings: Settings) -> Flask:
    """Return the web application.

    Args:
        settings: What this installation chose.
    """
    app = Flask("views", template_folder=str(TEMPLATES), static_folder=str(STATIC))
    app.request_class = PlainRequest
    init_runtime(app, settings)
    register_limits(app, settings)
    # The guard comes first: nothing of a request is read before it may come in.
    register_access(app)
    init_looking_back(app, lambda: find_current_actor() is not None)
    register_extensions(app)
    register_templates(app)
    register_screens(app)
    init_errors(app)
    init_headers(app)
    init_summaries(app)
    init_kept_lists(app)
    return app


def register_limits(app: Flask, settings: Settings) -> None:
    """Set sizes, cookies and trusted proxies."""
    app.config.update(
        MAX_CONTENT_LENGTH=settings.upload_limit_bytes,
        SESSION_COOKIE_NAME="__Host-preferences" if settings.is_https else "preferences",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=settings.session_hours * SECONDS_IN_HOUR,
        WTF_I18N_ENABLED=False,
        BOOTSTRAP_SERVE_LOCAL=True,
        TEMPLATES_AUTO_RELOAD=False,
    )
    if settings.proxy_count:
        count = settings.proxy_count
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign] # the documented way
            app.wsgi_app, x_for=count, x_proto=count, x_host=count
        )


def register_access(app: Flask) -> None:
    """Close every view that is not open to whoever asks."""
    login_manager.session_protection = None
    login_manager.request_loader(load_person)
    # Its context processor would ask the database on every page, that of an error too.
    login_manager.init_app(app, add_context_processor=False)
    app.before_request(guard)


def register_extensions(app: Flask) -> None:
    """Bind the extensions that need no more than their configuration."""
    app.url_map.converters |= {"int": NumberConverter, "period": PeriodConverter}
    bootstrap.init_app(app)
    csrf.init_app(app)


def register_templates(app: Flask) -> None:
    """Give templates their filters and what every page shows; an unknown name is an error."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    init_formatting(app)
    # Functions, not values: the page of an unexpected error must not ask the database anything.
    app.jinja_env.globals.update(
        menu=lambda: build_menu(may_open),
        may_open=may_open,
        visitor=find_current_actor,
        language=current_language,
        languages=tuple(Language),
        same_page=same_page,
        with_query=with_query,
        is_shared=is_shared,
        is_hidden=is_hidden,
    )


def register_screens(app: Flask) -> None:
    """Register the pages."""
    for blueprint in SCREENS:
        app.register_blueprint(blueprint)
