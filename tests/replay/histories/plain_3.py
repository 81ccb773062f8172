"""several statements in one string, functions, triggers"""
from alembic import op

revision = "33333333cccc"
down_revision = "22222222bbbb"


def upgrade():
    op.execute("""
        CREATE FUNCTION touch() RETURNS trigger AS $$
        BEGIN
            NEW.created_at := now(); -- it's fine; really
            RETURN NEW;
        END;
        $$ LANGUAGE plpgsql;
        CREATE TRIGGER touch BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION touch();
        CREATE VIEW mails AS SELECT mail FROM users;
    """)
    op.execute("COMMENT ON VIEW mails IS 'a\\:b'")


def downgrade():
    op.execute("DROP VIEW mails; DROP TRIGGER touch ON users; DROP FUNCTION touch()")
