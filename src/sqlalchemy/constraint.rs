//! Constraint objects, and what they are in a table.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use super::argument;
use super::column::{self, ColumnObject};
use super::compile;
use super::foreign_key::{self, ForeignKeyOptions, References};
use super::naming_convention::{self, GivenName};
use super::native::{Natives, natives};
use super::table::TableObject;
use crate::python::call::Bound;
use crate::python::interpreter::Interpreter;
use crate::python::library::ClassBuilder;
use crate::python::raise::Evaluated;
use crate::python::value::{Class, Instance, Value};
use crate::schema::{
    Check, Constraint, ConstraintKind, Deferrability, Exclude, ExcludeElement, ForeignKey, IndexTarget,
    PrimaryKey, Unique,
};

/// What a constraint says beyond its name and columns.
#[derive(Clone)]
pub enum Shape {
    PrimaryKey,
    Unique,
    Check {
        condition: Value,
    },
    ForeignKey {
        targets: Vec<Value>,
        options: Box<ForeignKeyOptions>,
    },
    Exclude {
        /// Expression or name, and operator.
        elements: Vec<(Value, Value)>,
        using: Value,
        predicate: Value,
        operator_classes: Value,
    },
}

/// The payload of a constraint.
pub struct ConstraintObject {
    pub instance: RefCell<Weak<Instance>>,
    /// The class, which a naming convention may be keyed by.
    pub class: RefCell<Option<Rc<Class>>>,
    pub shape: Shape,
    pub name: RefCell<Value>,
    /// Keys, or Column objects.
    pub columns: RefCell<Vec<Value>>,
    pub deferrable: Value,
    pub initially: Value,
    pub comment: Value,
    /// `postgresql_include` and the like.
    pub dialect: Vec<(Rc<str>, Value)>,
    /// Constraints are written in the order of their creation.
    pub creation: u64,
    /// The primary key that a table has without being told.
    pub implicit: bool,
    /// Made by `Column(unique=True)`.
    pub column_flag: bool,
    /// Made by a type.
    pub type_bound: bool,
    pub attached: Cell<bool>,
    /// `ddl_if(...)` says that PostgreSQL is without it.
    pub omitted: Cell<bool>,
}

impl ConstraintObject {
    pub fn new(shape: Shape, name: Value, columns: Vec<Value>, creation: u64) -> ConstraintObject {
        ConstraintObject {
            instance: RefCell::new(Weak::new()),
            class: RefCell::default(),
            shape,
            name: RefCell::new(name),
            columns: RefCell::new(columns),
            deferrable: Value::None,
            initially: Value::None,
            comment: Value::None,
            dialect: Vec::new(),
            creation,
            implicit: false,
            column_flag: false,
            type_bound: false,
            attached: Cell::new(false),
            omitted: Cell::new(false),
        }
    }

    pub fn copy(&self, creation: u64) -> ConstraintObject {
        ConstraintObject {
            instance: RefCell::new(Weak::new()),
            class: self.class.clone(),
            shape: self.shape.clone(),
            name: self.name.clone(),
            columns: self.columns.clone(),
            deferrable: self.deferrable.clone(),
            initially: self.initially.clone(),
            comment: self.comment.clone(),
            dialect: self.dialect.clone(),
            creation,
            implicit: self.implicit,
            column_flag: self.column_flag,
            type_bound: self.type_bound,
            attached: Cell::new(false),
            omitted: self.omitted.clone(),
        }
    }

    /// The Python object; None for constraints that nobody wrote.
    pub fn value(&self) -> Value {
        self.instance.borrow().upgrade().map_or(Value::None, Value::Instance)
    }

    pub fn kind(&self) -> ConstraintKind {
        match self.shape {
            Shape::PrimaryKey => ConstraintKind::PrimaryKey,
            Shape::Unique => ConstraintKind::Unique,
            Shape::Check { .. } => ConstraintKind::Check,
            Shape::ForeignKey { .. } => ConstraintKind::ForeignKey,
            Shape::Exclude { .. } => ConstraintKind::Exclude,
        }
    }

    fn dialect(&self, name: &str) -> Value {
        self.dialect.iter().find(|(key, _)| &**key == name).map_or(Value::None, |(_, value)| value.clone())
    }

