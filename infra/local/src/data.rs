//! The data folder: what one machine keeps besides the table, and who may use it.
//!
//! | File             | Mode | What                                                                          |
//! |------------------|------|-------------------------------------------------------------------------------|
//! | `switchboard.db` | 0600 | the table; with `-wal` and `-shm` beside it while open                        |
//! | `lock`           | 0600 | held by the one process that uses the folder                                  |
//! | `seal.key`       | 0400 | what channel tokens are sealed with; without it channels must be added anew   |
//! | `owner.txt`      | 0600 | the owner's sign-in, if it was generated                                      |
//! | `courier.json`   | 0600 | how far the courier has read the table's stream                               |
//! | `polls.json`     | 0600 | how messengers reach the desk; how far they were asked where they do not      |
//! | `pretend-*.json` | 0600 | what the pretend messengers know                                              |
//! | `files/`         | 0700 | contacts' and operators' files, each under a random name                      |

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Write},
    path::{Path, PathBuf},
};

use platform::{Ids, Owner, SealKey, seal::KEY_TEXT_CHARS_MIN};

use crate::StartError;

/// The owner's address unless the settings name one.
const OWNER_EMAIL: &str = "owner@example.com";

/// Characters of a generated password: 120 random bits.
const PASSWORD_CHARS: usize = 20;

/// A folder that only this process uses, until it is dropped.
#[derive(Debug)]
pub struct Data {
    folder: PathBuf,
    _lock: File,
}

/// How the owner signs in, and what may be said about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignIn {
    /// Generated just now: to be shown, once.
    Generated(Owner),
    /// Generated earlier; the password stands in this file.
    Kept(Owner, PathBuf),
    /// Chosen by whoever started us.
    Given(Owner),
}

impl SignIn {
    /// E-mail and password.
    #[must_use]
    pub fn owner(&self) -> &Owner {
        match self {
            Self::Generated(owner) | Self::Kept(owner, _) | Self::Given(owner) => owner,
        }
    }
}

impl Data {
    /// Takes the folder, which is made if it is not there.
    ///
    /// # Errors
    /// [`StartError::InUse`]: another process has it; [`StartError::Data`].
    pub fn open(folder: &Path) -> Result<Self, StartError> {
        let broken = |source| StartError::Data {
            path: folder.to_owned(),
            source,
        };
        fs::create_dir_all(folder).map_err(broken)?;
        restrict(folder, 0o700).map_err(broken)?;
        let path = folder.join("lock");
        keep_private(&path).map_err(broken)?;
        let lock = OpenOptions::new().append(true).open(&path).map_err(broken)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self {
                folder: folder.to_owned(),
                _lock: lock,
            }),
            Err(TryLockError::WouldBlock) => Err(StartError::InUse {
                path: folder.to_owned(),
            }),
            Err(TryLockError::Error(source)) => Err(broken(source)),
        }
    }

    /// A file of the folder.
    #[must_use]
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// What channel tokens are sealed with: generated at the first start.
    ///
    /// # Errors
    /// [`StartError::Data`]: the file does not read, or holds less than [`KEY_TEXT_CHARS_MIN`] characters.
    pub fn seal_key(&self, ids: &dyn Ids) -> Result<SealKey, StartError> {
        let path = self.file("seal.key");
        let broken = |source| StartError::Data {
            path: path.clone(),
            source,
        };
        let text = match read(&path).map_err(broken)? {
            Some(text) => text,
            None => {
                let text = ids.token();
                write(&path, text.as_bytes(), 0o400).map_err(broken)?;
                text
            }
        };
        let too_short = || io::Error::other(format!("holds less than {KEY_TEXT_CHARS_MIN} characters"));
        SealKey::derive(text.trim()).ok_or_else(|| broken(too_short()))
    }

    /// How the owner signs in: as given, else as at the first start.
    ///
    /// # Errors
    /// [`StartError::Data`].
    pub fn sign_in(&self, given: Option<Owner>, ids: &dyn Ids) -> Result<SignIn, StartError> {
        if let Some(owner) = given {
            return Ok(SignIn::Given(owner));
        }
        let path = self.file("owner.txt");
        let broken = |source| StartError::Data {
            path: path.clone(),
            source,
        };
        if let Some(text) = read(&path).map_err(broken)? {
            let owner = parse_owner(&text).ok_or_else(|| broken(io::Error::other("is not as it was written")))?;
            return Ok(SignIn::Kept(owner, path));
        }
        let owner = generate_owner(ids);
        let text = format!("e-mail: {}\npassword: {}\n", owner.email, owner.password);
        write(&path, text.as_bytes(), 0o600).map_err(broken)?;
        Ok(SignIn::Generated(owner))
    }
}

