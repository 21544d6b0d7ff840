//! Files in a folder, and links to them.

use super::*;

const NOON: UnixMs = UnixMs(1_795_348_800_000);

fn folder() -> Folder {
    Folder::open(None, "a key", "http://files".into()).expect("a folder")
}

fn bytes(parts: &[&'static str]) -> ByteStream {
    let parts: Vec<_> = parts
        .iter()
        .map(|part| Ok(Bytes::from_static(part.as_bytes())))
        .collect();
    Box::pin(stream::iter(parts))
}

async fn read(folder: &Folder, key: &str) -> Option<String> {
    let (size, parts) = folder.get(key, NOON).await.expect("read")?;
    let parts: Vec<Bytes> = parts.map(|part| part.expect("part")).collect().await;
    let text = String::from_utf8(parts.concat()).expect("text");
    assert_eq!(text.len() as u64, size);
    Some(text)
}

#[tokio::test]
async fn what_is_stored_is_read_replaced_and_deleted() {
    let folder = folder();

    folder.put("k", 5, bytes(&["he", "llo"]), NOON).await.expect("stored");
    assert_eq!(read(&folder, "k").await.as_deref(), Some("hello"));
    folder.put("k", 2, bytes(&["yo"]), NOON).await.expect("replaced");
    assert_eq!(read(&folder, "k").await.as_deref(), Some("yo"));
    folder.delete("k", NOON).await.expect("deleted");
    folder.delete("k", NOON).await.expect("gone already");
    assert_eq!(read(&folder, "k").await, None);
}

#[tokio::test]
async fn what_does_not_come_whole_leaves_what_was_there() {
    let folder = folder();
    folder.put("k", 5, bytes(&["hello"]), NOON).await.expect("stored");

    for parts in [&["hell"][..], &["hello", "!"][..]] {
        folder.put("k", 5, bytes(parts), NOON).await.expect_err("another size");
    }

    assert_eq!(read(&folder, "k").await.as_deref(), Some("hello"));
    let left = std::fs::read_dir(&folder.path).expect("the folder").count();
    assert_eq!(left, 1, "no halves");
}

#[test]
fn a_key_is_no_path() {
    let folder = folder();
    for key in ["", "..", "../x", "a/b", ".hidden", "a\0b", "ж"] {
        assert_eq!(folder.file(key), None, "{key:?}");
    }
    assert!(folder.file("k7_-x.preview").is_some());
}

#[test]
fn a_link_is_good_for_what_it_was_signed_for_alone() {
    let folder = folder();
    let handed = Handed {
        shown: None,
        name: "a.pdf".into(),
    };
    let link = folder.link("k", &handed, NOON).expect("a link");
    let query = link.split_once('?').expect("a query").1;

    let said = folder.verified(&Method::GET, "k", query).expect("signed");
    assert_eq!(said.content_type, blobs::DOWNLOAD);
    assert!(!said.is_over(NOON.plus(LINK_MS)) && said.is_over(NOON.plus(LINK_MS + 1)));
    assert!(folder.verified(&Method::PUT, "k", query).is_none());
    assert!(folder.verified(&Method::GET, "k2", query).is_none());
    let shown = query.replace("octet-stream", "html");
    assert!(folder.verified(&Method::GET, "k", &shown).is_none());
    assert!(
        folder
            .verified(&Method::GET, "k", &format!("{query}&until=9"))
            .is_none()
    );
    let other = Folder::open(None, "another key", "http://files".into()).expect("a folder");
    assert!(other.verified(&Method::GET, "k", query).is_none());
}
