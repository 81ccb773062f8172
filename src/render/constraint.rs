//! Constraints within `op.create_table(…)`, and the parts that `op.create_…_constraint` shares.

use super::{Renderer, index, python_literal, text};
use crate::schema::{
    Check, Constraint, Deferrability, Exclude, ForeignKey, IndexTarget, ObjectName, PrimaryKey,
    QualifiedName, Unique,
};

/// `None` for what a type brings along by itself.
pub(super) fn render(renderer: &mut Renderer, constraint: &Constraint) -> Option<String> {
    match constraint {
        Constraint::PrimaryKey(key) => primary_key(renderer, key),
        Constraint::Unique(unique) => Some(self::unique(renderer, unique)),
        Constraint::Check(check) => self::check(renderer, check),
        Constraint::ForeignKey(key) => Some(foreign_key(renderer, key)),
        Constraint::Exclude(exclude) => Some(self::exclude(renderer, exclude)),
    }
}

/// A name as Alembic writes it: `op.f('…')` when a convention made it or a database had it.
pub(super) fn name(renderer: &Renderer, name: Option<&ObjectName>) -> String {
    match name {
        Some(name) if name.conventional => {
            format!("{}f({})", renderer.op(), python_literal::string(&name.text))
        }
        Some(name) => python_literal::string(&name.text),
        None => "None".to_owned(),
    }
}

fn name_argument(renderer: &Renderer, of: Option<&ObjectName>) -> Option<String> {
    of.map(|it| format!("name={}", name(renderer, Some(it))))
}

/// Alembic leaves the options of a primary key out; they are written here, since they matter.
fn primary_key(renderer: &Renderer, key: &PrimaryKey) -> Option<String> {
    if key.columns.is_empty() {
        return None;
    }
    let mut arguments: Vec<String> = key.columns.iter().map(|it| python_literal::string(it)).collect();
    arguments.extend(name_argument(renderer, key.name.as_ref()));
    arguments.extend(deferrability(&key.deferrability));
    if !key.include.is_empty() {
        arguments.push(format!("postgresql_include={}", python_literal::list(&key.include)));
    }
    Some(format!("{}PrimaryKeyConstraint({})", renderer.sa(), arguments.join(", ")))
}

fn unique(renderer: &Renderer, unique: &Unique) -> String {
    let mut arguments: Vec<String> = unique.columns.iter().map(|it| python_literal::string(it)).collect();
    arguments.extend(deferrability(&unique.deferrability));
    arguments.extend(name_argument(renderer, unique.name.as_ref()));
    arguments.extend(unique_options(unique, true));
    format!("{}UniqueConstraint({})", renderer.sa(), arguments.join(", "))
}

/// `postgresql_*` of a unique constraint. A reflected one says them all inside a table, and
/// everything but an empty INCLUDE in a directive of its own.
pub(super) fn unique_options(unique: &Unique, in_table: bool) -> Vec<String> {
    let mut options = Vec::new();
    if !unique.include.is_empty() || (unique.reflected && in_table) {
        options.push(format!("postgresql_include={}", python_literal::list(&unique.include)));
    }
    if unique.nulls_not_distinct || unique.reflected {
        let value = python_literal::boolean(unique.nulls_not_distinct);
        options.push(format!("postgresql_nulls_not_distinct={value}"));
    }
    options
}

pub(super) fn deferrability(deferrability: &Deferrability) -> Vec<String> {
    let mut arguments = Vec::new();
    if deferrability.deferrable == Some(true) {
        arguments.push("deferrable=True".to_owned());
    }
    if let Some(initially) = &deferrability.initially {
        arguments.push(format!("initially={}", python_literal::string(initially)));
    }
    arguments
}

fn check(renderer: &Renderer, check: &Check) -> Option<String> {
    if check.type_bound {
        return None;
    }
    let mut arguments = vec![text::string(&check.condition)];
    arguments.extend(name_argument(renderer, check.name.as_ref()));
    arguments.extend(deferrability(&check.deferrability));
    arguments.extend(check_options(check));
    Some(format!("{}CheckConstraint({})", renderer.sa(), arguments.join(", ")))
}

