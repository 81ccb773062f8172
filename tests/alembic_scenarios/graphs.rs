//! The small script directories that the scenarios run on.

use std::fmt::Write as _;
use std::path::Path;

/// One revision file.
pub struct File {
    pub id: &'static str,
    pub down: &'static [&'static str],
    pub labels: &'static [&'static str],
    pub depends_on: &'static [&'static str],
    /// Below the project; `alembic/versions` where empty.
    pub folder: &'static str,
    /// The body of `upgrade()` after the note of its run.
    pub upgrade: &'static str,
}

const NONE: &[&str] = &[];
const PLAIN: File = File { id: "", down: NONE, labels: NONE, depends_on: NONE, folder: "", upgrade: "" };

pub struct Graph {
    pub name: &'static str,
    pub files: &'static [File],
    /// Lines added to the section `[alembic]`.
    pub options: &'static str,
}

impl Graph {
    /// A revision that two follow, or several without one before.
    pub fn is_forked(&self) -> bool {
        let mut followed: Vec<&[&str]> = self.files.iter().map(|file| file.down).collect();
        followed.sort_unstable();
        followed.windows(2).any(|pair| pair[0] == pair[1])
    }
}

pub const GRAPHS: &[Graph] = &[
    Graph { name: "empty", files: &[], options: "" },
    Graph {
        name: "linear",
        files: &[
            File { id: "a001", ..PLAIN },
            File { id: "a002", down: &["a001"], ..PLAIN },
            File { id: "abc3", down: &["a002"], ..PLAIN },
            File { id: "abc4", down: &["abc3"], ..PLAIN },
            File { id: "0f5e", down: &["abc4"], ..PLAIN },
        ],
        options: "",
    },
    Graph {
        name: "branched",
        files: &[
            File { id: "root", ..PLAIN },
            File { id: "left1", down: &["root"], ..PLAIN },
            File { id: "left2", down: &["left1"], ..PLAIN },
            File { id: "right1", down: &["root"], ..PLAIN },
        ],
        options: "",
    },
    Graph {
        name: "labelled",
        files: &[
            File { id: "root", ..PLAIN },
            File { id: "shop1", down: &["root"], labels: &["shop"], ..PLAIN },
            File { id: "shop2", down: &["shop1"], ..PLAIN },
            File { id: "blog1", down: &["root"], labels: &["blog", "news"], ..PLAIN },
            File { id: "blog2", down: &["blog1"], ..PLAIN },
        ],
        options: "",
    },
    Graph {
        name: "merged",
        files: &[
            File { id: "root", ..PLAIN },
            File { id: "left1", down: &["root"], ..PLAIN },
            File { id: "right1", down: &["root"], ..PLAIN },
            File { id: "right2", down: &["right1"], ..PLAIN },
            File { id: "join", down: &["left1", "right2"], ..PLAIN },
            File { id: "after", down: &["join"], ..PLAIN },
        ],
        options: "",
    },
    Graph {
        name: "dependent",
        files: &[
            File { id: "base1", labels: &["one"], ..PLAIN },
            File { id: "base2", down: &["base1"], ..PLAIN },
            File { id: "other1", labels: &["two"], ..PLAIN },
            File { id: "other2", down: &["other1"], depends_on: &["base2"], ..PLAIN },
        ],
        options: "",
    },
    Graph {
        name: "bases",
        files: &[
            File { id: "eins", ..PLAIN },
            File { id: "zwei", down: &["eins"], ..PLAIN },
            File { id: "uno1", ..PLAIN },
            File { id: "dos2", down: &["uno1"], ..PLAIN },
        ],
        options: "",
    },
    Graph {
        name: "locations",
        files: &[
            File { id: "core1", labels: &["core"], folder: "core", ..PLAIN },
            File { id: "core2", down: &["core1"], folder: "core", ..PLAIN },
            File { id: "plug1", labels: &["plug"], folder: "plugin", ..PLAIN },
        ],
        options: "version_locations = %(here)s/core %(here)s/plugin\npath_separator = space\n",
    },
    Graph {
        name: "failing",
        files: &[
            File { id: "good1", ..PLAIN },
            File { id: "good2", down: &["good1"], ..PLAIN },
            File { id: "bad3", down: &["good2"], upgrade: "op.execute('SELECT 1 FROM nowhere')", ..PLAIN },
        ],
        options: "",
    },
    Graph {
        name: "missing",
        files: &[
            File { id: "a001", down: &["gone"], ..PLAIN },
            File { id: "a002", down: &["a001"], ..PLAIN },
        ],
        options: "",
    },
    Graph {
        name: "cyclic",
        files: &[
            File { id: "a001", ..PLAIN },
            File { id: "a002", down: &["a001", "a003"], ..PLAIN },
            File { id: "a003", down: &["a002"], ..PLAIN },
        ],
        options: "",
    },
    Graph {
        name: "templated",
        files: &[File { id: "a001", ..PLAIN }],
        options: "file_template = %%(year)d/%%(rev)s_%%(slug)s\nrecursive_version_locations = true\n\
                  truncate_slug_length = 12\ntimezone = Europe/Berlin\n",
    },
];

