//! Asking for events: connecting without an address, sessions, numbers, and what becomes of odd answers.

use domain::{ChannelId, Registration};
use sha2::{Digest, Sha256};

use super::*;
use crate::{
    Door, Inbound, Messenger, WebhookCall, WebhookSecrets,
    registry::vk::{Vk, connect},
};

const SESSION: &str = r#"{"server":"http://lp/x","key":"k"}"#;

fn access() -> Access {
    Access {
        token: "t".into(),
        api_url: "http://api".into(),
    }
}

fn registration() -> Registration {
    Registration {
        account: "9".into(),
        handshake: "c0de".into(),
        news_from: "3".into(),
    }
}

fn at(session: &str, mark: &str) -> Position {
    Position {
        session: session.into(),
        mark: mark.into(),
    }
}

fn answered(status: u16, body: &Value) -> ProviderAnswer {
    let body = body.to_string().into_bytes();
    ProviderAnswer::Answered { status, body }
}

fn read(position: &Position, body: &Value) -> Poll {
    let registration = registration();
    let whose = Polled {
        registration: &registration,
        secret: "s",
    };
    polled(whose, position, &answered(200, body))
}

fn asked(position: &Position) -> ProviderCall {
    let registration = registration();
    let whose = Polled {
        registration: &registration,
        secret: "s",
    };
    poll(&access(), whose, position)
}

/// Connects while `servers` are known and each deletion gets `deleted`; the methods from the list of servers on, and the end.
/// Before the first deletion it is known where news begin.
fn connecting(webhook_url: Option<&str>, servers: &Value, deleted: &Value) -> (Vec<&'static str>, Step) {
    let mut news_from = String::new();
    let (mut methods, mut step) = (Vec::new(), connect::begin(&access()));
    let server = connect::Server {
        webhook_url,
        secret: "s",
    };
    loop {
        step = match step {
            Step::Call(call, progress) => {
                methods.push(call.method);
                let response = match call.method {
                    "groups.getTokenPermissions" => {
                        json!({ "permissions": [{ "name": "manage" }, { "name": "messages" }] })
                    }
                    "groups.getById" => json!({ "groups": [{ "id": 9, "screen_name": "acme" }] }),
                    "groups.getCallbackConfirmationCode" => json!({ "code": "c0de" }),
                    "groups.getCallbackServers" => json!({ "items": servers }),
                    "groups.getLongPollServer" => json!({ "server": "http://lp/x", "key": "k", "ts": "8" }),
                    _ => json!(1),
                };
                let mut body = json!({ "response": response });
                if call.method == "groups.deleteCallbackServer" {
                    assert_eq!(news_from, "8");
                    body = deleted.clone();
                }
                connect::next(&access(), &server, progress, &answered(200, &body))
            }
            Step::Remember(registration, next) => {
                news_from = registration.news_from;
                *next
            }
            end => return (methods.split_off(4), end),
        };
    }
}

#[test]
fn without_an_address_events_are_switched_on_and_our_servers_go() {
    let servers = json!([
        { "id": 3, "url": "https://old/x", "secret_key": "s", "status": "failed" },
        { "id": 4, "url": "https://else/", "secret_key": "other", "status": "ok" },
    ]);
    let gone = json!({ "error": { "error_code": 104, "error_msg": "Not found" } });
    for deleted in [json!({ "response": 1 }), gone] {
        let (methods, end) = connecting(None, &servers, &deleted);

        let calls = [
            "groups.setLongPollSettings",
            "groups.getLongPollServer",
            "groups.deleteCallbackServer",
        ];
        assert_eq!(methods, calls, "events first, and the other one's server stays");
        assert_eq!(end, Step::Connected { name: "@acme".into() });
    }
    let denied = json!({ "error": { "error_code": 15, "error_msg": "Access denied" } });
    let (_, end) = connecting(None, &servers, &denied);
    assert!(matches!(end, Step::NotConnected { may_pass: false, .. }));
}

#[test]
fn a_server_of_ours_moves_with_our_address() {
    let servers = json!([{ "id": 3, "url": "https://old/x", "secret_key": "s", "status": "ok" }]);

    let (methods, end) = connecting(Some("https://new/x"), &servers, &json!({ "response": 1 }));

    assert_eq!(methods[0], "groups.editCallbackServer");
    // The pretended list goes on showing the old one, as while VK looks at the new address.
    assert_eq!(end, Step::Connected { name: "@acme".into() });
}

