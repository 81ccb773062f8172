//! `Table(...)`: columns and what belongs to them, attached as SQLAlchemy attaches it.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use indexmap::IndexMap;

use super::argument;
use super::column::{self, ColumnObject};
use super::constraint::{ConstraintObject, Shape};
use super::enum_type;
use super::foreign_key::{self, ForeignKeyObject};
use super::index::IndexObject;
use super::metadata::{self, MetadataObject};
use super::native::{Natives, natives};
use super::schema_event::{ReflectionHook, ReflectionRequest};
use super::type_object::{self, attribute};
use crate::error::Place;
use crate::python::call::{Arguments, Bound};
use crate::python::dict::Dict;
use crate::python::interpreter::Interpreter;
use crate::python::library::ClassBuilder;
use crate::python::raise::Evaluated;
use crate::python::value::{Instance, Value};
use crate::schema::QualifiedName;

/// The payload of a `Table`.
pub struct TableObject {
    pub instance: RefCell<Weak<Instance>>,
    pub name: String,
    pub schema: Option<String>,
    pub metadata: Rc<MetadataObject>,
    /// By key, in order.
    pub columns: RefCell<IndexMap<Rc<str>, Value>>,
    /// Without the primary key.
    pub constraints: RefCell<Vec<Rc<ConstraintObject>>>,
    pub primary_key: RefCell<Rc<ConstraintObject>>,
    pub indexes: RefCell<Vec<Rc<IndexObject>>>,
    pub comment: RefCell<Value>,
    pub prefixes: RefCell<Vec<Value>>,
    /// `postgresql_partition_by` and the like.
    pub dialect: RefCell<Vec<(Rc<str>, Value)>>,
    pub info: RefCell<Value>,
    pub declared_at: Option<Place>,
}

impl TableObject {
    /// The Python object.
    pub fn value(&self) -> Value {
        self.instance.borrow().upgrade().map_or(Value::None, Value::Instance)
    }

    pub fn qualified_name(&self) -> QualifiedName {
        QualifiedName { schema: self.schema.clone(), name: self.name.clone() }
    }

    pub fn column_objects(&self) -> Vec<Rc<ColumnObject>> {
        self.columns.borrow().values().filter_map(column::of).collect()
    }

    pub fn column_by_key(&self, key: &str) -> Option<Rc<ColumnObject>> {
        self.columns.borrow().get(key).and_then(column::of)
    }

    pub fn column_by_name(&self, name: &str) -> Option<Rc<ColumnObject>> {
        self.columns
            .borrow()
            .values()
            .filter_map(column::of)
            .find(|column| column.name.borrow().as_deref() == Some(name))
    }

    /// `_ddl_label`: table and column, with the schema where there is one.
    pub fn column_label(&self, column: &str) -> String {
        match &self.schema {
            Some(schema) => format!("{}_{}_{column}", schema.replace('.', "_"), self.name),
            None => format!("{}_{column}", self.name),
        }
    }

    /// The tables that its foreign keys name, `use_alter` ones aside.
    ///
    /// # Errors
    /// A refusal for Unknown targets.
    pub fn referred_tables(&self, interp: &mut Interpreter) -> Evaluated<Vec<QualifiedName>> {
        let mut referred = Vec::new();
        for constraint in self.constraints.borrow().clone() {
            let Shape::ForeignKey { targets, options } = &constraint.shape else { continue };
            if argument::flag(interp, &options.use_alter, "use_alter")? {
                continue;
            }
            for (target, parent) in targets.iter().zip(constraint.columns_in(interp, self)?) {
                let references = foreign_key::References::Named;
                let target =
                    foreign_key::resolve(interp, target, self, &parent, &options.link_to_name, references)?;
                referred.push(target.table);
            }
        }
        Ok(referred)
    }
}

/// The table behind a value.
pub fn of(value: &Value) -> Option<Rc<TableObject>> {
    value.payload::<TableObject>()
}

