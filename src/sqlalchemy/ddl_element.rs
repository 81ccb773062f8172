//! `DDL("…")`, `CreateTable(…)`, `CreateIndex(…)` and their like, as statements to execute.

use super::argument;
use super::foreign_key::References;
use super::index::{self, IndexObject};
use super::native::Natives;
use super::reader;
use super::sequence::SequenceObject;
use super::table;
use crate::ddl;
use crate::operation::Operation;
use crate::python::interpreter::Interpreter;
use crate::python::library::ClassBuilder;
use crate::python::raise::Evaluated;
use crate::python::value::Value;
use ruff_python_ast::Operator;

const KIND: &str = "__ddl_kind__";

/// The SQL of such an element; `None` for any other value.
///
/// # Errors
/// A refusal for Unknown; what compiling raises.
pub fn sql(interp: &mut Interpreter, value: &Value) -> Evaluated<Option<String>> {
    let Some(instance) = value.as_instance().cloned() else { return Ok(None) };
    let Some(Value::Str(kind)) = instance.class.lookup(KIND) else { return Ok(None) };
    let element = instance.attribute("element").unwrap_or(Value::None);
    if &*kind == "DDL" {
        let text = argument::text(interp, &element, "DDL()")?;
        let context = instance.attribute("context").unwrap_or(Value::None);
        if context.is_none() {
            return Ok(Some(text.replace("%%", "%")));
        }
        let formatted = interp.binary(Operator::Mod, &Value::str(text), &context)?;
        return argument::text(interp, &formatted, "DDL()").map(Some);
    }
    let given = |name: &str| instance.attribute(name).unwrap_or(Value::None);
    let if_exists = argument::flag(interp, &given("if_exists"), "if_exists")?
        || argument::flag(interp, &given("if_not_exists"), "if_not_exists")?;
    let operation = if let Some(table) = table::of(&element) {
        let read = Box::new(reader::read_table(interp, &table, References::Named)?);
        match &*kind {
            "DropTable" => Operation::DropTable { table: read, if_exists },
            _ => {
                let mut read = read;
                read.indexes.clear();
                Operation::CreateTable { table: read, if_not_exists: if_exists }
            }
        }
    } else if let Some(index) = element.payload::<IndexObject>() {
        let Some(owner) = index.table.borrow().clone() else { return Ok(None) };
        let read = Box::new(index::read(interp, &index, &owner)?);
        let name = owner.qualified_name();
        match &*kind {
            "DropIndex" => {
                let schema = name.schema.clone();
                Operation::DropIndex { table: Some(name), schema, index: read, if_exists }
            }
            _ => Operation::CreateIndex { table: name, index: read, if_not_exists: if_exists },
        }
    } else if let Some(sequence) = element.payload::<SequenceObject>() {
        let read = sequence.read(interp)?;
        return Ok(Some(match &*kind {
            "DropSequence" => format!("DROP SEQUENCE {}", ddl::identifier::qualified(&read.name)),
            _ => ddl::create_sequence(&read).sql,
        }));
    } else if let Some(name) = element.to_text() {
        let name = ddl::identifier::quote(&name);
        let exists = argument::flag(interp, &given("if_exists"), "if_exists")?;
        let cascade = argument::flag(interp, &given("cascade"), "cascade")?;
        return Ok(Some(match &*kind {
            "DropSchema" => format!(
                "DROP SCHEMA {}{name}{}",
                if exists { "IF EXISTS " } else { "" },
                if cascade { " CASCADE" } else { "" }
            ),
            _ => format!("CREATE SCHEMA {}{name}", if if_exists { "IF NOT EXISTS " } else { "" }),
        }));
    } else {
        return Err(interp.refuse(format!("`{kind}` of this element can't be executed yet")));
    };
    match ddl::compile(&operation) {
        Ok(statements) => {
            Ok(Some(statements.into_iter().map(|statement| statement.sql).collect::<Vec<_>>().join(";\n")))
        }
        Err(error) => Err(interp.raise("sqlalchemy.exc.CompileError", error.message())),
    }
}

/// Adds the classes.
pub fn register(natives: &mut Natives) {
    let base = natives.class("ClauseElement");
    let element = ClassBuilder::new("sqlalchemy.sql.ddl", "DDLElement").base(&base).build();
    natives.add("DDLElement", Value::Class(element.clone()));
    for kind in [
        "DDL",
        "CreateTable",
        "DropTable",
        "CreateIndex",
        "DropIndex",
        "CreateSequence",
        "DropSequence",
        "CreateSchema",
        "DropSchema",
        "AddConstraint",
        "DropConstraint",
        "SetTableComment",
        "SetColumnComment",
        "CreateColumn",
    ] {
        let class = ClassBuilder::new("sqlalchemy.sql.ddl", kind)
            .base(&element)
            .attribute(KIND, Value::str(kind))
            .method("__init__", "self, element, *args, **kw", |_, bound| {
                if let Some(instance) = bound.receiver().as_instance() {
                    instance.set_attribute("element", bound.value("element"));
                    for (name, value) in &bound.keywords {
                        instance.set_attribute(name, value.clone());
                    }
                }
                Ok(Value::None)
            })
            .method("execute_if", "self, **kw", |_, bound| Ok(bound.receiver()))
            .method("against", "self, target", |_, bound| Ok(bound.receiver()))
            .method("__str__", "self", |interp, bound| {
                Ok(Value::str(sql(interp, &bound.receiver())?.unwrap_or_default()))
            })
            .method("compile", "self, *args, **kw", |interp, bound| {
                Ok(Value::str(sql(interp, &bound.receiver())?.unwrap_or_default()))
            })
            .build();
        natives.add(kind, Value::Class(class));
    }
}
