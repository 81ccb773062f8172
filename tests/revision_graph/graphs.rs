//! The graphs: by hand, and at random.

use std::path::Path;

/// One file: revision, down revisions, labels, dependencies.
pub type File = (&'static str, &'static [&'static str], &'static [&'static str], &'static [&'static str]);

pub const NONE: &[&str] = &[];

/// Name and files, in the order of their names on disk.
pub const GRAPHS: &[(&str, &[File])] = &[
    ("empty", &[]),
    ("single", &[("a001", NONE, NONE, NONE)]),
    (
        "linear",
        &[
            ("a001", NONE, NONE, NONE),
            ("a002", &["a001"], NONE, NONE),
            ("a003", &["a002"], NONE, NONE),
            ("b004", &["a003"], NONE, NONE),
        ],
    ),
    (
        "linear in another file order, with a label in the middle",
        &[
            ("zz04", &["mm03"], NONE, NONE),
            ("mm03", &["bb02"], &["shop"], NONE),
            ("aa01", NONE, NONE, NONE),
            ("bb02", &["aa01"], NONE, NONE),
        ],
    ),
    (
        "two branches",
        &[
            ("root", NONE, NONE, NONE),
            ("left1", &["root"], NONE, NONE),
            ("left2", &["left1"], NONE, NONE),
            ("right1", &["root"], NONE, NONE),
        ],
    ),
    (
        "two labelled branches",
        &[
            ("root", NONE, NONE, NONE),
            ("left1", &["root"], &["left"], NONE),
            ("left2", &["left1"], NONE, NONE),
            ("right1", &["root"], &["right", "second"], NONE),
            ("right2", &["right1"], NONE, NONE),
        ],
    ),
    (
        "three branches, two merged",
        &[
            ("root", NONE, NONE, NONE),
            ("aaa1", &["root"], NONE, NONE),
            ("bbb1", &["root"], NONE, NONE),
            ("ccc1", &["root"], &["third"], NONE),
            ("merge1", &["aaa1", "bbb1"], NONE, NONE),
            ("aaa2", &["merge1"], NONE, NONE),
            ("ccc2", &["ccc1"], NONE, NONE),
        ],
    ),
    (
        "diamond with tails of different length",
        &[
            ("d001", NONE, NONE, NONE),
            ("d002", &["d001"], NONE, NONE),
            ("l001", &["d002"], NONE, NONE),
            ("l002", &["l001"], NONE, NONE),
            ("l003", &["l002"], NONE, NONE),
            ("r001", &["d002"], NONE, NONE),
            ("m001", &["r001", "l003"], NONE, NONE),
            ("t001", &["m001"], NONE, NONE),
        ],
    ),
    (
        "nested diamonds",
        &[
            ("n001", NONE, NONE, NONE),
            ("n002", &["n001"], NONE, NONE),
            ("n003", &["n001"], NONE, NONE),
            ("n004", &["n002"], NONE, NONE),
            ("n005", &["n002"], NONE, NONE),
            ("n006", &["n004", "n005"], NONE, NONE),
            ("n007", &["n006", "n003"], NONE, NONE),
        ],
    ),
    (
        "a merge of three",
        &[
            ("root", NONE, NONE, NONE),
            ("one1", &["root"], NONE, NONE),
            ("two1", &["root"], NONE, NONE),
            ("three1", &["root"], NONE, NONE),
            ("merged", &["one1", "two1", "three1"], NONE, NONE),
        ],
    ),
    (
        "a merge that lists an ancestor too",
        &[
            ("root", NONE, NONE, NONE),
            ("step1", &["root"], NONE, NONE),
            ("step2", &["step1"], NONE, NONE),
            ("odd1", &["step2", "root"], NONE, NONE),
        ],
    ),
    (
        "three bases",
        &[
            ("main1", NONE, &["main"], NONE),
            ("main2", &["main1"], NONE, NONE),
            ("auth1", NONE, &["auth"], NONE),
            ("auth2", &["auth1"], NONE, NONE),
            ("blog1", NONE, &["blog"], NONE),
        ],
    ),
    (
        "two bases merged",
        &[
            ("one1", NONE, NONE, NONE),
            ("two1", NONE, &["two"], NONE),
            ("both1", &["one1", "two1"], NONE, NONE),
            ("both2", &["both1"], NONE, NONE),
        ],
    ),
    (
        "a branch depends on another",
        &[
            ("core1", NONE, &["core"], NONE),
            ("core2", &["core1"], NONE, NONE),
            ("core3", &["core2"], NONE, NONE),
            ("plug1", NONE, &["plugin"], NONE),
            ("plug2", &["plug1"], NONE, &["core2"]),
            ("plug3", &["plug2"], NONE, NONE),
        ],
    ),
    (
        "a head is a dependency",
        &[
            ("core1", NONE, &["core"], NONE),
            ("core2", &["core1"], NONE, NONE),
            ("plug1", NONE, &["plugin"], NONE),
            ("plug2", &["plug1"], NONE, &["core2"]),
        ],
    ),
    (
        "dependencies by label, repeated and on an ancestor's",
        &[
            ("core1", NONE, &["core"], NONE),
            ("core2", &["core1"], NONE, NONE),
            ("plug1", NONE, &["plugin"], &["core"]),
            ("plug2", &["plug1"], NONE, &["core1", "core2"]),
            ("plug3", &["plug2"], NONE, &["core2"]),
        ],
    ),
    (
        "dependencies between branches of one tree",
        &[
            ("root", NONE, NONE, NONE),
            ("aaa1", &["root"], &["aaa"], NONE),
            ("aaa2", &["aaa1"], NONE, NONE),
            ("bbb1", &["root"], &["bbb"], NONE),
            ("bbb2", &["bbb1"], NONE, &["aaa1"]),
            ("aaa3", &["aaa2"], NONE, &["bbb2"]),
        ],
    ),
    (
        "a merge and dependencies",
        &[
            ("base1", NONE, NONE, NONE),
            ("x001", &["base1"], NONE, NONE),
            ("y001", &["base1"], NONE, NONE),
            ("other1", NONE, &["other"], NONE),
            ("other2", &["other1"], NONE, NONE),
            ("xy01", &["x001", "y001"], NONE, &["other1"]),
            ("last1", &["xy01"], NONE, &["other2"]),
        ],
    ),
    (
        "three plugins on one core",
        &[
            ("core1", NONE, &["core"], NONE),
            ("pa01", NONE, &["pa"], &["core1"]),
            ("pb01", NONE, &["pb"], &["core1"]),
            ("pc01", NONE, &["pc"], &["pa01", "pb01"]),
            ("core2", &["core1"], NONE, NONE),
            ("pc02", &["pc01"], NONE, NONE),
        ],
    ),
    (
        "spliced",
        &[
            ("s001", NONE, NONE, NONE),
            ("s002", &["s001"], NONE, NONE),
            ("s003", &["s002"], NONE, NONE),
            ("splice1", &["s001"], &["spliced"], NONE),
            ("splice2", &["splice1"], NONE, NONE),
            ("late1", &["s002"], NONE, NONE),
        ],
    ),
    (
        "labels on both ends and a fork above",
        &[
            ("low1", NONE, &["low"], NONE),
            ("mid1", &["low1"], NONE, NONE),
            ("top1", &["mid1"], &["top"], NONE),
            ("fork1", &["top1"], NONE, NONE),
            ("fork2", &["top1"], &["forked"], NONE),
        ],
    ),
    (
        "ids that begin alike, and short ones",
        &[
            ("abcd1", NONE, NONE, NONE),
            ("abcd2", &["abcd1"], NONE, NONE),
            ("abce", &["abcd2"], &["abcdlabel"], NONE),
            ("x", &["abce"], NONE, NONE),
            ("12", &["x"], NONE, NONE),
        ],
    ),
];

/// The same with owned texts.
pub struct Owned {
    pub revision: String,
    pub down: Vec<String>,
    pub labels: Vec<String>,
    pub depends: Vec<String>,
}

pub fn owned(files: &[File]) -> Vec<Owned> {
    let texts = |items: &[&str]| items.iter().map(|item| (*item).to_owned()).collect();
    let one = |(revision, down, labels, depends): &File| Owned {
        revision: (*revision).to_owned(),
        down: texts(down),
        labels: texts(labels),
        depends: texts(depends),
    };
    files.iter().map(one).collect()
}

/// A graph that nobody thought of: branches, merges, bases, labels, dependencies, files in any order.
pub fn random_graph(seed: u64) -> Vec<Owned> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut below = |limit: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((state >> 33) % limit as u64).expect("small")
    };
    let mut files: Vec<Owned> = Vec::new();
    for index in 0..4 + below(6) {
        let mut down = Vec::new();
        let mut depends = Vec::new();
        if index > 0 {
            let wanted = [1, 1, 1, 1, 1, 1, 1, 2, 2, 0][below(10)];
            for _ in 0..wanted {
                down.push(files[below(index)].revision.clone());
            }
            if below(4) == 0 {
                let on = &files[below(index)];
                depends.push(on.labels.first().filter(|_| below(2) == 0).unwrap_or(&on.revision).clone());
            }
        }
        down.sort();
        down.dedup();
        let labels = if below(4) == 0 { vec![format!("label{index}")] } else { Vec::new() };
        files.push(Owned { revision: format!("{:03x}r{index}", below(4096)), down, labels, depends });
    }
    for index in (1..files.len()).rev() {
        files.swap(index, below(index + 1));
    }
    files
}

pub fn write(folder: &Path, files: &[File]) {
    write_owned(folder, &owned(files));
}

pub fn write_owned(folder: &Path, files: &[Owned]) {
    let versions = folder.join("versions");
    std::fs::create_dir_all(&versions).expect("a folder");
    for (index, Owned { revision, down, labels, depends }) in files.iter().enumerate() {
        let list = |items: &[String]| match items {
            [] => "None".to_owned(),
            [one] => format!("{one:?}"),
            several => format!("({})", several.iter().map(|item| format!("{item:?}, ")).collect::<String>()),
        };
        let text = format!(
            "\"\"\"message of {revision}\n\nmore\n\"\"\"\nrevision = {revision:?}\ndown_revision = {}\n\
             branch_labels = {}\ndepends_on = {}\n\n\ndef upgrade():\n    pass\n\n\ndef downgrade():\n    pass\n",
            list(down),
            list(labels),
            list(depends)
        );
        std::fs::write(versions.join(format!("{index:03}_{revision}.py")), text).expect("written");
    }
}
