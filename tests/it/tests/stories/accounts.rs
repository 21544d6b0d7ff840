//! One test for each access pattern of the people who answer, under its number, on the embedded engine.

use crate::table::{Engine, NOON};
use domain::{
    ApiKey, AuditEntry, DAY_MS, InvitationId, MINUTE_MS, Operator, OperatorId, Role, SavedReply, Session, Settings,
    UnixMs, Upload,
    api_key::Scope,
    rules::{self, NewKey},
    wire::{Invite, MakeKey, SaveReply},
};
use store::{
    Store,
    audit::AuditPage,
    invitations::{Accepted, InvitationRow},
    keys,
    operators::{PasswordChange, ResetRow},
    sessions::{Opening, SESSIONS_MAX},
};

async fn invited(store: &Store, email: &str, secret: &str) -> InvitationRow {
    let request = Invite {
        email: email.into(),
        role: Role::Operator,
        name: None,
    };
    let by = "owner".parse().expect("id");
    let (invitation, audit) = rules::invite(&request, &by, Role::Owner, NOON).expect("invited");
    let row = InvitationRow {
        invitation,
        secret_sha256: secret.into(),
    };
    store.invite(&row, &audit).await.expect("stored");
    row
}

fn joining(row: &InvitationRow, id: &str) -> (Operator, AuditEntry) {
    let id = id.parse().expect("id");
    rules::accept(&row.invitation, id, "Boris", &Settings::default(), NOON).expect("accepted")
}

#[tokio::test]
async fn a23_what_the_workspace_decided_for_itself() {
    let (_engine, store) = Engine::store().await;
    assert_eq!(store.settings().await.expect("read"), Settings::default());
    let audit = AuditEntry::new(NOON, None, "settings_changed", "settings".into(), 1);
    let first = Settings {
        version: 1,
        chats_max: 3,
        ..Settings::default()
    };

    assert!(store.commit_settings(&first, &audit).await.expect("answered"));
    assert!(
        !store.commit_settings(&first, &audit).await.expect("answered"),
        "somebody was faster"
    );

    assert_eq!(store.settings().await.expect("read"), first);
}

#[tokio::test]
async fn a29_texts_kept_for_sending_again() {
    let (_engine, store) = Engine::store().await;
    let id = "01J00000000000000000000000".parse().expect("an id");
    let by = "owner".parse().expect("id");
    let request = SaveReply {
        version: 0,
        name: "Hours".into(),
        text: "From 9 to 5.".into(),
        files: Vec::new(),
    };
    let saved = rules::save_reply(&[], &id, &request, &[], &by, NOON).expect("fine");
    let change = saved.expect("new");
    let reply = &change.reply;

    assert!(store.commit_saved_reply(&change).await.expect("answered"));
    assert!(
        !store.commit_saved_reply(&change).await.expect("answered"),
        "it is there already"
    );
    assert_eq!(store.saved_replies().await.expect("read"), std::slice::from_ref(reply));

    let audit = rules::remove_reply(reply, &by, NOON);
    let other = SavedReply {
        version: 2,
        ..reply.clone()
    };
    assert!(
        !store.remove_saved_reply(&other, NOON, &audit).await.expect("answered"),
        "of another version"
    );
    assert!(store.remove_saved_reply(reply, NOON, &audit).await.expect("answered"));
    assert!(store.saved_replies().await.expect("read").is_empty());
}

#[tokio::test]
async fn a113_one_text_kept_for_sending_again_and_what_its_files_cost() {
    let (engine, store) = Engine::store().await;
    let id = "01J00000000000000000000000".parse().expect("an id");
    let by: OperatorId = "owner".parse().expect("id");
    let upload = Upload {
        id: "one".parse().expect("an id"),
        by: by.clone(),
        name: "map.png".into(),
        size: 9,
        head: Some(Vec::new()),
        until: NOON.plus(1),
    };
    assert!(store.write_upload(&upload, true).await.expect("answered"));
    let request = SaveReply {
        version: 0,
        name: "Way".into(),
        text: String::new(),
        files: vec![upload.id.clone()],
    };
    let brought = std::slice::from_ref(&upload);
    let saved = rules::save_reply(&[], &id, &request, brought, &by, NOON).expect("fine");
    let change = saved.expect("new");
    engine.meter.take();

    assert!(store.commit_saved_reply(&change).await.expect("answered"));
    let taken = engine.meter.take();
    let found = store.saved_reply(&id).await.expect("read");
    let read = engine.meter.take();
    assert!(
        store.upload(&upload.id).await.expect("read").is_none(),
        "its own by now"
    );
    engine.meter.take();
    let audit = rules::remove_reply(&change.reply, &by, NOON);
    assert!(
        store
            .remove_saved_reply(&change.reply, NOON, &audit)
            .await
            .expect("answered")
    );
    let let_go = engine.meter.take();

    assert_eq!(found.as_ref(), Some(&change.reply));
    assert_eq!((read.rounds, read.read_units), (1, 1.0));
    assert_eq!((taken.write_units, let_go.write_units), (7.0, 7.0));
    let due = store.uploads_due(NOON).await.expect("read");
    assert_eq!(due.len(), 1, "swept by and by");
}

