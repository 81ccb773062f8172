//! The columns and `postgresql_*` keywords of an index, for `create_index` and `drop_index`.

use super::{Renderer, python_literal, text};
use crate::schema::{Index, IndexTarget};

/// Every keyword that an index can have, in the order of SQLAlchemy's reflection; what the models
/// wrote comes in the models' order ([`Index::keyword_order`]).
const KEYWORDS: [&str; 8] =
    ["include", "nulls_not_distinct", "using", "with", "where", "ops", "tablespace", "concurrently"];

pub(super) fn elements(renderer: &Renderer, index: &Index) -> String {
    let elements: Vec<String> = index
        .elements
        .iter()
        .map(|element| match &element.target {
            IndexTarget::Column(column) => python_literal::string(column),
            IndexTarget::Expression(sql) => {
                format!("{}literal_column({})", renderer.sa(), python_literal::string(sql))
            }
        })
        .collect();
    format!("[{}]", elements.join(", "))
}

pub(super) fn options(renderer: &Renderer, index: &Index) -> Vec<String> {
    let written = index.keyword_order.iter().map(String::as_str).filter(|it| KEYWORDS.contains(it));
    let others =
        KEYWORDS.iter().copied().filter(|it| !index.keyword_order.iter().any(|written| written == it));
    let mut options: Vec<String> = written
        .chain(others)
        .filter_map(|keyword| {
            option(renderer, index, keyword).map(|value| format!("postgresql_{keyword}={value}"))
        })
        .collect();
    options.extend(index.other_dialects.iter().map(|(keyword, value)| format!("{keyword}={value}")));
    options
}

fn option(renderer: &Renderer, index: &Index, keyword: &str) -> Option<String> {
    match keyword {
        "include" => (!index.include.is_empty()).then(|| python_literal::list(&index.include)),
        "nulls_not_distinct" => index.nulls_not_distinct.map(|it| python_literal::boolean(it).to_owned()),
        "using" => index.using.as_deref().map(python_literal::string),
        "with" => (!index.with.is_empty()).then(|| {
            let items = index.with.iter().map(|(key, value)| (key.as_str(), storage_value(index, value)));
            python_literal::dict(items)
        }),
        "where" => index.predicate.as_deref().map(|predicate| {
            if index.predicate_is_string || index.reflected {
                text::string(predicate)
            } else {
                text::call(renderer, predicate)
            }
        }),
        "ops" => {
            let classes: Vec<(String, String)> = index
                .elements
                .iter()
                .filter_map(|element| {
                    let (IndexTarget::Column(key) | IndexTarget::Expression(key)) = &element.target;
                    element.operator_class.clone().map(|class| (key.clone(), class))
                })
                .collect();
            (!classes.is_empty()).then(|| operator_classes(&classes))
        }
        "tablespace" => index.tablespace.as_deref().map(python_literal::string),
        "concurrently" => index.concurrently.then(|| "True".to_owned()),
        _ => None,
    }
}

pub(super) fn operator_classes(classes: &[(String, String)]) -> String {
    python_literal::dict(classes.iter().map(|(key, class)| (key.as_str(), python_literal::string(class))))
}

/// Models write numbers, reflection gives strings.
fn storage_value(index: &Index, value: &str) -> String {
    let is_number = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    if is_number && !index.reflected { value.to_owned() } else { python_literal::string(value) }
}
