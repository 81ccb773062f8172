//! A new revision file: id, place, text; and its way onto the disk.
//!
//! Rules and failures are those of `ScriptDirectory.generate_revision`. Nothing is written before the
//! text is proven: [`plan`] and [`Planned::render`] only compute, [`NewRevision::write`] places the file.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use jiff::{Timestamp, Zoned, tz::TimeZone};
use regex::Regex;

use super::file::{self, Reading, RevisionFile};
use super::graph::{Node, verify_revision_id};
use super::mako::DateTime;
use super::script_directory::ScriptDirectory;
use super::target::{Argument, Wording};
use super::template::{self, Body, TemplateArguments};
use crate::config::Config;
use crate::config::interpolation::{FormatValue, percent_format};
use crate::config::paths;
use crate::error::{Error, Result, shown_path};

/// Width of `alembic_version.version_num`.
const MAX_ID_LENGTH: usize = 32;

/// Python's `\w+`: letters, numbers of any script, underscores.
static WORDS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[\p{L}\p{N}_]+").expect("a constant pattern that the tests compile"));

/// What `revision` and `merge` are asked for.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// `None`: "empty message" in the file, and no slug.
    pub message: Option<String>,
    /// `None`: twelve random hexadecimal digits.
    pub rev_id: Option<String>,
    /// `--head`, or the revisions to merge; empty: `head`.
    pub heads: Vec<String>,
    pub splice: bool,
    pub branch_labels: Vec<String>,
    pub depends_on: Vec<String>,
    pub version_path: Option<PathBuf>,
    /// `None`: now.
    pub create_date: Option<Timestamp>,
}

/// A revision that is thought out but has no text yet.
#[derive(Clone, Debug)]
pub struct Planned {
    pub id: String,
    pub message: String,
    /// Ids, in order.
    pub down_revision: Vec<String>,
    pub branch_labels: Vec<String>,
    /// Ids, or branch labels where labels were given.
    pub depends_on: Vec<String>,
    pub create_date: DateTime,
    /// Absolute.
    pub path: PathBuf,
}

/// A revision with its text, not yet on the disk.
#[derive(Clone, Debug)]
pub struct NewRevision {
    pub planned: Planned,
    pub text: String,
    /// The text read back, for graphs that hold the new revision.
    pub file: RevisionFile,
    bytes: Vec<u8>,
}

