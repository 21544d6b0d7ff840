//! Every route, asked by every role and by nobody: the table of permissions as it is felt from outside.

use api::routes::{Entrance, ROUTES, Route};
use domain::Role;
use http::{Method, StatusCode};
use serde_json::{Value, json};
use support::{Reply, TestInbox, Web};

/// Asks a route about things that are not there, with an empty body: whoever may, is told that, and changes nothing.
async fn asks(web: &Web, route: &Route) -> Reply {
    let path: Vec<&str> = route
        .path
        .split('/')
        .map(|step| if step.starts_with('{') { "none" } else { step })
        .collect();
    let method: Method = route.method.parse().expect("a method");
    let body = if method == Method::GET { Value::Null } else { json!({}) };
    web.call(method, &path.join("/"), &body).await
}

#[tokio::test(flavor = "multi_thread")]
async fn each_role_comes_through_where_the_table_says_so() {
    let inbox = TestInbox::start().await;
    let owner = inbox.operator().await;
    let admin = owner.brings("ada", "admin").await;
    let operator = owner.brings("olga", "operator").await;
    let mut refused = 0;

    for (role, person) in [(Role::Owner, owner), (Role::Admin, admin), (Role::Operator, operator)] {
        for route in ROUTES {
            let Some(action) = route.entrance.action() else {
                continue;
            };
            let reply = asks(&person.web, route).await;
            let name = format!("{role:?} {} {}: {}", route.method, route.path, reply.body);
            if role.may(action) {
                assert_ne!(reply.status, StatusCode::FORBIDDEN, "{name}");
                assert_ne!(reply.status, StatusCode::UNAUTHORIZED, "{name}");
                assert_ne!(reply.code(), "no_such_route", "listed, but nothing answers: {name}");
                assert!(reply.status.as_u16() < 500, "{name}");
            } else {
                assert_eq!(
                    (reply.status, reply.code()),
                    (StatusCode::FORBIDDEN, "not_allowed"),
                    "{name}"
                );
                refused += 1;
            }
        }
    }
    assert!(refused > 0, "the table refuses somebody something");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_comes_through_but_at_the_open_doors() {
    let inbox = TestInbox::start().await;
    let nobody = inbox.web().with("x-switchboard", "1");

    for route in ROUTES {
        let reply = asks(&nobody, route).await;
        let name = format!("{} {}: {}", route.method, route.path, reply.body);
        match route.entrance {
            Entrance::Open => assert_ne!(reply.code(), "no_such_route", "{name}"),
            Entrance::For(_) | Entrance::ForProven(_) => assert_eq!(reply.code(), "signed_out", "{name}"),
            Entrance::ForKey(_) => assert_eq!(reply.code(), "key_missing", "{name}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_listed_answers_nobody() {
    let inbox = TestInbox::start().await;
    let owner = inbox.operator().await;

    for (method, path) in [
        (Method::GET, "/api/"),
        (Method::GET, "/api/chats/"),
        (Method::POST, "/api/operators"),
        (Method::HEAD, "/api/chats"),
        (Method::OPTIONS, "/api/chats"),
        (Method::TRACE, "/api/chats"),
    ] {
        let reply = owner.web.call(method.clone(), path, &Value::Null).await;
        assert!(
            reply.status == StatusCode::NOT_FOUND,
            "{method} {path}: {}",
            reply.status
        );
    }
}
