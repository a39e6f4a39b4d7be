//! The answer of `assess_risk`.

mod account;
mod components;
mod held;
mod margin;
mod position;
mod sizing;
mod words;

use serde_json::{Value, json};

use super::{Picture, market::volatility_word, receipts::entry};
use crate::{
    Interval, PositionFault, RiskQuestion, Series,
    answer::{
        Assessed, AssessedSource, DrawdownView, PositionSize, RelatedSeries, RiskAssessment, RiskFactors, RiskWord,
        SizeBasis, StopView, TailView, ToolName, Warning, WarningCode,
    },
    confidence::Chance,
    receipt::{ReceiptSeries, candles_sha256},
    risk::{Days, Grade, Named, Odds, Tail, Units, days_of, odds, overall},
    rounded,
};
use account::Account;
use held::Held;
use margin::Margin;
use position::Position;

/// Daily returns below which the level is at least medium.
const SHORT_HISTORY: usize = 250;

/// Returns that start the volatility and are never shown themselves.
const SEED: usize = 61;

/// Streams of chance that the track record does not use.
const STREAM: u64 = 3;

/// Everything the answer rests on, unrounded.
struct Assessment<'a> {
    picture: &'a Picture<'a>,
    asked: &'a RiskQuestion,
    position: Position,
    account: Account,
    daily: Option<DailyCandles>,
    days: Days,
    held: Held,
    units: Units,
    basis: SizeBasis,
    /// The size that was assessed, and where it comes from.
    size: Option<f64>,
    source: AssessedSource,
    margin: Margin,
}

/// Daily candles of the pair.
struct DailyCandles {
    series: Series,
    sha256: String,
}

impl Picture<'_> {
    /// What a position could cost.
    ///
    /// # Errors
    /// When the arguments contradict each other.
    pub(crate) fn risk(&self, asked: &RiskQuestion) -> Result<RiskAssessment, PositionFault> {
        let position = Position::of(self, asked)?;
        Ok(Assessment::of(self, asked, position).answer())
    }
}

impl<'a> Assessment<'a> {
    fn of(picture: &'a Picture<'a>, asked: &'a RiskQuestion, position: Position) -> Self {
        let params = &picture.params.risk;
        let account = Account::of(picture.series.pair(), asked, params);
        let stand = picture.stand();
        let daily = days_of(&picture.series).map(|series| DailyCandles { sha256: candles_sha256(&series), series });
        let series = daily.as_ref().map(|daily| &daily.series);
        let days = Days::of(series, position.side, params);
        let held = Held::of(picture, series);
        let basis = sizing::basis(&stand, asked, position.side, picture.params.signal.gate);
        let capacity = sizing::capacity(&position, &account, &days, &held, &stand, picture.params);
        let units = Units::of(&capacity, params);
        let (size, source) = sizing::assessed(asked, &position, &account, &units);
        let margin = Margin::of(picture, asked, &position, &account, size.map(|size| size * position.entry));
        Self { picture, asked, position, account, daily, days, held, units, basis, size, source, margin }
    }

    fn answer(&self) -> RiskAssessment {
        let components = self.graded();
        let blockers = self.blockers();
        let (hard, soft) = components.split();
        let overall = overall(&hard, &soft, self.days.returns < SHORT_HISTORY, !blockers.is_empty());
        let mut head = self.picture.head(ToolName::AssessRisk);
        head.data.also = self.also(head.data.also);
        head.warnings.extend(self.warnings());
        let risk = RiskAssessment {
            head,
            side: self.position.side,
            side_source: self.position.side_source,
            assessed: self.assessed(),
            risk_level: overall.level,
            risk_score: overall.score,
            decided_by: overall.decided_by,
            factors: self.factors(&hard, &soft),
            components: components.published(),
            stop: self.stop(),
            sizing: self.sizing(),
            tail: self.tail(),
            drawdown: self.drawdown(),
            liquidation: self.margin.view(),
            not_assessed: vec!["scheduled events", "counterparty and exchange failure", "funding and overnight cost"],
            recommendations: self.recommendations(&blockers),
            blockers,
        };
        let (input, series) = (self.input(), self.receipt_series());
        self.picture.with_receipt_of(ToolName::AssessRisk, input, series, risk, |risk, id| risk.head.receipt_id = id)
    }

