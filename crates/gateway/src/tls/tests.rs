//! Certificates made on the spot, and a real listener that counts what is said to it.

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::{
    ServerConfig, SupportedProtocolVersion,
    pki_types::{CertificateDer, PrivateKeyDer},
    sign::{CertifiedKey, SingleCertAndKey},
    version::{TLS12, TLS13},
};
use sha2::{Digest, Sha256};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    task::JoinHandle,
};

use super::*;
use crate::{address::Address, dial};

/// A certificate as a gateway makes its own: a common name, no other name, marked as an authority.
fn own_certificate(key: &KeyPair) -> CertificateDer<'static> {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, "openclaw-gateway");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.self_signed(key).unwrap().der().clone()
}

fn sum(bytes: &[u8]) -> Fingerprint {
    Fingerprint(Sha256::digest(bytes).into())
}

fn key_sum(key: &KeyPair) -> Fingerprint {
    use rcgen::PublicKeyData;
    sum(&key.subject_public_key_info())
}

/// A listener with a certificate; tells how many bytes were said to it on the secure channel.
struct Listener {
    port: u16,
    heard: JoinHandle<usize>,
}

async fn listen(chain: Vec<CertificateDer<'static>>, key: &KeyPair) -> Listener {
    listen_with(chain, key, &[&TLS12, &TLS13]).await
}

async fn listen_with(
    chain: Vec<CertificateDer<'static>>,
    key: &KeyPair,
    versions: &[&'static SupportedProtocolVersion],
) -> Listener {
    let provider = Arc::new(ring::default_provider());
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let signing = provider.key_provider.load_private_key(key).unwrap();
    // Without a look whether key and certificate belong together: one test needs that they do not.
    let certified = SingleCertAndKey::from(CertifiedKey::new(chain, signing));
    let config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(versions)
        .unwrap()
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(certified));
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let heard = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let Ok(mut stream) = acceptor.accept(stream).await else { return 0 };
        let mut heard = vec![];
        stream.read_to_end(&mut heard).await.ok();
        heard.len()
    });
    Listener { port, heard }
}

impl Listener {
    /// Dials it as a gateway, says something if it is let, and tells how that went and what was heard.
    async fn meet(self, host: &str, trust: &Trust) -> (Result<(), DialFault>, usize) {
        let address = Address::new(true, host, self.port, "/").unwrap();
        let dialled = dial(address, false, trust.clone()).await;
        let met = match dialled {
            Ok(mut wire) => {
                wire.write_all(b"NOT-A-REAL-TOKEN").await.unwrap();
                wire.shutdown().await.unwrap();
                Ok(())
            }
            Err(fault) => Err(fault),
        };
        (met, self.heard.await.unwrap())
    }
}

fn trust(pins: &[Fingerprint]) -> Trust {
    Trust::new(pins).unwrap()
}

fn refused(fault: TlsFault) -> (Result<(), DialFault>, usize) {
    (Err(DialFault::Tls(fault)), 0)
}

const MET: (Result<(), DialFault>, usize) = (Ok(()), 16);

#[tokio::test]
async fn a_gateways_own_certificate_is_shown_and_not_believed() {
    let key = KeyPair::generate().unwrap();
    let certificate = own_certificate(&key);
    let shown = Presented { certificate: sum(&certificate), key: key_sum(&key) };
    let listener = listen(vec![certificate], &key).await;
    assert_eq!(listener.meet("127.0.0.1", &trust(&[])).await, refused(TlsFault::Untrusted(shown)));
}

#[tokio::test]
async fn a_pin_of_the_certificate_or_of_its_key_is_enough() {
    let key = KeyPair::generate().unwrap();
    let certificate = own_certificate(&key);
    for pin in [sum(&certificate), key_sum(&key)] {
        for host in ["127.0.0.1", "localhost"] {
            let listener = listen(vec![certificate.clone()], &key).await;
            assert_eq!(listener.meet(host, &trust(&[pin])).await, MET);
        }
    }
    let listener = listen_with(vec![certificate.clone()], &key, &[&TLS12]).await;
    assert_eq!(listener.meet("127.0.0.1", &trust(&[sum(&certificate)])).await, MET);
}

#[tokio::test]
async fn another_certificate_than_the_pinned_one_is_a_hard_stop() {
    let (key, other) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
    let certificate = own_certificate(&key);
    let shown = Presented { certificate: sum(&certificate), key: key_sum(&key) };
    for pins in [vec![key_sum(&other)], vec![sum(&own_certificate(&other))], vec![Fingerprint([0; 32])]] {
        let listener = listen(vec![certificate.clone()], &key).await;
        assert_eq!(listener.meet("127.0.0.1", &trust(&pins)).await, refused(TlsFault::NotPinned(shown)));
    }
}

