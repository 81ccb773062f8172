//! The command line as typed. Doc comments are the help text.

use std::path::PathBuf;

use clap::parser::ValueSource;
use clap::{ArgMatches, Args, CommandFactory, Parser, ValueEnum};
use clap_complete::engine::ArgValueCandidates;

use crate::fallback::Policy;

use super::command::Command;
use super::completions::revisions;

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
    max_term_width = 100,
    infer_long_args = true,
    subcommand_help_heading = "Alembic's commands, and our own",
    disable_help_subcommand = true
)]
pub struct Arguments {
    #[command(flatten)]
    pub generate: GenerateArguments,
    #[command(flatten)]
    pub global: GlobalArguments,
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// The same under the name `alembic`: commands only.
#[derive(Debug, Parser)]
#[command(
    name = "alembic",
    version = concat!("1.20.1 (gen-migration ", env!("CARGO_PKG_VERSION"), ")"),
    about = "Alembic's command line, by gen-migration",
    max_term_width = 100,
    infer_long_args = true,
    disable_help_subcommand = true,
    subcommand_required = true
)]
pub struct AlembicArguments {
    #[command(flatten)]
    pub global: GlobalArguments,
    #[command(subcommand)]
    pub command: Command,
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
    #[arg(long, value_name = "REV", help_heading = "Revision", add = ArgValueCandidates::new(revisions))]
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
    #[arg(long, value_name = "REV", help_heading = "Revision", add = ArgValueCandidates::new(revisions))]
    pub depends_on: Vec<String>,

    /// A column was renamed; may be repeated
    #[arg(long, value_name = "TABLE.OLD=NEW", help_heading = "Revision")]
    pub rename: Vec<String>,

    /// A table was renamed; may be repeated
    #[arg(long, value_name = "OLD=NEW", help_heading = "Revision")]
    pub rename_table: Vec<String>,

    /// An enum value was renamed; may be repeated
    #[arg(long, value_name = "TYPE.OLD=NEW", help_heading = "Revision")]
    pub rename_value: Vec<String>,

    /// Nothing else was renamed: drop and add
    #[arg(long, help_heading = "Revision")]
    pub no_renames: bool,

    /// Drop this table although a model of it stands in a file that env.py doesn't reach; may be repeated
    #[arg(long, value_name = "TABLE", help_heading = "Revision")]
    pub drop: Vec<String>,

    /// Write it so that a service in use hardly notices: indexes CONCURRENTLY, constraints NOT VALID and
    /// then validated, NOT NULL by a validated check, short waits for locks
    #[arg(long, help_heading = "Revision")]
    pub safe: bool,

    /// Write it although it can't be proven, where everything has to happen in one transaction
    #[arg(long, help_heading = "Revision")]
    pub unproven: bool,

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

#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Project")]
pub struct GlobalArguments {
    /// The Alembic configuration; may be given twice, for an ini and a pyproject.toml [env: ALEMBIC_CONFIG]
    #[arg(short, long, value_name = "FILE")]
    pub config: Vec<PathBuf>,

    /// The section of the ini file [default: alembic]
    #[arg(short, long, value_name = "SECTION")]
    pub name: Option<String>,

    /// An argument for env.py's context.get_x_argument(); may be repeated
    #[arg(short = 'x', value_name = "ARG", allow_hyphen_values = true)]
    pub x_arguments: Vec<String>,

    /// The project's own Python for what can't be read without it: auto, never, or its path [default: auto]
    #[arg(long, value_name = "auto|never|PATH")]
    pub python: Option<Policy>,

    /// Print results and errors only
    #[arg(short, long, conflicts_with = "verbose")]
    pub quiet: bool,

    /// Say what was found where, and what the project's code printed
    #[arg(short, long)]
    pub verbose: bool,

