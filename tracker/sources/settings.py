"""The server's own file of sources (tệp cấu hình nguồn): TOML, read strictly.

    [sources.CONG-DVCQG]
    connector = "portal"
    pause_seconds = 5
    max_age_days = 3
    root_department_id = "…"

Every source has `connector`, and may have `pause_seconds` and `max_age_days`; everything else is
the connector's own and read by it with `OptionReader`, which refuses what it does not know.
"""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any, Final

from tracker.addresses import origin_of
from tracker.errors import NotFoundError, RefusedError
from tracker.rules.dossier_measures import OWN_SOURCE
from tracker.sources.contract import SourceSettings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

LONGEST_PAUSE: Final = 60
LONGEST_AGE_DAYS: Final = 3660
_COMMON: Final = frozenset({"connector", "pause_seconds", "max_age_days"})
_VARIABLE: Final = re.compile(r"[A-Z][A-Z0-9_]{0,79}")
_REQUIRED: Final = object()


class OptionReader:
    """Reads one source's options one by one; each refusal names source, key, value and what fits.

    Call `finish` last: it refuses the keys nobody asked for.
    """

    def __init__(self, settings: SourceSettings) -> None:
        self._source = settings.code
        self._options = settings.options
        self._asked: list[str] = []

    def text(self, key: str, default: str | object = _REQUIRED, *, pattern: str = "") -> str:
        """Return a text.

        Args:
            key: Name of the option.
            default: What stands where it is not given; without one it must be given.
            pattern: Regular expression the whole text must fit.

        Raises:
            RefusedError: `source_setting_invalid`, `source_setting_missing`; so do all readers.
        """
        fits = pattern or "một chuỗi chữ"
        value = self._take(key, default, fits)
        if not isinstance(value, str) or (pattern and not re.fullmatch(pattern, value)):
            raise self.invalid(key, value, fits)
        return value

    def choice(self, key: str, allowed: Sequence[str], default: str | object = _REQUIRED) -> str:
        """Return one of the texts allowed."""
        value = self._take(key, default, ", ".join(allowed))
        if value not in allowed:
            raise self.invalid(key, value, ", ".join(allowed))
        return str(value)

    def whole(self, key: str, lowest: int, highest: int, default: int | object = _REQUIRED) -> int:
        """Return a whole number within limits, both included."""
        value = self._take(key, default, f"{lowest}-{highest}")
        if isinstance(value, bool) or not isinstance(value, int) or not lowest <= value <= highest:
            raise self.invalid(key, value, f"{lowest}-{highest}")
        return value

    def flag(self, key: str, *, default: bool) -> bool:
        """Return true or false."""
        value = self._take(key, default, "true, false")
        if not isinstance(value, bool):
            raise self.invalid(key, value, "true, false")
        return value

    def url(self, key: str, default: str | object = _REQUIRED) -> str:
        """Return an address with http or https and a host, without a name or password in it."""
        fits = "https://host[:port]/…"
        value = self._take(key, default, fits)
        if not isinstance(value, str) or origin_of(value) is None:
            raise self.invalid(key, value, fits)
        return value

    def variable(self, key: str, default: str | object = _REQUIRED) -> str:
        """Return the name of an environment variable: A–Z, 0–9 and _."""
        fits = "A-Z, 0-9, _"
        value = self._take(key, default, fits)
        if value == default and not value:
            return ""
        if not isinstance(value, str) or not _VARIABLE.fullmatch(value):
            raise self.invalid(key, value, fits)
        return value

    def table(self, key: str, default: Mapping[str, Any] | object = _REQUIRED) -> dict[str, Any]:
        """Return a table of whatever; its caller reads the values."""
        fits = f"[sources.{self._source}.{key}]"
        value = self._take(key, default, fits)
        if not isinstance(value, dict):
            raise self.invalid(key, value, fits)
        return value

    def items(self, key: str, default: Sequence[Any] | object = _REQUIRED) -> list[Any]:
        """Return a list of whatever; its caller reads the values."""
        value = self._take(key, default, "[…]")
        if not isinstance(value, (list, tuple)):
            raise self.invalid(key, value, "[…]")
        return list(value)

    def inner(self, key: str, table: Mapping[str, Any]) -> OptionReader:
        """Return a reader of a table within the options; its keys are named "key.inner"."""
        reader = OptionReader(SourceSettings(self._source, "", dict(table)))
        reader._prefix = f"{self._prefix}{key}."
        return reader

    _prefix = ""

    def invalid(self, key: str, value: object, fits: str) -> RefusedError:
        """Return the refusal of a value, for whoever reads more than a plain one."""
        return RefusedError(
            "source_setting_invalid",
            source=self._source,
            key=f"{self._prefix}{key}",
            value=_shown(value),
            allowed=fits,
        )

    def finish(self) -> None:
        """Refuse the keys nobody asked for.

        Raises:
            RefusedError: `source_setting_unknown`.
        """
        unknown = sorted(self._options.keys() - set(self._asked))
        if unknown:
            common = sorted(_COMMON) if not self._prefix else []
            raise RefusedError(
                "source_setting_unknown",
                source=self._source,
                key=f"{self._prefix}{unknown[0]}",
                value=_shown(self._options[unknown[0]]),
                allowed=", ".join([*common, *self._asked]),
            )

    def _take(self, key: str, default: object, fits: str) -> Any:
        self._asked.append(key)
        if key in self._options:
            return self._options[key]
        if default is _REQUIRED:
            raise RefusedError(
                "source_setting_missing",
                source=self._source,
                key=f"{self._prefix}{key}",
                allowed=fits,
            )
        return default