fn key(all: &[ApiKey], digest: &str) -> (ApiKey, AuditEntry) {
    let request = MakeKey {
        name: "Shop".into(),
        scopes: vec![Scope::OrdersWrite],
        expires_days: None,
    };
    let (by, ends) = ("owner".parse().expect("id"), "last");
    rules::make_key(all, NewKey { digest, ends }, &request, &by, NOON).expect("made")
}

#[tokio::test]
async fn a50_all_api_keys() {
    let (_engine, store) = Engine::store().await;
    let (one, audit) = key(&[], "1f");
    let (other, more) = key(&[], "2f");
    assert!(store.commit_api_key(&one, &audit).await.expect("answered"));
    assert!(store.commit_api_key(&other, &more).await.expect("answered"));

    assert_eq!(store.api_keys().await.expect("read"), [one, other]);
}

#[tokio::test]
async fn a51_one_api_key() {
    let (_engine, store) = Engine::store().await;
    let (key, audit) = key(&[], "1f");
    assert!(store.commit_api_key(&key, &audit).await.expect("answered"));
    assert!(
        !store.commit_api_key(&key, &audit).await.expect("answered"),
        "it is there already"
    );
    let used = key.used_at(NOON).expect("the first time");
    let (revoked, audit) = rules::revoke_key(&key, &key.by, NOON).expect("revoked");

    assert!(store.commit_api_key(&revoked, &audit).await.expect("answered"));
    store.use_api_key(&used).await.expect("answered");

    let found = store.api_key("1f").await.expect("read");
    assert_eq!(found, Some(revoked), "a use that comes late does not bring it back");
    assert_eq!(store.api_key("2f").await.expect("read"), None);
}

#[tokio::test]
async fn a40_who_is_invited() {
    let (_engine, store) = Engine::store().await;
    invited(&store, "boris@example.com", "one").await;
    invited(&store, "vera@example.com", "two").await;
    invited(&store, "boris@example.com", "three").await;

    let invitations = store.invitations().await.expect("read");

    let mut emails: Vec<&str> = invitations.iter().map(|invitation| invitation.email.as_str()).collect();
    emails.sort_unstable();
    assert_eq!(
        emails,
        ["boris@example.com", "vera@example.com"],
        "one for each address"
    );
}

#[tokio::test]
async fn a41_one_invitation_which_is_good_once() {
    let (_engine, store) = Engine::store().await;
    let old = invited(&store, "boris@example.com", "one").await;
    let new = invited(&store, "boris@example.com", "two").await;

    let found = store
        .invitation(&InvitationId::of("boris@example.com"))
        .await
        .expect("read");
    assert_eq!(found.as_ref(), Some(&new));

    let (boris, audit) = joining(&new, "boris");
    let tried = store
        .accept_invitation(&old, &boris, "phc", &audit)
        .await
        .expect("answered");
    assert_eq!(tried, Accepted::Gone, "replaced");
    let tried = store
        .accept_invitation(&new, &boris, "phc", &audit)
        .await
        .expect("answered");
    assert_eq!(tried, Accepted::Done);
    let tried = store
        .accept_invitation(&new, &boris, "phc", &audit)
        .await
        .expect("answered");
    assert_eq!(tried, Accepted::Gone, "used");
    assert_eq!(store.operator(&boris.id).await.expect("read"), Some(boris));

    let second = invited(&store, "boris@example.com", "three").await;
    let (other, audit) = joining(&second, "other");
    let tried = store
        .accept_invitation(&second, &other, "phc", &audit)
        .await
        .expect("answered");
    assert_eq!(tried, Accepted::EmailTaken);
    assert!(
        store
            .remove_invitation(&second.invitation.id, &audit)
            .await
            .expect("answered")
    );
    assert!(
        !store
            .remove_invitation(&second.invitation.id, &audit)
            .await
            .expect("answered")
    );
}

fn session(now: UnixMs) -> Session {
    Session::new("anna".parse().expect("id"), Role::Operator, "a browser", now)
}