/// An owner nobody chose.
pub fn generate_owner(ids: &dyn Ids) -> Owner {
    let password = ids.token().chars().take(PASSWORD_CHARS).collect();
    Owner {
        email: OWNER_EMAIL.to_owned(),
        password,
    }
}

fn parse_owner(text: &str) -> Option<Owner> {
    let value = |name: &str| {
        text.lines()
            .find_map(|line| line.strip_prefix(name))
            .map(|value| value.trim().to_owned())
    };
    Some(Owner {
        email: value("e-mail:")?,
        password: value("password:")?,
    })
}

/// The text of a file, `None` if it is not there.
///
/// # Errors
/// Of the file system; a file that is no text.
pub fn read(path: &Path) -> io::Result<Option<String>> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Replaces a file: after a crash or a power cut it holds the old or the new bytes, never a mixture.
///
/// # Errors
/// Of the file system; the old file then stands.
pub fn write(path: &Path, bytes: &[u8], mode: u32) -> io::Result<()> {
    let new = path.with_extension("new");
    let _ = fs::remove_file(&new);
    let mut file = create(&new, mode)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&new, path)?;
    // The name, too, must be on the disk; where folders cannot be synced there is nothing to do.
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty())
        && let Ok(folder) = File::open(folder)
    {
        let _ = folder.sync_all();
    }
    Ok(())
}

/// Makes the file if it is not there, and lets nobody else at it.
///
/// # Errors
/// Of the file system.
pub fn keep_private(path: &Path) -> io::Result<()> {
    OpenOptions::new().append(true).create(true).open(path)?;
    restrict(path, 0o600)
}

#[cfg(unix)]
fn create(path: &Path, mode: u32) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    OpenOptions::new().write(true).create_new(true).mode(mode).open(path)
}

#[cfg(not(unix))]
fn create(path: &Path, _mode: u32) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

/// Lets nobody but this user at `path`, where the system knows such a thing.
#[cfg(unix)]
fn restrict(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

/// Lets nobody but this user at `path`, where the system knows such a thing.
#[cfg(not(unix))]
fn restrict(_path: &Path, _mode: u32) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use platform::RandomIds;

    use super::*;
    use crate::temp::Folder;

    #[test]
    fn a_folder_has_one_user_at_a_time() {
        let folder = Folder::new("lock");
        let first = Data::open(&folder).expect("free");

        assert!(matches!(Data::open(&folder), Err(StartError::InUse { .. })));
        drop(first);
        assert!(Data::open(&folder).is_ok());
    }

    #[test]
    fn key_and_sign_in_are_the_same_at_the_next_start() {
        let folder = Folder::new("keys");
        let data = Data::open(&folder).expect("free");
        let ids = RandomIds::default();
        let sealed = data
            .seal_key(&ids)
            .expect("key")
            .seal(platform::seal::Purpose::ChannelToken, "c", "t");
        let first = data.sign_in(None, &ids).expect("sign-in");

        let again = data.sign_in(None, &ids).expect("sign-in");
        let key = data.seal_key(&ids).expect("key");

        assert!(matches!(first, SignIn::Generated(_)) && matches!(again, SignIn::Kept(..)));
        assert_eq!(first.owner(), again.owner());
        assert_eq!(
            key.open(platform::seal::Purpose::ChannelToken, "c", &sealed).as_deref(),
            Ok("t")
        );
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_may_read_the_secrets() {
        use std::os::unix::fs::PermissionsExt;
        let folder = Folder::new("modes");
        let data = Data::open(&folder).expect("free");
        let ids = RandomIds::default();
        data.seal_key(&ids).expect("key");
        data.sign_in(None, &ids).expect("sign-in");

        for (name, wanted) in [("seal.key", 0o400), ("owner.txt", 0o600), ("lock", 0o600), ("", 0o700)] {
            let mode = fs::metadata(data.file(name)).expect("there").permissions().mode();
            assert_eq!(mode & 0o777, wanted, "{name}");
        }
    }
}
