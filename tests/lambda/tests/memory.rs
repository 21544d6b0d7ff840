//! Files go through the courier's own binary, between a messenger and a bucket, without being held in its memory.

use lambda_tests::{Cloud, Gateway, Wakes, event};
use messengers::registry;
use support::{Footprint, LargeFiles, Line, OWNER_EMAIL, OWNER_PASSWORD, Operator};
use tokio::net::TcpListener;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn large_files_pass_through_the_courier_in_both_directions_and_its_memory_does_not_grow_with_them() {
    for messenger in registry::all().map(|messenger| messenger.info().name) {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let desk = format!("http://{}", listener.local_addr().expect("it is bound"));
        let cloud = Cloud::with(Line::of(messenger.as_str()).await, &desk).await;
        let (api, webhook) = (cloud.function("api").await, cloud.function("webhook").await);
        Gateway { api, webhook }.serve(listener);
        let wakes = Wakes::of(&cloud, cloud.function("courier").await).await;
        let owner = Operator::signs_in(&desk, OWNER_EMAIL, OWNER_PASSWORD).await;
        owner.adds_channel(messenger.as_str(), &cloud.line.found("Acme")).await;

        let files = LargeFiles {
            line: &cloud.line,
            owner: &owner,
            round: async || {
                let minute = wakes.courier.invoke(&event("schedule", &[])).await;
                minute.expect("a minute's round ends well");
            },
        };
        files.connect().await;
        let Some(footprint) = Footprint::of(wakes.courier.process()) else {
            return;
        };
        files.pass_without_growth(&footprint).await;

        assert_eq!(wakes.courier.starts(), 1, "one process did it all");
        assert_eq!(cloud.bucket.sizes().iter().filter(|size| **size == 20 << 20).count(), 4);
    }
}
