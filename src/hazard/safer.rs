//! The form of a revision that a running service hardly notices: indexes built beside the traffic,
//! constraints added unchecked and validated afterwards, NOT NULL by way of a validated check, unique
//! constraints on an index that is there already, and no lock waited for at length.
//!
//! The catalog that it leads to is the same. What a transaction can't hold stands outside of it, so a
//! failure leaves what came before.

use std::collections::BTreeMap;

use crate::ddl::identifier;
use crate::operation::{AlterColumn, Operation};
use crate::schema::{
    Check, Constraint, ConstraintKind, Index, IndexElement, IndexTarget, ObjectName, QualifiedName, Schema,
    Unique,
};

/// How long a statement of the revision waits for a lock before it gives up.
const LOCK_TIMEOUT: &str = "5s";

/// A statement of the safer form.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    pub operation: Operation,
    /// The operation that it is done for; `None` for what all of them need.
    pub origin: Option<usize>,
    /// It is committed on its own: no transaction allows it, or none should hold its locks.
    pub outside: bool,
}

/// The operations in their safer form, in the same order. `from` is the catalog before them: tables that
/// are made in the same revision are in nobody's way.
pub fn safer(operations: &[Operation], from: &Schema) -> Vec<Step> {
    let mut writer = Writer { tables: BTreeMap::new(), steps: Vec::new(), origin: 0, touches: false };
    let goes = |name: &QualifiedName| {
        operations.iter().any(|it| matches!(it, Operation::DropTable { table, .. } if table.name == *name))
    };
    for (name, table) in from.tables.iter() {
        let is_partitioned = table.catalog.as_ref().is_some_and(|catalog| catalog.partitioned);
        let names = table.constraints.iter().filter_map(|it| it.name().map(|name| name.text.clone()));
        writer.tables.insert(
            name.clone(),
            Existing { is_partitioned, goes: goes(name), constraints: names.collect() },
        );
    }
    for (origin, operation) in operations.iter().enumerate() {
        writer.origin = origin;
        writer.operation(operation);
    }
    if writer.touches { with_timeouts(writer.steps) } else { writer.steps }
}

struct Existing {
    /// Whose indexes and foreign keys PostgreSQL can't build in steps.
    is_partitioned: bool,
    /// It is dropped in the same revision.
    goes: bool,
    constraints: Vec<String>,
}

struct Writer {
    tables: BTreeMap<QualifiedName, Existing>,
    steps: Vec<Step>,
    origin: usize,
    /// A table that was there before is locked.
    touches: bool,
}

impl Writer {
    fn push(&mut self, operation: Operation, outside: bool) {
        self.steps.push(Step { operation, origin: Some(self.origin), outside });
    }

    fn inside(&mut self, operation: Operation) {
        self.push(operation, false);
    }

    fn outside(&mut self, operation: Operation) {
        self.push(operation, true);
    }

    /// Whether the table was there before and can be changed in steps.
    fn can_step(&self, table: &QualifiedName) -> bool {
        self.tables.get(table).is_some_and(|table| !table.is_partitioned && !table.goes)
    }

    fn operation(&mut self, operation: &Operation) {
        match operation {
            Operation::CreateTable { table, .. } => {
                self.touches |= table.foreign_keys().any(|key| self.tables.contains_key(&key.referred_table));
                self.inside(operation.clone());
            }
            Operation::DropTable { table, .. } => {
                self.touches = true;
                self.tables.remove(&table.name);
                self.inside(operation.clone());
            }
            Operation::RenameTable { from, to } => {
                self.touches = true;
                if let Some(table) = self.tables.remove(from) {
                    self.tables.insert(QualifiedName::new(from.schema.as_deref(), to), table);
                }
                self.inside(operation.clone());
            }
            Operation::CreateIndex { table, index, if_not_exists } if self.can_step(table) => {
                self.touches = true;
                let index = Box::new(Index { concurrently: true, ..(**index).clone() });
                let (table, if_not_exists) = (table.clone(), *if_not_exists);
                self.outside(Operation::CreateIndex { table, index, if_not_exists });
            }
            Operation::DropIndex { table: Some(table), schema, index, if_exists } if self.can_step(table) => {
                self.touches = true;
                let index = Box::new(Index { concurrently: true, ..(**index).clone() });
                let (table, schema, if_exists) = (Some(table.clone()), schema.clone(), *if_exists);
                self.outside(Operation::DropIndex { table, schema, index, if_exists });
            }
            Operation::AddConstraint { table, constraint } if self.can_step(table) => {
                self.touches = true;
                self.constraint(table, constraint);
            }
            Operation::AlterColumn(alter)
                if alter.nullable == Some(false)
                    && alter.new_name.is_none()
                    && self.can_step(&alter.table) =>
            {
                self.touches = true;
                self.not_null(alter);
            }
            Operation::CreateIndex { index, .. } | Operation::DropIndex { index, .. } => {
                let outside = index.concurrently;
                self.touches |= outside;
                self.push(operation.clone(), outside);
            }
            Operation::AddColumn { table, .. }
            | Operation::DropColumn { table, .. }
            | Operation::AddConstraint { table, .. }
            | Operation::DropConstraint { table, .. } => {
                self.touches |= self.tables.contains_key(table);
                self.inside(operation.clone());
            }
            Operation::AlterColumn(alter) => {
                self.touches |= self.tables.contains_key(&alter.table);
                self.inside(operation.clone());
            }
            Operation::Execute { .. } => {
                self.touches = true;
                self.inside(operation.clone());
            }
            Operation::CreateTableComment { .. }
            | Operation::DropTableComment { .. }
            | Operation::CreateEnumType { .. }
            | Operation::DropEnumType { .. }
            | Operation::BulkInsert { .. } => self.inside(operation.clone()),
        }
    }

