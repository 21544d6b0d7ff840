//! The report of closed chats: figures, the episodes they lead to, filters, tables, and whose figures one may see.

use domain::{DAY_MS, UnixMs, report::Period};
use http::{StatusCode, header};
use platform::{Clock, SystemClock};
use serde_json::{Value, json};
use support::{Operator, Reply, TestInbox, engines, eventually};

const CLOSED: &str = "/api/reports/closed-chats";

/// From two days ago to in two days: whatever the clock says, and if midnight passes meanwhile.
fn days() -> String {
    let now = SystemClock.now();
    format!("from={}&to={}", day(now.plus(-2 * DAY_MS)), day(now.plus(2 * DAY_MS)))
}

fn day(at: UnixMs) -> String {
    let utc = Period::parse("UTC", "2026-01-01", "2026-01-01").expect("a period");
    utc.on_the_clock(at)[..10].to_owned()
}

pub async fn asks(who: &Operator, what: &str, more: &str) -> Reply {
    who.web.get(&format!("{CLOSED}{what}?{}{more}", days())).await
}

async fn report(who: &Operator, more: &str) -> Value {
    asks(who, "", more).await.ok()
}

/// The names of the contacts whose episodes a report leads to, newest first.
async fn led_to(who: &Operator, more: &str) -> Vec<String> {
    let page = asks(who, "/episodes", more).await.ok();
    let episodes = page["episodes"].as_array().expect("a list").iter();
    episodes
        .map(|line| line["name"].as_str().expect("a name").to_owned())
        .collect()
}

/// A report that has found what was closed: an index may come a moment after its table.
pub async fn report_of(who: &Operator, closed: u32, reopened: u32) -> Value {
    eventually("the report has it", async || {
        let report = report(who, "").await;
        let total = &report["total"];
        (total["closed"] == closed && total["reopened"] == reopened).then_some(report)
    })
    .await
}

fn row<'a>(report: &'a Value, who: &Operator) -> &'a Value {
    let mut rows = report["operators"].as_array().expect("rows").iter();
    let row = rows.find(|row| row["operator"] == who.id.as_str());
    &row.expect("a row of theirs")["figures"]
}

/// A file's lines as another program reads them.
fn lines(file: &Reply) -> Vec<csv::StringRecord> {
    assert_eq!(file.status, StatusCode::OK, "{}", file.text);
    assert_eq!(file.headers[header::CONTENT_TYPE], "text/csv; charset=utf-8");
    let name = file.headers[header::CONTENT_DISPOSITION].to_str().expect("text");
    assert!(
        name.starts_with("attachment; filename=\"closed-chats") && name.ends_with(".csv\""),
        "{name}"
    );
    let text = file.text.strip_prefix('\u{feff}').expect("marked as UTF-8");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let headings = reader.headers().expect("headings").clone();
    let rest = reader
        .records()
        .map(|line| line.expect("a line as long as the headings"));
    std::iter::once(headings).chain(rest).collect()
}

fn cell<'a>(lines: &'a [csv::StringRecord], line: usize, column: &str) -> &'a str {
    let at = lines[0].iter().position(|name| name == column).expect("a column");
    &lines[line][at]
}

/// Carl was answered, Dora was not, both by anna; Eve was given to boris, who answered. Then Carl wrote again.
async fn a_day(inbox: &TestInbox, anna: &Operator, boris: &Operator) -> [Value; 3] {
    let mut chats = Vec::new();
    for name in ["Carl", "=Dora", "Eve"] {
        let contact = inbox.contact(name).await;
        contact.writes("hello").await;
        chats.push((anna.chat_with(&contact).await, contact));
    }
    let [(carls, carl), (doras, _), (eves, _)] = chats.try_into().expect("three");
    anna.sends(&carls, "good day").await;
    anna.sends(&carls, "how can I help?").await;
    carl.reads("how can I help?").await;
    anna.closes(&carls).await;
    anna.closes(&doras).await;
    let forwards = async |to: &Operator, holder: Value| {
        let path = format!("/api/chats/{}/forward", eves["id"].as_str().expect("an id"));
        let _ = anna
            .web
            .put(&path, &json!({ "to": to.id, "holder": holder }))
            .await
            .ok();
    };
    forwards(anna, Value::Null).await;
    forwards(boris, json!(anna.id)).await;
    boris.sends(&eves, "hi Eve").await;
    boris.closes(&eves).await;
    carl.writes("one more thing").await;
    inbox.quiet().await;
    [carls, doras, eves]
}

