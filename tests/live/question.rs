//! In a terminal, a downgrade that takes rows is asked about; nowhere else, and not with --yes.

use rexpect::session::{PtySession, spawn_command};

use super::Live;

const TWO: &[(&str, &str, &str)] = &[
    ("aaa1", "op.create_table('kept', sa.Column('id', sa.Integer))", "op.drop_table('kept')"),
    (
        "bbb2",
        "op.create_table('filled', sa.Column('id', sa.Integer))\n    op.create_table('hollow', sa.Column('id', sa.Integer))",
        "op.drop_table('hollow')\n    op.drop_table('filled')",
    ),
    ("ccc3", "op.add_column('filled', sa.Column('more', sa.Text))", "op.drop_column('filled', 'more')"),
];

fn filled(purpose: &str) -> Live {
    let live = Live::new(purpose, TWO);
    live.succeeds("upgrade head");
    live.database.psql("INSERT INTO filled VALUES (1, 'x')");
    live
}

fn terminal(live: &Live, line: &str) -> PtySession {
    spawn_command(live.tool(line), Some(120_000)).expect("a pseudo-terminal")
}

#[test]
fn no_leaves_everything() {
    let live = filled("question_no");
    let mut session = terminal(&live, "downgrade aaa1");
    session.exp_string("drops the table filled with its rows").expect("the table");
    session.exp_string("drops the column filled.more with its values").expect("the column");
    session.exp_string("Go on?").expect("a question");
    session.send_line("n").expect("an answer");
    session.exp_string("nothing was done").expect("an end");
    session.exp_eof().expect("the end");
    assert_eq!(live.rows(), "ccc3");
}

#[test]
fn yes_goes_on() {
    let live = filled("question_yes");
    let mut session = terminal(&live, "downgrade bbb2");
    session.exp_string("Go on?").expect("a question");
    session.send_line("y").expect("an answer");
    session.exp_eof().expect("the end");
    assert_eq!(live.rows(), "bbb2");
}

#[test]
fn an_empty_table_is_no_loss_but_the_base_always_is() {
    let live = Live::new("question_empty", TWO);
    live.succeeds("upgrade head");
    let mut session = terminal(&live, "downgrade aaa1");
    session.exp_eof().expect("no question");
    assert_eq!(live.rows(), "aaa1");
    let mut session = terminal(&live, "downgrade base");
    session.exp_string("Go on?").expect("a question");
    session.send_line("").expect("an answer");
    session.exp_eof().expect("the end");
    assert_eq!(live.rows(), "aaa1");
}

#[test]
fn nobody_is_asked_without_a_terminal_or_with_yes() {
    let live = filled("question_none");
    live.succeeds("downgrade bbb2");
    let mut session = terminal(&live, "downgrade base --yes");
    session.exp_eof().expect("no question");
    assert_eq!(live.rows(), "");
}
