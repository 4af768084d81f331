"""Where the product's own files lie."""

from __future__ import annotations

from pathlib import Path
from typing import Final

PROJECT_ROOT: Final = Path(__file__).resolve().parent.parent
SEEDS: Final = PROJECT_ROOT / "seeds"
DEMO_SEEDS: Final = SEEDS / "demo"
MIGRATIONS: Final = PROJECT_ROOT / "migrations"
TEMPLATES: Final = PROJECT_ROOT / "templates"
STATIC: Final = PROJECT_ROOT / "static"
TRANSLATIONS: Final = PROJECT_ROOT / "tracker" / "translations"
