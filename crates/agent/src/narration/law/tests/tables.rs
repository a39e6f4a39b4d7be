//! Worked by hand: which ways of writing a number say one of the report's, and which do not.

use super::{fails, passes};

#[test]
fn a_number_is_said_to_the_digits_that_are_shown() {
    passes(&[
        "The price is 64210.4 now",
        "The price is 64210 now",
        "The price is 64210.40 now",
        "The price is 64,210 now",
        "The price is 64,210.4 now",
        "The price is $64,210.",
        "Price: 64'210",
        "Price: 64_210",
        "Price: 64\u{202f}210",
        "Price: 64\u{a0}210.4",
        "Price: 64 210",
        "RSI is 57.61, about 57.6, or 58",
        "Support stands at 63250 and at 61999.5, which is 62000",
        "The MACD line is at 0.00065 (0.0007)",
        "The 1.49 of reward to risk, or 1.49:1",
        "Trend strength .44",
    ]);
    fails(&[
        // Not rounded, but changed.
        ("The price is 64,000 now", "64,000"),
        ("The price is 64211 now", "64211"),
        ("The price is 64210.5 now", "64210.5"),
        ("The price is 64.21 now", "64.21"),
        ("RSI is 57.62", "57.62"),
        ("RSI is 57", "57"),
        ("RSI is 60", "60"),
        ("Support stands at 63,200", "63,200"),
        ("Trend strength .45", ".45"),
        ("Three of 17 signals failed", "17"),
    ]);
}

#[test]
fn a_tie_may_be_rounded_both_ways() {
    // 61999.5 and 816.5.
    passes(&["Support is 61999", "Support is 62000", "ATR is 816", "ATR is 817"]);
    fails(&[("Support is 61998", "61998"), ("ATR is 815", "815")]);
}

#[test]
fn a_sign_must_be_right_where_there_is_one() {
    passes(&[
        "Expectancy is -0.111 R",
        "Expectancy is −0.11 R",
        "Expectancy is －0.11 R",
        "Expectancy is (–0.11) R",
        "Expectancy is minus 0.11 R",
        "It loses 0.11 R on average",
        "Breakout is +0.71",
        "Breakout is 0.71",
        "A range of 61999.5-63250, or 61999.5–63250",
    ]);
    fails(&[
        ("Expectancy is +0.11 R", "+0.11"),
        ("Breakout is -0.71", "-0.71"),
        ("Breakout is −0.71", "-0.71"),
        ("Breakout is minus 0.71", "0.71"),
        ("Expectancy is plus 0.111 R", "0.111"),
        ("The stop costs -$1,250,000", "-1,250,000"),
    ]);
}

#[test]
fn a_suffix_scales_first() {
    passes(&[
        "Price is 64k",
        "Price is 64.2k",
        "Price is 64.21K",
        "Price is 64.2 thousand",
        "It costs 1.25m",
        "It costs 1.3M",
        "It costs 1.25 million",
        "It costs 0.00125bn",
        "It costs 1250k",
    ]);
    fails(&[
        ("Price is 65k", "65k"),
        ("Price is 64.3k", "64.3k"),
        ("Price is 64m", "64m"),
        ("It costs 1.26 million", "1.26 million"),
        ("It costs 1.25 billion", "1.25 billion"),
        ("It costs 1.25k", "1.25k"),
    ]);
}

#[test]
fn a_ratio_may_be_percent_and_an_amount_may_not() {
    passes(&[
        "It wins 36% of the time",
        "It wins 35.95 % of the time",
        "It wins 36 percent of the time",
        "It wins 36 per cent of the time",
        "It wins 36 of 100",
        "It wins 36 out of 100",
        "It wins 36 in 100",
        "It wins 36 out of a hundred",
        "It needs 40.4%",
        "An interval of 31 to 42 %, or 31-42%",
        "The edge is -4.4 percentage points",
        "A bad day is 0.64 % of the price",
        "Volatility of 6.2% a year",
        "A loss of 1 % of equity",
    ]);
    fails(&[
        ("It wins 72% of the time", "72%"),
        ("It wins 37 of 100", "37 of 100"),
        ("It wins twenty percent of the time", "twenty percent"),
        // 24 bars, 0.25 daily ATR, a price: none is of a hundred.
        ("It wins 24% of the time", "24%"),
        ("It wins 25% of the time", "25%"),
        ("It is 64210%", "64210%"),
        // A percentage of 0.636 is not 63.6.
        ("A bad day is 64 % of the price", "64 %"),
        ("It wins 36 ‰", "‰"),
        ("It wins bees % of the time", "%"),
    ]);
}

