//! Alembic's commands as typed: its names, options and positional arguments, and what we add to them.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use clap_complete::engine::{ArgValueCandidates, ArgValueCompleter, PathCompleter};

use super::arguments::GlobalArguments;
use super::completions::{revisions, revisions_or_current, templates};

#[derive(Debug, Subcommand)]
#[command(rename_all = "snake_case")]
pub enum Command {
    /// Show current branch points
    Branches(BranchesArguments),
    /// Check if revision command with autogenerate has pending upgrade ops
    Check(CheckArguments),
    /// Display the current revision for a database
    Current(CurrentArguments),
    /// Show what was found of the project and this machine, and what is wrong with it
    Doctor(DoctorArguments),
    /// Revert to a previous version
    Downgrade(DowngradeArguments),
    /// Edit revision script(s) using $EDITOR
    Edit(EditArguments),
    /// Create the alembic version table if it doesn't exist already
    EnsureVersion(EnsureVersionArguments),
    /// Show current available heads in the script directory
    Heads(HeadsArguments),
    /// List changeset scripts in chronological order
    History(HistoryArguments),
    /// Initialize a new scripts directory
    Init(InitArguments),
    /// List available templates
    ListTemplates(ListTemplatesArguments),
    /// Merge two revisions together. Creates a new migration file
    Merge(MergeArguments),
    /// Create a new revision file
    Revision(RevisionArguments),
    /// Show the revision(s) denoted by the given symbol
    Show(ShowArguments),
    /// 'stamp' the revision table with the given revision; don't run any migrations
    Stamp(StampArguments),
    /// Upgrade to a later version
    Upgrade(UpgradeArguments),
    /// Print a shell's completions, revision ids included
    Completions(CompletionsArguments),
    /// Print a manual page
    Man(ManArguments),
}

impl Command {
    /// The options of the project that stand after the command.
    pub fn global(&self) -> &GlobalArguments {
        match self {
            Command::Branches(arguments) => &arguments.global,
            Command::Check(arguments) => &arguments.global,
            Command::Current(arguments) => &arguments.global,
            Command::Doctor(arguments) => &arguments.global,
            Command::Downgrade(arguments) => &arguments.global,
            Command::Edit(arguments) => &arguments.global,
            Command::EnsureVersion(arguments) => &arguments.global,
            Command::Heads(arguments) => &arguments.global,
            Command::History(arguments) => &arguments.global,
            Command::Init(arguments) => &arguments.global,
            Command::ListTemplates(arguments) => &arguments.global,
            Command::Merge(arguments) => &arguments.global,
            Command::Revision(arguments) => &arguments.global,
            Command::Show(arguments) => &arguments.global,
            Command::Stamp(arguments) => &arguments.global,
            Command::Upgrade(arguments) => &arguments.global,
            Command::Completions(arguments) => &arguments.global,
            Command::Man(arguments) => &arguments.global,
        }
    }
}

impl Command {
    /// Nobody is to be asked.
    pub fn yes(&self) -> bool {
        matches!(self, Command::Downgrade(arguments) if arguments.yes)
    }
}

/// Which database a command goes to, and how it behaves there.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Database")]
pub struct LiveArguments {
    /// The database, instead of the one that env.py or the environment names
    #[arg(long, value_name = "URL")]
    pub database_url: Option<String>,
}

/// For commands that change a database.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Database")]
pub struct WriteArguments {
    #[command(flatten)]
    pub live: LiveArguments,

    /// How long to wait for another run that changes the same database
    #[arg(long, value_name = "SECONDS", default_value_t = 300)]
    pub wait: u64,

    /// PostgreSQL's lock_timeout for the run: 5s, 500ms
    #[arg(long, value_name = "DURATION")]
    pub lock_timeout: Option<String>,

    /// PostgreSQL's statement_timeout for the run: 10min
    #[arg(long, value_name = "DURATION")]
    pub statement_timeout: Option<String>,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  gen-migration branches
  gen-migration branches -v           with messages
  gen-migration history --graph       the whole picture")]
pub struct BranchesArguments {
    /// Print one JSON object instead of lines
    #[arg(long)]
    pub json: bool,

    #[command(flatten)]
    pub global: GlobalArguments,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  gen-migration check           is the live database at head, and do the models agree with it?
  gen-migration --check         do the models agree with the revisions? (no live database needed)")]
pub struct CheckArguments {
    #[command(flatten)]
    pub live: LiveArguments,
    #[command(flatten)]
    pub global: GlobalArguments,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  gen-migration current
  gen-migration current --check-heads || echo \"not at head\"")]
pub struct CurrentArguments {
    /// Check if all head revisions are applied to the database. Exit with an error code if this is not the case
    #[arg(short, long)]
    pub check_heads: bool,

    /// Print one JSON object instead of lines
    #[arg(long)]
    pub json: bool,

