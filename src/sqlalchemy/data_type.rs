//! From a type value (class or instance) to [`DataType`]: PostgreSQL's SQL and the Python spelling.

use super::argument;
use super::enum_type;
use super::type_object::{self, attribute, decorator_impl, to_instance};
use super::type_spelling;
use super::types::TypeSql;
use crate::python::interpreter::Interpreter;
use crate::python::raise::Evaluated;
use crate::python::value::Value;
use crate::schema::{DataType, SqlType};

/// What a type may inherit from where it is used.
#[derive(Clone, Debug, Default)]
pub struct TypeContext {
    /// The table's schema, for `Enum(inherit_schema=True)`.
    pub table_schema: Option<String>,
    /// `MetaData(schema=…)`, the default for named types.
    pub metadata_schema: Option<String>,
}

/// Reads a type: class or instance, of SQLAlchemy or derived from it.
///
/// # Errors
/// A refusal for Unknown types; what SQLAlchemy raises for types without SQL.
pub fn data_type(interp: &mut Interpreter, value: &Value, context: &TypeContext) -> Evaluated<DataType> {
    if let Value::Unknown(_) = value {
        return Err(argument::refuse_unknown(interp, value, "a column's type"));
    }
    let instance = to_instance(interp, value)?;
    let effective = type_object::for_postgresql(interp, &instance)?;
    let compiled = compile(interp, &effective, context)?;
    let mut spelling = type_spelling::spelling(interp, &instance)?;
    if let Some(schema) = compiled.sql.enum_type().and_then(|enum_type| enum_type.name.schema.clone()) {
        let text = interp.repr(&Value::str(schema))?;
        type_spelling::say_schema(&mut spelling, &text);
    }
    Ok(DataType { sql: compiled.sql, spelling, collation: compiled.collation })
}

/// The SQL of a type as SQLAlchemy's PostgreSQL compiler writes it, e.g. in CAST.
///
/// # Errors
/// As [`data_type`]; NullType is CompileError.
pub fn type_sql(interp: &mut Interpreter, value: &Value) -> Evaluated<String> {
    let instance = to_instance(interp, value)?;
    let effective = type_object::for_postgresql(interp, &instance)?;
    let compiled = compile(interp, &effective, &TypeContext::default())?;
    let mut sql = spell(interp, &compiled.sql)?;
    if let Some(collation) = compiled.collation {
        sql.push_str(&format!(" COLLATE {}", crate::ddl::identifier::always_quote(&collation)));
    }
    Ok(sql)
}

fn spell(interp: &mut Interpreter, sql: &SqlType) -> Evaluated<String> {
    Ok(match sql {
        SqlType::Boolean => "BOOLEAN".to_owned(),
        SqlType::SmallInteger => "SMALLINT".to_owned(),
        SqlType::Integer => "INTEGER".to_owned(),
        SqlType::BigInteger => "BIGINT".to_owned(),
        SqlType::Plain(text) => text.clone(),
        SqlType::Array { item, dimensions } => {
            let mut text = spell(interp, item)?;
            for _ in 0..*dimensions {
                text.push_str("[]");
            }
            text
        }
        SqlType::Enum(enum_type) => crate::ddl::identifier::qualified(&enum_type.name),
        SqlType::Domain { name, .. } => crate::ddl::identifier::qualified(name),
        SqlType::Null => {
            return Err(interp.raise(
                "sqlalchemy.exc.CompileError",
                "Can't generate DDL for NullType(); did you forget to specify a type on this Column?",
            ));
        }
    })
}

struct Compiled {
    sql: SqlType,
    collation: Option<String>,
}

impl From<SqlType> for Compiled {
    fn from(sql: SqlType) -> Self {
        Compiled { sql, collation: None }
    }
}

impl From<String> for Compiled {
    fn from(text: String) -> Self {
        SqlType::Plain(text).into()
    }
}

