"""Packages are named and pinned; where they come from is the machine's business."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from tests.house.source import ROOT

pytestmark = pytest.mark.one_database

REQUIREMENTS = sorted((ROOT / "requirements").iterdir())
ADDRESSES = (
    "://",
    "--index",
    "--extra-index",
    "--find-links",
    "--trusted-host",
    "-i ",
    " @ ",
    "file:",
)
SETS = ("base", "dev")
NAME = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?\s*(.*)$")
PINNED = re.compile(r"^([a-z0-9-]+)(?:\[[^\]]*\])?==(\S+)")


def key(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def asked(name: str) -> dict[str, str]:
    """Return package → condition of an .in file."""
    lines = (ROOT / "requirements" / f"{name}.in").read_text(encoding="utf-8").splitlines()
    matches = [NAME.match(line) for line in lines if line and not line.startswith(("#", "-"))]
    return {key(found[1]): found[2] for found in matches if found}


def locked(name: str) -> dict[str, str]:
    """Return package → version of a locked set."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    return {found[1]: found[2] for line in text.splitlines() if (found := PINNED.match(line))}


def fits(version: str, condition: str) -> bool:
    """Tell whether a version keeps "~=1.2.3": not older, and the same but for the last part."""
    if not condition:
        return True
    operator, wanted = condition[:2], condition[2:].strip()
    assert operator in ("~=", "=="), f"say ~= or ==, not {condition!r}"
    parts, least = (tuple(map(int, re.findall(r"\d+", text))) for text in (version, wanted))
    if operator == "==":
        return parts == least
    return parts >= least and parts[: len(least) - 1] == least[:-1]


@pytest.mark.parametrize("path", REQUIREMENTS, ids=lambda path: path.name)
def test_no_address_stands_in_the_requirements(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    found = [sign for sign in ADDRESSES if sign in text]
    assert not found, f"{path.name} holds {found}: lock again with `make lock`"


@pytest.mark.parametrize("name", SETS)
def test_what_is_asked_for_is_locked_in_a_version_that_fits(name: str) -> None:
    versions = locked(name)

    for package, condition in asked(name).items():
        assert package in versions, f"{package} is not in {name}.txt: run `make lock`"
        assert fits(versions[package], condition), (
            f"{name}.txt has {package} {versions[package]}, {name}.in asks {condition}: `make lock`"
        )


@pytest.mark.parametrize("name", SETS)
def test_every_locked_package_has_hashes(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")

    entries = re.split(r"\n(?=[a-z0-9])", text.strip())
    bare = [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry]
    assert not bare, "lock again with `make lock`"


def test_both_sets_agree_on_what_they_share() -> None:
    base, dev = locked("base"), locked("dev")

    differing = {name for name in base.keys() & dev.keys() if base[name] != dev[name]}
    assert not differing, "dev.in must read base.txt as constraints (-c base.txt): `make lock`"


def test_the_project_takes_its_packages_from_base_in() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

    assert "dependencies" in project["project"]["dynamic"]
    dynamic = project["tool"]["setuptools"]["dynamic"]["dependencies"]
    assert dynamic == {"file": ["requirements/base.in"]}


def test_every_package_the_product_imports_is_locked() -> None:
    import ast
    import sys
    from importlib.metadata import packages_distributions

    from tests.house.source import product_modules, tree

    own = {"models", "tracker", "views", "wsgi"}
    imported: set[str] = set()
    for path in product_modules():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Import):
                imported |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                imported.add(node.module.partition(".")[0])
    outside = imported - own - set(sys.stdlib_module_names) - {"_typeshed", "_csv"}
    providers = packages_distributions()
    named = set(locked("base"))
    missing = sorted(
        module
        for module in outside
        if not named & {key(package) for package in providers.get(module, [module])}
    )
    assert not missing, f"add to requirements/base.in, then `make lock`: {missing}"
