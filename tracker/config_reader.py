"""Single settings as an environment states them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tracker.addresses import origin_of
from tracker.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping


class EnvironmentReader:
    """Reads single variables; each refusal names the variable, its value and what fits."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ

    def whole(self, name: str, default: int, lowest: int, highest: int) -> int:
        """Return a whole number within bounds."""
        text = self._environ.get(name, "").strip()
        if not text:
            return default
        if not (text.isascii() and text.isdigit() and lowest <= int(text) <= highest):
            raise RefusedError(
                "setting_invalid", name=name, value=text, allowed=f"{lowest}-{highest}"
            )
        return int(text)

    def choice(self, name: str, allowed: tuple[str, ...], default: str) -> str:
        """Return one of a few words."""
        text = self._environ.get(name, "").strip() or default
        if text not in allowed:
            raise RefusedError(
                "setting_invalid", name=name, value=text, allowed=", ".join(map(str, allowed))
            )
        return text

    def text(self, name: str, default: str) -> str:
        """Return a text with single blanks."""
        return " ".join(self._environ.get(name, "").split()) or default

    def secret(self, name: str) -> str:
        """Return a text as it stands, blanks and all."""
        return self._environ.get(name, "")

    def words(self, name: str) -> tuple[str, ...]:
        """Return the words between commas, each once."""
        parts = map(str.strip, self._environ.get(name, "").split(","))
        return tuple(dict.fromkeys(filter(None, parts)))

    def wholes(
        self, name: str, default: tuple[int, ...], lowest: int, highest: int
    ) -> tuple[int, ...]:
        """Return the whole numbers between commas."""
        words = self.words(name)
        fits = all(word.isascii() and word.isdigit() for word in words)
        if not fits or any(not lowest <= int(word) <= highest for word in words):
            raise RefusedError(
                "setting_invalid",
                name=name,
                value=self._environ[name],
                allowed=f"{lowest}-{highest}, …",
            )
        return tuple(map(int, words)) or default

    def site(self, name: str) -> str:
        """Return the address people reach the site at, without a last stroke."""
        text = self._environ.get(name, "").strip().rstrip("/")
        if text and (origin_of(text) is None or "?" in text):
            raise RefusedError(
                "setting_invalid", name=name, value=text, allowed="https://host[:port][/…]"
            )
        return text

    def flag(self, name: str, *, default: bool) -> bool:
        """Return whether a variable is "1" rather than "0"."""
        return self.choice(name, ("0", "1"), "1" if default else "0") == "1"

    def path(self, name: str) -> Path | None:
        """Return where a path leads; None when it is not given."""
        text = self._environ.get(name, "").strip()
        return Path(text).resolve() if text else None

    def origins(self, name: str) -> tuple[str, ...]:
        """Return where the addresses between commas lead, as `origin_of` writes it."""
        found: list[str] = []
        for text in filter(None, map(str.strip, self._environ.get(name, "").split(","))):
            origin = origin_of(text)
            # A path would look like a limit, and would be none.
            if origin is None or urlsplit(text).path.strip("/") or "?" in text:
                raise RefusedError(
                    "setting_invalid", name=name, value=text, allowed="https://host[:port], …"
                )
            found.append(origin)
        return tuple(dict.fromkeys(found))
