"""Sets one document, or draws pictures, in a process of its own; knows nothing of the product.

Started by `tracker.publishing.documents.pdf` within limits: the compiler takes some hundred
megabytes for thousands of rows and keeps them, so it never runs inside a server. It reads a line of
settings and the data from standard input, both JSON, and prints the PDF, or the pictures one after
the other, each behind its length.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

DOCUMENT = Path(__file__).with_name("document.typ")
PICTURES = Path(__file__).with_name("pictures.typ")
LENGTH_BYTES = 8
POINTS_PER_INCH = 72


def main() -> None:
    """Set a document within limits: bytes of memory, seconds of computing."""
    memory, seconds = int(sys.argv[1]), int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    import typst

    task = json.loads(sys.stdin.buffer.readline())
    shared = {
        "font_paths": task["font_folders"],
        # Only fonts we name: the same document looks alike whatever else a host has installed.
        "ignore_system_fonts": True,
        "sys_inputs": {"data": sys.stdin.buffer.read().decode()},
    }
    scale = task.get("pixels_per_point")
    if scale is None:
        pdf = typst.compile(
            DOCUMENT.read_bytes(),
            format="pdf",
            timestamp=task["timestamp"],
            pdf_tags=task["is_tagged"],
            **shared,
        )
        sys.stdout.buffer.write(pdf)
        return
    pages = typst.compile(
        PICTURES.read_bytes(), format="png", ppi=scale * POINTS_PER_INCH, **shared
    )
    for page in pages if isinstance(pages, list) else [pages]:
        sys.stdout.buffer.write(len(page).to_bytes(LENGTH_BYTES, "big") + page)
