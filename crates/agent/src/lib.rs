//! Puts feeds and analysis together: one question in, one answer out, everything shown in one snapshot.
//!
//! [`ask`](ask::answer) is the short way, for a command line: a question, a feed, an answer. [`Agent::spawn`] is the
//! long-lived way, for a tray and a window: [`Command`]s go in, [`Snapshot`]s come out, and nothing else crosses.

pub mod alerts;
pub mod ask;
mod command;
mod desk;
pub mod diagnostics;
pub mod doctor;
mod drive;
pub mod format;
mod grounds;
pub mod health;
pub mod home;
mod in_force;
pub mod journal;
pub mod lab;
pub mod link;
pub mod lock;
pub mod logs;
pub mod model;
pub mod narration;
pub mod portfolio;
mod private;
pub mod problem;
pub mod redact;
pub mod replay;
pub mod scan;
pub mod scoring;
pub mod secret;
pub mod settings;
pub mod slash;
mod snapshot;
pub mod sources;
mod steady;
pub mod talk;
#[cfg(test)]
mod testing;
pub mod tools;
pub mod view;

pub use command::{Change, Command};
pub use drive::{Agent, Company, Handle, Keeping, Refused, Voicing};
pub use grounds::Grounds;
pub use problem::{Code, ToolFault};
pub use secret::{Secret, Vault};
pub use settings::{Market, Settings, Source, Trading};
pub use snapshot::{
    AlertView, AlertsView, ArmingView, AskState, AskedView, BandView, CallView, CalledView, CallsView, ChartCandle,
    CurveView, Deciding, EndedView, ErrorView, FeedAccess, FeedView, FieldFault, FieldKind, FieldView, FindingView,
    FiredView, Fix, FormingView, Group, Headline, HealthView, How, JournalAccess, JournalView, LevelView, LineView,
    LinkState, LinkView, ModelOffer, NoticeView, OfferView, OperatorView, PartView, PausedView, ProblemView,
    ReportView, Saving, SayingView, SeenView, SettingFrom, SettingsView, Snapshot, Speaker, StageView, Standing,
    StandingView, TalkView, Tally, TestView, Texts, ToolView, Trouble, VoiceState, VoiceView, WatchRow, WatchView,
    WordsView,
};
pub use sources::open;
pub use steady::steady;
