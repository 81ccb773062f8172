//! The command line as typed. Doc comments are the help text.

use std::path::PathBuf;

use clap::{Args, Parser, ValueEnum};

use crate::fallback::Policy;

/// Writes the next Alembic revision for your SQLAlchemy models, proven up and down on a throwaway
/// PostgreSQL.
#[derive(Debug, Parser)]
#[command(
    name = "gen-migration",
    version,
    about,
    long_about = "Replays the project's Alembic history onto a throwaway database, reads the models without importing \
them, lets PostgreSQL judge the difference, proves the new revision up and down, and writes it to versions/.",
    after_help = EXAMPLES,
    max_term_width = 100
)]
pub struct Arguments {
    #[command(flatten)]
    pub generate: GenerateArguments,
    #[command(flatten)]
    pub global: GlobalArguments,
}

const EXAMPLES: &str = "\
Examples:
  gen-migration                                   ask for everything
  gen-migration \"add users table\"                 ask only where a decision is needed
  gen-migration --yes -m \"add users table\"        never ask: for CI
  gen-migration --check                           exit 3 when the models are ahead of the revisions
  gen-migration --dry-run -m \"try\"                show the revision, write nothing
  docker-compose exec api gen-migration -y -m \"add users table\"

Exit codes: 0 done, or nothing to do · 1 error · 2 usage · 3 differences (--check) · 4 undecided rename ·
5 hazard refused · 6 no database to be had · 130 interrupted";

#[derive(Debug, Args)]
pub struct GenerateArguments {
    /// What the revision does; it becomes part of the file's name
    #[arg(value_name = "MESSAGE", conflicts_with = "message")]
    pub message_word: Option<String>,

    /// The message, also when it is the name of a command
    #[arg(short, long, value_name = "MESSAGE")]
    pub message: Option<String>,

    /// Answer every question with what was asked for: start what is needed, tear down what was started
    #[arg(short, long)]
    pub yes: bool,

    /// Leave the container that was started running
    #[arg(long, conflicts_with = "teardown")]
    pub keep: bool,

    /// Remove the container afterwards, also when an earlier run kept it
    #[arg(long)]
    pub teardown: bool,

    /// Base the revision on this head
    #[arg(long, value_name = "REV", help_heading = "Revision")]
    pub head: Option<String>,

    /// Allow --head to name a revision that is no head
    #[arg(long, help_heading = "Revision")]
    pub splice: bool,

    /// Give the revision a branch label
    #[arg(long, value_name = "LABEL", help_heading = "Revision")]
    pub branch_label: Option<String>,

    /// Put the file into this one of several version locations
    #[arg(long, value_name = "PATH", help_heading = "Revision")]
    pub version_path: Option<PathBuf>,

    /// Use this id instead of a random one
    #[arg(long, value_name = "ID", help_heading = "Revision")]
    pub rev_id: Option<String>,

    /// Revisions that this one depends on; may be repeated
    #[arg(long, value_name = "REV", help_heading = "Revision")]
    pub depends_on: Vec<String>,

    /// Take a drop and an add as a rename: table=new, table.column=new or type.value=new; may be repeated
    #[arg(long, value_name = "OLD=NEW", help_heading = "Revision")]
    pub rename: Vec<String>,

    /// Nothing was renamed: drop and add
    #[arg(long, conflicts_with = "rename", help_heading = "Revision")]
    pub no_renames: bool,

    /// Drop this table although a model of it stands in a file that env.py doesn't reach; may be repeated
    #[arg(long, value_name = "TABLE", help_heading = "Revision")]
    pub drop: Vec<String>,

    /// Show what would be written, write nothing
    #[arg(long, conflicts_with = "check", help_heading = "Revision")]
    pub dry_run: bool,

    /// Only compare: exit 0 when models and revisions agree, 3 when they don't
    #[arg(long, help_heading = "Revision")]
    pub check: bool,

    /// Print what was found as one JSON object instead of lines
    #[arg(long, help_heading = "Revision")]
    pub json: bool,

    /// Write nothing, exit 5, when the revision could lock out a service, lose rows or fail on them
    #[arg(long, value_enum, value_name = "WHAT", help_heading = "Revision")]
    pub fail_on: Vec<FailOn>,

    #[command(flatten)]
    pub database: DatabaseArguments,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// Any hazard that is shown with the operations
    Hazard,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Database")]
pub struct DatabaseArguments {
    /// Where the throwaway database comes from
    #[arg(long, value_enum, default_value_t = DatabaseSource::Auto)]
    pub database: DatabaseSource,

    /// A server on which scratch databases may be made; an existing database is never touched
    #[arg(long, value_name = "URL")]
    pub database_url: Option<String>,

    /// The image of a container that has to be made
    #[arg(long, value_name = "IMAGE", default_value = "postgres:15")]
    pub image: String,

    /// The container's name
    #[arg(long, value_name = "NAME", default_value = "postgres_alembic_gen")]
    pub container: String,

    /// The host port of a container that has to be made
    #[arg(long, value_name = "PORT", default_value_t = 5432)]
    pub port: u16,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DatabaseSource {
    /// Docker, else local PostgreSQL; inside a container, the environment's server
    Auto,
    /// A container
    Docker,
    /// PostgreSQL programs on this machine
    Local,
    /// The server of --database-url, DATABASE_URL or POSTGRES_HOST
    Server,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Project")]
pub struct GlobalArguments {
    /// The Alembic configuration; may be given twice, for an ini and a pyproject.toml
    #[arg(short, long, value_name = "FILE", env = "ALEMBIC_CONFIG", hide_env_values = true)]
    pub config: Vec<PathBuf>,

    /// The section of the ini file
    #[arg(short, long, value_name = "SECTION", default_value = "alembic")]
    pub name: String,

    /// An argument for env.py's context.get_x_argument(); may be repeated
    #[arg(short = 'x', value_name = "ARG")]
    pub x_arguments: Vec<String>,

    /// The project's own Python for what can't be read without it: auto, never, or its path
    #[arg(long, value_name = "auto|never|PATH", default_value = "auto")]
    pub python: Policy,

    /// Print results and errors only
    #[arg(short, long, conflicts_with = "verbose")]
    pub quiet: bool,

    /// Say what was found where, and what the project's code printed
    #[arg(short, long)]
    pub verbose: bool,
}

/// Words that name a command, hence no positional message.
pub const COMMANDS: &[&str] = &[
    "branches",
    "check",
    "current",
    "db",
    "doctor",
    "downgrade",
    "edit",
    "ensure_version",
    "heads",
    "help",
    "history",
    "init",
    "list_templates",
    "merge",
    "revision",
    "show",
    "stamp",
    "upgrade",
];

/// The command that the first word names, options before it skipped over as clap does.
pub fn command_word(arguments: &Arguments) -> Option<&str> {
    arguments.generate.message_word.as_deref().filter(|word| COMMANDS.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_definition_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn a_first_word_that_names_a_command_is_no_message() {
        for (line, command) in [
            (vec!["gen-migration", "add users"], None),
            (vec!["gen-migration", "upgrade"], Some("upgrade")),
            (vec!["gen-migration", "-y", "check"], Some("check")),
            (vec!["gen-migration", "-m", "upgrade"], None),
        ] {
            let arguments = Arguments::try_parse_from(&line).expect("parses");
            assert_eq!(command_word(&arguments), command, "{line:?}");
        }
    }
}
