//! `sa.inspect(bind)`: the questions that files ask the catalog before they change it.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use crate::operation::{ResultRows, SqlValue};
use crate::python::call::Bound;
use crate::python::dict::Dict;
use crate::python::interpreter::Interpreter;
use crate::python::library::ClassBuilder;
use crate::python::raise::Evaluated;
use crate::python::value::{Class, Instance, Value};

use super::connection;
use super::directive::{optional_text, text};
use super::row_value;
use super::schema_objects::make;

struct InspectorClass(Rc<Class>);

/// `sqlalchemy.inspect(connection)`.
pub fn inspector(interpreter: &mut Interpreter) -> Value {
    let class = match interpreter.extension::<InspectorClass>() {
        Some(class) => class,
        None => {
            let class = Rc::new(InspectorClass(class()));
            interpreter.set_extension(class.clone());
            class
        }
    };
    let instance = Instance::new(class.0.clone());
    instance.set_payload(Rc::new(Cache::default()));
    Value::Instance(instance)
}

/// Answers by question: an Inspector says what was true when it was first asked, as SQLAlchemy's does.
#[derive(Default)]
struct Cache(RefCell<HashMap<(&'static str, String), Value>>);

fn cached(
    interpreter: &mut Interpreter,
    bound: &Bound,
    name: &'static str,
    ask: impl FnOnce(&mut Interpreter) -> Evaluated,
) -> Evaluated {
    let Some(cache) = bound.receiver().payload::<Cache>() else { return ask(interpreter) };
    let table = interpreter.str(&bound.value("table_name"))?;
    let schema = interpreter.repr(&bound.value("schema"))?;
    let key = (name, format!("{schema}.{table}"));
    if let Some(known) = cache.0.borrow().get(&key) {
        return Ok(known.clone());
    }
    let answer = ask(interpreter)?;
    cache.0.borrow_mut().insert(key, answer.clone());
    Ok(answer)
}

/// Restricts a catalog query to a schema, or to what the search path shows.
const VISIBLE: &str = "CASE WHEN $1::text IS NULL THEN pg_catalog.pg_table_is_visible(c.oid) \
                       AND (pg_catalog.current_setting('gen_migration.shadow', true) IS NULL \
                            OR n.nspname = pg_catalog.current_schema()) \
                       ELSE n.nspname = $1 END";

fn schema_parameter(interpreter: &mut Interpreter, schema: &Value) -> Evaluated<SqlValue> {
    Ok(optional_text(interpreter, schema, "schema")?.map_or(SqlValue::Null, SqlValue::Text))
}

fn texts(rows: &ResultRows) -> Vec<Value> {
    rows.rows.iter().filter_map(|row| row.first().and_then(as_text)).map(Value::str).collect()
}

fn as_text(value: &SqlValue) -> Option<&str> {
    match value {
        SqlValue::Text(text) | SqlValue::Other { text, .. } => Some(text),
        _ => None,
    }
}

/// # Errors
/// PostgreSQL's.
pub fn has_table(interpreter: &mut Interpreter, table: &Value, schema: &Value) -> Evaluated {
    let name = text(interpreter, table, "table_name")?;
    let schema = schema_parameter(interpreter, schema)?;
    let sql = format!(
        "SELECT 1 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
         WHERE {VISIBLE} AND c.relname = $2 AND c.relkind IN ('r', 'p', 'f', 'v', 'm')"
    );
    let rows = connection::query(interpreter, &sql, vec![schema, SqlValue::Text(name)])?;
    Ok(Value::Bool(!rows.rows.is_empty()))
}

/// # Errors
/// PostgreSQL's.
pub fn table_names(interpreter: &mut Interpreter, schema: &Value) -> Evaluated {
    relations(interpreter, schema, "'r', 'p'")
}

/// Without a schema, names of the default one: not of all that the search path shows.
fn relations(interpreter: &mut Interpreter, schema: &Value, kinds: &str) -> Evaluated {
    let schema = schema_parameter(interpreter, schema)?;
    let sql = format!(
        "SELECT c.relname::text FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
         WHERE {VISIBLE} AND n.nspname <> 'pg_catalog' AND c.relkind IN ({kinds}) \
         AND c.relpersistence <> 't' ORDER BY c.relname"
    );
    let rows = connection::query(interpreter, &sql, vec![schema])?;
    Ok(Value::list(texts(&rows)))
}

/// The table's OID, or SQLAlchemy's NoSuchTableError.
fn relation(interpreter: &mut Interpreter, table: &Value, schema: &Value) -> Evaluated<SqlValue> {
    let name = text(interpreter, table, "table_name")?;
    let schema = schema_parameter(interpreter, schema)?;
    let sql = format!(
        "SELECT c.oid FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
         WHERE {VISIBLE} AND c.relname = $2 AND c.relkind IN ('r', 'p', 'f', 'v', 'm')"
    );
    let rows = connection::query(interpreter, &sql, vec![schema, SqlValue::Text(name.clone())])?;
    match rows.rows.into_iter().next().and_then(|row| row.into_iter().next()) {
        Some(oid) => Ok(oid),
        None => Err(interpreter.raise("sqlalchemy.exc.NoSuchTableError", name)),
    }
}

/// Rows as dicts under the columns' names.
fn dicts(interpreter: &mut Interpreter, rows: ResultRows) -> Evaluated<Vec<Dict>> {
    let mut all = Vec::with_capacity(rows.rows.len());
    for row in rows.rows {
        let mut dict = Dict::default();
        for (column, value) in rows.columns.iter().zip(row) {
            dict.insert_str(&column.name, row_value::python(interpreter, value)?);
        }
        all.push(dict);
    }
    Ok(all)
}

fn columns(interpreter: &mut Interpreter, table: &Value, schema: &Value) -> Evaluated {
    let oid = relation(interpreter, table, schema)?;
    let sql = "SELECT a.attname::text AS name, pg_catalog.format_type(a.atttypid, a.atttypmod) AS type, \
               NOT a.attnotnull AS nullable, pg_catalog.pg_get_expr(d.adbin, d.adrelid) AS \"default\", \
               a.attidentity::text AS identity, a.attgenerated::text AS generated, \
               pg_catalog.col_description(a.attrelid, a.attnum) AS comment, \
               (SELECT array_agg(e.enumlabel::text ORDER BY e.enumsortorder) FROM pg_catalog.pg_enum e \
                WHERE e.enumtypid = a.atttypid) AS labels, t.typname::text AS type_name \
               FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid \
               LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum \
               WHERE a.attrelid = $1 AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum";
    let rows = connection::query(interpreter, sql, vec![oid])?;
    let mut result = Vec::new();
    for dict in dicts(interpreter, rows)? {
        let get = |name: &str| dict.get_str(name).cloned().unwrap_or(Value::None);
        let spelled = interpreter.str(&get("type"))?;
        let data_type = match get("labels") {
            labels @ Value::List(_) => {
                let labels = interpreter.iterate(&labels)?;
                let keywords = vec![("name".into(), get("type_name"))];
                make(interpreter, "sqlalchemy.dialects.postgresql", "ENUM", labels, keywords)?
            }
            _ => reflected_type(interpreter, &spelled)?,
        };
        let mut column = Dict::default();
        let default = get("default");
        let default = if get("generated").as_str() == Some("s") { Value::None } else { default };
        let autoincrement = get("identity").as_str().is_some_and(|identity| !identity.is_empty())
            || default.as_str().is_some_and(|default| default.starts_with("nextval("));
        column.insert_str("name", get("name"));
        column.insert_str("type", data_type);
        column.insert_str("nullable", get("nullable"));
        column.insert_str("default", default);
        column.insert_str("autoincrement", Value::Bool(autoincrement));
        column.insert_str("comment", get("comment"));
        result.push(Value::dict(column));
    }
    Ok(Value::list(result))
}

/// What `format_type` says, as the class that SQLAlchemy's reflection makes of it.
///
/// # Errors
/// What making the type raises.
pub fn reflected_type(interpreter: &mut Interpreter, spelled: &str) -> Evaluated {
    if let Some(item) = spelled.strip_suffix("[]") {
        let item = reflected_type(interpreter, item)?;
        return make(interpreter, "sqlalchemy.dialects.postgresql", "ARRAY", vec![item], Vec::new());
    }
    let (name, arguments) = match spelled.split_once('(') {
        Some((name, rest)) => {
            let (inside, tail) = rest.split_once(')').unwrap_or((rest, ""));
            (
                format!("{name}{tail}"),
                inside.split(',').filter_map(|n| n.trim().parse().ok()).map(Value::Int).collect(),
            )
        }
        None => (spelled.to_owned(), Vec::new()),
    };
    let with_timezone = |value: bool| vec![("timezone".into(), Value::Bool(value))];
    let (class, positional, keywords) = match name.as_str() {
        "character varying" => ("VARCHAR", arguments, Vec::new()),
        "character" => ("CHAR", arguments, Vec::new()),
        "text" => ("TEXT", Vec::new(), Vec::new()),
        "integer" => ("INTEGER", Vec::new(), Vec::new()),
        "bigint" => ("BIGINT", Vec::new(), Vec::new()),
        "smallint" => ("SMALLINT", Vec::new(), Vec::new()),
        "boolean" => ("BOOLEAN", Vec::new(), Vec::new()),
        "numeric" => ("NUMERIC", arguments, Vec::new()),
        "real" => ("REAL", Vec::new(), Vec::new()),
        "double precision" => ("DOUBLE_PRECISION", Vec::new(), Vec::new()),
        "date" => ("DATE", Vec::new(), Vec::new()),
        "timestamp without time zone" => ("TIMESTAMP", Vec::new(), with_timezone(false)),
        "timestamp with time zone" => ("TIMESTAMP", Vec::new(), with_timezone(true)),
        "time without time zone" => ("TIME", Vec::new(), with_timezone(false)),
        "time with time zone" => ("TIME", Vec::new(), with_timezone(true)),
        "interval" => ("INTERVAL", Vec::new(), Vec::new()),
        "bytea" => ("BYTEA", Vec::new(), Vec::new()),
        "uuid" => ("UUID", Vec::new(), Vec::new()),
        "json" => ("JSON", Vec::new(), Vec::new()),
        "jsonb" => ("JSONB", Vec::new(), Vec::new()),
        "tsvector" => ("TSVECTOR", Vec::new(), Vec::new()),
        "inet" => ("INET", Vec::new(), Vec::new()),
        "cidr" => ("CIDR", Vec::new(), Vec::new()),
        "hstore" => ("HSTORE", Vec::new(), Vec::new()),
        "citext" => ("CITEXT", Vec::new(), Vec::new()),
        "oid" => ("OID", Vec::new(), Vec::new()),
        _ => return make(interpreter, "sqlalchemy.types", "NullType", Vec::new(), Vec::new()),
    };
    make(interpreter, "sqlalchemy.dialects.postgresql", class, positional, keywords)
}

/// Names of the key columns of constraint `con` in their order.
const KEY_COLUMNS: &str = "ARRAY(SELECT a.attname::text FROM unnest(con.conkey) WITH ORDINALITY k(num, ord) \
     JOIN pg_catalog.pg_attribute a ON a.attrelid = con.conrelid AND a.attnum = k.num ORDER BY k.ord)";

fn primary_key(interpreter: &mut Interpreter, table: &Value, schema: &Value) -> Evaluated {
    let oid = relation(interpreter, table, schema)?;
    let sql = format!(
        "SELECT con.conname::text AS name, {KEY_COLUMNS} AS constrained_columns \
         FROM pg_catalog.pg_constraint con WHERE con.conrelid = $1 AND con.contype = 'p'"
    );
    let rows = connection::query(interpreter, &sql, vec![oid])?;
    let mut key = Dict::default();
    match dicts(interpreter, rows)?.pop() {
        Some(found) => {
            key.insert_str(
                "constrained_columns",
                found.get_str("constrained_columns").cloned().unwrap_or(Value::None),
            );
            key.insert_str("name", found.get_str("name").cloned().unwrap_or(Value::None));
        }
        None => {
            key.insert_str("constrained_columns", Value::list(Vec::new()));
            key.insert_str("name", Value::None);
        }
    }
    key.insert_str("comment", Value::None);
    Ok(Value::dict(key))
}

fn constraints(
    interpreter: &mut Interpreter,
    table: &Value,
    schema: &Value,
    selected: &str,
    kind: &str,
) -> Evaluated {
    let oid = relation(interpreter, table, schema)?;
    let sql = format!(
        "SELECT {selected} FROM pg_catalog.pg_constraint con \
         WHERE con.conrelid = $1 AND con.contype = '{kind}' ORDER BY con.conname"
    );
    let rows = connection::query(interpreter, &sql, vec![oid])?;
    Ok(Value::list(dicts(interpreter, rows)?.into_iter().map(Value::dict).collect()))
}

fn foreign_keys(interpreter: &mut Interpreter, table: &Value, schema: &Value) -> Evaluated {
    let selected = format!(
        "con.conname::text AS name, {KEY_COLUMNS} AS constrained_columns, \
         (SELECT CASE WHEN pg_catalog.pg_table_is_visible(r.oid) THEN NULL ELSE rn.nspname::text END \
          FROM pg_catalog.pg_class r JOIN pg_catalog.pg_namespace rn ON rn.oid = r.relnamespace \
          WHERE r.oid = con.confrelid) AS referred_schema, \
         (SELECT r.relname::text FROM pg_catalog.pg_class r WHERE r.oid = con.confrelid) AS referred_table, \
         ARRAY(SELECT a.attname::text FROM unnest(con.confkey) WITH ORDINALITY k(num, ord) \
          JOIN pg_catalog.pg_attribute a ON a.attrelid = con.confrelid AND a.attnum = k.num ORDER BY k.ord) \
          AS referred_columns, \
         CASE con.confdeltype WHEN 'r' THEN 'RESTRICT' WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' \
          WHEN 'd' THEN 'SET DEFAULT' END AS ondelete, \
         CASE con.confupdtype WHEN 'r' THEN 'RESTRICT' WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' \
          WHEN 'd' THEN 'SET DEFAULT' END AS onupdate"
    );
    let found = constraints(interpreter, table, schema, &selected, "f")?;
    for key in interpreter.iterate(&found)? {
        let Value::Dict(key) = key else { continue };
        let mut options = Dict::default();
        for option in ["onupdate", "ondelete"] {
            let name = Value::str(option);
            let value =
                interpreter.key(&name).ok().and_then(|key_of| key.borrow_mut().entries.shift_remove(&key_of));
            if let Some((_, value)) = value.filter(|(_, value)| !value.is_none()) {
                options.insert_str(option, value);
            }
        }
        key.borrow_mut().insert_str("options", Value::dict(options));
        key.borrow_mut().insert_str("comment", Value::None);
    }
    Ok(found)
}

fn uniques(interpreter: &mut Interpreter, table: &Value, schema: &Value) -> Evaluated {
    let selected = format!(
        "con.conname::text AS name, {KEY_COLUMNS} AS column_names, \
         pg_catalog.obj_description(con.oid, 'pg_constraint') AS comment"
    );
    constraints(interpreter, table, schema, &selected, "u")
}

fn checks(interpreter: &mut Interpreter, table: &Value, schema: &Value) -> Evaluated {
    let selected = "con.conname::text AS name, pg_catalog.pg_get_expr(con.conbin, con.conrelid) AS sqltext, \
                    pg_catalog.obj_description(con.oid, 'pg_constraint') AS comment";
    constraints(interpreter, table, schema, selected, "c")
}

/// Without those of primary keys; those of unique constraints say so.
fn indexes(interpreter: &mut Interpreter, table: &Value, schema: &Value) -> Evaluated {
    let oid = relation(interpreter, table, schema)?;
    let sql = "SELECT i.relname::text AS name, x.indisunique AS \"unique\", \
               ARRAY(SELECT a.attname::text FROM unnest(x.indkey::int2[]) WITH ORDINALITY k(num, ord) \
                LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = k.num AND k.num > 0 \
                WHERE k.ord <= x.indnkeyatts ORDER BY k.ord) AS column_names, \
               (SELECT con.conname::text FROM pg_catalog.pg_constraint con \
                WHERE con.conindid = x.indexrelid AND con.contype IN ('u', 'x') LIMIT 1) AS duplicates_constraint, \
               CASE WHEN x.indexprs IS NOT NULL THEN \
                ARRAY(SELECT pg_catalog.pg_get_indexdef(x.indexrelid, n::int, true) \
                 FROM generate_series(1, x.indnkeyatts) n) END AS expressions \
               FROM pg_catalog.pg_index x JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid \
               WHERE x.indrelid = $1 AND NOT x.indisprimary ORDER BY i.relname";
    let rows = connection::query(interpreter, sql, vec![oid])?;
    let mut found = dicts(interpreter, rows)?;
    for index in &mut found {
        for optional in ["duplicates_constraint", "expressions"] {
            if index.get_str(optional).is_some_and(Value::is_none) {
                index.entries.shift_remove(&crate::python::dict::Key::Str(optional.into()));
            }
        }
    }
    Ok(Value::list(found.into_iter().map(Value::dict).collect()))
}

fn enums(interpreter: &mut Interpreter, schema: &Value) -> Evaluated {
    let schema = schema_parameter(interpreter, schema)?;
    let sql = "SELECT t.typname::text AS name, n.nspname::text AS schema, \
               pg_catalog.pg_type_is_visible(t.oid) AS visible, \
               ARRAY(SELECT e.enumlabel::text FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid \
                ORDER BY e.enumsortorder) AS labels \
               FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace \
               WHERE t.typtype = 'e' AND CASE WHEN $1::text IS NULL THEN pg_catalog.pg_type_is_visible(t.oid) \
                AND (pg_catalog.current_setting('gen_migration.shadow', true) IS NULL \
                     OR n.nspname = pg_catalog.current_schema()) \
                WHEN $1 = '*' THEN true ELSE n.nspname = $1 END ORDER BY n.nspname, t.typname";
    let rows = connection::query(interpreter, sql, vec![schema])?;
    Ok(Value::list(dicts(interpreter, rows)?.into_iter().map(Value::dict).collect()))
}

fn class() -> Rc<Class> {
    type TableQuestion = fn(&mut Interpreter, &Value, &Value) -> Evaluated;
    let about_tables: [(&str, TableQuestion); 7] = [
        ("has_table", has_table),
        ("get_columns", columns),
        ("get_pk_constraint", primary_key),
        ("get_foreign_keys", foreign_keys),
        ("get_unique_constraints", uniques),
        ("get_check_constraints", checks),
        ("get_indexes", indexes),
    ];
    let builder = ClassBuilder::new("sqlalchemy.dialects.postgresql.base", "PGInspector")
        .property("dialect", |interpreter, _| super::dialect::dialect(interpreter))
        .property("bind", |interpreter, _| connection::connection(interpreter))
        .property("engine", |interpreter, _| super::dialect::engine(interpreter))
        .property("default_schema_name", |interpreter, _| {
            let dialect = super::dialect::dialect(interpreter)?;
            interpreter.get_attribute(&dialect, "default_schema_name")
        })
        .method("get_table_names", "self, schema=None, **kw", |interpreter, bound| {
            cached(interpreter, &bound, "get_table_names", |interpreter| {
                table_names(interpreter, &bound.value("schema"))
            })
        })
        .class_method("from_engine", "cls, bind", |interpreter, _| Ok(inspector(interpreter)))
        .method("get_view_names", "self, schema=None, **kw", |interpreter, bound| {
            relations(interpreter, &bound.value("schema"), "'v'")
        })
        .method("get_materialized_view_names", "self, schema=None, **kw", |interpreter, bound| {
            relations(interpreter, &bound.value("schema"), "'m'")
        })
        .method("get_sequence_names", "self, schema=None, **kw", |interpreter, bound| {
            relations(interpreter, &bound.value("schema"), "'S'")
        })
        .method("has_sequence", "self, sequence_name, schema=None, **kw", |interpreter, bound| {
            let names = relations(interpreter, &bound.value("schema"), "'S'")?;
            let wanted = text(interpreter, &bound.value("sequence_name"), "sequence_name")?;
            let names = interpreter.iterate(&names)?;
            Ok(Value::Bool(names.iter().any(|name| name.as_str() == Some(&*wanted))))
        })
        .method("has_index", "self, table_name, index_name, schema=None, **kw", |interpreter, bound| {
            let found = indexes(interpreter, &bound.value("table_name"), &bound.value("schema"))?;
            let wanted = text(interpreter, &bound.value("index_name"), "index_name")?;
            let found = interpreter.iterate(&found)?;
            Ok(Value::Bool(found.iter().any(|index| match index {
                Value::Dict(index) => index.borrow().get_str("name").and_then(Value::as_str) == Some(&*wanted),
                _ => false,
            })))
        })
        .method("has_schema", "self, schema_name, **kw", |interpreter, bound| {
            let name = text(interpreter, &bound.value("schema_name"), "schema_name")?;
            let sql = "SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = $1";
            let rows = connection::query(interpreter, sql, vec![SqlValue::Text(name)])?;
            Ok(Value::Bool(!rows.rows.is_empty()))
        })
        .method("get_schema_names", "self, **kw", |interpreter, _| {
            let sql = "SELECT nspname::text FROM pg_catalog.pg_namespace WHERE nspname NOT LIKE 'pg\\_%' ORDER BY nspname";
            let rows = connection::query(interpreter, sql, Vec::new())?;
            Ok(Value::list(texts(&rows)))
        })
        .method("get_enums", "self, schema=None, **kw", |interpreter, bound| {
            enums(interpreter, &bound.value("schema"))
        })
        .method("get_table_comment", "self, table_name, schema=None, **kw", |interpreter, bound| {
            let oid = relation(interpreter, &bound.value("table_name"), &bound.value("schema"))?;
            let sql = "SELECT pg_catalog.obj_description($1, 'pg_class') AS text";
            let rows = connection::query(interpreter, sql, vec![oid])?;
            Ok(Value::dict(dicts(interpreter, rows)?.pop().unwrap_or_default()))
        })
        .method("clear_cache", "self", |_, bound| {
            if let Some(cache) = bound.receiver().payload::<Cache>() {
                cache.0.borrow_mut().clear();
            }
            Ok(Value::None)
        });
    about_tables
        .into_iter()
        .fold(builder, |builder, (name, question)| {
            builder.method(name, "self, table_name, schema=None, **kw", move |interpreter, bound| {
                cached(interpreter, &bound, name, |interpreter| {
                    question(interpreter, &bound.value("table_name"), &bound.value("schema"))
                })
            })
        })
        .build()
}
