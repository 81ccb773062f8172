//! The models that the user guides show, from nothing, step by step, and dropped again: what is
//! written is byte for byte what the real Alembic writes, the real Alembic runs it up and down, and a
//! second run finds nothing to do.

mod common;

use common::project::{Project, bodies, text_of};
use common::server::Server;
use common::{assert_success, project::fixture};

/// A sequence of `models.py`, each a step from the one before.
struct Guide {
    name: &'static str,
    steps: &'static [&'static str],
}

const GUIDES: &[Guide] = &[
    Guide { name: "users", steps: &["users", "nothing"] },
    Guide { name: "catalog", steps: &["catalog_items", "catalog_items_with_tags", "nothing"] },
    Guide {
        name: "accounts",
        steps: &["user", "user_with_phone", "user_category_item", "user_with_phone", "nothing"],
    },
    Guide { name: "profile", steps: &["user_profile", "user_profile_with_phone", "user_profile", "nothing"] },
];

#[test]
fn users_with_an_email_index() {
    follow(&GUIDES[0]);
}

#[test]
fn a_catalog_item_gains_tags() {
    follow(&GUIDES[1]);
}

#[test]
fn user_category_and_item() {
    follow(&GUIDES[2]);
}

#[test]
fn a_user_profile_gains_a_phone_number() {
    follow(&GUIDES[3]);
}

fn follow(guide: &Guide) {
    let server = Server::shared();
    let theirs = server.database(&format!("{}_theirs", guide.name));
    let ours = server.database(&format!("{}_ours", guide.name));
    let (our_project, their_project) = (Project::generic(), Project::generic());
    for (number, step) in guide.steps.iter().enumerate() {
        let what = format!("{} step {number} ({step})", guide.name);
        let models =
            std::fs::read_to_string(fixture("guides").join(format!("{step}.py"))).expect("a fixture");
        our_project.write("models.py", &models);
        their_project.write("models.py", &models);
        let id = format!("{number:04}");

        theirs_that_runs(&their_project, &theirs.url(), &what, &id);
        let url = server.url("postgres");
        let run_ours = |project: &Project| {
            run(project.tool().args(["--yes", "-m", &what, "--rev-id", &id, "--database-url", &url]))
        };
        run_ours(&our_project);
        let (written, expected) = (our_project.versions(), their_project.versions());
        assert_eq!(written.len(), number + 1, "{what}: a file was written");
        assert_eq!(written.last().unwrap().file_name(), expected.last().unwrap().file_name(), "{what}: name");
        let body =
            |path: &std::path::PathBuf| bodies(&std::fs::read_to_string(path).expect("a revision file"));
        assert_eq!(body(written.last().unwrap()), body(expected.last().unwrap()), "{what}: body");
        assert_eq!(body(written.last().unwrap()).len(), 2, "{what}: upgrade and downgrade");

        let before = if number == 0 { None } else { Some(ours.dump()) };
        run(our_project.alembic(&ours.url()).args(["upgrade", "head"]));
        assert_eq!(ours.dump(), theirs.dump(), "{what}: schema");
        run(our_project.alembic(&ours.url()).args(["downgrade", "-1"]));
        if let Some(before) = before {
            assert_eq!(in_name_order(&ours.dump()), in_name_order(&before), "{what}: downgrade");
        }
        run(our_project.alembic(&ours.url()).args(["upgrade", "head"]));

        let again = run_ours(&our_project);
        assert!(again.contains("No changes"), "{what}: second run\n{again}");
        assert_eq!(our_project.versions().len(), number + 1, "{what}: the second run writes nothing");
    }
}

/// Real Alembic drops tables in the order of a Python set, which is wrong every other time where one
/// refers to another: it is asked again until what it wrote runs up, down and up.
fn theirs_that_runs(project: &Project, url: &str, message: &str, id: &str) {
    for _ in 0..30 {
        run(project.alembic(url).args(["revision", "--autogenerate", "-m", message, "--rev-id", id]));
        let steps = [["upgrade", "head"], ["downgrade", "-1"], ["upgrade", "head"]];
        let works =
            |step: &[&str; 2]| project.alembic(url).args(step).output().expect("alembic").status.success();
        if steps.iter().all(works) {
            return;
        }
        let file = project.versions().pop().expect("the file that does not run");
        std::fs::remove_file(file).expect("it goes");
    }
    panic!("{message}: real Alembic wrote nothing that runs");
}

/// Column order is not restored by ALTER TABLE; lines are compared as a set.
fn in_name_order(dump: &str) -> Vec<String> {
    let mut lines: Vec<String> = dump.lines().map(|line| line.trim_end_matches(',').to_owned()).collect();
    lines.sort();
    lines
}

fn run(command: &mut std::process::Command) -> String {
    let output = command.output().expect("the program starts");
    assert_success(&format!("{command:?}"), &output);
    text_of(&output)
}
