//! All tables of one MetaData or several, as a schema.

use std::collections::BTreeMap;

use crate::python::interpreter::Interpreter;
use crate::python::raise::Evaluated;
use crate::python::value::Value;
use crate::schema::{QualifiedName, Schema};
use crate::sqlalchemy::foreign_key::References;
use crate::sqlalchemy::index::IndexObject;
use crate::sqlalchemy::metadata as sa_metadata;
use crate::sqlalchemy::native::natives;
use crate::sqlalchemy::reader::read_table;
use crate::sqlalchemy::sequence::SequenceObject;

/// Reads every table that the metadata know.
///
/// # Errors
/// A table that stands in two of them; a foreign key that leads nowhere; refusals with the line of
/// what is Unknown.
pub fn schema(interpreter: &mut Interpreter, metadata: &[Value]) -> Evaluated<Schema> {
    let mut schema = Schema::default();
    let mut places: BTreeMap<QualifiedName, String> = BTreeMap::new();
    for value in metadata {
        let Some(object) = sa_metadata::of(value) else {
            if let Value::Unknown(unknown) = value {
                return Err(interpreter.refuse_unknown(unknown, "`target_metadata`"));
            }
            let class = interpreter.class_of(value).path();
            return Err(
                interpreter.raise("TypeError", format!("target_metadata holds a {class}, not a MetaData"))
            );
        };
        for table in object.all_tables() {
            let read = read_table(interpreter, &table, References::Declared)?;
            let place = read.declared_at.as_ref().map(ToString::to_string).unwrap_or_default();
            if let Some(other) = places.insert(read.name.clone(), place.clone()) {
                return Err(interpreter.raise(
                    "ValueError",
                    format!(
                        "Duplicate table keys across multiple MetaData objects: \"{}\" ({other}, {place})",
                        read.name
                    ),
                ));
            }
            for enum_type in read.columns.iter().filter_map(|column| column.data_type.sql.enum_type()) {
                schema.enum_types.entry(enum_type.name.clone()).or_insert_with(|| enum_type.clone());
            }
            for column in &read.columns {
                if let Some(sequence) = &column.sequence {
                    schema.sequences.insert(sequence.name.clone(), sequence.clone());
                }
            }
            schema.schemas.extend(read.name.schema.clone());
            schema.tables.insert(read.name.clone(), read);
        }
        for value in object.sequences.borrow().clone() {
            if let Some(sequence) = value.payload::<SequenceObject>() {
                let sequence = sequence.read(interpreter)?;
                schema.sequences.insert(sequence.name.clone(), sequence);
            }
        }
    }
    let loose = natives(interpreter)?.loose();
    for (index, unknown) in loose {
        if index.payload::<IndexObject>().is_some_and(|index| index.table.borrow().is_none()) {
            return Err(interpreter.refuse_unknown(&unknown, "the table of an index"));
        }
    }
    Ok(schema)
}
