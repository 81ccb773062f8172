//! Configuration: found where projects keep it, read as Python's configparser and Alembic read it.

mod common;

use std::path::{Path, PathBuf};

use gen_migration::config::ini::Ini;
use gen_migration::config::interpolation::interpolated;
use gen_migration::config::locate::locate;
use gen_migration::config::{Config, ConfigFiles, Located, Variables};
use gen_migration::revision::script_directory::ScriptDirectory;
use serde_json::{Value, json};

/// Names and texts below a root.
type Files = [(&'static str, &'static str)];

fn make(root: &Path, files: &[(&str, &str)]) {
    for (name, text) in files {
        let path = root.join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, text).expect("written");
    }
}

/// Paths below the root, as text.
fn shown(root: &Path, path: Option<&PathBuf>) -> Option<String> {
    path.map(|path| path.strip_prefix(root).expect("below the root").display().to_string())
}

const INI: &str = "[alembic]\nscript_location = alembic\n";
const TOML: &str = "[tool.alembic]\nscript_location = \"%(here)s/alembic\"\n";

#[test]
fn configurations_are_found() {
    type Found = (&'static [&'static str], bool);
    let cases: &[(&str, &Files, Found)] = &[
        ("here", &[("alembic.ini", INI), ("backend/alembic.ini", INI)], (&["alembic.ini"], false)),
        (
            "pyproject here",
            &[("pyproject.toml", TOML), ("backend/alembic.ini", INI)],
            (&["pyproject.toml"], false),
        ),
        (
            "another tool's pyproject",
            &[("pyproject.toml", "[tool.ruff]\n"), ("app/alembic.ini", INI)],
            (&["app/alembic.ini"], true),
        ),
        ("one folder down", &[("backend/alembic.ini", INI)], (&["backend/alembic.ini"], true)),
        (
            "two folders down",
            &[("api_service/migrations/alembic.ini", INI)],
            (&["api_service/migrations/alembic.ini"], true),
        ),
        ("pyproject down there", &[("backend/pyproject.toml", TOML)], (&["backend/pyproject.toml"], true)),
        (
            "not in what others own",
            &[
                ("node_modules/x/alembic.ini", INI),
                (".venv/x/alembic.ini", INI),
                (".hidden/alembic.ini", INI),
                ("env/pyvenv.cfg", ""),
                ("env/alembic.ini", INI),
                ("lib/site-packages/alembic.ini", INI),
                ("a/alembic.ini", INI),
            ],
            (&["a/alembic.ini"], true),
        ),
        (
            "several",
            &[("b/alembic.ini", INI), ("a/x/alembic.ini", INI)],
            (&["a/x/alembic.ini", "b/alembic.ini"], true),
        ),
        (
            "several, one with a location",
            &[("b/alembic.ini", INI), ("a/alembic.ini", "[loggers]\nkeys = root\n")],
            (&["b/alembic.ini"], true),
        ),
    ];
    for (name, files, (expected, discovered)) in cases {
        let root = tempfile::tempdir().expect("a folder");
        make(root.path(), files);
        let located = locate(&[], "alembic", root.path(), &Variables::default())
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        let list = match located.clone() {
            Located::One(files) => vec![files],
            Located::Several(list) => list,
        };
        let mains: Vec<String> = list
            .iter()
            .map(|files| shown(root.path(), files.main().map(Path::to_path_buf).as_ref()).expect("a file"))
            .collect();
        assert_eq!(mains, *expected, "{name}");
        assert!(list.iter().all(|files| files.discovered == *discovered), "{name}");
        if expected.len() > 1 {
            let error = located.only().expect_err("nobody to ask");
            assert_eq!(error.details().len(), expected.len(), "{name}: {error}");
        }
    }
}

#[test]
fn three_folders_down_is_too_far() {
    let root = tempfile::tempdir().expect("a folder");
    make(root.path(), &[("a/b/c/alembic.ini", INI)]);
    let error = locate(&[], "alembic", root.path(), &Variables::default()).expect_err("nothing");
    assert_eq!(error.message(), "No 'script_location' key found in configuration.");
    assert!(!error.hints().is_empty());
}

