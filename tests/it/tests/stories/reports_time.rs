//! The report of operators' time.

use courier::Wake;
use domain::{HOUR_MS, MINUTE_MS, OperatorId, UnixMs, report::Period};
use serde_json::{Value, json};
use store::meter::Cost;
use support::{Engine, engines};

use crate::handmade::{Desk, midnight};

const NIGHT: &str = "from=2026-03-28&to=2026-03-29";

/// A desk so many minutes after the midnight of [`night_shift`], and that midnight.
async fn after_night(engine: &Engine, minutes: i64) -> (Desk, UnixMs) {
    let desk = Desk::open(engine, midnight("2026-03-27")).await;
    let midnight = night_shift(&desk).await;
    desk.is_at(midnight.plus(minutes * MINUTE_MS));
    (desk, midnight)
}

/// Anna works over the midnight after which the clocks are put forward, with a chat that is then Boris's for a while.
async fn night_shift(desk: &Desk) -> UnixMs {
    let midnight = midnight("2026-03-29");
    let at = |minutes: i64| midnight.plus(minutes * MINUTE_MS);
    let (anna, boris) = (desk.signed_in("anna").await, desk.signed_in("boris").await);
    anna.is("online", at(-120)).await;
    let chat = desk.hears(1).await;
    anna.forwards(&chat, None, "anna", at(-60)).await;
    anna.does("close", &chat, at(-30)).await;
    // Undone within half a minute: it was hers all along.
    anna.does("reopen", &chat, at(-30).plus(20_000)).await;
    boris.is("busy", at(-10)).await;
    anna.forwards(&chat, Some("anna"), "boris", at(120)).await;
    boris.forwards(&chat, Some("boris"), "anna", at(150)).await;
    anna.does("close", &chat, at(200)).await;
    anna.is("break", at(240)).await;
    anna.is("offline", at(300)).await;
    boris.is("offline", at(600)).await;
    midnight
}

