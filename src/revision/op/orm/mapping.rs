//! Which attribute of a mapped class is which column of its table.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use crate::metadata::orm::VALIDATORS;
use crate::python::interpreter::Interpreter;
use crate::python::raise::Evaluated;
use crate::python::value::{Class, Value};
use crate::sqlalchemy::column::{self, ColumnObject};
use crate::sqlalchemy::table::{self, TableObject};

/// One mapped column.
pub struct Attribute {
    pub name: Rc<str>,
    pub column: Rc<ColumnObject>,
    pub is_primary_key: bool,
}

/// A mapped class, as a session needs it.
pub struct Mapping {
    pub class: Rc<Class>,
    pub table: Rc<TableObject>,
    /// In the order of the table's columns.
    pub attributes: Vec<Attribute>,
    /// Attributes that are relationships.
    pub relationships: Vec<Rc<str>>,
}

#[derive(Default)]
struct Mappings(RefCell<HashMap<usize, Rc<Mapping>>>);

/// Options of a mapper that change nothing of what a session does here.
const HARMLESS: [&str; 3] = ["eager_defaults", "confirm_deleted_rows", "batch"];

impl Mapping {
    /// The mapping of a class, made when it is first needed.
    ///
    /// # Errors
    /// SQLAlchemy's for a class that isn't mapped; a refusal for mappings that aren't known here.
    pub fn of(interpreter: &mut Interpreter, class: &Rc<Class>) -> Evaluated<Rc<Mapping>> {
        let address = Rc::as_ptr(class) as usize;
        let known = interpreter.extension::<Mappings>().unwrap_or_else(|| {
            let made = Rc::<Mappings>::default();
            interpreter.set_extension(made.clone());
            made
        });
        if let Some(mapping) = known.0.borrow().get(&address) {
            return Ok(mapping.clone());
        }
        let mapping = Rc::new(Mapping::read(interpreter, class)?);
        known.0.borrow_mut().insert(address, mapping.clone());
        Ok(mapping)
    }

    fn read(interpreter: &mut Interpreter, class: &Rc<Class>) -> Evaluated<Mapping> {
        let table = class.lookup("__table__");
        let Some(table) = table.as_ref().and_then(table::of) else {
            if let Some(Value::Unknown(unknown)) = &table {
                return Err(interpreter.refuse_unknown(unknown, "the table of a mapped class"));
            }
            return Err(interpreter.raise(
                "sqlalchemy.orm.exc.UnmappedClassError",
                format!("Class '{}' is not mapped", class.path()),
            ));
        };
        let inherits = class.ancestors.iter().any(|base| base.namespace.borrow().contains_key("__table__"));
        if inherits {
            return Err(interpreter.refuse(format!(
                "a session with objects of `{}`, which inherits from a mapped class",
                class.name
            )));
        }
        check_options(interpreter, class)?;
        let named = named_columns(class);
        let mut attributes = Vec::new();
        for column in table.column_objects() {
            let found = named.iter().find(|(_, known)| Rc::ptr_eq(known, &column));
            let name: Rc<str> = match found {
                Some((name, _)) => name.clone(),
                // columns of a Table that was given or reflected become attributes of their key
                None => {
                    let key: Rc<str> = column.key_text().into();
                    class.namespace.borrow_mut().entry(key.clone()).or_insert_with(|| column.value());
                    key
                }
            };
            let is_primary_key = column.is_primary_key(interpreter)?;
            attributes.push(Attribute { name, column, is_primary_key });
        }
        if !attributes.iter().any(|attribute| attribute.is_primary_key) {
            return Err(interpreter.raise(
                "sqlalchemy.exc.ArgumentError",
                format!(
                    "Mapper Mapper[{}({})] could not assemble any primary key columns for mapped table '{}'",
                    class.name, table.name, table.name
                ),
            ));
        }
        let relationships = relationships(interpreter, class);
        Ok(Mapping { class: class.clone(), table, attributes, relationships })
    }

    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| &*attribute.name == name)
    }

    pub fn attribute_of(&self, column: &Rc<ColumnObject>) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| Rc::ptr_eq(&attribute.column, column))
    }

    pub fn primary_key(&self) -> impl Iterator<Item = &Attribute> {
        self.attributes.iter().filter(|attribute| attribute.is_primary_key)
    }

    /// The first attribute that a method validates.
    ///
    /// # Errors
    /// None of its own.
    pub fn validated(&self, interpreter: &mut Interpreter) -> Evaluated<Option<String>> {
        for owner in std::iter::once(&self.class).chain(&self.class.ancestors) {
            let functions: Vec<Value> = owner.namespace.borrow().values().cloned().collect();
            for function in functions.iter().filter(|value| matches!(value, Value::Function(_))) {
                if let Some(Value::Tuple(names)) = interpreter.find_attribute(function, VALIDATORS)?
                    && let Some(name) = names.iter().find_map(Value::to_text)
                {
                    return Ok(Some(name.to_string()));
                }
            }
        }
        Ok(None)
    }

    /// `Mapper._sort_key`: the order in which a flush takes unrelated classes.
    pub fn sort_key(&self) -> String {
        format!("{}.{}", self.class.module, self.class.name)
    }
}

/// The class's attributes that are columns, nearest first.
fn named_columns(class: &Rc<Class>) -> Vec<(Rc<str>, Rc<ColumnObject>)> {
    let mut named: Vec<(Rc<str>, Rc<ColumnObject>)> = Vec::new();
    for owner in std::iter::once(class).chain(&class.ancestors) {
        for (name, value) in owner.namespace.borrow().iter() {
            if let Some(column) = column::of(value)
                && !named.iter().any(|(known, _)| known == name)
            {
                named.push((name.clone(), column));
            }
        }
    }
    named
}

fn relationships(interpreter: &Interpreter, class: &Rc<Class>) -> Vec<Rc<str>> {
    let mut found = Vec::new();
    for owner in std::iter::once(class).chain(&class.ancestors) {
        for (name, value) in owner.namespace.borrow().iter() {
            if interpreter.is_instance(value, "sqlalchemy.orm.interfaces.MapperProperty") {
                found.push(name.clone());
            }
        }
    }
    found
}

fn check_options(interpreter: &mut Interpreter, class: &Rc<Class>) -> Evaluated<()> {
    let options = match class.lookup("__mapper_args__") {
        None => return Ok(()),
        Some(_) => interpreter.get_attribute(&Value::Class(class.clone()), "__mapper_args__")?,
    };
    let unusual = match &options {
        Value::None => None,
        Value::Dict(options) => options
            .borrow()
            .iter()
            .filter_map(|(key, _)| key.to_text())
            .find(|key| !HARMLESS.contains(&&**key)),
        _ => Some("…".into()),
    };
    match unusual {
        None => Ok(()),
        Some(name) => Err(interpreter.refuse(format!(
            "a session with objects of `{}`, whose `__mapper_args__` have `{name}`",
            class.name
        ))),
    }
}
