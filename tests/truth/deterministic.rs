//! The same input gives the same bytes, whoever asks, wherever and whenever.

use std::fs;
use std::path::{Path, PathBuf};

use crate::Bench;
use crate::common::project::{Project, text_of};

/// Many objects of each kind, in files that are imported in the order in which the system lists them.
fn files() -> Vec<(String, String)> {
    let mut files = vec![
        (
            "models.py".to_owned(),
            "import importlib\nimport os\n\nfrom tables import base\n\nm = base.m\n\
             for name in os.listdir(os.path.join(os.path.dirname(__file__), 'tables')):\n\
             \x20   if name.startswith('part_'):\n        importlib.import_module('tables.' + name[:-3])\n"
                .to_owned(),
        ),
        ("tables/__init__.py".to_owned(), String::new()),
        ("tables/base.py".to_owned(), "import sqlalchemy as sa\n\nm = sa.MetaData()\n".to_owned()),
    ];
    for part in 0..8 {
        let next = (part + 3) % 8;
        files.push((
            format!("tables/part_{part}.py"),
            format!(
                "import sqlalchemy as sa\nfrom sqlalchemy.dialects import postgresql as pg\n\nfrom tables.base import m\n\n\
                 t = sa.Table('t{part}', m, sa.Column('id', sa.Integer, primary_key=True), sa.Column('a', sa.String(9), index=True, unique=True),\n\
                 \x20   sa.Column('kind', sa.Enum('x', 'y', name='kind_{}')), sa.Column('doc', pg.JSONB), sa.Column('next', sa.ForeignKey('t{next}.id')),\n\
                 \x20   sa.CheckConstraint('id > {part}', name='ck_{part}'))\nsa.Index('ix_{part}', t.c.doc, postgresql_using='gin')\nsa.Sequence('s{part}', metadata=m)\n",
                part % 3
            ),
        ));
    }
    files
}

/// A history that has most of it already, and more of some: things are added, changed and dropped.
fn history(id: &str) -> String {
    let mut upgrade = String::new();
    for part in [6, 2, 9, 4, 11, 0, 8] {
        upgrade.push_str(&format!(
            "    op.execute('CREATE TABLE t{part} (id serial PRIMARY KEY, a text, gone_{part} int, other int, more date)')\n\
             \x20   op.execute('CREATE INDEX old_{part} ON t{part} (other)')\n"
        ));
    }
    upgrade.push_str("    op.execute('ALTER TABLE t9 ADD FOREIGN KEY (other) REFERENCES t8')\n");
    upgrade.push_str("    op.execute('ALTER TABLE t11 ADD FOREIGN KEY (other) REFERENCES t9')\n");
    format!(
        "from alembic import op\n\nrevision = '{id}'\ndown_revision = None\n\n\ndef upgrade():\n{upgrade}\n\ndef downgrade():\n    pass\n"
    )
}

/// A project whose files were made in one order or the other.
fn laid_out(folder: &Path, backwards: bool) {
    let ordinary = crate::project();
    let mut all: Vec<(String, String)> = ["alembic.ini", "alembic/env.py", "alembic/script.py.mako"]
        .map(|name| (name.to_owned(), ordinary.read(name)))
        .to_vec();
    all.push(("alembic/versions/base_by_hand.py".to_owned(), history("base")));
    all.extend(files());
    if backwards {
        all.reverse();
    }
    for (name, text) in all {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        fs::write(path, text).expect("a file");
    }
}

