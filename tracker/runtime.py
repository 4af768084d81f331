"""The surroundings every edge shares: database, migrations, language."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask, current_app, has_request_context
from flask import session as cookie
from flask_babel import Babel

from models import db
from models.vocabulary import Language
from tracker.errors import RefusedError
from tracker.paths import MIGRATIONS, TRANSLATIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.config import Settings

SETTINGS_KEY: Final = "TRACKER_SETTINGS"


def create_runtime(settings: Settings) -> Flask:
    """Return a bare application: enough for a command or a clock process, no pages."""
    runtime = Flask("tracker", template_folder=None, static_folder=None)
    init_runtime(runtime, settings)
    return runtime


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Let everything said inside be said in a language, without a database or settings."""
    speaker = Flask("tracker", template_folder=None, static_folder=None)
    speaker.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS)
    Babel(speaker, locale_selector=lambda: language.value)
    with speaker.app_context():
        yield


def init_runtime(app: Flask, settings: Settings) -> None:
    """Give an application its settings, database and language."""
    app.config[SETTINGS_KEY] = settings
    app.config["SECRET_KEY"] = settings.secret_key
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database_url
    if settings.database_url.startswith("sqlite"):
        app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"connect_args": {"timeout": 10}}
    else:
        app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"pool_pre_ping": True}
    app.config["BABEL_DEFAULT_LOCALE"] = Language.VIETNAMESE.value
    app.config["BABEL_DEFAULT_TIMEZONE"] = "Asia/Ho_Chi_Minh"
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS)
    db.init_app(app)
    Babel(app, locale_selector=current_language)


def current_settings() -> Settings:
    """Return the settings of the running application."""
    settings: Settings = current_app.config[SETTINGS_KEY]
    return settings


def current_language() -> str:
    """Return the reader's language: their choice, else the installation's."""
    if has_request_context():
        chosen = cookie.get("language")
        if chosen in tuple(Language):
            return str(chosen)
    return current_settings().language.value


def upgrade_database() -> None:
    """Bring the database's tables to the present version; nothing happens if they are.

    Raises:
        RefusedError: `database_newer`.
    """
    _present_version(ScriptDirectory.from_config(migration_config()))
    command.upgrade(migration_config(), "head")


def require_database() -> None:
    """Refuse to go on without a database at the present version.

    Raises:
        RefusedError: `database_missing`; `database_outdated` when an older version of the product
            set it up, `database_newer` when a newer one did.
    """
    versions = ScriptDirectory.from_config(migration_config())
    present = _present_version(versions)
    if present is None:
        raise RefusedError("database_missing")
    if present != versions.get_current_head():
        raise RefusedError("database_outdated", version=present)


def _present_version(versions: ScriptDirectory) -> str | None:
    """Return the version of the database's tables; None where there are none."""
    with db.engine.connect() as connection:
        present = MigrationContext.configure(connection).get_current_revision()
    if present is not None and present not in {each.revision for each in versions.walk_revisions()}:
        raise RefusedError("database_newer", version=present)
    return present


def migration_config() -> Config:
    """Return Alembic's configuration; `migrations/env.py` uses the running application."""
    config = Config()
    config.set_main_option("script_location", str(Path(MIGRATIONS)))
    return config
