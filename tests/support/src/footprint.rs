//! How much memory another process takes, as Linux tells it.

use std::{fs, path::PathBuf};

/// One process, seen from outside: <https://man7.org/linux/man-pages/man5/proc.5.html>.
pub struct Footprint(PathBuf);

impl Footprint {
    /// That of the process with this number; `None`: this system does not tell.
    #[must_use]
    pub fn of(process: u32) -> Option<Self> {
        let folder = PathBuf::from(format!("/proc/{process}"));
        folder.join("clear_refs").exists().then_some(Self(folder))
    }

    /// Bytes in memory now. From here on [`Footprint::peak`] counts.
    #[must_use]
    pub fn begin(&self) -> u64 {
        // "5": the most there was is what there is now.
        fs::write(self.0.join("clear_refs"), "5").expect("the process is ours");
        self.read("VmRSS:")
    }

    /// Most bytes that were in memory at once since [`Footprint::begin`].
    #[must_use]
    pub fn peak(&self) -> u64 {
        self.read("VmHWM:")
    }

    fn read(&self, word: &str) -> u64 {
        let status = fs::read_to_string(self.0.join("status")).expect("the process runs");
        let line = status.lines().find_map(|line| line.strip_prefix(word));
        let kib = line.and_then(|rest| rest.trim().strip_suffix(" kB")?.parse::<u64>().ok());
        kib.expect("a number of kilobytes") * 1024
    }
}