/// The revision that is written there, without the moment at which it was.
fn revision(bench: &Bench, folder: &Path, environment: &[(&str, &str)]) -> String {
    let mut command = Project::empty().tool();
    command.current_dir(folder).args(["--database-url", &bench.server.url("postgres")]);
    command.args(["--yes", "--no-renames", "-m", "it", "--rev-id", "it"]).envs(environment.iter().copied());
    let output = command.output().expect("the tool runs");
    assert_eq!(output.status.code(), Some(0), "{}", text_of(&output));
    let path = folder.join("alembic/versions/it_it.py");
    let text = fs::read_to_string(&path).expect("a revision");
    fs::remove_file(path).expect("a revision");
    text.lines().filter(|line| !line.starts_with("Create Date: ")).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_same_bytes_from_run_to_run_and_from_machine_to_machine() {
    let bench = Bench::new();
    let folder = tempfile::tempdir().expect("a folder");
    laid_out(folder.path(), false);
    let first = revision(&bench, folder.path(), &[]);
    assert!(first.contains("op.drop_table('t11')") && first.contains("op.create_table('t7'"), "{first}");
    for _ in 0..4 {
        assert_eq!(revision(&bench, folder.path(), &[]), first);
    }
    for environment in [
        [("TZ", "Asia/Tokyo"), ("LANG", "tr_TR.UTF-8"), ("LC_ALL", "C"), ("HOME", "/nonexistent")],
        [("TZ", "America/St_Johns"), ("LANG", "C"), ("LC_ALL", "de_DE.UTF-8"), ("PYTHONHASHSEED", "7")],
    ] {
        assert_eq!(revision(&bench, folder.path(), &environment), first, "{environment:?}");
    }
    // a system lists files in the order of their making, or the other way round, or by a hash of their names
    for place in [std::env::temp_dir(), PathBuf::from("/dev/shm")].iter().filter(|place| place.is_dir()) {
        for backwards in [false, true] {
            let folder = tempfile::tempdir_in(place).expect("a folder");
            laid_out(folder.path(), backwards);
            assert_eq!(revision(&bench, folder.path(), &[]), first, "{} {backwards}", place.display());
        }
    }
}

/// Alembic drops tables in the order of a set: three that refer to each other in a chain rarely go.
#[test]
fn what_is_dropped_goes_before_what_it_refers_to() {
    let bench = Bench::new();
    let folder = tempfile::tempdir().expect("a folder");
    laid_out(folder.path(), false);
    let text = revision(&bench, folder.path(), &[]);
    let upgrade = text.split("def downgrade").next().expect("an upgrade");
    let place = |what: &str| upgrade.find(what).unwrap_or_else(|| panic!("no {what}\n{upgrade}"));
    assert!(place("op.drop_table('t11')") < place("op.drop_table('t9')"));
    assert!(place("op.drop_table('t9')") < place("op.drop_table('t8')"));
    // a circle of eight tables: each is created before what refers to it, but for one that comes after
    assert_eq!(
        upgrade.matches("op.create_foreign_key(").count(),
        8 - upgrade.matches("sa.ForeignKeyConstraint(").count()
    );
    for kind in ["'kind_0'", "'kind_1'", "'kind_2'"] {
        let first = upgrade.lines().find(|line| line.contains(kind)).expect("a user");
        assert!(!first.contains("create_type=False"), "{kind} is made with its first table: {first}");
    }
}

/// Types stand as the models have them, and what they are written with is imported.
#[test]
fn what_the_body_names_is_imported() {
    let project = crate::project();
    project.write("app/__init__.py", "");
    project.write(
        "app/types.py",
        "import sqlalchemy as sa\n\n\nclass Money(sa.types.TypeDecorator):\n    impl = sa.Numeric\n    cache_ok = True\n",
    );
    let models = "import sqlalchemy as sa\nfrom sqlalchemy.dialects import postgresql as pg\n\nfrom app.types import Money\n\nm = sa.MetaData()\n\
        sa.Table('t', m, sa.Column('id', sa.Integer, primary_key=True), sa.Column('price', Money(12, 2)), sa.Column('doc', pg.JSONB), sa.Column('s', sa.String(length=50)),\n\
        \x20   sa.Column('n', sa.Numeric(10, 2)), sa.Column('at', sa.DateTime(timezone=True)), sa.Column('u', sa.Uuid), sa.Column('tags', pg.ARRAY(sa.Text)), sa.Column('r', pg.INT4RANGE))\n";
    let mut bench = Bench::new();
    assert_eq!(bench.revise(&project, models, "it"), Ok(true));
    let text = fs::read_to_string(&project.versions()[0]).expect("a revision");
    for line in ["import app.types", "from sqlalchemy.dialects import postgresql", "import sqlalchemy as sa"]
    {
        assert!(text.lines().any(|it| it == line), "{line} is missing\n{text}");
    }
    for spelled in [
        "app.types.Money(precision=12, scale=2)",
        "postgresql.JSONB(astext_type=sa.Text())",
        "sa.String(length=50)",
        "sa.Numeric(precision=10, scale=2)",
        "sa.DateTime(timezone=True)",
        "sa.Uuid()",
        "postgresql.ARRAY(sa.Text())",
        "postgresql.INT4RANGE()",
    ] {
        assert!(text.contains(spelled), "{spelled} is missing\n{text}");
    }
    bench.migrated.psql(crate::EMPTY);
    bench.migrate(&project, true, "upgrade", "head").expect("Alembic runs it");
}
