//! Python's `configparser.ConfigParser`, as Alembic uses it: strict, `=` or `:`, whole-line comments
//! with `#` and `;`, values continued by deeper indentation, empty lines inside values, a DEFAULT
//! section, option names in lower case. Interpolation is [`super::interpolation`]'s.

use std::path::{Path, PathBuf};

use indexmap::IndexMap;

use crate::error::{Error, Place, Result};

/// The name of the section whose options every other one inherits.
const DEFAULT_SECTION: &str = "DEFAULT";

/// One option as written, before interpolation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub value: String,
    /// 1-based line of the option's name; 0 when a program set it.
    pub line: usize,
}

/// A parsed file.
#[derive(Clone, Debug, Default)]
pub struct Ini {
    file: PathBuf,
    lines: Vec<String>,
    defaults: IndexMap<String, Entry>,
    sections: IndexMap<String, IndexMap<String, Entry>>,
}

impl Ini {
    /// A file with nothing in it but `defaults` (Alembic puts `here` there).
    pub fn with_defaults(file: &Path, defaults: &[(&str, &str)]) -> Self {
        let mut ini = Ini { file: file.to_path_buf(), ..Self::default() };
        for (name, value) in defaults {
            ini.defaults.insert(name.to_lowercase(), Entry { value: (*value).to_owned(), line: 0 });
        }
        ini
    }

    /// # Errors
    /// What ConfigParser refuses, with the line: a duplicate section or option, text before the first
    /// section, a line that is neither.
    pub fn parse(file: &Path, text: &str, defaults: &[(&str, &str)]) -> Result<Self> {
        let mut ini = Self::with_defaults(file, defaults);
        let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n").replace('\r', "\n");
        ini.lines = text.lines().map(str::to_owned).collect();
        Reader { ini: &mut ini, section: None, option: None, indent: 0, seen: Vec::new() }.read()?;
        Ok(ini)
    }

    pub fn file(&self) -> &Path {
        &self.file
    }

    pub fn has_section(&self, section: &str) -> bool {
        self.sections.contains_key(section)
    }

    pub fn sections(&self) -> impl Iterator<Item = &str> {
        self.sections.keys().map(String::as_str)
    }

    /// The option of `section`, or the inherited one. `None` also when there is no such section.
    pub fn entry(&self, section: &str, option: &str) -> Option<&Entry> {
        let option = option.to_lowercase();
        if section == DEFAULT_SECTION {
            return self.defaults.get(&option);
        }
        let options = self.sections.get(section)?;
        options.get(&option).or_else(|| self.defaults.get(&option))
    }

    /// Names of the options of a section in ConfigParser's order: the inherited first.
    pub fn option_names(&self, section: &str) -> Vec<&str> {
        let mut names: Vec<&str> = self.defaults.keys().map(String::as_str).collect();
        for name in self.sections.get(section).into_iter().flat_map(IndexMap::keys) {
            if !self.defaults.contains_key(name) {
                names.push(name);
            }
        }
        names
    }

    pub fn set(&mut self, section: &str, option: &str, value: &str) {
        let entry = Entry { value: value.to_owned(), line: 0 };
        let options = if section == DEFAULT_SECTION {
            &mut self.defaults
        } else {
            self.sections.entry(section.to_owned()).or_default()
        };
        options.insert(option.to_lowercase(), entry);
    }

    /// Whether the option was there.
    pub fn remove(&mut self, section: &str, option: &str) -> bool {
        let option = option.to_lowercase();
        match self.sections.get_mut(section) {
            Some(options) => options.shift_remove(&option).is_some(),
            None => false,
        }
    }

    pub fn add_section(&mut self, section: &str) {
        self.sections.entry(section.to_owned()).or_default();
    }

    /// Where an option stands; `None` for one that a program set.
    pub fn place(&self, section: &str, option: &str) -> Option<Place> {
        let entry = self.entry(section, option)?;
        (entry.line > 0).then(|| self.place_of_line(entry.line))
    }

    fn place_of_line(&self, line: usize) -> Place {
        let source = self.lines.get(line - 1).map_or("", String::as_str);
        Place::new(&self.file, line, 0, source)
    }
}

/// The state of one pass over the lines.
struct Reader<'a> {
    ini: &'a mut Ini,
    section: Option<String>,
    option: Option<String>,
    /// Columns before the text of the last section or option line.
    indent: usize,
    /// Sections and options already met in this file.
    seen: Vec<(String, Option<String>)>,
}

