// Written by `cargo xtask bindings` from the Rust types; changes here are lost.

/**
 * Last close against an average.
 */
export type AboveBelow = "above" | "below" | "unknown";

/**
 * An alert and what became of it.
 */
export type AlertView = {
/**
 * Counted from 1.
 */
number: number,
/**
 * Of which pair.
 */
pair: string,
/**
 * Of the candles that are looked at.
 */
timeframe: Interval,
/**
 * Quote currency.
 */
price: number,
/**
 * From which side it is reached.
 */
way: Way,
/**
 * `armed`, `fired`, `expired` or `removed`.
 */
state: string,
/**
 * When it was armed, UTC.
 */
armed_at: string,
/**
 * When the candle closed that reached it, UTC.
 */
reached_at: string | null,
/**
 * How a plan in its direction ended; none while it runs, or where nobody can say.
 */
ended: Ended | null,
/**
 * Its result after cost, R.
 */
net_r: number | null,
/**
 * Where most of this pair's alerts led nowhere: in a sentence.
 */
noisy: string | null, };

/**
 * What is waited for, and what came.
 */
export type AlertsView = {
/**
 * How many are armed.
 */
armed: number,
/**
 * The latest that fired, newest first.
 */
fired: Array<FiredView>,
/**
 * Why some that are armed cannot be looked at, in sentences.
 */
waiting: Array<string>,
/**
 * Every alert, newest first; at most 60.
 */
all: Array<AlertView>,
/**
 * What became of the last wish to arm or to take away.
 */
arming: ArmingView, };

/**
 * What became of the last wish about an alert.
 */
export type ArmingView = { "state": "idle" } | { "state": "writing" } | { "state": "failed",
/**
 * Why.
 */
problem: ProblemView, };

/**
 * The question at hand.
 */
export type AskState = { "state": "idle" } | { "state": "working",
/**
 * What was asked.
 */
question: AskedView,
/**
 * Since when, UTC.
 */
since: string, } | { "state": "answered",
/**
 * What was asked.
 */
question: AskedView,
/**
 * Id of the report.
 */
report: string, } | { "state": "failed",
/**
 * What was asked.
 */
question: AskedView,
/**
 * Why it was not answered.
 */
problem: ProblemView, };

/**
 * A question as it was asked.
 */
export type AskedView = {
/**
 * As typed.
 */
pair: string,
/**
 * As chosen; none leaves it to the feed.
 */
timeframe: string | null,
/**
 * Sides the trader may take.
 */
direction: Direction,
/**
 * What makes BUY or SELL.
 */
gate: Gate, };

/**
 * The size that was assessed.
 */
export type Assessed = {
/**
 * Units of the base.
 */
units: number | null, source: AssessedSource, value_quote: number | null, pct_equity: number | null, };

/**
 * Which size was assessed.
 */
export type AssessedSource = "requested" | "limit" | "none";

/**
 * Where the curve of a perfect forecaster lies in 95 of 100 cases.
 */
export type BandView = {
/**
 * At this forecast.
 */
forecast: number,
/**
 * From here.
 */
low: number,
/**
 * To here.
 */
high: number, };

/**
 * The readings a claim rests on, as computed at the last closed bar.
 */
export type Basis = {
/**
 * Close time of that bar.
 */
closed_at: string, readings: Array<BasisReading>, };

/**
 * One reading by name; `None` while it has no value.
 */
export type BasisReading = { name: string, value: number | null, };

/**
 * The track record of one side. What is not measured is none.
 */
export type CalibrationView = { method: string,
/**
 * What the samples come from: one pair, one timeframe, one side.
 */
pool: string, side: Side, horizon_bars: number,
/**
 * Distance of the stop in ATR.
 */
stop_atr: number, reward_risk: number,
/**
 * Resolved out-of-sample forecasts.
 */
n: number,
/**
 * The same with overlapping outcomes counted once.
 */
n_effective: number,
/**
 * Plans left out because a candle is missing inside their horizon.
 */
void: number, base_rate: number | null, shrink_lambda: number | null, outcomes: OutcomesView | null, brier: number | null, brier_base: number | null, brier_skill: number | null, brier_skill_ci95: [number, number] | null, brier_skill_lower: number | null, ece: number | null, ece_null_p95: number | null, reliability: Array<ReliabilityBin>, shadow: ShadowView, evidence: EvidenceCount, window: Window, rules_tried: number, drift: DriftView, };

/**
 * A call.
 */
export type CallView = {
/**
 * Counted from 1.
 */
number: number,
/**
 * The tool.
 */
tool: string,
/**
 * Its arguments, JSON.
 */
arguments: string,
/**
 * Since when, UTC.
 */
since: string, };

/**
 * An answer in every form.
 */
export type CalledView = {
/**
 * Which call.
 */
number: number,
/**
 * For a reader in a hurry.
 */
clean: string,
/**
 * With what it rests on.
 */
detailed: string,
/**
 * The object, indented.
 */
raw: string,
/**
 * What an agent at the gateway gets for the same call, to the letter.
 */
agent: string, };

/**
 * Calls by hand: the one at hand, and the ones before.
 */
export type CallsView = {
/**
 * The one being worked on.
 */
current: CallView | null,
/**
 * The latest that ended, newest first; at most 20. Their answers are fetched by number.
 */
ended: Array<EndedView>, };

/**
 * A setting as somebody typed it.
 */
export type Change = {
/**
 * The key.
 */
path: string,
/**
 * Its value; `None` takes it out of the file, which gives the default.
 */
value: string | null, };

/**
 * One candle of a chart. Prices in quote currency.
 */
export type ChartCandle = {
/**
 * When it opened, in seconds since 1970, UTC.
 */
time: number,
/**
 * First price.
 */
open: number,
/**
 * Highest price.
 */
high: number,
/**
 * Lowest price.
 */
low: number,
/**
 * Last price.
 */
close: number,
/**
 * In base units; none when the feed has none.
 */
volume: number | null, };

/**
 * The published error codes that can occur.
 */
export type Code = "INVALID_PARAMS" | "UNKNOWN_TOOL" | "UNKNOWN_PAIR" | "UNKNOWN_RECEIPT" | "NO_DATA" | "INSUFFICIENT_DATA" | "DATA_QUALITY" | "PROVIDER_DOWN" | "PAUSED" | "INTERNAL";

/**
 * Colours of up and down.
 */
export type Colours = "blue-orange" | "green-red" | "red-green";

/**
 * A wish of the screen. It has no result: the next snapshot is the answer.
 */
