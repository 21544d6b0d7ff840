//! From a messenger's webhook call to the frame on an operator's socket, on one machine with the embedded engine, beside a
//! bare HTTP-to-WebSocket echo: the ratio says what storing, deciding and announcing cost.

use std::{cell::Cell, hint::black_box};

use axum::{
    Router,
    extract::{State, WebSocketUpgrade, ws::Message as Frame},
    routing::{any, post},
};
use criterion::{Criterion, criterion_group, criterion_main};
use futures_util::StreamExt;
use support::{Engine, TestInbox, Web};
use tokio::{runtime::Runtime, sync::broadcast};

fn webhook_to_socket(criterion: &mut Criterion) {
    let runtime = Runtime::new().expect("a runtime");
    let (_inbox, line, socket) = runtime.block_on(async {
        let (inbox, line) = TestInbox::start_by_hand(&Engine::Embedded).await;
        let socket = inbox.operator().await.socket().await;
        (inbox.unwatched(), line, socket)
    });
    let number = Cell::new(0_u64);
    criterion.bench_function("webhook to an operator's socket", |bencher| {
        bencher.iter(|| {
            number.set(number.get() + 1);
            // A chat for every few messages, as at a desk; the text names the message.
            let text = format!("message {}", number.get());
            let letter = line.letter(&(1_000 + number.get() % 50).to_string(), &text);
            runtime.block_on(async {
                assert!(line.deliver(&letter).await.is_success());
                black_box(socket.sees_newest_text(&text).await);
            });
        });
    });
}

fn bare_echo(criterion: &mut Criterion) {
    let runtime = Runtime::new().expect("a runtime");
    let (web, mut socket) = runtime.block_on(async {
        let (say, _) = broadcast::channel::<String>(16);
        let router = Router::new()
            .route("/say", post(said))
            .route("/socket", any(listens))
            .with_state(say);
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(async move { axum::serve(listener, router).await });
        let (socket, _) = tokio_tungstenite::connect_async(format!("ws://{address}/socket"))
            .await
            .expect("opens");
        (Web::new(&format!("http://{address}")), socket)
    });
    criterion.bench_function("a bare echo, HTTP to WebSocket", |bencher| {
        bencher.iter(|| {
            runtime.block_on(async {
                assert!(web.post_bytes("/say", b"hello".to_vec()).await.status.is_success());
                black_box(socket.next().await.expect("a frame").expect("whole"));
            });
        });
    });
}

async fn said(State(say): State<broadcast::Sender<String>>, text: String) {
    let _ = say.send(text);
}

async fn listens(State(say): State<broadcast::Sender<String>>, upgrade: WebSocketUpgrade) -> axum::response::Response {
    let mut heard = say.subscribe();
    upgrade.on_upgrade(async move |mut socket| {
        while let Ok(text) = heard.recv().await {
            if socket.send(Frame::Text(text.into())).await.is_err() {
                return;
            }
        }
    })
}

criterion_group!(benches, bare_echo, webhook_to_socket);
criterion_main!(benches);
