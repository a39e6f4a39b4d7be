//! What a journal cannot give, as faults.

use super::{Code, ToolFault};
use crate::journal::{FaultKind, JournalFault, NoSignal};

impl From<NoSignal> for ToolFault {
    fn from(cause: NoSignal) -> Self {
        let what = format!("{cause}.");
        match cause {
            NoSignal::OtherTool { .. } | NoSignal::OtherVersion(_) => Self::invalid("/receipt_id", what),
            NoSignal::Altered(_) => Self::new(Code::DataQuality, what).hinted("`engram verify-journal` tells more."),
            NoSignal::CandlesMissing(_) => Self::new(Code::NoData, what).hinted("Ask about a newer signal."),
        }
    }
}

impl ToolFault {
    /// A receipt that is not in the journal, or a journal that cannot be read.
    pub fn of_journal(fault: &JournalFault, id: &str) -> Self {
        match fault.kind() {
            FaultKind::Absent => Self::unknown_receipt(id),
            FaultKind::Misused
            | FaultKind::Altered
            | FaultKind::Newer
            | FaultKind::Place
            | FaultKind::Database
            | FaultKind::Ours => Self::new(Code::ProviderDown, "The journal cannot be read.")
                .hinted("`engram verify-journal` tells more."),
        }
    }

    /// A receipt that is not in the journal.
    pub fn unknown_receipt(id: &str) -> Self {
        let what = format!("Receipt {} is not in the journal.", super::repeated(id));
        Self { field: Some("/receipt_id".to_owned()), ..Self::new(Code::UnknownReceipt, what) }
    }
}
