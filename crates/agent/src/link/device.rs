//! Who we are to gateways: a key that is made once and kept in the state folder, and what a gateway issued for it.
#![expect(clippy::disallowed_methods, reason = "reads and writes the files of the device")]

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use data_encoding::HEXLOWER;
use gateway::{
    DeviceToken, SecretText,
    address::{Address, Origin},
    chance,
    identity::Identity,
};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::{Secret, private};

/// A device: one key for each role. Losing it means a new pairing.
#[derive(Clone)]
pub(super) struct Device {
    seed: Zeroizing<[u8; 32]>,
    token: PathBuf,
    bound: PathBuf,
}

impl Device {
    /// The one that was made before, else a new one.
    pub(super) fn of(folder: &Path, role: &str) -> Result<Self, String> {
        let folder = folder.join("device");
        let (key, token) = (folder.join(format!("{role}.key")), folder.join(format!("{role}.token")));
        let bound = folder.join("bound");
        let refused = |error: io::Error| format!("{}: {error}", key.display());
        let seed = if let Some(text) = read(&key).map_err(refused)? {
            let bytes = HEXLOWER.decode(text.trim().as_bytes()).ok().map(Zeroizing::new);
            let seed = bytes.and_then(|bytes| <[u8; 32]>::try_from(bytes.as_slice()).ok());
            seed.map(Zeroizing::new)
                .ok_or_else(|| format!("{} is no device key. Move it away, and pair Engram anew", key.display()))?
        } else {
            let seed = chance::seed().map_err(|error| error.to_string())?;
            let text = Zeroizing::new(HEXLOWER.encode(seed.as_slice()));
            private::replace(&key, text.as_bytes()).map_err(refused)?;
            seed
        };
        Ok(Self { seed, token, bound })
    }

    pub(super) fn identity(&self) -> Identity {
        Identity::from_seed(&self.seed)
    }

    /// What this gateway issued, if it is the one.
    pub(super) fn token(&self, address: &Address) -> Option<SecretText> {
        let text = read(&self.token).ok().flatten()?;
        let (origin, token) = text.split_once('\n')?;
        (origin == address.origin().to_string()).then(|| SecretText::new(token.trim_end()))
    }

    /// The other gateway that the user's token was first used for, if there is one; else it is for this one from now on.
    /// Of the token a sum is kept, which tells another one from it.
    pub(super) fn bound(&self, token: &Secret, origin: &str) -> io::Result<Option<String>> {
        let sum = self.sum(token);
        if let Some(text) = read(&self.bound)?
            && let Some((before, known)) = text.split_once('\n')
            && known.trim_end() == sum
        {
            return Ok((before != origin).then(|| before.to_owned()));
        }
        self.bind(token, origin)?;
        Ok(None)
    }

    /// From now on the user's token is for this gateway.
    pub(super) fn bind(&self, token: &Secret, origin: &str) -> io::Result<()> {
        private::replace(&self.bound, format!("{origin}\n{}\n", self.sum(token)).as_bytes())
    }

    /// The sum is salted with the device's own key: of a token that can be guessed, it proves nothing to others.
    fn sum(&self, token: &Secret) -> String {
        let salted = Sha256::new_with_prefix(b"engram token").chain_update(self.salt()).chain_update(token.expose());
        HEXLOWER.encode(&salted.finalize())
    }

    /// The same for both roles.
    fn salt(&self) -> Vec<u8> {
        read(&self.bound.with_file_name("node.key"))
            .ok()
            .flatten()
            .map_or_else(Vec::new, |text| text.as_bytes().to_vec())
    }

    /// Keeps or forgets what the gateway says.
    pub(super) fn keep(&self, said: &DeviceToken, origin: &Origin) -> io::Result<()> {
        match said {
            DeviceToken::Unchanged => Ok(()),
            DeviceToken::Keep(token) => {
                let text = Zeroizing::new(format!("{origin}\n{}\n", token.expose()));
                private::replace(&self.token, text.as_bytes())
            }
            DeviceToken::Forget => match fs::remove_file(&self.token) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
                Ok(()) | Err(_) => Ok(()),
            },
        }
    }
}

fn read(path: &Path) -> io::Result<Option<Zeroizing<String>>> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(Zeroizing::new(text))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests;