/// `Table(name, metadata, *items, **keywords)`.
///
/// # Errors
/// InvalidRequestError for a table that is there already, and what attaching the items raises.
pub fn new(
    interp: &mut Interpreter,
    name: &str,
    metadata: &Value,
    items: Vec<Value>,
    keywords: Vec<(Rc<str>, Value)>,
) -> Evaluated {
    let class = natives(interp)?.value("Table");
    let mut positional = vec![Value::str(name), metadata.clone()];
    positional.extend(items);
    interp.call(&class, Arguments { positional, keywords })
}

fn make(interp: &mut Interpreter, bound: Bound) -> Evaluated {
    let name = bound.value("name");
    let name = argument::text(interp, &name, "a table's name")?;
    let metadata_value = bound.value("metadata");
    let Some(metadata) = metadata::of(&metadata_value) else {
        return Err(argument::refuse_unknown(
            interp,
            &metadata_value,
            &format!("the MetaData of table '{name}'"),
        ));
    };
    let given = |name: &str| bound.keyword(name).cloned().unwrap_or(Value::None);
    let schema = match given("schema") {
        Value::None => metadata.schema.borrow().clone(),
        Value::Instance(_) => None, // BLANK_SCHEMA
        schema => argument::optional_text(interp, &schema, "a table's schema")?,
    };
    let flag = |interp: &mut Interpreter, name: &str| {
        let value = given(name);
        argument::flag(interp, &value, name)
    };
    let keep_existing = flag(interp, "keep_existing")?;
    let extend_existing = flag(interp, "extend_existing")?;
    let qualified = QualifiedName { schema: schema.clone(), name: name.clone() };
    let items: Vec<Value> = bound.rest.iter().filter(|item| !item.is_none()).cloned().collect();

    let existing = metadata.tables.borrow().get(&qualified.to_string()).cloned();
    if let Some(existing) = existing {
        if !keep_existing && !extend_existing && !items.is_empty() {
            return Err(interp.raise(
                "sqlalchemy.exc.InvalidRequestError",
                format!(
                    "Table '{qualified}' is already defined for this MetaData instance.  Specify \
                     'extend_existing=True' to redefine options and columns on an existing Table object."
                ),
            ));
        }
        if extend_existing && let Some(table) = of(&existing) {
            set_options(interp, &table, &bound)?;
            autoload(interp, &existing, &bound, &items)?;
            for item in &items {
                attach(interp, &table, item, true)?;
            }
        }
        return Ok(existing);
    }

    let Some(class) = bound.receiver().as_class().cloned() else { return Ok(Value::None) };
    let instance = Instance::new(class);
    let creation = natives(interp)?.next_creation();
    let mut primary_key = ConstraintObject::new(Shape::PrimaryKey, Value::None, Vec::new(), creation);
    primary_key.implicit = true;
    *primary_key.class.borrow_mut() = Some(natives(interp)?.class("PrimaryKeyConstraint"));
    let table = Rc::new(TableObject {
        instance: RefCell::new(Rc::downgrade(&instance)),
        name,
        schema,
        metadata: metadata.clone(),
        columns: RefCell::default(),
        constraints: RefCell::default(),
        primary_key: RefCell::new(Rc::new(primary_key)),
        indexes: RefCell::default(),
        comment: RefCell::new(Value::None),
        prefixes: RefCell::default(),
        dialect: RefCell::default(),
        info: RefCell::new(Value::dict(Dict::default())),
        declared_at: interp.place(),
    });
    instance.set_payload(table.clone());
    let value = Value::Instance(instance);
    metadata.tables.borrow_mut().insert(qualified.to_string(), value.clone());
    let mut attached = set_options(interp, &table, &bound);
    if attached.is_ok() {
        attached = autoload(interp, &value, &bound, &items);
    }
    for item in &items {
        if attached.is_ok() {
            attached = attach(interp, &table, item, extend_existing);
        }
    }
    if let Err(raise) = attached {
        metadata.tables.borrow_mut().shift_remove(&qualified.to_string());
        return Err(raise);
    }
    Ok(value)
}