    /// The columns of `table` that it names.
    ///
    /// # Errors
    /// ConstraintColumnNotFoundError for a name that the table lacks.
    pub fn columns_in(
        &self,
        interp: &mut Interpreter,
        table: &TableObject,
    ) -> Evaluated<Vec<Rc<ColumnObject>>> {
        let given = self.columns.borrow().clone();
        let mut columns = Vec::new();
        for value in given {
            let value = super::comparator::as_column(interp, &value)?;
            if let Some(column) = column::of(&value) {
                // a mixin's own column stands for the copy that the class got
                let own = column
                    .table
                    .borrow()
                    .is_none()
                    .then(|| table.column_by_key(&column.key_text()))
                    .flatten();
                columns.push(own.unwrap_or(column));
                continue;
            }
            let key = argument::text(interp, &value, "a column of a constraint")?;
            match table.column_by_key(&key) {
                Some(column) => columns.push(column),
                None => {
                    let class =
                        self.class.borrow().as_ref().map_or("Constraint".into(), |class| class.name.clone());
                    return Err(interp.raise(
                        "sqlalchemy.exc.ConstraintColumnNotFoundError",
                        format!(
                            "Can't create {class} on table '{}': no column named '{key}' is present.",
                            table.name
                        ),
                    ));
                }
            }
        }
        Ok(columns)
    }

    fn deferrability(&self, interp: &mut Interpreter) -> Evaluated<Deferrability> {
        Ok(Deferrability {
            deferrable: argument::optional_flag(interp, &self.deferrable, "deferrable")?,
            initially: argument::optional_text(interp, &self.initially, "initially")?,
        })
    }
}

/// Reads one constraint of `table`.
///
/// # Errors
/// A refusal for what is Unknown; what SQLAlchemy raises.
pub fn read(
    interp: &mut Interpreter,
    constraint: &ConstraintObject,
    table: &TableObject,
    references: References,
) -> Evaluated<Constraint> {
    let columns = match constraint.shape {
        Shape::Check { .. } | Shape::Exclude { .. } => Vec::new(),
        _ => constraint.columns_in(interp, table)?,
    };
    let names: Vec<String> = columns.iter().map(|column| column.name_text()).collect();
    let given = GivenName::of(interp, &constraint.name.borrow().clone())?;
    let mut named = naming_convention::Named::new(table, constraint.kind());
    named.class = constraint.class.borrow().clone();
    named.columns.clone_from(&columns);
    let comment = argument::optional_text(interp, &constraint.comment, "the comment of a constraint")?;
    let deferrability = constraint.deferrability(interp)?;
    Ok(match &constraint.shape {
        Shape::PrimaryKey => Constraint::PrimaryKey(PrimaryKey {
            name: naming_convention::name(interp, given, &named)?,
            columns: names,
            include: include(interp, constraint, table)?,
            deferrability,
            comment,
            definition: None,
        }),
        Shape::Unique => {
            let distinct = constraint.dialect("postgresql_nulls_not_distinct");
            Constraint::Unique(Unique {
                name: naming_convention::name(interp, given, &named)?,
                columns: names,
                deferrability,
                nulls_not_distinct: argument::flag(interp, &distinct, "postgresql_nulls_not_distinct")?,
                include: include(interp, constraint, table)?,
                column_flag: constraint.column_flag,
                comment,
                ..Unique::default()
            })
        }
        Shape::Check { condition } => {
            named.columns = super::expression::columns(interp, condition)?;
            let condition = compile::ddl_condition(interp, condition)?;
            let not_valid = constraint.dialect("postgresql_not_valid");
            Constraint::Check(Check {
                name: naming_convention::name(interp, given, &named)?,
                condition,
                not_valid: argument::flag(interp, &not_valid, "postgresql_not_valid")?,
                deferrability,
                type_bound: constraint.type_bound,
                comment,
                ..Check::default()
            })
        }
        Shape::ForeignKey { targets, options } => {
            let mut referred = Vec::new();
            for (target, column) in targets.iter().zip(&columns) {
                let link = &options.link_to_name;
                referred.push(foreign_key::resolve(interp, target, table, column, link, references)?);
            }
            let Some(first) = referred.first() else {
                return Err(interp.raise(
                    "sqlalchemy.exc.ArgumentError",
                    format!("ForeignKeyConstraint on table '{}' has no columns", table.name),
                ));
            };
            let referred_table = first.table.clone();
            named.referred =
                Some((referred_table.clone(), referred.iter().map(|r| r.column.clone()).collect()));
            let not_valid = constraint.dialect("postgresql_not_valid");
            Constraint::ForeignKey(ForeignKey {
                name: naming_convention::name(interp, given, &named)?,
                columns: names,
                referred_table,
                referred_columns: referred.into_iter().map(|target| target.column).collect(),
                on_delete: argument::optional_text(interp, &options.on_delete, "ondelete")?,
                on_update: argument::optional_text(interp, &options.on_update, "onupdate")?,
                match_type: argument::optional_text(interp, &options.match_type, "match")?,
                deferrability,
                use_alter: argument::flag(interp, &options.use_alter, "use_alter")?,
                not_valid: argument::flag(interp, &not_valid, "postgresql_not_valid")?,
                comment,
                definition: None,
            })
        }
        Shape::Exclude { elements, using, predicate, operator_classes } => {
            let mut read = Vec::new();
            for (expression, operator) in elements {
                read.push(ExcludeElement {
                    target: exclude_target(interp, expression, table)?,
                    operator: argument::text(interp, operator, "the operator of an exclude constraint")?,
                });
            }
            let using = argument::optional_text(interp, using, "using")?.unwrap_or_else(|| "gist".to_owned());
            let predicate = match predicate {
                Value::None => None,
                predicate => Some(compile::ddl_condition(interp, predicate)?),
            };
            Constraint::Exclude(Exclude {
                name: naming_convention::name(interp, given, &named)?,
                elements: read,
                using,
                predicate,
                deferrability,
                operator_classes: super::index::pairs(interp, operator_classes, "ops")?,
                comment,
                definition: None,
            })
        }
    })
}