export type Command = { "command": "ask",
/**
 * As the trader typed it.
 */
pair: string,
/**
 * As the trader chose it; `None` leaves it to the feed.
 */
timeframe: string | null,
/**
 * Sides the trader may take.
 */
direction: Direction,
/**
 * What makes BUY or SELL.
 */
gate: Gate, } | { "command": "cancel" } | { "command": "dismiss" } | { "command": "say",
/**
 * As the trader typed it.
 */
text: string, } | { "command": "stop_talking" } | { "command": "clear_chat" } | { "command": "decide",
/**
 * Receipt id of the signal.
 */
receipt: string,
/**
 * What was done.
 */
decision: Decision,
/**
 * In the trader's words, at most 500 characters; may be empty.
 */
why: string, } | { "command": "attend",
/**
 * Somebody does.
 */
seen: boolean, } | { "command": "save",
/**
 * What to change.
 */
changes: Array<Change>, } | { "command": "undo" } | { "command": "call",
/**
 * Its name.
 */
tool: string,
/**
 * JSON.
 */
arguments: string, } | { "command": "stop_call" } | { "command": "arm",
/**
 * The pair.
 */
pair: string,
/**
 * As typed, with a point before the decimals.
 */
price: string, } | { "command": "disarm",
/**
 * Which alert.
 */
number: number, } | { "command": "pause",
/**
 * For so many minutes; until Engram is started again where there are none.
 */
minutes: number | null, } | { "command": "resume" } | { "command": "reconnect" } | { "command": "test",
/**
 * Its name as `engram doctor` has it; all of them where there is none.
 */
part: string | null,
/**
 * What is typed and not saved.
 */
changes: Array<Change>, };

/**
 * The level of one component. `UNKNOWN` counts as medium, `NOT_APPLICABLE` does not count.
 */
export type ComponentLevel = "LOW" | "MEDIUM" | "HIGH" | "EXTREME" | "UNKNOWN" | "NOT_APPLICABLE";

/**
 * How often a named event followed in the past, for a signal of ours or for the caller's own levels.
 */
export type ConfidenceScore = { signal: SignalWord, source: ScoreSource, engine_signal: EngineSignal,
/**
 * Probability of `event`; none on HOLD, unmeasured, drifted, or where the data cannot be judged.
 */
confidence: number | null, confidence_status: ConfidenceStatus, confidence_word: ConfidenceWord, event: Event | null, interval95: [number, number] | null, base_rate: number | null, breakeven_probability: number | null, edge: number | null, expectancy_r: number | null, expectancy_lower_r: number | null, blind_expectancy_r: number | null, factors: Factors, calibration: CalibrationView, return_interval80: IntervalView | null, market_data_check: MarketCheck,
/**
 * At most 10, each at most 120 characters.
 */
market_data_differences: Array<string>, schema_version: string, tool: ToolName,
/**
 * Id of the receipt: the hash of everything the answer rests on.
 */
receipt_id: string,
/**
 * Whether the receipt is on disk. Not hashed.
 */
journal: JournalState, pair: Pair, timeframe: Interval,
/**
 * When it was computed, UTC.
 */
timestamp: string, engine: Engine, data: Data,
/**
 * At most 20.
 */
warnings: Array<Warning>, };

/**
 * How far a probability may be trusted.
 */
export type ConfidenceStatus = "measured" | "no_skill" | "thin" | "unmeasured" | "drifted";

/**
 * Where today's lead over break-even stands among past ones; it gates nothing.
 */
export type ConfidenceWord = "high" | "medium" | "low" | "none";

/**
 * The price of a second feed beside ours.
 */
export type CrossCheck = { source: string,
/**
 * Its close of the newest candle that both have.
 */
price: number,
/**
 * Absolute difference of the two closes, in percent of the lower one.
 */
difference_pct: number, };

/**
 * The isotonic fit of what came true to what was forecast, and where that of a perfect forecaster would lie.
 */
export type CurveView = {
/**
 * Levels of the fit, ascending; between two the curve is straight.
 */
levels: Array<LevelView>,
/**
 * The 95 % consistency band, ascending.
 */
band: Array<BandView>,
/**
 * How many forecasts lie in each of equally wide columns between the smallest and the largest.
 */
counts: Array<number>, };

/**
 * Origin, age and completeness of the candles.
 */
export type Data = { source: string, venue_symbol: string, quality: Quality,
/**
 * Instant of knowledge: only candles closed by then were used.
 */
as_of: string,
/**
 * Declared delay of the feed in seconds.
 */
delay_seconds: number | null,
/**
 * Close of the last candle used.
 */
last_closed_candle: string,
/**
 * `as_of` minus `last_closed_candle`, in seconds.
 */
age_seconds: number,
/**
 * Two intervals, in seconds.
 */
max_age_seconds: number, candles_used: number,
/**
 * Open of the first candle used.
 */
first_candle: string,
/**
 * Candles missing where the calendar expected them.
 */
gaps: number,
/**
 * The ten largest.
 */
gap_list: Array<Gap>,
/**
 * Candles dropped by the validity rules.
 */
rejected: number,
/**
 * Smallest price step in quote currency.
 */
tick_size: number | null, tick_source: TickSource, candles_sha256: string,
/**
 * Cross-check with a second feed; `None` where none is set, or it was silent, which a warning says.
 */
second_source: CrossCheck | null,
/**
 * Other series that were used, built from these candles.
 */
also: Array<RelatedSeries>, };

/**
 * A decision, and when it was written down. The last one of a receipt counts.
 */
export type Decided = { decision: Decision,
/**
 * In the trader's words; may be empty.
 */
why: string, at: string, };

/**
 * A decision on its way to the disk.
 */
export type Deciding = { "state": "idle" } | { "state": "writing",
/**
 * About which answer.
 */
receipt: string, } | { "state": "failed",
/**
 * About which answer.
 */
receipt: string,
/**
 * Why.
 */
trouble: Trouble, };

/**
 * What was done.
 */
export type Decision = "took" | "skipped" | "changed";

/**
 * What the trader likes to see, and be told.
 */
export type DeskSettings = {
/**
 * Light or dark.
 */
theme: Theme,
/**
 * Colours of up and down.
 */
colours: Colours,
/**
 * `comfortable` or `compact`.
 */
density: string,
/**
 * The locale of numbers and times; `auto` is the system's.
 */
numbers: string,
/**
 * Keys that open the quick question from anywhere; empty for none.
 */
shortcut: string,
/**
 * Whether closing the window leaves Engram in the tray.
 */
close_to_tray: boolean,
/**
 * Whether the tray shows an icon.
 */
show_icon: boolean,
/**
 * Tell when something waits for a person.
 */
notify_needs_you: boolean,
/**
 * Tell when an armed price is reached.
 */
notify_alerts: boolean,
/**
 * Tell when a watched pair turns to BUY or SELL.
 */
notify_signals: boolean,
/**
 * Tell when candles stay away.
 */
notify_stale: boolean,
/**
 * `HH:MM`, local; empty for no quiet hours.
 */
quiet_from: string,
/**
 * `HH:MM`, local.
 */
quiet_to: string, };

