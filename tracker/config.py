"""Settings, read once from the environment into one frozen value."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from models.vocabulary import Language, LatenessRule
from tracker.config_groups import (
    ApologySettings,
    AssignmentSettings,
    CycleSettings,
    MailSettings,
    PublicSettings,
)
from tracker.config_reader import EnvironmentReader
from tracker.errors import RefusedError
from tracker.paths import PROJECT_ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping

SECRET_BYTES: Final = 32
MEBIBYTE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything an installation may choose; docs/deploy.md lists each with its variable.

    Args:
        instance: Folder of the database, stored files and the secret key.
        database_url: SQLAlchemy address; SQLite in `instance` unless told otherwise.
        secret_key: Signs cookies; at least 32 bytes.
        language: Language of the command line and of people who have not chosen.
        host: Address the web server listens on.
        port: Port the web server listens on.
        web_workers: Web processes `tracker serve` starts.
        is_https: Whether people reach the site over https; then cookies are https-only.
        proxy_count: Trusted reverse proxies in front of the web server.
        month_cutoff_day: Last day of the office's month (15, 20); None is the calendar month.
        lateness_rule: Whether lateness is judged by local day or by instant.
        form_waiting_in_open: Whether form II.06a counts paused and waiting dossiers as open within
            term (column 12), or else as done in time (column 9).
        form_returned_in_on_time: Whether the form counts returned, withdrawn and refused dossiers
            as done in time (column 9), or else leaves them out.
        upload_limit_bytes: Largest file the web accepts.
        idle_minutes: A login ends after this long without a request.
        session_hours: A login ends after this long in any case.
        masks_codes: Whether public pages hide most of a dossier's code.
        sources_file: The file of sources; `sources.toml` in `instance` if not given.
        egress: Where calls may go, as `origin_of` writes it; nowhere unless told.
        fetch_limit_bytes: Largest reply of a source.
        fetch_limit_seconds: Longest a call to a source may take, from name to last byte.
        issuer_parent: Agency above the one that issues documents, in capitals.
        issuer_agency: The agency that issues them, in capitals.
        issuer_code: Its code in a document's symbol ("VP" in "/TB-VP").
        issuer_place: Place in a document's date line.
        issuer_signer: Authority and title of who signs; left for a person to write when empty.
        mail: The mail server and when people are told.
        cycle: When the steps of a month are due.
        public: What the public pages show, for how long.
        apology: What an apology owes under Decree 118/2025.
        assignments: How long units have to answer for new work, and arbiters to decide.
    """

    instance: Path
    database_url: str
    secret_key: str
    language: Language = Language.VIETNAMESE
    host: str = "127.0.0.1"
    port: int = 8000
    web_workers: int = 2
    is_https: bool = False
    proxy_count: int = 0
    month_cutoff_day: int | None = None
    lateness_rule: LatenessRule = LatenessRule.BY_DATE
    form_waiting_in_open: bool = True
    form_returned_in_on_time: bool = True
    upload_limit_bytes: int = 300 * MEBIBYTE
    idle_minutes: int = 30
    session_hours: int = 12
    masks_codes: bool = True
    sources_file: Path | None = None
    egress: tuple[str, ...] = ()
    fetch_limit_bytes: int = 50 * MEBIBYTE
    fetch_limit_seconds: int = 60
    issuer_parent: str = "UBND TỈNH …"
    issuer_agency: str = "VĂN PHÒNG"
    issuer_code: str = "VP"
    issuer_place: str = "…"
    issuer_signer: str = ""
    mail: MailSettings = field(default_factory=MailSettings)
    cycle: CycleSettings = field(default_factory=CycleSettings)
    public: PublicSettings = field(default_factory=PublicSettings)
    apology: ApologySettings = field(default_factory=ApologySettings)
    assignments: AssignmentSettings = field(default_factory=AssignmentSettings)

    @property
    def sources_path(self) -> Path:
        """Return where the file of sources is."""
        return self.sources_file or self.instance / "sources.toml"

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Settings:
        """Return the settings an environment states.

        Args:
            environ: Variables by name; those of the product begin with TRACKER_.

        Raises:
            RefusedError: `setting_invalid` when a variable cannot be read,
                `secret_too_short` when the secret key is under 32 bytes.
        """
        instance = Path(environ.get("TRACKER_INSTANCE") or PROJECT_ROOT / "instance").resolve()
        instance.mkdir(parents=True, exist_ok=True, mode=0o700)
        read = EnvironmentReader(environ)
        return cls(
            instance=instance,
            database_url=_database_url(environ.get("TRACKER_DATABASE_URL", ""), instance),
            secret_key=_secret_key(environ.get("TRACKER_SECRET_KEY", ""), instance),
            language=Language(read.choice("TRACKER_LANGUAGE", tuple(Language), "vi")),
            host=environ.get("TRACKER_HOST") or "127.0.0.1",
            port=read.whole("TRACKER_PORT", 8000, 1, 65535),
            web_workers=read.whole("TRACKER_WEB_WORKERS", 2, 1, 64),
            is_https=read.flag("TRACKER_HTTPS", default=False),
            proxy_count=read.whole("TRACKER_PROXIES", 0, 0, 5),
            month_cutoff_day=read.whole("TRACKER_MONTH_CUTOFF_DAY", 0, 0, 28) or None,
            lateness_rule=LatenessRule(
                read.choice("TRACKER_LATENESS_RULE", tuple(LatenessRule), "by_date")
            ),
            form_waiting_in_open=read.flag("TRACKER_FORM_WAITING_IN_OPEN", default=True),
            form_returned_in_on_time=read.flag("TRACKER_FORM_RETURNED_IN_ON_TIME", default=True),
            upload_limit_bytes=read.whole("TRACKER_UPLOAD_LIMIT_MB", 300, 1, 4096) * MEBIBYTE,
            idle_minutes=read.whole("TRACKER_IDLE_MINUTES", 30, 1, 24 * 60),
            session_hours=read.whole("TRACKER_SESSION_HOURS", 12, 1, 24 * 7),
            masks_codes=read.flag("TRACKER_MASK_CODES", default=True),
            sources_file=read.path("TRACKER_SOURCES"),
            egress=read.origins("TRACKER_EGRESS"),
            fetch_limit_bytes=read.whole("TRACKER_FETCH_LIMIT_MB", 50, 1, 500) * MEBIBYTE,
            fetch_limit_seconds=read.whole("TRACKER_FETCH_LIMIT_SECONDS", 60, 1, 600),
            issuer_parent=read.text("TRACKER_ISSUER_PARENT", "UBND TỈNH …"),
            issuer_agency=read.text("TRACKER_ISSUER_AGENCY", "VĂN PHÒNG"),
            issuer_code=read.text("TRACKER_ISSUER_CODE", "VP"),
            issuer_place=read.text("TRACKER_ISSUER_PLACE", "…"),
            issuer_signer=read.text("TRACKER_ISSUER_SIGNER", ""),
            mail=MailSettings.read(read),
            cycle=CycleSettings.read(read),
            public=PublicSettings.read(read),
            apology=ApologySettings.read(read),
            assignments=AssignmentSettings.read(read),
        )


def _database_url(url: str, instance: Path) -> str:
    if not url:
        return f"sqlite:///{instance / 'tracker.db'}"
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def _secret_key(given: str, instance: Path) -> str:
    """Return the key of the environment, or one made once and kept readable by its owner only."""
    if given:
        if len(given.encode()) < SECRET_BYTES:
            raise RefusedError("secret_too_short", bytes=SECRET_BYTES)
        return given
    path = instance / "secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(SECRET_BYTES), encoding="ascii")
    return path.read_text(encoding="ascii").strip()
