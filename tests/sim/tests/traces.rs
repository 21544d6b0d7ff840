//! The traces both clients replay are those the desk makes today. `UPDATE=1 cargo test -p sim` writes them anew.

use std::{fs, path::PathBuf};

use sim::trace::{replay, traces};

fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("../fixtures/traces/{name}.json"))
}

#[test]
fn the_committed_traces_are_those_of_today() {
    for (name, trace) in traces() {
        let text = serde_json::to_string_pretty(&trace).expect("a trace is JSON") + "\n";
        #[expect(clippy::disallowed_methods, reason = "tells a regeneration from a test")]
        if std::env::var_os("UPDATE").is_some() {
            fs::create_dir_all(file(name).parent().expect("a folder")).expect("the folder can be made");
            fs::write(file(name), &text).expect("the trace can be written");
        }
        let committed = fs::read_to_string(file(name)).unwrap_or_default();

        assert!(
            committed == text,
            "{name} differs: UPDATE=1 cargo test -p sim --test traces"
        );
    }
}

#[test]
fn the_reducer_comes_to_the_end_of_every_trace() {
    for (name, trace) in traces() {
        assert_eq!(replay(&trace), trace.end, "{name}");
        assert!(trace.frames.len() > 5, "{name} is no story");
    }
}
