//! Who plays in a run besides those its seed draws: which messenger, and which hand-made bug.

use domain::MessengerName;
use messengers::{pretend::Pretend, registry};

use crate::mutant::Mutant;

/// The cast.
#[derive(Clone, Debug, Default)]
pub struct Cast {
    /// The messenger; `None`: the seed chooses, all of them equally often.
    pub messenger: Option<MessengerName>,
    /// The bug, if there is one.
    pub mutant: Option<Mutant>,
}

impl Cast {
    /// The first messenger of all, whatever the seed.
    #[must_use]
    pub fn first(mutant: Option<Mutant>) -> Self {
        let messenger = registry::pretend().first().map(|first| first.info().name);
        Self { messenger, mutant }
    }

    /// The messenger that plays in the run of `seed`; `None`: there is no such one.
    #[must_use]
    pub fn pretend(&self, seed: u64) -> Option<Box<dyn Pretend>> {
        let mut all = registry::pretend();
        let count = u64::try_from(all.len()).unwrap_or(1).max(1);
        let at = match &self.messenger {
            Some(name) => all.iter().position(|known| &known.info().name == name)?,
            None => usize::try_from(seed % count).ok()?,
        };
        (at < all.len()).then(|| all.swap_remove(at))
    }
}

impl From<Mutant> for Cast {
    fn from(mutant: Mutant) -> Self {
        Self {
            mutant: Some(mutant),
            ..Self::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_messenger_plays_as_often_as_any_other_unless_one_is_asked_for() {
        let names: Vec<MessengerName> = registry::pretend().iter().map(|one| one.info().name).collect();
        let of = |cast: &Cast, seed| cast.pretend(seed).map(|pretend| pretend.info().name);

        for (at, name) in names.iter().enumerate() {
            let one = Cast {
                messenger: Some(name.clone()),
                mutant: None,
            };
            for round in 0..3 {
                let seed = (round * names.len() + at) as u64;
                assert_eq!(of(&Cast::default(), seed).as_ref(), Some(name));
                assert_eq!(of(&one, round as u64).as_ref(), Some(name));
            }
        }
        assert_eq!(of(&Cast::first(None), 7).as_ref(), names.first());
        let unknown = Cast {
            messenger: "nobody".parse().ok(),
            mutant: None,
        };
        assert_eq!(of(&unknown, 0), None);
    }
}