def load_sources(path: Path) -> dict[str, SourceSettings]:
    """Return every source of the file, in its order; none where there is no file.

    Raises:
        RefusedError: `sources_file_unreadable`, `source_setting_invalid`,
            `source_setting_missing`, `source_setting_unknown`.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise RefusedError(
            "sources_file_unreadable", file=path.name, cause=type(error).__name__
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise RefusedError("sources_file_unreadable", file=path.name, cause=str(error)) from None
    tables = content.pop("sources", {})
    if content or not isinstance(tables, dict):
        key = next(iter(content), "sources")
        raise RefusedError("sources_file_unreadable", file=path.name, cause=f"[{key}]")
    return {code: _source(code, table) for code, table in tables.items()}


def get_source_settings(path: Path, code: str) -> SourceSettings:
    """Return one source of the file; our own dossiers stand in no file.

    Raises:
        NotFoundError: `source_not_configured`.
        RefusedError: As `load_sources`.
    """
    if code == OWN_SOURCE:
        return SourceSettings(code, "dossiers", {})
    sources = load_sources(path)
    if code not in sources:
        raise NotFoundError(
            "source_not_configured", source=code, file=path.name, known=tuple(sources) or "—"
        )
    return sources[code]


def _source(code: str, table: object) -> SourceSettings:
    if not isinstance(table, dict):
        raise RefusedError(
            "source_setting_invalid",
            source=code,
            key=code,
            value=_shown(table),
            allowed=f"[sources.{code}]",
        )
    read = OptionReader(SourceSettings(code, "", table))
    return SourceSettings(
        code=code,
        connector=read.text("connector"),
        options={key: value for key, value in table.items() if key not in _COMMON},
        pause_seconds=_pause(read, table.get("pause_seconds", 5)),
        max_age_days=read.whole("max_age_days", 1, LONGEST_AGE_DAYS)
        if "max_age_days" in table
        else None,
    )


def _pause(read: OptionReader, value: object) -> float:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not is_number or not 0 <= value <= LONGEST_PAUSE:  # type: ignore[operator]
        raise read.invalid("pause_seconds", value, f"0-{LONGEST_PAUSE}")
    return float(value)  # type: ignore[arg-type]


def _shown(value: object) -> str:
    text = str(value)
    return text if len(text) <= 80 else f"{text[:79]}…"
