//! Who belongs to the desk: being invited, joining, being changed, being sent home.

use http::StatusCode;
use serde_json::{Value, json};
use support::{Operator, PASSWORD, TestInbox, accepts, engines, eventually};

async fn desks() -> Vec<TestInbox> {
    let mut desks = Vec::new();
    for engine in engines() {
        desks.push(TestInbox::start_on(&engine).await);
    }
    desks
}

async fn invited(owner: &Operator) -> Vec<Value> {
    let body = owner.web.get("/api/invitations").await.ok();
    body["invitations"].as_array().expect("a list").clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invited_person_joins_with_the_address_and_the_role_of_the_invitation() {
    for inbox in desks().await {
        let owner = inbox.operator().await;
        let token = owner.invites("Boris@Example.com", "admin").await;
        assert_eq!(invited(&owner).await[0]["email"], "boris@example.com");

        let joined = accepts(inbox.url(), &token, "Boris").await;

        assert_eq!(joined.status, StatusCode::CREATED);
        let boris = Operator::signs_in(inbox.url(), "boris@example.com", PASSWORD).await;
        let shown = boris.web.get("/api/session").await.ok();
        assert_eq!(
            (&shown["operator"]["role"], &shown["operator"]["name"]),
            (&"admin".into(), &"Boris".into())
        );
        assert!(invited(&owner).await.is_empty(), "it is used up");
        let again = accepts(inbox.url(), &token, "Boris").await;
        assert_eq!(
            (again.status, again.code()),
            (StatusCode::NOT_FOUND, "no_such_invitation")
        );
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_accept_one_invitation_one_joins() {
    for inbox in desks().await {
        let owner = inbox.operator().await;
        let token = owner.invites("boris@example.com", "operator").await;

        let all = (0..5).map(|_| accepts(inbox.url(), &token, "Boris"));
        let replies = futures_util::future::join_all(all).await;

        let joined = replies
            .iter()
            .filter(|reply| reply.status == StatusCode::CREATED)
            .count();
        assert_eq!(joined, 1);
        let operators = owner.web.get("/api/operators").await.ok();
        assert_eq!(operators["operators"].as_array().map(Vec::len), Some(2));
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_is_worthless_once_another_was_made_or_it_was_taken_back() {
    let inbox = TestInbox::start().await;
    let owner = inbox.operator().await;
    let first = owner.invites("boris@example.com", "operator").await;
    let second = owner.invites("BORIS@example.com", "operator").await;

    assert_eq!(accepts(inbox.url(), &first, "Boris").await.code(), "no_such_invitation");
    let id = invited(&owner).await[0]["id"].as_str().expect("id").to_owned();
    let path = format!("/api/invitations/{id}");
    assert_eq!(owner.web.delete(&path).await.status, StatusCode::NO_CONTENT);
    assert_eq!(owner.web.delete(&path).await.code(), "no_such_invitation");

    for token in [
        second.as_str(),
        "",
        ".",
        &format!("{id}."),
        &format!("{id}.x"),
        "%",
        "a.b.c",
    ] {
        assert_eq!(
            accepts(inbox.url(), token, "Boris").await.code(),
            "no_such_invitation",
            "{token}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nonsense_invites_nobody() {
    let inbox = TestInbox::start().await;
    let owner = inbox.operator().await;
    let [anna] = inbox.operators(["anna"]).await;

    for (body, code) in [
        (json!({ "email": "boris", "role": "operator" }), "bad_email"),
        (json!({ "email": "boris@example.com", "role": "king" }), "bad_request"),
        (
            json!({ "email": "boris@example.com", "role": "operator", "name": "a\nb" }),
            "bad_name",
        ),
        (
            json!({ "email": "boris@example.com", "role": "operator", "x": 1 }),
            "bad_request",
        ),
        (
            json!({ "email": "Anna@example.com", "role": "operator" }),
            "email_taken",
        ),
    ] {
        assert_eq!(owner.web.post("/api/invitations", &body).await.code(), code, "{body}");
    }
    let boris = json!({ "email": "boris@example.com", "role": "operator" });
    assert_eq!(anna.web.post("/api/invitations", &boris).await.code(), "not_allowed");
    assert_eq!(anna.web.get("/api/invitations").await.code(), "not_allowed");
    assert!(invited(&owner).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_everybody_would_guess_does_not_join() {
    let inbox = TestInbox::start().await;
    let owner = inbox.operator().await;
    let token = owner.invites("boris@example.com", "operator").await;
    let nobody = inbox.web().with("x-switchboard", "1");

    for password in ["short", "password1234", "boris-boris-boris", &"long ".repeat(26)] {
        let accept = json!({ "token": token, "name": "Boris", "password": password });
        let reply = nobody.post("/api/invitations/accept", &accept).await;
        assert_eq!(
            (reply.status, reply.code()),
            (StatusCode::BAD_REQUEST, "weak_password"),
            "{password}"
        );
    }
    assert_eq!(invited(&owner).await.len(), 1, "the invitation is still good");
}

fn path(operator: &Operator) -> String {
    format!("/api/operators/{}", operator.id)
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_sent_home_is_signed_out_and_their_chats_wait_for_somebody_else() {
    for inbox in desks().await {
        let owner = inbox.operator().await;
        let [anna] = inbox.operators(["anna"]).await;
        anna.web
            .put("/api/operators/me/status", &json!({ "status": "online" }))
            .await
            .ok();
        let contact = inbox.contact("Customer").await;
        contact.writes("hello").await;
        let chat = eventually("anna has the chat", async || {
            let chats = owner.chats("open").await;
            chats
                .into_iter()
                .find(|chat| chat["assignment"]["to"] == anna.id.as_str())
        })
        .await;
        let socket = anna.socket().await;

        let after = owner.web.patch(&path(&anna), &json!({ "is_active": false })).await.ok();

        assert_eq!(
            (&after["status"], &after["status_reason"]),
            (&json!("offline"), &json!("deactivated"))
        );
        assert_eq!(anna.web.get("/api/session").await.code(), "signed_out");
        socket.ends().await;
        eventually("the chat waits again", async || {
            let chat = owner.chat(&chat).await;
            (chat["assignment"]["is"] == "unassigned").then_some(())
        })
        .await;
        inbox.quiet().await;
        let reply = Operator::tries_to_sign_in(inbox.url(), "anna@example.com", PASSWORD).await;
        assert_eq!(reply.code(), "wrong_credentials", "nobody is told why");

        owner.web.patch(&path(&anna), &json!({ "is_active": true })).await.ok();
        Operator::signs_in(inbox.url(), "anna@example.com", PASSWORD).await;
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_role_ends_the_sessions_that_had_the_old_one() {
    for inbox in desks().await {
        let owner = inbox.operator().await;
        let [anna] = inbox.operators(["anna"]).await;

        owner
            .web
            .patch(&path(&anna), &json!({ "role": "admin", "chats_max": 7 }))
            .await
            .ok();

        assert_eq!(anna.web.get("/api/session").await.code(), "signed_out");
        let anna = Operator::signs_in(inbox.url(), "anna@example.com", PASSWORD).await;
        let shown = anna.web.get("/api/session").await.ok();
        assert_eq!(
            (&shown["operator"]["role"], &shown["operator"]["chats_max"]),
            (&json!("admin"), &json!(7))
        );
        assert_eq!(anna.web.get("/api/invitations").await.status, StatusCode::OK);
        inbox.stop().await;
    }
}

/// Two owners take the role from each other at once: the desk keeps one.
#[tokio::test(flavor = "multi_thread")]
async fn a_desk_always_has_an_owner() {
    for inbox in desks().await {
        let owner = inbox.operator().await;
        let demote = json!({ "role": "operator" });
        let alone = owner.web.patch(&path(&owner), &demote).await;
        assert_eq!((alone.status, alone.code()), (StatusCode::CONFLICT, "last_owner"));
        assert_eq!(
            owner
                .web
                .patch(&path(&owner), &json!({ "is_active": false }))
                .await
                .code(),
            "last_owner"
        );
        let second = owner.brings("second", "owner").await;

        let (path_one, path_two) = (path(&second), path(&owner));
        let (one, two) = tokio::join!(
            owner.web.patch(&path_one, &demote),
            second.web.patch(&path_two, &demote)
        );

        let is_done = |reply: &support::Reply| reply.status.is_success();
        assert!(is_done(&one) != is_done(&two), "{} {}", one.body, two.body);
        let lost = if is_done(&one) { two } else { one };
        assert!(["last_owner", "signed_out"].contains(&lost.code()), "{}", lost.body);
        inbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_changes_operators_and_nobody_above() {
    let inbox = TestInbox::start().await;
    let owner = inbox.operator().await;
    let admin = owner.brings("ada", "admin").await;
    let other = owner.brings("alma", "admin").await;
    let [anna] = inbox.operators(["anna"]).await;

    assert_eq!(
        admin.web.patch(&path(&anna), &json!({ "chats_max": 3 })).await.ok()["chats_max"],
        3
    );
    for (target, body, code) in [
        (&other, json!({ "is_active": false }), "not_allowed"),
        (&owner, json!({ "name": "x" }), "not_allowed"),
        (&anna, json!({ "role": "admin" }), "not_allowed"),
        (&anna, json!({ "chats_max": 0 }), "bad_request"),
        (&anna, json!({ "email": "x@y.z" }), "bad_request"),
        (&anna, json!({ "version": 1, "name": "x" }), "stale_version"),
    ] {
        assert_eq!(admin.web.patch(&path(target), &body).await.code(), code, "{body}");
    }
    let nobody = admin.web.patch("/api/operators/nobody", &json!({ "name": "x" })).await;
    assert_eq!(
        (nobody.status, nobody.code()),
        (StatusCode::NOT_FOUND, "no_such_operator")
    );
    let invite = json!({ "email": "boris@example.com", "role": "admin" });
    assert_eq!(admin.web.post("/api/invitations", &invite).await.code(), "not_allowed");
    let reset = format!("{}/password-reset", path(&other));
    assert_eq!(admin.web.post(&reset, &Value::Null).await.code(), "not_allowed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_profile_is_ones_own() {
    let inbox = TestInbox::start().await;
    let [anna] = inbox.operators(["anna"]).await;

    let body = json!({ "name": "Anna K.", "language": "uk", "time_zone": "Europe/Kyiv" });
    let after = anna.web.patch("/api/operators/me", &body).await.ok();

    assert_eq!((&after["name"], &after["language"]), (&json!("Anna K."), &json!("uk")));
    for (body, code) in [
        (json!({ "name": "" }), "bad_name"),
        (json!({ "time_zone": "Mars" }), "bad_request"),
        (json!({ "role": "owner" }), "bad_request"),
    ] {
        assert_eq!(anna.web.patch("/api/operators/me", &body).await.code(), code, "{body}");
    }
}
