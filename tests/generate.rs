//! The command line of the main job: exit codes, streams, and what is never written.

mod common;

use std::process::{Command, Output};
use std::time::{Duration, Instant};

use common::project::{Project, text_of};
use common::server::Server;

const MODELS: &str = "
from sqlalchemy import Column, Integer, String
from sqlalchemy.orm import DeclarativeBase

class Base(DeclarativeBase):
    pass

class User(Base):
    __tablename__ = 'users'
    id = Column(Integer, primary_key=True)
    email = Column(String(255), nullable=False)
";

fn revision(id: &str, down: &str, body: &str) -> String {
    format!(
        "\"\"\"{id}\"\"\"\nfrom alembic import op\nimport sqlalchemy as sa\n\nrevision = '{id}'\ndown_revision = {down}\n\n\n\
         def upgrade():\n    {body}\n\n\ndef downgrade():\n    pass\n"
    )
}

fn project() -> Project {
    let project = Project::generic();
    project.write("models.py", MODELS);
    project
}

fn tool(project: &Project, arguments: &[&str]) -> Command {
    let mut command = project.tool();
    command.args(["--database-url", &Server::shared().url("postgres")]).args(arguments);
    command
}

fn run(project: &Project, arguments: &[&str]) -> Output {
    tool(project, arguments).output().expect("the tool runs")
}

/// Exit code, and texts on either stream.
fn assert_outcome(output: &Output, code: i32, says: &[&str]) {
    let text = text_of(output);
    assert_eq!(output.status.code(), Some(code), "{text}");
    for part in says {
        assert!(text.contains(part), "{part:?} is missing:\n{text}");
    }
}

#[test]
fn nobody_to_ask_and_no_message_is_a_usage_error() {
    let project = project();
    assert_outcome(&run(&project, &["--yes"]), 2, &["no message", "hint: ", "-m"]);
    assert_outcome(&run(&project, &[]), 2, &["no message"]);
    assert_outcome(&run(&project, &["--yes", "-m", "  "]), 1, &["message cannot be empty"]);
    assert!(project.versions().is_empty());
}

#[test]
fn unknown_options_and_conflicts_are_usage_errors() {
    let project = project();
    for arguments in
        [&["--nonsense"][..], &["--keep", "--teardown"], &["--check", "--dry-run"], &["-q", "-v"]]
    {
        assert_outcome(&run(&project, arguments), 2, &["--help"]);
    }
}

#[test]
fn the_positional_message_and_the_names_of_commands() {
    let project = project();
    assert_outcome(&run(&project, &["--yes", "upgrade", "head"]), 2, &["--yes stands before a command"]);
    assert_outcome(&run(&project, &["--yes", "--dry-run", "-m", "upgrade"]), 0, &["_upgrade.py"]);
    assert_outcome(&run(&project, &["--yes", "add users table"]), 0, &["_add_users_table.py"]);
}

#[test]
fn check_writes_nothing_and_says_so_by_its_exit_code() {
    let project = project();
    assert_outcome(&run(&project, &["--check"]), 3, &["create table users"]);
    assert!(project.versions().is_empty());
    assert_outcome(&run(&project, &["--yes", "-m", "add users"]), 0, &[]);
    assert_outcome(&run(&project, &["--check"]), 0, &["No changes"]);
    assert_eq!(project.versions().len(), 1);
}

#[test]
fn a_dry_run_shows_the_file_on_stdout_and_writes_none() {
    let project = project();
    let output = run(&project, &["--dry-run", "-m", "add users"]);
    assert_outcome(&output, 0, &["Nothing was written"]);
    let stdout = String::from_utf8_lossy(&output.stdout);
    assert!(stdout.contains("op.create_table('users',"), "{stdout}");
    assert!(!stdout.contains("Nothing was written"), "{stdout}");
    assert!(project.versions().is_empty());
}

#[test]
fn quiet_leaves_results_and_a_log_has_no_escapes() {
    let project = project();
    let output = run(&project, &["--yes", "--quiet", "-m", "add users"]);
    assert_outcome(&output, 0, &["add_users.py"]);
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert!(!text_of(&output).contains('\u{1b}'), "no escape sequences without a terminal");
}

#[test]
fn several_heads_stop_with_alembics_words_unless_one_is_named() {
    let project = project();
    project.write("alembic/versions/a.py", &revision("aaaa", "None", "pass"));
    project.write("alembic/versions/b.py", &revision("bbbb", "'aaaa'", "pass"));
    project.write(
        "alembic/versions/c.py",
        &revision(
            "cccc",
            "'aaaa'",
            "op.create_table('c', sa.Column('a', sa.Text()), sa.Column('b', sa.Text()))",
        ),
    );
    let words = "Multiple heads are present; please specify the head revision on which the new revision should be \
                 based, or perform a merge.";
    assert_outcome(&run(&project, &["--yes", "-m", "x"]), 1, &[words, "bbbb", "cccc", "--head"]);
    // the replay goes to all heads: the other branch's table is seen
    let output = run(&project, &["--yes", "-m", "x", "--head", "bbbb", "--rev-id", "dddd"]);
    assert_outcome(&output, 0, &["drop table c", "create table users"]);
    assert!(project.read("alembic/versions/dddd_x.py").contains("'bbbb'"));
}

#[test]
fn several_configurations_are_named() {
    let project = project();
    for folder in ["one", "two"] {
        project.write(&format!("{folder}/alembic.ini"), "[alembic]\nscript_location = %(here)s/../alembic\n");
    }
    std::fs::remove_file(project.path().join("alembic.ini")).expect("it goes");
    assert_outcome(&run(&project, &["--yes", "-m", "x"]), 1, &["one/alembic.ini", "two/alembic.ini", "-c"]);
    assert_outcome(&run(&project, &["--yes", "-m", "x", "-c", "one/alembic.ini"]), 0, &[]);
}

