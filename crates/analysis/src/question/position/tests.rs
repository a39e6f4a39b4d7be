use super::*;

fn fault(asked: &RiskQuestion) -> PositionFault {
    asked.check().unwrap_err()
}

#[test]
fn numbers_must_be_numbers_above_nothing() {
    for bad in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let asked = RiskQuestion { account_equity: Some(bad), ..RiskQuestion::default() };
        assert_eq!(fault(&asked), PositionFault::NotPositive("account_equity"));
        assert_eq!(fault(&asked).field(), "/account_equity");
    }
    let asked = RiskQuestion { leverage: Some(0.5), ..RiskQuestion::default() };
    assert_eq!(fault(&asked), PositionFault::LeverageBelowOne);
    assert_eq!(RiskQuestion::default().check(), Ok(()));
}

#[test]
fn a_side_must_be_that_of_its_receipt() {
    let taken = |signal| SignalTaken {
        receipt_id: "er1_5rtnsx4erb2az6msl7pywfhu3v".to_owned(),
        signal,
        side: Side::Long,
        entry_price: None,
        stop_loss: None,
    };
    let asked =
        |signal, side| RiskQuestion { side: Some(side), receipt: Some(taken(signal)), ..RiskQuestion::default() };
    let against = fault(&asked(SignalWord::Buy, Side::Short));
    assert_eq!(against.to_string(), "side must be long, as in the signal of receipt_id");
    assert_eq!(asked(SignalWord::Buy, Side::Long).check(), Ok(()));
    assert_eq!(asked(SignalWord::Hold, Side::Short).check(), Ok(()), "a HOLD has no side to contradict");
}

#[test]
fn a_fault_says_what_would_be_right() {
    let long = PositionFault::StopOnWrongSide { side: Side::Long };
    assert_eq!(long.to_string(), "stop_loss of a long position must be below its entry");
    let short = PositionFault::StopOnWrongSide { side: Side::Short };
    assert_eq!(short.to_string(), "stop_loss of a short position must be above its entry");
    assert_eq!(short.field(), "/stop_loss");
}
