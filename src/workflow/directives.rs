//! `process_revision_directives` of env.py: it is shown the revision that is about to be written, and may
//! change its message and id, leave operations out, reorder, change and add some, or take the whole
//! revision back. What can't be followed is refused.

use std::collections::BTreeMap;
use std::rc::Rc;

use serde_json::{Value as Json, json};

use crate::diff;
use crate::environment::{directives, reflected};
use crate::error::{Error, Place, Result};
use crate::operation::{AlterColumn, Operation};
use crate::python::{Interpreter, Value};
use crate::revision::new_file::random_id;
use crate::schema::{Constraint, Index, IndexTarget, QualifiedName, Table};

use super::draft::{Draft, NewRevision};
use super::hooks::Hooks;
use super::project::Project;
use super::replay::Replay;

const OPTION: &str = "process_revision_directives";

/// What became of the draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Directed {
    /// env.py has nothing to say, or left everything as it was.
    Unchanged,
    Changed,
    /// `directives[:] = []`: no file is to be written.
    TakenBack,
}

/// Asks env.py's function, where it has one.
///
/// # Errors
/// What the function raises, with its line; what it makes and can't be followed.
pub fn direct(project: &Project, draft: &mut Draft, replay: &mut Replay) -> Result<Directed> {
    let python = replay.environment.python.is_some();
    let function = replay.environment.function(OPTION).cloned();
    if !replay.with_hooks(|hooks, _| Ok(hooks.has(OPTION)))? {
        return Ok(Directed::Unchanged);
    }
    if draft.revision.rev_id.is_none() {
        draft.revision.rev_id = Some(random_id()?);
    }
    let given = given(&draft.revision, &draft.upgrade, &draft.downgrade);
    let heads = project.scripts.heads(false);
    let place = function
        .as_ref()
        .and_then(place_of)
        .or_else(|| python.then(|| Place::new(project.scripts.env_py(), 1, 0, OPTION)));
    let (said, emitted) = match function.filter(|_| !python) {
        Some(function) => {
            let tables = Rc::new(draft.current.tables.clone());
            let answer = replay.with_hooks(|hooks, _| native(hooks, &function, &heads, &given, tables))?;
            (answer.said, answer.emitted)
        }
        None => (replay.python_directives(&heads, &given)?, Vec::new()),
    };
    apply(draft, &said, emitted).map_err(|error| match place {
        Some(place) if error.place().is_none() => error.at(place),
        _ => error,
    })
}

/// The revision as the function is shown it.
fn given(revision: &NewRevision, upgrade: &[Operation], downgrade: &[Operation]) -> Json {
    json!({
        "rev_id": revision.rev_id,
        "message": revision.message,
        "head": revision.head.clone().unwrap_or_else(|| "head".to_owned()),
        "splice": revision.splice,
        "branch_label": revision.branch_label,
        "version_path": revision.version_path,
        "depends_on": revision.depends_on,
        "upgrade": upgrade.iter().map(fact).collect::<Vec<_>>(),
        "downgrade": downgrade.iter().map(fact).collect::<Vec<_>>(),
    })
}

fn native(
    hooks: &mut Hooks<'_>,
    function: &Value,
    heads: &[String],
    given: &Json,
    tables: Rc<BTreeMap<QualifiedName, Table>>,
) -> Result<directives::Answer> {
    let metadata = hooks.environment.target_metadata.clone();
    let declared: Rc<directives::FindTable> = Rc::new(move |interpreter, schema, name| {
        for metadata in &metadata {
            let tables = interpreter.get_attribute(metadata, "tables")?;
            let keys = match schema {
                Some(schema) => vec![format!("{schema}.{name}")],
                None => vec![name.to_owned(), format!("public.{name}")],
            };
            for key in keys {
                if let Ok(table) = interpreter.item(&tables, &Value::str(key)) {
                    return Ok(Some(table));
                }
            }
        }
        Ok(None)
    });
    let made = std::cell::RefCell::new(BTreeMap::<QualifiedName, Value>::new());
    let reflected: Rc<directives::FindTable> = Rc::new(move |interpreter: &mut Interpreter, schema, name| {
        let name = QualifiedName::new(schema, name);
        if let Some(known) = made.borrow().get(&name) {
            return Ok(Some(known.clone()));
        }
        let Some(table) = tables.get(&name) else { return Ok(None) };
        let table = reflected::table(interpreter, table)?;
        made.borrow_mut().insert(name, table.clone());
        Ok(Some(table))
    });
    directives::call(hooks.interpreter, function, heads, given, declared, reflected)
}

