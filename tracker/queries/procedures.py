"""Administrative procedures as the files name them."""

from __future__ import annotations

import sqlalchemy as sa

from models import Procedure, db


def list_procedure_fields() -> dict[int, str]:
    """Return the field (lĩnh vực) of every procedure by its key; "" where no file told it."""
    rows = db.session.execute(sa.select(Procedure.id, Procedure.field))
    return {key: field for key, field in rows}  # noqa: C416 - rows are not pairs to mypy