#[tokio::test]
async fn a42_which_sessions_an_operator_has() {
    let (_engine, store) = Engine::store().await;
    let anna = "anna".parse().expect("id");
    for number in 0..=SESSIONS_MAX {
        let digest = format!("digest-{number}");
        store.add_session(&digest, &session(NOON)).await.expect("added");
    }
    let list = store.session_list(&anna).await.expect("read");

    assert_eq!(list.sessions.len(), SESSIONS_MAX);
    assert_eq!(
        store.session("digest-0", NOON).await.expect("read"),
        None,
        "the oldest gave way"
    );
    let late = NOON.plus(60 * MINUTE_MS);
    assert_eq!(
        store.session("digest-1", late).await.expect("read"),
        None,
        "it lay idle"
    );
    let used = session(NOON).used(late.plus(-1)).expect("used");
    assert!(store.use_session("digest-1", &used).await.expect("answered"));
    assert_eq!(store.session("digest-1", late).await.expect("read"), Some(used.clone()));

    store.end_session("digest-1").await.expect("ended");
    assert!(
        !store.use_session("digest-1", &used).await.expect("answered"),
        "use does not bring it back"
    );
    assert!(
        !store
            .open_session(&Opening {
                digest: "late",
                session: &session(NOON),
                list: &list,
                second: None,
                audit: None,
            })
            .await
            .expect("answered"),
        "what was proved before something ended must be proved again"
    );
}

async fn logged(store: &Store, at: UnixMs, version: u64) {
    let audit = AuditEntry::new(at, None, "settings_changed", "settings".into(), version);
    let settings = Settings {
        version,
        ..Settings::default()
    };
    assert!(store.commit_settings(&settings, &audit).await.expect("answered"));
}

#[tokio::test]
async fn a43_who_changed_what_newest_first_over_quiet_days() {
    let (_engine, store) = Engine::store().await;
    for (version, days) in [(1, 0), (2, 3), (3, 60), (4, 60)] {
        logged(&store, NOON.plus(days * DAY_MS), version).await;
    }

    let (mut place, mut versions) = (Some(keys::audit_until(NOON.plus(61 * DAY_MS))), Vec::new());
    while let Some(from) = place {
        let AuditPage { entries, next } = store.audit_page(&from, |_| true).await.expect("read");
        versions.extend(entries.iter().map(|entry| entry.version));
        place = next;
    }

    assert_eq!(versions, [4, 3, 2, 1]);
}

#[tokio::test]
async fn a44_what_proves_an_operator_and_a_link_for_a_new_password() {
    let (_engine, store) = Engine::store().await;
    let boris = joining(&invited(&store, "boris@example.com", "one").await, "boris").0;
    assert!(store.add_operator(&boris, "phc", None).await.expect("added"));
    let audit = AuditEntry::new(NOON, None, "password_reset", "operator/boris".into(), 2);
    let reset = |secret: &str| ResetRow {
        secret_sha256: secret.into(),
        expires: NOON,
    };
    store
        .offer_password_reset(&boris.id, &reset("old"), &audit)
        .await
        .expect("stored");
    store
        .offer_password_reset(&boris.id, &reset("new"), &audit)
        .await
        .expect("stored");
    assert_eq!(store.password_reset(&boris.id).await.expect("read"), Some(reset("new")));

    let known = store.credentials(&boris.id).await.expect("read").expect("there");
    let sessions = store.session_list(&boris.id).await.expect("read");
    let (old, new) = (reset("old"), reset("new"));
    let change = |reset| PasswordChange {
        known: &known,
        password_phc: "other",
        sessions: &sessions,
        reset: Some(reset),
        audit: &audit,
    };
    assert!(
        !store.change_password(&change(&old)).await.expect("answered"),
        "the link was replaced"
    );
    assert!(store.change_password(&change(&new)).await.expect("answered"));
    assert!(
        !store.change_password(&change(&new)).await.expect("answered"),
        "good once"
    );

    let after = store.credentials(&boris.id).await.expect("read").expect("there");
    assert_eq!(
        (after.password_phc.as_str(), after.version),
        ("other", known.version + 1)
    );
    assert_eq!(store.password_reset(&boris.id).await.expect("read"), None);
}

#[tokio::test]
async fn a45_what_proves_an_operator() {
    let (_engine, store) = Engine::store().await;
    let boris = joining(&invited(&store, "boris@example.com", "one").await, "boris").0;
    assert!(store.add_operator(&boris, "phc", None).await.expect("added"));

    let known = store.credentials(&boris.id).await.expect("read").expect("there");

    assert_eq!(
        (known.operator, known.password_phc.as_str(), known.version),
        (boris.id, "phc", 1)
    );
    assert!(
        store
            .credentials(&"nobody".parse().expect("id"))
            .await
            .expect("read")
            .is_none()
    );
}