/// Where the function is defined.
fn place_of(function: &Value) -> Option<Place> {
    match function {
        Value::Function(function) => Some(function.defined_at()),
        Value::BoundMethod(method) => place_of(&method.function),
        _ => None,
    }
}

/// An operation, as far as Alembic's objects show it.
fn fact(operation: &Operation) -> Json {
    use Operation::*;
    let about = |kind: &str, table: &QualifiedName, name: Option<&str>| {
        json!({
            "kind": kind,
            "table": table.name,
            "schema": table.schema,
            "name": name,
            "in_table": true,
        })
    };
    let with = |mut fact: Json, more: Json| {
        if let (Some(fact), Json::Object(more)) = (fact.as_object_mut(), more) {
            fact.extend(more);
        }
        fact
    };
    let apart = json!({"in_table": false});
    let opaque = |sql: String| json!({"kind": "execute", "table": null, "schema": null, "name": null, "in_table": false, "sql": sql});
    match operation {
        CreateTable { table, .. } => with(about("create_table", &table.name, None), apart),
        DropTable { table, .. } => with(about("drop_table", &table.name, None), apart),
        RenameTable { from, to } => with(about("rename_table", from, Some(to)), apart),
        AddColumn { table, column, .. } => {
            let sql = format!("ALTER TABLE {table} ADD COLUMN {}", column.name);
            with(about("add_column", table, Some(&column.name)), json!({"sql": sql}))
        }
        DropColumn { table, column, .. } => about("drop_column", table, Some(&column.name)),
        AlterColumn(alter) => with(
            about("alter_column", &alter.table, Some(&alter.column)),
            json!({"changes": changes(alter), "new_name": alter.new_name}),
        ),
        CreateIndex { table, index, .. } => with(
            about("create_index", table, index_name(index)),
            json!({"columns": index_columns(index), "unique": index.unique}),
        ),
        DropIndex { table, schema, index, .. } => {
            let table = table.clone().unwrap_or_else(|| QualifiedName::new(schema.as_deref(), ""));
            about("drop_index", &table, index_name(index))
        }
        AddConstraint { table, constraint } => {
            let name = constraint.name().map(|name| name.text.as_str());
            match &**constraint {
                Constraint::PrimaryKey(it) => {
                    with(about("primary_key", table, name), json!({"columns": it.columns}))
                }
                Constraint::Unique(it) => with(about("unique", table, name), json!({"columns": it.columns})),
                Constraint::Check(it) => {
                    with(about("check", table, name), json!({"condition": it.condition}))
                }
                Constraint::ForeignKey(it) => with(
                    about("foreign_key", table, name),
                    json!({
                        "columns": it.columns,
                        "referred": it.referred_table.name,
                        "referred_columns": it.referred_columns,
                        "options": {
                            "source_schema": table.schema,
                            "referent_schema": it.referred_table.schema,
                            "ondelete": it.on_delete,
                            "onupdate": it.on_update,
                            "deferrable": it.deferrability.deferrable,
                            "initially": it.deferrability.initially,
                        },
                    }),
                ),
                Constraint::Exclude(_) => opaque(format!("ALTER TABLE {table} ADD EXCLUDE")),
            }
        }
        DropConstraint { table, name, kind, .. } => {
            let kind = kind.map(|kind| match kind {
                crate::schema::ConstraintKind::PrimaryKey => "primary",
                crate::schema::ConstraintKind::Unique => "unique",
                crate::schema::ConstraintKind::Check => "check",
                crate::schema::ConstraintKind::ForeignKey => "foreignkey",
                crate::schema::ConstraintKind::Exclude => "exclude",
            });
            with(about("drop_constraint", table, Some(&name.text)), json!({"type": kind}))
        }
        CreateTableComment { table, comment, existing } => {
            with(about("comment", table, None), json!({"comment": comment, "existing": existing}))
        }
        DropTableComment { table, existing } => {
            with(about("drop_comment", table, None), json!({"existing": existing}))
        }
        CreateEnumType { enum_type, .. } => opaque(format!("CREATE TYPE {}", enum_type.name)),
        DropEnumType { enum_type, .. } => opaque(format!("DROP TYPE {}", enum_type.name)),
        Execute { sql, .. } => opaque(sql.clone()),
        BulkInsert { table, .. } => opaque(format!("INSERT INTO {table}")),
    }
}

