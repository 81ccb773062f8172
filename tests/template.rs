//! script.py.mako: byte for byte what Mako makes of Alembic's own templates and of those in
//! tests/fixtures/templates; and refusals that name the line.

mod common;

use std::path::{Path, PathBuf};

use gen_migration::config::{Config, ConfigFiles, Variables};
use gen_migration::revision::mako::{self, DateTime};
use gen_migration::revision::template::{Body, TemplateArguments, render};
use serde_json::{Value, json};

/// How many random templates are tried.
const SEEDS: u64 = 2000;

/// Renders every template with every set of arguments through Mako.
const ORACLE: &str = r#"
import json, os, sys, datetime, zoneinfo
import alembic
from alembic.config import Config
from alembic.util import format_as_comma
from mako.template import Template

job = json.load(sys.stdin)
root = os.path.join(os.path.dirname(alembic.__file__), "templates")
paths = job["paths"] + sorted(os.path.join(root, name, "script.py.mako") for name in os.listdir(root)
                              if os.path.exists(os.path.join(root, name, "script.py.mako")))
config = Config(job["ini"])
answers = []
for path in paths:
    for case in job["cases"]:
        names = dict(case["names"])
        names["create_date"] = datetime.datetime.fromisoformat(case["create_date"])
        if case["zone"]:
            names["create_date"] = names["create_date"].astimezone(zoneinfo.ZoneInfo(case["zone"]))
        for key in ("down_revision", "branch_labels"):
            if isinstance(names[key], list):
                names[key] = tuple(names[key])
        text = Template(filename=path).render_unicode(
            config=config, refresh=True, comma=format_as_comma, **names)
        answers.append({"path": path, "text": text})
json.dump(answers, sys.stdout)
"#;

