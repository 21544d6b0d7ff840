//! The people of a pretend messenger that numbers them.

use std::collections::BTreeMap;

use domain::UnixMs;
use serde::{Deserialize, Serialize};

use super::{CannotPretend, PretendFile, PretendPerson};

/// Everybody who was introduced or wrote, by number.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Crowd(BTreeMap<u64, Person>);

/// A person who writes to a business.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Person {
    /// As shown.
    pub name: String,
    /// The picture they show, as a number of a file.
    #[serde(default)]
    pub picture: Option<usize>,
    /// Until when they see that the business writes.
    #[serde(default)]
    typed_to: Option<UnixMs>,
    /// The business they wrote to first, as an index. The other names are those of what was saved before.
    #[serde(alias = "bot", alias = "group")]
    pub business: Option<usize>,
}

impl Crowd {
    /// Who has this number.
    pub fn get(&self, number: u64) -> Option<&Person> {
        self.0.get(&number)
    }

    /// How somebody is called; empty: there is nobody.
    pub fn name_of(&self, number: u64) -> &str {
        self.get(number).map_or("", |person| person.name.as_str())
    }

    /// The business somebody wrote to first.
    pub fn business_of(&self, number: u64) -> Option<usize> {
        self.get(number)?.business
    }

    /// Somebody writes to a business, and is there from now on.
    pub fn meet(&mut self, number: u64, business: usize) {
        self.entry(number).business = Some(business);
    }

    /// Introduces somebody or renames them; without a name they are called by their number.
    pub fn introduce(&mut self, number: u64, name: &str) {
        let name = Some(name.trim()).filter(|name| !name.is_empty());
        self.entry(number).name = name.map_or_else(|| unnamed(number), str::to_owned);
    }

    /// Everybody, in order of number.
    pub fn shown(&self) -> Vec<PretendPerson> {
        let shown = |(number, person): (&u64, &Person)| PretendPerson {
            person: number.to_string(),
            name: person.name.clone(),
        };
        self.0.iter().map(shown).collect()
    }

    /// Somebody shows another picture, which is put among `files`; `None`: none any more.
    ///
    /// # Errors
    /// [`CannotPretend::NoSuchPerson`], [`CannotPretend::BadFile`].
    pub fn portray(
        &mut self,
        number: u64,
        base64: Option<&str>,
        files: &mut Vec<PretendFile>,
    ) -> Result<(), CannotPretend> {
        let person = self.0.get_mut(&number).ok_or(CannotPretend::NoSuchPerson)?;
        person.picture = PretendFile::portrait(base64)?.map(|file| {
            files.push(file);
            files.len() - 1
        });
        Ok(())
    }

    /// Somebody sees until then that the business writes.
    pub fn is_shown_typing(&mut self, number: u64, until: UnixMs) {
        if let Some(person) = self.0.get_mut(&number) {
            person.typed_to = Some(until);
        }
    }

    /// Until when somebody saw or sees that the business writes; `None`: they never did.
    pub fn typed_to(&self, number: u64) -> Option<UnixMs> {
        self.get(number)?.typed_to
    }

    fn entry(&mut self, number: u64) -> &mut Person {
        self.0.entry(number).or_insert_with(|| Person {
            name: unnamed(number),
            ..Person::default()
        })
    }
}

fn unnamed(number: u64) -> String {
    format!("Person {number}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_wrote_without_a_name_is_called_by_their_number_and_may_get_one() {
        let mut crowd = Crowd::default();
        crowd.meet(7, 1);
        assert_eq!((crowd.name_of(7), crowd.business_of(7)), ("Person 7", Some(1)));

        crowd.introduce(7, " Ira ");
        assert_eq!((crowd.name_of(7), crowd.business_of(7)), ("Ira", Some(1)));
        crowd.introduce(7, " ");
        assert_eq!(crowd.name_of(7), "Person 7");
        assert_eq!(crowd.shown().len(), 1);
    }

    #[test]
    fn what_was_saved_before_is_still_read() {
        let saved = r#"{"7":{"name":"Ira","bot":2},"8":{"name":"Ada","group":null}}"#;
        let crowd: Crowd = serde_json::from_str(saved).expect("it reads");

        assert_eq!((crowd.business_of(7), crowd.business_of(8)), (Some(2), None));
    }

    #[test]
    fn a_picture_is_of_somebody_and_can_be_taken_away() {
        let (mut crowd, mut files) = (Crowd::default(), Vec::new());
        assert_eq!(
            crowd.portray(7, Some("AAAA"), &mut files),
            Err(CannotPretend::NoSuchPerson)
        );
        crowd.introduce(7, "Ira");
        crowd.portray(7, Some("AAAA"), &mut files).expect("a picture");
        assert_eq!(crowd.get(7).and_then(|person| person.picture), Some(0));
        crowd.portray(7, None, &mut files).expect("none");
        assert_eq!(crowd.get(7).and_then(|person| person.picture), None);
    }
}