fn index_name(index: &Index) -> Option<&str> {
    index.name.as_ref().map(|name| name.text.as_str())
}

fn index_columns(index: &Index) -> Vec<&str> {
    index
        .elements
        .iter()
        .map(|element| match &element.target {
            IndexTarget::Column(name) => name.as_str(),
            IndexTarget::Expression(sql) => sql.as_str(),
        })
        .collect()
}

/// What of a column changes, in the words of `AlterColumnOp`'s `modify_*`.
fn changes(alter: &AlterColumn) -> Vec<&'static str> {
    let default = alter.server_default.is_some() || alter.identity.is_some() || alter.computed.is_some();
    [
        ("type", alter.data_type.is_some()),
        ("nullable", alter.nullable.is_some()),
        ("server_default", default),
        ("comment", alter.comment.is_some()),
    ]
    .into_iter()
    .filter_map(|(name, changes)| changes.then_some(name))
    .collect()
}

/// Takes over what the function made of the revision.
fn apply(draft: &mut Draft, said: &Json, emitted: Vec<Operation>) -> Result<Directed> {
    if let Some(what) = said["refused"].as_str() {
        return Err(refused(what));
    }
    if said["written"] == Json::Bool(false) {
        draft.leave_out_everything();
        return Ok(Directed::TakenBack);
    }
    take_over(&mut draft.revision, said)?;
    let mut emitted = emitted.into_iter();
    let upgrade = operations(&said["upgrade"], &draft.upgrade, &mut emitted)?;
    let downgrade = operations(&said["downgrade"], &draft.downgrade, &mut emitted)?;
    let imports = texts(&said["imports"]);
    if upgrade == draft.upgrade && downgrade == draft.downgrade && imports.is_empty() {
        return Ok(Directed::Unchanged);
    }
    draft.left_out = draft.upgrade.iter().filter(|operation| !upgrade.contains(operation)).cloned().collect();
    if upgrade.is_empty() && !draft.upgrade.is_empty() {
        if !downgrade.is_empty() {
            return Err(Error::new(format!(
                "`{OPTION}` of env.py leaves nothing of the upgrade, but takes {} back in the downgrade",
                diff::summarize(&draft.downgrade).total
            ))
            .hint("what is left out of `upgrade_ops` has to go from `downgrade_ops` too"));
        }
        draft.leave_out_everything();
        return Ok(Directed::TakenBack);
    }
    draft.imports.extend(imports);
    draft.is_directed = true;
    draft.upgrade = upgrade;
    draft.downgrade = downgrade;
    draft.summary = diff::summarize(&draft.upgrade);
    Ok(Directed::Changed)
}

