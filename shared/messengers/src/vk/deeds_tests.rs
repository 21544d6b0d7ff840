//! Bodies written by hand from VK's description of events.

use serde_json::json;

use super::*;
use crate::CallBody;

fn channel() -> ChannelId {
    "channel".parse().expect("id")
}

fn access() -> Access {
    Access {
        token: "t".into(),
        api_url: "http://api".into(),
    }
}

fn answered(body: &Value) -> ProviderAnswer {
    ProviderAnswer::Answered {
        status: 200,
        body: body.to_string().into_bytes(),
    }
}

#[test]
fn a_press_is_called_by_what_it_carries() {
    let told = |payload: Value| {
        let object = json!({ "user_id": 77, "peer_id": 77, "event_id": "ab1", "payload": payload, "conversation_message_id": 5 });
        match press(&channel(), &object).inbound.as_slice() {
            [Inbound::Message(message)] => match &message.content {
                Content::Press { press } => (message.position, press.label.clone(), press.handle.clone()),
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        }
    };

    assert_eq!(told(json!({ "to": 1 })), (5, r#"{"to":1}"#.into(), "ab1".into()));
    assert_eq!(told(json!("yes")).1, "yes");
    let group = json!({ "user_id": 77, "peer_id": 2_000_000_001_i64, "event_id": "a", "payload": 1 });
    assert_eq!(press(&channel(), &group), Received::default());
}

#[test]
fn only_what_the_person_saw_is_news() {
    let object = |from: i64, number: u64| json!({ "from_id": from, "peer_id": 77, "read_message_id": 900, "conversation_message_id": number });
    match read(&channel(), &object(77, 12)).inbound.as_slice() {
        [Inbound::Read(told)] => assert_eq!((told.number, told.identity.external.as_str()), (12, "77")),
        other => panic!("{other:?}"),
    }
    assert_eq!(read(&channel(), &object(-9, 12)), Received::default());
    assert_eq!(read(&channel(), &object(77, 0)), Received::default());
    assert!(read(&channel(), &json!({})).quarantine.is_some());
}

#[test]
fn a_sign_is_shown_as_vk_draws_it_and_one_without_a_number_is_gone() {
    let told = |id: Option<u64>| {
        let mut object = json!({ "reacted_id": 77, "peer_id": 77, "cmid": 4 });
        if let Some(id) = id {
            object["reaction_id"] = id.into();
        }
        match reaction(&channel(), &object).inbound.as_slice() {
            [Inbound::Reaction(told)] => told.signs.clone(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(told(Some(4)), ["👍"]);
    assert_eq!(told(Some(60)), ["#60"], "one nobody described");
    assert_eq!(told(Some(0)), ["#0"]);
    assert_eq!(told(None), Vec::<String>::new());
    let ours = json!({ "reacted_id": -9, "peer_id": 77, "cmid": 4, "reaction_id": 1 });
    assert_eq!(reaction(&channel(), &ours), Received::default());
}

#[test]
fn a_press_is_acknowledged_by_its_name_and_its_person() {
    let Step::Call(call, _) = acknowledge(&access(), "77", "ab1") else {
        panic!("a call")
    };
    let CallBody::Form(fields) = call.body else {
        panic!("a form")
    };
    let expected = [
        ("event_id", "ab1"),
        ("user_id", "77"),
        ("peer_id", "77"),
        ("v", "5.199"),
    ];
    assert_eq!(call.method, "messages.sendMessageEventAnswer");
    assert_eq!(fields, expected.map(|(name, value)| (name, value.to_owned())));
}

#[test]
fn the_whole_is_read_and_what_is_not_there_is_told_from_what_may_pass() {
    let Step::Call(call, _) = whole(&access(), "77", "5") else {
        panic!("a call")
    };
    assert_eq!(call.method, "messages.getByConversationMessageId");
    let found = json!({ "response": { "count": 1, "items": [{ "id": 1, "text": "all of it", "attachments": [] }] } });
    let Step::Completed(all) = completed(&answered(&found)) else {
        panic!("here it is")
    };
    assert_eq!(
        all.content,
        Content::Text {
            text: "all of it".into()
        }
    );
    let no = |body: &Value| match completed(&answered(body)) {
        Step::NotLoaded { why, .. } => why,
        other => panic!("{other:?}"),
    };
    let error = |code: i64| json!({ "error": { "error_code": code, "error_msg": "no" } });
    let nothing = json!({ "response": { "count": 0, "items": [] } });
    assert_eq!([no(&nothing), no(&error(15))], [Some(FileTrouble::Gone); 2]);
    assert_eq!([no(&error(6)), no(&error(10)), no(&error(5))], [None; 3]);
    assert!(matches!(
        completed(&ProviderAnswer::NoAnswer),
        Step::NotLoaded { why: None, .. }
    ));
}
