//! [`Flow`]: the solution of a body's joins.

use std::collections::HashMap;

use aria_mir::{BlockId, Body, LocalId, Place};

use crate::path::{Path, Paths, Reach};
use crate::state::Status;

/// A step of a body: a statement of a block, or its terminator (behind the statements).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Site {
    pub block: BlockId,
    pub index: usize,
}

impl Site {
    pub fn span(&self, body: &Body) -> aria_source::Span {
        match self.step(body) {
            Step::Statement(statement) => statement.span,
            Step::Terminator(terminator) => terminator.span,
        }
    }

    pub fn step<'b>(&self, body: &'b Body) -> Step<'b> {
        let block = body.block(self.block);
        match block.statements.get(self.index) {
            Some(statement) => Step::Statement(statement),
            None => Step::Terminator(&block.terminator),
        }
    }
}

/// What stands at a site.
pub enum Step<'b> {
    Statement(&'b aria_mir::Statement),
    Terminator(&'b aria_mir::Terminator),
}

/// What a step does to a place. The events of a step happen in the order in which they are given.
#[derive(Clone, PartialEq, Debug)]
pub enum Event<R> {
    /// Reads it, or takes its address: it must hold a value.
    Uses { place: Place },
    /// Takes the value out of it, which it must hold: it was moved, sent, released.
    Ends { place: Place, reason: R },
    /// Whatever it holds must not be used any more, but it need not hold anything: what it is a view of went away.
    Spoils { place: Place, reason: R },
    /// Gives it a value.
    Begins { place: Place },
    /// The same, on the way to a call's target only: not where the call unwinds.
    Returns { place: Place },
    /// It holds nothing from here on, whether or not it did: its storage begins or ends.
    Clears { place: Place },
    /// What it holds, if anything, is destroyed. The place is followed, so that it is known whether there is anything.
    Drops { place: Place },
}

/// A place that a step uses, and that may hold no value by then.
#[derive(Clone, PartialEq, Debug)]
pub struct Loss<R> {
    /// What is used.
    pub place: Place,
    pub used: Site,
    /// The sites that may have taken the value, or a part of it, with their reasons. They may stand behind the use: in
    /// an earlier turn of a loop.
    pub ends: Vec<(Site, Path, R)>,
    /// It is gone, whichever way was taken.
    pub always: bool,
}

/// What the followed paths hold at every point of a body.
pub struct Flow<R> {
    pub paths: Paths,
    /// At each block's beginning; `None` where control never gets.
    entries: Vec<Option<Vec<Status>>>,
    steps: HashMap<Site, Vec<Event<R>>>,
}

impl<R: Clone + PartialEq> Flow<R> {
    /// Solves a body. `events` says what happens at each site. Parameters hold values at the beginning, other locals do
    /// not.
    pub fn solve(body: &Body, mut events: impl FnMut(Site, &mut Vec<Event<R>>)) -> Flow<R> {
        let mut steps = HashMap::new();
        let mut paths = Paths::default();
        for (b, block) in body.blocks.iter().enumerate() {
            for index in 0..=block.statements.len() {
                let site = Site { block: BlockId(b as u32), index };
                let mut found = Vec::new();
                events(site, &mut found);
                for event in &found {
                    if let Event::Ends { place, .. } | Event::Spoils { place, .. } | Event::Drops { place } = event
                        && let (path, Reach::Exact) = Path::of(place)
                    {
                        paths.add(&path);
                    }
                }
                if !found.is_empty() {
                    steps.insert(site, found);
                }
            }
        }
        let mut flow = Flow { paths, entries: vec![None; body.blocks.len()], steps };
        if body.blocks.is_empty() {
            return flow;
        }
        let is_param = |local: LocalId| local.0 >= 1 && local.0 <= body.params;
        let start = |i| if is_param(flow.paths.get(i).local) { Status::here() } else { Status::empty() };
        let start: Vec<Status> = (0..flow.paths.len()).map(start).collect();
        flow.entries[0] = Some(start);
        let mut todo = vec![0_usize];
        while let Some(block) = todo.pop() {
            let Some(mut state) = flow.entries[block].clone() else { continue };
            let count = body.blocks[block].statements.len();
            let site = |index| Site { block: BlockId(block as u32), index };
            for index in 0..count {
                flow.step(site(index), &mut state, true);
            }
            let mut unwound = state.clone();
            flow.step(site(count), &mut state, true);
            flow.step(site(count), &mut unwound, false);
            let kind = &body.blocks[block].terminator.kind;
            let successors = kind.successors();
            let unwinds_to = unwinding(kind);
            for next in successors {
                let given = if Some(next) == unwinds_to { &unwound } else { &state };
                if join(&mut flow.entries[next.0 as usize], given) {
                    todo.push(next.0 as usize);
                }
            }
        }
        flow
    }

    /// The events of a site.
    pub fn events(&self, site: Site) -> &[Event<R>] {
        self.steps.get(&site).map_or(&[], |all| all)
    }

    /// What the followed paths hold at a block's beginning; `None` where control never gets.
    pub fn before_block(&self, block: BlockId) -> Option<&[Status]> {
        self.entries.get(block.0 as usize)?.as_deref()
    }

    /// What the followed paths hold just before a site; `None` where control never gets.
    pub fn before(&self, site: Site) -> Option<Vec<Status>> {
        let mut state = self.entries.get(site.block.0 as usize)?.clone()?;
        (0..site.index).for_each(|index| self.step(Site { block: site.block, index }, &mut state, true));
        Some(state)
    }

    /// Every use of something that may be gone, in the order of the blocks.
    pub fn losses(&self) -> Vec<Loss<R>> {
        let mut sites: Vec<Site> = self.steps.keys().copied().collect();
        sites.sort_unstable();
        let mut found = Vec::new();
        let mut at: Option<(Site, Vec<Status>)> = None;
        for site in sites {
            let state = match at.take() {
                Some((last, mut state)) if last.block == site.block => {
                    (last.index..site.index).for_each(|index| self.step(Site { block: site.block, index }, &mut state, true));
                    Some(state)
                }
                _ => self.before(site),
            };
            let Some(state) = state else { continue };
            let mut now = state.clone();
            for event in self.events(site) {
                if let Event::Uses { place } | Event::Ends { place, .. } = event {
                    found.extend(self.loss(site, place, &now));
                }
                if let Event::Begins { place } = event
                    && let Some(loss) = self.loss_around(site, place, &now)
                {
                    found.push(loss);
                }
                self.apply(site, event, &mut now, true);
            }
            at = Some((site, state));
        }
        found
    }

    fn loss(&self, site: Site, place: &Place, state: &[Status]) -> Option<Loss<R>> {
        let (path, _) = Path::of(place);
        let concerned: Vec<usize> = self.paths.overlapping(&path).filter(|i| !state[*i].ended.is_empty()).collect();
        self.lost(site, place, concerned, state)
    }

    /// A part is stored into something that is gone.
    fn loss_around(&self, site: Site, place: &Place, state: &[Status]) -> Option<Loss<R>> {
        let (path, reach) = Path::of(place);
        if reach == Reach::Behind {
            // The reference that is followed has a use of its own.
            return None;
        }
        let around = |i: &usize| {
            let other = self.paths.get(*i);
            other.contains(&path) && (*other != path || reach != Reach::Exact)
        };
        let concerned = self.paths.overlapping(&path).filter(around).filter(|i| !state[*i].ended.is_empty()).collect();
        self.lost(site, place, concerned, state)
    }

    fn lost(&self, site: Site, place: &Place, concerned: Vec<usize>, state: &[Status]) -> Option<Loss<R>> {
        let mut ends: Vec<(Site, Path, R)> = Vec::new();
        for i in &concerned {
            for end in &state[*i].ended {
                let reason = self.events(*end).iter().find_map(|event| match event {
                    Event::Ends { place, reason } | Event::Spoils { place, reason }
                        if Path::of(place).0.contains(self.paths.get(*i)) =>
                    {
                        Some((Path::of(place).0, reason.clone()))
                    }
                    _ => None,
                });
                if let Some((path, reason)) = reason
                    && !ends.iter().any(|(site, known, _)| site == end && *known == path)
                {
                    ends.push((*end, path, reason));
                }
            }
        }
        ends.sort_by_key(|(site, ..)| *site);
        let always = concerned.iter().any(|i| !state[*i].here);
        (!ends.is_empty()).then(|| Loss { place: place.clone(), used: site, ends, always })
    }

    fn step(&self, site: Site, state: &mut [Status], returns: bool) {
        self.events(site).iter().for_each(|event| self.apply(site, event, state, returns));
    }

    fn apply(&self, site: Site, event: &Event<R>, state: &mut [Status], returns: bool) {
        let (place, status) = match event {
            Event::Uses { .. } => return,
            Event::Returns { .. } if !returns => return,
            Event::Begins { place } | Event::Returns { place } => (place, Status::here()),
            Event::Clears { place } | Event::Drops { place } => (place, Status::empty()),
            Event::Ends { place, .. } | Event::Spoils { place, .. } => (place, Status::ended(site)),
        };
        if let (path, Reach::Exact) = Path::of(place) {
            self.paths.within(&path).for_each(|i| state[i] = status.clone());
        }
    }
}

fn unwinding(kind: &aria_mir::TerminatorKind) -> Option<BlockId> {
    use aria_mir::{TerminatorKind, Unwind};
    match kind {
        TerminatorKind::Call { unwind: Unwind::Cleanup(block), .. }
        | TerminatorKind::Drop { unwind: Unwind::Cleanup(block), .. }
        | TerminatorKind::Assert { unwind: Unwind::Cleanup(block), .. } => Some(*block),
        _ => None,
    }
}

fn join(into: &mut Option<Vec<Status>>, from: &[Status]) -> bool {
    match into {
        Some(known) => known.iter_mut().zip(from).fold(false, |changed, (a, b)| a.join(b) | changed),
        None => {
            *into = Some(from.to_vec());
            true
        }
    }
}