/**
 * Sides the trader may take.
 */
export type Direction = "both" | "long_only" | "short_only";

/**
 * Adverse moves of the price, and of an account that trades like this.
 */
export type DrawdownView = {
/**
 * Largest fall (short: rise) of one year, percent.
 */
max_1y_pct: number | null,
/**
 * Below the last high (short: above the last low) of that year, percent.
 */
current_pct: number | null,
/**
 * Chance that 100 such trades at this size lose a fifth from a high.
 */
p_dd_20pct_100_trades: number | null,
/**
 * 95th percentile of the longest losing streak among 100 trades.
 */
losing_streak_p95: number | null,
/**
 * Past trades resampled.
 */
trades: number, };

/**
 * Whether the record still holds.
 */
export type DriftState = "ok" | "alarm" | "unknown";

/**
 * The alarms of drift.
 */
export type DriftView = { state: DriftState, recent_skill: number | null, expected: number | null, observed: number | null, };

/**
 * One family and its share of the score.
 */
export type Driver = { name: Family,
/**
 * −1 to 1.
 */
value: number | null,
/**
 * A sixth of it; the shares add up to the score.
 */
contribution: number | null, };

/**
 * How it ended.
 */
export type Ended = "target" | "stop" | "time" | "void";

/**
 * A call that ended.
 */
export type EndedView = {
/**
 * The call.
 */
call: CallView,
/**
 * How: answered, failed or cancelled.
 */
how: How,
/**
 * What went wrong.
 */
problem: ProblemView | null, };

/**
 * Which maths answered.
 */
export type Engine = { version: string,
/**
 * Hash of every parameter that can move a number, lower-case hex.
 */
params_sha256: string, };

/**
 * What `generate_signal` says for the same candles.
 */
export type EngineSignal = { signal: SignalWord, gate: Gate, lean: Lean, proven: boolean, };

/**
 * Something that was wrong.
 */
export type ErrorView = {
/**
 * When it was last so, UTC.
 */
at: string,
/**
 * What.
 */
what: string, };

/**
 * The named event of a confidence.
 */
export type Event = "target_before_stop_within_horizon";

/**
 * One family's claim at one bar. There is no way to make one without its basis.
 */
export type Evidence = { family: Family,
/**
 * −1 to 1; `None` when an input is missing.
 */
value: number | null, basis: Basis, };

/**
 * Where the forecasts come from.
 */
export type EvidenceCount = {
/**
 * Replayed from history.
 */
walk_forward: number,
/**
 * Made live and resolved since.
 */
forward_live: number, };

/**
 * The words of `analyze_market`; nothing is added to a number for them.
 */
export type Factors = { trend_alignment: Trend, volume_confirmation: VolumeState, volatility_level: Volatility, };

/**
 * The six families, in the order they are published.
 */
export type Family = "trend" | "momentum" | "mean_reversion" | "breakout" | "volume" | "multi_timeframe";

/**
 * Whether a feed can be asked.
 */
export type FeedAccess = { "state": "opening" } | { "state": "open" } | { "state": "failed",
/**
 * Why.
 */
problem: ProblemView, };

/**
 * Where candles come from.
 */
export type FeedView = {
/**
 * `demo` or `file`.
 */
name: string,
/**
 * The path, or a sentence that says the candles are made up.
 */
detail: string,
/**
 * Made-up candles, which no reader may take for a market.
 */
synthetic: boolean,
/**
 * What it holds, as far as names tell; empty until it has been opened. A single file answers for any pair.
 */
offers: Array<OfferView>,
/**
 * What a new question begins with.
 */
default_pair: string,
/**
 * The timeframe of a question that names none.
 */
default_timeframe: Interval,
/**
 * Whether it can be asked.
 */
access: FeedAccess,
/**
 * How the market places behind it stand; absent for what is on this computer.
 */
standings?: Array<StandingView>, };

/**
 * A value that is not allowed.
 */
export type FieldFault = {
/**
 * The key; none of a whole file.
 */
path: string | null,
/**
 * What is wrong and what would do.
 */
what: string, };

/**
 * What a form needs to know of a value.
 */
export type FieldKind = { "is": "flag" } | { "is": "word",
/**
 * In their order.
 */
words: Array<string>, } | { "is": "number",
/**
 * Smallest.
 */
least: number | null,
/**
 * Largest.
 */
most: number | null,
/**
 * Without decimals.
 */
whole: boolean, } | { "is": "text" } | { "is": "lines" } | { "is": "secret" };

/**
 * One thing that can be set, as a form shows it.
 */
export type FieldView = {
/**
 * Its dotted name.
 */
path: string,
/**
 * What it means, in a sentence.
 */
meaning: string,
/**
 * What a form needs to know of its kind.
 */
kind: FieldKind,
/**
 * What may stand in it.
 */
allowed: string,
/**
 * As it would be typed; none while nobody set it, and of a secret.
 */
value: string | null,
/**
 * The default, as it would be typed; none where there is none.
 */
default: string | null,
/**
 * Where the value comes from.
 */
from: SettingFrom,
/**
 * The same in words, with file and line or the name of a variable.
 */
origin: string, };

/**
 * One layer of a part.
 */
export type FindingView = {
/**
 * Of which part.
 */
part: string,
/**
 * Its name, such as `tcp`.
 */
layer: string,
/**
 * `ok`, `warn`, `fail`, `skipped`, `off` or `unknown`.
 */
verdict: string,
/**
 * What was found.
 */
what: string,
/**
 * What to do about it.
 */
hint: string | null, };

/**
 * An alert that fired.
 */
export type FiredView = {
/**
 * Which alert, counted from 1.
 */
number: number,
/**
 * What happened, in a few words.
 */
heading: string,
/**
 * By which candle, and what belongs to it.
 */
sentence: string,
/**
 * When it was noticed, UTC.
 */
seen_at: string, };

/**
 * What helps.
 */
export type Fix = "reconnect" | "enter_token" | "approve" | "set_gateway" | "set_model" | "set_source" | "test";

/**
 * The direction forecast: another event than confidence, and never the signal's reason.
 */
export type Forecast = { event: string, horizon_bars: number, status: ConfidenceStatus, probability: number | null, base_rate: number | null, n: number, n_effective: number, brier_skill: number | null, brier_skill_ci95: [number, number] | null,
/**
 * 80 % interval of the return over the horizon.
 */
return_interval80: IntervalView | null, };

/**
 * A candle that goes on, as it is now.
 */
export type FormingView = {
/**
 * Of this pair.
 */
pair: Pair,
/**
 * In this timeframe.
 */
timeframe: Interval,
/**
 * Its values so far.
 */
candle: ChartCandle, };