/// Alembic's `util.rev_id`: the last twelve digits of a random UUID.
///
/// # Errors
/// The system has no random numbers.
pub fn random_id() -> Result<String> {
    let mut bytes = [0_u8; 6];
    getrandom::fill(&mut bytes).map_err(|error| Error::new(format!("no random numbers: {error}")))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Settles everything about a new revision except its text.
///
/// # Errors
/// Alembic's: a head that is none ("… please specify --splice …"), several heads, a version path that
/// isn't configured, an unknown timezone. Besides: an id that is taken or too long for the version
/// table, a file that is there already.
pub fn plan(scripts: &ScriptDirectory, request: &Request, working_directory: &Path) -> Result<Planned> {
    let graph = scripts.graph();
    let id = match &request.rev_id {
        Some(id) => id.clone(),
        None => random_id()?,
    };
    verify_revision_id(&id)?;
    if id.is_empty() || id.chars().count() > MAX_ID_LENGTH {
        return Err(Error::new(format!("revision identifier '{id}' doesn't fit into the version table"))
            .hint(format!("use between 1 and {MAX_ID_LENGTH} characters")));
    }
    if let Some(taken) = graph.node(&id) {
        return Err(Error::new(format!("Revision {id} is present more than once"))
            .detail(format!("it exists as {}", shown_path(&graph.revision(taken).file.path)))
            .hint("choose another --rev-id"));
    }
    let heads = find_heads(scripts, &request.heads)?;
    let create_date = create_date(scripts, request.create_date)?;
    let folder = version_folder(scripts, &heads, request.version_path.as_deref(), working_directory)?;
    let path = folder.join(file_name(scripts, &id, request.message.as_deref(), &create_date)?);
    if path.parent() != Some(&folder) && !scripts.recursive_version_locations {
        return Err(Error::new("file_template has folders, but Alembic wouldn't look into them")
            .hint("set recursive_version_locations = true"));
    }
    if !request.splice
        && let Some(node) = heads.iter().find(|node| !graph.revision(**node).is_head())
    {
        return Err(Error::new(format!(
            "Revision {} is not a head revision; please specify --splice to create a new branch from this \
             revision",
            graph.revision(*node).id()
        )));
    }
    if path.exists() {
        return Err(Error::new(format!("{} is there already", shown_path(&path)))
            .hint("choose another message or --rev-id"));
    }
    Ok(Planned {
        down_revision: graph.ids(&heads),
        branch_labels: request.branch_labels.clone(),
        depends_on: resolve_dependencies(scripts, &request.depends_on)?,
        message: request.message.clone().unwrap_or_else(|| "empty message".to_owned()),
        id,
        create_date,
        path,
    })
}

fn find_heads(scripts: &ScriptDirectory, heads: &[String]) -> Result<Vec<Node>> {
    let wording = Wording {
        multiple_heads: Some(
            "Multiple heads are present; please specify the head revision on which the new revision should be \
             based, or perform a merge.",
        ),
        ..Wording::default()
    };
    let argument = if heads.is_empty() { Argument::One("head") } else { Argument::Many(heads) };
    let nodes = scripts.graph().find_all(argument).map_err(|error| wording.error(error))?;
    if nodes.iter().enumerate().any(|(index, node)| nodes[..index].contains(node)) {
        return Err(Error::new("Duplicate head revisions specified"));
    }
    Ok(nodes)
}

/// Ids for what `--depends-on` names; a label of the revision stays a label.
fn resolve_dependencies(scripts: &ScriptDirectory, names: &[String]) -> Result<Vec<String>> {
    let mut resolved = Vec::new();
    for name in names {
        let Some(revision) = scripts.revision(name)? else {
            return Err(Error::new(format!("Can't locate revision identified by '{name}'")));
        };
        let is_label = revision.branch_labels.contains(name);
        resolved.push(if is_label { name.clone() } else { revision.id().to_owned() });
    }
    Ok(resolved)
}

fn version_folder(
    scripts: &ScriptDirectory,
    heads: &[Node],
    version_path: Option<&Path>,
    working_directory: &Path,
) -> Result<PathBuf> {
    let locations = &scripts.version_locations;
    let (folder, shown) = match (version_path, locations.as_slice()) {
        (Some(path), _) => (paths::absolute(working_directory, path), path.to_path_buf()),
        (None, [only]) => (only.clone(), only.clone()),
        (None, _) => {
            let parent = heads.first().and_then(|node| scripts.graph().revision(*node).file.path.parent());
            let Some(parent) = parent else {
                return Err(Error::new("Multiple version locations present, please specify --version-path")
                    .detail(locations.iter().map(|path| shown_path(path)).collect::<Vec<_>>().join("\n")));
            };
            (parent.to_path_buf(), parent.to_path_buf())
        }
    };
    let same = |location: &&PathBuf| {
        **location == folder || location.canonicalize().is_ok_and(|real| real == folder)
    };
    match locations.iter().find(same) {
        Some(location) => Ok(location.clone()),
        None => Err(Error::new(format!(
            "Path {} is not represented in current version locations",
            shown.display()
        ))
        .detail(locations.iter().map(|path| shown_path(path)).collect::<Vec<_>>().join("\n"))),
    }
}

/// The words of a message, joined and cut as Alembic does.
pub fn slug(message: &str, limit: usize) -> String {
    let words: Vec<&str> = WORDS.find_iter(message).map(|word| word.as_str()).collect();
    let slug = words.join("_").to_lowercase();
    if slug.chars().count() <= limit {
        return slug;
    }
    let cut: String = slug.chars().take(limit).collect();
    format!("{}_", cut.rsplit_once('_').map_or(cut.as_str(), |(kept, _)| kept))
}

fn file_name(scripts: &ScriptDirectory, id: &str, message: Option<&str>, date: &DateTime) -> Result<String> {
    let slug = slug(message.unwrap_or(""), scripts.truncate_slug_length);
    let number = |value: i8| Some(FormatValue::Number(i64::from(value)));
    let local = &date.local;
    let name = percent_format(&scripts.file_template, |token| match token {
        "rev" => Some(FormatValue::Text(id)),
        "slug" => Some(FormatValue::Text(&slug)),
        "epoch" => Some(FormatValue::Number(date.timestamp)),
        "year" => Some(FormatValue::Number(i64::from(local.year()))),
        "month" => number(local.month()),
        "day" => number(local.day()),
        "hour" => number(local.hour()),
        "minute" => number(local.minute()),
        "second" => number(local.second()),
        _ => None,
    })
    .map_err(|error| error.context("file_template"))?;
    Ok(format!("{name}.py"))
}

fn create_date(scripts: &ScriptDirectory, moment: Option<Timestamp>) -> Result<DateTime> {
    let moment = moment.unwrap_or_else(Timestamp::now);
    let zone = scripts.timezone.as_deref().filter(|name| !name.is_empty());
    let (zoned, aware) = match zone {
        Some(name) => (moment.to_zoned(time_zone(name)?), true),
        None => (moment.to_zoned(TimeZone::system()), false),
    };
    Ok(date_time(&zoned, aware))
}

/// The zone of exactly this name, or of its upper case, as `ZoneInfo` finds files.
fn time_zone(name: &str) -> Result<TimeZone> {
    let found = [name.to_owned(), name.to_uppercase()].into_iter().find_map(|name| {
        let zone = TimeZone::get(&name).ok()?;
        (zone.iana_name() == Some(&name)).then_some(zone)
    });
    found.ok_or_else(|| {
        let error = Error::new(format!("Can't locate timezone: {name}"));
        match TimeZone::get(name).ok().as_ref().and_then(TimeZone::iana_name) {
            Some(right) => error.hint(format!("write it as {right}")),
            None => error.hint("use a name of the tz database: UTC, Europe/Paris"),
        }
    })
}

fn date_time(zoned: &Zoned, aware: bool) -> DateTime {
    let timestamp = zoned.timestamp();
    let info = zoned.time_zone().to_offset_info(timestamp);
    // Python counts microseconds
    let local = zoned.datetime();
    let micros = local.subsec_nanosecond() / 1000;
    DateTime {
        local: local.with().subsec_nanosecond(micros * 1000).build().unwrap_or(local),
        offset: aware.then(|| info.offset().seconds()),
        zone: aware.then(|| info.abbreviation().to_owned()),
        timestamp: timestamp.as_second(),
    }
}

impl Planned {
    /// The file's text from the project's script.py.mako, read back and compared with the plan.
    ///
    /// # Errors
    /// The template can't be rendered; the text isn't a revision file; it lost an identifier; its branch
    /// label is taken.
    pub fn render(&self, scripts: &ScriptDirectory, config: &Config, body: &Body) -> Result<NewRevision> {
        let arguments = TemplateArguments {
            message: self.message.clone(),
            up_revision: self.id.clone(),
            down_revision: self.down_revision.clone(),
            branch_labels: self.branch_labels.clone(),
            depends_on: self.depends_on.clone(),
            create_date: self.create_date.clone(),
            body: body.clone(),
        };
        let text = template::render(&scripts.template(), &arguments, config)?;
        let bytes = encode(&text, &scripts.output_encoding)?;
        let reading = file::read_source(&self.path, text.as_str().into());
        let reading = reading.map_err(|error| error.context("the new revision can't be read back"))?;
        let file = match reading {
            Reading::Read(file) => *file,
            Reading::NeedsEvaluation(needs) => return Err(needs.into_error()),
        };
        self.check(&file)?;
        scripts.with_revision(file.clone())?;
        Ok(NewRevision { planned: self.clone(), text, file, bytes })
    }

    fn check(&self, file: &RevisionFile) -> Result<()> {
        let written = &file.identifiers;
        if !self.branch_labels.is_empty() && written.branch_labels.is_empty() {
            return Err(Error::new(format!(
                "Version {} specified branch_labels {}, however the migration file {} does not have them; have \
                 you upgraded your script.py.mako to include the 'branch_labels' section?",
                self.id,
                self.branch_labels.join(", "),
                shown_path(&self.path)
            )));
        }
        let lost = |name: &str| {
            Err(Error::new(format!("script.py.mako doesn't write `{name}` as it was given"))
                .hint(format!("add `{name} = ${{repr(…)}}` to the template, as in Alembic's own")))
        };
        if written.revision != self.id {
            return lost("revision");
        }
        if written.down_revision != self.down_revision {
            return lost("down_revision");
        }
        if written.branch_labels != self.branch_labels {
            return lost("branch_labels");
        }
        if written.depends_on != self.depends_on {
            return lost("depends_on");
        }
        Ok(())
    }
}

fn encode(text: &str, encoding: &str) -> Result<Vec<u8>> {
    let refuse =
        || Error::new(format!("the new revision can't be written in the output_encoding {encoding}"));
    match encoding.to_lowercase().replace('_', "-").as_str() {
        "utf-8" | "utf8" => Ok(text.as_bytes().to_vec()),
        "ascii" | "us-ascii" if text.is_ascii() => Ok(text.as_bytes().to_vec()),
        "latin-1" | "latin1" | "iso-8859-1" => {
            text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect::<Option<_>>().ok_or_else(refuse)
        }
        _ => Err(refuse().hint("set output_encoding = utf-8")),
    }
}

impl NewRevision {
    /// Moves the file into place in one step: under its name it is complete or not there. Missing
    /// folders are made. An existing file stays.
    ///
    /// # Errors
    /// A file of that name appeared meanwhile; the folder can't be written.
    pub fn write(&self) -> Result<()> {
        let path = &self.planned.path;
        let failed =
            |error: &dyn std::fmt::Display| Error::new(format!("can't write {}: {error}", shown_path(path)));
        let Some(folder) = path.parent() else { return Err(failed(&"it has no folder")) };
        std::fs::create_dir_all(folder).map_err(|error| failed(&error))?;
        let mut builder = tempfile::Builder::new();
        // no Alembic loads a file that doesn't end in .py
        builder.prefix(".new-revision-").suffix(".tmp");
        #[cfg(unix)]
        let builder = builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let mut temporary = builder.tempfile_in(folder).map_err(|error| failed(&error))?;
        temporary.write_all(&self.bytes).map_err(|error| failed(&error))?;
        temporary.as_file().sync_all().map_err(|error| failed(&error))?;
        temporary.persist_noclobber(path).map_err(|error| failed(&error.error))?;
        // the name is durable once its folder is
        if let Ok(folder) = std::fs::File::open(folder) {
            folder.sync_all().map_err(|error| failed(&error))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs() {
        for (message, limit, expected) in [
            ("Add users", 40, "add_users"),
            ("  add: users' e-mail!", 40, "add_users_e_mail"),
            ("", 40, ""),
            ("Größe ändern", 40, "größe_ändern"),
            ("one two three", 8, "one_two_"),
            ("one two three", 7, "one_"),
            ("abcdefghij", 5, "abcde_"),
            ("already_snake_case", 40, "already_snake_case"),
        ] {
            assert_eq!(slug(message, limit), expected, "{message} {limit}");
        }
    }

    #[test]
    fn random_ids() {
        let (a, b) = (random_id().unwrap(), random_id().unwrap());
        assert!(a != b && a.len() == 12 && a.chars().all(|c| c.is_ascii_hexdigit()));
    }

    #[test]
    fn time_zones() {
        for (name, found) in [
            ("UTC", true),
            ("utc", true),
            ("Europe/Berlin", true),
            ("europe/berlin", false),
            ("Mars/Base", false),
        ] {
            assert_eq!(time_zone(name).is_ok(), found, "{name}");
        }
        assert_eq!(time_zone("Mars/Base").unwrap_err().message(), "Can't locate timezone: Mars/Base");
    }

    #[test]
    fn dates_as_python_prints_them() {
        let moment: Timestamp = "2024-03-09T17:04:05.120007999Z".parse().unwrap();
        let berlin = date_time(&moment.to_zoned(time_zone("Europe/Berlin").unwrap()), true);
        assert_eq!(berlin.iso(' '), "2024-03-09 18:04:05.120007+01:00");
        assert_eq!((berlin.zone.as_deref(), berlin.timestamp), (Some("CET"), 1_710_003_845));
        let whole: Timestamp = "2024-03-09T17:04:05Z".parse().unwrap();
        let naive = date_time(&whole.to_zoned(TimeZone::UTC), false);
        assert_eq!(naive.iso('T'), "2024-03-09T17:04:05");
    }

    #[test]
    fn encodings() {
        for (text, encoding, expected) in [
            ("é", "utf-8", Some("é".as_bytes().to_vec())),
            ("é", "latin-1", Some(vec![0xe9])),
            ("é", "ascii", None),
            ("e", "ASCII", Some(b"e".to_vec())),
            ("e", "utf-16", None),
        ] {
            assert_eq!(encode(text, encoding).ok(), expected, "{text} {encoding}");
        }
    }
}
