//! Sources of scratch databases, each against the real thing: local binaries, servers, Docker.

mod docker;
mod engine;
mod interruption;
mod local;
mod script;
mod server;
mod tls;
