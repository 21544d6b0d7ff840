//! What the report of closed chats comes to.

use proptest::prelude::*;

use super::*;
use crate::{DAY_MS, Episode, HOUR_MS, Handed, MINUTE_MS, UnixMs, report::Day};

fn id(name: &str) -> OperatorId {
    name.parse().expect("id")
}

fn period() -> Period {
    Period::parse("Europe/Kyiv", "2026-11-20", "2026-11-22").expect("a period")
}

/// Closed by anna `ms` after the period began.
fn closed(ms: i64) -> ClosedEpisode {
    let closed = period().from().plus(ms);
    ClosedEpisode {
        chat: "c1".parse().expect("id"),
        figures: Episode::begins(closed.plus(-HOUR_MS)),
        holder: Some(id("boris")),
        closed_by: id("anna"),
        closed,
        reason: None,
        reopened: None,
    }
}

fn report(filter: &Filter, episodes: &[ClosedEpisode]) -> ClosedReport {
    let before = period().before().expect("a period");
    closed_report("Europe/Kyiv", &period(), &before, filter, episodes)
}

#[test]
fn a_spread_is_exact() {
    let of = |times: &[i64]| Spread::of(times.to_vec());
    let spread = |count, mean_ms, median_ms, p90_ms| {
        Some(Spread {
            count,
            mean_ms,
            median_ms,
            p90_ms,
        })
    };

    assert_eq!(of(&[]), None);
    assert_eq!(of(&[7]), spread(1, 7, 7, 7));
    assert_eq!(of(&[9, 1]), spread(2, 5, 5, 9));
    assert_eq!(of(&[30, 10, 20]), spread(3, 20, 20, 30));
    assert_eq!(of(&[10, 9, 8, 7, 6, 5, 4, 3, 2, 1]), spread(10, 5, 5, 9));
    assert_eq!(of(&[11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]), spread(11, 6, 6, 10));
    assert_eq!(of(&[i64::MAX, i64::MAX]), spread(2, i64::MAX, i64::MAX, i64::MAX));
}

#[test]
fn each_figure_is_that_of_the_episodes() {
    let mut quick = closed(HOUR_MS);
    (quick.figures.inbound, quick.figures.outbound) = (3, 2);
    (quick.figures.answers, quick.figures.answers_ms) = (2, 6_000);
    quick.figures.first_answer_ms = Some(4_000);
    quick.reopened = Some(quick.closed.plus(1));
    let mut slow = closed(DAY_MS);
    (slow.figures.inbound, slow.figures.outbound) = (1, 1);
    (slow.figures.answers, slow.figures.answers_ms) = (1, 30_000);
    slow.figures.first_answer_ms = Some(30_000);
    let mut unanswered = closed(DAY_MS);
    unanswered.figures.inbound = 1;
    // The operator wrote first, and the contact never did.
    let mut silent = closed(2 * DAY_MS);
    silent.figures.outbound = 1;
    let earlier = closed(-1);
    let (too_early, too_late) = (closed(-3 * DAY_MS - 1), closed(3 * DAY_MS));

    let all = [quick, slow, unanswered, silent, earlier, too_early, too_late];
    let report = report(&Filter::default(), &all);

    let total = &report.total;
    assert_eq!((total.closed, total.reopened, total.unanswered), (4, 1, 1));
    assert_eq!((total.inbound, total.outbound), (5, 4));
    let answer = total.answer.expect("answered");
    assert_eq!((answer.count, answer.mean_ms, answer.median_ms), (2, 12_000, 16_500));
    assert_eq!(total.first_answer.map(|spread| spread.mean_ms), Some(17_000));
    assert_eq!(
        total.to_close.map(|spread| (spread.count, spread.median_ms)),
        Some((4, HOUR_MS))
    );
    assert_eq!((report.before.closed, report.before.answer), (1, None));
    let days: Vec<_> = report
        .days
        .iter()
        .map(|day| (day.day.as_str(), day.closed, day.reopened))
        .collect();
    assert_eq!(days, [("2026-11-20", 1, 1), ("2026-11-21", 2, 0), ("2026-11-22", 1, 0)]);
    assert_eq!(report.operators.len(), 1);
    assert_eq!(report.operators[0].figures, report.total);
}

