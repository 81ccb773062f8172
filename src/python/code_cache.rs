//! Compiled modules kept from run to run: what CPython keeps in `__pycache__`.
//!
//! A project's modules are kept together in one file. An entry is found by the text of the module, so it
//! is never out of date, and only text that was parsed and found to be Python has one. The file belongs to
//! this very build of the program: another one starts anew. It is replaced in one step, so that runs at the
//! same time don't see half of it; whatever is wrong with it, it counts as missing.

use std::hash::{BuildHasher, Hasher};
use std::io::Write;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::UNIX_EPOCH;

use foldhash::HashMap;
use foldhash::quality::FixedState;

use super::code::Code;
use super::code_format;
use super::source::Source;

const MAGIC: &[u8; 8] = b"genmig\x00\x02";
/// Magic, build, checksum of the rest.
const HEADER: usize = 24;
/// From this size on, what a run did not need goes when it writes.
const LIMIT: usize = 16 << 20;
/// Of an entry: hash, length of the text, length of the code.
const ENTRY: usize = 24;

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Key {
    /// Of 128 bits: two texts of one key are not to be expected.
    hash: u128,
    length: u32,
}

/// The modules of one project. Without a folder it keeps nothing.
#[derive(Default)]
pub(super) struct CodeCache {
    file: Option<PathBuf>,
    bytes: Vec<u8>,
    known: HashMap<Key, Range<usize>>,
    used: Vec<Key>,
    /// With the functions that were called meanwhile.
    fresh: Vec<(Key, Rc<Code>)>,
    names: HashMap<Box<str>, Rc<str>>,
}

impl CodeCache {
    /// The cache in a folder, for modules that are found along these paths.
    pub fn open(folder: Option<&Path>, search_path: &[PathBuf], working_directory: &Path) -> CodeCache {
        let Some(folder) = folder else { return CodeCache::default() };
        let mut hasher = FixedState::default().build_hasher();
        hasher.write(working_directory.as_os_str().as_encoded_bytes());
        for path in search_path {
            hasher.write_u8(0);
            hasher.write(path.as_os_str().as_encoded_bytes());
        }
        let file = folder.join(format!("{:016x}.code", hasher.finish()));
        let mut cache = CodeCache::default();
        cache.bytes = std::fs::read(&file).unwrap_or_default();
        cache.known = entries(&cache.bytes).unwrap_or_default();
        cache.file = Some(file);
        cache
    }

    pub fn find(&mut self, source: &Rc<Source>) -> Option<Rc<Code>> {
        self.file.as_ref()?;
        let key = key(source)?;
        let code =
            code_format::read(self.bytes.get(self.known.get(&key)?.clone())?, source, &mut self.names)?;
        self.used.push(key);
        Some(code)
    }

    pub fn keep(&mut self, source: &Source, code: &Rc<Code>) {
        if self.file.is_some()
            && let Some(key) = key(source)
        {
            self.fresh.push((key, code.clone()));
        }
    }

    /// Writes the file anew if this run compiled something.
    fn save(&mut self) -> std::io::Result<()> {
        let (Some(file), false) = (&self.file, self.fresh.is_empty()) else { return Ok(()) };
        let fresh: Vec<(Key, Vec<u8>)> =
            self.fresh.iter().map(|(key, code)| (*key, code_format::write(code))).collect();
        let mut entries: HashMap<Key, &[u8]> = HashMap::default();
        // what other commands need of the same project stays, within reason
        let all: Vec<Key> = self.known.keys().copied().collect();
        for key in if self.bytes.len() <= LIMIT { &all } else { &self.used } {
            if let Some(bytes) = self.known.get(key).and_then(|range| self.bytes.get(range.clone())) {
                entries.insert(*key, bytes);
            }
        }
        entries.extend(fresh.iter().map(|(key, bytes)| (*key, &**bytes)));
        let mut body = Vec::new();
        for (key, bytes) in entries {
            let Ok(length) = u32::try_from(bytes.len()) else { continue };
            body.extend_from_slice(&key.hash.to_le_bytes());
            body.extend_from_slice(&key.length.to_le_bytes());
            body.extend_from_slice(&length.to_le_bytes());
            body.extend_from_slice(bytes);
        }
        let folder = file.parent().unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder)?;
        let mut temporary = tempfile::NamedTempFile::new_in(folder)?;
        temporary.write_all(MAGIC)?;
        temporary.write_all(&build().to_le_bytes())?;
        temporary.write_all(&checksum(&body).to_le_bytes())?;
        temporary.write_all(&body)?;
        temporary.persist(file)?;
        Ok(())
    }
}

