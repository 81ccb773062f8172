//! `init` and `list_templates`.

use std::path::Path;
use std::process::Output;

use super::common::server::Server;
use super::{Real, alembic_link, files, own, program, stderr, stdout};

const TEMPLATES: [&str; 5] = ["async", "generic", "multidb", "pyproject", "pyproject_async"];

/// What was printed, line by line in alphabetical order (Alembic's order is the file system's), with the
/// folder's name taken out.
fn lines(output: &Output, folder: &Path) -> Vec<String> {
    let text = stdout(output).replace(&folder.display().to_string(), "HERE");
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    lines.sort();
    lines
}

/// One `init` by either program.
struct Case {
    name: &'static str,
    /// Before: files and their texts.
    before: &'static [(&'static str, &'static str)],
    arguments: &'static [&'static str],
}

const CASES: &[Case] = &[
    Case { name: "generic", before: &[], arguments: &["init", "alembic"] },
    Case { name: "a template", before: &[], arguments: &["init", "-t", "async", "migrations"] },
    Case { name: "multidb", before: &[], arguments: &["init", "--template", "multidb", "alembic"] },
    Case { name: "pyproject, new", before: &[], arguments: &["init", "--template", "pyproject", "alembic"] },
    Case {
        name: "pyproject, appended to",
        before: &[("pyproject.toml", "[project]\nname = \"x\"\nversion = \"1\"")],
        arguments: &["init", "-t", "pyproject_async", "alembic"],
    },
    Case {
        name: "pyproject with a section",
        before: &[("pyproject.toml", "[tool.alembic]\nscript_location = \"old\"\n")],
        arguments: &["init", "-t", "pyproject", "alembic"],
    },
    Case { name: "a package", before: &[], arguments: &["init", "--package", "app/db"] },
    Case {
        name: "an ini that is there",
        before: &[("alembic.ini", "[alembic]\n")],
        arguments: &["init", "alembic"],
    },
    Case {
        name: "another ini",
        before: &[("etc/keep", "")],
        arguments: &["-c", "etc/db.ini", "init", "alembic"],
    },
    Case {
        name: "two configurations",
        before: &[("etc/keep", "")],
        arguments: &["-c", "etc/db.ini", "-c", "etc/pyproject.toml", "init", "-t", "pyproject", "a/b"],
    },
    Case { name: "another section", before: &[], arguments: &["-n", "other", "init", "alembic"] },
    Case { name: "not empty", before: &[("alembic/x", "")], arguments: &["init", "alembic"] },
    Case { name: "not empty, untidy", before: &[("alembic/x", "")], arguments: &["init", "./alembic/"] },
    Case { name: "no directory", before: &[], arguments: &["init"] },
    Case { name: "too much", before: &[], arguments: &["init", "a", "b"] },
];

#[test]
fn init_is_alembics() {
    let (_link_folder, link) = alembic_link();
    let mut real = Real::start();
    for case in CASES {
        let name = case.name;
        let mut seen = Vec::new();
        for ours in [true, false] {
            let folder = tempfile::tempdir().expect("a folder");
            for (file, text) in case.before {
                let path = folder.path().join(file);
                std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
                std::fs::write(path, text).expect("written");
            }
            let output = if ours {
                program(&link, folder.path()).args(case.arguments).output().expect("runs")
            } else {
                real.run(folder.path(), case.arguments, &[])
            };
            // before Python 3.12 Alembic can't tell the way up from a configuration's folder
            let options = options(folder.path()).replace("%(here)s/../", "%(here)s/");
            seen.push((lines(&output, folder.path()), output.status.code(), files(folder.path()), options));
        }
        assert_eq!(seen[0], seen[1], "{name}: lines, exit code, files, options");
    }
}

/// The options of every configuration below a folder, as Python's parsers see them.
fn options(folder: &Path) -> String {
    let read = r#"
import configparser, json, pathlib, sys, tomllib
found = {}
for path in sorted(pathlib.Path(sys.stdin.read()).rglob("*")):
    if path.suffix == ".ini":
        parser = configparser.RawConfigParser()
        parser.read(path)
        found[path.name] = {name: dict(parser[name]) for name in parser.sections()}
    if path.suffix == ".toml":
        found[path.name] = tomllib.loads(path.read_text())
print(json.dumps(found, sort_keys=True))
"#;
    super::common::run_python(read, &folder.display().to_string())
}

