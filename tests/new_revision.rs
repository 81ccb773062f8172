//! New revision files against the real `alembic revision` and `alembic merge`: the same name, the same
//! bytes, the same refusals; and the way onto the disk.

mod common;

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use gen_migration::config::{Config, ConfigFiles, Variables};
use gen_migration::error::Result;
use gen_migration::revision::new_file::{NewRevision, Request, plan};
use gen_migration::revision::script_directory::ScriptDirectory;
use gen_migration::revision::template::Body;
use serde_json::{Value, json};

/// 2024-03-09 17:04:05.120007 UTC.
const MOMENT: i64 = 1_710_003_845_120_007;

/// Runs each case on its own copy of the folder.
const ORACLE: &str = r#"
import datetime, io, json, os, sys, warnings
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
warnings.simplefilter("ignore")

job = json.load(sys.stdin)
moment = datetime.datetime.fromtimestamp(job["moment"] // 1000000, tz=datetime.timezone.utc).replace(
    microsecond=job["moment"] % 1000000)

class Frozen(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return moment.astimezone(tz) if tz else moment.astimezone().replace(tzinfo=None)

datetime.datetime = Frozen
out, sys.stdout = sys.stdout, io.StringIO()
answers = []
for case in job["cases"]:
    config = Config(os.path.join(case["folder"], "alembic.ini"), stdout=io.StringIO())
    options = case["options"]
    before = {os.path.join(root, name) for root, _, names in os.walk(case["folder"]) for name in names}
    try:
        if case["merge"]:
            command.merge(config, options.pop("head"), **options)
        else:
            command.revision(config, **options)
        after = {os.path.join(root, name) for root, _, names in os.walk(case["folder"]) for name in names
                 if "__pycache__" not in root}
        path, = after - before
        with open(path, "rb") as file:
            answers.append({"path": os.path.relpath(path, case["folder"]), "bytes": list(file.read())})
    except CommandError as error:
        answers.append({"error": str(error)})
    except Exception as error:
        answers.append({"error": None, "kind": repr(error)})
json.dump(answers, out)
"#;

const TEMPLATE: &str = r#""""${message}

Revision ID: ${up_revision}
Revises: ${down_revision | comma,n}
Create Date: ${create_date}

"""
from alembic import op
${imports if imports else ""}

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade():
    ${upgrades if upgrades else "pass"}


def downgrade():
    ${downgrades if downgrades else "pass"}
"#;

/// revision, down revisions, labels; and the folder below the script directory.
type File = (&'static str, &'static str, &'static str, &'static str);

const LINE: &[File] = &[("aaaa1", "None", "None", "versions"), ("aaaa2", "'aaaa1'", "None", "versions")];
const FORK: &[File] = &[
    ("root1", "None", "None", "versions"),
    ("left1", "'root1'", "'left'", "versions"),
    ("right1", "'root1'", "('right', 'other')", "versions"),
];
const TWO_FOLDERS: &[File] =
    &[("main1", "None", "'main'", "versions"), ("plug1", "None", "'plugin'", "plugins")];

struct Case {
    name: &'static str,
    files: &'static [File],
    /// Further lines of alembic.ini.
    ini: &'static str,
    request: Asked,
    merge: bool,
    /// Instead of [`TEMPLATE`].
    template: Option<&'static str>,
}

#[derive(Default)]
struct Asked {
    message: Option<&'static str>,
    rev_id: &'static str,
    heads: &'static [&'static str],
    splice: bool,
    branch_label: Option<&'static str>,
    depends_on: &'static [&'static str],
    /// Below the script directory.
    version_path: Option<&'static str>,
}

fn case(name: &'static str, files: &'static [File], ini: &'static str, request: Asked) -> Case {
    Case { name, files, ini, request, merge: false, template: None }
}

fn cases() -> Vec<Case> {
    let asked =
        || Asked { message: Some("Add the users' table"), rev_id: "0123456789ab", ..Asked::default() };
    let two = "version_locations = %(here)s/versions:%(here)s/plugins\npath_separator = os";
    vec![
        case("first", &[], "", asked()),
        case("on a line", LINE, "", asked()),
        case("no message", LINE, "", Asked { message: None, ..asked() }),
        case("empty message", LINE, "", Asked { message: Some(""), ..asked() }),
        case("unicode", LINE, "", Asked { message: Some("Größe — ändern, 日本 x²"), ..asked() }),
        case("quotes", LINE, "", Asked { message: Some("it's 'so' \"so\""), ..asked() }),
        case(
            "long",
            LINE,
            "",
            Asked { message: Some("one two three four five six seven eight nine ten"), ..asked() },
        ),
        case(
            "one long word",
            LINE,
            "",
            Asked { message: Some("abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz"), ..asked() },
        ),
        case("short slug", LINE, "truncate_slug_length = 10", asked()),
        case("zero slug", LINE, "truncate_slug_length = 0", asked()),
        case("bad slug", LINE, "truncate_slug_length = x", asked()),
        case(
            "template",
            LINE,
            "file_template = %%(year)d_%%(month).2d_%%(day).2d_%%(hour).2d%%(minute).2d%%(second)02d-%%(rev)s_%%(slug)s",
            asked(),
        ),
        case("epoch", LINE, "file_template = %%(epoch)s-%%(slug).3s-%%(rev)10s", asked()),
        case("bad token", LINE, "file_template = %%(nothing)s", asked()),
        case(
            "folders",
            LINE,
            "recursive_version_locations = true\nfile_template = %%(year)d/%%(month).2d/%%(rev)s_%%(slug)s",
            asked(),
        ),
        case("utc", LINE, "timezone = UTC", asked()),
        case("lower case utc", LINE, "timezone = utc", asked()),
        case("berlin", LINE, "timezone = Europe/Berlin\nfile_template = %%(hour)s_%%(rev)s", asked()),
        case("half an hour", LINE, "timezone = Asia/Kolkata", asked()),
        case("no such zone", LINE, "timezone = Mars/Base", asked()),
        case("illegal id", LINE, "", Asked { rev_id: "a+b@c", ..asked() }),
        case("a head that is one", LINE, "", Asked { heads: &["aaaa2"], ..asked() }),
        case("a head by its beginning", FORK, "", Asked { heads: &["righ"], ..asked() }),
        case("no head", LINE, "", Asked { heads: &["aaaa1"], ..asked() }),
        case("spliced", LINE, "", Asked { heads: &["aaaa1"], splice: true, ..asked() }),
        case("unknown head", LINE, "", Asked { heads: &["zzzz"], ..asked() }),
        case("several heads", FORK, "", asked()),
        case("heads", FORK, "", Asked { heads: &["heads"], ..asked() }),
        case("a branch's head", FORK, "", Asked { heads: &["left@head"], ..asked() }),
        case("no such branch", FORK, "", Asked { heads: &["nope@head"], ..asked() }),
        case("a new base", LINE, "", Asked { heads: &["base"], ..asked() }),
        case(
            "a new base with a label",
            LINE,
            "",
            Asked { heads: &["base"], branch_label: Some("second"), ..asked() },
        ),
        case(
            "a taken label",
            FORK,
            "",
            Asked { heads: &["left@head"], branch_label: Some("right"), ..asked() },
        ),
        case(
            "depends on a label",
            FORK,
            "",
            Asked { heads: &["left@head"], depends_on: &["right"], ..asked() },
        ),
        case("depends on an id", FORK, "", Asked { heads: &["left@head"], depends_on: &["righ"], ..asked() }),
        case(
            "depends on a head",
            FORK,
            "",
            Asked { heads: &["left@head"], depends_on: &["right@head"], ..asked() },
        ),
        case(
            "depends on two",
            FORK,
            "",
            Asked { heads: &["base"], depends_on: &["left1", "right"], ..asked() },
        ),
        case(
            "depends on nothing known",
            FORK,
            "",
            Asked { heads: &["left@head"], depends_on: &["nope"], ..asked() },
        ),
        case("two folders", TWO_FOLDERS, two, Asked { heads: &["plugin@head"], ..asked() }),
        case("two folders and a base", TWO_FOLDERS, two, Asked { heads: &["base"], ..asked() }),
        case(
            "a version path",
            TWO_FOLDERS,
            two,
            Asked { heads: &["base"], version_path: Some("plugins"), ..asked() },
        ),
        case(
            "a wrong version path",
            TWO_FOLDERS,
            two,
            Asked { heads: &["base"], version_path: Some("elsewhere"), ..asked() },
        ),
        case(
            "one folder to be made",
            &[],
            "version_locations = %(here)s/new/deep\npath_separator = os",
            asked(),
        ),
        Case { merge: true, ..case("merge", FORK, "", Asked { heads: &["left1", "right1"], ..asked() }) },
        Case {
            merge: true,
            ..case("merge heads", FORK, "", Asked { heads: &["heads"], branch_label: Some("all"), ..asked() })
        },
        Case {
            merge: true,
            ..case("merge twice the same", FORK, "", Asked { heads: &["left1", "left@head"], ..asked() })
        },
        Case {
            merge: true,
            ..case("merge no head", FORK, "", Asked { heads: &["root1", "left1"], ..asked() })
        },
        Case {
            template: Some("revision = ${repr(up_revision)}\ndown_revision = ${repr(down_revision)}\n"),
            ..case("a template without labels", LINE, "", Asked { branch_label: Some("lost"), ..asked() })
        },
    ]
}

fn write(case: &Case, folder: &Path) {
    std::fs::create_dir_all(folder.join("versions")).expect("a folder");
    let ini = format!("[alembic]\nscript_location = %(here)s\n{}\n", case.ini);
    std::fs::write(folder.join("alembic.ini"), ini).expect("written");
    std::fs::write(folder.join("script.py.mako"), case.template.unwrap_or(TEMPLATE)).expect("written");
    for (revision, down, labels, place) in case.files {
        let text = format!("revision = '{revision}'\ndown_revision = {down}\nbranch_labels = {labels}\n");
        let place = folder.join(place);
        std::fs::create_dir_all(&place).expect("a folder");
        std::fs::write(place.join(format!("{revision}.py")), text).expect("written");
    }
}

fn ours(case: &Case, folder: &Path) -> Result<NewRevision> {
    let files = ConfigFiles { ini: Some(folder.join("alembic.ini")), toml: None, discovered: false };
    let config = Config::load(files, "alembic", folder, &Variables::default())?;
    let scripts = ScriptDirectory::open(&config)?;
    let texts = |items: &[&str]| items.iter().map(|item| (*item).to_owned()).collect::<Vec<_>>();
    let asked = &case.request;
    let request = Request {
        message: asked.message.map(str::to_owned),
        rev_id: Some(asked.rev_id.to_owned()),
        heads: texts(asked.heads),
        splice: asked.splice,
        branch_labels: texts(&asked.branch_label.into_iter().collect::<Vec<_>>()),
        depends_on: texts(asked.depends_on),
        version_path: asked.version_path.map(|path| folder.join(path)),
        create_date: Some(jiff::Timestamp::from_microsecond(MOMENT).expect("a moment")),
    };
    plan(&scripts, &request, folder)?.render(&scripts, &config, &Body::default())
}

fn options(case: &Case, folder: &Path) -> Value {
    let asked = &case.request;
    let head = match (case.merge, asked.heads) {
        (true, heads) => json!(heads),
        (false, []) => json!("head"),
        (false, [one]) => json!(one),
        (false, heads) => json!(heads),
    };
    let mut options = json!({
        "message": asked.message, "rev_id": asked.rev_id, "head": head, "splice": asked.splice,
        "branch_label": asked.branch_label,
    });
    if !case.merge {
        options["depends_on"] =
            if asked.depends_on.is_empty() { Value::Null } else { json!(asked.depends_on) };
        options["version_path"] = json!(asked.version_path.map(|path| folder.join(path)));
    }
    options
}

#[test]
fn files_and_refusals_are_alembics() {
    let cases = cases();
    let root = tempfile::tempdir().expect("a folder");
    let folder = |owner: &str, index: usize| root.path().join(owner).join(index.to_string());
    let mut job = Vec::new();
    for (index, case) in cases.iter().enumerate() {
        write(case, &folder("ours", index));
        let theirs = folder("theirs", index);
        write(case, &theirs);
        job.push(json!({ "folder": theirs, "options": options(case, &theirs), "merge": case.merge }));
    }
    let input = json!({ "moment": MOMENT, "cases": job }).to_string();
    let replies: Vec<Value> = serde_json::from_str(&common::run_python(ORACLE, &input)).expect("JSON");
    for (index, (case, reply)) in cases.iter().zip(&replies).enumerate() {
        let (name, place) = (case.name, folder("ours", index));
        match ours(case, &place) {
            Ok(new) => {
                let theirs =
                    reply["path"].as_str().unwrap_or_else(|| panic!("{name}: Alembic refuses: {reply}"));
                assert_eq!(new.planned.path.strip_prefix(&place).ok(), Some(Path::new(theirs)), "{name}");
                let bytes: Vec<u8> = serde_json::from_value(reply["bytes"].clone()).expect("bytes");
                assert_eq!(new.text, String::from_utf8(bytes).expect("UTF-8"), "{name}");
                new.write().unwrap_or_else(|error| panic!("{name}: {error}"));
                assert_eq!(std::fs::read_to_string(&new.planned.path).expect("written"), new.text, "{name}");
            }
            Err(error) => {
                assert!(
                    reply.get("error").is_some(),
                    "{name}: Alembic writes {}, ours: {error}",
                    reply["path"]
                );
                if let Some(theirs) = reply["error"].as_str() {
                    let named = |text: &str| {
                        text.replace(&*place.to_string_lossy(), "")
                            .replace(&*folder("theirs", index).to_string_lossy(), "")
                    };
                    assert_eq!(named(error.message()), named(theirs), "{name}");
                }
            }
        }
    }
}

#[test]
fn a_file_is_placed_in_one_step_and_replaces_nothing() {
    let root = tempfile::tempdir().expect("a folder");
    let all = cases();
    let case = all.iter().find(|case| case.name == "on a line").expect("the case");
    write(case, root.path());
    let new = ours(case, root.path()).expect("rendered");
    new.write().expect("written");
    let listed = || {
        let mut names: Vec<PathBuf> = std::fs::read_dir(root.path().join("versions"))
            .expect("a folder")
            .map(|entry| entry.expect("an entry").path())
            .collect();
        names.sort();
        names
    };
    let before = listed();
    assert_eq!(before.len(), 3, "{before:?}");
    let mode = std::fs::metadata(&new.planned.path).expect("there").permissions().mode();
    assert_eq!(mode & 0o600, 0o600);
    assert_eq!(mode & 0o111, 0);

    std::fs::write(&new.planned.path, "# somebody else's").expect("written");
    let error = new.write().expect_err("refused");
    assert!(error.message().starts_with("can't write "), "{error}");
    assert_eq!(std::fs::read_to_string(&new.planned.path).expect("there"), "# somebody else's");
    assert_eq!(listed(), before, "nothing is left behind");
    std::fs::write(&new.planned.path, &new.text).expect("written");
    let error = ours(case, root.path()).expect_err("the id is taken");
    assert_eq!(error.message(), "Revision 0123456789ab is present more than once");
}

#[test]
fn what_alembic_would_write_broken_is_refused() {
    let root = tempfile::tempdir().expect("a folder");
    for (index, (request, message)) in [
        (
            Asked { message: Some("\"\"\""), rev_id: "a1", ..Asked::default() },
            "the new revision can't be read back",
        ),
        (
            Asked { rev_id: "a123456789012345678901234567890123", ..Asked::default() },
            "revision identifier 'a",
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let case = case("broken", LINE, "", request);
        let folder = root.path().join(index.to_string());
        write(&case, &folder);
        let error = ours(&case, &folder).expect_err(message);
        assert!(error.message().starts_with(message), "{error}");
    }
    let case = case(
        "folders",
        LINE,
        "file_template = %%(year)d/%%(rev)s",
        Asked { rev_id: "a1", ..Asked::default() },
    );
    write(&case, root.path());
    let error = ours(&case, root.path()).expect_err("unreachable");
    assert_eq!(error.message(), "file_template has folders, but Alembic wouldn't look into them");
}
