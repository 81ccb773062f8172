//! What the commands do, without a command line: no printing, no prompts; reports are returned.