/**
 * A stretch of missing candles.
 */
export type Gap = {
/**
 * Open of the first missing candle.
 */
from: string,
/**
 * Open of the next candle that is there.
 */
to: string, missing: number, };

/**
 * What makes BUY or SELL: the measured proof, or the lean of the rule alone.
 */
export type Gate = "proven" | "rule";

/**
 * Some results in R, after cost.
 */
export type Group = {
/**
 * Results.
 */
n: number,
/**
 * Their mean; none of fewer than 30.
 */
mean_r: number | null,
/**
 * 1.96 standard errors on either side.
 */
interval95: [number, number] | null, };

/**
 * A report in one line.
 */
export type Headline = {
/**
 * Receipt id of the signal; the report is fetched by it.
 */
id: string,
/**
 * The pair.
 */
pair: Pair,
/**
 * The timeframe that was analysed.
 */
timeframe: Interval,
/**
 * BUY, SELL or HOLD.
 */
signal: SignalWord,
/**
 * What the rule says by itself.
 */
lean: Lean,
/**
 * What made BUY or SELL.
 */
gate: Gate,
/**
 * Every condition of the proof holds.
 */
proven: boolean,
/**
 * How far the record of the side it speaks of may be trusted.
 */
confidence_status: ConfidenceStatus,
/**
 * Last close, in quote currency.
 */
price: number,
/**
 * The feed's name; `demo` is no market.
 */
source: string,
/**
 * State of the data at that time.
 */
quality: Quality,
/**
 * When the last candle used had closed.
 */
last_closed_candle: string,
/**
 * Older than this and it is stale, seconds.
 */
max_age_seconds: number,
/**
 * When it was computed, UTC.
 */
asked_at: string,
/**
 * Whether it is kept.
 */
journal: JournalState,
/**
 * What the trader did about it, and what became of it.
 */
standing: Standing, };

/**
 * How everything is.
 */
export type HealthView = {
/**
 * What the worst of them makes of the whole: `healthy`, `degraded` or `unhealthy`.
 */
status: string,
/**
 * One for each part, in a fixed order.
 */
parts: Array<PartView>,
/**
 * A test that somebody asked for.
 */
test: TestView, };

/**
 * Trend on a timeframe further up, from closed candles only.
 */
export type HigherTimeframe = { timeframe: Interval, trend: Trend, };

/**
 * Why HOLD, in the order of the rows of the proof.
 */
export type HoldReason = "DATA_STALE" | "DATA_GAPS" | "MARKET_CLOSED" | "WARMING_UP" | "NO_MOVEMENT" | "FILL_SUSPECT" | "OUT_OF_RANGE" | "UNMEASURED" | "THIN" | "DRIFTED" | "NO_SKILL" | "SOURCES_DISAGREE" | "EDGE_SMALL" | "BELOW_BREAKEVEN" | "TOO_FEW_TRADES" | "EXPECTANCY_UNPROVEN" | "NOT_BETTER_THAN_BLIND" | "SIDE_NOT_ALLOWED" | "NO_LEAN";

/**
 * How a call ended.
 */
export type How = "answered" | "failed" | "cancelled";

/**
 * What is displayed, with the configured periods.
 */
export type Indicators = {
/**
 * Wilder's RSI, 0 to 100; none while warming up or when the price did not move.
 */
rsi: number | null, rsi_state: RsiState, macd: MacdState,
/**
 * `ma_<period>`: last close against that simple average.
 */
moving_averages: { [key in string]: AboveBelow },
/**
 * The numbers behind the words; none while they have no value.
 */
values: { [key in string]: number | null }, };

/**
 * A candle timeframe. `W1` exists only as a higher timeframe; nobody can ask for it.
 */
export type Interval = "1m" | "5m" | "15m" | "1h" | "4h" | "1d" | "1w";

/**
 * An interval of a return, and how often such intervals held.
 */
export type IntervalView = {
/**
 * Ends in percent of price.
 */
low_pct: number, high_pct: number, method: string,
/**
 * Share of past outcomes inside theirs.
 */
empirical_coverage: number | null, };

/**
 * Whether answers are kept.
 */
export type JournalAccess = { "state": "off" } | { "state": "fine" } | { "state": "failed",
/**
 * Why.
 */
trouble: Trouble, };

/**
 * Whether the receipt was written durably before the answer left.
 */
export type JournalState = "stored" | "failed" | "off";

/**
 * Whether answers are kept, and what came of those that were.
 */
export type JournalView = {
/**
 * Whether answers are kept.
 */
access: JournalAccess,
/**
 * What came of past signals of this source; none before the journal has been looked at.
 */
tally: Tally | null, };

/**
 * What the rule says by itself, whatever the gate.
 */
export type Lean = "long" | "short" | "none";

/**
 * Where the stop comes from.
 */
export type LevelSource = "argument" | "receipt" | "atr" | "none";

/**
 * Forecasts that the fit gives one frequency.
 */
export type LevelView = {
/**
 * Its smallest forecast, 0 to 1.
 */
from: number,
/**
 * Its largest.
 */
to: number,
/**
 * How often the event followed.
 */
frequency: number,
/**
 * Forecasts in it.
 */
n: number, };

/**
 * What was said in the chat.
 */
export type LineView = { from: Speaker, text: string,
/**
 * The model that spoke.
 */
model: string | null,
/**
 * Sentences of it that are not shown.
 */
withheld: number,
/**
 * Why code speaks and not the model, as a sentence.
 */
why: string | null,
/**
 * The tools that it called.
 */
called: Array<ToolName>, at: string, };

/**
 * How the link is.
 */
export type LinkState = "off" | "waiting" | "dialing" | "greeting" | "needs_token" | "needs_pairing" | "needs_approval" | "unproven" | "ready" | "restarting" | "rejected";

/**
 * How the link is, and what would help.
 */
export type LinkView = {
/**
 * In one word.
 */
state: LinkState,
/**
 * Which gateway, as it stands in a sentence: "local gateway", "gateway nas.local".
 */
gateway: string,
/**
 * In a sentence.
 */
sentence: string,
/**
 * The name of what is wrong; none where nothing is.
 */
code: string | null,
/**
 * What follows or what a person does about it, in one sentence; none where nothing is wrong.
 */
hint: string | null,
/**
 * What somebody runs to help, where that is known.
 */
command: string | null,
/**
 * What the trader should know as long as it is so, although the link works.
 */
warning?: string,
/**
 * The gateway as the second link sees it; none where there is no second link.
 */
operator?: OperatorView,
/**
 * What the gateway wanted shown on this desktop, oldest first; at most 5.
 */
notices?: Array<NoticeView>, };

/**
 * Where an isolated linear position is closed by force.
 */
