//! Where the functions' binaries are.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
    time::SystemTime,
};

/// The five functions; each package has one binary of the same name.
const FUNCTIONS: [&str; 5] = ["webhook", "api", "socket", "courier", "fanout"];

/// The binary of a function, built if it is missing or older than the source.
pub fn binary(function: &str) -> PathBuf {
    static READY: OnceLock<PathBuf> = OnceLock::new();
    READY.get_or_init(made_ready).join(function)
}

fn made_ready() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    // target/{profile}/deps/{this test}
    let this = std::env::current_exe().expect("a test knows where it is");
    let folder = this
        .parent()
        .and_then(Path::parent)
        .expect("a test lies in deps")
        .to_owned();
    let changed = newest(&root.join("functions")).max(newest(&root.join("shared")));
    let is_fresh = |function: &str| modified(&folder.join(function)) >= changed;
    if !FUNCTIONS.iter().all(|function| is_fresh(function)) {
        build(&root, &folder);
    }
    folder
}

fn build(root: &Path, folder: &Path) {
    let profile = match folder.file_name().and_then(|name| name.to_str()) {
        Some("debug") | None => "dev",
        Some(other) => other,
    };
    let target = folder.parent().expect("a profile's folder lies in the target folder");
    // The whole workspace's binaries, as `scripts/test.sh` builds them: fewer packages would want other features of the
    // dependencies, and build them all again.
    let mut command = Command::new("cargo");
    command
        .current_dir(root)
        .args(["build", "--quiet", "--workspace", "--bins", "--profile", profile]);
    let done = command.arg("--target-dir").arg(target).status().expect("cargo runs");
    assert!(done.success(), "the functions do not build");
    // Cargo leaves a binary alone if the change made no difference to it; it is as new as its source all the same.
    for function in FUNCTIONS {
        let file = fs::File::options()
            .append(true)
            .open(folder.join(function))
            .expect("it was built");
        #[expect(clippy::disallowed_methods, reason = "compared with the times of files")]
        file.set_modified(SystemTime::now()).expect("it is ours");
    }
}

fn modified(path: &Path) -> SystemTime {
    fs::metadata(path)
        .and_then(|found| found.modified())
        .unwrap_or(SystemTime::UNIX_EPOCH)
}

/// When the newest file below `folder` was changed.
fn newest(folder: &Path) -> SystemTime {
    let entries = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path());
    let times = entries.map(|path| if path.is_dir() { newest(&path) } else { modified(&path) });
    times.max().unwrap_or(SystemTime::UNIX_EPOCH)
}
