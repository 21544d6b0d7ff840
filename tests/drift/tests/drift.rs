//! The client's types and the API description are made from the Rust structs. They are committed, so that a change of
//! the wire shows in review; this test makes them anew and expects no difference. `UPDATE=1` (`make types`) writes them.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use domain::wire;
use ts_rs::{Config, TS};

const TYPES: &str = "web/src/proto";
const OPENAPI: &str = "docs/openapi.json";

#[test]
fn the_clients_types_are_those_of_the_rust_structs() {
    let made = made_types();

    expect_same(&drift::root().join(TYPES), &made);
}

#[test]
fn the_api_description_is_that_of_the_handlers() {
    let made = BTreeMap::from([("openapi.json".to_owned(), api::openapi::json())]);

    expect_same(drift::root().join(OPENAPI).parent().expect("a folder"), &made);
}

/// What the pretend messengers insist on is what the descriptions of their APIs say, where those lie beside the project.
#[test]
fn the_pretend_messengers_insist_on_the_descriptions() {
    let mut script = std::process::Command::new(drift::root().join("scripts/methods.py"));
    script.arg("--check");
    if let Some(folder) = variable("SWITCHBOARD_SPECS") {
        script.arg(folder);
    }

    let checked = script.output().expect("python3 runs");

    let said = String::from_utf8_lossy(&checked.stdout);
    match checked.status.code() {
        Some(0) => {}
        Some(3) => eprintln!("{said}"),
        _ => panic!("{said}{}", String::from_utf8_lossy(&checked.stderr)),
    }
}

#[expect(clippy::disallowed_methods, reason = "how a test is told what to do")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Every route of the API is described, and every described one exists and says whom it lets through.
#[test]
fn the_description_lists_the_routes() {
    let description: serde_json::Value = serde_json::from_str(&api::openapi::json()).expect("JSON");
    let paths = description["paths"].as_object().expect("paths");
    let described = paths.iter().flat_map(|(path, methods)| {
        let methods = methods.as_object().expect("methods").keys();
        methods.map(move |method| format!("{} {path}", method.to_uppercase()))
    });
    let described: BTreeSet<String> = described.collect();
    let routed = api::routes::ROUTES.iter();
    let routed: BTreeSet<String> = routed.map(|route| format!("{} {}", route.method, route.path)).collect();

    assert_eq!(described, routed);
    assert_eq!(routed.len(), api::routes::ROUTES.len(), "none twice");
}

/// Writes the types of requests and answers, and what they are made of.
macro_rules! wire_types {
    ($($name:ident)*) => {
        fn export_wire(config: &Config) {
            $(wire::$name::export_all(config).expect("types export");)*
        }
    };
}

wire_types! {
    SignIn
    SignedIn
    BringFile
    FileSlot
    FileBrought
    Invite
    SaveReply
    SaveDraft
    Look
    SavedReplies
    Telemetry
    SaveFunnel
    Funnels
    StartFunnel
    FunnelRuns
    ChangeSettings
    ChangeOperator
    ChangeProfile
    Sessions
    ChangePassword
    PasswordReset
    ApiKeys
    MakeKey
    KeyMade
    PublicContact
    Whom
    PutOrder
    Costs
    ClosedReport
    ClosedEpisodes
    TimeReport
    Intervals
    Orders
    ResetPassword
    AuditPage
    Invited
    Invitations
    AcceptInvitation
    SocketTicket
    ChatPage
    EditCard
    SetVariable
    CardHistory
    AddNote
    EditNote
    Notes
    Tags
    Contacts
    MessagePage
    FoundMessages
    SendMessage
    EditMessage
    Sent
    MarkRead
    AddComment
    Close
    Forward
    Snooze
    Explained
    Episodes
    Bulk
    BulkDone
    Counters
    Operators
    ChooseStatus
    Involve
    NotificationSettings
    ChangeNotifications
    LinkMessenger
    OfferedLink
    PushKey
    TellBrowser
    PushNotice
    PushedChat
    EarlierTexts
    AddChannel
    ChangeChannel
    RenewToken
    Channels
    Messengers
    Prove
    SecondFactorNeeded
    CompleteSignIn
    SecondFactorInfo
    SecondFactorOffer
    SecondFactorCode
    RecoveryCodes
    SetAvatar
    Unite
    United
    Unites
    Separated
    SimilarContacts
    BeginExport
    ExportBegun
    ExportPage
    ImportContacts
    Imported
    ErrorBody
    ClientFrame
    ServerFrame
}

fn made_types() -> BTreeMap<String, String> {
    let folder = std::env::temp_dir().join(format!("switchboard-types-{}", std::process::id()));
    // Our integers are counts and Unix milliseconds, far below 2^53.
    let config = Config::new().with_large_int("number").with_out_dir(&folder);
    domain::Frame::export_all(&config).expect("types export");
    domain::ChannelHealth::export_all(&config).expect("types export");
    export_wire(&config);

    let mut made: BTreeMap<String, String> = read_folder(&folder);
    let names = made.keys().map(|name| name.trim_end_matches(".ts"));
    let all: Vec<String> = names.map(|name| format!("export * from \"./{name}\";\n")).collect();
    made.insert(
        "index.ts".into(),
        format!("// Made by `make types`. Do not edit.\n{}", all.concat()),
    );
    fs::remove_dir_all(&folder).expect("a folder of our own");
    made
}

fn read_folder(folder: &Path) -> BTreeMap<String, String> {
    let entries = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| entry.path().is_file());
    entries
        .map(|entry| {
            let text = fs::read_to_string(entry.path()).expect("text");
            (entry.file_name().to_string_lossy().into_owned(), text)
        })
        .collect()
}

/// Compares a folder with what was made; with `UPDATE=1` writes it. Only files of the same kind are looked at.
fn expect_same(folder: &Path, made: &BTreeMap<String, String>) {
    let ending = made
        .keys()
        .next()
        .and_then(|name| name.rsplit('.').next())
        .unwrap_or_default()
        .to_owned();
    let known: BTreeMap<String, String> = read_folder(folder)
        .into_iter()
        .filter(|(name, _)| name.ends_with(&ending))
        .collect();
    if variable("UPDATE").as_deref() == Some("1") {
        fs::create_dir_all(folder).expect("a folder");
        for name in known.keys().filter(|name| !made.contains_key(*name)) {
            fs::remove_file(folder.join(name)).expect("removed");
        }
        for (name, text) in made {
            fs::write(folder.join(name), text).expect("written");
        }
        return;
    }
    let names = |files: &BTreeMap<String, String>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&known), names(made), "run `make types`");
    for (name, text) in made {
        assert_eq!(known.get(name), Some(text), "{name} has drifted: run `make types`");
    }
}
