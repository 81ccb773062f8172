//! `Enum`, `postgresql.ENUM` and `postgresql.DOMAIN`: named types.

use super::argument;
use super::data_type::{TypeContext, type_sql};
use super::type_object::attribute;
use crate::python::call::Bound;
use crate::python::interpreter::Interpreter;
use crate::python::raise::Evaluated;
use crate::python::value::Value;
use crate::schema::{EnumType, QualifiedName, SqlType};

/// Whether it is a PostgreSQL enum type rather than VARCHAR.
///
/// # Errors
/// A refusal for Unknown.
pub fn is_native(interp: &mut Interpreter, value: &Value) -> Evaluated<bool> {
    let native = attribute(interp, value, "native_enum")?;
    argument::flag(interp, &native, "native_enum")
}

/// The labels in the order given.
///
/// # Errors
/// A refusal for Unknown labels.
pub fn labels(interp: &mut Interpreter, value: &Value) -> Evaluated<Vec<String>> {
    let labels = attribute(interp, value, "enums")?;
    argument::texts(interp, &labels, "the labels of an enum type")
}

/// The enum type of a native `Enum` instance.
///
/// # Errors
/// CompileError without a name; a refusal for Unknown.
pub fn read(interp: &mut Interpreter, value: &Value, context: &TypeContext) -> Evaluated<EnumType> {
    let name = attribute(interp, value, "name")?;
    let Some(name) = argument::optional_text(interp, &name, "the name of an enum type")? else {
        return Err(interp.raise("sqlalchemy.exc.CompileError", "PostgreSQL Enum type requires a name."));
    };
    let create_type = attribute(interp, value, "create_type")?;
    Ok(EnumType {
        name: QualifiedName { schema: schema(interp, value, context)?, name },
        labels: labels(interp, value)?,
        create_type: argument::flag(interp, &create_type, "create_type")?,
    })
}

/// Given by `schema=`, inherited from the table, or the default of the MetaData.
fn schema(interp: &mut Interpreter, value: &Value, context: &TypeContext) -> Evaluated<Option<String>> {
    let inherit = attribute(interp, value, "_inherit_schema")?;
    if argument::flag(interp, &inherit, "inherit_schema")? {
        return Ok(context.table_schema.clone());
    }
    let provided = attribute(interp, value, "_schema_provided")?;
    let given = attribute(interp, value, "schema")?;
    if argument::flag(interp, &provided, "schema")? {
        return argument::optional_text(interp, &given, "the schema of an enum type");
    }
    let metadata = attribute(interp, value, "metadata")?;
    if let Some(metadata) = super::metadata::of(&metadata) {
        return Ok(metadata.schema.borrow().clone());
    }
    Ok(context.metadata_schema.clone())
}

/// The member of the Python enum that a label stands for: `_object_lookup`.
///
/// # Errors
/// What iterating the enum raises.
pub fn member(interp: &mut Interpreter, type_: &Value, label: &Value) -> Evaluated<Option<Value>> {
    let class = attribute(interp, type_, "enum_class")?;
    let members = interp.get_attribute(&class, "__members__")?;
    let callable = attribute(interp, type_, "values_callable")?;
    if callable.is_none() {
        let get = interp.get_attribute(&members, "get")?;
        let found = interp.call(&get, Value::arguments(vec![label.clone()]))?;
        return Ok((!found.is_none()).then_some(found));
    }
    let values = interp.call_method(&members, "values", Vec::new())?;
    let values = interp.iterate(&values)?;
    let labels = attribute(interp, type_, "enums")?;
    let labels = interp.iterate(&labels)?;
    for (known, member) in labels.iter().zip(values) {
        if interp.equal(known, label)? {
            return Ok(Some(member));
        }
    }
    Ok(None)
}