#[test]
fn files_that_are_named() {
    let root = tempfile::tempdir().expect("a folder");
    make(root.path(), &[("alembic.ini", INI), ("other.ini", INI)]);
    let find = |given: &[&str], environment: Option<&str>| {
        let given: Vec<PathBuf> = given.iter().map(PathBuf::from).collect();
        let variables = environment.map(|value| ("ALEMBIC_CONFIG", value)).into_iter().collect();
        locate(&given, "alembic", root.path(), &variables).map(|located| {
            let files = located.only().expect("one");
            (
                shown(root.path(), files.ini.as_ref()).expect("an ini"),
                shown(root.path(), files.toml.as_ref()).expect("a toml"),
            )
        })
    };
    let pair = |ini: &str, toml: &str| (ini.to_owned(), toml.to_owned());
    for (given, environment, expected) in [
        (&["other.ini"][..], None, pair("other.ini", "pyproject.toml")),
        (&["sub/pyproject.toml"], None, pair("alembic.ini", "sub/pyproject.toml")),
        (&["sub/pyproject.toml", "other.ini"], None, pair("other.ini", "sub/pyproject.toml")),
        (&[], Some("other.ini"), pair("other.ini", "pyproject.toml")),
        (&[], Some("sub/pyproject.toml"), pair("alembic.ini", "sub/pyproject.toml")),
        (&["other.ini"], Some("third.ini"), pair("other.ini", "pyproject.toml")),
    ] {
        assert_eq!(find(given, environment).expect("found"), expected, "{given:?} {environment:?}");
    }
    assert_eq!(
        find(&["a.ini", "b.ini"], None).expect_err("two").message(),
        "only one ini file may be indicated"
    );
    let error = find(&["a/pyproject.toml", "pyproject.toml"], None).expect_err("two");
    assert_eq!(error.message(), "pyproject.toml indicated more than once");
}

fn load(root: &Path, files: ConfigFiles, section: &str) -> Config {
    Config::load(files, section, root, &Variables::default()).unwrap_or_else(|error| panic!("{error}"))
}

fn found(root: &Path, section: &str) -> Config {
    let located = locate(&[], section, root, &Variables::default()).expect("found");
    load(root, located.only().expect("one"), section)
}

#[test]
fn script_locations_resolve() {
    let env = "";
    let cases: &[(&str, &Files, &str, &str)] = &[
        ("beside the ini", &[("alembic.ini", INI), ("alembic/env.py", env)], "alembic", "."),
        (
            "here",
            &[("alembic.ini", "[alembic]\nscript_location = %(here)s/db\n"), ("db/env.py", env)],
            "db",
            ".",
        ),
        (
            "from the working directory",
            &[("a/b/alembic.ini", "[alembic]\nscript_location = a/b\n"), ("a/b/env.py", env)],
            "a/b",
            ".",
        ),
        (
            "from the ini's folder",
            &[("backend/alembic.ini", INI), ("backend/alembic/env.py", env)],
            "backend/alembic",
            "backend",
        ),
        ("from between", &[("svc/conf/alembic.ini", INI), ("svc/alembic/env.py", env)], "svc/alembic", "svc"),
        (
            "the working directory comes first",
            &[("backend/alembic.ini", INI), ("backend/alembic/env.py", env), ("alembic/env.py", env)],
            "alembic",
            ".",
        ),
        (
            "a package",
            &[
                ("alembic.ini", "[alembic]\nscript_location = app.db:migrations\nprepend_sys_path = src\n"),
                ("src/app/db/migrations/env.py", env),
            ],
            "src/app/db/migrations",
            ".",
        ),
        (
            "a package below the ini's folder",
            &[
                ("svc/alembic.ini", "[alembic]\nscript_location = app:migrations\nprepend_sys_path = .\n"),
                ("svc/app/migrations/env.py", env),
            ],
            "svc/app/migrations",
            "svc",
        ),
        (
            "an installed package",
            &[
                ("alembic.ini", "[alembic]\nscript_location = lib:migrations\n"),
                (".venv/lib/python3.12/site-packages/lib/migrations/env.py", env),
            ],
            ".venv/lib/python3.12/site-packages/lib/migrations",
            ".",
        ),
        (
            "pyproject",
            &[("backend/pyproject.toml", TOML), ("backend/alembic/env.py", env)],
            "backend/alembic",
            ".",
        ),
        (
            "pyproject with an ini for the rest",
            &[
                ("pyproject.toml", TOML),
                ("alembic.ini", "[alembic]\nsqlalchemy.url = x\n"),
                ("alembic/env.py", env),
            ],
            "alembic",
            ".",
        ),
    ];
    for (name, files, expected, base) in cases {
        let root = tempfile::tempdir().expect("a folder");
        let root = root.path().canonicalize().expect("a path");
        make(&root, files);
        let config = found(&root, "alembic");
        let (folder, _) = config.script_directory().unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(shown(&root, Some(&folder)).as_deref(), Some(*expected), "{name}");
        let base: PathBuf = root.join(base).components().collect();
        assert_eq!(config.base_directory(), base, "{name}");
    }
}

