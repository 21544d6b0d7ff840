//! Who belongs to the desk: being invited, joining.

use http::StatusCode;
use serde_json::{Value, json};
use support::{Operator, PASSWORD, TestInbox, accepts, engines};

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
        (json!({ "email": "boris", "role": "operator" }), "bad_request"),
        (json!({ "email": "boris@example.com", "role": "king" }), "bad_request"),
        (
            json!({ "email": "boris@example.com", "role": "operator", "name": "a\nb" }),
            "bad_request",
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