fn exclude_target(
    interp: &mut Interpreter,
    expression: &Value,
    table: &TableObject,
) -> Evaluated<IndexTarget> {
    let expression = super::comparator::as_column(interp, expression)?;
    if let Some(column) = column::of(&expression) {
        return Ok(IndexTarget::Column(column.name_text()));
    }
    match &expression {
        Value::Str(key) => {
            let column = table.column_by_key(key);
            Ok(IndexTarget::Column(column.map_or_else(|| key.to_string(), |column| column.name_text())))
        }
        other => Ok(IndexTarget::Expression(compile::ddl_expression(interp, other)?)),
    }
}

/// `postgresql_include`, by column names.
fn include(
    interp: &mut Interpreter,
    constraint: &ConstraintObject,
    table: &TableObject,
) -> Evaluated<Vec<String>> {
    let given = constraint.dialect("postgresql_include");
    super::index::column_names(interp, &given, table)
}

const COMMON: &str = "name=None, deferrable=None, initially=None, info=None, comment=None";

fn attach_payload(interp: &mut Interpreter, bound: &Bound, mut constraint: ConstraintObject) -> Evaluated {
    let receiver = bound.receiver();
    let Some(instance) = receiver.as_instance().cloned() else { return Ok(Value::None) };
    let info = bound.value("info");
    if !info.is_none() {
        instance.set_attribute("info", info);
    }
    constraint.deferrable = bound.value("deferrable");
    constraint.initially = bound.value("initially");
    constraint.comment = bound.value("comment");
    constraint.dialect.clone_from(&bound.keywords);
    *constraint.instance.borrow_mut() = Rc::downgrade(&instance);
    *constraint.class.borrow_mut() = Some(instance.class.clone());
    let constraint = Rc::new(constraint);
    instance.set_payload(constraint.clone());
    super::table::attach_when_possible(interp, &receiver, &constraint.columns.borrow().clone())?;
    Ok(Value::None)
}

fn columns_of(interp: &mut Interpreter, bound: &Bound) -> Evaluated<Vec<Value>> {
    let mut columns = Vec::new();
    for value in &bound.rest {
        columns.push(super::comparator::as_column(interp, value)?);
    }
    Ok(columns)
}

fn init_listed(interp: &mut Interpreter, bound: Bound, shape: Shape) -> Evaluated {
    let columns = columns_of(interp, &bound)?;
    let creation = natives(interp)?.next_creation();
    let constraint = ConstraintObject::new(shape, bound.value("name"), columns, creation);
    attach_payload(interp, &bound, constraint)
}

fn init_check(interp: &mut Interpreter, bound: Bound) -> Evaluated {
    let creation = natives(interp)?.next_creation();
    let condition = bound.value("sqltext");
    let columns = super::expression::columns(interp, &condition)?;
    let values = columns.iter().map(|column| column.value()).collect();
    let constraint = ConstraintObject::new(Shape::Check { condition }, bound.value("name"), values, creation);
    attach_payload(interp, &bound, constraint)
}

