"""Rows that never change: the audit trail, published lists, revisions."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

FROZEN = "audit_entry", "dossier_revision"
PUBLISHED = (
    "period version first_day last_day as_of is_sample content internal_content sha256 "
    "previous_sha256 audit_head drafted_by drafted_at".split()
)


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _upgrade_sqlite()
    else:
        _upgrade_postgresql()


def _upgrade_sqlite() -> None:
    for table in FROZEN:
        for event in "UPDATE", "DELETE":
            op.execute(
                f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
    changed = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in PUBLISHED)
    op.execute(
        f"CREATE TRIGGER publication_frozen BEFORE UPDATE ON publication "
        f"WHEN OLD.state <> 'draft' AND (NEW.state = 'draft' OR {changed}) "
        f"BEGIN SELECT RAISE(ABORT, 'an approved list is frozen'); END"
    )
    op.execute(
        "CREATE TRIGGER publication_kept BEFORE DELETE ON publication WHEN OLD.state <> 'draft' "
        "BEGIN SELECT RAISE(ABORT, 'an approved list is kept'); END"
    )


def _upgrade_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION '% is frozen', TG_TABLE_NAME; END $$"
    )
    for table in FROZEN:
        op.execute(
            f"CREATE TRIGGER {table}_frozen BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
    old = ", ".join(f"OLD.{column}" for column in PUBLISHED)
    new = ", ".join(f"NEW.{column}" for column in PUBLISHED)
    op.execute(
        "CREATE TRIGGER publication_frozen BEFORE UPDATE ON publication FOR EACH ROW "
        f"WHEN (OLD.state <> 'draft' AND (NEW.state = 'draft' "
        f"OR ROW({new}) IS DISTINCT FROM ROW({old}))) "
        "EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER publication_kept BEFORE DELETE ON publication FOR EACH ROW "
        "WHEN (OLD.state <> 'draft') EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in FROZEN:
            op.execute(f"DROP TRIGGER {table}_no_update")
            op.execute(f"DROP TRIGGER {table}_no_delete")
        op.execute("DROP TRIGGER publication_frozen")
        op.execute("DROP TRIGGER publication_kept")
        return
    for table in FROZEN:
        op.execute(f"DROP TRIGGER {table}_frozen ON {table}")
    op.execute("DROP TRIGGER publication_frozen ON publication")
    op.execute("DROP TRIGGER publication_kept ON publication")
    op.execute("DROP FUNCTION refuse_change")
