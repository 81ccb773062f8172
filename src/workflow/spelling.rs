//! `render_item` of env.py: types are written as it wants them. What else it wants to write is refused,
//! since the file would say something else than what was compared.

use crate::environment::render_item::AutogenContext;
use crate::error::{Error, Result};
use crate::fallback::Question;
use crate::hazard::Step;
use crate::operation::Operation;
use crate::python::Value;
use crate::schema::{ArgumentValue, Column, DataType, QualifiedName, Schema, Spelling, TypeModule};

use super::draft::Draft;
use super::hooks::{Hooks, Part, Side};
use super::replay::Replay;

const OPTION: &str = "render_item";

/// Both lists of operations with the types that `render_item` writes, and the imports that it wants.
pub struct Spelled {
    pub upgrade: Vec<Operation>,
    pub downgrade: Vec<Operation>,
    pub imports: Vec<String>,
}

/// # Errors
/// What the function raises, with its line; what it wants to write and is no type.
pub fn spell(draft: &Draft, replay: &mut Replay) -> Result<Spelled> {
    let plain = |steps: &[Step]| steps.iter().map(|step| step.operation.clone()).collect();
    let (upgrade, downgrade) = match &draft.safer {
        Some(safer) => (plain(&safer.upgrade), plain(&safer.downgrade)),
        None => (draft.upgrade.clone(), draft.downgrade.clone()),
    };
    let mut spelled = Spelled { upgrade, downgrade, imports: Vec::new() };
    replay.with_hooks(|hooks, _| {
        if !hooks.has(OPTION) {
            return Ok(());
        }
        let function = hooks.environment.function(OPTION).cloned();
        let context = match hooks.environment.python {
            Some(_) => None,
            None => {
                let made = AutogenContext::new(hooks.interpreter);
                Some(hooks.checked(made)?)
            }
        };
        let mut speller =
            Speller { hooks, function, context, draft, imports: std::mem::take(&mut spelled.imports) };
        for operation in &mut spelled.upgrade {
            speller.operation(operation, Origin::Models)?;
        }
        for operation in &mut spelled.downgrade {
            speller.operation(operation, Origin::Database)?;
        }
        spelled.imports = speller.finish()?;
        Ok(())
    })?;
    Ok(spelled)
}

/// Whose type a column has.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Origin {
    Models,
    Database,
}

struct Speller<'s, 'h> {
    hooks: &'s mut Hooks<'h>,
    /// `None` where the project's Python has it.
    function: Option<Value>,
    context: Option<AutogenContext>,
    draft: &'s Draft,
    imports: Vec<String>,
}

