//! A catalog as a set of lines in PostgreSQL's own words: what the proof compares.
//!
//! It is written without looking at the diff, so that a blind spot there cannot hide here.

use std::collections::BTreeSet;

use super::{Column, Schema, SequenceOptions, Table};

/// Whether the names of constraints and indexes take part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Names {
    /// Downgrading has to give back the very names.
    Compared,
    /// Models that name nothing accept any name.
    Ignored,
}

impl Schema {
    /// One line for each object that models can declare. Column order is left out: ALTER TABLE can't
    /// choose it. Only for schemas that came from the catalog.
    pub fn normal_form(&self, names: Names) -> BTreeSet<String> {
        let mut lines = BTreeSet::new();
        for schema in &self.schemas {
            lines.insert(format!("schema {schema}"));
        }
        for enum_type in self.enum_types.values() {
            lines.insert(format!("enum type {} {:?}", enum_type.name, enum_type.labels));
        }
        for sequence in self.sequences.values() {
            let kind = sequence.data_type.as_deref().unwrap_or("bigint");
            lines.insert(format!("sequence {} {kind}{}", sequence.name, options(&sequence.options)));
        }
        for table in self.tables.values() {
            table_lines(table, names, &mut lines);
        }
        lines
    }
}

fn table_lines(table: &Table, names: Names, lines: &mut BTreeSet<String>) {
    let name = &table.name;
    let mut line = format!("table {name}");
    if let Some(catalog) = &table.catalog {
        if catalog.unlogged {
            line.push_str(" unlogged");
        }
        if let Some(key) = &catalog.partition_key {
            line.push_str(&format!(" partition by {key}"));
        }
        if !catalog.storage.is_empty() {
            line.push_str(&format!(" with {:?}", catalog.storage));
        }
        if let Some(tablespace) = &catalog.tablespace {
            line.push_str(&format!(" tablespace {tablespace}"));
        }
    }
    lines.insert(line + &comment(table.comment.as_deref()));
    for column in &table.columns {
        lines.insert(format!("column {name}.{}", column_line(column)));
    }
    for constraint in &table.constraints {
        let definition = constraint.definition().unwrap_or("?");
        let named = match (names, constraint.name()) {
            (Names::Compared, Some(name)) => format!(" {}", name.text),
            _ => String::new(),
        };
        lines.insert(format!("constraint{named} on {name}: {definition}{}", comment(constraint.comment())));
    }
    for index in &table.indexes {
        let definition = index.definition.as_deref().unwrap_or("?");
        let named = match (names, &index.name) {
            (Names::Compared, Some(name)) => format!(" {}", name.text),
            (Names::Compared, None) | (Names::Ignored, _) => String::new(),
        };
        let valid = if index.valid == Some(false) { " invalid" } else { "" };
        let comment = comment(index.comment.as_deref());
        lines.insert(format!("index{named}{valid} on {name}: {definition}{comment}"));
    }
}

fn column_line(column: &Column) -> String {
    let mut line = column.name.clone();
    if let Some(catalog) = &column.catalog {
        line.push_str(&format!(" {}", catalog.format_type));
        for (word, value) in [
            ("collate", &catalog.collation),
            ("default", &catalog.default),
            ("generated", &catalog.generated),
        ] {
            if let Some(value) = value {
                line.push_str(&format!(" {word} {value}"));
            }
        }
    }
    if column.serial {
        let sequence = column.catalog.as_ref().and_then(|catalog| catalog.serial_sequence.as_ref());
        line.push_str(" serial ");
        line.push_str(sequence.and_then(|sequence| sequence.data_type.as_deref()).unwrap_or("bigint"));
    }
    // the catalog's own: `column.identity` may have the models' spelling, with options left out
    let identity = column.catalog.as_ref().and_then(|catalog| catalog.identity.as_ref());
    if let Some(identity) = identity.or(column.identity.as_ref()) {
        line.push_str(&format!(" identity {:?}{}", identity.mode, options(&identity.options)));
    }
    if !column.nullable {
        line.push_str(" not null");
    }
    line + &comment(column.comment.as_deref())
}

fn comment(text: Option<&str>) -> String {
    text.map(|text| format!(" comment {text:?}")).unwrap_or_default()
}

fn options(options: &SequenceOptions) -> String {
    format!(" {options:?}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{
        CatalogColumn, Constraint, DataType, ObjectName, QualifiedName, Spelling, SqlType, TypeModule, Unique,
    };

    fn schema(edit: impl FnOnce(&mut Table)) -> Schema {
        let data_type = DataType {
            sql: SqlType::Integer,
            spelling: Spelling::new(TypeModule::Sqlalchemy, "INTEGER"),
            collation: None,
        };
        let mut column = Column::new("a", data_type);
        column.catalog = Some(CatalogColumn {
            format_type: "integer".into(),
            collation: None,
            default: None,
            generated: None,
            enum_type: None,
            identity: None,
            serial_sequence: None,
        });
        let mut table = Table::new(QualifiedName::plain("t"));
        table.columns.push(column);
        table.constraints.push(Constraint::Unique(Unique {
            name: Some(ObjectName::explicit("t_a_key")),
            columns: vec!["a".into()],
            definition: Some("UNIQUE (a)".into()),
            ..Unique::default()
        }));
        edit(&mut table);
        let mut schema = Schema::default();
        schema.tables.insert(table.name.clone(), table);
        schema
    }

    #[test]
    fn every_fact_of_a_column_shows() {
        let plain = schema(|_| {}).normal_form(Names::Compared);
        type Edit = (&'static str, fn(&mut Table));
        let edits: [Edit; 8] = [
            ("nullable", |table| table.columns[0].nullable = false),
            ("serial", |table| table.columns[0].serial = true),
            ("comment", |table| table.columns[0].comment = Some("x".into())),
            ("default", |table| table.columns[0].catalog.as_mut().unwrap().default = Some("1".into())),
            ("collation", |table| table.columns[0].catalog.as_mut().unwrap().collation = Some("C".into())),
            ("type", |table| table.columns[0].catalog.as_mut().unwrap().format_type = "bigint".into()),
            ("table comment", |table| table.comment = Some("x".into())),
            ("constraint", |table| table.constraints.clear()),
        ];
        for (what, edit) in edits {
            assert_ne!(schema(edit).normal_form(Names::Compared), plain, "{what}");
        }
    }

    #[test]
    fn constraint_names_count_only_where_they_were_chosen() {
        let renamed = |table: &mut Table| table.constraints[0].set_name(Some(ObjectName::explicit("other")));
        let (plain, other) = (schema(|_| {}), schema(renamed));
        assert_ne!(plain.normal_form(Names::Compared), other.normal_form(Names::Compared));
        assert_eq!(plain.normal_form(Names::Ignored), other.normal_form(Names::Ignored));
    }
}
