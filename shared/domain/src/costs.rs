//! What a month's messages cost at the table and at the gateway: what is counted, times the units of each kind of decision,
//! times the list prices.
//!
//! Only what the desk counts is reckoned. What it does not count is not guessed: reads, the functions' time, pushes to
//! browsers, stored files, logs.

use serde::{Deserialize, Serialize};

use crate::{Chat, ClosedEpisode, UnixMs};

/// What one decision of a kind takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Units {
    /// Write units of the table with its indexes, in a transaction.
    pub writes: u32,
    /// Requests to the gateway.
    pub requests: u32,
}

/// A contact's message in a chat that somebody has, the first of its minute; six write units within one. The story
/// `what_a_month_is_reckoned_with` asserts these three.
pub const INBOUND: Units = Units { writes: 8, requests: 1 };

/// An answer's whole way: said, claimed by a courier, taken by the messenger.
pub const OUTBOUND: Units = Units {
    writes: 19,
    requests: 1,
};

/// Closing a chat, with its episode, the stretch of its holder's time and the entry of the log.
pub const CLOSING: Units = Units {
    writes: 17,
    requests: 1,
};

/// What a unit costs, in 10^-9 dollars. Source: AWS's public list prices on demand in us-east-1, November 2026: DynamoDB
/// writes 0.625 dollars a million, HTTP API requests 1 dollar a million. Other regions differ by a few tenths.
pub const PRICES: Prices = Prices {
    write_nano: 625,
    request_nano: 1_000,
};

/// List prices, each in 10^-9 dollars for one unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Prices {
    /// A write unit of the table.
    pub write_nano: u32,
    /// A request to the gateway.
    pub request_nano: u32,
}

/// What was counted: talks that were closed within the time, and those that go on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(ts_rs::TS, utoipa::ToSchema))]
pub struct Counted {
    /// Messages of contacts.
    pub inbound: u64,
    /// Answers.
    pub outbound: u64,
    /// Talks closed.
    pub closed: u64,
}

impl Counted {
    /// What a chat counts since `from`: its talks closed since, as they were when they were closed, and the one going on.
    #[must_use]
    pub fn of(chat: &Chat, closed: &[ClosedEpisode], from: UnixMs) -> Self {
        let closed = closed.iter().filter(|episode| episode.closed >= from);
        let mut counted = Self::default();
        for figures in closed.map(|episode| &episode.figures) {
            counted.closed += 1;
            counted.inbound += u64::from(figures.inbound);
            counted.outbound += u64::from(figures.outbound);
        }
        // A closed chat keeps its last episode in case the closing is undone: that one is among the others.
        if let Some(running) = chat.episode.as_ref().filter(|_| chat.is_open()) {
            counted.inbound += u64::from(running.inbound);
            counted.outbound += u64::from(running.outbound);
        }
        counted
    }

    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            inbound: self.inbound + other.inbound,
            outbound: self.outbound + other.outbound,
            closed: self.closed + other.closed,
        }
    }
}

/// When the month of `now` began, in UTC, as bills have it.
#[must_use]
pub fn month_of(now: UnixMs) -> UnixMs {
    let first = jiff::Timestamp::from_millisecond(now.0).ok().and_then(|at| {
        let date = at.to_zoned(jiff::tz::TimeZone::UTC).date().first_of_month();
        Some(
            date.to_zoned(jiff::tz::TimeZone::UTC)
                .ok()?
                .timestamp()
                .as_millisecond(),
        )
    });
    UnixMs(first.unwrap_or(now.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Roster, rules,
        rules::samples::{NOON, anna, held_by, open_chat},
    };

    fn closed_at(closed: UnixMs) -> ClosedEpisode {
        let chat = held_by("anna");
        let mut change = rules::close(&chat, &anna(), None, closed);
        rules::account(&mut change, Some(&chat), &Roster(Vec::new()), closed);
        match change.episode {
            Some(crate::EpisodeWrite::Store(mut episode)) => {
                // Closing is never earlier than the talk began.
                episode.closed = closed;
                episode.figures.inbound = 3;
                episode.figures.outbound = 2;
                *episode
            }
            other => panic!("an episode: {other:?}"),
        }
    }

    #[test]
    fn a_month_counts_what_was_closed_in_it_and_what_goes_on() {
        let from = month_of(NOON);
        let (before, within) = (closed_at(from.plus(-1)), closed_at(from));
        let mut running = open_chat();
        let figures = running.episode.as_mut().expect("it runs");
        (figures.inbound, figures.outbound) = (5, 4);
        let mut over = rules::close(&running, &anna(), None, NOON).chat;

        let of = |chat: &Chat| Counted::of(chat, &[within.clone(), before.clone()], from);
        let counted = |inbound, outbound, closed| Counted {
            inbound,
            outbound,
            closed,
        };
        assert_eq!(of(&running), counted(8, 6, 1));
        assert_eq!(of(&over), counted(3, 2, 1), "its last talk is among the closed ones");
        over.episode = None;
        assert_eq!(of(&over).and(of(&running)), counted(11, 8, 2));
    }

    #[test]
    fn a_month_begins_on_its_first_day_in_utc() {
        // 2026-11-22T12:00:00Z and 2026-11-01T00:00:00Z.
        assert_eq!(month_of(NOON), UnixMs(1_793_491_200_000));
        assert_eq!(month_of(UnixMs(1_793_491_200_000)), UnixMs(1_793_491_200_000));
        assert_eq!(month_of(UnixMs(1_793_491_199_999)), UnixMs(1_790_812_800_000));
    }
}
