//! A revision that is not written yet: what it does, and what is known about it.

use std::path::PathBuf;

use crate::diff::{self, DiffOptions, RenameCandidate, Summary};
use crate::error::Result;
use crate::hazard::{self, Step};
use crate::operation::Operation;
use crate::revision::new_file::Request;
use crate::schema::Schema;

use super::autogenerate::irreversible;

/// What the user says about the new file.
#[derive(Clone, Debug, Default)]
pub struct NewRevision {
    /// `None` only for `--check`.
    pub message: Option<String>,
    pub head: Option<String>,
    pub splice: bool,
    pub branch_label: Option<String>,
    pub version_path: Option<PathBuf>,
    pub rev_id: Option<String>,
    pub depends_on: Vec<String>,
}

impl NewRevision {
    /// The same as the script directory takes it.
    pub fn request(&self) -> Request {
        Request {
            message: self.message.clone(),
            rev_id: self.rev_id.clone(),
            heads: self.head.clone().into_iter().collect(),
            splice: self.splice,
            branch_labels: self.branch_label.clone().into_iter().collect(),
            depends_on: self.depends_on.clone(),
            version_path: self.version_path.clone(),
            create_date: None,
        }
    }
}

/// What the comparison found.
pub struct Draft {
    pub revision: NewRevision,
    pub upgrade: Vec<Operation>,
    pub downgrade: Vec<Operation>,
    /// For people.
    pub summary: Summary,
    /// What may be renames rather than drops and adds; a person decides.
    pub candidates: Vec<RenameCandidate>,
    /// Operations that env.py took out of the upgrade.
    pub left_out: Vec<Operation>,
    /// Import statements that env.py adds to the file.
    pub(super) imports: Vec<String>,
    /// env.py changed the operations: they may lead elsewhere than to the models.
    pub(super) is_directed: bool,
    /// Comments for the file.
    pub(super) notes: Vec<String>,
    /// `--safe`: the form in which the file is written.
    pub(super) safer: Option<Safer>,
    /// As [`diff::diff`] has it: every enum type by an operation of its own.
    pub(super) operations: Vec<Operation>,
    /// The catalog after the replay, and the one that the models make.
    pub(super) current: Schema,
    pub(super) target: Schema,
}

/// Both directions in the form that a running service hardly notices.
#[derive(Clone, Debug)]
pub struct Safer {
    pub(super) upgrade: Vec<Step>,
    pub(super) downgrade: Vec<Step>,
}

impl Draft {
    /// `--safe`: what is written doesn't stop a service that uses the tables.
    pub fn make_safe(&mut self) {
        self.safer = Some(Safer {
            upgrade: hazard::safer(&self.upgrade, &self.current),
            downgrade: hazard::safer(&self.downgrade, &self.target),
        });
    }

    /// The models and the revisions agree.
    pub fn is_empty(&self) -> bool {
        self.upgrade.is_empty()
    }

    /// `--unproven`: the file says that nobody proved it.
    pub fn note_unproven(&mut self) {
        self.notes.push("NOT PROVEN: nobody has run this revision up and down.".to_owned());
    }

    /// env.py says that nothing is to be written.
    pub(super) fn leave_out_everything(&mut self) {
        self.left_out = std::mem::take(&mut self.upgrade);
        self.downgrade.clear();
        self.summary = diff::summarize(&self.upgrade);
    }

    pub fn drops_tables(&self) -> bool {
        self.upgrade.iter().any(|operation| matches!(operation, Operation::DropTable { .. }))
    }

    /// Whether the models or the database have a table of that name, in whatever schema.
    pub(super) fn knows_table(&self, name: &str) -> bool {
        let tables = self.current.tables.keys().chain(self.target.tables.keys());
        tables.into_iter().any(|table| table.name == name)
    }

    /// Takes the decided candidates as renames.
    ///
    /// # Errors
    /// None that a user can cause: an operation without its old state.
    pub fn rename(&mut self, decided: &[RenameCandidate], options: &DiffOptions) -> Result<()> {
        self.operations = diff::apply_renames(&self.current, &self.target, options, decided);
        self.upgrade = diff::upgrade(&self.operations);
        self.downgrade = diff::downgrade(&self.operations).map_err(irreversible)?;
        self.summary = diff::summarize(&self.upgrade);
        // a table under its new name may have renamed columns too
        let renamed = diff::renamed(&self.current, decided);
        self.candidates = diff::candidates(&renamed, &self.target, options);
        Ok(())
    }
}
