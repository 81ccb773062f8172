//! Cases: a history, models, what env.py defines, and what it gives to `context.configure`.

#[derive(Clone, Copy)]
pub enum Expected {
    /// File name and both bodies are Alembic's; where Alembic writes an empty file, none is written.
    Same,
    /// Where the project's Python runs env.py, the output has this instead.
    SameWhenRead(&'static str),
    /// On purpose: the output or the file has this.
    Differs(&'static str),
}

pub struct Case {
    pub name: &'static str,
    /// The body of `upgrade()` of the one revision.
    pub history: &'static str,
    pub models: &'static str,
    pub env: &'static str,
    pub options: &'static str,
    pub expected: Expected,
}

const ONE: &str = "op.create_table('one', sa.Column('id', sa.Integer(), nullable=False), \
                   sa.Column('name', sa.String(20), server_default='a', nullable=True), sa.PrimaryKeyConstraint('id'))";

const OTHER_TYPE: &str = "Table('one', metadata, Column('id', Integer, primary_key=True), \
                          Column('name', String(40), server_default='a'))";
const OTHER_DEFAULT: &str = "Table('one', metadata, Column('id', Integer, primary_key=True), \
                             Column('name', String(20), server_default='b'))";

const SUPPRESS: &str = "def suppress(context, revision, directives):\n    \
                        if getattr(context.config.cmd_opts, 'autogenerate', False):\n        \
                        script = directives[0]\n        \
                        if script.upgrade_ops.is_empty():\n            directives[:] = []\n            print('No changes in schema detected.')";

use Expected::{Differs, Same};

pub const CASES: &[Case] = &[
    Case {
        name: "compare_type False",
        history: ONE,
        models: OTHER_TYPE,
        env: "",
        options: "compare_type=False,",
        expected: Same,
    },
    Case {
        name: "compare_type False beside another change",
        history: ONE,
        models: "Table('one', metadata, Column('id', Integer, primary_key=True), \
                 Column('name', Text, server_default='a', nullable=False), CheckConstraint(\"name <> ''\", name='filled'))",
        env: "",
        options: "compare_type=False,",
        expected: Differs("add check constraint filled"),
    },
    Case {
        name: "compare_type False and an enum that would come",
        history: ONE,
        models: "Table('one', metadata, Column('id', Integer, primary_key=True), \
                 Column('name', Enum('a', 'b', name='letter'), server_default='a'))",
        env: "",
        options: "compare_type=False,",
        expected: Same,
    },
    Case {
        name: "compare_type says no difference",
        history: ONE,
        models: OTHER_TYPE,
        env: "def same(context, inspected_column, metadata_column, inspected_type, metadata_type):\n    \
              assert inspected_column.name == 'id' or (inspected_type.length, metadata_type.length) == (20, 40)\n    \
              assert inspected_column.table.name == metadata_column.table.name == 'one'\n    return False",
        options: "compare_type=same,",
        expected: Same,
    },
    Case {
        name: "compare_type leaves it to the comparison",
        history: ONE,
        models: OTHER_TYPE,
        env: "def none(context, inspected_column, metadata_column, inspected_type, metadata_type):\n    return None",
        options: "compare_type=none,",
        expected: Same,
    },
    Case {
        name: "compare_type says different where PostgreSQL sees the same",
        history: ONE,
        models: "Table('one', metadata, Column('id', Integer, primary_key=True), Column('name', String(20), server_default='a'))",
        env: "def always(*arguments):\n    return True",
        options: "compare_type=always,",
        expected: Differs("No changes"),
    },
    Case {
        name: "compare_server_default False",
        history: ONE,
        models: OTHER_DEFAULT,
        env: "",
        options: "compare_server_default=False,",
        expected: Same,
    },
    Case {
        name: "compare_server_default says no difference",
        history: ONE,
        models: OTHER_DEFAULT,
        env: "def same(context, inspected_column, metadata_column, inspected_default, metadata_default, rendered_metadata_default):\n    \
              assert (inspected_default, rendered_metadata_default) == (\"'a'::character varying\", 'b')\n    return False",
        options: "compare_server_default=same,",
        expected: Same,
    },
    Case {
        name: "compare_server_default says different",
        history: ONE,
        models: OTHER_DEFAULT,
        env: "def different(context, inspected_column, metadata_column, *defaults):\n    return True",
        options: "compare_server_default=different,",
        expected: Same,
    },
    Case {
        name: "include_object of tables, declared and reflected",
        history: "op.create_table('legacy_one', sa.Column('id', sa.Integer(), nullable=False))\n\
                  op.create_table('gone', sa.Column('id', sa.Integer(), nullable=False))",
        models: "Table('skip_me', metadata, Column('id', Integer), info={'skip': True})\nTable('new', metadata, Column('id', Integer))",
        env: "def include(object, name, type_, reflected, compare_to):\n    \
              if type_ == 'table' and object.info.get('skip'):\n        return False\n    \
              if type_ == 'table' and reflected:\n        return not (compare_to is None and object.name.startswith('legacy_') and 'id' in object.columns)\n    \
              return True",
        options: "include_object=include,",
        expected: Same,
    },
    Case {
        name: "models of views, marked in info",
        history: "op.create_table('one', sa.Column('id', sa.Integer(), nullable=False))\nop.execute('CREATE VIEW seen AS SELECT id FROM one')",
        models: "Table('one', metadata, Column('id', Integer, nullable=False), Column('age', Integer))\n\
                 class Seen(Base):\n    __tablename__ = 'seen'\n    __table_args__ = {'info': {'is_view': True}}\n    id = Column(Integer, primary_key=True)",
        env: "def include(object, name, type_, reflected, compare_to):\n    return not object.info.get('is_view', False)",
        options: "include_object=include,",
        expected: Same,
    },
    Case {
        name: "include_object of columns",
        history: "op.create_table('one', sa.Column('id', sa.Integer(), nullable=False), sa.Column('old', sa.Integer(), comment='keep'), sa.Column('gone', sa.Integer()), sa.Column('size', sa.Integer()))",
        models: "Table('one', metadata, Column('id', Integer, nullable=False), Column('hidden', Integer, info={'skip': 1}), Column('shown', Integer), Column('size', BigInteger, info={'skip': 1}))",
        env: "def include(object, name, type_, reflected, compare_to):\n    \
              if type_ == 'column' and reflected:\n        return object.comment != 'keep' and object.table.name == 'one'\n    \
              return type_ != 'column' or not object.info.get('skip')",
        options: "include_object=include,",
        expected: Same,
    },
    Case {
        name: "include_object of indexes",
        history: "op.create_table('one', sa.Column('a', sa.Integer()), sa.Column('b', sa.Integer()), sa.Column('c', sa.Integer()))\n\
                  op.create_index('ix_kept', 'one', ['a'], unique=True)\nop.create_index('ix_gone', 'one', ['b'])\nop.create_index('ix_changed', 'one', ['b'])",
        models: "Table('one', metadata, Column('a', Integer), Column('b', Integer), Column('c', Integer, index=True), Index('ix_changed', 'b', 'c'), Index('ix_quiet', 'a', info={'skip': True}))\n\
                 Table('two', metadata, Column('a', Integer, index=True), Index('ix_two_quiet', 'a', info={'skip': True}))",
        env: "def include(object, name, type_, reflected, compare_to):\n    \
              if type_ != 'index':\n        return True\n    \
              if reflected:\n        return not (object.unique and [column.name for column in object.columns] == ['a'] and object.table.name == 'one')\n    \
              if name == 'ix_changed':\n        return compare_to is None\n    \
              return not object.info.get('skip')",
        options: "include_object=include,",
        expected: Same,
    },
    Case {
        name: "include_object of unique constraints and foreign keys",
        history: "op.create_table('one', sa.Column('a', sa.Integer(), autoincrement=False, nullable=False), sa.Column('b', sa.Integer()), sa.PrimaryKeyConstraint('a'), sa.UniqueConstraint('b', name='uq_kept'))\n\
                  op.create_table('two', sa.Column('a', sa.Integer()), sa.ForeignKeyConstraint(['a'], ['one.a'], name='fk_kept'))",
        models: "Table('one', metadata, Column('a', Integer, primary_key=True, autoincrement=False), Column('b', Integer), UniqueConstraint('a', 'b', name='uq_new'))\n\
                 Table('two', metadata, Column('a', Integer), Column('b', Integer), ForeignKeyConstraint(['b'], ['one.a'], name='fk_new'))",
        env: "def include(object, name, type_, reflected, compare_to):\n    \
              return not (type_ in ('unique_constraint', 'foreign_key_constraint') and reflected and compare_to is None)",
        options: "include_object=include,",
        expected: Same,
    },
    Case {
        name: "an unnamed constraint has no name for include_object",
        history: "op.create_table('one', sa.Column('a', sa.Integer()))",
        models: "Table('one', metadata, Column('a', Integer, unique=True))",
        env: "def include(object, name, type_, reflected, compare_to):\n    return type_ != 'unique_constraint' or name is None",
        options: "include_object=include,",
        // Alembic names nothing, and its downgrade fails
        expected: Differs("op.create_unique_constraint(op.f('one_a_key'), 'one', ['a'])"),
    },
    Case {
        name: "include_name of tables",
        history: "op.create_table('legacy', sa.Column('id', sa.Integer()))\nop.create_table('gone', sa.Column('id', sa.Integer()))",
        models: "Table('new', metadata, Column('id', Integer))",
        env: "def named(name, type_, parent_names):\n    \
              if type_ == 'table':\n        assert parent_names == {'schema_name': None, 'schema_qualified_table_name': name}, parent_names\n        assert name != 'alembic_version'\n        return name != 'legacy'\n    return True",
        options: "include_name=named,",
        expected: Same,
    },
    Case {
        name: "include_name of what tables have",
        history: "op.create_table('one', sa.Column('a', sa.Integer()), sa.Column('b', sa.Integer()), sa.UniqueConstraint('a', name='uq_old'))\nop.create_index('ix_old', 'one', ['b'])",
        models: "Table('one', metadata, Column('a', Integer))",
        env: "def named(name, type_, parent_names):\n    \
              if type_ in ('column', 'index', 'unique_constraint'):\n        assert parent_names['table_name'] == parent_names['schema_qualified_table_name'] == 'one'\n    \
              return name not in ('uq_old', 'ix_old', 'b')",
        options: "include_name=named,",
        expected: Same,
    },
    Case {
        name: "include_schemas, and include_name of schemas",
        history: "op.execute('CREATE SCHEMA mine')\nop.execute('CREATE SCHEMA theirs')\n\
                  op.create_table('one', sa.Column('id', sa.Integer()), schema='mine')\nop.create_table('two', sa.Column('id', sa.Integer()), schema='theirs')",
        models: "",
        env: "def named(name, type_, parent_names):\n    return type_ != 'schema' or name in (None, 'mine')",
        options: "include_schemas=True, include_name=named,",
        expected: Same,
    },
    Case {
        name: "without include_schemas other schemas stay as they are",
        history: "op.execute('CREATE SCHEMA theirs')\nop.create_table('two', sa.Column('id', sa.Integer()), schema='theirs')",
        models: "",
        env: "",
        options: "",
        expected: Same,
    },
    Case {
        name: "the version table under another name and in another schema is none of the models'",
        history: "op.create_table('one', sa.Column('id', sa.Integer()))",
        models: "Table('one', metadata, Column('id', Integer))",
        env: "import os\nmake = sa.create_engine(os.environ['DATABASE_URL'].replace('postgresql://', 'postgresql+psycopg2://'))\n\
              with make.connect() as first:\n    first.execute(sa.text('CREATE SCHEMA IF NOT EXISTS audit'))\n    first.commit()",
        options: "version_table='applied', version_table_schema='audit', include_schemas=True,",
        expected: Same,
    },
    Case {
        name: "several MetaData",
        history: "op.create_table('one', sa.Column('id', sa.Integer()))\nop.create_table('gone', sa.Column('id', sa.Integer()))",
        models: "Table('one', metadata, Column('id', Integer))\nother = MetaData()\nTable('two', other, Column('id', Integer))",
        env: "target_metadata = [Base.metadata, models.other]",
        options: "",
        expected: Same,
    },
    Case {
        name: "a plugin left out: comments",
        history: "op.create_table('one', sa.Column('id', sa.Integer(), comment='old'), comment='old')",
        models: "Table('one', metadata, Column('id', Integer, comment='new'), Column('age', Integer), comment='new')",
        env: "",
        options: "autogenerate_plugins=['alembic.autogenerate.*', '~alembic.autogenerate.comments'],",
        expected: Same,
    },
    Case {
        name: "checks by name, asked for",
        history: "op.create_table('one', sa.Column('a', sa.Integer()), sa.CheckConstraint('a > 0', name='old'), sa.CheckConstraint('a < 9', name='same'))",
        models: "Table('one', metadata, Column('a', Integer), CheckConstraint('a > 1', name='new'), CheckConstraint('a < 9', name='same'))",
        env: "",
        options: "autogenerate_plugins=['alembic.autogenerate.*', 'alembic.ext.checkconstraint_byname'],",
        expected: Same,
    },
    Case {
        name: "checks by name, and include_object",
        history: "op.create_table('one', sa.Column('a', sa.Integer()), sa.CheckConstraint('a > 0', name='old'))",
        models: "Table('one', metadata, Column('a', Integer), CheckConstraint('a > 1', name='new'))",
        env: "def include(object, name, type_, reflected, compare_to):\n    \
              return not (type_ == 'check_constraint' and reflected)",
        options: "include_object=include, autogenerate_plugins=['alembic.autogenerate.*', 'alembic.ext.checkconstraint_byname'],",
        expected: Same,
    },
    Case {
        name: "render_item of types, with an import",
        history: "op.create_table('one', sa.Column('id', sa.Integer(), nullable=False))",
        models: "class Money(types.TypeDecorator):\n    impl = Numeric(10, 2)\n    cache_ok = True\n\n\
                 Table('one', metadata, Column('id', Integer, nullable=False), Column('price', Money), Column('many', ARRAY(Money)))\n\
                 Table('two', metadata, Column('price', Money(), nullable=False), Column('n', Integer))",
        env: "def render(type_, obj, autogen_context):\n    \
              if type_ == 'type' and isinstance(obj, models.Money):\n        autogen_context.imports.add('import models as m')\n        return 'm.%s()' % type(obj).__name__\n    \
              return False",
        options: "render_item=render,",
        expected: Same,
    },
    Case {
        name: "render_item of something else",
        history: "op.create_table('one', sa.Column('id', sa.Integer(), nullable=False))",
        models: "Table('one', metadata, Column('id', Integer, nullable=False), Column('price', Integer))",
        env: "def render(type_, obj, autogen_context):\n    \
              return 'sa.Column(%r, sa.Text())' % obj.name if type_ == 'column' else False",
        options: "render_item=render,",
        expected: Differs("env.py:12"),
    },
    Case {
        name: "directives: an empty revision is suppressed",
        history: "op.create_table('one', sa.Column('id', sa.Integer()))",
        models: "Table('one', metadata, Column('id', Integer))",
        env: SUPPRESS,
        options: "process_revision_directives=suppress,",
        expected: Same,
    },
    Case {
        name: "directives: a revision that is not empty is not suppressed",
        history: "op.create_table('one', sa.Column('id', sa.Integer()))",
        models: "Table('one', metadata, Column('id', Integer), Column('age', Integer))",
        env: SUPPRESS,
        options: "process_revision_directives=suppress,",
        expected: Same,
    },
    Case {
        name: "directives: everything is taken back",
        history: "op.create_table('one', sa.Column('id', sa.Integer()))",
        models: "Table('one', metadata, Column('id', Integer), Column('age', Integer))",
        env: "def never(context, revision, directives):\n    directives[:] = []",
        options: "process_revision_directives=never,",
        expected: Same,
    },
    Case {
        name: "directives: message, id and imports",
        history: "op.create_table('one', sa.Column('id', sa.Integer()))",
        models: "Table('one', metadata, Column('id', Integer), Column('age', Integer))",
        env: "from alembic.script import ScriptDirectory\n\n\
              def number(context, revision, directives):\n    \
              script = directives[0]\n    \
              assert script.message == 'x' and revision == ('aaaa',)\n    \
              head = ScriptDirectory.from_config(context.config).get_current_head()\n    \
              script.rev_id = '%s_%04d' % (head, 7)\n    \
              script.message = script.message + ' and more'\n    \
              script.imports.add('import datetime')",
        options: "process_revision_directives=number,",
        expected: Same,
    },
    Case {
        name: "directives: operations are taken out, of both lists",
        history: "op.create_table('one', sa.Column('id', sa.Integer()))\nop.create_table('gone', sa.Column('id', sa.Integer()))",
        models: "Table('one', metadata, Column('id', Integer), Column('age', Integer), Column('secret', Integer))",
        env: "from alembic.operations import ops\n\n\
              def keep(container):\n    \
              kept = []\n    \
              for op in container.ops:\n        \
              if isinstance(op, (ops.DropTableOp, ops.CreateTableOp)):\n            continue\n        \
              if isinstance(op, ops.ModifyTableOps):\n            \
              op.ops = [inner for inner in op.ops if 'secret' not in (getattr(inner, 'column_name', None), getattr(getattr(inner, 'column', None), 'name', None))]\n        \
              kept.append(op)\n    \
              container.ops = kept\n\n\
              def filter(context, revision, directives):\n    \
              keep(directives[0].upgrade_ops)\n    keep(directives[0].downgrade_ops)",
        options: "process_revision_directives=filter,",
        expected: Same,
    },
    Case {
        name: "directives: an operation is taken out of the upgrade alone",
        history: "op.create_table('one', sa.Column('id', sa.Integer()))\nop.create_table('gone', sa.Column('id', sa.Integer()))",
        models: "Table('one', metadata, Column('id', Integer))",
        env: "def half(context, revision, directives):\n    directives[0].upgrade_ops.ops = []",
        options: "process_revision_directives=half,",
        expected: Differs("has to go from `downgrade_ops` too"),
    },
    Case {
        name: "directives: columns of new tables in another order",
        history: "op.execute('SELECT 1')",
        models: "Table('one', metadata, Column('made', Date), Column('name', Text), Column('id', Integer, primary_key=True))",
        env: "from alembic.autogenerate import rewriter\nfrom alembic.operations import ops\n\nwriter = rewriter.Rewriter()\n\n\
              @writer.rewrites(ops.CreateTableOp)\n\
              def order(context, revision, op):\n    \
              op.columns.sort(key=lambda item: {'id': 0, 'name': 1}.get(getattr(item, 'name', None), 2))\n    return op",
        options: "process_revision_directives=writer,",
        expected: Same,
    },
    Case {
        name: "directives: a rewriter adds columns nullable and then sets NOT NULL",
        history: "op.create_table('one', sa.Column('id', sa.Integer()))",
        models: "Table('one', metadata, Column('id', Integer), Column('age', Integer, nullable=False))",
        env: "from alembic.autogenerate import rewriter\nfrom alembic.operations import ops\n\nwriter = rewriter.Rewriter()\n\n\
              @writer.rewrites(ops.AddColumnOp)\n\
              def add(context, revision, op):\n    \
              if op.column.nullable:\n        return op\n    \
              op.column.nullable = True\n    \
              return [op, ops.AlterColumnOp(op.table_name, op.column.name, modify_nullable=False, existing_type=op.column.type)]",
        options: "process_revision_directives=writer,",
        expected: Expected::SameWhenRead("makes an operation of class AddColumnOp"),
    },
    Case {
        name: "directives: an index is added, and a statement",
        history: "op.create_table('one', sa.Column('id', sa.Integer()))",
        models: "Table('one', metadata, Column('id', Integer), Column('age', Integer, index=True))",
        env: "from alembic.operations import ops\n\n\
              def comment(context, revision, directives):\n    \
              directives[0].upgrade_ops.ops.insert(0, ops.ExecuteSQLOp('SELECT 1'))",
        options: "process_revision_directives=comment,",
        expected: Same,
    },
    Case {
        name: "directives: what leads elsewhere than to the models",
        history: "op.create_table('one', sa.Column('id', sa.Integer()))",
        models: "Table('one', metadata, Column('id', Integer), Column('age', Integer))",
        env: "from alembic.operations import ops\n\n\
              def index(context, revision, directives):\n    \
              directives[0].upgrade_ops.ops.append(ops.CreateIndexOp('ix_more', 'one', ['id']))",
        options: "process_revision_directives=index,",
        expected: Differs("what it adds has to lead to the models"),
    },
    Case {
        name: "directives: several revisions at once",
        history: "op.create_table('one', sa.Column('id', sa.Integer()))",
        models: "Table('one', metadata, Column('id', Integer), Column('age', Integer))",
        env: "import copy\n\n\
              def two(context, revision, directives):\n    \
              more = copy.copy(directives[0])\n    more.rev_id = 'cccc'\n    more.head = 'bbbb'\n    directives.append(more)",
        options: "process_revision_directives=two,",
        expected: Differs("env.py:14"),
    },
];
