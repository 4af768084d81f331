"""`python -m benchmarks [NAME …] [--rows N]`: floor, product and ratio of each."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Final

from benchmarks.common import read_options

#: Name → module with a function `run(options)`.
BENCHMARKS: Final = {
    "import": "benchmarks.import_dossiers",
    "evaluation": "benchmarks.evaluation",
    "late-list": "benchmarks.late_list",
    "scores": "benchmarks.scores",
    "documents": "benchmarks.documents",
    "public-site": "benchmarks.public_site",
    "pictures": "benchmarks.pictures",
    "staff-pages": "benchmarks.staff_pages",
    "matrix-page": "benchmarks.matrix_page",
}


def main() -> None:
    """Run the benchmarks named, or all."""
    names, options = read_options(sys.argv[1:], BENCHMARKS)
    for name in names:
        import_module(BENCHMARKS[name]).run(options)


if __name__ == "__main__":
    main()