/// What the function made of everything but the operations.
fn take_over(revision: &mut NewRevision, said: &Json) -> Result<()> {
    let text = |name: &str| said[name].as_str().map(str::to_owned);
    let head = match &said["head"] {
        Json::Null => None,
        Json::String(head) if head == "head" => None,
        Json::String(head) => Some(head.clone()),
        Json::Array(heads) => match heads.as_slice() {
            [head] => head.as_str().map(str::to_owned),
            _ => return Err(refused("a revision that follows several")),
        },
        _ => return Err(refused("a head that is no revision's id")),
    };
    revision.rev_id = text("rev_id");
    revision.message = text("message");
    revision.head = head;
    revision.splice = said["splice"] == Json::Bool(true);
    revision.branch_label = text("branch_label");
    revision.version_path = text("version_path").map(Into::into);
    revision.depends_on = texts(&said["depends_on"]);
    Ok(())
}

/// Asks env.py's function about a revision that compares nothing.
///
/// # Errors
/// As [`direct`]; operations, which a revision without a comparison has no place for.
pub(super) fn direct_empty(
    interpreter: &mut Interpreter,
    function: &Value,
    heads: &[String],
    revision: &mut NewRevision,
) -> Result<Directed> {
    if revision.rev_id.is_none() {
        revision.rev_id = Some(random_id()?);
    }
    let nothing: Rc<directives::FindTable> = Rc::new(|_, _, _| Ok(None));
    let given = given(revision, &[], &[]);
    let answer = directives::call(interpreter, function, heads, &given, nothing.clone(), nothing)?;
    let said = &answer.said;
    let place = |error: Error| match place_of(function) {
        Some(place) => error.at(place),
        None => error,
    };
    if let Some(what) = said["refused"].as_str() {
        return Err(place(refused(what)));
    }
    if said["written"] == Json::Bool(false) {
        return Ok(Directed::TakenBack);
    }
    take_over(revision, said).map_err(place)?;
    let has = |name: &str| said[name].as_array().is_some_and(|items| !items.is_empty());
    if has("upgrade") || has("downgrade") || has("imports") || !answer.emitted.is_empty() {
        return Err(place(refused("operations in a revision that compares nothing")));
    }
    Ok(Directed::Changed)
}

fn texts(json: &Json) -> Vec<String> {
    let items = json.as_array().map(Vec::as_slice).unwrap_or_default();
    items.iter().filter_map(Json::as_str).map(str::to_owned).collect()
}

fn operations(
    entries: &Json,
    known: &[Operation],
    emitted: &mut impl Iterator<Item = Operation>,
) -> Result<Vec<Operation>> {
    let mut operations = Vec::new();
    for entry in entries.as_array().map(Vec::as_slice).unwrap_or_default() {
        if let Some(what) = entry["refused"].as_str() {
            return Err(refused(&format!("an operation of class {what}")));
        }
        if let Some(sql) = entry["sql"].as_str() {
            operations.push(Operation::Execute { sql: sql.to_owned(), undo: None });
        } else if let Some(index) = entry["index"].as_u64() {
            let operation = usize::try_from(index).ok().and_then(|index| known.get(index)).cloned();
            let Some(mut operation) = operation else { return Err(refused("an operation from elsewhere")) };
            if let (Some(_), Operation::CreateTable { table, .. }) = (entry.get("columns"), &mut operation) {
                let order = texts(&entry["columns"]);
                table.columns.sort_by_key(|column| order.iter().position(|name| *name == column.name));
            }
            operations.push(operation);
        } else {
            operations.extend(emitted.next());
        }
    }
    Ok(operations)
}

fn refused(what: &str) -> Error {
    Error::new(format!("`{OPTION}` of env.py makes {what}: that can't be followed"))
        .hint("write such a revision with `alembic revision`, or let the function leave it alone")
}

/// What the proof may find missing after the upgrade: what the function left out, and nothing else.
pub(super) fn is_left_out(draft: &Draft, missing: &[Operation]) -> bool {
    let lines = |operations: &[Operation]| -> Vec<String> {
        diff::summarize(operations).lines.into_iter().map(|line| line.text).collect()
    };
    let left_out = lines(&draft.left_out);
    !draft.left_out.is_empty() && lines(missing).iter().all(|line| left_out.contains(line))
}
