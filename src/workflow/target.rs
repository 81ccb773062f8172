//! The models, built and introspected: what the database should look like, in PostgreSQL's words.

use tokio_postgres::Client;

use crate::catalog::{self, IntrospectOptions};
use crate::database::statement_error;
use crate::ddl::{self, identifier};
use crate::diff::{self, Managed};
use crate::error::{Error, Result};
use crate::interrupt::interruptible;
use crate::schema::{QualifiedName, Schema, Table};

use super::replay::Replay;

/// Builds `models` in the replayed database in place of what `current` has, introspects the result and
/// takes everything back.
///
/// PostgreSQL's DDL is transactional: no second database is needed, extensions, domains and functions
/// that the history made are there, and the rows too.
///
/// # Errors
/// PostgreSQL refuses the models: the table's declaration is named.
pub async fn build(replay: &Replay, current: &Schema, models: &Schema) -> Result<Schema> {
    let client = replay.client();
    let (begin, end) = match replay.blocking.shadow() {
        Some(_) => ("SAVEPOINT target", "ROLLBACK TO SAVEPOINT target; RELEASE SAVEPOINT target"),
        None => ("BEGIN", "ROLLBACK"),
    };
    interruptible(client.batch_execute(begin)).await?.map_err(|error| statement_error(&error))?;
    let managed = diff::managed(current, models, &replay.diff);
    let built = build_in_transaction(client, &managed, models, &replay.introspect).await;
    let ended = client.batch_execute(end).await;
    let mut target = built?;
    ended.map_err(|error| statement_error(&error))?;
    diff::declare(&mut target, models);
    diff::keep_unvalidated(&mut target, current);
    Ok(target)
}

async fn build_in_transaction(
    client: &Client,
    managed: &Managed,
    models: &Schema,
    options: &IntrospectOptions,
) -> Result<Schema> {
    let drops = drop_statements(managed);
    if !drops.is_empty() {
        interruptible(client.batch_execute(&drops)).await?.map_err(|error| statement_error(&error))?;
    }
    let mut models_to_build = models.clone();
    // CONCURRENTLY says how to build an index, not what it is, and no transaction allows it
    for index in models_to_build.tables.values_mut().flat_map(|table| &mut table.indexes) {
        index.concurrently = false;
    }
    let statements = ddl::create_schema(&models_to_build)?;
    let script: Vec<&str> = statements.iter().map(|statement| statement.sql.as_str()).collect();
    if statements.iter().all(|statement| statement.guard.is_none()) {
        interruptible(client.batch_execute("SAVEPOINT models"))
            .await?
            .map_err(|error| statement_error(&error))?;
        let script = script.join(";\n");
        if interruptible(client.batch_execute(&script)).await?.is_ok() {
            return catalog::introspect(client, options).await;
        }
        // once more, one by one, to tell which statement it was
        client
            .batch_execute("ROLLBACK TO SAVEPOINT models")
            .await
            .map_err(|error| statement_error(&error))?;
    }
    for statement in &statements {
        if let Some(guard) = &statement.guard {
            let row = interruptible(client.query_one(&guard.query(), &[])).await?;
            if !row.map_err(|error| statement_error(&error))?.get::<_, bool>(0) {
                continue;
            }
        }
        let done = interruptible(client.batch_execute(&statement.sql)).await?;
        done.map_err(|error| refused(statement_error(&error), &statement.sql, models))?;
    }
    catalog::introspect(client, options).await
}

/// What the diff manages goes, with what hangs on it.
fn drop_statements(managed: &Managed) -> String {
    let mut script = String::new();
    let mut drop = |kind: &str, names: Vec<&QualifiedName>| {
        if !names.is_empty() {
            let names: Vec<String> = names.into_iter().map(identifier::qualified).collect();
            script.push_str(&format!("DROP {kind} {} CASCADE;\n", names.join(", ")));
        }
    };
    drop("TABLE", managed.tables.iter().collect());
    drop("TYPE", managed.enum_types.iter().collect());
    drop("SEQUENCE", managed.sequences.iter().collect());
    script
}

/// The user's line: the table whose name stands in the statement.
fn refused(error: Error, sql: &str, models: &Schema) -> Error {
    let named = |table: &&Table| sql.contains(&identifier::qualified(&table.name));
    let place = models.tables.values().filter(named).max_by_key(|table| table.name.name.len());
    let error = error.context("PostgreSQL refuses the models").detail(sql.trim());
    match place.and_then(|table| table.declared_at.clone()) {
        Some(place) => error.at(place),
        None => error,
    }
}