    /// Accepted for Alembic's sake: errors are whole anyway
    #[arg(long, hide = true)]
    pub raiseerr: bool,
}

impl GlobalArguments {
    /// What stands before the command and what stands after it count alike.
    pub fn with(self, after: &GlobalArguments) -> GlobalArguments {
        let joined = |before: Vec<_>, after: &[_]| before.into_iter().chain(after.iter().cloned()).collect();
        GlobalArguments {
            config: self.config.into_iter().chain(after.config.iter().cloned()).collect(),
            name: after.name.clone().or(self.name),
            x_arguments: joined(self.x_arguments, &after.x_arguments),
            python: after.python.clone().or(self.python),
            quiet: self.quiet || after.quiet,
            verbose: self.verbose || after.verbose,
            raiseerr: self.raiseerr || after.raiseerr,
        }
    }

    /// The section of the ini file.
    pub fn section(&self) -> &str {
        self.name.as_deref().unwrap_or("alembic")
    }

    /// When the project's Python may be asked.
    pub fn policy(&self) -> Policy {
        self.python.clone().unwrap_or_default()
    }
}

/// The definition that is parsed: after `current`, `-c` is Alembic's --check-heads and not --config.
pub fn command<T: CommandFactory>() -> clap::Command {
    T::command().mut_subcommand("current", |current| current.mut_arg("config", |config| config.short(None)))
}

/// An option of the main job in front of a command, as it was typed.
pub fn given_before(matches: &ArgMatches) -> Option<String> {
    let own = GenerateArguments::augment_args(clap::Command::new("own"));
    let given = |argument: &&clap::Arg| {
        matches.value_source(argument.get_id().as_str()) == Some(ValueSource::CommandLine)
    };
    own.get_arguments().find(given).map(|argument| match argument.get_long() {
        Some(long) => format!("--{long}"),
        None => "a message".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::FromArgMatches;

    fn parse<T: CommandFactory + FromArgMatches>(line: &[&str]) -> (T, ArgMatches) {
        let matches = command::<T>().try_get_matches_from(line).expect("parses");
        (T::from_arg_matches(&matches).expect("reads"), matches)
    }

    #[test]
    fn the_definitions_are_consistent() {
        command::<Arguments>().debug_assert();
        command::<AlembicArguments>().debug_assert();
    }

    #[test]
    fn options_of_the_main_job_have_no_place_before_a_command() {
        for (line, given) in [
            (vec!["gen-migration", "upgrade", "head"], None),
            (vec!["gen-migration", "-v", "upgrade", "head"], None),
            (vec!["gen-migration", "--yes", "upgrade", "head"], Some("--yes")),
            (vec!["gen-migration", "add users", "upgrade", "head"], Some("a message")),
        ] {
            let (_, matches) = parse::<Arguments>(&line);
            assert_eq!(given_before(&matches).as_deref(), given, "{line:?}");
        }
    }

    #[test]
    fn a_first_word_that_names_a_command_is_no_message() {
        for (line, is_command) in [
            (vec!["gen-migration", "add users"], false),
            (vec!["gen-migration", "upgrade", "head"], true),
            (vec!["gen-migration", "-n", "upgrade", "heads"], true),
            (vec!["gen-migration", "-m", "upgrade"], false),
        ] {
            let (arguments, _) = parse::<Arguments>(&line);
            assert_eq!(arguments.command.is_some(), is_command, "{line:?}");
        }
    }

    #[test]
    fn options_of_the_project_stand_before_or_after_the_command() {
        let line = ["alembic", "-x", "a=1", "-c", "x.ini", "current", "-x", "b=2", "-n", "other", "-v", "-c"];
        let (arguments, _) = parse::<AlembicArguments>(&line);
        let global = arguments.global.with(arguments.command.global());
        assert_eq!(global.x_arguments, ["a=1", "b=2"]);
        assert_eq!(global.config, [PathBuf::from("x.ini")]);
        assert_eq!((global.section(), global.verbose), ("other", true));
    }
}
