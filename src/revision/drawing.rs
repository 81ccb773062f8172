//! `history --graph`: revisions newest first, with branches and merges drawn beside them.
//!
//! A lane is a column that waits for one revision. A revision stands in the first lane that waits for it;
//! the others that do come together there (`|/`). What a merge merges goes on in lanes of its own (`|\`).

/// What is drawn: every revision after those that follow it.
pub struct Entry<'a> {
    pub id: &'a str,
    /// Ids of what it builds on; those that are not drawn themselves don't count.
    pub down: Vec<&'a str>,
    /// Beside the graph; further lines stand below.
    pub text: String,
}

/// The drawing, line by line, without white space at line ends.
pub fn draw(entries: &[Entry<'_>]) -> Vec<String> {
    let drawn: std::collections::HashSet<&str> = entries.iter().map(|entry| entry.id).collect();
    let mut lanes: Vec<&str> = Vec::new();
    let mut lines = Vec::new();
    for entry in entries {
        while let Some((to, from)) = pair(&lanes, entry.id) {
            lines.push(joining(lanes.len(), to, from));
            lanes.remove(from);
        }
        let column = lanes.iter().position(|waiting| *waiting == entry.id).unwrap_or_else(|| {
            lanes.push(entry.id);
            lanes.len() - 1
        });
        let mark = |index: usize, here: char| if index == column { here } else { '|' };
        let mut texts = entry.text.lines();
        let row = |here: char, lanes: usize| -> String {
            (0..lanes).flat_map(|index| [mark(index, here), ' ']).collect()
        };
        lines.push(format!("{} {}", row('*', lanes.len()), texts.next().unwrap_or("")));
        let down: Vec<&str> = entry.down.iter().copied().filter(|id| drawn.contains(id)).collect();
        let below = if down.is_empty() { ' ' } else { '|' };
        lines.extend(texts.map(|text| format!("{} {text}", row(below, lanes.len()))));
        match down.split_first() {
            None => {
                if column + 1 < lanes.len() {
                    lines.push(closing(lanes.len(), column));
                }
                lanes.remove(column);
            }
            Some((first, others)) => {
                lanes[column] = first;
                for other in others.iter().rev() {
                    lines.push(opening(lanes.len(), column));
                    lanes.insert(column + 1, other);
                }
            }
        }
    }
    lines.iter().map(|line| line.trim_end().to_owned()).collect()
}

/// The first lane that waits for a revision, and the last of the others.
fn pair(lanes: &[&str], id: &str) -> Option<(usize, usize)> {
    let first = lanes.iter().position(|waiting| *waiting == id)?;
    let last = lanes.iter().rposition(|waiting| *waiting == id)?;
    (first != last).then_some((first, last))
}

fn canvas(lanes: usize) -> Vec<char> {
    vec![' '; 2 * lanes + 1]
}

/// Lane `from` goes over to lane `to` on its left, and what is right of it moves up.
fn joining(lanes: usize, to: usize, from: usize) -> String {
    let mut row = canvas(lanes);
    for lane in 0..lanes {
        match lane {
            _ if lane < from => row[2 * lane] = '|',
            _ => row[2 * lane - 1] = '/',
        }
    }
    for gap in to..from.saturating_sub(1) {
        row[2 * gap + 1] = '_';
    }
    row.into_iter().collect()
}

/// A lane begins right of `column`.
fn opening(lanes: usize, column: usize) -> String {
    let mut row = canvas(lanes);
    for lane in 0..lanes {
        if lane <= column {
            row[2 * lane] = '|';
        }
        if lane >= column {
            row[2 * lane + 1] = '\\';
        }
    }
    row.into_iter().collect()
}

/// The lane `column` has ended; what is right of it moves up.
fn closing(lanes: usize, column: usize) -> String {
    let mut row = canvas(lanes);
    for lane in (0..lanes).filter(|lane| *lane != column) {
        if lane < column {
            row[2 * lane] = '|';
        } else {
            row[2 * lane - 1] = '/';
        }
    }
    row.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `id: down down` per line, newest first.
    fn drawing(graph: &str) -> Vec<String> {
        let entries: Vec<Entry<'_>> = graph
            .lines()
            .map(|line| {
                let (id, down) = line.split_once(':').unwrap();
                Entry { id, down: down.split_whitespace().collect(), text: id.to_owned() }
            })
            .collect();
        draw(&entries)
    }

    #[test]
    fn drawings() {
        for (graph, expected) in [
            ("", vec![]),
            ("c: b\nb: a\na:", vec!["*  c", "*  b", "*  a"]),
            ("b: gone\n", vec!["*  b"]),
            ("m: b c\nc: a\nb: a\na:", vec!["*  m", r"|\", "| *  c", "* |  b", "|/", "*  a"]),
            ("x: a\ny: a\nz: a\na:", vec!["*  x", "| *  y", "| | *  z", "|_|/", "|/", "*  a"]),
            ("y: r\nx: a\nr:\na:", vec!["*  y", "| *  x", "* |  r", " /", "*  a"]),
            ("m: a b c\nc:\nb:\na:", vec!["*  m", r"|\", r"|\ \", "| | *  c", "| *  b", "*  a"]),
            (
                "x: a\nm: b c\nc: a\nb: a\na:",
                vec!["*  x", "| *  m", r"| |\", "| | *  c", "| * |  b", "|_|/", "|/", "*  a"],
            ),
        ] {
            let graph = graph.trim_end();
            assert_eq!(drawing(graph), expected, "{graph}");
        }
    }

    #[test]
    fn further_lines_stand_below() {
        let entries = [
            Entry { id: "b", down: vec!["a"], text: "b\n\n  more".to_owned() },
            Entry { id: "a", down: vec![], text: "a\nmore".to_owned() },
        ];
        assert_eq!(draw(&entries), ["*  b", "|", "|    more", "*  a", "   more"]);
    }
}