fn init_foreign_key(interp: &mut Interpreter, bound: Bound) -> Evaluated {
    let creation = natives(interp)?.next_creation();
    let columns = bound.value("columns");
    let columns = match &columns {
        Value::Str(_) => vec![columns],
        other => interp.iterate(other)?,
    };
    let targets = bound.value("refcolumns");
    let targets = match &targets {
        Value::Str(_) => vec![targets],
        other => interp.iterate(other)?,
    };
    if columns.len() != targets.len() {
        return Err(interp.raise(
            "sqlalchemy.exc.ArgumentError",
            format!(
                "ForeignKeyConstraint number of constrained columns must match the number of referenced columns. \
                 ({} != {})",
                columns.len(),
                targets.len()
            ),
        ));
    }
    let options = Box::new(ForeignKeyOptions::from_bound(&bound));
    let shape = Shape::ForeignKey { targets, options };
    let constraint = ConstraintObject::new(shape, bound.value("name"), columns, creation);
    attach_payload(interp, &bound, constraint)
}

fn init_exclude(interp: &mut Interpreter, bound: Bound) -> Evaluated {
    let creation = natives(interp)?.next_creation();
    let mut elements = Vec::new();
    let mut columns = Vec::new();
    for value in &bound.rest {
        let pair = interp.iterate(value)?;
        let [expression, operator] = pair.as_slice() else {
            return Err(interp.raise("ValueError", "ExcludeConstraint takes pairs of column and operator"));
        };
        let expression = super::comparator::as_column(interp, expression)?;
        for column in super::expression::columns(interp, &expression)? {
            columns.push(column.value());
        }
        elements.push((expression, operator.clone()));
    }
    let keyword = |name: &str| bound.keyword(name).cloned().unwrap_or(Value::None);
    let shape = Shape::Exclude {
        elements,
        using: keyword("using"),
        predicate: keyword("where"),
        operator_classes: keyword("ops"),
    };
    let constraint = ConstraintObject::new(shape, bound.value("name"), columns, creation);
    attach_payload(interp, &bound, constraint)
}

/// Adds the constraint classes.
pub fn register(natives: &mut Natives) {
    let item = natives.class("SchemaItem");
    let constraint = ClassBuilder::new("sqlalchemy.sql.schema", "Constraint")
        .base(&item)
        .method("__getattr__", "self, name", get_attribute)
        .method("__setattr__", "self, name, value", set_attribute)
        .method("ddl_if", super::ddl_if::SIGNATURE, |interp, bound| {
            let applies = super::ddl_if::applies(interp, &bound)?;
            if let Some(constraint) = bound.receiver().payload::<ConstraintObject>() {
                constraint.omitted.set(!applies);
            }
            Ok(bound.receiver())
        })
        .build();
    natives.add("Constraint", Value::Class(constraint.clone()));
    let collection = ClassBuilder::new("sqlalchemy.sql.schema", "ColumnCollectionConstraint")
        .base(&constraint)
        .method("__iter__", "self", |interp, bound| of_columns(interp, &bound, "__iter__", Vec::new()))
        .method("__len__", "self", |interp, bound| of_columns(interp, &bound, "__len__", Vec::new()))
        .method("__contains__", "self, column", |interp, bound| {
            let column = bound.value("column");
            of_columns(interp, &bound, "__contains__", vec![column])
        })
        .build();
    natives.add("ColumnCollectionConstraint", Value::Class(collection.clone()));
    let class = |name: &str| ClassBuilder::new("sqlalchemy.sql.schema", name).base(&collection);

    let listed = format!("self, *columns, {COMMON}, _implicit_generated=False, _column_flag=False, **kw");
    let primary_key = class("PrimaryKeyConstraint")
        .method("__init__", &listed, |interp, bound| init_listed(interp, bound, Shape::PrimaryKey))
        .build();
    natives.add("PrimaryKeyConstraint", Value::Class(primary_key));
    let unique = class("UniqueConstraint")
        .method("__init__", &listed, |interp, bound| init_listed(interp, bound, Shape::Unique))
        .build();
    natives.add("UniqueConstraint", Value::Class(unique));
    let check = class("CheckConstraint")
        .method("__init__", &format!("self, sqltext, {COMMON}, table=None, **kw"), init_check)
        .build();
    natives.add("CheckConstraint", Value::Class(check));
    let signature = "self, columns, refcolumns, name=None, onupdate=None, ondelete=None, deferrable=None, initially=None, \
         use_alter=False, link_to_name=False, match=None, table=None, info=None, comment=None, **kw";
    let foreign_key = class("ForeignKeyConstraint").method("__init__", signature, init_foreign_key).build();
    natives.add("ForeignKeyConstraint", Value::Class(foreign_key));
    let exclude = ClassBuilder::new("sqlalchemy.dialects.postgresql.ext", "ExcludeConstraint")
        .base(&collection)
        .method("__init__", &format!("self, *elements, {COMMON}, **kw"), init_exclude)
        .build();
    natives.add("postgresql.ExcludeConstraint", Value::Class(exclude));
}

