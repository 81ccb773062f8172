//! `init` and `list_templates`: a new script directory.

use serde_json::json;

use crate::config::{Variables, locate};
use crate::error::{Error, Result};
use crate::output::{Output, Voice};
use crate::revision::init::{self, Done, Request, TEMPLATES};

use super::arguments::GlobalArguments;
use super::command::{InitArguments, ListTemplatesArguments};

pub fn run(arguments: &InitArguments, global: &GlobalArguments, output: Output) -> Result<()> {
    let working_directory = std::env::current_dir()
        .map_err(|error| Error::new(format!("cannot tell the working directory: {error}")))?;
    let files = locate::named(&global.config, &working_directory, &Variables::of_process())?;
    let request = Request {
        directory: arguments.directory.clone(),
        template: arguments.template.clone(),
        package: arguments.package,
        ini: files.ini.unwrap_or_default(),
        toml: files.toml.unwrap_or_default(),
        working_directory,
    };
    init::init(&request, &mut |done| output.remark(&sentence(&done)))?;
    let has_toml = init::find(&request.template)?.has_toml();
    let (toml, ini) = (request.toml.display(), request.ini.display());
    output.remark(&if has_toml {
        format!(
            "Please edit configuration settings in {toml} and configuration/connection/logging settings in {ini} \
             before proceeding."
        )
    } else {
        format!("Please edit configuration/connection/logging settings in {ini} before proceeding.")
    });
    Ok(())
}

/// Alembic's words.
fn sentence(done: &Done) -> String {
    match done {
        Done::Directory(path) => format!("Creating directory {} ...  done", path.display()),
        Done::File(path) => format!("Generating {} ...  done", path.display()),
        Done::Appended(path) => format!("Appending to existing {} ...  done", path.display()),
        Done::PackageFile(path) => format!("Adding {} ...  done", path.display()),
        Done::Kept(path) => format!("File {} already exists, skipping", path.display()),
        Done::KeptSection(path) => {
            format!(
                "File {} already exists and already has a [tool.alembic] section, skipping",
                path.display()
            )
        }
    }
}

pub fn list_templates(arguments: &ListTemplatesArguments, output: Output) {
    if arguments.json {
        let list =
            TEMPLATES.iter().map(|template| json!({ "name": template.name, "synopsis": template.synopsis }));
        output.result(&json!({ "templates": list.collect::<Vec<_>>() }).to_string());
        return;
    }
    output.result("Available templates:\n");
    for template in &TEMPLATES {
        output.result(&format!("{} - {}", template.name, template.synopsis));
    }
    let program = match output.voice() {
        Voice::Alembic => "alembic",
        Voice::Own => "gen-migration",
    };
    output.result("\nTemplates are used via the 'init' command, e.g.:");
    output.result(&format!("\n  {program} init --template generic ./scripts"));
}
