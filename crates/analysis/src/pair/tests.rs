use super::*;

#[test]
fn names_are_trimmed_and_raised() {
    for (text, name) in
        [(" btc/usd ", "BTC/USD"), ("aapl", "AAPL"), ("^gspc", "^GSPC"), ("btc/usdt:usdt", "BTC/USDT:USDT")]
    {
        assert_eq!(Pair::new(text).unwrap().as_str(), name);
    }
    let long = "A".repeat(25);
    for text in
        ["", " ", "/USD", "BTC/", "BTC/USD/EUR", "BTC USD", "BTC/US D", "<script>", "../etc", "Ä", &long, "-BTC"]
    {
        assert!(Pair::new(text).is_err(), "{text:?}");
    }
}

#[test]
fn legs_and_class_follow_from_the_name() {
    let class = |text: &str| Pair::new(text).unwrap().class();
    assert_eq!(class("EUR/USD"), AssetClass::Currency);
    assert_eq!(class("XAU/USD"), AssetClass::Metal);
    assert_eq!(class("BTC/USD"), AssetClass::Crypto);
    assert_eq!(class("AAPL"), AssetClass::Share);
    let perpetual = Pair::new("BTC/USDT:USDT").unwrap();
    assert_eq!((perpetual.base(), perpetual.quote()), ("BTC", Some("USDT")));
    let sessions = |text: &str| Pair::new(text).unwrap().sessions();
    assert_eq!(sessions("SAP.DE"), Sessions::Weekdays);
    assert_eq!(sessions("^GSPC"), Sessions::UsShares);
}
