//! The main job's conversation: message, container, replay, operations, proof, file, teardown.

use crate::database::{self, Database};
use crate::error::{Error, Kind, Result, shown_path};
use crate::hazard::Hazard;
use crate::metadata::DeclaredTable;
use crate::output::Output;
use crate::workflow::{self, Directed, Draft, NewRevision, Observer, Project, Proof, Replay, Unreached};

use super::arguments::{FailOn, GenerateArguments, GlobalArguments};
use super::conversation::Terminal;
use super::report::Outcome;
use super::{post_write_hooks, prompt, renames, report, settings};

/// Runs the main job.
///
/// # Errors
/// Whatever ends it; the kind decides the exit code.
pub async fn run(generate: GenerateArguments, global: &GlobalArguments, output: Output) -> Result<()> {
    let mut message = generate.message.clone().or_else(|| generate.message_word.clone());
    if message.is_none() && !generate.check && !output.interactive() {
        return Err(Error::usage("no message was given, and there is nobody to ask")
            .hint("say what the revision does: -m \"add users table\""));
    }
    if message.as_deref().is_some_and(|message| message.trim().is_empty()) {
        return Err(empty_message());
    }
    let project = settings::open_project(global, output)?;
    let options =
        settings::database(&generate.database, generate.keep, generate.teardown, &project.variables)?;

    let mut terminal = Terminal::new(output, generate.keep, generate.teardown);
    let choice = database::choose(&options, &mut terminal).await?;
    if message.is_none() && !generate.check {
        let answer = prompt::text("Enter the migration message (e.g., 'create_initial_tables')")?;
        if answer.trim().is_empty() {
            return Err(empty_message());
        }
        message = Some(answer);
    }
    let revision = new_revision(&generate, message, &project, output)?;

    let mut database = choice.open(&options, &mut terminal).await?;
    output.progress(&format!("Using {}", database.describe()));
    let outcome = job(&project, revision, &generate, &mut database, &mut terminal, output).await;
    terminal.progress().clear();
    // what was started goes, whatever became of the job; an error of the job is the one to report
    let closed = database.close(&mut terminal).await;
    terminal.progress().clear();
    outcome?;
    closed
}

fn empty_message() -> Error {
    Error::new("the migration message cannot be empty")
        .hint("say what the revision does: \"add users table\"")
}

async fn job(
    project: &Project,
    revision: NewRevision,
    arguments: &GenerateArguments,
    database: &mut Database,
    terminal: &mut Terminal,
    output: Output,
) -> Result<()> {
    let described = database.describe().to_owned();
    let mut observer = Replaying { terminal };
    let mut replay = workflow::replay(project, database, &mut observer).await?;
    let mut said = 0;
    let mut say_python = |replay: &Replay| {
        let used = replay.used_python();
        for used in used.iter().skip(said) {
            output.progress(&used.to_string());
        }
        said = used.len();
    };
    say_python(&replay);
    let mut draft = workflow::autogenerate(project, &mut replay, revision).await?;
    say_python(&replay);
    for note in &replay.notes {
        output.detail(note);
    }
    // what nothing is written for is told to machines all the same
    let tell = |draft: &Draft, hazards: &[Hazard], unreached: &Unreached| {
        if arguments.json {
            output.result(&report::json(draft, hazards, unreached, Outcome::default()));
        }
    };
    if !draft.is_empty()
        && let Err(error) = renames::decide(&mut draft, &replay, arguments, output)
    {
        tell(&draft, &[], &Unreached::default());
        return Err(error);
    }
    let directed = workflow::direct(project, &mut draft, &mut replay)?;
    if directed == Directed::TakenBack && !draft.left_out.is_empty() {
        tell(&draft, &[], &Unreached::default());
        if !arguments.json {
            output.result(report::TAKEN_BACK);
        }
        return Ok(());
    }
    if arguments.safe {
        draft.make_safe();
    }
    let looks = draft.is_empty() || draft.drops_tables() || arguments.check || arguments.json;
    let unreached = if looks { workflow::unreached(project, &draft, &replay) } else { Unreached::default() };
    if draft.is_empty() {
        warn_of_unreached(&unreached.unknown, output);
        tell(&draft, &[], &unreached);
        if !arguments.json {
            output.result("No changes: the models and the revisions agree.");
        }
        return Ok(());
    }
    let hazards = workflow::hazards(&draft, &replay).await?;
    if !arguments.json {
        report::show(&draft, &hazards, output);
    }
    if arguments.check {
        tell(&draft, &hazards, &unreached);
        warn_of_unreached(&unreached.dropped, output);
        warn_of_unreached(&unreached.unknown, output);
        return Err(Error::of(Kind::Differences, "the models are ahead of the revisions")
            .hint("write the revision: gen-migration -m MESSAGE"));
    }
    if let Err(error) = refuse_drops_of_unreached(&unreached, arguments, output) {
        tell(&draft, &hazards, &unreached);
        return Err(error);
    }
    if arguments.fail_on.contains(&FailOn::Hazard) && !hazards.is_empty() {
        tell(&draft, &hazards, &unreached);
        return Err(Error::of(
            Kind::HazardRefused,
            "the revision has hazards; nothing was written (--fail-on hazard)",
        )
        .hint("change the models in smaller steps, or leave --fail-on away once you know that it is safe"));
    }
    let (file, proven) = match workflow::prove(project, &draft, &hazards, &mut replay).await? {
        Proof::Proven(file) => {
            output.done(&format!("Proven on {described}: up gives the models, down what was there before"));
            (*file, true)
        }
        Proof::Unprovable(reason) if arguments.unproven => {
            output.warning(&format!("NOT PROVEN: {}", reason.message()));
            draft.note_unproven();
            (workflow::unproven_file(project, &draft, &mut replay)?, false)
        }
        Proof::Unprovable(reason) => {
            tell(&draft, &hazards, &unreached);
            return Err(reason
                .without_hints()
                .context("the revision can't be proven where everything has to happen in one transaction")
                .hint("let the role create databases: ALTER ROLE … CREATEDB, or use another --database")
                .hint("or write it all the same, which the file says: --unproven"));
        }
    };
    let path = shown_path(&file.planned.path);
    if arguments.dry_run {
        output.result(&if arguments.json {
            let outcome = Outcome { text: Some(&file.text), proven: Some(proven), file: None };
            report::json(&draft, &hazards, &unreached, outcome)
        } else {
            file.text.trim_end().to_owned()
        });
        output.progress(&format!("Nothing was written (--dry-run): {path}"));
        return Ok(());
    }
    crate::interrupt::check()?;
    file.write()?;
    output.progress("Wrote the revision; review it before you apply it:");
    output.result(&if arguments.json {
        let outcome = Outcome { file: Some(&path), proven: Some(proven), text: None };
        report::json(&draft, &hazards, &unreached, outcome)
    } else {
        path
    });
    post_write_hooks::run(project, &file.planned.path, output)
}