struct Case {
    message: &'static str,
    down: &'static [&'static str],
    labels: &'static [&'static str],
    depends: &'static [&'static str],
    /// Local time as ISO text, its offset and zone, seconds since 1970.
    date: (&'static str, Option<(i32, &'static str, &'static str)>, i64),
    body: Option<[&'static str; 3]>,
}

const CASES: &[Case] = &[
    Case {
        message: "add users",
        down: &[],
        labels: &[],
        depends: &[],
        date: ("2024-03-09T17:04:05.120007", None, 1_710_003_845),
        body: None,
    },
    Case {
        message: "It's \"quoted\" & <long>, 50% größer",
        down: &["27c6a30d7c24"],
        labels: &["billing"],
        depends: &["1111"],
        date: ("2024-12-31T23:59:59", Some((3600, "CET", "Europe/Berlin")), 1_735_685_999),
        body: Some([
            "import app.models",
            "op.create_table('a',\n    sa.Column('b')\n    )",
            "op.drop_table('a')",
        ]),
    },
    Case {
        message: "  merge heads  ",
        down: &["aaaa", "bbbb"],
        labels: &["one", "two"],
        depends: &["cccc", "dddd"],
        date: ("2023-07-04T00:00:00.5", Some((0, "UTC", "UTC")), 1_688_428_800),
        body: Some(["", "", "op.execute(\"\"\"SELECT '%s'\"\"\")\n    # ${not an expression}"]),
    },
];

fn arguments(case: &Case) -> TemplateArguments {
    let list = |items: &[&str]| items.iter().map(|item| (*item).to_owned()).collect::<Vec<_>>();
    let (text, aware, timestamp) = case.date;
    TemplateArguments {
        message: case.message.to_owned(),
        up_revision: "0a1b2c3d4e5f".to_owned(),
        down_revision: list(case.down),
        branch_labels: list(case.labels),
        depends_on: list(case.depends),
        create_date: DateTime {
            local: text.parse().expect("a date"),
            offset: aware.map(|(offset, ..)| offset),
            zone: aware.map(|(_, zone, _)| zone.to_owned()),
            timestamp,
        },
        body: match case.body {
            None => Body::default(),
            Some([imports, upgrades, downgrades]) => Body {
                imports: Some(imports.to_owned()),
                upgrades: Some(upgrades.to_owned()),
                downgrades: Some(downgrades.to_owned()),
                others: vec![("engine2_upgrades".to_owned(), "op.drop_table('other')".to_owned())],
            },
        },
    }
}

/// The same arguments as Alembic passes them.
fn names(case: &Case) -> Value {
    let scalar = |items: &[&str]| match items {
        [] => Value::Null,
        [one] => json!(one),
        several => json!(several),
    };
    let mut names = json!({
        "message": case.message,
        "up_revision": "0a1b2c3d4e5f",
        "down_revision": scalar(case.down),
        "branch_labels": if case.labels.is_empty() { Value::Null } else { json!(case.labels) },
        "depends_on": scalar(case.depends),
    });
    if let Some([imports, upgrades, downgrades]) = case.body {
        names["imports"] = json!(imports);
        names["upgrades"] = json!(upgrades);
        names["downgrades"] = json!(downgrades);
        names["engine2_upgrades"] = json!("op.drop_table('other')");
    }
    names
}

#[test]
fn templates_render_as_mako_renders_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let ini = folder.path().join("alembic.ini");
    let text = "[alembic]\nscript_location = .\ndatabases = engine1, engine2\napp_name = shop\n[other]\nkey = value\n";
    std::fs::write(&ini, text).expect("written");
    let fixtures = common::repository().join("tests/fixtures/templates");
    let mut paths: Vec<PathBuf> = std::fs::read_dir(&fixtures)
        .expect("fixtures")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.sort();
    assert!(paths.len() >= 10, "{} fixtures", paths.len());
    // the same templates as Windows saves them
    for path in paths.clone() {
        let windows = std::fs::read_to_string(&path).expect("a template").replace('\n', "\r\n");
        let copy = folder.path().join(path.file_name().expect("a name"));
        std::fs::write(&copy, windows).expect("written");
        paths.push(copy);
    }
    let cases: Vec<Value> = CASES
        .iter()
        .map(|case| {
            let (text, aware, _) = case.date;
            let offset = aware.map_or("", |(offset, ..)| if offset == 0 { "+00:00" } else { "+01:00" });
            json!({
                "names": names(case),
                "create_date": format!("{text}{offset}"),
                "zone": aware.map(|(.., zone)| zone),
            })
        })
        .collect();
    let input = json!({ "paths": paths, "ini": ini, "cases": cases });
    let answers: Value = serde_json::from_str(&common::run_python(ORACLE, &input.to_string())).expect("JSON");
    let answers = answers.as_array().expect("a list");
    assert_eq!(answers.len(), (paths.len() + 5) * CASES.len(), "Alembic has five templates of its own");

    let files = ConfigFiles { ini: Some(ini), toml: None, discovered: false };
    let config =
        Config::load(files, "alembic", folder.path(), &Variables::default()).expect("a configuration");
    for (index, answer) in answers.iter().enumerate() {
        let case = &CASES[index % CASES.len()];
        let path = Path::new(answer["path"].as_str().expect("a path"));
        let what = format!("{} with {:?}", path.display(), case.message);
        let ours = render(path, &arguments(case), &config).unwrap_or_else(|error| panic!("{what}: {error}"));
        assert_eq!(ours, answer["text"].as_str().expect("text"), "{what}");
    }
}

/// Renders texts with `x = 'X'`, `n = None`, `l = ['a', 'b']`.
const PIECES: &str = r#"
import json, sys
from mako.template import Template
answers = []
for text in json.load(sys.stdin):
    try:
        answers.append(Template(text).render_unicode(x="X", n=None, l=["a", "b"]))
    except Exception as error:
        answers.append(None)
json.dump(answers, sys.stdout)
"#;

