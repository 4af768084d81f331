"""What may not stand in any file: this machine's paths, package hosts, addresses of persons."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.house.source import shown, tracked_files

pytestmark = pytest.mark.one_database

# Written in pieces, so that this file does not hold what it looks for.
HOSTS = tuple(
    "".join(parts)
    for parts in (
        ("py", "pi.org"), ("python", "hosted.org"), ("npm", "js.org"), ("registry.", "yarnpkg"),
        ("proxy.", "golang.org"), ("arti", "factory"), ("nexus.", "internal"),
    )
)  # fmt: skip
PATTERNS = {
    "a path of this machine": re.compile(r"(?<![\w.])/" + r"(?:work|farm|home|Users|root)/[\w.-]+"),
    "a package host": re.compile("|".join(map(re.escape, HOSTS)), re.IGNORECASE),
    "an e-mail address": re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\b", re.IGNORECASE),
    "a private key": re.compile("BEGIN " + r"(?:RSA |EC |OPENSSH )?PRIVATE KEY"),
    "a key of a cloud": re.compile(r"\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}\b"),
}
NOT_PERSONS = re.compile(
    r"@(?:[\w-]+\.)*(?:example|invalid|test|localhost)(?:\.\w+)?$", re.IGNORECASE
)


def text_of(path: Path) -> str | None:
    """Return a file's text, None for pictures, fonts and other bytes."""
    content = path.read_bytes()
    return None if b"\0" in content[:8192] else content.decode("utf-8", "replace")


def findings(text: str) -> list[tuple[int, str]]:
    found = []
    for what, pattern in PATTERNS.items():
        for match in pattern.finditer(text):
            if what == "an e-mail address" and NOT_PERSONS.search(match[0]):
                continue
            found.append((text.count("\n", 0, match.start()) + 1, what))
    return found


def test_no_file_holds_what_belongs_to_a_machine_or_a_person() -> None:
    found = [
        f"{shown(path)}:{line}: {what}"
        for path in tracked_files()
        if (text := text_of(path)) is not None
        for line, what in findings(text)
    ]

    assert not found, "take these out:\n" + "\n".join(found[:40])


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("see /" + "work/main/x", "a path of this machine"),
        ("https://" + "py" + "pi.org/simple", "a package host"),
        ("mail a.b@" + "gialai.gov.vn", "an e-mail address"),
        ("-----BEGIN " + "PRIVATE KEY-----", "a private key"),
    ],
)
def test_the_search_finds_what_it_looks_for(text: str, what: str) -> None:
    assert findings(text) == [(1, what)]


@pytest.mark.parametrize(
    "text", ["postgresql://tracker@127.0.0.1/db", "x@app.test", "@pytest.mark.one", "/work-day"]
)
def test_the_search_lets_the_harmless_pass(text: str) -> None:
    assert findings(text) == []


@pytest.mark.parametrize("name", ["instance", ".venv", "secret_key"])
def test_what_an_installation_holds_is_never_tracked(name: str) -> None:
    assert not [shown(path) for path in tracked_files() if name in path.parts]