#[test]
fn a_named_ini_keeps_to_the_working_directory() {
    let root = tempfile::tempdir().expect("a folder");
    make(root.path(), &[("backend/alembic.ini", INI), ("backend/alembic/env.py", "")]);
    let given = [PathBuf::from("backend/alembic.ini")];
    let files =
        locate(&given, "alembic", root.path(), &Variables::default()).expect("named").only().expect("one");
    let config = load(root.path(), files, "alembic");
    let error = config.script_directory().expect_err("not from here");
    assert_eq!(
        error.message(),
        "Path doesn't exist: alembic.  Please use the 'init' command to create a new scripts folder."
    );
    assert_eq!(error.place().map(|place| place.line), Some(2));
}

#[test]
fn failures_are_alembics() {
    let root = tempfile::tempdir().expect("a folder");
    let missing = "No 'script_location' key found in configuration.";
    for (ini, section, message, line) in [
        ("[alembic]\n", "alembic", missing, None),
        ("[alembic]\nscript_location = x\n", "other", missing, None),
        (
            "[alembic]\n\nscript_location = gone\n",
            "alembic",
            "Path doesn't exist: gone.  Please use the 'init' command to create a new scripts folder.",
            Some(3),
        ),
        ("[alembic]\nscript_location = nowhere:alembic\n", "alembic", "No module named 'nowhere'", Some(2)),
    ] {
        make(root.path(), &[("alembic.ini", ini)]);
        let config = found(root.path(), section);
        let error = ScriptDirectory::open(&config).expect_err(message);
        assert_eq!(error.message(), message, "{ini}");
        assert_eq!(error.place().map(|place| place.line), line, "{ini}");
    }
}

#[test]
fn another_section() {
    let root = tempfile::tempdir().expect("a folder");
    let ini = "[DEFAULT]\nscript_location = common\n[alembic]\nx = 1\n[second]\nscript_location = second\nx = %(here)s\n";
    make(root.path(), &[("alembic.ini", ini), ("common/env.py", ""), ("second/env.py", "")]);
    for (section, folder) in [("alembic", "common"), ("second", "second")] {
        let config = found(root.path(), section);
        assert_eq!(config.script_directory().expect("there").0, root.path().join(folder), "{section}");
    }
    let config = found(root.path(), "second");
    assert_eq!(config.get_main_option("x").expect("read"), Some(root.path().display().to_string()));
    let error = found(root.path(), "third").get_main_option("x").expect_err("no section");
    assert!(error.message().starts_with("No config file '"), "{error}");
    assert!(error.message().ends_with("alembic.ini' found, or file has no '[third]' section"), "{error}");
}

/// Python's reader on the same texts: sections, options, values, or the kind of failure.
const CONFIGPARSER: &str = r#"
import configparser, json, sys
answers = []
for text in json.load(sys.stdin):
    parser = configparser.ConfigParser({"here": "/srv"})
    try:
        parser.read_string(text)
    except configparser.Error as error:
        answers.append({"error": type(error).__name__})
        continue
    values = {}
    for section in parser.sections():
        values[section] = {}
        for option in parser.options(section):
            try:
                values[section][option] = parser.get(section, option)
            except configparser.Error as error:
                values[section][option] = {"error": type(error).__name__}
    answers.append(values)
json.dump(answers, sys.stdout)
"#;

