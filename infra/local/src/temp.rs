//! A folder for one test, gone when the test is.

use std::{
    fs,
    ops::Deref,
    path::{Path, PathBuf},
};

/// The folder; removed when dropped.
pub struct Folder(PathBuf);

impl Folder {
    /// An empty folder; `name` tells tests apart.
    pub fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("switchboard-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("a folder");
        Self(folder)
    }
}

impl Deref for Folder {
    type Target = Path;
    fn deref(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