#[test]
fn what_is_said_of_a_confidence_must_be_a_share() {
    passes(&[
        "Confidence is 0.36",
        "Confidence: 36%",
        "A 36% chance",
        "A probability of 0.40",
        "Its odds are poor (36 of 100)",
        "RSI is 57.6",
        "RSI(14) is at 58",
        "RSI14 = 57.61",
        "An RSI above MA 20 of 63874.25",
        "Confidence is low, RSI reads 57.61",
    ]);
    fails(&[
        // Each of these numbers occurs, but as something else.
        ("Confidence is 0.44", "0.44"),
        ("Confidence: 58%", "58%"),
        ("A 58% chance", "58%"),
        ("A probability of about 0.71", "0.71"),
        ("It wins 58 of 100", "58 of 100"),
        ("RSI is 36", "36"),
        ("RSI(14) is at 24", "24"),
        ("RSI14 = 40", "40"),
    ]);
}

#[test]
fn small_counts_pass_only_where_they_occur() {
    passes(&["The plan holds for 24 bars", "The plan holds for 24-bar horizons", "After 20 November it ends"]);
    fails(&[("The plan holds for 25 bars", "25"), ("It touched 12 times", "12"), ("It is 100 to one", "100")]);
}

#[test]
fn digits_of_every_script_count() {
    passes(&["Price: ６４２１０", "Price: ٦٤٢١٠", "Price: ６４，２１０．４", "Price: 𝟔𝟒𝟐𝟏𝟎", "RSI: ५७.६"]);
    fails(&[
        ("Price: ６４９９９", "64999"),
        ("Price: ٦٤٩٩٩", "64999"),
        ("It rose by ½ of it", "½"),
        ("It rose by 10² of it", "10²"),
        ("It rose by 3⁄4 of it", "3"),
        ("Case Ⅻ of it", "Ⅻ"),
        ("Case ⑫ of it", "⑫"),
    ]);
}

#[test]
fn number_words_count_from_eleven_on_and_parts_always() {
    passes(&[
        "One of two supports held, and the third is far",
        "The plan holds for twenty-four bars",
        "It wins thirty-six percent of the time",
        "It wins thirty-six in a hundred",
        "In the first quarter",
        "Some ten levels were found",
        "Support was touched three times, resistance twice",
        "A double bottom, in two of three timeframes",
    ]);
    fails(&[
        ("Eleven levels were found", "Eleven"),
        ("The plan holds for twenty-five bars", "twenty-five"),
        ("Sixty-five thousand is near", "Sixty-five thousand"),
        ("One hundred and ten cases", "One hundred and ten"),
        ("Five percent of the time", "Five percent"),
        ("It wins a third of the time", "third"),
        ("It wins two-thirds of the time", "two-thirds"),
        ("It wins half of the time", "half"),
        ("It wins three quarters of the time", "three quarters"),
        ("Dozens of cases", "Dozens"),
        ("A dozen cases", "dozen"),
        ("It doubled since then", "doubled"),
        ("A tenfold rise", "tenfold"),
        ("Two point five R", "Two point five"),
        ("The eleventh touch", "eleventh"),
        ("Nine in ten such plans win", "Nine in ten"),
        ("Nine out of ten such plans win", "Nine out of ten"),
        ("A 1-in-4 chance", "1-in-4"),
        ("It wins 9 out of 10 times", "9 out of 10"),
        ("It is twice as likely", "twice"),
        ("It is three times the ATR", "three times"),
        ("It has double the risk", "double"),
    ]);
}

#[test]
fn number_words_of_neighbours_are_not_read() {
    fails(&[
        ("Sie gewinnen in zweiundsiebzig von hundert", "zweiundsiebzig"),
        ("Die Hälfte davon gewinnt", "Hälfte"),
        ("Es sind 36 Prozent", "Prozent"),
        ("Le risque est de soixante", "soixante"),
        ("La mitad de los casos", "mitad"),
        ("Cincuenta casos", "Cincuenta"),
    ]);
    passes(&["Der Trend ist aufwärts, der Preis 64210", "La tendance est haussière"]);
}

#[test]
fn a_part_in_words_passes_where_a_ratio_is_it() {
    let known = super::Known::of(&[serde_json::json!({"confidence": 0.5, "base_rate": 0.3333, "edge": 0.7})]);
    let of = |text| super::checked(text, &known).withheld;
    assert_eq!(of("It wins half of the time, blindly a third."), []);
    assert_eq!(of("It wins two thirds of the time.").len(), 1);
    assert_eq!(of("It wins three quarters of the time.").len(), 1);
}