impl Speller<'_, '_> {
    /// `made` is where things come from that the operation makes; what it says to exist is the other's.
    fn operation(&mut self, operation: &mut Operation, made: Origin) -> Result<()> {
        match operation {
            Operation::CreateTable { table, .. } => {
                let name = table.name.clone();
                for column in &mut table.columns {
                    self.refuse_others(&name, column, made)?;
                    self.data_type(&name, &column.name, &mut column.data_type, made)?;
                }
            }
            Operation::AddColumn { table, column, .. } => {
                self.refuse_others(table, column, made)?;
                self.data_type(table, &column.name.clone(), &mut column.data_type, made)?;
            }
            Operation::AlterColumn(alter) => {
                let (table, column) = (alter.table.clone(), alter.column.clone());
                let existing = match (made, alter.data_type.is_some()) {
                    (Origin::Database, true) => Origin::Models,
                    _ => Origin::Database,
                };
                if let Some(data_type) = &mut alter.existing_type {
                    self.data_type(&table, &column, data_type, existing)?;
                }
                if let Some(data_type) = &mut alter.data_type {
                    self.data_type(&table, &column, data_type, made)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn side(&self, origin: Origin) -> &Schema {
        match origin {
            Origin::Models => &self.draft.target,
            Origin::Database => &self.draft.current,
        }
    }

    fn column(&mut self, table: &QualifiedName, column: &str, origin: Origin) -> Result<Option<Value>> {
        let Some(found) = self.side(origin).tables.get(table).cloned() else { return Ok(None) };
        let side = Side { table: &found, name: column };
        let value = match origin {
            Origin::Models => self.hooks.declared(Part::Column, side)?,
            Origin::Database => self.hooks.reflected(Part::Column, side)?,
        };
        Ok(Some(value).filter(|value| !value.is_none()))
    }

    fn data_type(
        &mut self,
        table: &QualifiedName,
        column: &str,
        data_type: &mut DataType,
        origin: Origin,
    ) -> Result<()> {
        let answer = self.hooks.ask_python(&Question {
            function: OPTION,
            kind: Part::Column.word(),
            name: Some(column),
            table: Some(table),
            is_declared: origin == Origin::Models,
            is_reflected: origin == Origin::Database,
            is_about_reflected: origin == Origin::Database,
        })?;
        if let Some(answer) = answer {
            if let Some(text) = answer["text"].as_str() {
                let depth = answer["depth"].as_u64().unwrap_or_default();
                let mut spelling = &mut data_type.spelling;
                for _ in 0..depth {
                    let Some(inner) = item(spelling) else { return Ok(()) };
                    spelling = inner;
                }
                *spelling = verbatim(text);
                let imports = answer["imports"].as_array().map(Vec::as_slice).unwrap_or_default();
                self.imports.extend(imports.iter().filter_map(|import| import.as_str().map(str::to_owned)));
            }
            return Ok(());
        }
        let Some(object) = self.column(table, column, origin)? else { return Ok(()) };
        let of_type = self.hooks.interpreter.get_attribute(&object, "type");
        let of_type = self.hooks.checked(of_type)?;
        self.ask_type(of_type, &mut data_type.spelling)
    }

    /// The type, and in an array that of its items.
    fn ask_type(&mut self, of_type: Value, spelling: &mut Spelling) -> Result<()> {
        if let Some(text) = self.ask("type", of_type.clone())? {
            *spelling = verbatim(&text);
            return Ok(());
        }
        if spelling.class != "ARRAY" {
            return Ok(());
        }
        let found = self.hooks.interpreter.find_attribute(&of_type, "item_type");
        let found = self.hooks.checked(found)?;
        match (found, item(spelling)) {
            (Some(found), Some(inner)) => self.ask_type(found, inner),
            _ => Ok(()),
        }
    }

    fn ask(&mut self, kind: &str, object: Value) -> Result<Option<String>> {
        let (Some(function), Some(context)) = (&self.function, &self.context) else { return Ok(None) };
        let answer = context.ask(self.hooks.interpreter, function, kind, object);
        self.hooks.checked(answer)
    }

    /// Only types can be written as the function says.
    fn refuse_others(&mut self, table: &QualifiedName, column: &Column, origin: Origin) -> Result<()> {
        if self.context.is_none() {
            return Ok(());
        }
        let Some(object) = self.column(table, &column.name, origin)? else { return Ok(()) };
        let mut asked = vec![("column", object.clone())];
        if column.server_default.is_some() || column.identity.is_some() || column.computed.is_some() {
            let default = self.hooks.interpreter.find_attribute(&object, "server_default");
            asked.extend(self.hooks.checked(default)?.map(|default| ("server_default", default)));
        }
        for (kind, object) in asked {
            if self.ask(kind, object)?.is_some() {
                let error = Error::new(format!(
                    "`render_item` of env.py writes the {kind} of {table}.{} itself: only types can be taken over",
                    column.name
                ));
                let place = match &self.function {
                    Some(Value::Function(function)) => Some(function.defined_at()),
                    _ => None,
                };
                return Err(match place {
                    Some(place) => error.at(place),
                    None => error,
                });
            }
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Vec<String>> {
        if let Some(context) = &self.context {
            let imports = context.imports(self.hooks.interpreter);
            let imports = self.hooks.checked(imports)?;
            self.imports.extend(imports);
        }
        Ok(self.imports)
    }
}

/// The type of an array's items.
fn item(spelling: &mut Spelling) -> Option<&mut Spelling> {
    spelling.arguments.iter_mut().find_map(|argument| match &mut argument.value {
        ArgumentValue::Type(inner) => Some(&mut **inner),
        ArgumentValue::Literal(_) => None,
    })
}

fn verbatim(text: &str) -> Spelling {
    Spelling::new(TypeModule::Verbatim, text)
}