impl Reader<'_> {
    fn read(&mut self) -> Result<()> {
        for number in 1..=self.ini.lines.len() {
            let line = self.ini.lines[number - 1].clone();
            self.line(number, &line)?;
        }
        let sections = self.ini.sections.values_mut().chain(std::iter::once(&mut self.ini.defaults));
        for entry in sections.flat_map(IndexMap::values_mut) {
            entry.value.truncate(entry.value.trim_end().len());
        }
        Ok(())
    }

    fn line(&mut self, number: usize, line: &str) -> Result<()> {
        let value = line.trim();
        let comment = value.starts_with('#') || value.starts_with(';');
        if comment || value.is_empty() {
            if !comment {
                // an empty line may stand inside a value; those at its end are cut when all is read
                self.continue_value("");
            }
            return Ok(());
        }
        let indent = line.chars().take_while(|c| c.is_whitespace()).count();
        if indent > self.indent && self.continue_value(value) {
            return Ok(());
        }
        self.indent = indent;
        if let Some(name) = section_header(value) {
            return self.begin_section(name, number);
        }
        let Some(section) = self.section.clone() else {
            return Err(Error::new("file contains no section headers")
                .at(self.ini.place_of_line(number))
                .hint("begin the file with `[alembic]`"));
        };
        let Some((name, text)) = value.split_once(['=', ':']) else {
            return Err(Error::new("neither a `[section]` nor an `option = value`")
                .at(self.ini.place_of_line(number))
                .hint("indent a line that continues the value above it"));
        };
        let name = name.trim_end().to_lowercase();
        if name.is_empty() {
            return Err(Error::new("an option without a name").at(self.ini.place_of_line(number)));
        }
        let key = (section.clone(), Some(name.clone()));
        if self.seen.contains(&key) {
            return Err(Error::new(format!("option '{name}' in section '{section}' already exists"))
                .at(self.ini.place_of_line(number))
                .hint("remove one of the two"));
        }
        self.seen.push(key);
        self.options(&section).insert(name.clone(), Entry { value: text.trim().to_owned(), line: number });
        self.option = Some(name);
        Ok(())
    }

    fn begin_section(&mut self, name: &str, number: usize) -> Result<()> {
        let key = (name.to_owned(), None);
        if name != DEFAULT_SECTION {
            if self.seen.contains(&key) {
                return Err(Error::new(format!("section '{name}' already exists"))
                    .at(self.ini.place_of_line(number))
                    .hint("merge the two sections"));
            }
            self.seen.push(key);
            self.ini.add_section(name);
        }
        self.section = Some(name.to_owned());
        self.option = None;
        Ok(())
    }

    /// Appends a line to the value being read, if there is one.
    fn continue_value(&mut self, text: &str) -> bool {
        let (Some(section), Some(option)) = (self.section.clone(), self.option.clone()) else { return false };
        let Some(entry) = self.options(&section).get_mut(&option) else { return false };
        entry.value.push('\n');
        entry.value.push_str(text);
        true
    }

    fn options(&mut self, section: &str) -> &mut IndexMap<String, Entry> {
        if section == DEFAULT_SECTION {
            &mut self.ini.defaults
        } else {
            self.ini.sections.entry(section.to_owned()).or_default()
        }
    }
}

/// `[name]`, with whatever follows the last bracket ignored, as the regular expression
/// `\[(.+)\]` of configparser does.
fn section_header(line: &str) -> Option<&str> {
    let name = line.strip_prefix('[')?;
    let name = &name[..name.rfind(']')?];
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str, section: &str, option: &str) -> Option<String> {
        let ini = Ini::parse(Path::new("alembic.ini"), text, &[("here", "/etc")]).unwrap();
        ini.entry(section, option).map(|entry| entry.value.clone())
    }

    #[test]
    fn values() {
        for (text, option, expected) in [
            ("[alembic]\na = 1", "a", Some("1")),
            ("[alembic]\na: 1 = 2", "a", Some("1 = 2")),
            ("[alembic]\nA=x ; no inline comments", "a", Some("x ; no inline comments")),
            ("[alembic]\na =\n  one\n  two\n\n# gone\n\nb = 2", "a", Some("\none\ntwo")),
            ("[alembic]\na = one\n\n  two", "a", Some("one\n\ntwo")),
            ("[alembic]\na = one\n  # comment\n  two", "a", Some("one\ntwo")),
            ("[alembic]\na =", "a", Some("")),
            ("[alembic]\r\na = 1\r\n", "a", Some("1")),
            ("  [alembic]\n  a = 1\n  b = 2", "b", Some("2")),
            ("[DEFAULT]\na = 1\n[alembic]\nb = 2", "a", Some("1")),
            ("[alembic] trailing\na = 1", "a", Some("1")),
            ("[alembic]", "here", Some("/etc")),
            ("[other]\na = 1", "a", None),
        ] {
            assert_eq!(value(text, "alembic", option).as_deref(), expected, "{text:?}");
        }
    }

    #[test]
    fn refusals_name_the_line() {
        for (text, message, line) in [
            ("a = 1", "file contains no section headers", 1),
            ("[a]\nx = 1\nX = 2", "option 'x' in section 'a' already exists", 3),
            ("[a]\n[b]\n[a]", "section 'a' already exists", 3),
            ("[a]\nnonsense", "neither a `[section]` nor an `option = value`", 2),
            ("[a]\n= 1", "an option without a name", 2),
        ] {
            let error = Ini::parse(Path::new("alembic.ini"), text, &[]).unwrap_err();
            assert_eq!((error.message(), error.place().unwrap().line), (message, line), "{text:?}");
        }
    }
}