/// Lines that matter to the grammar, in an order that nobody thought of.
fn random_ini(seed: u64) -> String {
    const LINES: &[&str] = &[
        "[alembic]",
        "[other]",
        "[DEFAULT]",
        "  [indented]",
        "a = 1",
        "b: %(a)s",
        "  c = %(here)s",
        "    continued",
        "\ttab",
        "",
        "   ",
        "# comment",
        "  ; comment",
        "A = 2",
        "d =",
        "e = %(d)s%%",
        "f = %(g)s",
        "g = x = y : z",
        "no separator",
        "h = %",
        "x",
        "  i = 1 # kept",
        "[a]]",
        "j = [not a section]",
        " [k",
        "=",
        "  = 1",
        "l : ",
        "\u{a0}m = 1",
    ];
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut below = |limit: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((state >> 33) % limit as u64).expect("small")
    };
    let mut text = String::from(if below(4) == 0 { "" } else { "[alembic]\n" });
    for _ in 0..below(9) {
        text.push_str(LINES[below(LINES.len())]);
        text.push('\n');
    }
    text
}

#[test]
fn the_ini_reader_is_configparsers() {
    let texts = [
        "[alembic]\nscript_location = %(here)s/alembic\nfile_template = %%(rev)s_%%(slug)s\n",
        "[a]\nx = 1\n  2\n\n  3\n\ny = 4\n",
        "[a]\nx =\n    one\n    # comment\n    ; other\n    two\n# flush left\n    three\n",
        "[a]\nx: 1\ny:2=3\nz=4:5\n  w = 5\n",
        "[a]\n  x = 1\n    more\n  y = 2\n",
        "# top\n; also\n\n[a]\nx = 1 # not a comment\ny = ; nor this\n",
        "[a]\nX = 1\n[A]\nx = 2\n",
        "[DEFAULT]\nx = d\n[a]\ny = %(x)s%(X)s\n[b]\nx = own\ny = %(x)s\n",
        "[DEFAULT]\nx = 1\n[DEFAULT]\ny = 2\n[a]\n",
        "[a]\nx = %(y)s\ny = %(z)s\nz = 1\n",
        "[a]\nx = %(missing)s\ny = %\nz = 50%%\nw = %(y\nv = %x\n",
        "[a]\nx = %(y)s\ny = %(x)s\n",
        "[a]\nx = 1\nx = 2\n",
        "[a]\n[b]\n[a]\n",
        "x = 1\n",
        "[a]\nnonsense\n",
        "[a]\n= 1\n",
        "[a\nx = 1\n",
        "[a]b]\nx = 1\n",
        "[]\nx = 1\n",
        "[a] trailing\nx = 1\n",
        "[a]\nx = 1\r\n  2\r\ny = 3\r\n",
        "[a]\nkey with spaces = 1\nkey.dotted = 2\n[section with spaces]\nx = 1\n",
        "[a]\nx = \ty\t\n\tz\n",
        "[a]\nx = a\n\n\n[b]\ny = b\n",
        "[a]\n[b]\n   indented = 1\nflush = 2\n",
        "[loggers]\nkeys = root,sqlalchemy\n[formatter_generic]\nformat = %(levelname)-5.5s [%(name)s] %(message)s\n",
        "",
    ];
    let texts: Vec<String> = texts.into_iter().map(str::to_owned).chain((0..2000).map(random_ini)).collect();
    let replies = common::run_python(CONFIGPARSER, &json!(texts).to_string());
    let replies: Vec<Value> = serde_json::from_str(&replies).expect("JSON");
    for (text, reply) in texts.iter().zip(&replies) {
        let ini = match Ini::parse(Path::new("alembic.ini"), text, &[("here", "/srv")]) {
            Ok(ini) => ini,
            Err(error) => {
                assert!(reply["error"].is_string(), "{text:?}: ours {error}, Python {reply}");
                continue;
            }
        };
        assert!(!reply["error"].is_string(), "{text:?}: Python refuses: {reply}");
        let mut values = serde_json::Map::new();
        for section in ini.sections() {
            let mut options = serde_json::Map::new();
            for option in ini.option_names(section) {
                let value = interpolated(&ini, section, option);
                options
                    .insert(option.to_owned(), value.map_or_else(|_| json!("refused"), |value| json!(value)));
            }
            values.insert(section.to_owned(), options.into());
        }
        let mut expected = reply.clone();
        for value in expected
            .as_object_mut()
            .expect("sections")
            .values_mut()
            .flat_map(|options| options.as_object_mut().expect("options").values_mut())
        {
            if value.is_object() {
                *value = json!("refused");
            }
        }
        assert_eq!(Value::Object(values), expected, "{text:?}");
    }
}