#[test]
fn a_template_that_there_is_not() {
    let (_link_folder, link) = alembic_link();
    let folder = tempfile::tempdir().expect("a folder");
    let ours = program(&link, folder.path()).args(["init", "-t", "genric", "x"]).output().expect("runs");
    assert_eq!(
        (ours.status.code(), stdout(&ours).as_str()),
        (Some(255), "FAILED: No such template genric\n")
    );
    assert!(stderr(&ours).contains("did you mean generic?"), "{}", stderr(&ours));
    let theirs = Real::start().run(folder.path(), &["init", "-t", "genric", "x"], &[]);
    assert_eq!(theirs.status.code(), Some(255));
    assert!(stdout(&theirs).starts_with("FAILED: No such template "));
    assert_eq!(files(folder.path()), Vec::<String>::new());
}

#[test]
fn a_pyproject_that_cannot_take_the_section_is_left_alone() {
    for text in ["tool = {}\n", "[tool.other\n"] {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("pyproject.toml"), text).expect("written");
        let output = own(folder.path()).args(["init", "-t", "pyproject", "x"]).output().expect("runs");
        assert_eq!(output.status.code(), Some(1), "{text}");
        assert_eq!(files(folder.path()), ["pyproject.toml"], "{text}");
    }
}

#[test]
fn in_our_own_voice_stdout_is_empty() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = own(folder.path()).args(["init", "alembic"]).output().expect("runs");
    assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(0), ""));
    assert!(stderr(&output).contains("Please edit configuration"), "{}", stderr(&output));
    let output = own(folder.path()).args(["-q", "init", "other"]).output().expect("runs");
    assert_eq!((stdout(&output), stderr(&output)), (String::new(), String::new()));
}

#[test]
fn a_configuration_in_another_folder_finds_the_way() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("etc")).expect("made");
    let run = |arguments: &[&str]| own(folder.path()).args(arguments).output().expect("runs");
    assert!(run(&["-c", "etc/db.ini", "init", "alembic"]).status.success());
    let output = run(&["-c", "etc/db.ini", "revision", "-m", "one", "--rev-id", "aaaa"]);
    assert_eq!(stdout(&output), "alembic/versions/aaaa_one.py\n", "{}", stderr(&output));
}

#[test]
fn templates_are_listed() {
    let (_link_folder, link) = alembic_link();
    let folder = tempfile::tempdir().expect("a folder");
    let names = |output: &Output| {
        let mut names: Vec<String> =
            stdout(output).lines().filter_map(|line| Some(line.split_once(" - ")?.0.to_owned())).collect();
        names.sort();
        names
    };
    let ours = program(&link, folder.path()).arg("list_templates").output().expect("runs");
    let theirs = Real::start().run(folder.path(), &["list_templates"], &[]);
    assert_eq!(names(&ours), TEMPLATES);
    assert_eq!(names(&theirs), TEMPLATES);
    let frame = |output: &Output| {
        let text = stdout(output);
        text.lines().filter(|line| !line.contains(" - ")).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(frame(&ours), frame(&theirs));
    let json = own(folder.path()).args(["list_templates", "--json"]).output().expect("runs");
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).expect("JSON");
    assert_eq!(json["templates"][1]["name"], "generic");
}

/// The only revision file below, with its id and date taken out.
fn revision_file(folder: &Path, id: &str) -> String {
    let name = files(folder).into_iter().find(|name| name.contains(id)).expect("a revision");
    let text = std::fs::read_to_string(folder.join(name)).expect("read");
    let date = text.lines().find(|line| line.starts_with("Create Date: ")).expect("a date").to_owned();
    text.replace(&date, "Create Date:").replace(id, "ID")
}

