//! The one door to stdout (results) and stderr (everything else).