pub(super) fn check_options(check: &Check) -> Vec<String> {
    let mut options = Vec::new();
    if check.not_valid {
        options.push("postgresql_not_valid=True".to_owned());
    }
    options
}

fn foreign_key(renderer: &Renderer, key: &ForeignKey) -> String {
    let targets: Vec<String> =
        key.referred_columns.iter().map(|column| target(&key.referred_table, column)).collect();
    let mut options: Vec<String> = name_argument(renderer, key.name.as_ref()).into_iter().collect();
    options.extend(foreign_key_actions(key));
    options.extend(foreign_key_options(key));
    format!(
        "{}ForeignKeyConstraint({}, {}, {})",
        renderer.sa(),
        python_literal::list(&key.columns),
        python_literal::list(&targets),
        options.join(", ")
    )
}

fn target(table: &QualifiedName, column: &str) -> String {
    match &table.schema {
        Some(schema) => format!("{schema}.{}.{column}", table.name),
        None => format!("{}.{column}", table.name),
    }
}

pub(super) fn foreign_key_actions(key: &ForeignKey) -> Vec<String> {
    let text = |keyword: &str, value: Option<&String>| {
        value.filter(|it| !it.is_empty()).map(|it| format!("{keyword}={}", python_literal::string(it)))
    };
    [
        text("onupdate", key.on_update.as_ref()),
        text("ondelete", key.on_delete.as_ref()),
        text("initially", key.deferrability.initially.as_ref()),
        (key.deferrability.deferrable == Some(true)).then(|| "deferrable=True".to_owned()),
        key.use_alter.then(|| "use_alter=True".to_owned()),
        text("match", key.match_type.as_ref()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

pub(super) fn foreign_key_options(key: &ForeignKey) -> Vec<String> {
    if key.not_valid { vec!["postgresql_not_valid=True".to_owned()] } else { Vec::new() }
}

fn exclude(renderer: &mut Renderer, exclude: &Exclude) -> String {
    let mut arguments = exclude_elements(renderer, exclude);
    arguments.extend(exclude_options(exclude));
    arguments.extend(name_argument(renderer, exclude.name.as_ref()));
    arguments.extend(exclude_operator_classes(exclude));
    format!("{}ExcludeConstraint({})", renderer.postgresql(), arguments.join(", "))
}

/// `(sa.column('room'), '=')`, and the predicate.
pub(super) fn exclude_elements(renderer: &Renderer, exclude: &Exclude) -> Vec<String> {
    let mut arguments: Vec<String> = exclude
        .elements
        .iter()
        .map(|element| {
            let target = match &element.target {
                IndexTarget::Column(column) => {
                    format!("{}column({})", renderer.sa(), python_literal::string(column))
                }
                // Alembic takes no other expression: it wants a name
                IndexTarget::Expression(sql) => {
                    format!("{}literal_column({})", renderer.sa(), python_literal::string(sql))
                }
            };
            format!("({target}, {})", python_literal::string(&element.operator))
        })
        .collect();
    if let Some(predicate) = &exclude.predicate {
        arguments.push(format!("where={}", text::call(renderer, predicate)));
    }
    arguments
}

pub(super) fn exclude_options(exclude: &Exclude) -> Vec<String> {
    let mut options = deferrability(&exclude.deferrability);
    if !exclude.using.is_empty() {
        options.push(format!("using={}", python_literal::string(&exclude.using)));
    }
    options
}

/// Alembic forgets `ops=`, without which another constraint would come out.
pub(super) fn exclude_operator_classes(exclude: &Exclude) -> Option<String> {
    (!exclude.operator_classes.is_empty())
        .then(|| format!("ops={}", index::operator_classes(&exclude.operator_classes)))
}
