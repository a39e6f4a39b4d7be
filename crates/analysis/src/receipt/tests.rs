use super::*;

#[test]
fn an_id_is_26_letters_of_base32() {
    // SHA-256 of "abc" (FIPS 180-2): ba7816bf 8f01cfea 414140de 5dae2223 b00361a3 …
    assert!(sha256_hex(b"abc").starts_with("ba7816bf8f01cfea414140de5dae2223"));
    // Its first 130 bits in Base32, worked by coreutils: printf abc | openssl dgst -binary -sha256 | base32.
    assert_eq!(id_of(b"abc"), "er1_xj4bnp4pahh6uqkbidpf3lrceo");
}

#[test]
fn canonical_json_sorts_keys_and_shortens_numbers() {
    let value = serde_json::json!({ "b": 2.0, "a": 1e-5, "é": null, "A": [true, 0.1] });
    let text = String::from_utf8(canonical(&value).unwrap()).unwrap();
    assert_eq!(text, r#"{"A":[true,0.1],"a":0.00001,"b":2,"é":null}"#);
    assert!(canonical(&f64::NAN).is_err(), "NaN has no canonical form");
}
