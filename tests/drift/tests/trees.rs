//! What each function is built of: nothing it does not use, for every crate costs size, start and trust.

use std::{collections::BTreeSet, process::Command};

/// The functions.
const FUNCTIONS: [&str; 5] = ["webhook", "api", "socket", "courier", "fanout"];

/// Crates only some functions may be built of, and which.
const ONLY: [(&str, &[&str]); 7] = [
    ("argon2", &["api"]),
    ("aws-sdk-apigatewaymanagement", &["fanout"]),
    ("lambda_http", &["webhook", "api"]),
    ("push", &["fanout"]),
    // Calls to hosts that the AWS client does not call: messengers, and files.
    ("reqwest", &["api", "courier"]),
    ("s3", &["api", "courier"]),
    ("webpki-roots", &["api", "courier"]),
];

/// Crates no function may be built of: those of one machine, of tests and generated files, and what the AWS client could
/// bring along.
const NOWHERE: [&str; 12] = [
    "aws-config",
    "aws-lc-rs",
    "aws-sdk-dynamodbstreams",
    "aws-sdk-sts",
    "axum",
    "dynoxide-rs",
    "native-tls",
    "openssl-sys",
    "switchboard",
    "tokio-tungstenite",
    "ts-rs",
    "utoipa",
];

/// Crates a rule may not know: it has no clock, no storage, no network.
const IMPURE: [&str; 6] = ["aws-sdk-dynamodb", "http", "platform", "reqwest", "store", "tokio"];

/// Everything `package` is built of when it is deployed.
fn tree(package: &str) -> BTreeSet<String> {
    let tree = Command::new(env!("CARGO"))
        .args([
            "tree",
            "--locked",
            "--offline",
            "--edges",
            "normal",
            "--prefix",
            "none",
            "--package",
            package,
        ])
        .current_dir(drift::root())
        .output()
        .expect("cargo runs");
    assert!(tree.status.success(), "{}", String::from_utf8_lossy(&tree.stderr));
    let lines = String::from_utf8(tree.stdout).expect("names are text");
    lines
        .lines()
        .filter_map(|line| line.split(' ').next())
        .filter(|name| !name.is_empty() && *name != package)
        .map(str::to_owned)
        .collect()
}

#[test]
fn a_function_is_built_of_what_it_uses_and_nothing_else() {
    let mut found = Vec::new();
    for function in FUNCTIONS {
        let tree = tree(function);
        assert!(
            tree.contains("lambda_runtime") && tree.contains("store"),
            "the tree of {function} is read"
        );
        let foreign = ONLY
            .iter()
            .filter(|(_, users)| !users.contains(&function))
            .map(|(name, _)| name);
        let unwanted = foreign
            .chain(&NOWHERE)
            .chain(&FUNCTIONS)
            .filter(|name| tree.contains(**name));
        found.extend(unwanted.map(|name| format!("{function} is built of {name}")));
    }

    assert!(found.is_empty(), "{found:#?}");
}

/// A line above that names what nobody is built of any more guards nothing.
#[test]
fn what_only_some_functions_use_is_used_by_them() {
    for (name, users) in ONLY {
        for user in users {
            assert!(tree(user).contains(name), "{user} is not built of {name}");
        }
    }
}

#[test]
fn the_rules_are_pure() {
    let tree = tree("domain");

    assert!(tree.contains("serde"), "the tree is read");
    let impure: Vec<&str> = IMPURE.into_iter().filter(|name| tree.contains(*name)).collect();
    assert!(impure.is_empty(), "{impure:?}");
}
