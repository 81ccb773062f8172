//! Types: `sa.String(length=50)`, `postgresql.JSONB(astext_type=sa.Text())`, variants.

use super::{Renderer, python_literal};
use crate::error::{Error, Result};
use crate::schema::{Argument, ArgumentValue, DataType, EnumType, Spelling, SqlType, TypeModule};

/// As a type stands in `add_column` and `alter_column`, which never create an enum type.
pub(super) fn render(renderer: &mut Renderer, data_type: &DataType) -> Result<String> {
    if data_type.sql == SqlType::Null {
        return Err(Error::new("the type of a column is not known, so it can't be rendered"));
    }
    Ok(spelling(renderer, &data_type.spelling))
}

/// As a type stands in `create_table`. SQLAlchemy creates a native enum type with the table
/// unless `create_type=False`, which only `postgresql.ENUM` takes.
pub(super) fn render_in_table(renderer: &mut Renderer, data_type: &DataType) -> Result<String> {
    match data_type.sql.enum_type() {
        Some(enum_type) if !enum_type.create_type && data_type.spelling.module != TypeModule::Verbatim => {
            let mut referring = data_type.spelling.clone();
            if !refer(&mut referring, enum_type) {
                referring = reference(&data_type.sql, enum_type);
            }
            Ok(spelling(renderer, &referring))
        }
        _ => render(renderer, data_type),
    }
}

/// Replaces every enum in a type by one that is not created; false if none was found, as in a
/// type of another package that hides its enum.
fn refer(spelling: &mut Spelling, enum_type: &EnumType) -> bool {
    let mut found = false;
    if spelling.class.eq_ignore_ascii_case("enum") {
        match spelling.module {
            TypeModule::Sqlalchemy | TypeModule::Postgresql => {
                let variants = std::mem::take(&mut spelling.variants);
                *spelling = reference(&SqlType::Enum(enum_type.clone()), enum_type);
                spelling.variants = variants;
                found = true;
            }
            TypeModule::Dialect(_) | TypeModule::Package(_) | TypeModule::Verbatim => {}
        }
    }
    for argument in &mut spelling.arguments {
        if let ArgumentValue::Type(inner) = &mut argument.value {
            found |= refer(inner, enum_type);
        }
    }
    for (variant, _) in &mut spelling.variants {
        found |= refer(variant, enum_type);
    }
    found
}

fn reference(sql: &SqlType, enum_type: &EnumType) -> Spelling {
    if let SqlType::Array { item, dimensions } = sql {
        let mut array = Spelling::new(TypeModule::Postgresql, "ARRAY");
        array.arguments.push(Argument {
            keyword: None,
            value: ArgumentValue::Type(Box::new(reference(item, enum_type))),
        });
        if *dimensions > 1 {
            array.arguments.push(literal("dimensions", dimensions.to_string()));
        }
        return array;
    }
    let mut referring = Spelling::new(TypeModule::Postgresql, "ENUM");
    for label in &enum_type.labels {
        referring
            .arguments
            .push(Argument { keyword: None, value: ArgumentValue::Literal(python_literal::string(label)) });
    }
    referring.arguments.push(literal("name", python_literal::string(&enum_type.name.name)));
    if let Some(schema) = &enum_type.name.schema {
        referring.arguments.push(literal("schema", python_literal::string(schema)));
    }
    referring.arguments.push(literal("create_type", "False".to_owned()));
    referring
}

fn literal(keyword: &str, value: String) -> Argument {
    Argument { keyword: Some(keyword.to_owned()), value: ArgumentValue::Literal(value) }
}

/// A type with its variants, which Alembic sorts by dialect.
fn spelling(renderer: &mut Renderer, spelling: &Spelling) -> String {
    let mut text = call(renderer, spelling);
    let mut variants: Vec<_> = spelling.variants.iter().collect();
    variants.sort_by_key(|(_, dialect)| dialect);
    for (variant, dialect) in variants {
        let variant = call(renderer, variant);
        text.push_str(&format!(".with_variant({variant}, {})", python_literal::string(dialect)));
    }
    text
}

fn call(renderer: &mut Renderer, spelling: &Spelling) -> String {
    if spelling.module == TypeModule::Verbatim {
        return spelling.class.clone();
    }
    let prefix = prefix(renderer, &spelling.module);
    let arguments: Vec<String> =
        spelling.arguments.iter().map(|argument| self::argument(renderer, argument)).collect();
    format!("{prefix}{}({})", spelling.class, arguments.join(", "))
}

fn argument(renderer: &mut Renderer, argument: &Argument) -> String {
    let value = match &argument.value {
        ArgumentValue::Literal(text) => text.clone(),
        ArgumentValue::Type(inner) => spelling(renderer, inner),
    };
    match &argument.keyword {
        Some(keyword) => format!("{keyword}={value}"),
        None => value,
    }
}

fn prefix(renderer: &mut Renderer, module: &TypeModule) -> String {
    match module {
        TypeModule::Verbatim => String::new(),
        TypeModule::Sqlalchemy => renderer.sa().to_owned(),
        TypeModule::Postgresql => renderer.postgresql().to_owned(),
        TypeModule::Dialect(name) => {
            renderer.imports.insert(format!("from sqlalchemy.dialects import {name}"));
            format!("{name}.")
        }
        TypeModule::Package(name) => match &renderer.options.user_module_prefix {
            Some(prefix) => prefix.clone(),
            None => {
                renderer.imports.insert(format!("import {name}"));
                format!("{name}.")
            }
        },
    }
}
