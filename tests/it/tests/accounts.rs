//! One test for each access pattern of the people who answer, under its number, on the embedded engine.

mod table;

use domain::{AuditEntry, InvitationId, Operator, Role, Settings, rules, wire::Invite};
use store::{
    Store,
    invitations::{Accepted, InvitationRow},
};
use table::{Engine, NOON};

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