#[test]
fn a_session_comes_first_and_the_key_stays_on_safe_ways() {
    let first = asked(&Position::default());
    assert_eq!(
        (first.method, first.bearer.as_deref()),
        ("groups.getLongPollServer", Some("t"))
    );

    let check = asked(&at(SESSION, "7"));
    assert_eq!(check.url, "http://lp/x?act=a_check&key=k&ts=7&wait=25");
    assert!(check.bearer.is_none() && !format!("{check:?} {:?}", at(SESSION, "7")).contains("key"));

    let registration = registration();
    let whose = Polled {
        registration: &registration,
        secret: "s",
    };
    let public = Access {
        api_url: "https://api".into(),
        ..access()
    };
    assert_eq!(
        poll(&public, whose, &at(SESSION, "7")).method,
        "groups.getLongPollServer"
    );
}

#[test]
fn an_earlier_run_is_gone_on_with() {
    let opened = json!({ "response": { "server": "http://lp/x", "key": "k", "ts": 12 } });

    let from_the_beginning = read(&Position::default(), &opened);
    let from_then = read(&at("", "5"), &opened);
    let from_now = read(&at("", FROM_NOW), &opened);

    let mark = |poll: Poll| match poll {
        Poll::News {
            next, is_gap: false, ..
        } if !next.session.is_empty() => next.mark,
        poll => panic!("{poll:?}"),
    };
    assert_eq!(
        (mark(from_the_beginning), mark(from_then), mark(from_now)),
        ("3".into(), "5".into(), "12".into())
    );
}

#[test]
fn events_become_calls_that_our_webhook_takes() {
    let message = json!({ "type": "message_new", "event_id": "e", "group_id": 9, "v": "5.199", "object": {
        "message": { "date": 1, "peer_id": 77, "from_id": 77, "text": "hi", "conversation_message_id": 3 } } });
    let checked = json!({ "ts": "9", "updates": [message, 5, { "group_id": 9 }] });

    let Poll::News { news, next, is_gap } = read(&at(SESSION, "7"), &checked) else {
        panic!("news")
    };

    assert_eq!((next.clone(), is_gap), (at(SESSION, "9"), false));
    let places: Vec<_> = news.iter().map(|one| one.next.mark.as_str()).collect();
    assert_eq!(places, ["7", "7", "9"], "one number for all");
    let channel: ChannelId = "Zq3vT8yLr0mWc5XbN1sKfg".parse().expect("id");
    let door = Door {
        secrets: WebhookSecrets(vec![Sha256::digest(b"s").into()]),
        registration: registration(),
    };
    let mut received = news.iter().map(|one| {
        let call = WebhookCall {
            headers: &one.headers,
            body: &one.body,
        };
        Vk.receive(&channel, &door, &call).expect("it is authentic")
    });
    let first = received.next().expect("a message");
    assert!(matches!(&first.inbound[..], [Inbound::Message(message)] if message.position == 3));
    assert!(
        received.all(|odd| odd.inbound.is_empty() && odd.quarantine.is_some()),
        "kept raw"
    );
}

#[test]
fn each_failure_says_where_to_go_on() {
    let position = at(SESSION, "7");
    let table = [
        (json!({ "failed": 1, "ts": 12 }), at(SESSION, "12"), true),
        (json!({ "failed": 2 }), at("", "7"), false),
        (json!({ "failed": 3 }), at("", FROM_NOW), true),
    ];
    for (body, next, is_gap) in table {
        let news = Vec::new();
        assert_eq!(read(&position, &body), Poll::News { news, next, is_gap }, "{body}");
    }
    for odd in [
        json!({ "failed": 4, "min_version": 0 }),
        json!({ "ts": "8" }),
        json!([]),
    ] {
        assert_eq!(read(&position, &odd), failed(at("", "7")), "{odd}");
    }
}

#[test]
fn a_dead_token_is_refused_and_a_busy_moment_passes() {
    let no = |code: i64| {
        read(
            &Position::default(),
            &json!({ "error": { "error_code": code, "error_msg": "Words" } }),
        )
    };

    assert!(matches!(no(5), Poll::Refused(reason) if reason.text == "5 Words"));
    assert!(matches!(no(100), Poll::Refused(_)), "long poll is switched off");
    assert_eq!(no(6), failed(Position::default()));
}
