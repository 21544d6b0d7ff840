//! What a message holds, by examples.

use serde_json::json;

use super::*;

fn files(message: &Value) -> (Vec<File>, Vec<FileSource>) {
    let held = held(message);
    (held.content.files().to_vec(), held.sources)
}

#[test]
fn a_photo_is_fetched_in_its_largest_size() {
    let size = |side: u32| json!({ "url": format!("https://cdn/{side}"), "width": side, "height": side });
    let message = json!({ "text": "look", "attachments": [
        { "type": "photo", "photo": { "sizes": [size(75), size(1280), size(604)] } },
    ]});

    let (found, sources) = files(&message);

    assert_eq!((found[0].kind, found[0].width), (FileKind::Photo, Some(1_280)));
    assert_eq!(sources[0].main, "https://cdn/1280");
    assert_eq!(sources[0].preview.as_deref(), Some("https://cdn/604"));
    assert_eq!(held(&message).content.said(), Some("look"));
}

#[test]
fn a_voice_brings_its_levels_and_a_video_only_its_page() {
    let waveform: Vec<u32> = (0..128).map(|at| at % 40).collect();
    let message = json!({ "attachments": [
        { "type": "audio_message", "audio_message": {
            "link_ogg": "https://cdn/v.ogg", "duration": 3, "waveform": waveform } },
        { "type": "video", "video": { "owner_id": -1, "id": 5, "access_key": "k7", "title": "Cat", "duration": 9 } },
    ]});

    let (found, sources) = files(&message);

    assert_eq!((found[0].duration_s, found[0].peaks.len()), (Some(3), PEAKS_MAX));
    assert!(found[0].peaks.iter().all(|level| *level <= PEAK_MAX));
    let page = FileState::Elsewhere {
        url: "https://vk.com/video-1_5_k7".into(),
    };
    assert_eq!((found[1].name.as_deref(), &found[1].state), (Some("Cat"), &page));
    assert_eq!(sources.len(), 1, "nothing to fetch of the video");
}

#[test]
fn what_is_not_shown_beside_what_is_stays_raw_too() {
    let message = json!({ "attachments": [
        { "type": "doc", "doc": { "url": "https://cdn/a", "title": "a/b.pdf", "size": 9, "ext": "pdf" } },
        { "type": "bomb", "bomb": {} },
    ]});

    let held = held(&message);

    assert_eq!(held.content.files()[0].name.as_deref(), Some("b.pdf"));
    assert_eq!(held.quarantine.as_deref(), Some("unsupported: bomb"));
}

#[test]
fn a_reply_names_what_it_answers_and_what_was_passed_on_is_what_is_said() {
    let answered = json!({ "conversation_message_id": 7, "from_id": 5, "text": "When?" });
    let reply = held(&json!({ "text": "Tomorrow", "reply_message": answered }))
        .reply
        .expect("a reply");
    assert_eq!((reply.part.as_deref(), reply.text.as_str()), (Some("7"), "When?"));

    let passed_on = held(&json!({ "text": "", "fwd_messages": [answered] }));
    assert_eq!(passed_on.content.said(), Some("When?"));
    assert_eq!(passed_on.forwarded.as_deref(), Some("id5"));

    let with_words = held(&json!({ "text": "See this", "fwd_messages": [answered] }));
    assert_eq!(with_words.content.said(), Some("See this"));
    assert_eq!(
        with_words.reply.map(|reply| (reply.part, reply.text)),
        Some((None, "When?".into()))
    );
}

#[test]
fn a_question_is_shown_with_its_answers_and_with_words_beside_it_stays_raw() {
    let asked =
        json!({ "type": "poll", "poll": { "question": "Which?", "answers": [{ "text": "Red" }, { "text": "Blue" }] } });
    let poll = held(&json!({ "text": "", "attachments": [asked] }));

    let Content::Poll { poll: shown } = &poll.content else {
        panic!("{poll:?}")
    };
    assert_eq!((shown.question.as_str(), shown.options.len()), ("Which?", 2));
    assert_eq!(poll.quarantine, None);
    let with_words = held(&json!({ "text": "vote!", "attachments": [asked] }));
    assert_eq!(with_words.quarantine.as_deref(), Some("unsupported: poll"));
}
