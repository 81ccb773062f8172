//! `dialect_options` of an index: what each dialect is told of it, with the dialect's
//! own defaults where nothing is said.

use std::rc::Rc;

use crate::python::dict::Dict;
use crate::python::value::Value;

/// A default of a dialect.
#[derive(Clone, Copy)]
enum Preset {
    None,
    False,
    Empty,
}

/// `construct_arguments` of SQLAlchemy's dialects for `Index`.
const DIALECTS: &[(&str, &[(&str, Preset)])] = {
    use Preset::{Empty, False, None};
    &[
        (
            "postgresql",
            &[
                ("using", False),
                ("include", None),
                ("where", None),
                ("ops", Empty),
                ("concurrently", False),
                ("with", Empty),
                ("tablespace", None),
                ("nulls_not_distinct", None),
            ],
        ),
        ("sqlite", &[("where", None)]),
        ("mysql", MYSQL),
        ("mariadb", MYSQL),
        ("mssql", &[("clustered", None), ("include", None), ("where", None), ("columnstore", None)]),
        ("oracle", &[("bitmap", False), ("compress", False), ("vector", False)]),
    ]
};

const MYSQL: &[(&str, Preset)] = &[
    ("using", Preset::None),
    ("length", Preset::None),
    ("prefix", Preset::None),
    ("with_parser", Preset::None),
];

/// By dialect.
pub fn of_index(keywords: &[(Rc<str>, Value)]) -> Value {
    let mut all = Dict::default();
    for (dialect, defaults) in DIALECTS {
        let mut options = Dict::default();
        for (name, default) in *defaults {
            let value = match default {
                Preset::None => Value::None,
                Preset::False => Value::Bool(false),
                Preset::Empty => Value::dict(Dict::default()),
            };
            options.insert_str(name, value);
        }
        for (keyword, value) in keywords {
            if let Some((own, name)) = option(keyword)
                && own == *dialect
            {
                options.insert_str(name, value.clone());
            }
        }
        all.insert_str(dialect, Value::dict(options));
    }
    Value::dict(all)
}

/// `postgresql_where`: the dialect and the option.
fn option(keyword: &str) -> Option<(&str, &str)> {
    keyword.split_once('_').filter(|(dialect, _)| DIALECTS.iter().any(|(known, _)| known == dialect))
}
