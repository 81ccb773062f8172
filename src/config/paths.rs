//! From the paths in a configuration to folders on disk, as Alembic resolves them: relative ones against
//! the working directory, `package:folder` as a resource of a package on `sys.path`.

use std::path::{Component, Path, PathBuf};

use super::variables::Variables;

/// `path` under `base`, with `.` and `..` resolved by text: what Python's `os.path.abspath` gives.
pub fn absolute(base: &Path, path: &Path) -> PathBuf {
    let mut output = PathBuf::new();
    for component in base.join(path).components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                output.pop();
            }
            other => output.push(other),
        }
    }
    output
}

/// Whether Alembic takes a location for `package:folder`.
pub fn is_resource(location: &str) -> bool {
    !Path::new(location).is_absolute() && location.contains(':')
}

/// The folder of a `package:folder:folder` location, looked for along `search_path`.
pub fn resource(location: &str, search_path: &[PathBuf]) -> Option<PathBuf> {
    let mut parts = location.split(':');
    let package: PathBuf = parts.next()?.split('.').collect();
    let folders: PathBuf = parts.collect();
    let root = search_path.iter().map(|entry| entry.join(&package)).find(|path| path.is_dir())?;
    Some(root.join(folders))
}

/// `site-packages` of the project's virtual environments: the active one, then `.venv` and `venv` beside
/// the configuration and in the working directory.
pub fn site_packages(folders: &[&Path], variables: &Variables) -> Vec<PathBuf> {
    let active = variables.get_filled("VIRTUAL_ENV").map(PathBuf::from);
    let local = folders.iter().flat_map(|folder| [folder.join(".venv"), folder.join("venv")]);
    let mut found = Vec::new();
    for environment in active.into_iter().chain(local) {
        let Ok(versions) = std::fs::read_dir(environment.join("lib")) else { continue };
        let mut packages: Vec<PathBuf> = versions
            .filter_map(|entry| Some(entry.ok()?.path().join("site-packages")))
            .filter(|path| path.is_dir())
            .collect();
        packages.sort();
        for path in packages {
            if !found.contains(&path) {
                found.push(path);
            }
        }
    }
    found
}

/// The folders from `folder` up to and with `top`, innermost first; only `folder` when it doesn't lie
/// below `top`.
pub fn ancestors_up_to(folder: &Path, top: &Path) -> Vec<PathBuf> {
    if !folder.starts_with(top) {
        return vec![folder.to_path_buf()];
    }
    folder.ancestors().take_while(|path| path.starts_with(top)).map(Path::to_path_buf).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absolute_paths() {
        for (base, path, expected) in [
            ("/srv/app", "alembic", "/srv/app/alembic"),
            ("/srv/app", "./x/../alembic", "/srv/app/alembic"),
            ("/srv/app", "../other", "/srv/other"),
            ("/srv/app", "/etc/alembic", "/etc/alembic"),
            ("/", "../..", "/"),
        ] {
            assert_eq!(absolute(Path::new(base), Path::new(path)), Path::new(expected), "{path}");
        }
    }

    #[test]
    fn resources() {
        assert!(
            is_resource("app:migrations") && !is_resource("/app:migrations") && !is_resource("migrations")
        );
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("app/db/migrations")).unwrap();
        let path = [folder.path().join("nowhere"), folder.path().to_path_buf()];
        let expected = folder.path().join("app/db/migrations");
        assert_eq!(resource("app.db:migrations", &path), Some(expected.clone()));
        assert_eq!(resource("app:db:migrations", &path), Some(expected));
        assert_eq!(resource("missing:migrations", &path), None);
    }

    #[test]
    fn ancestors() {
        let list = |folder: &str, top: &str| {
            ancestors_up_to(Path::new(folder), Path::new(top))
                .iter()
                .map(|path| path.display().to_string())
                .collect::<Vec<_>>()
        };
        assert_eq!(list("/a/b/c", "/a"), ["/a/b/c", "/a/b", "/a"]);
        assert_eq!(list("/a", "/a"), ["/a"]);
        assert_eq!(list("/x", "/a"), ["/x"]);
    }
}