    /// Value of the assessed size, quote currency.
    fn value(&self) -> Option<f64> {
        self.size.map(|size| size * self.position.entry)
    }

    /// Loss of the assessed size at the stop with cost, quote currency.
    fn planned_loss(&self) -> Option<f64> {
        self.size.zip(self.position.loss_per_unit()).map(|(size, loss)| size * loss)
    }

    /// The same in percent of equity.
    fn planned_loss_pct(&self) -> Option<f64> {
        self.planned_loss().zip(self.account.equity).map(|(loss, equity)| 100.0 * loss / equity)
    }

    fn assessed(&self) -> Assessed {
        let value = self.value();
        let share = value.zip(self.account.equity).map(|(value, equity)| 100.0 * value / equity);
        Assessed {
            units: self.size,
            source: self.source,
            value_quote: value.map(money),
            pct_equity: share.map(|share| rounded(share, 3)),
        }
    }

    fn factors(&self, hard: &[Named], soft: &[Named]) -> RiskFactors {
        let of = |all: &[Named], name: &str| {
            all.iter().find(|(named, _)| *named == name).map_or(Grade::Unknown, |(_, grade)| *grade)
        };
        RiskFactors {
            market_volatility: volatility_word(self.days.percentile),
            position_size: self
                .asked
                .position_size
                .map_or(PositionSize::NotSpecified("not_specified"), PositionSize::Given),
            // A position that is small beside the volume trades in a liquid market.
            liquidity: match words::risk_word(of(hard, "liquidity")) {
                RiskWord::Low => RiskWord::High,
                RiskWord::High => RiskWord::Low,
                same @ (RiskWord::Medium | RiskWord::Unknown) => same,
            },
            correlation_risk: match self.held {
                Held::Nothing => RiskWord::Low,
                Held::NotSet | Held::Of(_) => words::risk_word(of(soft, "correlation")),
            },
        }
    }

    fn stop(&self) -> StopView {
        let position = &self.position;
        let multiple = position.distance().zip(position.atr.filter(|atr| *atr > 0.0));
        let overshot = self.size.zip(position.loss_if_overshot()).map(|(size, loss)| size * loss);
        StopView {
            price: position.stop,
            source: position.stop_source,
            distance: position.distance().map(|distance| self.picture.price(distance)),
            atr_multiple: multiple.map(|(distance, atr)| rounded(distance / atr, 2)),
            planned_loss_quote: self.planned_loss().map(money),
            planned_loss_pct_equity: self.planned_loss_pct().map(|share| rounded(share, 3)),
            gap_loss_p95_quote: overshot.map(money),
        }
    }

    fn tail(&self) -> TailView {
        let tail = self.days.tail;
        let pct = |fraction: f64| rounded(100.0 * fraction, 3);
        let in_quote = |fraction: Option<f64>| fraction.zip(self.value()).map(|(loss, value)| money(loss * value));
        let of = |pick: fn(&Tail) -> f64| tail.as_ref().map(pick);
        let (cvar95, cvar99) = (of(|tail| tail.mean_loss95), of(|tail| tail.mean_loss99));
        let (var95, var99) = (of(Tail::loss95), of(Tail::loss99));
        let [plain95, plain99] = self.days.plain;
        TailView {
            method: "filtered_historical",
            horizon_days: 1,
            n: tail.map_or(0, |tail| tail.n as u32),
            var95_pct: var95.map(pct),
            cvar95_pct: cvar95.map(pct),
            var99_pct: var99.map(pct),
            cvar99_pct: cvar99.map(pct),
            var95_quote: in_quote(var95),
            cvar95_quote: in_quote(cvar95),
            var99_quote: in_quote(var99),
            cvar99_quote: in_quote(cvar99),
            historical_var95_pct: plain95.map(pct),
            historical_var99_pct: plain99.map(pct),
            stop_ignored: true,
        }
    }