#[tokio::test(flavor = "multi_thread")]
async fn a_night_shift_is_told_day_by_day_as_long_as_the_days_are() {
    for engine in engines() {
        let (desk, midnight) = after_night(&engine, 40 * 60).await;
        let olga = desk.signed_in("olga").await;

        let report = olga.gets(&format!("/api/reports/operator-time?{NIGHT}")).await.ok();

        let minutes = |minutes: i64| minutes * MINUTE_MS;
        assert_eq!(
            (&report["zone"], &report["from"], &report["to"]),
            (&json!("Europe/Kyiv"), &json!("2026-03-28"), &json!("2026-03-29"))
        );
        assert_eq!(
            report["until"],
            midnight.plus(23 * HOUR_MS).0,
            "the day of 23 hours is over"
        );
        let anna = &report["operators"][0];
        assert_eq!(anna["operator"], "anna");
        assert_eq!(
            anna["days"],
            json!([
                {
                    "day": "2026-03-28",
                    "figures": {
                        "online_ms": minutes(120), "online_with_chats_ms": minutes(60) - 20_000, "busy_ms": 0,
                        "busy_with_chats_ms": 0, "break_ms": 0, "offline_ms": minutes(22 * 60), "changes": 1,
                        "chats_ms": minutes(60) - 20_000, "chats_max": 1, "taken": 1,
                    },
                    "first_online": midnight.plus(-minutes(120)).0,
                },
                {
                    "day": "2026-03-29",
                    "figures": {
                        "online_ms": minutes(240), "online_with_chats_ms": minutes(170), "busy_ms": 0,
                        "busy_with_chats_ms": 0, "break_ms": minutes(60), "offline_ms": minutes(23 * 60 - 300), "changes": 2,
                        "chats_ms": minutes(170), "chats_max": 1, "taken": 1,
                    },
                    "first_online": midnight.0,
                    "last_offline": midnight.plus(minutes(300)).0,
                },
            ])
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_report_adds_up_everybody_and_the_hours_with_nobody_there() {
    for engine in engines() {
        let (desk, _) = after_night(&engine, 40 * 60).await;
        let olga = desk.signed_in("olga").await;

        let report = olga.gets(&format!("/api/reports/operator-time?{NIGHT}")).await.ok();

        let minutes = |minutes: i64| minutes * MINUTE_MS;
        let anna = &report["operators"][0];
        let boris = &report["operators"][1]["total"];
        assert_eq!(
            (&boris["busy_ms"], &boris["busy_with_chats_ms"]),
            (&json!(minutes(610)), &json!(minutes(30)))
        );
        assert_eq!((&boris["taken"], &boris["changes"]), (&json!(1), &json!(2)));
        assert_eq!(
            report["operators"][2]["total"]["offline_ms"],
            47 * HOUR_MS,
            "olga, who is there though she was not"
        );
        assert_eq!(report["total"]["taken"], 3);
        // Nine hours each day, when nobody was Online.
        assert_eq!(
            (&report["uncovered_ms"], &report["uncovered_before_ms"]),
            (&json!(18 * HOUR_MS), &json!(18 * HOUR_MS))
        );
        assert_eq!(
            report["before"]["offline_ms"],
            3 * 24 * HOUR_MS,
            "the desk is a day older than the period"
        );
        let hers = olga
            .gets(&format!("/api/reports/operator-time?{NIGHT}&operators=anna"))
            .await
            .ok();
        assert_eq!((&hers["total"], &hers["uncovered_ms"]), (&anna["total"], &Value::Null));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_stretches_of_a_day_are_cut_at_its_midnights() {
    for engine in engines() {
        let (desk, midnight) = after_night(&engine, 700).await;
        let olga = desk.signed_in("olga").await;

        let day = olga
            .gets("/api/reports/operator-time/intervals?day=2026-03-29&operators=anna,boris")
            .await
            .ok();

        assert_eq!(
            (&day["from"], &day["to"]),
            (&json!(midnight.0), &json!(midnight.plus(23 * HOUR_MS).0))
        );
        let told = day["intervals"].as_array().expect("a list").iter();
        let told: Vec<_> = told
            .map(|one| {
                let minute = |at: &Value| (at.as_i64().expect("a time") - midnight.0) / MINUTE_MS;
                let text = |name: &str| one[name].as_str().expect("a word").to_owned();
                (
                    text("operator"),
                    text("status"),
                    minute(&one["from"]),
                    minute(&one["to"]),
                    one["chats"].as_u64(),
                    one["taken"].as_u64(),
                )
            })
            .collect();
        let one = |who: &str, status: &str, from, to, chats, taken| {
            (who.to_owned(), status.to_owned(), from, to, Some(chats), Some(taken))
        };
        assert_eq!(
            told,
            [
                one("anna", "online", 0, 120, 1, 0),
                one("anna", "online", 120, 150, 0, 0),
                one("anna", "online", 150, 200, 1, 1),
                one("anna", "online", 200, 240, 0, 0),
                one("anna", "break", 240, 300, 0, 0),
                one("anna", "offline", 300, 700, 0, 0),
                one("boris", "busy", 0, 120, 0, 0),
                one("boris", "busy", 120, 150, 1, 1),
                one("boris", "busy", 150, 600, 0, 0),
                one("boris", "offline", 600, 700, 0, 0),
            ]
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_files_tell_the_same_on_the_clock_of_the_zone() {
    for engine in engines() {
        let (desk, _) = after_night(&engine, 700).await;
        let olga = desk.signed_in("olga").await;

        let (name, lines) = olga
            .gets(&format!("/api/reports/operator-time.csv?{NIGHT}"))
            .await
            .csv();
        assert_eq!(name, "attachment; filename=\"operator-time_2026-03-28_2026-03-29.csv\"");
        assert_eq!(lines.len(), 1 + 3 * 2);
        assert_eq!(
            lines[2],
            r#""anna","anna","2026-03-29","14400","10200","0","0","3600","24000","2026-03-29 00:00:00","2026-03-29 06:00:00","2","0.71","1","1""#,
            "five hours after midnight the clock says six"
        );
        let (_, lines) = olga
            .gets(&format!(
                "/api/reports/operator-time/intervals.csv?{NIGHT}&operators=boris"
            ))
            .await
            .csv();
        assert_eq!(
            lines[0],
            r#""operator","name","status","from","to","length_s","reason","open_chats","chats_taken""#
        );
        assert_eq!(
            lines[3],
            r#""boris","boris","busy","2026-03-29 02:00:00","2026-03-29 02:30:00","1800","chosen","1","1""#
        );
    }
}

/// Whoever loses the connection is Offline after the grace time, and the stretch that begins then says why.
#[tokio::test(flavor = "multi_thread")]
async fn a_lost_connection_ends_a_stretch_after_the_grace_time() {
    for engine in engines() {
        let noon = midnight("2026-11-27").plus(12 * HOUR_MS);
        let desk = Desk::open(&engine, noon).await;
        let olga = desk.signed_in("olga").await;
        desk.signed_in("anna").await.is("online", noon.plus(MINUTE_MS)).await;
        for minute in [2, 5] {
            desk.is_at(noon.plus(minute * MINUTE_MS));
            courier::handle(&desk.courier, Wake::Tick).await;
        }
        desk.is_at(noon.plus(9 * MINUTE_MS));

        let day = olga
            .gets("/api/reports/operator-time/intervals?day=2026-11-27&operators=anna")
            .await
            .ok();

        let told = day["intervals"].as_array().expect("a list").iter();
        let told: Vec<_> = told
            .map(|one| {
                (
                    one["status"].clone(),
                    one["reason"].clone(),
                    one["to"].as_i64().map(|to| (to - noon.0) / MINUTE_MS),
                )
            })
            .collect();
        let one = |status: &str, reason: &str, to| (json!(status), json!(reason), Some(to));
        assert_eq!(
            told,
            [
                one("offline", "chosen", 1),
                one("online", "chosen", 5),
                one("offline", "connection_lost", 9)
            ]
        );
        let report = olga
            .gets("/api/reports/operator-time?from=2026-11-27&to=2026-11-27&operators=anna")
            .await
            .ok();
        assert_eq!(report["total"]["changes"], 2);
        assert_eq!(report["until"], noon.plus(9 * MINUTE_MS).0, "the day goes on");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_sees_their_own_time() {
    for engine in engines() {
        let desk = Desk::open(&engine, midnight("2026-03-27")).await;
        night_shift(&desk).await;
        let anna = desk.signed_in("anna").await;

        let own = anna.gets(&format!("/api/reports/operator-time?{NIGHT}")).await.ok();
        assert_eq!(own["operators"].as_array().map(Vec::len), Some(1));
        assert_eq!(
            (&own["operators"][0]["operator"], &own["total"]),
            (&json!("anna"), &own["operators"][0]["total"])
        );
        assert_eq!(own["uncovered_ms"], Value::Null, "she knows nothing of the others");
        let (_, lines) = anna
            .gets(&format!("/api/reports/operator-time/intervals.csv?{NIGHT}"))
            .await
            .csv();
        assert!(lines[1..].iter().all(|line| line.starts_with("\"anna\"")));

        for path in [
            "operator-time?from=2026-03-28&to=2026-03-29&operators=boris",
            "operator-time.csv?from=2026-03-28&to=2026-03-29&operators=anna,boris",
            "operator-time/intervals?day=2026-03-28&operators=boris",
            "operator-time/intervals.csv?from=2026-03-28&to=2026-03-29&operators=olga",
        ] {
            let refused = anna.gets(&format!("/api/reports/{path}")).await.refused();
            assert_eq!((refused.0.as_u16(), refused.1.as_str()), (403, "not_allowed"), "{path}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_period_or_nobody_is_refused_and_the_future_is_empty() {
    for engine in engines() {
        let desk = Desk::open(&engine, midnight("2026-03-27")).await;
        let olga = desk.signed_in("olga").await;
        for (path, status, code) in [
            ("operator-time?from=2026-03-29&to=2026-03-28", 400, "invalid_period"),
            ("operator-time?to=2026-03-28", 400, "invalid_period"),
            ("operator-time/intervals?day=today", 400, "invalid_period"),
            (
                "operator-time.csv?from=2025-01-01&to=2026-01-02",
                400,
                "period_too_long",
            ),
            (
                "operator-time?from=2026-03-28&to=2026-03-29&operators=nick",
                404,
                "no_such_operator",
            ),
        ] {
            let refused = olga.gets(&format!("/api/reports/{path}")).await.refused();
            assert_eq!((refused.0.as_u16(), refused.1.as_str()), (status, code), "{path}");
        }
        let future = olga
            .gets("/api/reports/operator-time?from=2027-01-01&to=2027-01-31")
            .await
            .ok();
        assert_eq!(
            (&future["total"]["offline_ms"], &future["uncovered_ms"]),
            (&json!(0), &json!(0))
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_costs_three_round_trips_and_one_read_per_operator() {
    let desk = Desk::open(&Engine::Embedded, midnight("2026-03-27")).await;
    night_shift(&desk).await;
    let olga = desk.signed_in("olga").await;
    let id: OperatorId = "anna".parse().expect("id");
    let period = Period::parse("Europe/Kyiv", "2026-03-28", "2026-03-29").expect("days");
    desk.meter.take();
    let read = desk
        .store
        .operator_time(&id, (period.from(), period.to()), 100)
        .await
        .expect("read")
        .expect("few");
    let one = desk.meter.take();

    olga.gets(&format!("/api/reports/operator-time?{NIGHT}")).await.ok();

    let all = desk.meter.take();
    println!(
        "{} stretches: {one:?}; a report of three operators: {all:?}",
        read.len()
    );
    let cost = |rounds, read_units| Cost {
        rounds,
        read_units,
        write_units: 0.0,
    };
    assert_eq!([one, all], [cost(1, 1.0), cost(3, 6.0)]);
}
