"""Administrative procedures as files name them: one row for each code, name and field."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from models import Procedure, db

LONGEST_CODE: Final = 60


def ensure_procedure(*, code: str, name: str, field: str) -> int:
    """Return the key of a procedure (thủ tục hành chính), made when it is named first.

    Args:
        code: Code as the file prints it, at most 60 characters; empty when it prints none.
        name: Name as printed; may be empty.
        field: Field (lĩnh vực) as printed; may be empty.
    """
    known = db.session.scalar(
        sa.select(Procedure.id).where(
            Procedure.code == code, Procedure.name == name, Procedure.field == field
        )
    )
    if known is not None:
        return known
    procedure = Procedure(code=code, name=name, field=field)
    db.session.add(procedure)
    db.session.flush()
    key = procedure.id
    db.session.expunge(procedure)
    return key