#[test]
fn what_cannot_be_read_is_refused_with_its_line_and_nothing_is_written() {
    let project = project();
    project.write(
        "alembic/versions/a.py",
        &revision("aaaa", "None", "op.create_index('ix', 'users', [unreadable()])"),
    );
    assert_outcome(&run(&project, &["--yes", "-m", "x"]), 1, &["a.py:10", "unreadable"]);
    std::fs::remove_file(project.path().join("alembic/versions/a.py")).expect("it goes");
    project.write(
        "models.py",
        &MODELS.replace("String(255)", "company_types.Email()").replacen('\n', "\nimport company_types\n", 1),
    );
    assert_outcome(&run(&project, &["--yes", "-m", "x"]), 1, &["models.py:12", "company_types", "error: "]);
    assert!(project.versions().is_empty());
}

#[test]
fn listeners_that_shape_tables_are_not_passed_over() {
    let project = project();
    let listener = "
from sqlalchemy import event

@event.listens_for(User, 'before_insert')
def harmless(mapper, connection, target): ...

@event.listens_for(Column, 'after_parent_attach')
def shape(column, table): ...
";
    project.write("models.py", &format!("{MODELS}{listener}"));
    let output = run(&project, &["--yes", "-m", "x", "--python", "never"]);
    assert_outcome(&output, 1, &["models.py:18", "a listener to `after_parent_attach`"]);
    assert!(project.versions().is_empty());
}

#[test]
fn a_failing_statement_is_shown_with_postgresqls_words() {
    let project = project();
    project.write("alembic/versions/a.py", &revision("aaaa", "None", "op.execute('SELECT * FROM nowhere')"));
    assert_outcome(
        &run(&project, &["--yes", "-m", "x"]),
        1,
        &["relation \"nowhere\" does not exist", "a.py:10", "SELECT * FROM nowhere"],
    );
}

#[test]
fn a_possible_rename_is_nobodys_to_decide_without_a_word() {
    let project = project();
    assert_outcome(&run(&project, &["--yes", "-m", "users"]), 0, &[]);
    project.write("models.py", &MODELS.replace("email", "mail"));
    assert_outcome(
        &run(&project, &["--yes", "-m", "mail"]),
        4,
        &["--rename users.email=mail", "--no-renames"],
    );
    assert_eq!(project.versions().len(), 1);
    let output = run(&project, &["--yes", "-m", "mail", "--rev-id", "ffff", "--rename", "users.email=mail"]);
    assert_outcome(&output, 0, &[]);
    assert!(project.read("alembic/versions/ffff_mail.py").contains("new_column_name='mail'"));
    assert_outcome(&run(&project, &["--check"]), 0, &["No changes"]);
}

#[test]
fn include_object_of_env_py_is_asked() {
    let project = project();
    let env_py = common::project::ENV_PY
        .replace("target_metadata = Base.metadata\n", "target_metadata = Base.metadata\n\n\ndef include_object(object, name, type_, reflected, compare_to):\n    return not (type_ == 'table' and reflected and name.startswith('legacy_'))\n")
        .replace("connection=connection, target_metadata", "connection=connection, include_object=include_object, target_metadata");
    project.write("alembic/env.py", &env_py);
    project.write(
        "alembic/versions/a.py",
        &revision("aaaa", "None", "op.create_table('legacy_things', sa.Column('id', sa.Integer()))"),
    );
    let output = run(&project, &["--yes", "-m", "users"]);
    assert_outcome(&output, 0, &["create table users"]);
    assert!(!text_of(&output).contains("legacy_things"), "{}", text_of(&output));
}

#[test]
fn an_interrupt_in_the_replay_cleans_up() {
    let server = Server::shared();
    let project = project();
    project.write("alembic/versions/a.py", &revision("aaaa", "None", "op.execute('SELECT pg_sleep(60)')"));
    let scratch = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)%' AND datname LIKE 'gen_migration_%'";
    let mut child = tool(&project, &["--yes", "-m", "x"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("the tool starts");
    let deadline = Instant::now() + Duration::from_secs(30);
    while server.psql("postgres", scratch) == "0" {
        assert!(Instant::now() < deadline, "the replay never began");
        std::thread::sleep(Duration::from_millis(50));
    }
    let names = server.psql(
        "postgres",
        "SELECT string_agg(quote_literal(datname), ',') FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)%' AND datname LIKE 'gen_migration_%'",
    );
    let pid = nix::unistd::Pid::from_raw(i32::try_from(child.id()).expect("a pid"));
    nix::sys::signal::kill(pid, nix::sys::signal::Signal::SIGINT).expect("a signal");
    let status = child.wait().expect("it ends");
    assert_eq!(status.code(), Some(130));
    let left =
        server.psql("postgres", &format!("SELECT count(*) FROM pg_database WHERE datname IN ({names})"));
    assert_eq!(left, "0", "the scratch database went");
    assert_eq!(project.versions().len(), 1, "only what was there");
}

#[test]
fn files_behind_one_that_wrote_commit_out_run_on() {
    let project = project();
    let table = "op.create_table('users', sa.Column('id', sa.Integer, primary_key=True), \
                 sa.Column('email', sa.String(255), nullable=False))";
    project.write("alembic/versions/a1.py", &revision("aaaa1111", "None", "op.execute('COMMIT')"));
    project.write("alembic/versions/a2.py", &revision("aaaa2222", "'aaaa1111'", table));
    project.write("alembic/versions/a3.py", &revision("aaaa3333", "'aaaa2222'", "op.execute('SELECT 1')"));
    assert_outcome(&run(&project, &["--check"]), 0, &["Replayed 3 revisions"]);
}