pub fn warn_of_unreached(tables: &[DeclaredTable], output: Output) {
    for table in tables {
        output.warning(&format!(
            "{} declares the table {}, and env.py doesn't reach it: import that module in env.py if the table belongs \
             to this database",
            table.place, table.name
        ));
    }
}

/// A table whose model stands in a file that nobody imported is not dropped before somebody says so.
fn refuse_drops_of_unreached(
    unreached: &Unreached,
    arguments: &GenerateArguments,
    output: Output,
) -> Result<()> {
    let open: Vec<&DeclaredTable> =
        unreached.dropped.iter().filter(|table| !arguments.drop.contains(&table.name)).collect();
    let Some(first) = open.first() else { return Ok(()) };
    if output.interactive() {
        for table in &open {
            output.warning(&format!("{} declares {}, and env.py doesn't reach it", table.place, table.name));
            if !prompt::confirm(&format!("Drop the table {} all the same?", table.name), false)? {
                return Err(Error::of(Kind::HazardRefused, "nothing was written")
                    .hint("import the module in env.py, so that its tables are part of target_metadata"));
            }
        }
        return Ok(());
    }
    let names: Vec<&str> = open.iter().map(|table| table.name.as_str()).collect();
    let mut error = Error::of(
        Kind::HazardRefused,
        format!("models of {} are not reached by env.py: their tables would be dropped", names.join(", ")),
    )
    .at(first.place.clone());
    for table in &open[1..] {
        error = error.detail(format!("{}  {}", table.place, table.place.source.trim()));
    }
    error = error.hint("import the module in env.py, so that its tables are part of target_metadata");
    for name in names {
        error = error.hint(format!("or, if the table is really to go: --drop {name}"));
    }
    Err(error)
}

/// The options for the new file; which of several heads it follows is asked here.
fn new_revision(
    arguments: &GenerateArguments,
    message: Option<String>,
    project: &Project,
    output: Output,
) -> Result<NewRevision> {
    let mut head = arguments.head.clone();
    let heads = project.heads();
    if head.is_none() && heads.len() > 1 && !arguments.check {
        if !output.interactive() {
            return Err(Error::new(
                "Multiple heads are present; please specify the head revision on which the new revision should be \
                 based, or perform a merge.",
            )
            .detail(heads.iter().map(|head| head.describe()).collect::<Vec<_>>().join("\n"))
            .hint("name one with --head REV")
            .hint("or merge them: alembic merge heads -m \"merge heads\""));
        }
        let names: Vec<String> = heads.iter().map(|head| head.describe()).collect();
        let chosen = prompt::select("Several heads: which one does the new revision follow?", &names)?;
        head = heads.get(chosen).map(|head| head.id.clone());
    }
    Ok(NewRevision {
        message,
        head,
        splice: arguments.splice,
        branch_label: arguments.branch_label.clone(),
        version_path: arguments.version_path.clone(),
        rev_id: arguments.rev_id.clone(),
        depends_on: arguments.depends_on.clone(),
    })
}

/// Shows the replay as it goes.
pub struct Replaying<'a> {
    pub terminal: &'a mut Terminal,
}

impl Observer for Replaying<'_> {
    fn begins(&mut self, total: usize) {
        if total > 0 {
            self.terminal.progress().count("Replaying", total as u64);
        }
    }

    fn revision(&mut self, position: usize, id: &str, message: &str) {
        self.terminal.progress().step(position as u64, &format!("{id} {message}"));
    }

    fn replayed(&mut self, total: usize) {
        let text = match total {
            0 => "No revisions yet: starting from an empty database".to_owned(),
            1 => "Replayed 1 revision".to_owned(),
            _ => format!("Replayed {total} revisions"),
        };
        self.terminal.progress().done(&text);
    }
}