#[test]
fn names_keep_their_digits() {
    passes(&[
        "E1 and E2 agree, L1 is near",
        "E1-E2 agree (L1/L2)",
        "RSI14, RSI(14), RSI 14 and rsi_14",
        "MA 20, MA20, MA-20, the 20 MA and ma_20",
        "SMA 20 above SMA50",
        "The 20-period SMA, the 50-bar moving average",
        "The 20 and 50 averages, SMAs 20/50, SMA(20,50)",
        "Moving averages 20 and 50 agree",
        "MACD(12,26,9) is up, and ATR(14) is wide",
        "The 4h chart, the H4 chart, the 4-hour chart and the 1d chart",
        "VaR99, VaR 99, a 99% VaR",
        "The 95% interval and the 95 % confidence interval",
        "The 20-bar z-score, z 20",
    ]);
    fails(&[
        ("E3 agrees", "E3"),
        ("L9 is near", "L9"),
        ("EMA 20 is near", "20"),
        ("EMA20 is near", "EMA20"),
        ("SMA 24 is near", "24"),
        ("The 24-period moving average", "24"),
        ("RSI 21 is near", "21"),
        ("RSI(7) is near", "7"),
        ("The 15m chart", "15m"),
        ("The 2h chart", "2h"),
        ("The 2-hour chart", "2"),
        ("The 90% interval is near", "90%"),
        ("It is 95% certain", "95%"),
        ("BTC2 is near", "BTC2"),
    ]);
}

#[test]
fn dates_and_times_are_whole() {
    passes(&[
        "The bar closed at 12:00",
        "The bar closed at 12:00 UTC.",
        "The bar closed at 2026-11-20 12:00 UTC.",
        "The bar closed at 2026-11-20T12:00:00Z.",
        "It was asked at 15:00:03, which is 3 pm",
        "It closed on 20 November 2026, on November 20th, on Nov 20, 2026",
        "It closed on 2026-11-20, 20.11.2026, 11/20/2026 and 2026/11/20",
        "It closed in November 2026, in 2026",
        "Between 12:00-15:00",
        "At 12 pm",
    ]);
    fails(&[
        ("The bar closed at 14:00", "14:00"),
        ("The bar closed at 2026-11-20 13:00", "2026-11-20 13:00"),
        ("The bar closed at 2026-11-21", "2026-11-21"),
        ("The bar closed on 21 November", "21 November"),
        ("The bar closed on 20 October 2026", "20 October 2026"),
        ("In December 2026", "December 2026"),
        ("In 2025", "2025"),
        ("At 15:00:04", "15:00:04"),
        ("At 4 pm", "4 pm"),
        // Each is known, but not together.
        ("At 2026-11-20T12:00:03Z", "2026-11-20T12:00:03Z"),
    ]);
}

#[test]
fn what_is_no_number_that_anyone_writes_fails() {
    fails(&[
        ("Price 64.210,40", "64.210"),
        ("Price 1,08 of it", "1"),
        ("Price 6.4e4 now", "6.4e4"),
        ("Price 6.4×10⁴ now", "6.4"),
        ("Price 10^5 now", "10"),
        ("Price 24/24 now", "24"),
        ("Price 1.2.3 now", "1.2.3"),
        ("Price 064210 now", "064210"),
        ("Price 642lO now", "642lO"),
        ("Price 24 24 now", "24"),
        ("Version 0.7.0 now", "0.7.0"),
        ("Price 0x10 now", "0x10"),
        ("Price 64·210 now", "64"),
        ("Price 99999999999999999999999999999 now", "99999999999999999999999999999"),
        ("Receipt er1_sgtjlqnqsivmbaoc4lqigopwa6", "er1_sgtjlqnqsivmbaoc4lqigopwa6"),
    ]);
}

#[test]
fn what_is_not_of_the_market_is_not_known() {
    let known = super::Known::of(&[
        serde_json::json!({"ok": false, "error": {"code": "INVALID_PARAMS", "message": "pair 64999 is unknown"}}),
        serde_json::json!({"error": {"message": "got 64999"}, "llm_view": {"note": "64999"}, "version": "64999"}),
        serde_json::json!({"candles_sha256": "64999", "receipt_id": "64999", "pair": "X64999Y"}),
    ]);
    assert_eq!(super::checked("It goes to 64999.", &known).withheld.len(), 1);
}

#[test]
fn items_of_a_list_may_be_numbered() {
    passes(&["1. The trend is up", "2) The trend is up", "- The trend is up"]);
    fails(&[("7. is the price", "7"), ("17. The price", "17")]);
}