#[tokio::test]
async fn a_pin_of_the_key_outlives_a_renewal_and_one_of_the_certificate_does_not() {
    let key = KeyPair::generate().unwrap();
    let before = own_certificate(&key);
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, "renewed");
    let renewed = params.self_signed(&key).unwrap().der().clone();
    let listener = listen(vec![renewed.clone()], &key).await;
    assert_eq!(listener.meet("127.0.0.1", &trust(&[key_sum(&key)])).await, MET);
    let shown = Presented { certificate: sum(&renewed), key: key_sum(&key) };
    let listener = listen(vec![renewed], &key).await;
    assert_eq!(listener.meet("127.0.0.1", &trust(&[sum(&before)])).await, refused(TlsFault::NotPinned(shown)));
}

#[tokio::test]
async fn two_pins_count_while_a_certificate_is_changed_and_no_third() {
    let key = KeyPair::generate().unwrap();
    let certificate = own_certificate(&key);
    let (old, new) = (Fingerprint([1; 32]), sum(&certificate));
    for pins in [vec![old, new], vec![new, old]] {
        let listener = listen(vec![certificate.clone()], &key).await;
        assert_eq!(listener.meet("127.0.0.1", &trust(&pins)).await, MET);
    }
    let listener = listen(vec![certificate.clone()], &key).await;
    let (met, heard) = listener.meet("127.0.0.1", &trust(&[old, old, new])).await;
    assert!(matches!(met, Err(DialFault::Tls(TlsFault::NotPinned(_)))) && heard == 0);
}

/// Whoever copies the pinned certificate has not its key.
#[tokio::test]
async fn a_copied_certificate_without_its_key_is_refused() {
    let (key, thief) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
    let certificate = own_certificate(&key);
    for version in [&TLS12, &TLS13] {
        let listener = listen_with(vec![certificate.clone()], &thief, &[version]).await;
        let (met, heard) = listener.meet("127.0.0.1", &trust(&[sum(&certificate)])).await;
        assert!(matches!(met, Err(DialFault::Tls(TlsFault::Other(_)))), "{met:?}");
        assert_eq!(heard, 0);
    }
}

/// An authority of our own, and certificates that it vouches for.
struct Authority {
    issuer: Issuer<'static, KeyPair>,
    roots: RootCertStore,
}

fn authority() -> Authority {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(DnType::CommonName, "an authority");
    let mut roots = RootCertStore::empty();
    roots.add(params.self_signed(&key).unwrap().der().clone()).unwrap();
    Authority { issuer: Issuer::new(params, key), roots }
}

#[tokio::test]
async fn without_a_pin_an_authority_vouches_and_name_and_time_must_fit() {
    let authority = authority();
    let believes = Trust::with(&[], authority.roots.clone()).unwrap();
    let named = |name: &str, from: i32, until: i32| {
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        (params.not_before, params.not_after) = (date_time_ymd(from, 1, 1), date_time_ymd(until, 1, 1));
        params
    };
    for (params, fault) in [
        (named("localhost", 2000, 4000), None),
        (named("localhost", 2000, 2001), Some(TlsFault::Expired)),
        (named("localhost", 3000, 4000), Some(TlsFault::NotYetValid)),
        (named("gateway.example", 2000, 4000), Some(TlsFault::WrongName)),
    ] {
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &authority.issuer).unwrap().der().clone();
        let listener = listen(vec![certificate], &key).await;
        assert_eq!(listener.meet("localhost", &believes).await, fault.map_or(MET, refused));
    }
    // One that it does not vouch for.
    let key = KeyPair::generate().unwrap();
    let certificate = named("localhost", 2000, 4000).self_signed(&key).unwrap().der().clone();
    let listener = listen(vec![certificate], &key).await;
    let (met, heard) = listener.meet("localhost", &believes).await;
    assert!(matches!(met, Err(DialFault::Tls(TlsFault::Untrusted(_)))) && heard == 0, "{met:?}");
}

#[tokio::test]
async fn what_speaks_no_tls_is_named() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = Address::new(true, "127.0.0.1", listener.local_addr().unwrap().port(), "/").unwrap();
    let served = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.unwrap();
        stream
    });
    let met = dial(address, false, trust(&[])).await;
    assert!(matches!(met, Err(DialFault::Tls(TlsFault::NotTls))), "{:?}", met.err());
    served.await.unwrap();
}

#[test]
fn a_fingerprint_is_read_as_people_paste_it() {
    let digits = "AB".repeat(32);
    let is = Fingerprint([0xab; 32]);
    let pairs = ["ab"; 32].join(":");
    for text in
        [digits.clone(), digits.to_lowercase(), format!("sha256:{digits}"), pairs.clone(), format!(" SHA256:{pairs}\n")]
    {
        assert_eq!(text.parse(), Ok(is), "{text}");
    }
    assert_eq!(is.to_string(), digits.to_lowercase());
    for text in [
        "",
        "ab",
        &digits[1..],
        &format!("{digits}ab"),
        &digits.replace('A', "g"),
        &format!("{}:a:b", ["ab"; 31].join(":")),
    ] {
        assert_eq!(text.parse::<Fingerprint>(), Err(NoFingerprint), "{text}");
    }
}