export type Liquidation = { price: number, leverage: number,
/**
 * `argument` or `implied`.
 */
leverage_source: string, maintenance_margin_rate: number, approximate: boolean, };

/**
 * MACD line against its signal; a crossover is named for three bars.
 */
export type MacdState = "bullish_crossover" | "bearish_crossover" | "above_signal" | "below_signal" | "unknown";

/**
 * Technical state of one pair on one timeframe. Prices in quote currency.
 */
export type MarketAnalysis = {
/**
 * Close of the last closed candle.
 */
current_price: number, trend: Trend,
/**
 * Size of the trend family, 0 to 1.
 */
trend_strength: number | null, regime: Regime, indicators: Indicators,
/**
 * Nearest first, below the last close; at most 3.
 */
support_levels: Array<number>,
/**
 * Nearest first, above the last close; at most 3.
 */
resistance_levels: Array<number>, volume: VolumeState, volatility: Volatility, higher_timeframes: Array<HigherTimeframe>, schema_version: string, tool: ToolName,
/**
 * Id of the receipt: the hash of everything the answer rests on.
 */
receipt_id: string,
/**
 * Whether the receipt is on disk. Not hashed.
 */
journal: JournalState, pair: Pair, timeframe: Interval,
/**
 * When it was computed, UTC.
 */
timestamp: string, engine: Engine, data: Data,
/**
 * At most 20.
 */
warnings: Array<Warning>, };

/**
 * Whether the caller's picture of the market is ours. It is compared, never believed.
 */
export type MarketCheck = "not_given" | "matches_snapshot" | "differs_from_snapshot";

/**
 * A model that can be chosen.
 */
export type ModelOffer = { id: string,
/**
 * Its name for people.
 */
name: string,
/**
 * Whether it would answer at once; none where the server does not say.
 */
loaded: boolean | null,
/**
 * Context, tokens: that it is loaded with, else the most it can be loaded with.
 */
context: number | null,
/**
 * Whether it was trained to call tools; none where the server does not say.
 */
tools: boolean | null,
/**
 * It is the one that is wanted.
 */
is_chosen: boolean, };

/**
 * State of the model's part. Not hashed.
 */
export type ModelState = "off" | "not_asked" | "ok" | "unavailable" | "rejected";

/**
 * A model's reading of a signal. It has no weight: there is no field for one. Not hashed.
 */
export type ModelView = { stance: Stance,
/**
 * What it says of itself, 0 to 100; scored forward, and no probability.
 */
self_confidence: number | null,
/**
 * Id of the model that really answered.
 */
model: string,
/**
 * The sentences whose every number is in the answer; empty where none was.
 */
note: string,
/**
 * How many sentences were not.
 */
dropped_sentences: number, };

/**
 * What the gateway wanted shown.
 */
export type NoticeView = {
/**
 * Counts them.
 */
number: number,
/**
 * One line.
 */
heading: string,
/**
 * The text below.
 */
sentence: string, };

/**
 * A pair and timeframe the feed holds.
 */
export type OfferView = {
/**
 * The pair.
 */
pair: Pair,
/**
 * The timeframe it is held in.
 */
timeframe: Interval, };

/**
 * The gateway as the second link sees it. Losing that link is a warning: the first one alone serves the tools.
 */
export type OperatorView = {
/**
 * How the second link is.
 */
state: LinkState,
/**
 * In a sentence.
 */
sentence: string,
/**
 * What somebody runs to help, where that is known.
 */
command: string | null,
/**
 * The gateway's version, as it says.
 */
version: string | null,
/**
 * Whether the gateway says that it is well; none while it has not said.
 */
well: boolean | null,
/**
 * Whether the gateway routes to us; none while it has not said.
 */
routed: boolean | null,
/**
 * Commands that its settings do not allow, where no tool can be called without them.
 */
missing: Array<string>, };

/**
 * How a plan ended, in R: 1 R is the planned distance from entry to stop.
 */
export type Outcome = { side: Side, ending: Ended,
/**
 * Result before cost; none when void.
 */
r: number | null,
/**
 * Result after the cost the signal stated.
 */
net_r: number | null,
/**
 * Furthest the price went our way before the end.
 */
best_r: number | null,
/**
 * Furthest it went against us before the end; 0 or below.
 */
worst_r: number | null,
/**
 * Bars it was held.
 */
bars: number | null, };

/**
 * How past plans ended: shares, and mean results in R before cost.
 */
export type OutcomesView = { target: number, stop: number, time_exit: number, mean_stop_r: number, mean_time_exit_r: number, };

/**
 * A trading pair, normalised: `BTC/USD`, `EUR/USD`, `AAPL`, `^GSPC`, `BTC/USDT:USDT`.
 */
export type Pair = string;

/**
 * A part, as it was last seen.
 */
export type PartView = {
/**
 * Such as `gateway:connection`.
 */
name: string,
/**
 * `pass`, `warn` or `fail`.
 */
verdict: string,
/**
 * What was found, in words.
 */
observed: string,
/**
 * Since when it has been so, UTC.
 */
since: string,
/**
 * When it was last well, where it is not now.
 */
last_good: string | null,
/**
 * What was wrong last; it stays when the part is well again.
 */
last_error: ErrorView | null,
/**
 * The one thing that helps.
 */
fix: Fix | null, };

/**
 * Why the gateway is answered "paused".
 */
export type PausedView = {
/**
 * Until when, UTC; none until Engram is started again.
 */
until: string | null, };

/**
 * The plan of a BUY or SELL.
 */
export type Plan = { side: Side,
/**
 * Reward over risk of the rounded levels.
 */
rr: number, breakeven_probability: number | null,
/**
 * Cost of a round trip in R.
 */
cost_r: number, expectancy_r: number | null, expectancy_lower_r: number | null, horizon_bars: number,
/**
 * Open of the next candle: the entry that counts.
 */
enter_at: string,
/**
 * Close of the last candle of the horizon.
 */
expires_at: string, stop_method: string, atr: number, atr_multiple: number, invalidation: string, };

/**
 * `position_size` as it was given.
 */
export type PositionSize = number | string;

/**
 * What went wrong and what to do.
 */
export type ProblemView = {
/**
 * What kind of trouble.
 */
code: Code,
/**
 * What happened, in one sentence.
 */
what: string,
/**
 * What to do, in one sentence.
 */
hint: string,
/**
 * JSON pointer of the argument at fault, such as `/pair`.
 */
field: string | null,
/**
 * Values that would do, or the nearest ones.
 */
allowed: Array<string>, };

/**
 * State of the data at `as_of`. Everything but `live` is printed in every format.
 */
export type Quality = "live" | "delayed" | "recorded" | "synthetic" | "closed" | "stale";

/**
 * `volatile` when volatility is high, else `trending` from ADX 25 on, else `ranging`.
 */