/// Writes the files of a graph.
pub fn write(graph: &Graph, folder: &Path) {
    let ini = format!("[alembic]\nscript_location = %(here)s/alembic\n{}", graph.options);
    let put = |name: &str, text: &str| {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        std::fs::write(path, text).expect("a file");
    };
    put("alembic.ini", &ini);
    put("alembic/env.py", ENV_PY);
    put("alembic/script.py.mako", super::common::project::SCRIPT_PY_MAKO);
    std::fs::create_dir_all(folder.join("alembic/versions")).expect("a folder");
    for file in graph.files {
        let place = if file.folder.is_empty() { "alembic/versions" } else { file.folder };
        put(&format!("{place}/{}_file.py", file.id), &text(file));
    }
}

fn text(file: &File) -> String {
    let list = |items: &[&str]| match items {
        [] => "None".to_owned(),
        [one] => format!("{one:?}"),
        many => format!("({})", many.iter().map(|item| format!("{item:?}, ")).collect::<String>()),
    };
    let mut text = format!(
        "\"\"\"The message of {}\n\nA second paragraph.\n\"\"\"\n\nfrom alembic import op\n\n",
        file.id
    );
    let labels = if file.labels.len() == 1 { format!("({:?},)", file.labels[0]) } else { list(file.labels) };
    let _ = write!(
        text,
        "revision = {:?}\ndown_revision = {}\nbranch_labels = {labels}\ndepends_on = {}\n\n\n",
        file.id,
        list(file.down),
        list(file.depends_on)
    );
    for direction in ["upgrade", "downgrade"] {
        let _ = write!(
            text,
            "def {direction}():\n    op.execute(\"INSERT INTO noted (what) VALUES ('{direction} {}')\")\n",
            file.id
        );
        if direction == "upgrade" {
            let _ = write!(text, "    {}\n\n\n", if file.upgrade.is_empty() { "pass" } else { file.upgrade });
        }
    }
    text
}

const ENV_PY: &str = r#"import os

from alembic import context
from sqlalchemy import MetaData, create_engine, pool

target_metadata = MetaData()
tag = context.get_tag_argument()
if tag:
    print("tag", tag)
arguments = context.get_x_argument(as_dictionary=True)
if arguments:
    print("x", arguments)

if context.is_offline_mode():
    context.configure(url="postgresql://", target_metadata=target_metadata, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()
else:
    engine = create_engine(os.environ["SCENARIO_URL"], poolclass=pool.NullPool)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=target_metadata,
            include_name=lambda name, kind, parents: name != "noted",
            transaction_per_migration="each" in arguments,
        )
        with context.begin_transaction():
            context.run_migrations()
"#;