    fn drawdown(&self) -> DrawdownView {
        let pct = |fraction: f64| rounded(100.0 * fraction, 3);
        let picture = self.picture;
        let results = &picture.measured().track.side(self.position.side).results;
        let stake = self.size.zip(self.position.distance()).zip(self.account.equity);
        let stake = stake.map(|((size, distance), equity)| size * distance / equity);
        let mut chance = Chance::of(&picture.candles_sha256, STREAM + self.position.side as u64);
        let odds = odds(results, stake, usize::from(picture.params.calibration.bootstrap), &mut chance);
        DrawdownView {
            max_1y_pct: self.days.drawdown.map(|adverse| pct(adverse.max)),
            current_pct: self.days.drawdown.map(|adverse| pct(adverse.current)),
            p_dd_20pct_100_trades: odds.and_then(|odds: Odds| odds.falls).map(|share| rounded(share, 4)),
            losing_streak_p95: odds.map(|odds| odds.streak95),
            trades: results.len() as u32,
        }
    }

    /// The daily candles among the other series, unless the answer is about them.
    fn also(&self, mut also: Vec<RelatedSeries>) -> Vec<RelatedSeries> {
        let named = also.iter().any(|series| series.timeframe == Interval::D1);
        if let Some(daily) = self.built().filter(|_| !named) {
            also.push(RelatedSeries {
                timeframe: Interval::D1,
                candles_used: daily.series.len() as u32,
                last_closed_candle: daily.series.last_close(),
                candles_sha256: daily.sha256.clone(),
            });
        }
        also
    }

    /// Daily candles that were built from shorter ones.
    fn built(&self) -> Option<&DailyCandles> {
        self.daily.as_ref().filter(|_| self.picture.series.interval() != Interval::D1)
    }

    /// Primary, daily, and what is held; the higher timeframes follow from the first.
    fn receipt_series(&self) -> Vec<ReceiptSeries> {
        let provenance = &self.picture.history.provenance;
        let daily = self.built().map(|daily| entry("daily", provenance, &daily.series, &daily.sha256));
        let mut series: Vec<ReceiptSeries> = std::iter::once(self.picture.primary()).chain(daily).collect();
        series.extend(self.held.series(series.len()));
        series.extend(self.picture.second_entry());
        series
    }

    fn input(&self) -> Value {
        let asked = self.asked;
        let mut input = self.picture.analysis_input();
        let own = json!({
            "position_size": asked.position_size,
            "position_size_unit": asked.unit,
            "side": self.position.side,
            "entry_price": asked.entry_price,
            "stop_loss": asked.stop_loss,
            "leverage": asked.leverage,
            "account_equity": asked.account_equity,
            "receipt_id": asked.receipt.as_ref().map(|taken| &taken.receipt_id),
        });
        if let (Value::Object(input), Value::Object(own)) = (&mut input, own) {
            input.extend(own);
        }
        input
    }

    fn warnings(&self) -> Vec<Warning> {
        let mut warnings = Vec::new();
        let mut warn = |code, message: String| warnings.push(Warning { code, message });
        if !self.account.is_set {
            warn(
                WarningCode::EquityUnknown,
                "No account equity is set; sizes and planned loss are unknown.".to_owned(),
            );
        }
        if !self.account.same_currency {
            let quote = if self.account.quote.is_empty() { "a currency nobody told us" } else { &self.account.quote };
            let message = format!("The account is in {}, the pair in {quote}; no rate is set.", self.account.currency);
            warn(WarningCode::CurrencyMismatch, message);
        }
        if self.margin.view().is_some_and(|view| view.leverage_source == "implied") {
            warn(
                WarningCode::LeverageImplied,
                "Position value exceeds equity; leverage is implied from it.".to_owned(),
            );
        }
        let (have, need) = (self.days.returns, usize::from(self.picture.params.risk.fhs_window) + SEED);
        if have < need {
            warn(WarningCode::ShortHistory, format!("{have} daily returns; {need} are wanted for the tail."));
        }
        warnings
    }
}

/// An amount of money.
fn money(amount: f64) -> f64 {
    rounded(amount, 2)
}

#[cfg(test)]
mod tests;