/// The figures of [`a_day`].
fn are_those_of_the_day(told: &Value, anna: &Operator, boris: &Operator) {
    let total = &told["total"];
    assert_eq!(total["unanswered"], 1);
    assert_eq!((&total["inbound"], &total["outbound"]), (&json!(3), &json!(3)));
    assert_eq!(
        (&total["first_answer"]["count"], &total["answer"]["count"]),
        (&json!(2), &json!(2))
    );
    assert_eq!(total["to_close"]["count"], 3);
    assert_eq!((&total["forwards_out"], &total["forwards_in"]), (&json!(1), &json!(1)));
    assert_eq!((&told["zone"], &told["before"]["closed"]), (&json!("UTC"), &json!(0)));
    assert_eq!(told["before"]["first_answer"], Value::Null, "nobody to count");
    let of_days = told["days"].as_array().expect("days");
    let closed: u64 = of_days.iter().filter_map(|day| day["closed"].as_u64()).sum();
    assert_eq!((of_days.len(), closed), (5, 3), "every day, and all of them");
    let of_anna = row(told, anna);
    assert_eq!(
        (
            &of_anna["closed"],
            &of_anna["reopened"],
            &of_anna["forwards_out"],
            &of_anna["forwards_in"]
        ),
        (&json!(2), &json!(1), &json!(1), &json!(0))
    );
    assert_eq!(
        (&row(told, boris)["closed"], &row(told, boris)["forwards_in"]),
        (&json!(1), &json!(1))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_figures_are_those_of_the_episodes_they_lead_to() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let owner = inbox.operator().await;
        let [anna, boris] = inbox.operators(["anna", "boris"]).await;
        let [_, doras, _] = a_day(&inbox, &anna, &boris).await;

        let told = report_of(&owner, 3, 1).await;

        are_those_of_the_day(&told, &anna, &boris);
        assert_eq!(led_to(&owner, "").await, ["Eve", "=Dora", "Carl"]);
        assert_eq!(led_to(&owner, &format!("&operators={}", boris.id)).await, ["Eve"]);
        assert_eq!(
            led_to(&owner, &format!("&operators={},{}", boris.id, anna.id))
                .await
                .len(),
            3
        );
        // Nobody had Dora's chat.
        let held = format!("&by=holder&operators={}", anna.id);
        assert_eq!(led_to(&owner, &held).await, ["Carl"]);
        let by_holder = report(&owner, "&by=holder").await;
        assert_eq!(
            (&by_holder["total"]["closed"], &row(&by_holder, &anna)["closed"]),
            (&json!(3), &json!(1))
        );
        let channel = owner.channels().await[0]["id"].as_str().expect("an id").to_owned();
        assert_eq!(led_to(&owner, &format!("&channels={channel}")).await.len(), 3);
        assert_eq!(
            report(&owner, &format!("&channels={channel}")).await["total"]["closed"],
            3
        );
        assert!(led_to(&owner, "&channels=another").await.is_empty());

        let path = format!("/api/contacts/{}/tags/late", doras["id"].as_str().expect("an id"));
        let tagged = owner.web.put(&path, &Value::Null).await;
        assert!(tagged.status.is_success(), "{}", tagged.body);
        eventually("the tag is found", async || {
            (led_to(&owner, "&tag=Late").await == ["=Dora"]).then_some(())
        })
        .await;
        let of_tag = report(&owner, "&tag=late").await;
        assert_eq!(
            (&of_tag["total"]["closed"], &of_tag["total"]["unanswered"]),
            (&json!(1), &json!(1))
        );
        assert_eq!(report(&owner, "&tag=nobody").await["total"]["closed"], 0);
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tables_are_read_by_other_programs() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let owner = inbox.operator().await;
        let [anna, boris] = inbox.operators(["anna", "boris"]).await;
        a_day(&inbox, &anna, &boris).await;
        report_of(&owner, 3, 1).await;

        let by_operator = lines(&asks(&owner, ".csv", "").await);
        let episodes = lines(&asks(&owner, "/episodes.csv", "").await);

        assert_eq!(
            by_operator.len(),
            1 + 2 + 2,
            "headings, two operators, the total and the one before"
        );
        assert_eq!(
            (cell(&by_operator, 1, "operator"), cell(&by_operator, 1, "closed")),
            ("anna", "2")
        );
        assert_eq!(
            (cell(&by_operator, 3, "operator"), cell(&by_operator, 3, "closed")),
            ("total", "3")
        );
        assert_eq!(
            (cell(&by_operator, 4, "closed"), cell(&by_operator, 4, "answer_mean_s")),
            ("0", "")
        );
        assert_eq!(episodes.len(), 1 + 3);
        let names: Vec<&str> = (1..4).map(|line| cell(&episodes, line, "contact")).collect();
        assert_eq!(
            names,
            ["Carl", "'=Dora", "Eve"],
            "oldest first, and none of them a formula"
        );
        assert_eq!(
            (cell(&episodes, 2, "unanswered"), cell(&episodes, 2, "first_answer_s")),
            ("1", "")
        );
        assert_eq!(
            (cell(&episodes, 3, "closed_by"), cell(&episodes, 3, "forwards")),
            ("boris", "1")
        );
        assert!(!cell(&episodes, 1, "reopened_at").is_empty() && cell(&episodes, 3, "reopened_at").is_empty());
        let own = lines(&asks(&boris, "/episodes.csv", "").await);
        assert_eq!((own.len(), cell(&own, 1, "contact")), (2, "Eve"));

        // Contacts' names went out of the desk: who took them is written down. The figures by operator name nobody.
        let log = owner.web.get("/api/audit").await.ok();
        let entries = log["entries"].as_array().expect("a list");
        let taken: Vec<&Value> = entries
            .iter()
            .filter(|entry| entry["action"] == "closed_chats_exported")
            .collect();
        let by: Vec<&Value> = taken.iter().map(|entry| &entry["by"]).collect();
        assert_eq!(by, [&boris.id, &owner.id], "newest first");
        assert!(taken[0]["after"]["from"].is_string(), "{}", taken[0]);
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_sees_their_own_figures_alone_and_strange_wishes_are_refused() {
    let inbox = TestInbox::start().await;
    let owner = inbox.operator().await;
    let admin = owner.brings("ada", "admin").await;
    let [anna, boris] = inbox.operators(["anna", "boris"]).await;
    a_day(&inbox, &anna, &boris).await;
    report_of(&admin, 3, 1).await;

    let own = report(&anna, "").await;
    assert_eq!(
        (&own["total"]["closed"], own["operators"].as_array().map(Vec::len)),
        (&json!(2), Some(1))
    );
    assert_eq!(led_to(&anna, "").await, ["=Dora", "Carl"]);
    assert_eq!(report(&anna, &format!("&operators={}", anna.id)).await, own);
    for what in ["", ".csv", "/episodes", "/episodes.csv"] {
        for others in [boris.id.clone(), format!("{},{}", anna.id, boris.id)] {
            let refused = asks(&anna, what, &format!("&operators={others}")).await;
            assert_eq!(
                (refused.status, refused.code()),
                (StatusCode::FORBIDDEN, "not_allowed"),
                "{what}"
            );
        }
        let refused = async |query: &str| {
            let reply = owner.web.get(&format!("{CLOSED}{what}?{query}")).await;
            assert!(reply.status.is_client_error(), "{what} {query}: {}", reply.body);
            reply.code().to_owned()
        };
        assert_eq!(refused("").await, "invalid_period");
        assert_eq!(refused("from=2026-11-02&to=2026-11-01").await, "invalid_period");
        assert_eq!(refused("from=2026-11-31&to=2026-12-01").await, "invalid_period");
        assert_eq!(refused("from=2025-01-01&to=2026-11-01").await, "period_too_long");
        assert_eq!(refused("from=2026-11-01&to=2026-11-01&by=month").await, "bad_request");
        assert_eq!(
            refused("from=2026-11-01&to=2026-11-01&operators=%20").await,
            "no_such_operator"
        );
        let many: Vec<String> = (0..101).map(|at| format!("c{at}")).collect();
        let many = format!("from=2026-11-01&to=2026-11-01&channels={}", many.join(","));
        assert_eq!(refused(&many).await, "too_many");
    }
    for cursor in ["x", "IjE3Ig"] {
        let refused = asks(&owner, "/episodes", &format!("&cursor={cursor}")).await;
        assert_eq!(refused.code(), "bad_request", "{cursor}");
    }
    let whole_year = owner
        .web
        .get(&format!("{CLOSED}?from=2024-01-01&to=2024-12-31"))
        .await
        .ok();
    assert_eq!(whole_year["days"].as_array().map(Vec::len), Some(366));
    inbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_undone_closing_has_no_line_and_that_of_an_erased_contact_names_nobody() {
    for engine in engines() {
        let inbox = TestInbox::start_on(&engine).await;
        let owner = inbox.operator().await;
        let contact = inbox.contact("Carl").await;
        contact.writes("hello").await;
        let chat = owner.chat_with(&contact).await;
        let id = chat["id"].as_str().expect("an id");
        owner.closes(&chat).await;
        report_of(&owner, 1, 0).await;

        let undone = owner.web.put(&format!("/api/chats/{id}/reopen"), &Value::Null).await;
        assert!(undone.status.is_success(), "{}", undone.body);
        report_of(&owner, 0, 0).await;
        owner.closes(&chat).await;
        report_of(&owner, 1, 0).await;
        let erased = owner.web.delete(&format!("/api/contacts/{id}")).await;
        assert_eq!(erased.status, StatusCode::NO_CONTENT, "{}", erased.body);
        inbox.quiet().await;

        let line = eventually("the line names nobody", async || {
            let page = asks(&owner, "/episodes", "").await.ok();
            let line = page["episodes"][0].clone();
            (line["episode"]["chat"] == "erased").then_some(line)
        })
        .await;
        assert_eq!(
            (&line["name"], &line["episode"]["figures"]["inbound"]),
            (&json!(""), &json!(1))
        );
        let told = report_of(&owner, 1, 0).await;
        assert_eq!(told["total"]["unanswered"], 1);
        assert_eq!(report(&owner, "&tag=late").await["total"]["closed"], 0);
        inbox.stop().await;
    }
}
