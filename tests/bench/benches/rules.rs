//! What a decision costs by itself: nothing beside a round trip.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use domain::{Capabilities, Content, InboundMessage, Outgoing, Sender, UnixMs, rules, wire::SendMessage};

const NOON: UnixMs = UnixMs(1_795_348_800_000);

fn inbound(position: u64) -> InboundMessage {
    let sender = Sender {
        identity: "channel:77".parse().expect("id"),
        messenger: "pigeon".parse().expect("name"),
        name: "Anna Petrova".into(),
        username: Some("anna_p".into()),
    };
    InboundMessage {
        sender,
        position,
        at: NOON,
        content: Content::Text {
            text: "Where is my order?".into(),
        },
    }
}

fn decisions(criterion: &mut Criterion) {
    let chat = rules::receive(None, &inbound(1), None, None, NOON).chat;
    let next = inbound(2);
    criterion.bench_function("rules::receive", |bencher| {
        bencher.iter(|| black_box(rules::receive(Some(&chat), &next, None, None, NOON)));
    });

    let capabilities = Capabilities {
        text_code_points_max: 4096,
        safe_repeat_s: 0,
        names_by_call: false,
        edit: None,
        delete_own: None,
        delete_theirs: None,
    };
    let by = "anna".parse().expect("id");
    let request = SendMessage {
        intent_id: "intent".parse().expect("id"),
        identity: "channel:77".parse().expect("id"),
        content: Outgoing::Text {
            text: "It arrives tomorrow.".into(),
        },
        seen_version: None,
    };
    criterion.bench_function("rules::send", |bencher| {
        let sending = rules::Sending {
            request: &request,
            capabilities: &capabilities,
            by: &by,
        };
        bencher.iter(|| black_box(rules::send(&chat, sending, NOON)));
    });
}

criterion_group!(benches, decisions);
criterion_main!(benches);