#[test]
fn a_day_without_episodes_has_nobody_to_count() {
    let report = report(&Filter::default(), &[]);

    assert_eq!(report.total, ClosedFigures::default());
    assert_eq!(report.days.iter().map(|day| day.closed).collect::<Vec<_>>(), [0, 0, 0]);
    let text = serde_json::to_string(&report.total).expect("text");
    assert!(
        !text.contains("first_answer") && !text.contains("to_close"),
        "absent, not 0: {text}"
    );
}

#[test]
fn forwards_are_whose_they_are_whoever_closed() {
    let mut episode = closed(1);
    let handed = |from: &str, to: Option<&str>| Handed {
        from: id(from),
        to: to.map(id),
    };
    episode.figures.handed = vec![handed("vera", Some("boris")), handed("boris", None)];

    let all = report(&Filter::default(), std::slice::from_ref(&episode));
    let one = Filter {
        operators: Some(BTreeSet::from([id("boris")])),
        ..Filter::default()
    };
    let of_boris = report(&one, std::slice::from_ref(&episode));

    assert_eq!((all.total.forwards_out, all.total.forwards_in), (2, 1));
    let rows: Vec<_> = all
        .operators
        .iter()
        .map(|row| {
            (
                row.operator.as_str(),
                row.figures.closed,
                row.figures.forwards_out,
                row.figures.forwards_in,
            )
        })
        .collect();
    assert_eq!(rows, [("anna", 1, 0, 0), ("boris", 0, 1, 1), ("vera", 0, 1, 0)]);
    assert_eq!(
        (of_boris.total.closed, of_boris.operators.len()),
        (0, 1),
        "anna closed it"
    );
    assert_eq!((of_boris.total.forwards_out, of_boris.total.forwards_in), (1, 1));
}

#[test]
fn rows_are_by_who_closed_or_by_who_had_it() {
    let nobodys = ClosedEpisode {
        holder: None,
        ..closed(2)
    };
    let by_holder = Filter {
        by: By::Holder,
        ..Filter::default()
    };
    let report = report(&by_holder, &[closed(1), nobodys]);

    assert_eq!(report.total.closed, 2);
    let rows: Vec<_> = report
        .operators
        .iter()
        .map(|row| (row.operator.as_str(), row.figures.closed))
        .collect();
    assert_eq!(rows, [("boris", 1)]);
}

#[test]
fn an_episode_is_in_every_channel_the_contact_wrote_in() {
    let mut both = closed(1);
    both.figures.channels = ["one", "two"].map(|name| name.parse().expect("id")).to_vec();
    let of = |name: &str| {
        let channels = Some(BTreeSet::from([name.parse().expect("id")]));
        let filter = Filter {
            channels,
            ..Filter::default()
        };
        report(&filter, &[both.clone(), closed(2)]).total.closed
    };

    assert_eq!([of("one"), of("two"), of("three")], [1, 1, 0]);
}

/// An episode of one of three operators, closed some time around the period.
fn any_episode() -> impl Strategy<Value = ClosedEpisode> {
    let names = || prop::sample::select(vec!["anna", "boris", "vera"]);
    let times = (-5 * DAY_MS..5 * DAY_MS, 0..DAY_MS, 0..5_u32, 0..HOUR_MS);
    let rest = (
        prop::option::of(0..HOUR_MS),
        prop::option::of(Just(())),
        0..4_u32,
        prop::option::of(names()),
    );
    (times, names(), rest, prop::option::of(names())).prop_map(|(times, by, rest, to)| {
        let (at, lasted, answers, answers_ms) = times;
        let (first_answer_ms, reopened, inbound, holder) = rest;
        let mut episode = closed(at);
        episode.figures = Episode {
            answers,
            answers_ms: if answers == 0 { 0 } else { answers_ms },
            first_answer_ms,
            inbound,
            handed: to
                .into_iter()
                .map(|to| Handed {
                    from: id(by),
                    to: Some(id(to)),
                })
                .collect(),
            ..Episode::begins(episode.closed.plus(-lasted))
        };
        episode.closed_by = id(by);
        episode.holder = holder.map(id);
        episode.reopened = reopened.map(|()| episode.closed.plus(MINUTE_MS));
        episode
    })
}

