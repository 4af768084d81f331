"""Sets one document in a process of its own; knows nothing of the product.

Started by `tracker.publishing.documents.pdf` within limits: the compiler takes some hundred
megabytes for thousands of rows and keeps them, so it never runs inside a server. It reads a line of
settings and the document's data from standard input, both JSON, and prints the PDF.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

TEMPLATE = Path(__file__).with_name("document.typ")


def main() -> None:
    """Set a document within limits: bytes of memory, seconds of computing."""
    memory, seconds = int(sys.argv[1]), int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    import typst

    task = json.loads(sys.stdin.buffer.readline())
    pdf = typst.compile(
        TEMPLATE.read_bytes(),
        font_paths=task["font_folders"],
        # Only fonts we name: the same document looks alike whatever else a host has installed.
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": sys.stdin.buffer.read().decode()},
        timestamp=task["timestamp"],
        pdf_tags=task["is_tagged"],
    )
    sys.stdout.buffer.write(pdf)
