//! What the commands do, without a command line: no printing, no prompts; reports are returned.

mod autogenerate;
mod comparison;
mod directives;
mod draft;
mod drift;
mod filter;
mod hazards;
mod hooks;
mod live;
mod losses;
mod movement;
mod observer;
mod post_write_hooks;
mod project;
mod proof;
mod replay;
mod revision_environment;
mod spelling;
mod target;
mod unreached;

pub use autogenerate::{autogenerate, autogenerate_live};
pub use directives::{Directed, direct};
pub use draft::{Draft, NewRevision};
pub use drift::Drift;
pub use hazards::{hazards, hazards_on};
pub use live::{LiveDatabase, LiveObserver, LiveReport, LiveRequest, at_head, unknown_row};
pub use losses::{Losses, downgrade_losses};
pub use movement::{Purge, Standing, current, downgrade, ensure_version, stamp, upgrade};
pub use observer::{Observer, Unobserved};
pub use post_write_hooks::{HookEvent, HookOutput, run_hooks};
pub use project::{Head, Project};
pub use proof::{Proof, prove, unproven_file};
pub use replay::{Replay, replay, without_history};
pub use revision_environment::{Maker, Surrounded, revision_environment};
pub use unreached::{Unreached, unreached};