    fn constraint(&mut self, table: &QualifiedName, constraint: &Constraint) {
        let whole =
            || Operation::AddConstraint { table: table.clone(), constraint: Box::new(constraint.clone()) };
        let Some(name) = constraint.name().cloned() else { return self.inside(whole()) };
        let mut unchecked = constraint.clone();
        match &mut unchecked {
            Constraint::Check(check) if !check.not_valid => check.not_valid = true,
            Constraint::ForeignKey(key) if !key.not_valid => key.not_valid = true,
            Constraint::Unique(unique) => return self.unique(table, unique, &name),
            Constraint::Check(_) | Constraint::ForeignKey(_) => return self.inside(whole()),
            Constraint::PrimaryKey(_) | Constraint::Exclude(_) => return self.inside(whole()),
        }
        self.inside(Operation::AddConstraint { table: table.clone(), constraint: Box::new(unchecked) });
        self.validate(table, &name);
    }

    fn validate(&mut self, table: &QualifiedName, name: &ObjectName) {
        let (table, name) = (identifier::qualified(table), identifier::quote(&name.text));
        self.outside(execute(format!("ALTER TABLE {table} VALIDATE CONSTRAINT {name}")));
    }

    /// The index is built beside the traffic; the constraint then only takes it over.
    fn unique(&mut self, table: &QualifiedName, unique: &Unique, name: &ObjectName) {
        let element = |column: &String| IndexElement {
            target: IndexTarget::Column(column.clone()),
            operator_class: None,
        };
        let index = Index {
            name: Some(name.clone()),
            elements: unique.columns.iter().map(element).collect(),
            unique: true,
            include: unique.include.clone(),
            nulls_not_distinct: unique.nulls_not_distinct.then_some(true),
            concurrently: true,
            ..Index::default()
        };
        self.outside(Operation::CreateIndex {
            table: table.clone(),
            index: Box::new(index),
            if_not_exists: false,
        });
        let (table, name) = (identifier::qualified(table), identifier::quote(&name.text));
        let mut sql = format!("ALTER TABLE {table} ADD CONSTRAINT {name} UNIQUE USING INDEX {name}");
        if unique.deferrability.deferrable == Some(true) {
            sql.push_str(" DEFERRABLE");
        }
        if let Some(initially) = &unique.deferrability.initially {
            sql.push_str(&format!(" INITIALLY {initially}"));
        }
        self.inside(execute(sql));
    }

    /// With a validated check that says the same, SET NOT NULL doesn't look at the rows.
    fn not_null(&mut self, alter: &AlterColumn) {
        let changes_more = alter.data_type.is_some()
            || alter.server_default.is_some()
            || alter.identity.is_some()
            || alter.computed.is_some()
            || alter.comment.is_some();
        if changes_more {
            let rest = AlterColumn { nullable: None, existing_nullable: Some(true), ..alter.clone() };
            self.inside(Operation::AlterColumn(Box::new(rest)));
        }
        let name = ObjectName::explicit(self.free_name(&alter.table, &alter.column));
        let check = Check {
            name: Some(name.clone()),
            condition: format!("{} IS NOT NULL", identifier::quote(&alter.column)),
            not_valid: true,
            ..Check::default()
        };
        self.inside(Operation::AddConstraint {
            table: alter.table.clone(),
            constraint: Box::new(Constraint::Check(check)),
        });
        self.validate(&alter.table, &name);
        let mut not_null = AlterColumn::new(alter.table.clone(), &alter.column);
        not_null.nullable = Some(false);
        not_null.existing_type = alter.data_type.clone().or_else(|| alter.existing_type.clone());
        not_null.existing_nullable = Some(true);
        self.inside(Operation::AlterColumn(Box::new(not_null)));
        self.inside(Operation::DropConstraint {
            table: alter.table.clone(),
            name,
            kind: Some(ConstraintKind::Check),
            constraint: None,
            if_exists: false,
            cascade: false,
        });
    }

    /// A name that no constraint of the table has.
    fn free_name(&self, table: &QualifiedName, column: &str) -> String {
        let taken = self.tables.get(table).map(|table| table.constraints.as_slice()).unwrap_or_default();
        let base = format!("{}_{column}", table.name);
        (0..)
            .map(|number| {
                let suffix = if number == 0 { "_not_null".to_owned() } else { format!("_not_null{number}") };
                let mut end = base.len().min(63 - suffix.len());
                while !base.is_char_boundary(end) {
                    end -= 1;
                }
                format!("{}{suffix}", &base[..end])
            })
            .find(|name| !taken.contains(name))
            .unwrap_or(base)
    }
}

fn execute(sql: impl Into<String>) -> Operation {
    Operation::Execute { sql: sql.into(), undo: None }
}

/// Waits for locks end soon, but for those of an index that is built beside the traffic: it waits for
/// transactions, and takes no lock that anybody minds.
fn with_timeouts(steps: Vec<Step>) -> Vec<Step> {
    let of_all = |sql: String, outside| Step { operation: execute(sql), origin: None, outside };
    let short = || format!("SET lock_timeout = '{LOCK_TIMEOUT}'");
    let mut written = Vec::new();
    let mut is_short = None;
    for step in steps {
        let wants_short = !is_concurrent(&step.operation);
        if is_short != Some(wants_short) {
            let sql = if wants_short { short() } else { "SET lock_timeout = 0".to_owned() };
            written.push(of_all(sql, step.outside));
            is_short = Some(wants_short);
        }
        written.push(step);
    }
    written.push(of_all("RESET lock_timeout".to_owned(), false));
    written
}

fn is_concurrent(operation: &Operation) -> bool {
    matches!(operation, Operation::CreateIndex { index, .. } | Operation::DropIndex { index, .. } if index.concurrently)
}