export type Regime = "trending" | "ranging" | "volatile" | "unknown";

/**
 * Another series of the same pair.
 */
export type RelatedSeries = { timeframe: Interval, candles_used: number, last_closed_candle: string, candles_sha256: string, };

/**
 * Forecasts of about the same size, and how often the event followed.
 */
export type ReliabilityBin = { p_mean: number, hit_rate: number, n: number, n_effective: number,
/**
 * Wilson.
 */
ci95: [number, number] | null, };

/**
 * A report with what it rests on and how it reads.
 */
export type ReportView = {
/**
 * Receipt id of the signal.
 */
id: string,
/**
 * The state of the market.
 */
analysis: MarketAnalysis,
/**
 * What to make of it.
 */
signal: TradeSignal,
/**
 * The side it speaks of: that of the signal; on HOLD the allowed lean, else the lead, else long.
 */
side: Side,
/**
 * How often a signal of that side worked.
 */
confidence: ConfidenceScore,
/**
 * What a position of that side could cost.
 */
risk: RiskAssessment,
/**
 * Whether the trader has said what the account holds; without it there is no size to recommend.
 */
has_equity: boolean,
/**
 * The six claims and the readings they rest on.
 */
evidence: Array<Evidence>,
/**
 * The last 300 candles, oldest first.
 */
candles: Array<ChartCandle>,
/**
 * What was forecast of that side against what came true; none while that is not measured.
 */
curve: CurveView | null,
/**
 * Results of the rule's past trades of that side after cost, R, in the order of time: what an account that risked 1 R
 * on each would have gone through.
 */
results_r: Array<number>,
/**
 * The signal as text.
 */
texts: Texts, };

/**
 * Risk level, its components, and a size.
 */
export type RiskAssessment = { side: Side, side_source: SideSource, assessed: Assessed, risk_level: RiskLevel,
/**
 * 0 to 1; level and score cannot disagree.
 */
risk_score: number,
/**
 * Component or rule that set the level.
 */
decided_by: string,
/**
 * The trader's own limits that the assessed size breaks.
 */
blockers: Array<string>, factors: RiskFactors, components: RiskComponents, stop: StopView, sizing: Sizing, tail: TailView, drawdown: DrawdownView,
/**
 * None without leverage.
 */
liquidation: Liquidation | null, not_assessed: Array<string>,
/**
 * 1 to 5, written by code.
 */
recommendations: Array<string>, schema_version: string, tool: ToolName,
/**
 * Id of the receipt: the hash of everything the answer rests on.
 */
receipt_id: string,
/**
 * Whether the receipt is on disk. Not hashed.
 */
journal: JournalState, pair: Pair, timeframe: Interval,
/**
 * When it was computed, UTC.
 */
timestamp: string, engine: Engine, data: Data,
/**
 * At most 20.
 */
warnings: Array<Warning>, };

export type RiskComponent = {
/**
 * `hard` or `soft`.
 */
kind: string, unit: string, value: number | null, level: ComponentLevel, score: number | null, detail: string, };

/**
 * The inputs of the level: three hard ones, of which the worst counts, and five soft ones, of which the second-worst
 * does.
 */
export type RiskComponents = { planned_loss: RiskComponent, liquidation: RiskComponent, liquidity: RiskComponent, var99: RiskComponent, volatility: RiskComponent, drawdown: RiskComponent, gap: RiskComponent, correlation: RiskComponent, };

/**
 * The picture in words.
 */
export type RiskFactors = {
/**
 * Of daily candles.
 */
market_volatility: Volatility, position_size: PositionSize,
/**
 * High is good.
 */
liquidity: RiskWord, correlation_risk: RiskWord, };

/**
 * What a position could cost; each level owns a quarter of the score.
 */
export type RiskLevel = "LOW" | "MEDIUM" | "HIGH" | "EXTREME";

/**
 * A factor in one word.
 */
export type RiskWord = "low" | "medium" | "high" | "unknown";

/**
 * RSI against the configured bounds.
 */
export type RsiState = "overbought" | "oversold" | "neutral" | "unknown";

/**
 * What became of the last change of settings.
 */
export type Saving = { "state": "idle" } | { "state": "writing" } | { "state": "saved",
/**
 * Which keys.
 */
paths: Array<string>,
/**
 * When, UTC.
 */
at: string, } | { "state": "refused",
/**
 * Why, one for each value.
 */
faults: Array<FieldFault>,
/**
 * When, UTC.
 */
at: string, };

/**
 * What is being answered.
 */
export type SayingView = { stage: StageView,
/**
 * Since when, UTC.
 */
since: string, };

/**
 * One side: its levels, and what is measured of it.
 */
export type Scenario = { allowed: boolean, status: ConfidenceStatus, entry_price: number | null, stop_loss: number | null, take_profit: number | null, rr: number | null, cost_r: number | null, probability: number | null, interval95: [number, number] | null, base_rate: number | null, breakeven_probability: number | null, edge: number | null, expectancy_r: number | null, expectancy_lower_r: number | null, blind_expectancy_r: number | null, shadow_trades: number, n: number, n_effective: number, passes: boolean, hold_reasons: Array<HoldReason>, };

/**
 * What would apply to either side now, also on HOLD.
 */
export type Scenarios = { long: Scenario, short: Scenario, };

/**
 * Whose signal was scored.
 */
export type ScoreSource = "current" | "receipt" | "external";

/**
 * What was seen of a pair.
 */
export type SeenView = {
/**
 * The timeframe that was looked at.
 */
timeframe: Interval,
/**
 * Last close, quote currency.
 */
price: number,
/**
 * Smallest price step.
 */
tick_size: number | null,
/**
 * Change over the small line, percent.
 */
change_pct: number | null,
/**
 * The last closes, oldest first.
 */
line: Array<number>,
/**
 * BUY, SELL or HOLD, by the gate of the settings.
 */
signal: SignalWord,
/**
 * What the rule says by itself.
 */
lean: Lean,
/**
 * Every condition of the proof holds.
 */
proven: boolean,
/**
 * How far its record may be trusted.
 */
confidence_status: ConfidenceStatus,
/**
 * The feed's name.
 */
source: string,
/**
 * State of the data at that time.
 */
quality: Quality,
/**
 * When the last candle used had closed.
 */
last_closed_candle: string,
/**
 * Older than this and it is stale, seconds.
 */
max_age_seconds: number, };

/**
 * Where a value comes from.
 */
export type SettingFrom = "default" | "file" | "env" | "flag" | "managed";

/**
 * What there is to say about the settings, in whole sentences, and what the screen needs of them.
 */
