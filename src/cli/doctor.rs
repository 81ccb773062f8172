//! `doctor`: one screen about what was found, and what is wrong with it.

use std::rc::Rc;

use serde_json::json;

use crate::config::Variables;
use crate::database::Options;
use crate::error::{Error, Result, shown_path};
use crate::output::{Output, Tone};
use crate::workflow::{self, Finding, FindingState};

use super::arguments::GlobalArguments;
use super::command::DoctorArguments;
use super::live::LiveOutput;
use super::settings;

/// # Errors
/// Something is wrong that keeps the main job from working.
pub async fn run(arguments: &DoctorArguments, global: &GlobalArguments, output: Output) -> Result<()> {
    let mut findings = Vec::new();
    // warnings of the project become findings
    let silent = Output::new(output.voice(), true, false, false);
    let project = match settings::open_project(global, silent) {
        Ok(project) => {
            if let Some(file) = project.config.files.main() {
                findings.push(Finding::good("configuration", shown_path(file)));
            }
            findings.extend(workflow::examine_project(&project));
            Some(Rc::new(project))
        }
        Err(error) => {
            findings.push(Finding::of_error("configuration", FindingState::Wrong, &error));
            None
        }
    };
    let variables = project.as_ref().map_or_else(Variables::of_process, |project| project.variables.clone());
    let options = Options { environment: variables.to_map(), ..Options::from_process() };
    findings.extend(workflow::examine_databases(&options).await?);
    if let Some(project) = &project {
        let request = settings::live(&arguments.live)?;
        findings.extend(workflow::examine_live(project, request, LiveOutput::new(silent, false)).await);
    }
    if arguments.json {
        output.result(&as_json(&findings));
    } else {
        show(&findings, output);
    }
    let wrong = findings.iter().filter(|finding| finding.state == FindingState::Wrong).count();
    match wrong {
        0 => Ok(()),
        1 => Err(Error::new("1 thing is wrong, as shown above")),
        _ => Err(Error::new(format!("{wrong} things are wrong, as shown above"))),
    }
}

fn show(findings: &[Finding], output: Output) {
    let width = findings.iter().map(|finding| finding.topic.len()).max().unwrap_or_default();
    for finding in findings {
        let (tone, mark) = match finding.state {
            FindingState::Good => (Tone::Add, '✓'),
            FindingState::Lacking => (Tone::Change, '!'),
            FindingState::Wrong => (Tone::Drop, '✗'),
        };
        output.toned_result(tone, &format!("{mark} {:width$}  {}", finding.topic, finding.text));
        for hint in &finding.hints {
            output.result(&format!("  {:width$}  hint: {hint}", ""));
        }
    }
}

fn as_json(findings: &[Finding]) -> String {
    let state = |finding: &Finding| match finding.state {
        FindingState::Good => "good",
        FindingState::Lacking => "lacking",
        FindingState::Wrong => "wrong",
    };
    let lines: Vec<_> = findings
        .iter()
        .map(|finding| {
            json!({"topic": finding.topic, "state": state(finding), "text": finding.text, "hints": finding.hints})
        })
        .collect();
    json!({"findings": lines}).to_string()
}
