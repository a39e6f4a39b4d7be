//! What can be typed about secrets.

use clap::{Subcommand, builder::PossibleValuesParser};

pub(crate) const SECRET_EXAMPLES: &str = "\
Examples:
  engram secret list                             which are set, and from where; never what they are
  engram secret keep gateway-token < token.txt   into the key store of this system
  engram secret keep gateway-token --in-file < token.txt
  engram secret forget gateway-token

On a server name a file instead: ENGRAM_TOKEN_FILE=/run/secrets/token (mode 0400 or 0600).";

const NAMES: [&str; 2] = ["gateway-token", "lmstudio-token"];

#[derive(Debug, Subcommand)]
pub(crate) enum SecretTask {
    /// Says which secrets are set, and from where
    List,
    /// Reads a secret from standard input and keeps it in the key store
    Keep {
        /// Which
        #[arg(value_parser = PossibleValuesParser::new(NAMES))]
        name: String,
        /// Keep it in a file that only you may read (0600), as plain text, because there is no key store
        #[arg(long)]
        in_file: bool,
    },
    /// Forgets a secret, in the key store and in the file
    Forget {
        /// Which
        #[arg(value_parser = PossibleValuesParser::new(NAMES))]
        name: String,
    },
}