/// The same by a plain look at each day and operator: slow, and without a thought.
fn naive(
    days: &[Day],
    filter: &Filter,
    who: Option<&OperatorId>,
    all: &[ClosedEpisode],
) -> (u32, u32, u32, Option<i64>, u32) {
    let is_in = |at: UnixMs| days.iter().any(|day| day.from <= at && at < day.to);
    let of_period: Vec<_> = all.iter().filter(|episode| is_in(episode.closed)).collect();
    let row = |episode: &ClosedEpisode| match filter.by {
        By::Closer => Some(episode.closed_by.clone()),
        By::Holder => episode.holder.clone(),
    };
    let is_wanted = |name: &OperatorId| match (&filter.operators, who) {
        (_, Some(who)) => name == who,
        (Some(wanted), None) => wanted.contains(name),
        (None, None) => true,
    };
    let is_counted = |episode: &&&ClosedEpisode| match row(episode) {
        Some(name) => is_wanted(&name),
        None => who.is_none() && filter.operators.is_none(),
    };
    let own: Vec<_> = of_period.iter().filter(is_counted).collect();
    let number = |count: usize| u32::try_from(count).expect("small");
    let reopened = own.iter().filter(|episode| episode.reopened.is_some()).count();
    let is_unanswered = |episode: &&&&ClosedEpisode| {
        let figures = &episode.figures;
        figures.inbound > 0 && figures.first_answer_ms.is_none() && figures.answers == 0
    };
    let unanswered = own.iter().filter(is_unanswered).count();
    let mut lasted: Vec<i64> = own
        .iter()
        .map(|episode| episode.closed.0 - episode.figures.opened.0)
        .collect();
    lasted.sort_unstable();
    let median = match lasted.len() {
        0 => None,
        count if count % 2 == 1 => Some(lasted[count / 2]),
        count => Some((lasted[count / 2 - 1] + lasted[count / 2]) / 2),
    };
    let handed = of_period.iter().flat_map(|episode| &episode.figures.handed);
    let out = handed.filter(|handed| is_wanted(&handed.from)).count();
    (
        number(own.len()),
        number(reopened),
        number(unanswered),
        median,
        number(out),
    )
}

fn in_short(figures: &ClosedFigures) -> (u32, u32, u32, Option<i64>, u32) {
    let median = figures.to_close.map(|spread| spread.median_ms);
    (
        figures.closed,
        figures.reopened,
        figures.unanswered,
        median,
        figures.forwards_out,
    )
}

proptest! {
    #[test]
    fn the_report_is_what_a_plain_count_comes_to(
        episodes in prop::collection::vec(any_episode(), 0..40),
        is_by_holder in any::<bool>(),
        wanted in prop::option::of(prop::collection::btree_set(prop::sample::select(vec!["anna", "boris"]), 0..2)),
    ) {
        let filter = Filter {
            by: if is_by_holder { By::Holder } else { By::Closer },
            operators: wanted.map(|names| names.into_iter().map(id).collect()),
            channels: None,
        };
        let (period, before) = (period(), period().before().expect("a period"));

        let report = report(&filter, &episodes);

        prop_assert_eq!(in_short(&report.total), naive(period.days(), &filter, None, &episodes));
        prop_assert_eq!(in_short(&report.before), naive(before.days(), &filter, None, &episodes));
        for (day, told) in period.days().iter().zip(&report.days) {
            let counted = naive(std::slice::from_ref(day), &filter, None, &episodes);
            prop_assert_eq!((told.closed, told.reopened), (counted.0, counted.1));
        }
        for row in &report.operators {
            prop_assert!(filter.operators.as_ref().is_none_or(|wanted| wanted.contains(&row.operator)));
            prop_assert_eq!(in_short(&row.figures), naive(period.days(), &filter, Some(&row.operator), &episodes));
        }
        let rows: u32 = report.operators.iter().map(|row| row.figures.closed).sum();
        prop_assert!(rows <= report.total.closed && (is_by_holder || rows == report.total.closed));
        let out: u32 = report.operators.iter().map(|row| row.figures.forwards_out).sum();
        prop_assert_eq!(out, report.total.forwards_out);
    }
}