    #[command(flatten)]
    pub live: LiveArguments,
    #[command(flatten)]
    pub global: GlobalArguments,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  gen-migration doctor
  gen-migration doctor --json | jq '.findings[] | select(.state == \"wrong\")'

Exit codes: 0 nothing is wrong · 1 something is")]
pub struct DoctorArguments {
    /// Print what was found as one JSON object instead of lines
    #[arg(long)]
    pub json: bool,

    #[command(flatten)]
    pub live: LiveArguments,
    #[command(flatten)]
    pub global: GlobalArguments,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  gen-migration downgrade -1               one revision back
  gen-migration downgrade ae1027a6acf      down to that revision
  gen-migration downgrade base             everything back
  gen-migration downgrade head:-1 --sql    print the SQL instead")]
pub struct DowngradeArguments {
    /// Revision identifier
    #[arg(allow_hyphen_values = true, add = ArgValueCandidates::new(revisions))]
    pub revision: String,

    /// Don't emit SQL to database - dump to standard output instead
    #[arg(long)]
    pub sql: bool,

    /// Arbitrary 'tag' name - can be used by custom env.py scripts
    #[arg(long)]
    pub tag: Option<String>,

    /// Don't ask before tables with rows are dropped
    #[arg(short, long)]
    pub yes: bool,

    #[command(flatten)]
    pub write: WriteArguments,
    #[command(flatten)]
    pub global: GlobalArguments,
}

#[derive(Debug, Args)]
#[command(after_help = "\
In ~/.bashrc, ~/.zshrc or ~/.config/fish/config.fish:
  source <(gen-migration completions bash)
  source <(gen-migration completions zsh)
  gen-migration completions fish | source")]
pub struct CompletionsArguments {
    #[arg(value_enum)]
    pub shell: Shell,

