//! Every keyword of PostgreSQL and many odd names, quoted by SQLAlchemy and by us.

use gen_migration::ddl::identifier;
use gen_migration::schema::{ObjectName, QualifiedName};

use crate::common::{self, server::Server};

const PROGRAM: &str = r#"
import json, sys
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql.elements import conv

preparer = postgresql.dialect(paramstyle="named").identifier_preparer
names = json.load(sys.stdin)
cut = [preparer.truncate_and_render_constraint_name(conv(name)) for name in names]
json.dump([[preparer.quote(name) for name in names], cut], sys.stdout)
"#;

#[test]
fn names_are_quoted_and_cut_as_sqlalchemy_does() {
    let keywords = Server::shared().psql("postgres", "SELECT word FROM pg_get_keywords()");
    let mut names: Vec<String> = keywords.lines().map(str::to_owned).collect();
    assert!(names.len() > 400, "PostgreSQL has more keywords than {}", names.len());
    names.extend(names.clone().iter().map(|name| name.to_uppercase()));
    let odd = [
        "a.b", "a b", "a-b", "a%b", "a\"b", "a'b", "a$b", "$a", "_a", "__", "1a", "a1", "A", "aB", "ä", "äÖ",
        "ß", "ǆ", "ı", "日本", "a\nb", "a:b", "%%", "new", "old", "off", "\"a\"", "a\\b", "ſ",
    ];
    names.extend(odd.map(str::to_owned));
    for length in [62, 63, 64, 65, 100, 300] {
        names.push("x".repeat(length));
        names.push("Ü".repeat(length));
    }
    let input = serde_json::to_string(&names).expect("strings");
    let [quoted, cut]: [Vec<String>; 2] =
        serde_json::from_str(&common::run_python(PROGRAM, &input)).expect("JSON from Python");
    for ((name, quoted), cut) in names.iter().zip(&quoted).zip(&cut) {
        assert_eq!(&identifier::quote(name), quoted, "{name}");
        let ours =
            identifier::object_name(&ObjectName::conventional(name)).expect("conventional names are cut");
        assert_eq!(&ours, cut, "{name}");
        assert_eq!(
            identifier::qualified(&QualifiedName::new(Some(name), name)),
            format!("{quoted}.{quoted}")
        );
    }
}