/// Pieces of template syntax, in an order that nobody thought of.
fn random_template(seed: u64) -> String {
    const PIECES: &[&str] = &[
        "text",
        "\n",
        "\n",
        "\n",
        " ",
        "\t",
        "% if x:\n",
        "% if n:\n",
        "% elif x:\n",
        "% else:\n",
        "% endif\n",
        "%endif\n",
        "  % for i in l:\n",
        "% endfor\n",
        "${i}",
        "${x}",
        "${n}",
        "${ x }",
        "${'}'}",
        "${{'a': 1}['a']}",
        "## gone\n",
        "# kept\n",
        "%%",
        "%% x\n",
        "%",
        "\\\n",
        "\\",
        "\r\n",
        "<%doc>${</%doc>",
        "<% y = x %>",
        "${y}",
        "<%\n    y = 1\n    if y:\n        y = 2\n%>",
        "<%text>${x}</%text>",
        "<%text>",
        "</%text>",
        "${x | n}",
        "${x | trim,h}",
        "<%def name=\"f(a)\">(${a})</%def>",
        "${f(1)}",
        "$",
        "{",
        "}",
        "$x",
        "<",
        ">",
        "\"",
        "'",
        "${loop.index}",
        "<%! z = 3 %>",
        "${z}",
        "% while n:\n",
        "% endwhile\n",
        "${x if n else l}",
    ];
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut below = |limit: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((state >> 33) % limit as u64).expect("small")
    };
    (0..1 + below(8)).map(|_| PIECES[below(PIECES.len())]).collect()
}

#[test]
fn pieces_in_any_order_render_as_mako_renders_them() {
    let texts: Vec<String> = (0..SEEDS).map(random_template).collect();
    let input = json!(texts).to_string();
    let answers: Vec<Option<String>> =
        serde_json::from_str(&common::run_python(PIECES, &input)).expect("JSON");
    let mut failures = Vec::new();
    let mut rendered = 0;
    for (text, theirs) in texts.iter().zip(answers) {
        let list = ["a", "b"].map(mako::Value::from).to_vec();
        let names = [("x", "X".into()), ("n", mako::Value::None), ("l", mako::Value::list(list))];
        let names = names.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let ours = mako::render(Path::new("x.mako"), text, names);
        rendered += usize::from(theirs.is_some());
        if ours.as_ref().ok() != theirs.as_ref() {
            failures.push(format!("{text:?}\n  Mako: {theirs:?}\n  ours: {ours:?}"));
        }
    }
    assert!(rendered > 500, "{rendered} of {SEEDS} are templates");
    let shown = failures.iter().take(20).cloned().collect::<Vec<_>>().join("\n");
    assert!(failures.is_empty(), "{} of {SEEDS} differ:\n{shown}", failures.len());
}

#[test]
fn refusals_name_the_line() {
    let file = Path::new("script.py.mako");
    for (text, message, line) in [
        ("a\n${missing}", "the name `missing` is not defined", 2),
        ("<%! import os %>\n\n${os.getcwd()}", "`os` isn't available to templates", 3),
        ("<%\n    from app import version\n%>\n${version}", "`app.version` isn't available to templates", 4),
        ("<%include file=\"x.mako\"/>", "the tag `<%include>` is not supported like this", 1),
        ("a\n% if x:\nb", "Unterminated control keyword: 'if'", 2),
        ("% endif", "No starting keyword 'if' for 'endif'", 1),
        ("% try:\n% endtry", "the control line `% try` is not supported", 1),
        ("a\nb ${1 +", "Expected: |,}; unterminated tag or expression beginning", 2),
        ("${1 +}", "syntax error in the template: ", 1),
        ("<%def name=\"x()\">\n", "Unclosed tag: <%def>", 1),
        ("</%def>", "Closing tag without opening tag: </%def>", 1),
        ("${'a' + 1}", "`+` of str and int is not supported in templates", 1),
        ("<% x = [] %>\n${x[3]}", "index out of range", 2),
        (
            "<%\ndef f():\n    return f()\n%>\n${f()}",
            "the template's functions call each other without end",
            0,
        ),
        ("% while True:\n% endwhile", "the template doesn't come to an end", 0),
        ("${[\n1,\nnope.x]}", "the name `nope` is not defined", 3),
    ] {
        let error = mako::render(file, text, indexmap::IndexMap::new()).expect_err(text);
        assert!(error.message().starts_with(message), "{text:?}: {}", error.message());
        if line > 0 {
            assert_eq!(error.place().map(|place| place.line), Some(line), "{text:?}");
        }
    }
}
