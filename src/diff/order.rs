//! Dependency order: operations stay where they were proposed, except that what one depends on is
//! moved in front of it. The same order reversed is right for the downgrade, since every dependency
//! of making something is mirrored by one of taking it away.

use std::collections::{BTreeMap, BTreeSet};

use super::plan::{Step, Thing};
use crate::operation::Operation;

pub(super) fn arrange(steps: Vec<Step>) -> Vec<Operation> {
    let before = prerequisites(&steps);
    let mut order = Vec::with_capacity(steps.len());
    let mut visited = vec![false; steps.len()];
    for start in 0..steps.len() {
        visit(start, &before, &mut visited, &mut order);
    }
    let mut operations: Vec<Option<Operation>> = steps.into_iter().map(|step| Some(step.operation)).collect();
    order.into_iter().filter_map(|at| operations[at].take()).collect()
}

/// Depth first, with a stack of its own: chains can be as long as the list. A cycle, which no schema
/// should give, is cut where it closes.
fn visit(start: usize, before: &[BTreeSet<usize>], visited: &mut [bool], order: &mut Vec<usize>) {
    if visited[start] {
        return;
    }
    visited[start] = true;
    let mut stack = vec![(start, before[start].iter())];
    while let Some((at, pending)) = stack.last_mut() {
        let at = *at;
        match pending.next() {
            Some(&next) if !visited[next] => {
                visited[next] = true;
                stack.push((next, before[next].iter()));
            }
            Some(_) => {}
            None => {
                order.push(at);
                stack.pop();
            }
        }
    }
}

/// For each step, those that have to come before it:
/// who makes what it needs, who lets go of what it takes away, who takes away what it makes again.
fn prerequisites(steps: &[Step]) -> Vec<BTreeSet<usize>> {
    let index = |things: fn(&Step) -> &Vec<Thing>| {
        let mut index: BTreeMap<&Thing, Vec<usize>> = BTreeMap::new();
        for (at, step) in steps.iter().enumerate() {
            for thing in things(step) {
                index.entry(thing).or_default().push(at);
            }
        }
        index
    };
    let creators = index(|step| &step.effects.creates);
    let releasers = index(|step| &step.effects.releases);
    let removers = index(|step| &step.effects.removes);
    steps
        .iter()
        .enumerate()
        .map(|(at, step)| {
            let effects = &step.effects;
            let of = |things: &[Thing], index: &BTreeMap<&Thing, Vec<usize>>| -> Vec<usize> {
                things.iter().filter_map(|thing| index.get(thing)).flatten().copied().collect()
            };
            let mut before: BTreeSet<usize> = BTreeSet::new();
            before.extend(of(&effects.needs, &creators));
            before.extend(of(&effects.removes, &releasers));
            before.extend(of(&effects.creates, &removers));
            before.remove(&at);
            before
        })
        .collect()
}
