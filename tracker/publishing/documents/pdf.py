"""A document as PDF, set by Typst in a process of its own; same content, same bytes."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, time
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tracker.errors import RefusedError
from tracker.paths import PROJECT_ROOT
from tracker.publishing.documents.pdf_data import paper_data
from tracker.publishing.documents.tree import Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracker.publishing.documents.tree import Paper

MEMORY_BYTES: Final = 4 * 1024**3
"""Of address space; 5,000 rows take 0.7 GB of memory, and the compiler reserves more."""

COMPUTING_SECONDS: Final = 120
WAITING_SECONDS: Final = 120
MOST_TAGGED_ROWS: Final = 500
"""Beyond, tags for screen readers would make a file twelve times as large."""

FONT_FOLDERS: Final = (
    "/usr/share/fonts/truetype/liberation2",
    "/usr/share/fonts/truetype/liberation",
    "/usr/share/fonts/liberation-serif",
    "/usr/share/fonts/liberation",
    "/usr/share/fonts/TTF",
)
"""Where Debian, Fedora and Arch keep Liberation Serif; the first that has it is taken."""

_FONT_FILE: Final = "LiberationSerif-Regular.ttf"
_START: Final = (
    "import sys; sys.path[:0] = [sys.argv.pop(1), sys.argv.pop(1)]; "
    "from tracker.publishing.documents.pdf_child import main; main()"
)


def render_pdf(paper: Paper, *more: Paper) -> bytes:
    """Return a document as PDF; the same document gives the same bytes.

    Args:
        paper: The document.
        more: Further ones in the same file, each on pages of its own.

    Raises:
        RefusedError: `document_too_slow`, `document_not_set`: the process that sets the document
            reached its limits.

    Source:
        reference/libraries.md, typst; domain-vn.md 5.
    """
    return set_pdf(prepare_pdf(paper, *more))


@dataclass(frozen=True, slots=True)
class PdfTask:
    """A document as the process that sets it reads it: a line of settings, then the data."""

    title: str
    content: bytes


def prepare_pdf(paper: Paper, *more: Paper) -> PdfTask:
    """Return what is to be set; the computing of a PDF that is done here.

    Args:
        paper: The document.
        more: Further ones in the same file, each on pages of its own.
    """
    made = datetime.combine(paper.dated, time(), UTC)
    settings = {
        "timestamp": int(made.timestamp()),
        "is_tagged": sum(map(_count_rows, (paper, *more))) <= MOST_TAGGED_ROWS,
    }
    return PdfTask(paper.title, compiler_input(settings, paper_data(paper, *more)))


def set_pdf(task: PdfTask) -> bytes:
    """Have a process of its own set a document; this one only waits.

    Raises:
        RefusedError: As `render_pdf`.
    """
    made_of = run_compiler(task.content, title=task.title)
    if not made_of.startswith(b"%PDF"):
        raise RefusedError("document_not_set", title=task.title)
    return made_of


def compiler_input(settings: Mapping[str, Any], data: Mapping[str, Any]) -> bytes:
    """Return what the compiler's process reads: a line of settings, then the data.

    Two documents, not one inside the other: megabytes are not quoted and unquoted again.

    Args:
        settings: What `tracker.publishing.documents.pdf_child` is told.
        data: What the template reads.
    """
    told = {"font_folders": [str(folder) for folder in _font_folders()], **settings}
    read = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return f"{json.dumps(told)}\n{read}".encode()


def run_compiler(content: bytes, *, title: str) -> bytes:
    """Return what the compiler makes of its input, in a process of its own and within limits.

    Args:
        content: As `compiler_input` gives it.
        title: What a refusal names.

    Raises:
        RefusedError: `document_too_slow`, `document_not_set`.
    """
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module
            # Without the site module: it costs more than the compiler's own start.
            [sys.executable, "-I", "-S", "-c", _START, str(PROJECT_ROOT), _compiler(), *_limits()],
            input=content,
            capture_output=True,
            env={},  # what the server knows is none of the child's business
            timeout=WAITING_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise RefusedError("document_too_slow", title=title) from error
    if done.returncode or not done.stdout:
        raise RefusedError("document_not_set", title=title)
    return done.stdout


def _count_rows(paper: Paper) -> int:
    blocks = (*paper.blocks, *(block for annex in paper.annexes for block in annex.blocks))
    return sum(len(block.rows) for block in blocks if isinstance(block, Table))


def _font_folders() -> list[Path]:
    """Return where Liberation Serif lies; nowhere, and the compiler's own serif serves."""
    folders = (Path(folder) for folder in FONT_FOLDERS)
    return [folder for folder in folders if (folder / _FONT_FILE).is_file()][:1]


def _compiler() -> str:
    """Return the folder the compiler is installed in, without loading it here."""
    found = find_spec("typst")
    if found is None or found.origin is None:
        raise RefusedError("document_not_set", title="typst")
    return str(Path(found.origin).parent.parent)


def _limits() -> tuple[str, str]:
    return str(MEMORY_BYTES), str(COMPUTING_SECONDS)
