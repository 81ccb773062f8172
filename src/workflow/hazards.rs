//! What the new revision would do to a database with rows and traffic.

use tokio_postgres::Client;

use crate::error::{Error, Result};
use crate::hazard::{self, Hazard};
use crate::interrupt::interruptible;

use super::draft::Draft;
use super::live::LiveDatabase;
use super::replay::Replay;

/// What a hazard says that the safer form doesn't have.
const SAFE: &str = "--safe writes it so";

/// By operation: first what the data says, then what the SQL does. The data are the rows that the
/// history itself inserts; nobody else's are at hand here. Ask before the revision is proven, since
/// the proof runs it.
///
/// # Errors
/// An operation that can't be compiled; the connection.
pub async fn hazards(draft: &Draft, replay: &Replay) -> Result<Vec<Hazard>> {
    ask(draft, replay.client()).await
}

/// The same, with the rows of a live database.
///
/// # Errors
/// As [`hazards`].
pub async fn hazards_on(draft: &Draft, live: &LiveDatabase) -> Result<Vec<Hazard>> {
    ask(draft, live.client()).await
}

async fn ask(draft: &Draft, client: &Client) -> Result<Vec<Hazard>> {
    let mut found = Vec::new();
    for question in hazard::questions(&draft.upgrade, &draft.current, &draft.target) {
        let row = interruptible(client.query_one(&question.sql, &[]))
            .await?
            .map_err(|error| Error::new(format!("cannot look for rows: {error}")).detail(question.sql))?;
        if row.get(0) {
            found.push(question.hazard);
        }
    }
    // what the rows say is what the rule about their operation warns of
    let steps = hazard::safer(&draft.upgrade, &draft.current);
    let remaining = hazard::lint_steps(&steps)?;
    let lint = match draft.safer {
        Some(_) => remaining,
        None => {
            let stays = |hazard: &Hazard| {
                remaining.iter().any(|it| it.operation == hazard.operation && it.rule == hazard.rule)
            };
            let mut lint = hazard::lint(&draft.upgrade)?;
            for hazard in lint.iter_mut().filter(|hazard| !stays(hazard)) {
                let help = hazard.help.take().map(|help| help + "\n").unwrap_or_default();
                hazard.help = Some(help + SAFE);
            }
            lint
        }
    };
    found.extend(
        lint.into_iter()
            .filter(|lint| !found.iter().any(|it| it.operation == lint.operation))
            .collect::<Vec<_>>(),
    );
    found.sort_by_key(|hazard| hazard.operation);
    Ok(found)
}
