//! `gen-migration`: see the library's code map.

use std::process::ExitCode;

fn main() -> ExitCode {
    gen_migration::cli::main()
}
