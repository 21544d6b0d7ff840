//! Reports: what a period of days in the workspace's time zone comes to, and how it is written for a spreadsheet.

pub mod closed;
pub mod closed_csv;
pub mod csv;
pub mod opening;
pub mod period;
pub mod time;

pub use closed::{
    By, ClosedDay, ClosedEpisodes, ClosedFigures, ClosedReport, Filter, OperatorClosed, ReportedEpisode, Spread,
};
pub use csv::Csv;
pub use period::{Day, Period};