/// `autoload_with=bind`: columns and constraints of the database, before those of the call.
fn autoload(interp: &mut Interpreter, value: &Value, bound: &Bound, items: &[Value]) -> Evaluated<()> {
    let given = |name: &str| bound.keyword(name).cloned().unwrap_or(Value::None);
    let mut bind = given("autoload_with");
    if matches!(bind, Value::None | Value::Bool(false)) {
        // SQLAlchemy 1.4 asks the MetaData's own connection
        let autoload = given("autoload");
        if !argument::flag(interp, &autoload, "autoload")? {
            return Ok(());
        }
        bind = match of(value) {
            Some(table) => interp.get_attribute(&table.metadata.value(), "bind")?,
            None => Value::None,
        };
    }
    let (Some(hook), Some(table)) = (interp.extension::<ReflectionHook>(), of(value)) else {
        let name = of(value).map_or_else(String::new, |table| table.name.clone());
        return Err(interp.refuse(format!("table '{name}' reads its columns from a database")));
    };
    let only = match given("include_columns") {
        Value::None => None,
        names => Some(interp.iterate(&names)?.iter().filter_map(Value::to_text).collect()),
    };
    let declared = items.iter().filter_map(column::of).map(|column| column.name_text().into());
    let exclude = declared.chain(table.columns.borrow().keys().cloned()).collect();
    let resolve = given("resolve_fks");
    let resolve_foreign_keys = resolve.is_none() || argument::flag(interp, &resolve, "resolve_fks")?;
    let request = ReflectionRequest { table: value.clone(), bind, only, exclude, resolve_foreign_keys };
    (hook.table)(interp, &request)
}