/// A cache that can't be written is no reason to fail: the next run compiles again.
impl Drop for CodeCache {
    fn drop(&mut self) {
        let _ = self.save();
    }
}

fn key(source: &Source) -> Option<Key> {
    let length = u32::try_from(source.text.len()).ok()?;
    let text = source.text.as_bytes();
    let mut other = FixedState::with_seed(1).build_hasher();
    other.write(text);
    Some(Key { hash: u128::from(checksum(text)) << 64 | u128::from(other.finish()), length })
}

fn checksum(bytes: &[u8]) -> u64 {
    let mut hasher = FixedState::default().build_hasher();
    hasher.write(bytes);
    hasher.finish()
}

/// Which build of the program this is: its version, and its file's size and time.
fn build() -> u64 {
    let mut hasher = FixedState::default().build_hasher();
    hasher.write(env!("CARGO_PKG_VERSION").as_bytes());
    if let Ok(facts) = std::env::current_exe().and_then(std::fs::metadata) {
        hasher.write_u64(facts.len());
        let changed = facts.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        hasher.write_u128(changed.map_or(0, |time| time.as_nanos()));
    }
    hasher.finish()
}

/// Where in the file the code of each text lies; None for a file that isn't one of this build.
fn entries(bytes: &[u8]) -> Option<HashMap<Key, Range<usize>>> {
    let number = |at: usize| Some(u64::from_le_bytes(bytes.get(at..at + 8)?.try_into().ok()?));
    let small = |at: usize| Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    let is_ours =
        bytes.starts_with(MAGIC) && number(8)? == build() && number(16)? == checksum(bytes.get(HEADER..)?);
    if !is_ours {
        return None;
    }
    let mut known = HashMap::default();
    let mut at = HEADER;
    while at < bytes.len() {
        let hash = u128::from_le_bytes(bytes.get(at..at + 16)?.try_into().ok()?);
        let key = Key { hash, length: small(at + 16)? };
        let start = at + ENTRY;
        let end = start.checked_add(small(at + 20)? as usize)?;
        known.insert(key, start..end);
        at = end;
    }
    Some(known)
}

#[cfg(test)]
mod tests {
    use super::super::{compiler, source};
    use super::*;

    fn compiled(text: &str) -> (Rc<Source>, Rc<Code>) {
        let source = Source::new("module.py", text.to_owned());
        let syntax = source::parse(&source).unwrap_or_else(|error| panic!("{}", error.message));
        let code = compiler::module(&source, &syntax);
        (source, code)
    }

    #[test]
    fn what_one_run_compiled_the_next_finds_by_its_text() {
        let folder = tempfile::tempdir().unwrap();
        let open = || CodeCache::open(Some(folder.path()), &[], Path::new("/project"));
        let (first, code) = compiled("x = 1\n");
        let (second, other) = compiled("x = 2\n");
        let mut cache = open();
        assert!(cache.find(&first).is_none());
        cache.keep(&first, &code);
        drop(cache);

        let mut cache = open();
        assert!(cache.find(&first).is_some());
        assert!(cache.find(&second).is_none());
        cache.keep(&second, &other);
        drop(cache);

        let mut cache = open();
        assert!(cache.find(&first).is_some() && cache.find(&second).is_some());
        let elsewhere = CodeCache::open(Some(folder.path()), &[], Path::new("/other")).find(&first);
        assert!(elsewhere.is_none());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_damaged_file_counts_as_missing() {
        let folder = tempfile::tempdir().unwrap();
        let open = || CodeCache::open(Some(folder.path()), &[], Path::new("/project"));
        let (source, code) = compiled("x = 1\n");
        open().keep(&source, &code);
        let file = open().file.clone().unwrap();
        let whole = std::fs::read(&file).unwrap();
        assert!(open().find(&source).is_some());
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 1;
            std::fs::write(&file, damaged).unwrap();
            assert!(open().find(&source).is_none(), "byte {at}");
        }
        std::fs::write(&file, &whole[..whole.len() - 1]).unwrap();
        assert!(open().find(&source).is_none());
    }

    #[test]
    fn without_a_folder_nothing_is_kept() {
        let (source, code) = compiled("x = 1\n");
        let mut cache = CodeCache::open(None, &[], Path::new("/project"));
        cache.keep(&source, &code);
        assert!(cache.fresh.is_empty() && cache.find(&source).is_none());
        let nowhere = Path::new("/proc/none/such");
        CodeCache::open(Some(nowhere), &[], Path::new("/project")).keep(&source, &code);
    }
}
