//! The access patterns of tries and second factors, each under its number, on the embedded engine.

use domain::{
    AuditEntry, MINUTE_MS, Operator, OperatorId, Role, SecondFactor, picture::PictureType, rules::throttle::Guard,
};
use store::{
    avatars::{Avatar, AvatarChange},
    second_factors::{FactorChange, HalfSession},
    tries::{Tried, Try},
};

use crate::table::{Engine, NOON};

fn anna() -> OperatorId {
    "anna".parse().expect("an id")
}

#[tokio::test]
async fn a46_how_often_somebody_tried_a_secret() {
    let (_engine, store) = Engine::store().await;
    let account = Tried::new(Guard::Account, "Anna@Example.com ");
    let tried = [account.clone(), Tried::new(Guard::Network, "203.0.113.0/24")];
    for number in 0..5 {
        let taken = store.take_try(&tried, NOON).await.expect("answered");
        assert!(matches!(taken, Try::Taken(_)), "{number}: {taken:?}");
    }

    let early = store.take_try(&tried, NOON).await.expect("answered");
    assert_eq!(early, Try::Wait { retry_after_s: 1 });
    let known = Tried::new(Guard::Account, "anna@example.com");
    assert_eq!(
        store.tries(&known).await.expect("read").wrong,
        5,
        "what came too early is not counted"
    );
    let late = store.take_try(&tried, NOON.plus(1_000)).await.expect("answered");
    let Try::Taken(taken) = late else {
        panic!("it waited long enough: {late:?}");
    };

    store.give_back(&taken).await.expect("written");

    let wrong = async |tried: &Tried| store.tries(tried).await.expect("read").wrong;
    assert_eq!(
        (wrong(&tried[0]).await, wrong(&tried[1]).await),
        (0, 5),
        "a network is not cleared"
    );
}

#[tokio::test]
async fn a47_an_operators_second_factor() {
    let (_engine, store) = Engine::store().await;
    assert_eq!(store.second_factor(&anna()).await.expect("read"), None);
    let offered = SecondFactor::offer(None, "sealed".into()).expect("offered");
    let on = offered.confirm(1, vec!["one".into()], NOON).expect("on");
    let id = anna();
    let change = |before, after| FactorChange {
        operator: &id,
        before,
        after,
        sessions: None,
        audit: None,
    };

    assert!(
        store
            .commit_second_factor(&change(None, Some(&offered)))
            .await
            .expect("answered")
    );
    assert!(
        store
            .commit_second_factor(&change(Some(&offered), Some(&on)))
            .await
            .expect("answered")
    );
    let again = store.commit_second_factor(&change(Some(&offered), Some(&on))).await;
    assert!(!again.expect("answered"), "somebody was faster");

    assert_eq!(store.second_factor(&anna()).await.expect("read").as_ref(), Some(&on));
    assert!(
        !store
            .commit_second_factor(&change(Some(&offered), None))
            .await
            .expect("answered")
    );
    assert!(
        store
            .commit_second_factor(&change(Some(&on), None))
            .await
            .expect("answered")
    );
    assert_eq!(store.second_factor(&anna()).await.expect("read"), None);
}

#[tokio::test]
async fn a48_a_sign_in_that_waits_for_a_code() {
    let (_engine, store) = Engine::store().await;
    let half = HalfSession {
        operator: anna(),
        password_version: 1,
        expires: NOON.plus(MINUTE_MS),
    };

    store.add_half_session("digest", &half).await.expect("written");

    assert_eq!(
        store.half_session("digest", NOON).await.expect("read").as_ref(),
        Some(&half)
    );
    assert_eq!(
        store.half_session("digest", half.expires).await.expect("read"),
        None,
        "it is over"
    );
    assert_eq!(store.half_session("other", NOON).await.expect("read"), None);
}

#[tokio::test]
async fn a49_the_picture_of_an_operator() {
    let (_engine, store) = Engine::store().await;
    let operator = Operator::new(anna(), "Anna".into(), "anna@example.com".into(), Role::Operator, NOON);
    assert!(store.add_operator(&operator, "phc", None).await.expect("added"));
    let shown = Operator {
        version: 2,
        avatar: Some(2),
        ..operator
    };
    let avatar = Avatar {
        version: 2,
        media_type: PictureType::Png,
        base64: "AAAA".into(),
    };
    let audit = AuditEntry::new(NOON, None, "avatar_changed", "operator/anna".into(), 2);
    let change = AvatarChange {
        operator: &shown,
        avatar: Some(&avatar),
        audit: &audit,
    };

    assert!(store.commit_avatar(&change).await.expect("answered"));
    assert!(
        !store.commit_avatar(&change).await.expect("answered"),
        "somebody was faster"
    );

    assert_eq!(store.avatar(&anna()).await.expect("read").as_ref(), Some(&avatar));
    assert_eq!(store.operator(&anna()).await.expect("read"), Some(shown));
}
