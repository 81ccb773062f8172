//! The models of a module, read and created: one line a table, with the refusal where one can't be
//! read, and one for each statement that PostgreSQL refuses.

use std::path::{Path, PathBuf};
use std::time::Instant;

use gen_migration::config::{Config, ConfigFiles, Variables};
use gen_migration::ddl;
use gen_migration::environment;
use gen_migration::error::{Error, Result};
use gen_migration::metadata;
use gen_migration::python::Interpreter;
use gen_migration::python::value::Value;
use gen_migration::schema::Schema;
use gen_migration::sqlalchemy::foreign_key::References;
use gen_migration::sqlalchemy::{metadata as sa_metadata, reader};
use serde_json::json;

use super::{connect, failed, print, refusal, with};

pub fn run(ini: &str, url: &str, module: &str) -> Result<()> {
    let here = std::env::current_dir().map_err(failed)?;
    let variables = Variables::of_process();
    let files = ConfigFiles { ini: Some(PathBuf::from(ini)), toml: None, discovered: false };
    let config = Config::load(files, "alembic", &here, &variables)?;
    let mut interpreter = environment::interpreter(&config, &variables)?;
    let began = Instant::now();
    let read = interpreter.run_file(Path::new(module), "corpus_models");
    let read = read.map_err(|raise| interpreter.error(raise))?;
    let value = read.attribute("metadata").ok_or_else(|| Error::new("the module binds no `metadata`"))?;
    let whole = metadata::schema(&mut interpreter, std::slice::from_ref(&value));
    let seconds = began.elapsed().as_secs_f64();
    let schema = match whole {
        Ok(schema) => {
            for name in schema.tables.keys() {
                print(&json!({ "table": name.to_string(), "by": "native" }));
            }
            schema
        }
        Err(raise) => {
            print(&json!({ "whole": refusal(&interpreter.error(raise)) }));
            table_by_table(&mut interpreter, &value)?
        }
    };
    let (runtime, client) = connect(url)?;
    for statement in ddl::create_schema(&schema)? {
        if let Err(error) = runtime.block_on(client.batch_execute(&statement.sql)) {
            let said =
                error.as_db_error().map_or_else(|| error.to_string(), |said| said.message().to_owned());
            print(&json!({ "statement": statement.sql, "error": said }));
        }
    }
    print(&json!({ "tables": schema.tables.len(), "seconds": seconds }));
    Ok(())
}

/// Those that can be read, so that one refusal does not hide the others.
fn table_by_table(interpreter: &mut Interpreter, metadata: &Value) -> Result<Schema> {
    let object = sa_metadata::of(metadata).ok_or_else(|| Error::new("`metadata` is no MetaData"))?;
    let mut schema = Schema::default();
    for table in object.all_tables() {
        match reader::read_table(interpreter, &table, References::Declared) {
            Ok(read) => {
                print(&json!({ "table": read.name.to_string(), "by": "native" }));
                for enum_type in read.columns.iter().filter_map(|column| column.data_type.sql.enum_type()) {
                    schema.enum_types.insert(enum_type.name.clone(), enum_type.clone());
                }
                schema.tables.insert(read.name.clone(), read);
            }
            Err(raise) => {
                let line = json!({ "table": table.name, "by": "refused" });
                print(&with(line, refusal(&interpreter.error(raise))));
            }
        }
    }
    Ok(schema)
}
