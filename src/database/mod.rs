//! Where scratch databases come from: Docker, local binaries, a server. The only place that knows bollard.
