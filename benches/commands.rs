//! How long `history`, `heads` and `current` take on a linear history of 500 files, beside the real
//! Alembic on the same files and the same database in the same run.
//!
//! Whole processes, in turn, as a user waits for them; Alembic's files are compiled before, the first run
//! of each doesn't count. Started by `scripts/benchmark.sh --commands`; nothing is asserted.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program of its own")]

#[path = "../tests/common/mod.rs"]
mod common;

use std::fmt::Write;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use common::project::Project;
use common::server::Server;

const FILES: usize = 500;
const SAMPLES: usize = 11;

fn main() {
    let project = Project::generic();
    project.write("models.py", "from sqlalchemy.orm import declarative_base\n\nBase = declarative_base()\n");
    let head = write_history(&project);
    let database = Server::shared().database("benchmark");
    database.psql(&format!(
        "CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY); INSERT INTO alembic_version VALUES ('{head}')"
    ));
    println!("{FILES} revisions, medians of {SAMPLES} runs of a whole process, in milliseconds\n");
    println!("| command | gen-migration | Alembic | ratio |");
    println!("|---|---|---|---|");
    for arguments in [&["history"][..], &["heads"], &["current"], &["history", "-v"], &["show", "head"]] {
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for sample in 0..=SAMPLES {
            let (our_time, our_output) =
                timed(project.tool().env("DATABASE_URL", database.url()).args(arguments));
            let mut alembic = project.alembic(&database.url());
            alembic.env_remove("PYTHONDONTWRITEBYTECODE");
            let (their_time, their_output) = timed(alembic.args(arguments));
            assert_eq!(our_output.stdout, their_output.stdout, "{arguments:?}");
            if sample > 0 {
                ours.push(our_time);
                theirs.push(their_time);
            }
        }
        let (ours, theirs) = (median(&mut ours), median(&mut theirs));
        println!(
            "| `{}` | {:.1} | {:.1} | {:.1} |",
            arguments.join(" "),
            ours.as_secs_f64() * 1e3,
            theirs.as_secs_f64() * 1e3,
            theirs.as_secs_f64() / ours.as_secs_f64()
        );
    }
}

/// Files of an ordinary length: a table with ten columns each. Returns the head.
fn write_history(project: &Project) -> String {
    let id = |index: usize| format!("{index:012x}");
    for index in 0..FILES {
        let down = if index == 0 { "None".to_owned() } else { format!("'{}'", id(index - 1)) };
        let mut columns = String::new();
        for column in 0..10 {
            let _ =
                writeln!(columns, "    sa.Column('column_{column}', sa.String(length=50), nullable=True),");
        }
        let id = id(index);
        project.write(
            &format!("alembic/versions/{id}_step_{index}.py"),
            &format!(
                "\"\"\"step {index}\n\nRevision ID: {id}\nRevises:\nCreate Date: 2024-01-01 00:00:00\n\n\"\"\"\n\
                 from typing import Sequence, Union\n\nfrom alembic import op\nimport sqlalchemy as sa\n\n\n\
                 # revision identifiers, used by Alembic.\nrevision: str = '{id}'\n\
                 down_revision: Union[str, Sequence[str], None] = {down}\n\
                 branch_labels: Union[str, Sequence[str], None] = None\n\
                 depends_on: Union[str, Sequence[str], None] = None\n\n\n\
                 def upgrade() -> None:\n    op.create_table('table_{index}',\n    sa.Column('id', sa.Integer(), nullable=False),\n\
                 {columns}    sa.PrimaryKeyConstraint('id')\n    )\n\n\n\
                 def downgrade() -> None:\n    op.drop_table('table_{index}')\n"
            ),
        );
    }
    id(FILES - 1)
}

fn timed(command: &mut Command) -> (Duration, Output) {
    let start = Instant::now();
    let output = command.output().expect("the program runs");
    let time = start.elapsed();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    (time, output)
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort();
    times[times.len() / 2]
}