fn get_attribute(interp: &mut Interpreter, bound: Bound) -> Evaluated {
    let receiver = bound.receiver();
    let name = bound.value("name");
    let name = name.as_str().unwrap_or_default();
    if let Some(constraint) = receiver.payload::<ConstraintObject>() {
        let found = match name {
            "name" => Some(constraint.name.borrow().clone()),
            "info" => Some(super::index::own_info(&receiver)),
            "deferrable" => Some(constraint.deferrable.clone()),
            "initially" => Some(constraint.initially.clone()),
            "comment" => Some(constraint.comment.clone()),
            "columns" | "column_keys" => Some(match owner(&receiver) {
                None => Value::list(constraint.columns.borrow().clone()),
                Some(table) => {
                    let columns = own_columns(interp, &constraint, &table)?;
                    if name == "columns" {
                        super::collection::of_columns(
                            interp,
                            columns.iter().map(|column| column.value()).collect(),
                        )?
                    } else {
                        Value::list(columns.iter().map(|column| Value::str(column.key_text())).collect())
                    }
                }
            }),
            "referred_table" => match (&constraint.shape, owner(&receiver)) {
                (Shape::ForeignKey { targets, options }, Some(table)) => {
                    let columns = constraint.columns_in(interp, &table)?;
                    match (targets.first(), columns.first()) {
                        (Some(target), Some(column)) => {
                            let link = &options.link_to_name;
                            let references = foreign_key::References::Named;
                            let found =
                                foreign_key::resolve(interp, target, &table, column, link, references)?;
                            let owner = found.object.and_then(|object| object.table.borrow().clone());
                            owner.map(|owner| owner.value())
                        }
                        _ => None,
                    }
                }
                _ => None,
            },
            "ondelete" | "onupdate" => match &constraint.shape {
                Shape::ForeignKey { options, .. } if name == "ondelete" => Some(options.on_delete.clone()),
                Shape::ForeignKey { options, .. } => Some(options.on_update.clone()),
                _ => None,
            },
            "sqltext" => match &constraint.shape {
                Shape::Check { condition } => Some(condition.clone()),
                _ => None,
            },
            "_type_bound" => Some(Value::Bool(constraint.type_bound)),
            _ => None,
        };
        if let Some(found) = found {
            return Ok(found);
        }
    }
    let class = interp.class_of(&receiver).name.clone();
    Err(interp.raise("AttributeError", format!("'{class}' object has no attribute '{name}'")))
}

/// The table that it is part of.
fn owner(value: &Value) -> Option<Rc<TableObject>> {
    value.as_instance()?.attribute("table").as_ref().and_then(super::table::of)
}

fn own_columns(
    interp: &mut Interpreter,
    constraint: &ConstraintObject,
    table: &TableObject,
) -> Evaluated<Vec<Rc<ColumnObject>>> {
    if constraint.kind() != ConstraintKind::PrimaryKey {
        return constraint.columns_in(interp, table);
    }
    let mut columns = Vec::new();
    for column in table.column_objects() {
        if column.is_primary_key(interp)? {
            columns.push(column);
        }
    }
    Ok(columns)
}

/// Iterating a constraint, and asking it, is about its columns.
fn of_columns(interp: &mut Interpreter, bound: &Bound, method: &str, arguments: Vec<Value>) -> Evaluated {
    let columns = interp.get_attribute(&bound.receiver(), "columns")?;
    interp.call_method(&columns, method, arguments)
}

fn set_attribute(_: &mut Interpreter, bound: Bound) -> Evaluated {
    let receiver = bound.receiver();
    let name = bound.value("name");
    let name = name.as_str().unwrap_or_default();
    match receiver.payload::<ConstraintObject>() {
        Some(constraint) if name == "name" => *constraint.name.borrow_mut() = bound.value("value"),
        _ => {
            if let Some(instance) = receiver.as_instance() {
                instance.set_attribute(name, bound.value("value"));
            }
        }
    }
    Ok(Value::None)
}

/// The name in `on_conflict_do_…(constraint=…)`: a string, or the name of a constraint or index.
///
/// # Errors
/// A refusal for Unknown.
pub fn reference_name(interp: &mut Interpreter, value: &Value) -> Evaluated<Option<String>> {
    let name = if let Some(constraint) = value.payload::<ConstraintObject>() {
        constraint.name.borrow().clone()
    } else if let Some(index) = value.payload::<super::index::IndexObject>() {
        index.name.borrow().clone()
    } else {
        value.clone()
    };
    argument::optional_text(interp, &name, "constraint")
}
