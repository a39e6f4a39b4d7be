//! Against RFC 8032 and against what a real gateway accepted.

use ed25519_dalek::{Signature, Verifier, VerifyingKey};

use super::*;

/// RFC 8032, section 7.1, tests 1 and 2: seed and public key.
const RFC_8032: [(&str, &str); 2] = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
    ),
];

fn bytes(hex: &str) -> [u8; 32] {
    HEXLOWER.decode(hex.as_bytes()).unwrap().try_into().unwrap()
}

fn challenge() -> Challenge {
    Challenge {
        nonce: "9055017f-9c93-4700-8cbf-6b0814f2d121".to_owned(),
        at: 1_795_350_943_098,
        names_capabilities: true,
    }
}

fn claim<'a>(token: Option<&'a SecretText>, scopes: &'a [String]) -> Claim<'a> {
    Claim {
        client: "node-host",
        mode: "node",
        role: "node",
        scopes,
        token,
        platform: " Linux ",
        device_family: "LINUX",
    }
}

#[test]
fn the_public_key_of_a_seed_is_the_published_one() {
    for (seed, public) in RFC_8032 {
        let device = Identity::from_seed(&bytes(seed)).sign(Form::V2, claim(None, &[]), &challenge());
        assert_eq!(device.public_key, BASE64URL_NOPAD.encode(&bytes(public)));
        assert_eq!(device.public_key.len(), 43);
        assert_eq!(device.signature.len(), 86);
    }
}

/// The pair a real gateway accepted.
#[test]
fn the_device_id_is_the_hash_of_the_public_key() {
    let public = BASE64URL_NOPAD.decode(b"mf49BEKXOPg7RAPWLfLp7Xh0c4QQLHrOoWw0BaEV6tI").unwrap();
    let id = HEXLOWER.encode(&Sha256::digest(public));
    assert_eq!(id, "9af9bec93bdf538a3a04523c36a39104d34bf8c0f38c8fd31cda1c7fa3c9efb0");
    // SHA-256 of the first public key of RFC 8032, by sha256sum.
    let ours = Identity::from_seed(&bytes(RFC_8032[0].0));
    assert_eq!(ours.device_id(), "21fe31dfa154a261626bf854046fd2271b7bed4b6abe45aa58877ef47f9721b9");
}

#[test]
fn what_is_signed_is_what_the_gateways_read() {
    let identity = Identity::from_seed(&bytes(RFC_8032[0].0));
    let (id, token) = (identity.device_id().to_owned(), SecretText::new("NOT-A-REAL-TOKEN"));
    let text = |form, claim| identity.text(form, claim, &challenge()).to_string();
    assert_eq!(
        text(Form::V2, claim(Some(&token), &[])),
        format!("v2|{id}|node-host|node|node||1795350943098|NOT-A-REAL-TOKEN|9055017f-9c93-4700-8cbf-6b0814f2d121")
    );
    let scopes = ["operator.read".to_owned(), "operator.write".to_owned()];
    let operator = Claim { client: "gateway-client", mode: "ui", role: "operator", ..claim(None, &scopes) };
    assert_eq!(
        text(Form::V2, operator),
        format!(
            "v2|{id}|gateway-client|ui|operator|operator.read,operator.write|1795350943098||9055017f-9c93-4700-8cbf-6b0814f2d121"
        )
    );
    assert_eq!(
        text(Form::V3, claim(Some(&token), &[])),
        format!(
            "v3|{id}|node-host|node|node||1795350943098|NOT-A-REAL-TOKEN|9055017f-9c93-4700-8cbf-6b0814f2d121|linux|linux"
        )
    );
}

#[test]
fn a_signature_stands_for_its_text_and_no_other() {
    let identity = Identity::from_seed(&bytes(RFC_8032[1].0));
    let token = SecretText::new("NOT-A-REAL-TOKEN");
    let claim = claim(Some(&token), &[]);
    let device = identity.sign(Form::V2, claim, &challenge());
    assert_eq!((device.signed_at, device.nonce.as_str()), (1_795_350_943_098, "9055017f-9c93-4700-8cbf-6b0814f2d121"));
    let public = VerifyingKey::from_bytes(&bytes(RFC_8032[1].1)).unwrap();
    let signature = BASE64URL_NOPAD.decode(device.signature.as_bytes()).unwrap();
    let signature = Signature::from_slice(&signature).unwrap();
    let text = identity.text(Form::V2, claim, &challenge());
    assert!(public.verify(text.as_bytes(), &signature).is_ok());
    for other in [
        identity.text(Form::V3, claim, &challenge()),
        identity.text(Form::V2, Claim { token: None, ..claim }, &challenge()),
        identity.text(Form::V2, claim, &Challenge { at: 1, ..challenge() }),
    ] {
        assert!(public.verify(other.as_bytes(), &signature).is_err());
    }
}

#[test]
fn a_seed_that_was_kept_is_the_same_device() {
    let identity = Identity::from_seed(&[7; 32]);
    let again = Identity::from_seed(&identity.seed());
    assert_eq!(identity.device_id(), again.device_id());
    assert_ne!(identity.device_id(), Identity::from_seed(&[8; 32]).device_id());
}