/// `Enum.__init__`.
///
/// # Errors
/// What SQLAlchemy raises; what `values_callable` raises.
pub fn init(interp: &mut Interpreter, bound: Bound) -> Evaluated {
    let receiver = bound.receiver();
    let Some(instance) = receiver.as_instance().cloned() else { return Ok(Value::None) };
    let given = |name: &str| bound.keyword(name).cloned();
    instance.set_attribute("native_enum", given("native_enum").unwrap_or(Value::Bool(true)));
    instance.set_attribute("create_constraint", given("create_constraint").unwrap_or(Value::Bool(false)));
    let values_callable = given("values_callable").unwrap_or(Value::None);
    instance.set_attribute("values_callable", values_callable.clone());
    instance.set_attribute("validate_strings", given("validate_strings").unwrap_or(Value::Bool(false)));

    let mut enum_class = Value::None;
    let mut name = given("name");
    let labels: Value = match bound.rest.as_slice() {
        [only @ Value::Unknown(_)] => only.clone(),
        [only] if !matches!(only, Value::Str(_)) => match interp.find_attribute(only, "__members__")? {
            Some(members) => {
                enum_class = only.clone();
                let labels = if values_callable.is_none() {
                    member_names(interp, &members, given("omit_aliases"))?
                } else {
                    interp.call(&values_callable, Value::arguments(vec![only.clone()]))?
                };
                let labels = match labels {
                    Value::Unknown(_) => labels,
                    labels => Value::list(interp.iterate(&labels)?),
                };
                let has_labels = !matches!(&labels, Value::List(labels) if labels.borrow().is_empty());
                if let (None, Value::Class(class), true) = (&name, only, has_labels) {
                    name = Some(Value::str(class.name.to_lowercase()));
                }
                labels
            }
            None => Value::list(bound.rest.clone()),
        },
        several => Value::list(several.to_vec()),
    };
    let longest = match &labels {
        Value::List(labels) => labels
            .borrow()
            .iter()
            .map(|label| label.as_str().map_or(0, |text| text.chars().count()))
            .max()
            .unwrap_or(0),
        _ => 0,
    };
    let longest = i64::try_from(longest).unwrap_or(i64::MAX);
    let length = match given("length") {
        Some(Value::Int(length)) if length < longest => {
            return Err(interp.raise(
                "ValueError",
                format!(
                    "When provided, length must be larger or equal than the length of the longest enum value. \
                     {length} < {longest}"
                ),
            ));
        }
        Some(length) => length,
        None => Value::Int(longest),
    };
    instance.set_attribute("_default_length", Value::Int(longest));
    instance.set_attribute("enums", labels);
    instance.set_attribute("enum_class", enum_class);
    instance.set_attribute("length", length);
    instance.set_attribute("collation", Value::None);
    instance.set_attribute("collation_schema", Value::None);
    set_named(&instance, &bound, name);
    Ok(Value::None)
}

/// The arguments of SchemaType, which all named types share.
pub fn set_named(instance: &crate::python::value::Instance, bound: &Bound, name: Option<Value>) {
    let given = |name: &str| bound.keyword(name).or_else(|| bound.get(name)).cloned();
    instance.set_attribute("name", name.unwrap_or(Value::None));
    instance.set_attribute("_schema_provided", Value::Bool(given("schema").is_some()));
    instance.set_attribute("schema", given("schema").unwrap_or(Value::None));
    instance.set_attribute("_inherit_schema", given("inherit_schema").unwrap_or(Value::Bool(false)));
    instance.set_attribute("create_type", given("create_type").unwrap_or(Value::Bool(true)));
    instance.set_attribute("metadata", given("metadata").unwrap_or(Value::None));
}

/// `__members__` without aliases, which are told by a name that is not their key.
fn member_names(interp: &mut Interpreter, members: &Value, omit_aliases: Option<Value>) -> Evaluated {
    let keep_aliases = matches!(omit_aliases, Some(Value::Bool(false)));
    let items = interp.call_method(members, "items", Vec::new())?;
    let mut names = Vec::new();
    for pair in interp.iterate(&items)? {
        let pair = interp.iterate(&pair)?;
        let [key, member] = pair.as_slice() else { continue };
        let own = interp.get_attribute(member, "name")?;
        if keep_aliases || interp.equal(&own, key)? {
            names.push(key.clone());
        }
    }
    Ok(Value::list(names))
}

/// The domain type: referred to by name, its definition as `CREATE DOMAIN … AS` takes it.
///
/// # Errors
/// A refusal for Unknown.
pub fn domain(interp: &mut Interpreter, value: &Value, context: &TypeContext) -> Evaluated<SqlType> {
    let name = attribute(interp, value, "name")?;
    let name = argument::text(interp, &name, "the name of a domain")?;
    let name = QualifiedName { schema: schema(interp, value, context)?, name };
    let create_type = attribute(interp, value, "create_type")?;
    if !argument::flag(interp, &create_type, "create_type")? {
        return Ok(SqlType::Domain { name, definition: None });
    }
    let base = attribute(interp, value, "data_type")?;
    let mut definition = type_sql(interp, &base)?;
    let collation = attribute(interp, value, "collation")?;
    if let Some(collation) = argument::optional_text(interp, &collation, "the collation of a domain")? {
        definition.push_str(&format!(" COLLATE {}", crate::ddl::identifier::always_quote(&collation)));
    }
    let default = attribute(interp, value, "default")?;
    if !default.is_none() {
        definition.push_str(&format!(" DEFAULT {}", super::server_default::sql(interp, &default)?));
    }
    let constraint = attribute(interp, value, "constraint_name")?;
    if let Some(constraint) = argument::optional_text(interp, &constraint, "the constraint of a domain")? {
        definition.push_str(&format!(" CONSTRAINT {}", crate::ddl::identifier::quote(&constraint)));
    }
    let not_null = attribute(interp, value, "not_null")?;
    if argument::flag(interp, &not_null, "not_null")? {
        definition.push_str(" NOT NULL");
    }
    let check = attribute(interp, value, "check")?;
    if !check.is_none() {
        definition.push_str(&format!(" CHECK ({})", super::compile::ddl_condition(interp, &check)?));
    }
    Ok(SqlType::Domain { name, definition: Some(definition) })
}
