//! `[tool.alembic]` of pyproject.toml, as Alembic reads it since 1.16: source options with real lists,
//! `%(here)s` in every string.

use std::path::{Path, PathBuf};

use indexmap::IndexMap;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::alembic_config::OptionValue;
use super::interpolation::{FormatValue, percent_format};
use crate::error::{Error, Place, Result};

/// The table, not yet interpolated.
#[derive(Clone, Debug, Default)]
pub struct PyProject {
    file: PathBuf,
    text: String,
    /// Value and its byte offset.
    options: IndexMap<String, (OptionValue, usize)>,
}

/// Whether the text has a `[tool.alembic]` table; a file that can't be parsed has none.
pub fn has_alembic_table(text: &str) -> bool {
    DeTable::parse(text).is_ok_and(|document| alembic_table(document.get_ref()).is_some())
}

fn alembic_table<'a, 'b>(document: &'b DeTable<'a>) -> Option<&'b Spanned<DeValue<'a>>> {
    document.get("tool")?.get_ref().as_table()?.get("alembic")
}

impl PyProject {
    /// # Errors
    /// Text that isn't TOML, `tool.alembic` that isn't a table, a value of a kind that Alembic has no
    /// use for; with file and line.
    pub fn parse(file: &Path, text: &str) -> Result<Self> {
        let mut project = PyProject { file: file.to_path_buf(), text: text.to_owned(), ..Self::default() };
        let document = DeTable::parse(text).map_err(|error| {
            let failure = Error::new(error.message().to_owned());
            match error.span() {
                Some(span) => failure.at(project.place_of_offset(span.start)),
                None => failure.context(crate::error::shown_path(file)),
            }
        })?;
        let Some(table) = alembic_table(document.get_ref()) else { return Ok(project) };
        let Some(options) = table.get_ref().as_table() else {
            return Err(Error::new("Incorrect TOML format").at(project.place_of_offset(table.span().start)));
        };
        for (key, value) in options {
            let offset = value.span().start;
            let converted = convert(value.get_ref()).ok_or_else(|| {
                Error::new(format!("unsupported TOML value type for key: '{}'", key.get_ref()))
                    .at(project.place_of_offset(offset))
            })?;
            project.options.insert(key.get_ref().to_string(), (converted, offset));
        }
        Ok(project)
    }

    pub fn file(&self) -> &Path {
        &self.file
    }

    pub fn is_empty(&self) -> bool {
        self.options.is_empty()
    }

    pub fn place(&self, option: &str) -> Option<Place> {
        self.options.get(option).map(|(_, offset)| self.place_of_offset(*offset))
    }

    /// The option with `%(here)s` filled in. Booleans and integers pass as they are.
    ///
    /// # Errors
    /// A percent sign that Python's `%` operator would stumble over.
    pub fn option(&self, name: &str, here: &str) -> Result<Option<OptionValue>> {
        let Some((value, offset)) = self.options.get(name) else { return Ok(None) };
        let fill = |text: &String| {
            // Python's `%` leaves a text without percent signs alone
            percent_format(text, |key| (key == "here").then_some(FormatValue::Text(here)))
                .map_err(|error| error.at(self.place_of_offset(*offset)))
        };
        let fill_table = |table: &IndexMap<String, String>| {
            table.iter().map(|(key, text)| Ok((key.clone(), fill(text)?))).collect::<Result<IndexMap<_, _>>>()
        };
        Ok(Some(match value {
            OptionValue::Text(text) => OptionValue::Text(fill(text)?),
            OptionValue::List(items) => OptionValue::List(items.iter().map(fill).collect::<Result<_>>()?),
            OptionValue::Table(table) => OptionValue::Table(fill_table(table)?),
            OptionValue::Tables(tables) => {
                OptionValue::Tables(tables.iter().map(fill_table).collect::<Result<_>>()?)
            }
            OptionValue::Integer(_) | OptionValue::Boolean(_) => value.clone(),
        }))
    }

    fn place_of_offset(&self, offset: usize) -> Place {
        let before = self.text.get(..offset).unwrap_or(&self.text);
        let line = before.matches('\n').count() + 1;
        Place::new(&self.file, line, 0, self.text.lines().nth(line - 1).unwrap_or(""))
    }
}

fn convert(value: &DeValue<'_>) -> Option<OptionValue> {
    let text = |value: &Spanned<DeValue<'_>>| value.get_ref().as_str().map(str::to_owned);
    let table = |value: &DeTable<'_>| {
        value.iter().map(|(key, item)| Some((key.get_ref().to_string(), text(item)?))).collect::<Option<_>>()
    };
    Some(match value {
        DeValue::String(text) => OptionValue::Text(text.to_string()),
        DeValue::Boolean(value) => OptionValue::Boolean(*value),
        DeValue::Integer(value) => {
            OptionValue::Integer(i64::from_str_radix(value.as_str(), value.radix()).ok()?)
        }
        DeValue::Array(items) if items.iter().next().is_some_and(|item| item.get_ref().is_table()) => {
            let tables = items.iter().map(|item| table(item.get_ref().as_table()?));
            OptionValue::Tables(tables.collect::<Option<_>>()?)
        }
        DeValue::Array(items) => OptionValue::List(items.iter().map(text).collect::<Option<_>>()?),
        DeValue::Table(value) => OptionValue::Table(table(value)?),
        DeValue::Float(_) | DeValue::Datetime(_) => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "[project]\nname = \"x\"\n\n[tool.alembic]\nscript_location = \"%(here)s/alembic\"\n\
        version_locations = [\"a\", \"%(here)s/b\"]\nsourceless = true\nfile_template = \"%%(rev)s\"\n\
        truncate_slug_length = 20\nratio = \"5%\"\n\
        [[tool.alembic.post_write_hooks]]\nname = \"ruff\"\ntype = \"exec\"\n";

    #[test]
    fn options() {
        let project = PyProject::parse(Path::new("pyproject.toml"), TEXT).unwrap();
        let text = |value: &str| OptionValue::Text(value.to_owned());
        let hook =
            IndexMap::from([("name".to_owned(), "ruff".to_owned()), ("type".to_owned(), "exec".to_owned())]);
        for (name, expected) in [
            ("script_location", Some(text("/srv/alembic"))),
            ("version_locations", Some(OptionValue::List(vec!["a".to_owned(), "/srv/b".to_owned()]))),
            ("sourceless", Some(OptionValue::Boolean(true))),
            ("file_template", Some(text("%(rev)s"))),
            ("truncate_slug_length", Some(OptionValue::Integer(20))),
            ("post_write_hooks", Some(OptionValue::Tables(vec![hook]))),
            ("timezone", None),
        ] {
            assert_eq!(project.option(name, "/srv").unwrap(), expected, "{name}");
        }
        let error = project.option("ratio", "/srv").unwrap_err();
        assert_eq!(error.place().unwrap().line, 10);
    }

    #[test]
    fn refusals_name_the_line() {
        for (text, message, line) in [
            ("[tool]\nalembic = 1", "Incorrect TOML format", 2),
            ("[tool.alembic]\na = 1.5", "unsupported TOML value type for key: 'a'", 2),
            ("[tool.alembic]\na = ", "", 2),
        ] {
            let error = PyProject::parse(Path::new("pyproject.toml"), text).unwrap_err();
            assert!(error.message().contains(message), "{}", error.message());
            assert_eq!(error.place().unwrap().line, line);
        }
    }

    #[test]
    fn presence() {
        assert!(has_alembic_table(TEXT));
        assert!(!has_alembic_table("[tool.ruff]\nx = 1"));
        assert!(!has_alembic_table("[tool.alembic"));
    }
}