export type SettingsView = {
/**
 * What is wrong with them; the last good ones are in force.
 */
troubles: Array<string>,
/**
 * What is worth knowing, and nothing is wrong with.
 */
notices: Array<string>,
/**
 * How the screen is wanted.
 */
desk: DeskSettings,
/**
 * How answers read: `clean`, `detailed`, `raw` or `json`.
 */
response_format: string,
/**
 * The pairs that are watched, in their order.
 */
watched: Array<string>,
/**
 * Rises whenever other settings are in force: then the fields are fetched anew.
 */
revision: number,
/**
 * Whether they can be changed here.
 */
editable: boolean,
/**
 * What became of the last change.
 */
saving: Saving, };

/**
 * Trades the forecasts would have taken, one at a time, after cost.
 */
export type ShadowView = { trades: number, mean_r: number | null, lower_r: number | null, };

/**
 * Side of a trade.
 */
export type Side = "long" | "short";

/**
 * Where the side comes from.
 */
export type SideSource = "argument" | "receipt" | "default";

/**
 * The word of a signal; HOLD is the default.
 */
export type SignalWord = "BUY" | "SELL" | "HOLD";

/**
 * What a recommended size rests on.
 */
export type SizeBasis = "proven" | "unproven" | "none";

export type SizeCandidate = { method: SizeMethod, units: number | null, note: string, };

/**
 * The ways to a size.
 */
export type SizeMethod = "fixed_fractional" | "volatility_target" | "fractional_kelly" | "liquidity_cap" | "exposure_cap" | "portfolio_heat_cap";

/**
 * How many units, and what binds.
 */
export type Sizing = { basis: SizeBasis, recommended_units: number | null,
/**
 * The most that stays inside the trader's own limits.
 */
limit_units: number | null, binding_constraint: SizeMethod | null, requested_units: number | null,
/**
 * Planned loss of the requested size, percent of equity.
 */
requested_risk_pct: number | null, candidates: Array<SizeCandidate>, };

/**
 * What a screen needs to draw itself. Plain values, cheap to clone, published only when it differs.
 */
export type Snapshot = {
/**
 * Counts the snapshots, so that a late one can be told from a new one.
 */
seq: number,
/**
 * When it was made, UTC.
 */
at: string,
/**
 * Where candles come from.
 */
feed: FeedView,
/**
 * The question at hand.
 */
ask: AskState,
/**
 * The latest reports, newest first; at most 20.
 */
reports: Array<Headline>,
/**
 * Where answers are kept.
 */
journal: JournalView,
/**
 * The decision at hand.
 */
deciding: Deciding,
/**
 * Prices that are waited for.
 */
alerts: AlertsView,
/**
 * The gateway.
 */
link: LinkView,
/**
 * The model and what it says.
 */
talk: TalkView,
/**
 * What there is to say about the settings.
 */
settings: SettingsView,
/**
 * The pairs that are watched.
 */
watch: WatchView,
/**
 * How the parts are.
 */
health: HealthView,
/**
 * Tools called by hand.
 */
calls: CallsView,
/**
 * Calls of the gateway are answered "paused".
 */
paused: PausedView | null, };

/**
 * Who spoke.
 */
export type Speaker = "trader" | "code" | "model";

/**
 * How far words are.
 */
export type StageView = { "stage": "connecting" } | { "stage": "loading", share: number | null, } | { "stage": "reading" } | { "stage": "thinking" } | { "stage": "calling", tool: ToolName, } | { "stage": "writing", text: string, };

/**
 * How a model stands to a signal that was computed without it.
 */
export type Stance = "agree" | "disagree" | "unsure";

/**
 * What followed an answer, as far as the journal says.
 */
export type Standing = {
/**
 * What the trader did about it last.
 */
decided: Decided | null,
/**
 * How its plan ended.
 */
outcome: Outcome | null, };

/**
 * How a market place stands.
 */
export type StandingView = {
/**
 * Its name, such as `Binance`.
 */
name: string,
/**
 * All of the following in one sentence.
 */
sentence: string,
/**
 * Candles come by themselves now.
 */
streams: boolean,
/**
 * Answers come from candles that were kept, because it cannot be asked.
 */
from_cache: boolean,
/**
 * When it last answered, UTC.
 */
last_good: string | null,
/**
 * What it last refused, or failed at.
 */
last_error: string | null,
/**
 * Nothing is asked before then, UTC.
 */
closed_until: string | null,
/**
 * Seconds this computer's clock is ahead of its clock.
 */
ahead_seconds: number | null, };

/**
 * The stop, and what it costs there.
 */
export type StopView = { price: number | null, source: LevelSource,
/**
 * From the entry, quote currency.
 */
distance: number | null,
/**
 * The same in ATR of the timeframe.
 */
atr_multiple: number | null,
/**
 * Loss at the stop with cost, quote currency.
 */
planned_loss_quote: number | null, planned_loss_pct_equity: number | null,
/**
 * Loss if the stop is overshot as in the worst twentieth of past stops.
 */
gap_loss_p95_quote: number | null, };

/**
 * One bad day in twenty and in a hundred; the stop is ignored.
 */
export type TailView = { method: string, horizon_days: number,
/**
 * Standardised returns used.
 */
n: number,
/**
 * Percent of price.
 */
var95_pct: number | null, cvar95_pct: number | null, var99_pct: number | null, cvar99_pct: number | null,
/**
 * For the assessed size, quote currency.
 */
var95_quote: number | null, cvar95_quote: number | null, var99_quote: number | null, cvar99_quote: number | null,
/**
 * Plain history of 250 days, percent of price.
 */
historical_var95_pct: number | null, historical_var99_pct: number | null, stop_ignored: boolean, };

/**
 * The model, its words about the report at hand, and the chat.
 */
export type TalkView = {
/**
 * Whether a model would answer.
 */
voice: VoiceView,
/**
 * Id of the report that the words are about.
 */
report: string | null,
/**
 * The words about it.
 */
words: WordsView,
/**
 * What was said, oldest first. It is stored nowhere.
 */
chat: Array<LineView>,
/**
 * What is being answered.
 */
saying: SayingView | null, };

/**
 * What came of past signals. BUY and SELL of one source count, however often the same one was asked for.
 */
export type Tally = {
/**
 * All that ended with a result: what the signal did.
 */
all: Group,
/**
 * Those the trader took.
 */
took: Group,
/**
 * Those the trader left alone.
 */
skipped: Group,
/**
 * Those the trader traded otherwise; the result is that of the signal, theirs is not known.
 */
changed: Group,
/**
 * Those without a word of the trader.
 */
undecided: Group,
/**
 * Signals without a result: still running, or nobody can say.
 */
open: number,
/**
 * Results it takes for a mean.
 */
least: number, };

/**
 * A test that somebody asked for.
 */
