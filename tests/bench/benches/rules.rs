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
    let text = "Where is my order?".into();
    InboundMessage::new(sender, position, NOON, Content::Text { text })
}

fn decisions(criterion: &mut Criterion) {
    let chat = rules::receive(None, &inbound(1), None, None, NOON).chat;
    let next = inbound(2);
    criterion.bench_function("rules::receive", |bencher| {
        bencher.iter(|| black_box(rules::receive(Some(&chat), &next, None, None, NOON)));
    });

    let capabilities = Capabilities::TEXTS;
    let by = "anna".parse().expect("id");
    let request = SendMessage {
        intent_id: "intent".parse().expect("id"),
        identity: "channel:77".parse().expect("id"),
        content: Outgoing::Text {
            text: "It arrives tomorrow.".into(),
        },
        reply_to: None,
        seen_version: None,
    };
    criterion.bench_function("rules::send", |bencher| {
        let sending = rules::Sending::new(&request, &capabilities, &by);
        bencher.iter(|| black_box(rules::send(&chat, sending, NOON)));
    });
}

criterion_group!(benches, decisions);
criterion_main!(benches);
