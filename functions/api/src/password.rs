//! Passwords: argon2id with the parameters OWASP recommends first (19 MiB, two passes, one lane).
//!
//! Source: <https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html#argon2id>.

use std::sync::{LazyLock, Mutex, PoisonError};

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use domain::Refusal;

/// Memory of one hash, in KiB.
const MEMORY_KIB: u32 = 19 * 1024;
/// Passes over it.
const PASSES: u32 = 2;

/// Fewest characters of a password. Source: NIST SP 800-63B-4, passwords as the only factor ask for 15; with a second
/// factor 8: ours stands between until second factors come.
pub const CHARS_MIN: usize = 12;
/// Most characters: beyond, hashing is only work.
pub const CHARS_MAX: usize = 128;

/// Hashes and verifies, one at a time: a hundred sign-ins at once must not take two gigabytes.
#[derive(Default)]
pub struct Hasher(Mutex<()>);

impl Hasher {
    /// The PHC string of `password`.
    ///
    /// # Panics
    /// Never with the constant parameters; a test calls it.
    #[must_use]
    pub fn hash(&self, password: &str) -> String {
        let _one = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        hash(password)
    }

    /// Whether `password` made `phc`. Without `phc` the same work is done and the answer is no: an unknown e-mail takes
    /// as long as a wrong password.
    #[must_use]
    pub fn verify(&self, password: &str, phc: Option<&str>) -> bool {
        static NOBODY: LazyLock<String> = LazyLock::new(|| hash("nobody has this password"));
        let _one = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = PasswordHash::new(phc.unwrap_or(&NOBODY));
        let is_right = known.is_ok_and(|known| argon2().verify_password(password.as_bytes(), &known).is_ok());
        is_right && phc.is_some()
    }
}

/// Fewest characters that must be left of a password without the words everybody would guess.
const CHARS_OF_ONES_OWN_MIN: usize = 6;

/// What everybody would guess: the longer of the commonest passwords, keys that lie side by side, and the product.
/// Anything shorter cannot be a whole password of [`CHARS_MIN`].
const GUESSED: [&str; 26] = [
    "switchboard",
    "password",
    "passwort",
    "пароль",
    "parol",
    "qwertyuiop",
    "qwerty",
    "йцукенгшщз",
    "йцукен",
    "asdfghjkl",
    "zxcvbnm",
    "1q2w3e4r5t6y",
    "1q2w3e4r",
    "q1w2e3r4",
    "letmein",
    "iloveyou",
    "welcome",
    "administrator",
    "admin",
    "dragon",
    "monkey",
    "football",
    "superman",
    "changeme",
    "1234567890",
    "123456",
];

/// Refuses a password that is too short, too long, or easy to guess: common words, the product's name, and what is
/// `known` of the person (address, name) do not count, nor does one stroke repeated. No other composition is asked for.
///
/// # Errors
/// [`Refusal::WeakPassword`].
pub fn check(password: &str, known: &[&str]) -> Result<(), Refusal> {
    let refuse = |why| Err(Refusal::WeakPassword { why });
    let count = password.chars().count();
    if count < CHARS_MIN {
        return refuse("it has fewer than 12 characters");
    }
    if count > CHARS_MAX {
        return refuse("it has more than 128 characters");
    }
    let mut own = password.to_lowercase();
    let parts = known.iter().flat_map(|known| known.split(['@', '.', ' ', '-', '_']));
    let parts: Vec<String> = parts.map(str::to_lowercase).collect();
    for word in GUESSED.into_iter().chain(parts.iter().map(String::as_str)) {
        if word.chars().count() > 3 {
            own = own.replace(word, "");
        }
    }
    let mut letters: Vec<char> = own.chars().collect();
    let is_row = |pair: &[char]| u32::from(pair[0]).abs_diff(u32::from(pair[1])) <= 1;
    let strokes = letters.windows(2).filter(|pair| !is_row(pair)).count() + usize::from(!letters.is_empty());
    letters.sort_unstable();
    letters.dedup();
    if strokes < CHARS_OF_ONES_OWN_MIN || letters.len() < CHARS_OF_ONES_OWN_MIN - 1 {
        return refuse("it is easy to guess");
    }
    Ok(())
}

fn hash(password: &str) -> String {
    argon2()
        .hash_password(password.as_bytes())
        .expect("constant parameters")
        .to_string()
}

fn argon2() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, None).expect("constant parameters");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_right_password_of_somebody_is_right() {
        let hasher = Hasher::default();
        let phc = hasher.hash("correct horse battery");

        assert!(phc.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{phc}");
        assert!(hasher.verify("correct horse battery", Some(&phc)));
        assert!(!hasher.verify("correct horse batterY", Some(&phc)));
        assert!(!hasher.verify("nobody has this password", None));
        assert!(!hasher.verify("x", Some("not a hash")));
    }

    #[test]
    fn length_counts_in_characters() {
        assert_eq!(check("двенадцать12", &[]), Ok(()));
        assert!(check("short", &[]).is_err());
        assert!(check(&"correct horse ".repeat(10), &[]).is_err());
    }

    #[test]
    fn what_everybody_would_guess_is_refused() {
        let known = ["anna.petrova@example.com", "Anna Petrova"];
        for weak in [
            "password1234",
            "Password-1234!",
            "123456789012",
            "aaaaaaaaaaaaaaa",
            "abcdefghijkl",
            "qwertyuiop123",
            "Switchboard2026",
            "йцукен123456",
            "annapetrova12",
            "petrova@example",
            "abababababab",
        ] {
            assert!(check(weak, &known).is_err(), "{weak}");
        }
        for fine in [
            "correct horse battery",
            "tr0ub4dor&3xyz",
            "anna likes blue cheese",
            "кот на окне спит",
        ] {
            assert_eq!(check(fine, &known), Ok(()), "{fine}");
        }
    }
}
