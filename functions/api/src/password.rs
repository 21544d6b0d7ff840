//! Passwords: argon2id with the parameters OWASP recommends first (19 MiB, two passes, one lane).
//!
//! Source: <https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html#argon2id>.

use std::sync::{LazyLock, Mutex, PoisonError};

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};

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

/// Whether a password may be chosen: length alone, in characters.
#[must_use]
pub fn is_acceptable(password: &str) -> bool {
    (CHARS_MIN..=CHARS_MAX).contains(&password.chars().count())
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
    fn length_decides_in_characters() {
        assert!(is_acceptable("двенадцать12"));
        assert!(!is_acceptable("short"));
        assert!(!is_acceptable(&"x".repeat(CHARS_MAX + 1)));
    }
}
