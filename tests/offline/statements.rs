//! Every operation with every option, one revision for each case: the scripts are the same text.
//!
//! The cases are `statements.py` and the snippets of the DDL compiler's own table.

use crate::common::project::Project;
use crate::{RUN, Run, Said, alembic, cases, difference, offline_env, ours, project, revision};

struct Case {
    name: String,
    code: String,
}

/// `#: name` starts a case; a first line `# naming_convention: {…}` is for `target_metadata`, and
/// `errors:` in the name means that Alembic refuses it. A table has one index at most: Alembic writes
/// those of a Python set, in another order with every run.
fn table() -> Vec<Case> {
    let mut table: Vec<Case> = Vec::new();
    for line in include_str!("statements.py").lines() {
        if let Some(name) = line.strip_prefix("#: ") {
            table.push(Case { name: name.to_owned(), code: String::new() });
        } else if let Some(case) = table.last_mut() {
            case.code.push_str(line);
            case.code.push('\n');
        }
    }
    let compiled = cases::all();
    table
        .extend(compiled.iter().map(|(code, _)| Case { name: (*code).to_owned(), code: (*code).to_owned() }));
    table
}

impl Case {
    fn naming_convention(&self) -> Option<&str> {
        self.code.lines().next()?.strip_prefix("# naming_convention: ")
    }

    fn is_error(&self) -> bool {
        self.name.starts_with("errors:")
    }
}

/// One history of all cases, one after the other.
fn history<'a>(cases: impl Iterator<Item = &'a Case>, convention: Option<&str>) -> Project {
    let metadata = match convention {
        Some(convention) => format!("target_metadata=sa.MetaData(naming_convention={convention})"),
        None => "target_metadata=None".to_owned(),
    };
    let project = project(&offline_env(&metadata, RUN));
    let mut down = "None".to_owned();
    for (index, case) in cases.enumerate() {
        let id = name(index);
        project.write(&format!("alembic/versions/{id}.py"), &revision(&id, &down, &case.code, ""));
        down = format!("'{id}'");
    }
    project
}

fn name(index: usize) -> String {
    format!("case{index:04}")
}

/// The range of one case alone.
fn alone(index: usize) -> String {
    let from = index.checked_sub(1).map_or_else(|| "base".to_owned(), name);
    format!("upgrade {from}:{} --sql", name(index))
}

/// Named types that a case creates with a table are known to those behind it, in both programs.
fn check(cases: &[&Case], convention: Option<&str>) -> (usize, Vec<String>) {
    let project = history(cases.iter().copied(), convention);
    let all = Run::new(&project, "upgrade head --sql");
    let alembics = alembic(std::slice::from_ref(&all)).remove(0);
    assert_eq!(alembics.status, 0, "Alembic refuses a case: {}", alembics.stderr);
    let printed = ours(&all);
    let sections = |said: &Said| -> Vec<String> {
        said.stdout.split("-- Running upgrade ").skip(1).map(str::to_owned).collect()
    };
    let expected = sections(&alembics);
    assert_eq!(expected.len(), cases.len());
    // the row of the version table, and its key
    let statements = expected.iter().map(|section| section.matches(";\n\n").count() - 1).sum();
    let wrong = if printed.status == 0 {
        let found = sections(&printed);
        let pairs = cases.iter().zip(found.iter().zip(&expected));
        pairs
            .filter_map(|(case, (found, expected))| {
                difference(found, expected).map(|difference| format!("## {}\n{difference}", case.name))
            })
            .chain((printed.stdout.len() != alembics.stdout.len()).then(|| "the lengths differ".to_owned()))
            .collect()
    } else {
        let each = (0..cases.len()).map(|index| (index, ours(&Run::new(&project, &alone(index)))));
        each.filter(|(_, said)| said.status != 0)
            .map(|(index, said)| format!("## {}\n{}", cases[index].name, said.stderr))
            .collect()
    };
    (statements, wrong)
}

#[test]
fn every_operation_prints_alembics_statements() {
    let table = table();
    let (mut statements, mut wrong) = (0, Vec::new());
    let plain: Vec<&Case> =
        table.iter().filter(|case| !case.is_error() && case.naming_convention().is_none()).collect();
    let (found, differ) = check(&plain, None);
    statements += found;
    wrong.extend(differ);
    for case in table.iter().filter(|case| case.naming_convention().is_some()) {
        let (found, differ) = check(&[case], case.naming_convention());
        statements += found;
        wrong.extend(differ);
    }
    assert!(wrong.is_empty(), "{} of {} cases differ\n\n{}", wrong.len(), table.len(), wrong.join("\n\n"));
    assert!(statements >= 400, "only {statements} statements were compared");
}

#[test]
fn what_alembic_refuses_is_refused_with_its_exception() {
    let table = table();
    let cases: Vec<&Case> = table.iter().filter(|case| case.is_error()).collect();
    assert!(cases.len() > 10, "the table was read");
    let project = history(cases.iter().copied(), None);
    let runs: Vec<Run<'_>> = (0..cases.len()).map(|index| Run::new(&project, &alone(index))).collect();
    let mut wrong = Vec::new();
    for ((index, case), (run, alembics)) in cases.iter().enumerate().zip(runs.iter().zip(alembic(&runs))) {
        let last =
            alembics.stderr.lines().rev().find(|line| !line.starts_with(['(', ' '])).unwrap_or_default();
        let message = last.strip_prefix("ERROR [alembic.util.messaging] ").unwrap_or(last);
        // `module.Class: message`, or a CommandError's message alone
        let class = message.split(':').next().unwrap_or_default().rsplit('.').next().unwrap_or_default();
        let ours = ours(run);
        let says = ours.stderr.contains(class) || ours.stderr.contains(message);
        let place = format!("{}.py:", name(index));
        if alembics.status == 0
            || ours.status != 1
            || !says
            || !ours.stderr.contains(&place)
            || !ours.stdout.is_empty()
        {
            wrong.push(format!("## {}\nours: {ours:?}\nAlembic's: {}", case.name, alembics.stderr));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