fn compile(interp: &mut Interpreter, value: &Value, context: &TypeContext) -> Evaluated<Compiled> {
    if let Value::Unknown(_) = value {
        return Err(argument::refuse_unknown(interp, value, "a column's type"));
    }
    let Some(instance) = value.as_instance().cloned() else {
        return Err(interp.refuse(format!("{value:?} is no type")));
    };
    if let Some(text) = super::compiles::custom(interp, value)? {
        return Ok(text.into());
    }
    let Some(row) = type_object::row(&instance.class) else {
        return Err(interp.refuse(format!("{} is no type", instance.class.path())));
    };
    Ok(match row.sql {
        TypeSql::Abstract => {
            return Err(interp.raise(
                "sqlalchemy.exc.UnsupportedCompilationError",
                format!("Compiler can't render element of type {}", instance.class.name),
            ));
        }
        TypeSql::Null => SqlType::Null.into(),
        TypeSql::Fixed(text) => match text {
            "BOOLEAN" => SqlType::Boolean.into(),
            "INTEGER" => SqlType::Integer.into(),
            "SMALLINT" => SqlType::SmallInteger.into(),
            "BIGINT" => SqlType::BigInteger.into(),
            text => text.to_owned().into(),
        },
        TypeSql::Text(name) => {
            let text = with_length(interp, value, name)?;
            Compiled { sql: SqlType::Plain(text), collation: collation(interp, value)? }
        }
        TypeSql::Binary(name) => with_length(interp, value, name)?.into(),
        TypeSql::Numeric(name) => {
            let precision = integer(interp, value, "precision")?;
            let scale = integer(interp, value, "scale")?;
            match (precision, scale) {
                (None, _) => name.to_owned(),
                (Some(precision), None) => format!("{name}({precision})"),
                (Some(precision), Some(scale)) => format!("{name}({precision}, {scale})"),
            }
            .into()
        }
        TypeSql::Float => match integer(interp, value, "precision")? {
            None | Some(0) => "FLOAT".to_owned(),
            Some(precision) => format!("FLOAT({precision})"),
        }
        .into(),
        TypeSql::Temporal(name) => {
            let precision =
                integer(interp, value, "precision")?.map(|n| format!("({n})")).unwrap_or_default();
            let zone = if flag(interp, value, "timezone")? { "WITH" } else { "WITHOUT" };
            format!("{name}{precision} {zone} TIME ZONE").into()
        }
        TypeSql::Interval => {
            let fields = attribute(interp, value, "fields")?;
            let fields = argument::optional_text(interp, &fields, "fields of an interval")?;
            interval(fields, integer(interp, value, "precision")?).into()
        }
        TypeSql::GenericInterval => {
            if flag(interp, value, "native")? {
                interval(None, integer(interp, value, "second_precision")?).into()
            } else {
                "TIMESTAMP WITHOUT TIME ZONE".to_owned().into()
            }
        }
        TypeSql::Bit => {
            let length = integer(interp, value, "length")?;
            let length = length.map(|length| format!("({length})")).unwrap_or_default();
            let varying = if flag(interp, value, "varying")? { " VARYING" } else { "" };
            format!("BIT{varying}{length}").into()
        }
        TypeSql::Uuid => {
            if flag(interp, value, "native_uuid")? { "UUID" } else { "CHAR(32)" }.to_owned().into()
        }
        TypeSql::Array => {
            let item = attribute(interp, value, "item_type")?;
            let item = type_object::for_postgresql(interp, &item)?;
            let item = compile(interp, &item, context)?;
            let dimensions = integer(interp, value, "dimensions")?.unwrap_or(1).max(0);
            let dimensions = u32::try_from(dimensions).unwrap_or(1);
            Compiled {
                sql: SqlType::Array { item: Box::new(item.sql), dimensions },
                collation: item.collation,
            }
        }
        TypeSql::Enum => {
            if enum_type::is_native(interp, value)? {
                SqlType::Enum(enum_type::read(interp, value, context)?).into()
            } else {
                let text = with_length(interp, value, "VARCHAR")?;
                Compiled { sql: SqlType::Plain(text), collation: collation(interp, value)? }
            }
        }
        TypeSql::Domain => enum_type::domain(interp, value, context)?.into(),
        TypeSql::Decorator => {
            let inner = decorated(interp, value)?;
            compile(interp, &inner, context)?
        }
        TypeSql::UserDefined => {
            let spec = interp.call_method(value, "get_col_spec", Vec::new())?;
            argument::text(interp, &spec, "get_col_spec()")?.into()
        }
    })
}

/// What a TypeDecorator is in PostgreSQL: `load_dialect_impl`, or its `impl`.
fn decorated(interp: &mut Interpreter, value: &Value) -> Evaluated {
    let user_defined = interp
        .class_of(value)
        .lookup("load_dialect_impl")
        .is_some_and(|method| !matches!(method, Value::Builtin(_)));
    let inner = if user_defined {
        let dialect = super::dialect::postgresql(interp)?;
        let loaded = interp.call_method(value, "load_dialect_impl", vec![dialect])?;
        to_instance(interp, &loaded)?
    } else {
        decorator_impl(interp, value)?
    };
    let inner = type_object::for_postgresql(interp, &inner)?;
    match (&inner, value) {
        // `return self` would not end
        (Value::Instance(a), Value::Instance(b)) if std::rc::Rc::ptr_eq(a, b) => {
            decorator_impl(interp, value)
        }
        _ => Ok(inner),
    }
}

fn interval(fields: Option<String>, precision: Option<i64>) -> String {
    let fields = fields.map(|fields| format!(" {fields}")).unwrap_or_default();
    let precision = precision.map(|precision| format!(" ({precision})")).unwrap_or_default();
    format!("INTERVAL{fields}{precision}")
}

fn integer(interp: &mut Interpreter, value: &Value, name: &str) -> Evaluated<Option<i64>> {
    let given = attribute(interp, value, name)?;
    argument::optional_integer(interp, &given, &format!("{name} of a type"))
}

fn flag(interp: &mut Interpreter, value: &Value, name: &str) -> Evaluated<bool> {
    let given = attribute(interp, value, name)?;
    argument::flag(interp, &given, &format!("{name} of a type"))
}

fn with_length(interp: &mut Interpreter, value: &Value, name: &str) -> Evaluated<String> {
    Ok(match integer(interp, value, "length")? {
        None | Some(0) => name.to_owned(),
        Some(length) => format!("{name}({length})"),
    })
}

fn collation(interp: &mut Interpreter, value: &Value) -> Evaluated<Option<String>> {
    let schema = attribute(interp, value, "collation_schema")?;
    if !schema.is_none() {
        return Err(interp.refuse("collation_schema of a type is not supported yet"));
    }
    let given = attribute(interp, value, "collation")?;
    argument::optional_text(interp, &given, "collation of a type")
}
