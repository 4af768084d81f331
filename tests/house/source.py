"""The project's own files, as the house tests read them."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LEFT_OUT = {".git", ".venv", "instance", "__pycache__", ".hypothesis", "htmlcov", "node_modules"}


def product_modules() -> list[Path]:
    """Return the modules of the product, in order."""
    folders = ("models", "tracker", "views")
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return [*found, ROOT / "wsgi.py"]


def shown(path: Path) -> str:
    """Return a path as messages name it."""
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    """Return the syntax tree of a module."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def tracked_files() -> list[Path]:
    """Return the files git knows or would add; without git, what lies in the folder."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
        names = [name for name in listed.decode().split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        names = [
            path.relative_to(ROOT).as_posix()
            for path in ROOT.rglob("*")
            if not LEFT_OUT & set(path.relative_to(ROOT).parts)
            and not any(part.startswith(".") and part != ".ci" for part in path.parts[:-1])
        ]
    return [ROOT / name for name in sorted(names) if (ROOT / name).is_file()]