export type TestView = { "state": "idle" } | { "state": "looking",
/**
 * Which part; none for all of them.
 */
part: string | null,
/**
 * Since when, UTC.
 */
since: string, } | { "state": "done",
/**
 * Which part; none for all of them.
 */
part: string | null,
/**
 * When, UTC.
 */
at: string,
/**
 * Whether values were tried that are not saved.
 */
typed: boolean,
/**
 * Layer by layer.
 */
findings: Array<FindingView>, };

/**
 * The signal as text: the same words a file or a gateway would get.
 */
export type Texts = {
/**
 * What a trader reads first.
 */
clean: string,
/**
 * The same, and what it rests on.
 */
detailed: string,
/**
 * The object, indented, for finding faults.
 */
raw: string, };

/**
 * Light or dark.
 */
export type Theme = "system" | "light" | "dark";

/**
 * Where the tick size comes from.
 */
export type TickSource = "venue" | "inferred" | "unknown";

/**
 * The tools by their published names.
 */
export type ToolName = "analyze_market" | "generate_signal" | "get_confidence_score" | "assess_risk";

/**
 * A tool as a form needs it.
 */
export type ToolView = {
/**
 * Its name.
 */
name: ToolName,
/**
 * What it is for.
 */
description: string,
/**
 * JSON Schema of its arguments, as text.
 */
parameters: string,
/**
 * Arguments to begin with, JSON.
 */
examples: Array<string>, };

/**
 * BUY, SELL or HOLD with levels and plan.
 */
export type TradeSignal = { signal: SignalWord, gate: Gate,
/**
 * Every condition of the proof holds for this BUY or SELL.
 */
proven: boolean, lean: Lean,
/**
 * HOLD because it could not be judged, which is not "judged, and saw no edge".
 */
abstained: boolean, hold_reasons: Array<HoldReason>, unproven_reasons: Array<HoldReason>,
/**
 * The allowed side with the better expectancy; none while nothing is measured.
 */
lead: Side | null,
/**
 * Probability of `event`; none on HOLD, and while unmeasured or drifted.
 */
confidence: number | null, confidence_status: ConfidenceStatus, confidence_word: ConfidenceWord, event: Event | null, entry_price: number | null, stop_loss: number | null, take_profit: number | null, plan: Plan | null, scenarios: Scenarios, forecast: Forecast,
/**
 * Mean of the six families, −1 to 1; none while one is missing.
 */
score: number | null, drivers: Array<Driver>,
/**
 * Written by code; holds only numbers of this answer.
 */
reasoning: string,
/**
 * Close of the next candle; none when the data cannot be judged.
 */
valid_until: string | null, llm: ModelState, llm_view: ModelView | null, schema_version: string, tool: ToolName,
/**
 * Id of the receipt: the hash of everything the answer rests on.
 */
receipt_id: string,
/**
 * Whether the receipt is on disk. Not hashed.
 */
journal: JournalState, pair: Pair, timeframe: Interval,
/**
 * When it was computed, UTC.
 */
timestamp: string, engine: Engine, data: Data,
/**
 * At most 20.
 */
warnings: Array<Warning>, };

/**
 * Direction of the trend family: beyond ±0.15, or neither.
 */
export type Trend = "bullish" | "bearish" | "neutral" | "unknown";

/**
 * What is wrong with the journal, and what to do.
 */
export type Trouble = {
/**
 * What kind, such as `JOURNAL_DISK_FULL`.
 */
code: string,
/**
 * What happened, in one sentence.
 */
what: string,
/**
 * What to do, in one sentence.
 */
hint: string, };

/**
 * Whether a model would answer, in a word.
 */
export type VoiceState = "off" | "unknown" | "absent" | "no_model" | "ready";

/**
 * Whether a model would answer.
 */
export type VoiceView = { state: VoiceState,
/**
 * In one sentence; empty while nobody knows.
 */
sentence: string,
/**
 * The models that can be chosen: those that answer at once first.
 */
models: Array<ModelOffer>, };

/**
 * Percentile of EWMA volatility in its last 504 bars: below 30, below 85, above.
 */
export type Volatility = "low" | "moderate" | "high" | "unknown";

/**
 * Mean volume of 3 bars against 20, in standard deviations: from ±0.5 on.
 */
export type VolumeState = "increasing" | "decreasing" | "flat" | "unknown";

/**
 * What the reader must know.
 */
export type Warning = { code: WarningCode,
/**
 * One or two sentences, at most 300 characters.
 */
message: string, };

/**
 * What a warning is about.
 */
export type WarningCode = "DATA_DELAYED" | "DATA_STALE" | "DATA_RECORDED" | "DATA_SYNTHETIC" | "DATA_GAPS" | "BARS_REJECTED" | "PRICE_JUMP" | "SOURCES_DISAGREE" | "SECOND_SOURCE_SILENT" | "WARMING_UP" | "NO_VOLUME" | "NO_MOVEMENT" | "FILL_SUSPECT" | "MARKET_CLOSED" | "TICK_INFERRED" | "COST_ASSUMED" | "TIMEFRAME_DEFAULTED" | "ENTRY_PASSED" | "MARKET_DATA_DIFFERS" | "CURRENCY_MISMATCH" | "EQUITY_UNKNOWN" | "LEVERAGE_IMPLIED" | "SHORT_HISTORY";

/**
 * A pair that is watched.
 */
export type WatchRow = {
/**
 * The pair, as the settings have it.
 */
pair: string,
/**
 * Prices that are waited for.
 */
armed: number,
/**
 * What was seen last; none before the first look.
 */
seen: SeenView | null,
/**
 * Why the last look failed; what was seen before it stays, and ages.
 */
problem: ProblemView | null, };

/**
 * The pairs that are watched.
 */
export type WatchView = {
/**
 * In the order of the settings.
 */
rows: Array<WatchRow>,
/**
 * They are being looked at.
 */
is_scanning: boolean,
/**
 * Candles that go on, of these pairs and of what was asked about, where the source tells them by itself and the
 * window is seen. Nothing is computed from them.
 */
forming: Array<FormingView>, };

/**
 * From which side the price is reached.
 */
export type Way = "rising" | "falling";

/**
 * First and last day of the forecasts, `YYYY-MM-DD`.
 */
export type Window = { from: string | null, to: string | null, };

/**
 * The words about a report.
 */
export type WordsView = { "state": "none" } | { "state": "coming", stage: StageView, } | { "state": "said", view: ModelView,
/**
 * Claims that it counts for the signal, and against it.
 */
evidence_for: Array<string>, evidence_against: Array<string>,
/**
 * The price that would prove the signal wrong, in quote currency.
 */
invalidation: number | null,
/**
 * Why each sentence that is not shown is not.
 */
withheld: Array<string>, } | { "state": "silent",
/**
 * Why, as a sentence.
 */
why: string, } | { "state": "rejected",
/**
 * Why, each as a sentence.
 */
why: Array<string>, } | { "state": "stopped" };
