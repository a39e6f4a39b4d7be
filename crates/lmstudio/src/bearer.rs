//! An API token that is sent to one origin and to nobody else.

use zeroize::Zeroizing;

use crate::Origin;

/// A token and the origin it was given for. It has no text form, and is wiped when it is dropped.
///
/// ```compile_fail
/// # let origin = lmstudio::Origin::parse("127.0.0.1").unwrap();
/// format!("{:?}", lmstudio::Bearer::new("t", origin));
/// ```
/// ```compile_fail
/// # let origin = lmstudio::Origin::parse("127.0.0.1").unwrap();
/// format!("{}", lmstudio::Bearer::new("t", origin));
/// ```
/// ```compile_fail
/// # let origin = lmstudio::Origin::parse("127.0.0.1").unwrap();
/// serde_json::to_string(&lmstudio::Bearer::new("t", origin));
/// ```
/// ```
/// # let origin = lmstudio::Origin::parse("127.0.0.1").unwrap();
/// let bearer = lmstudio::Bearer::new("t", origin.clone());
/// assert!(bearer.is_for(&origin));
/// assert!(!bearer.is_for(&lmstudio::Origin::parse("127.0.0.1:1235").unwrap()));
/// ```
#[derive(Clone)]
#[expect(missing_debug_implementations, reason = "what can be printed will be")]
pub struct Bearer {
    token: Zeroizing<String>,
    origin: Origin,
}

impl Bearer {
    /// Takes a token in; blanks around it are dropped.
    pub fn new(token: &str, origin: Origin) -> Self {
        Self { token: Zeroizing::new(token.trim().to_owned()), origin }
    }

    /// Whether it was given for this origin.
    pub fn is_for(&self, origin: &Origin) -> bool {
        self.origin == *origin && !self.token.is_empty()
    }

    /// Whether both are the same token for the same origin.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.token == other.token && self.origin == other.origin
    }

    /// The value of the header, for the one call that sends it.
    pub(crate) fn header(&self) -> Zeroizing<String> {
        Zeroizing::new(format!("Bearer {}", self.token.as_str()))
    }

    /// A text in which a server may have repeated the token, without it.
    pub(crate) fn redacted(&self, text: &str) -> String {
        if self.token.is_empty() { text.to_owned() } else { text.replace(self.token.as_str(), "[token]") }
    }
}
