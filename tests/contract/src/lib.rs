//! What every engine behind the table's port must do: one suite, run on each of them.
//!
//! A case that does not hold ends the test at once, so nothing here returns a `Result`.

#![allow(clippy::missing_panics_doc, reason = "a case that does not hold panics")]

mod reads;
mod rows;
mod writes;

use std::{pin::Pin, sync::Arc};

use store::Table;

type Case = fn(Arc<dyn Table>) -> Pin<Box<dyn Future<Output = ()>>>;

macro_rules! cases {
    ($($file:ident { $($name:ident)* })*) => {
        /// Every case with its name.
        const CASES: &[(&str, Case)] = &[$($((stringify!($name), |table| Box::pin($file::$name(table))),)*)*];
    };
}

cases! {
    rows {
        a_row_is_read_back_as_it_was_put
        strange_texts_are_kept
        large_numbers_are_kept
        a_large_row_is_kept_and_one_too_large_refused
    }
    reads {
        what_is_not_there_is_none
        a_partition_is_read_in_order_and_in_part
        pages_follow_each_other_to_the_end
        large_rows_come_in_more_pages
        an_index_holds_only_rows_that_want_to_be_in_it
        an_index_carries_what_it_promises
        a_row_moves_within_an_index
        an_index_is_paged_even_from_where_a_row_was
    }
    writes {
        a_row_is_put_only_where_none_is
        a_row_is_put_only_where_one_is
        a_row_is_put_only_over_what_it_was
        a_condition_looks_into_a_row
        a_row_is_deleted_on_a_condition
        a_transaction_is_done_as_a_whole
        a_refused_transaction_names_its_reasons_and_does_nothing
        a_transaction_is_bounded
        a_request_that_makes_no_sense_is_rejected
        a_hundred_increments_at_once_lose_none
    }
}

/// Runs every case on `table`, which may hold other rows; `engine` names it in the output.
#[expect(clippy::print_stdout, reason = "a failing test shows which case on which engine")]
pub async fn holds_on(engine: &str, table: Arc<dyn Table>) {
    for (name, case) in CASES {
        println!("{engine}: {name}");
        case(Arc::clone(&table)).await;
    }
    println!("{engine}: {} cases hold", CASES.len());
}
