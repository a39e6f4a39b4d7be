//! The answer of `get_confidence_score`.

use super::{
    Picture,
    market::volatility_word,
    sides::{Judged, status_word},
    trend_word,
    verdict::Rows,
};
use crate::{
    Family, Side,
    answer::{
        CalibrationView, ConfidenceScore, ConfidenceWord, DriftState, DriftView, EngineSignal, Event, EvidenceCount,
        Factors, MarketCheck, OutcomesView, ReliabilityBin, ScoreSource, ShadowView, SignalWord, ToolName, Warning,
        WarningCode, Window,
    },
    confidence::{SideTrack, Status, Track, wilson},
    params::LevelParams,
    plan::SideLevels,
    readings::Ewma,
    rounded,
    score::{OwnLevels, ScoreQuestion, Unscorable},
    warmth,
};

/// Most differences that are told, and their length.
const MOST_DIFFERENCES: usize = 10;
const MOST_CHARACTERS: usize = 120;

impl Picture<'_> {
    pub(crate) fn score(&self, asked: &ScoreQuestion) -> Result<ConfidenceScore, Unscorable> {
        let engine = self.signal();
        let side = match asked.signal {
            SignalWord::Buy => Side::Long,
            SignalWord::Sell => Side::Short,
            SignalWord::Hold => engine.lean.side().or(engine.lead).unwrap_or(Side::Long),
        };
        let rows = Rows::of(self, Side::BOTH.iter().all(|side| self.side_levels(*side).is_some()));
        let own = asked.own.map(|own| self.own(asked.signal, side, own)).transpose()?;
        let (levels, rules) = match &own {
            Some((levels, rules)) => (Some(*levels), *rules),
            None => (self.side_levels(side), self.params.levels),
        };
        let track = own.map(|(_, rules)| self.track_of(&rules));
        let track = track.as_ref().unwrap_or(&self.measured().track).side(side);
        let judged = Judged::of(
            track,
            &self.params.calibration,
            side,
            levels.filter(|_| rows.judged()),
            self.question.direction,
            &rows,
        );
        let named = asked.signal != SignalWord::Hold;
        let shown = judged.shown.filter(|_| named);
        let four = |value: f64| rounded(value, 4);
        let in_r = |value: f64| rounded(value, 3);
        let analysis = self.factors();
        let (check, differences) = self.compared(asked, analysis);
        let known = track.record.status != Status::Unmeasured;
        let mut head = self.head(ToolName::GetConfidenceScore);
        if check == MarketCheck::Differs {
            let message = "Your market_data differs from ours and was not used.".to_owned();
            head.warnings.push(Warning { code: WarningCode::MarketDataDiffers, message });
        }
        let score = ConfidenceScore {
            head,
            signal: asked.signal,
            source: match (&asked.own, &asked.receipt_id) {
                (Some(_), _) => ScoreSource::External,
                (None, Some(_)) => ScoreSource::Receipt,
                (None, None) => ScoreSource::Current,
            },
            engine_signal: EngineSignal {
                signal: engine.signal,
                gate: engine.gate,
                lean: engine.lean,
                proven: engine.proven,
            },
            confidence: shown.map(|(p, _)| four(p)),
            confidence_status: status_word(track.record.status),
            confidence_word: if named && judged.passes(&rows) { self.word(&judged) } else { ConfidenceWord::None },
            event: named.then_some(Event::TargetBeforeStop),
            interval95: shown.and_then(|(_, interval)| interval).map(|ends| ends.map(four)),
            base_rate: track.record.base.filter(|_| known).map(four),
            breakeven_probability: judged.break_even.map(four),
            edge: judged.edge().filter(|_| named).map(four),
            expectancy_r: judged.expectancy.filter(|_| named).map(in_r),
            expectancy_lower_r: track.shadow.lower_r.filter(|_| known).map(in_r),
            blind_expectancy_r: track.blind_r.filter(|_| known).map(in_r),
            factors: analysis,
            calibration: self.calibration(side, &rules, track, rows.apart),
            return_interval80: self.interval80(rows.judged()),
            market_data_check: check,
            market_data_differences: differences,
        };
        Ok(self.with_receipt(ToolName::GetConfidenceScore, self.score_input(asked), score, |score, id| {
            score.head.receipt_id = id;
        }))
    }

    /// The caller's levels as distances that can be replayed.
    fn own(&self, signal: SignalWord, side: Side, own: OwnLevels) -> Result<(SideLevels, LevelParams), Unscorable> {
        if signal == SignalWord::Hold {
            return Err(Unscorable::HoldWithLevels);
        }
        let (price, atr) = (self.series.last_price(), self.atr().ok_or(Unscorable::NoAtr)?);
        let (stop_atr, reward_risk) = own.distances(side, price, atr)?;
        let cost = self.params.costs.round_trip_bps * price / 10_000.0 / (stop_atr * atr);
        let levels = SideLevels {
            entry: own.entry,
            stop: own.stop,
            target: own.target,
            rr: rounded(reward_risk, 3),
            cost_r: rounded(cost, 3),
        };
        Ok((levels, LevelParams { stop_atr, reward_risk, ..self.params.levels }))
    }

    fn track_of(&self, levels: &LevelParams) -> Track {
        let mut params = self.params.clone();
        params.levels = *levels;
        let gaps = self.facts.gap_after(&self.series);
        Track::of(&self.series, &self.families, &gaps, &self.candles_sha256, &params.rules())
    }

    fn factors(&self) -> Factors {
        let percentile = Ewma::of(self.series.closes()).percentile(self.last(), warmth::VOLATILITY_WINDOW);
        Factors {
            trend_alignment: trend_word(self.family(Family::Trend)),
            volume_confirmation: self.volume_word(),
            volatility_level: volatility_word(percentile),
        }
    }

    /// The caller's picture beside ours, where both have a word for the same thing.
    fn compared(&self, asked: &ScoreQuestion, ours: Factors) -> (MarketCheck, Vec<String>) {
        let Some(given) = &asked.market_data else { return (MarketCheck::NotGiven, Vec::new()) };
        let pair = self.series.pair().to_string();
        let words = [
            ("pair", pair.as_str()),
            ("timeframe", self.series.interval().name()),
            ("trend", ours.trend_alignment.word()),
            ("volume", ours.volume_confirmation.word()),
            ("volatility", ours.volatility_level.word()),
        ];
        let differing = words.into_iter().filter_map(|(name, own)| {
            let value = given.get(name)?;
            let theirs = value.as_str().map_or_else(|| value.to_string(), |text| text.trim().to_owned());
            let same = theirs.eq_ignore_ascii_case(own);
            (!same).then(|| format!("{name}: given {theirs}, ours {own}").chars().take(MOST_CHARACTERS).collect())
        });
        let differences: Vec<String> = differing.take(MOST_DIFFERENCES).collect();
        let check = if differences.is_empty() { MarketCheck::Matches } else { MarketCheck::Differs };
        (check, differences)
    }

    fn calibration(&self, side: Side, levels: &LevelParams, track: &SideTrack, apart: bool) -> CalibrationView {
        let record = &track.record;
        let known = record.status != Status::Unmeasured;
        let when = |value: Option<f64>, places| value.filter(|_| known).map(|value| rounded(value, places));
        let ends = record.skill_ci95.filter(|_| known).map(|ends| ends.map(|end| rounded(end, 5)));
        let overlap = f64::from(levels.horizon_bars);
        let bins = record.bins.iter().filter(|_| known).map(|bin| {
            let effective = bin.count as f64 / overlap;
            ReliabilityBin {
                p_mean: rounded(bin.mean, 4),
                hit_rate: rounded(bin.frequency, 4),
                n: bin.count as u32,
                n_effective: rounded(effective, 1),
                ci95: wilson(bin.frequency, effective).map(|ends| ends.map(|end| rounded(end, 4))),
            }
        });
        CalibrationView {
            method: self.params.calibration.method.name(),
            pool: format!("{} {} {}", self.series.pair(), self.series.interval(), side.name()),
            side,
            horizon_bars: levels.horizon_bars,
            stop_atr: rounded(levels.stop_atr, 3),
            reward_risk: rounded(levels.reward_risk, 3),
            n: record.n as u32,
            n_effective: rounded(record.n_effective, 1),
            void: track.void as u32,
            base_rate: when(record.base, 4),
            shrink_lambda: record.lambda.map(|lambda| if apart { 0.0 } else { rounded(lambda, 4) }),
            outcomes: track.shares.filter(|_| known).map(|shares| OutcomesView {
                target: rounded(shares.target, 4),
                stop: rounded(shares.stop, 4),
                time_exit: rounded(shares.time, 4),
                mean_stop_r: rounded(shares.mean_stop_r, 3),
                mean_time_exit_r: rounded(shares.mean_time_r, 3),
            }),
            brier: when(record.brier, 5),
            brier_base: when(record.brier_base, 5),
            brier_skill: when(record.skill, 5),
            brier_skill_ci95: ends,
            brier_skill_lower: when(record.skill_lower, 5),
            ece: when(record.error, 4),
            ece_null_p95: when(record.null_error95, 4),
            reliability: bins.collect(),
            shadow: ShadowView {
                trades: track.shadow.trades as u32,
                mean_r: when(track.shadow.mean_r, 3),
                lower_r: when(track.shadow.lower_r, 3),
            },
            evidence: EvidenceCount { walk_forward: record.n as u32, forward_live: 0 },
            window: self.window(record.window),
            rules_tried: self.params.calibration.rules_tried,
            drift: DriftView {
                state: match record.drift.alarm {
                    None => DriftState::Unknown,
                    Some(true) => DriftState::Alarm,
                    Some(false) => DriftState::Ok,
                },
                recent_skill: record.drift.recent_skill.map(|skill| rounded(skill, 5)),
                expected: record.drift.expected.map(|p| rounded(p, 4)),
                observed: record.drift.observed.map(|y| rounded(y, 4)),
            },
        }
    }

    fn window(&self, bars: Option<(usize, usize)>) -> Window {
        let day = |bar: usize| {
            let open = self.series.candle(bar)?.open_time;
            Some(jiff::tz::TimeZone::UTC.to_datetime(open).date().to_string())
        };
        Window { from: bars.and_then(|(first, _)| day(first)), to: bars.and_then(|(_, last)| day(last)) }
    }
}