    #[command(flatten)]
    pub global: GlobalArguments,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Shell {
    Bash,
    Zsh,
    Fish,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  gen-migration edit head       the newest revision
  gen-migration edit current    where the database stands")]
pub struct EditArguments {
    /// Revision identifier
    #[arg(allow_hyphen_values = true, add = ArgValueCandidates::new(revisions_or_current))]
    pub rev: String,
    #[command(flatten)]
    pub live: LiveArguments,
    #[command(flatten)]
    pub global: GlobalArguments,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  gen-migration ensure_version
  gen-migration ensure_version --sql    print the SQL instead")]
pub struct EnsureVersionArguments {
    /// Don't emit SQL to database - dump to standard output instead
    #[arg(long)]
    pub sql: bool,

    #[command(flatten)]
    pub write: WriteArguments,
    #[command(flatten)]
    pub global: GlobalArguments,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  gen-migration heads
  test $(gen-migration heads | wc -l) = 1    in CI: nobody forgot to merge; no database is needed")]
pub struct HeadsArguments {
    /// Treat dependency versions as down revisions
    #[arg(long)]
    pub resolve_dependencies: bool,

    /// Print one JSON object instead of lines
    #[arg(long)]
    pub json: bool,

    #[command(flatten)]
    pub global: GlobalArguments,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  gen-migration history
  gen-migration history -r 1975ea:ae1027     from one revision to another
  gen-migration history -r-3:current         the three before the database's
  gen-migration history -i                   mark where the database stands
  gen-migration history --graph              draw branches and merges")]
pub struct HistoryArguments {
    /// Specify a revision range; format is [start]:[end]
    #[arg(short, long, allow_hyphen_values = true)]
    pub rev_range: Option<String>,

    /// Indicate the current revision
    #[arg(short, long)]
    pub indicate_current: bool,

    /// Draw branches and merges beside the revisions
    #[arg(long, conflicts_with = "json")]
    pub graph: bool,

    /// Print one JSON object instead of lines
    #[arg(long)]
    pub json: bool,

    #[command(flatten)]
    pub live: LiveArguments,
    #[command(flatten)]
    pub global: GlobalArguments,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  gen-migration init alembic
  gen-migration init -t async migrations")]
pub struct InitArguments {
    /// Location of scripts directory
    #[arg(add = ArgValueCompleter::new(PathCompleter::dir()))]
    pub directory: PathBuf,

    /// Setup template for use with 'init'
    #[arg(short, long, default_value = "generic", add = ArgValueCandidates::new(templates))]
    pub template: String,

    /// Write empty __init__.py files to the environment and version locations
    #[arg(long)]
    pub package: bool,

    #[command(flatten)]
    pub global: GlobalArguments,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  gen-migration list_templates")]
pub struct ListTemplatesArguments {
    /// Print one JSON object instead of lines
    #[arg(long)]
    pub json: bool,

    #[command(flatten)]
    pub global: GlobalArguments,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  gen-migration man | man -l -
  gen-migration man upgrade > gen-migration-upgrade.1")]
pub struct ManArguments {
    /// The command that the page is about; without, the page of the whole program
    pub command: Option<String>,

    #[command(flatten)]
    pub global: GlobalArguments,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  gen-migration merge heads -m \"merge heads\"
  gen-migration merge ae1027 27c6a -m \"merge ae1 and 27c\"")]
pub struct MergeArguments {
    /// One or more revisions, or 'heads' for all heads
    #[arg(required = true, add = ArgValueCandidates::new(revisions))]
    pub revisions: Vec<String>,

    /// Message string to use with 'revision'
    #[arg(short, long)]
    pub message: Option<String>,

    /// Specify a branch label to apply to the new revision
    #[arg(long)]
    pub branch_label: Option<String>,

    /// Specify a hardcoded revision id instead of generating one
    #[arg(long)]
    pub rev_id: Option<String>,

    /// Allow a non-head revision as the 'head' to splice onto
    #[arg(long)]
    pub splice: bool,

    #[command(flatten)]
    pub live: LiveArguments,
    #[command(flatten)]
    pub global: GlobalArguments,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  gen-migration revision -m \"backfill emails\"                an empty revision to fill in
  gen-migration revision --autogenerate -m \"add users\"       from the live database's difference to the models
  gen-migration -m \"add users\"                               the same from the revisions alone, proven")]
pub struct RevisionArguments {
    /// Message string to use with 'revision'
    #[arg(short, long)]
    pub message: Option<String>,

    /// Populate revision script with candidate migration operations, based on comparison of database to model
    #[arg(long)]
    pub autogenerate: bool,

    /// Don't emit SQL to database - dump to standard output instead
    #[arg(long)]
    pub sql: bool,

    /// Specify head revision or <branchname>@head to base new revision on
    #[arg(long, default_value = "head", hide_default_value = true, add = ArgValueCandidates::new(revisions))]
    pub head: String,

    /// Allow a non-head revision as the 'head' to splice onto
    #[arg(long)]
    pub splice: bool,

    /// Specify a branch label to apply to the new revision
    #[arg(long)]
    pub branch_label: Option<String>,

    /// Specify specific path from config for version file
    #[arg(long)]
    pub version_path: Option<PathBuf>,

    /// Specify a hardcoded revision id instead of generating one
    #[arg(long)]
    pub rev_id: Option<String>,

    /// Specify one or more revision identifiers which this revision should depend on
    #[arg(long, add = ArgValueCandidates::new(revisions))]
    pub depends_on: Vec<String>,

    /// With --autogenerate: write an empty file when nothing changed, as Alembic does
    #[arg(long)]
    pub allow_empty: bool,

    /// With --autogenerate: write it so that a service in use hardly notices
    #[arg(long)]
    pub safe: bool,

    #[command(flatten)]
    pub write: WriteArguments,
    #[command(flatten)]
    pub global: GlobalArguments,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  gen-migration show head
  gen-migration show ae1027      the beginning of an id is enough
  gen-migration show current     where the database stands")]
pub struct ShowArguments {
    /// Revision identifier, or 'current'
    #[arg(allow_hyphen_values = true, add = ArgValueCandidates::new(revisions_or_current))]
    pub rev: String,

    /// Print one JSON object instead of lines
    #[arg(long)]
    pub json: bool,

    #[command(flatten)]
    pub live: LiveArguments,
    #[command(flatten)]
    pub global: GlobalArguments,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  gen-migration stamp head            the database is as the files say: note it
  gen-migration stamp --purge head    the same, whatever the version table holds")]
pub struct StampArguments {
    /// One or more revisions, or 'heads' for all heads
    #[arg(required = true, allow_negative_numbers = true, add = ArgValueCandidates::new(revisions))]
    pub revisions: Vec<String>,

    /// Don't emit SQL to database - dump to standard output instead
    #[arg(long)]
    pub sql: bool,

    /// Arbitrary 'tag' name - can be used by custom env.py scripts
    #[arg(long)]
    pub tag: Option<String>,

    /// Unconditionally erase the version table before stamping
    #[arg(long)]
    pub purge: bool,

    #[command(flatten)]
    pub write: WriteArguments,
    #[command(flatten)]
    pub global: GlobalArguments,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  gen-migration upgrade head
  gen-migration upgrade +2                   the next two revisions
  gen-migration upgrade head --sql > up.sql  print the SQL instead
  docker-compose exec api gen-migration upgrade head")]
pub struct UpgradeArguments {
    /// Revision identifier
    #[arg(add = ArgValueCandidates::new(revisions))]
    pub revision: String,

    /// Don't emit SQL to database - dump to standard output instead
    #[arg(long)]
    pub sql: bool,

    /// Arbitrary 'tag' name - can be used by custom env.py scripts
    #[arg(long)]
    pub tag: Option<String>,

    #[command(flatten)]
    pub write: WriteArguments,
    #[command(flatten)]
    pub global: GlobalArguments,
}