fn set_options(interp: &mut Interpreter, table: &TableObject, bound: &Bound) -> Evaluated<()> {
    for (name, value) in &bound.keywords {
        match &**name {
            "comment" => *table.comment.borrow_mut() = value.clone(),
            "info" if !value.is_none() => *table.info.borrow_mut() = value.clone(),
            "prefixes" => *table.prefixes.borrow_mut() = interp.iterate(value)?,
            name if name.starts_with("postgresql_") => {
                let mut dialect = table.dialect.borrow_mut();
                dialect.retain(|(known, _)| &**known != name);
                dialect.push((name.into(), value.clone()));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Makes one item part of the table: a column, a constraint, an index.
///
/// # Errors
/// What SQLAlchemy raises; a refusal for Unknown.
pub fn attach(
    interp: &mut Interpreter,
    table: &Rc<TableObject>,
    item: &Value,
    replace: bool,
) -> Evaluated<()> {
    let item = super::comparator::as_column(interp, item)?;
    if let Some(column) = column::of(&item) {
        return attach_column(interp, table, &item, &column, replace);
    }
    if let Some(constraint) = item.payload::<ConstraintObject>() {
        natives(interp)?.hold(item.clone());
        if let Some(instance) = item.as_instance() {
            instance.set_attribute("table", table.value());
        }
        return attach_constraint(interp, table, constraint);
    }
    if let Some(index) = item.payload::<IndexObject>() {
        if index.table.borrow().is_none() {
            natives(interp)?.hold(item.clone());
            *index.table.borrow_mut() = Some(table.clone());
            table.indexes.borrow_mut().push(index);
        }
        return Ok(());
    }
    match &item {
        Value::Unknown(_) => Err(argument::refuse_unknown(interp, &item, &format!("table '{}'", table.name))),
        Value::None => Ok(()),
        other => {
            let shown = interp.repr(other)?;
            Err(interp.raise(
                "sqlalchemy.exc.ArgumentError",
                format!("'SchemaItem' object, such as a 'Column' or a 'Constraint' expected, got {shown}"),
            ))
        }
    }
}

fn attach_column(
    interp: &mut Interpreter,
    table: &Rc<TableObject>,
    value: &Value,
    column: &Rc<ColumnObject>,
    replace: bool,
) -> Evaluated<()> {
    let name = column.name_text();
    if name.is_empty() {
        return Err(interp.raise(
            "sqlalchemy.exc.ArgumentError",
            "Column must be constructed with a non-blank name or assign a non-blank .name before adding to a Table.",
        ));
    }
    let owner = column.table.borrow().as_ref().map(|owner| (Rc::ptr_eq(owner, table), owner.name.clone()));
    match owner {
        Some((true, _)) => return Ok(()),
        Some((false, owner)) => {
            return Err(interp.raise(
                "sqlalchemy.exc.ArgumentError",
                format!("Column object '{}' already assigned to Table '{owner}'", column.key_text()),
            ));
        }
        None => {}
    }
    let key: Rc<str> = column.key_text().into();
    let taken = table.columns.borrow().contains_key(&key) || table.column_by_name(&name).is_some();
    if taken {
        if !replace {
            return Err(interp.raise(
                "sqlalchemy.exc.DuplicateColumnError",
                format!("A column with name '{name}' is already present in table '{}'.", table.name),
            ));
        }
        forget_column(table, &key);
    }
    table.columns.borrow_mut().insert(key.clone(), value.clone());
    *column.table.borrow_mut() = Some(table.clone());

    let index = column.index.borrow().clone();
    let unique = column.unique.borrow().clone();
    let is_unique = argument::flag(interp, &unique, "unique")?;
    if argument::flag(interp, &index, "index")? {
        let mut index =
            IndexObject::new(Value::None, vec![Value::Str(key.clone())], Value::Bool(is_unique), Vec::new());
        index.column_flag = true;
        *index.table.borrow_mut() = Some(table.clone());
        table.indexes.borrow_mut().push(Rc::new(index));
    } else if is_unique {
        let creation = natives(interp)?.next_creation();
        let mut constraint =
            ConstraintObject::new(Shape::Unique, Value::None, vec![Value::Str(key.clone())], creation);
        constraint.column_flag = true;
        *constraint.class.borrow_mut() = Some(natives(interp)?.class("UniqueConstraint"));
        table.constraints.borrow_mut().push(Rc::new(constraint));
    }
    attach_type_check(interp, table, value, column)?;
    tell_type(interp, table, value, column)?;
    for key in column.foreign_keys.borrow().clone() {
        *key.parent.borrow_mut() = Some(column.clone());
        attach_foreign_key(interp, table, column, &key)?;
    }
    natives(interp)?.attach_waiting(interp)?;
    Ok(())
}

/// `Enum(native_enum=False, create_constraint=True)`: the check that the type makes.
fn attach_type_check(
    interp: &mut Interpreter,
    table: &Rc<TableObject>,
    value: &Value,
    column: &Rc<ColumnObject>,
) -> Evaluated<()> {
    let given = column.type_.borrow().clone();
    let mut effective = type_object::for_postgresql(interp, &given)?;
    while is_decorator(&effective) {
        effective = type_object::decorator_impl(interp, &effective)?;
    }
    if derives(&effective, "ARRAY") {
        let item = attribute(interp, &effective, "item_type")?;
        let wanted = attribute(interp, &item, "create_constraint")?;
        if derives(&item, "Enum")
            && argument::flag(interp, &wanted, "create_constraint")?
            && !enum_type::is_native(interp, &item)?
        {
            return Err(interp.raise(
                "sqlalchemy.exc.CompileError",
                "PostgreSQL dialect cannot produce the CHECK constraint for ARRAY of non-native ENUM; please specify \
                 create_constraint=False on this Enum datatype.",
            ));
        }
    }
    let Some(instance) = effective.as_instance().cloned() else { return Ok(()) };
    if !type_object::derives(&instance.class, "sqltypes", "Enum") {
        return Ok(());
    }
    let wanted = attribute(interp, &effective, "create_constraint")?;
    if !argument::flag(interp, &wanted, "create_constraint")? || enum_type::is_native(interp, &effective)? {
        return Ok(());
    }
    let labels = enum_type::labels(interp, &effective)?;
    let condition = super::comparator::in_strings(interp, value, &labels)?;
    let creation = natives(interp)?.next_creation();
    let name = attribute(interp, &effective, "name")?;
    let mut constraint =
        ConstraintObject::new(Shape::Check { condition }, name, vec![value.clone()], creation);
    constraint.type_bound = true;
    *constraint.class.borrow_mut() = Some(natives(interp)?.class("CheckConstraint"));
    table.constraints.borrow_mut().push(Rc::new(constraint));
    Ok(())
}

/// `SchemaType._set_table`, where a project's or a package's own type overrides it.
fn tell_type(
    interp: &mut Interpreter,
    table: &Rc<TableObject>,
    value: &Value,
    column: &Rc<ColumnObject>,
) -> Evaluated<()> {
    let type_ = column.type_.borrow().clone();
    let hook = type_.as_instance().and_then(|instance| instance.class.lookup("_set_table"));
    if let Some(Value::Function(_)) = hook {
        interp.call_method(&type_, "_set_table", vec![value.clone(), table.value()])?;
    }
    Ok(())
}

fn derives(type_: &Value, name: &str) -> bool {
    type_.as_instance().is_some_and(|instance| type_object::derives(&instance.class, "sqltypes", name))
}

fn is_decorator(type_: &Value) -> bool {
    let row = type_.as_instance().and_then(|instance| type_object::row(&instance.class));
    row.is_some_and(|row| row.sql == super::types::TypeSql::Decorator)
}

fn attach_foreign_key(
    interp: &mut Interpreter,
    table: &Rc<TableObject>,
    column: &Rc<ColumnObject>,
    key: &Rc<ForeignKeyObject>,
) -> Evaluated<()> {
    let creation = natives(interp)?.next_creation();
    let options = key.options.clone();
    let mut constraint = ConstraintObject::new(
        Shape::ForeignKey { targets: vec![key.target.clone()], options: Box::new(options) },
        key.options.name.clone(),
        vec![Value::Str(column.key_text().into())],
        creation,
    );
    constraint.deferrable = key.options.deferrable.clone();
    constraint.initially = key.options.initially.clone();
    constraint.comment = key.options.comment.clone();
    constraint.dialect.clone_from(&key.options.dialect);
    *constraint.class.borrow_mut() = Some(natives(interp)?.class("ForeignKeyConstraint"));
    table.constraints.borrow_mut().push(Rc::new(constraint));
    Ok(())
}

/// With `extend_existing`, a column of the same name takes the place of the old one.
fn forget_column(table: &TableObject, key: &str) {
    let about = |constraint: &ConstraintObject| {
        constraint.columns.borrow().iter().any(|column| column.as_str() == Some(key))
    };
    table.constraints.borrow_mut().retain(|constraint| {
        let own = constraint.column_flag || matches!(constraint.shape, Shape::ForeignKey { .. });
        !(own && about(constraint))
    });
    table.indexes.borrow_mut().retain(|index| {
        !(index.column_flag && index.expressions.iter().any(|column| column.as_str() == Some(key)))
    });
}

fn attach_constraint(
    interp: &mut Interpreter,
    table: &Rc<TableObject>,
    constraint: Rc<ConstraintObject>,
) -> Evaluated<()> {
    if constraint.attached.replace(true) {
        return Ok(());
    }
    match &constraint.shape {
        Shape::PrimaryKey => {
            for column in constraint.columns_in(interp, table)? {
                *column.primary_key.borrow_mut() = Value::Bool(true);
                if !column.nullable_given.get() {
                    *column.nullable.borrow_mut() = Value::Bool(false);
                }
            }
            *table.primary_key.borrow_mut() = constraint;
        }
        Shape::Unique | Shape::Check { .. } | Shape::ForeignKey { .. } | Shape::Exclude { .. } => {
            table.constraints.borrow_mut().push(constraint);
        }
    }
    Ok(())
}

/// SQLAlchemy attaches a constraint or index made of Column objects to their table by itself, at
/// once or when the last of the columns gets there; names say nothing about a table.
///
/// # Errors
/// What attaching raises.
pub fn attach_when_possible(interp: &mut Interpreter, item: &Value, columns: &[Value]) -> Evaluated<()> {
    let objects: Vec<Rc<ColumnObject>> = columns.iter().filter_map(column::of).collect();
    if objects.is_empty() {
        return Ok(());
    }
    let tables: Vec<Rc<TableObject>> =
        objects.iter().filter_map(|column| column.table.borrow().clone()).collect();
    match tables.first() {
        Some(first) if tables.len() == objects.len() => {
            if tables.iter().any(|table| !Rc::ptr_eq(table, first)) {
                return Ok(());
            }
            let first = first.clone();
            attach(interp, &first, item, false)
        }
        // names beside columns: SQLAlchemy then waits for nobody
        _ if objects.len() < columns.len() => Ok(()),
        _ => {
            natives(interp)?.wait(item.clone(), objects);
            Ok(())
        }
    }
}

fn get_attribute(interp: &mut Interpreter, bound: Bound) -> Evaluated {
    let receiver = bound.receiver();
    let name = bound.value("name");
    let name = name.as_str().unwrap_or_default();
    let Some(table) = of(&receiver) else {
        return Err(interp.raise("AttributeError", format!("'Table' object has no attribute '{name}'")));
    };
    Ok(match name {
        "name" => Value::str(&table.name),
        "schema" => table.schema.as_ref().map_or(Value::None, Value::str),
        "fullname" | "key" | "description" => Value::str(table.qualified_name().to_string()),
        "metadata" => table.metadata.value(),
        "c" | "columns" | "_columns" => super::collection::of_table(interp, &table)?,
        "comment" => table.comment.borrow().clone(),
        "info" => table.info.borrow().clone(),
        "indexes" => super::index_set::of_table(interp, &table)?,
        "constraints" => {
            let mut values: Vec<Value> =
                table.constraints.borrow().iter().map(|constraint| constraint.value()).collect();
            values.insert(0, table.primary_key.borrow().value());
            values.retain(|value| !value.is_none());
            Value::list(values)
        }
        "primary_key" => {
            let constraint = table.primary_key.borrow().clone();
            match constraint.value() {
                Value::None => {
                    let instance = Instance::new(natives(interp)?.class("PrimaryKeyConstraint"));
                    *constraint.instance.borrow_mut() = Rc::downgrade(&instance);
                    instance.set_payload(constraint);
                    instance.set_attribute("table", table.value());
                    let value = Value::Instance(instance);
                    natives(interp)?.hold(value.clone());
                    value
                }
                value => value,
            }
        }
        "foreign_key_constraints" => {
            let constraints = table.constraints.borrow().clone();
            let of_keys =
                constraints.iter().filter(|constraint| matches!(constraint.shape, Shape::ForeignKey { .. }));
            Value::list(
                of_keys.map(|constraint| constraint.value()).filter(|value| !value.is_none()).collect(),
            )
        }
        "foreign_keys" => {
            let mut values = Vec::new();
            for column in table.column_objects() {
                for key in column.foreign_keys.borrow().clone() {
                    values.push(foreign_key::value(interp, &key)?);
                }
            }
            Value::list(values)
        }
        "kwargs" | "dialect_kwargs" => {
            let mut dict = Dict::default();
            for (name, value) in table.dialect.borrow().iter() {
                dict.insert_str(name, value.clone());
            }
            Value::dict(dict)
        }
        _ => return Err(interp.raise("AttributeError", format!("'Table' object has no attribute '{name}'"))),
    })
}

fn to_metadata(interp: &mut Interpreter, bound: Bound) -> Evaluated {
    let Some(table) = of(&bound.receiver()) else { return Ok(Value::None) };
    let metadata = bound.value("metadata");
    let name = match bound.value("name") {
        Value::None => table.name.clone(),
        name => argument::text(interp, &name, "a table's name")?,
    };
    let mut items = Vec::new();
    for column in table.column_objects() {
        items.push(column::copy(interp, &column)?);
    }
    let mut keywords = table.dialect.borrow().clone();
    match bound.get("schema") {
        Some(Value::Instance(_)) | None => {
            if let Some(schema) = &table.schema {
                keywords.push(("schema".into(), Value::str(schema)));
            }
        }
        Some(schema) => keywords.push(("schema".into(), schema.clone())),
    }
    keywords.push(("comment".into(), table.comment.borrow().clone()));
    let copied = new(interp, &name, &metadata, items, keywords)?;
    if let Some(copied) = of(&copied) {
        let explicit = |constraint: &Rc<ConstraintObject>| {
            !constraint.column_flag
                && !constraint.type_bound
                && constraint.instance.borrow().upgrade().is_some()
        };
        for constraint in table.constraints.borrow().iter().filter(|constraint| explicit(constraint)) {
            let copy = Rc::new(constraint.copy(natives(interp)?.next_creation()));
            let names = constraint
                .columns_in(interp, &table)?
                .iter()
                .map(|column| Value::str(column.key_text()))
                .collect();
            *copy.columns.borrow_mut() = names;
            attach_constraint(interp, &copied, copy)?;
        }
        for index in table.indexes.borrow().iter().filter(|index| !index.column_flag) {
            let copy = IndexObject::new(
                index.name.borrow().clone(),
                index.expressions.clone(),
                index.unique.clone(),
                index.dialect.clone(),
            );
            *copy.table.borrow_mut() = Some(copied.clone());
            copied.indexes.borrow_mut().push(Rc::new(copy));
        }
    }
    Ok(copied)
}

/// Adds the class `Table`.
pub fn register(natives: &mut Natives) {
    let base = natives.class("TableClause");
    let item = natives.class("SchemaItem");
    let class = ClassBuilder::new("sqlalchemy.sql.schema", "Table")
        .base(&item)
        .base(&base)
        .method("__new__", "cls, name, metadata, *args, **kw", make)
        .method("__init__", "self, *args, **kw", |_, _| Ok(Value::None))
        .method("__getattr__", "self, name", get_attribute)
        .method("__setattr__", "self, name, value", |_, bound| {
            let receiver = bound.receiver();
            let name = bound.value("name");
            match (of(&receiver), name.as_str().unwrap_or_default()) {
                (Some(table), "comment") => *table.comment.borrow_mut() = bound.value("value"),
                (Some(table), "info") => *table.info.borrow_mut() = bound.value("value"),
                (_, name) => {
                    if let Some(instance) = receiver.as_instance() {
                        instance.set_attribute(name, bound.value("value"));
                    }
                }
            }
            Ok(Value::None)
        })
        .method("__repr__", "self", |_, bound| {
            let name =
                of(&bound.receiver()).map_or(String::new(), |table| table.qualified_name().to_string());
            Ok(Value::str(format!("Table('{name}')")))
        })
        .method("__str__", "self", |_, bound| {
            let name =
                of(&bound.receiver()).map_or(String::new(), |table| table.qualified_name().to_string());
            Ok(Value::str(name))
        })
        .method("append_column", "self, column, replace_existing=False", |interp, bound| {
            if let Some(table) = of(&bound.receiver()) {
                let replace = bound.value("replace_existing");
                let replace = argument::flag(interp, &replace, "replace_existing")?;
                attach(interp, &table, &bound.value("column"), replace)?;
            }
            Ok(Value::None)
        })
        .method("append_constraint", "self, constraint", |interp, bound| {
            if let Some(table) = of(&bound.receiver()) {
                attach(interp, &table, &bound.value("constraint"), false)?;
            }
            Ok(Value::None)
        })
        .method("to_metadata", "self, metadata, schema=None, referred_schema_fn=None, name=None", to_metadata)
        .method("tometadata", "self, metadata, schema=None, referred_schema_fn=None, name=None", to_metadata)
        .method("create", "self, bind=None, checkfirst=False", |interp, bound| {
            super::schema_event::table(interp, &bound, true)
        })
        .method("drop", "self, bind=None, checkfirst=False", |interp, bound| {
            super::schema_event::table(interp, &bound, false)
        })
        .build();
    natives.add("Table", Value::Class(class));
}
