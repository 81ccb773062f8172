//! Imports point one way. Each layer names the layers that it may import; nothing else passes.

use std::fs;
use std::path::{Path, PathBuf};

/// Layer, and what it may import besides `error` and itself.
const LAYERS: &[(&str, &[&str])] = &[
    (
        "cli",
        &[
            "output",
            "workflow",
            "migrate",
            "environment",
            "metadata",
            "revision",
            "config",
            "database",
            "interrupt",
            "diff",
            "fallback",
            "hazard",
            "render",
            "operation",
            "schema",
        ],
    ),
    ("output", &[]),
    (
        "workflow",
        &[
            "migrate",
            "environment",
            "metadata",
            "revision",
            "sqlalchemy",
            "python",
            "config",
            "database",
            "interrupt",
            "catalog",
            "ddl",
            "diff",
            "fallback",
            "hazard",
            "render",
            "operation",
            "schema",
        ],
    ),
    (
        "migrate",
        &[
            "environment",
            "revision",
            "sqlalchemy",
            "python",
            "config",
            "database",
            "interrupt",
            "catalog",
            "ddl",
            "fallback",
            "operation",
            "schema",
        ],
    ),
    (
        "environment",
        &[
            "metadata",
            "revision",
            "sqlalchemy",
            "python",
            "config",
            "database",
            "interrupt",
            "ddl",
            "fallback",
            "operation",
            "schema",
        ],
    ),
    ("metadata", &["sqlalchemy", "python", "schema"]),
    ("revision", &["sqlalchemy", "metadata", "python", "config", "interrupt", "ddl", "operation", "schema"]),
    ("sqlalchemy", &["python", "ddl", "operation", "schema"]),
    ("python", &["interrupt"]),
    ("fallback", &["interrupt", "operation", "schema"]),
    ("config", &[]),
    ("database", &["interrupt"]),
    ("interrupt", &[]),
    ("catalog", &["interrupt", "schema"]),
    ("ddl", &["operation", "schema"]),
    ("diff", &["ddl", "operation", "schema"]),
    ("hazard", &["ddl", "operation", "schema"]),
    ("render", &["ddl", "operation", "schema"]),
    ("operation", &["schema"]),
    ("schema", &[]),
];

#[test]
fn imports_point_downward() {
    let mut wrong = Vec::new();
    let mut seen = 0;
    for (layer, allowed) in LAYERS {
        for file in files_of(layer) {
            let text = fs::read_to_string(&file).expect("readable source");
            for (number, line) in text.lines().enumerate() {
                let code = line.split("//").next().unwrap_or_default();
                for used in code.split("crate::").skip(1) {
                    let used: String =
                        used.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                    seen += 1;
                    let known = LAYERS.iter().any(|(name, _)| *name == used);
                    if known && used != *layer && !allowed.contains(&used.as_str()) {
                        wrong.push(format!("{}:{}: {layer} imports {used}", file.display(), number + 1));
                    }
                }
            }
        }
    }
    assert!(seen > 20, "the scan sees no imports any more: {seen}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_database_names_bollard_and_only_output_prints() {
    let mut wrong = Vec::new();
    for (layer, _) in LAYERS {
        for file in files_of(layer) {
            let text = fs::read_to_string(&file).expect("readable source");
            if *layer != "database" && text.contains("bollard::") {
                wrong.push(format!("{} names bollard", file.display()));
            }
            if *layer != "output"
                && ["println!(", "io::stdout()", "eprint!("].iter().any(|name| text.contains(name))
            {
                wrong.push(format!("{} prints", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn files_of(layer: &str) -> Vec<PathBuf> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    let single = source.join(format!("{layer}.rs"));
    if single.exists() {
        files.push(single);
    }
    let mut folders = vec![source.join(layer)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs")
                && !path.ends_with("tests.rs")
            {
                // unit tests may stand on whatever proves their layer right
                files.push(path);
            }
        }
    }
    assert!(!files.is_empty(), "no source for layer {layer}");
    files
}
