"""Changes of tasks: parties, terms and targets from a day on, append-only."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('task_change',
    sa.Column('task_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('parties', 'term', 'target', name='kind', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('effective_on', sa.Date(), nullable=False),
    sa.Column('before', sa.Text(), nullable=True),
    sa.Column('after', sa.Text(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('document', sa.String(length=300), nullable=False),
    sa.Column('undoes_id', sa.Integer(), nullable=True),
    sa.Column('bulk_key', sa.String(length=32), nullable=False),
    sa.Column('is_into_closed', sa.Boolean(), nullable=False),
    sa.Column('made_by', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['made_by'], ['user.id'], name=op.f('fk_task_change_made_by_user'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_task_change_task_id_task'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['undoes_id'], ['task_change.id'], name=op.f('fk_task_change_undoes_id_task_change'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_task_change')),
    sa.UniqueConstraint('undoes_id', name=op.f('uq_task_change_undoes_id'))
    )
    op.create_index('ix_task_change_bulk_key', 'task_change', ['bulk_key'], unique=False)
    op.create_index(op.f('ix_task_change_task_id'), 'task_change', ['task_id'], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        for verb, word in (("UPDATE", "frozen"), ("DELETE", "kept")):
            op.execute(
                f"CREATE TRIGGER task_change_{word} BEFORE {verb} ON task_change "
                f"BEGIN SELECT RAISE(ABORT, 'task_change is {word}'); END"
            )
    else:
        for verb, word in (("UPDATE", "frozen"), ("DELETE", "kept")):
            op.execute(
                f"CREATE TRIGGER task_change_{word} BEFORE {verb} ON task_change FOR EACH ROW "
                "EXECUTE FUNCTION refuse_change()"
            )


def downgrade() -> None:
    op.drop_index(op.f('ix_task_change_task_id'), table_name='task_change')
    op.drop_index('ix_task_change_bulk_key', table_name='task_change')
    op.drop_table('task_change')
