//! Sources of scratch databases, each against the real thing: local binaries, servers, Docker.

mod local;
mod script;
mod server;