#[test]
fn either_program_works_in_the_others_directory() {
    let (_link_folder, link) = alembic_link();
    let mut real = Real::start();
    for template in TEMPLATES {
        let mut texts = Vec::new();
        for ours in [true, false] {
            let folder = tempfile::tempdir().expect("a folder");
            let here = folder.path();
            let mut tool = |ours: bool, arguments: &[&str]| {
                let output = if ours {
                    program(&link, here).args(arguments).output().expect("runs")
                } else {
                    real.run(here, arguments, &[])
                };
                assert!(
                    output.status.success(),
                    "{template} {arguments:?}: {}{}",
                    stdout(&output),
                    stderr(&output)
                );
                stdout(&output)
            };
            tool(ours, &["init", "-t", template, "alembic"]);
            tool(!ours, &["revision", "-m", "first one", "--rev-id", "aaaa1111aaaa"]);
            tool(ours, &["revision", "-m", "second one", "--rev-id", "bbbb2222bbbb"]);
            let expected =
                "aaaa1111aaaa -> bbbb2222bbbb (head), second one\n<base> -> aaaa1111aaaa, first one\n";
            assert_eq!(tool(true, &["history"]), expected, "{template}");
            assert_eq!(tool(false, &["history"]), expected, "{template}");
            texts.push([revision_file(here, "aaaa1111aaaa"), revision_file(here, "bbbb2222bbbb")]);
            if template.ends_with("async") {
                continue;
            }
            // offline, env.py needs no driver and no server
            let url = "postgresql://u:p@localhost/d";
            let ini = here.join("alembic.ini");
            let text = std::fs::read_to_string(&ini)
                .expect("read")
                .replace("driver://user:pass@localhost/dbname", url);
            std::fs::write(&ini, text).expect("written");
            let sql = tool(false, &["upgrade", "head", "--sql"]);
            if template == "multidb" {
                let sql = std::fs::read_to_string(here.join("engine1.sql")).expect("the SQL of one database");
                assert!(sql.contains("aaaa1111aaaa"), "{sql}");
            } else {
                assert!(sql.contains("VALUES ('aaaa1111aaaa')"), "{template}: {sql}");
            }
        }
        assert_eq!(texts[0], texts[1], "{template}: revisions of our directory and of Alembic's");
    }
}

/// Our env.py on a server, run by the real Alembic and by us.
#[test]
fn both_programs_upgrade_in_a_directory_of_ours() {
    let (_link_folder, link) = alembic_link();
    let database = Server::shared().database("init");
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    let mut real = Real::start();
    let mut run = |ours: bool, arguments: &[&str]| {
        let output = if ours {
            program(&link, here).args(arguments).output().expect("runs")
        } else {
            real.run(here, arguments, &[])
        };
        assert!(output.status.success(), "{arguments:?}: {}{}", stdout(&output), stderr(&output));
        stdout(&output)
    };
    run(true, &["init", "alembic"]);
    let url = database.url().replace("postgresql://", "postgresql+psycopg2://");
    let ini = here.join("alembic.ini");
    let text =
        std::fs::read_to_string(&ini).expect("read").replace("driver://user:pass@localhost/dbname", &url);
    std::fs::write(&ini, text).expect("written");
    run(true, &["revision", "-m", "one", "--rev-id", "aaaa1111"]);
    run(true, &["revision", "-m", "two", "--rev-id", "bbbb2222"]);
    run(false, &["upgrade", "+1"]);
    assert_eq!(run(true, &["current"]), "aaaa1111\n");
    run(true, &["upgrade", "head"]);
    assert_eq!(run(false, &["current"]), "bbbb2222 (head)\n");
    assert_eq!(database.psql("SELECT version_num FROM alembic_version"), "bbbb2222");
}

/// Several databases are written to by name; revisions of that kind are refused, and nothing is run.
#[test]
fn several_databases_are_refused_to_run() {
    let database = Server::shared().database("multidb");
    let folder = tempfile::tempdir().expect("a folder");
    let run = |arguments: &[&str]| own(folder.path()).args(arguments).output().expect("runs");
    assert!(run(&["init", "-t", "multidb", "alembic"]).status.success());
    let ini = folder.path().join("alembic.ini");
    let text = std::fs::read_to_string(&ini).expect("read");
    let text = text.replace("driver://user:pass@localhost/dbname2", &database.url());
    std::fs::write(&ini, text.replace("driver://user:pass@localhost/dbname", &database.url()))
        .expect("written");
    assert!(run(&["revision", "-m", "one"]).status.success());
    let output = run(&["upgrade", "head", "--python", "never"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(stderr(&output).contains("engine_name"), "{}", stderr(&output));
    assert_eq!(database.psql("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"), "0");
}
