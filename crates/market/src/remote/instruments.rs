//! Which instrument is meant, and what there is.

use analysis::Pair;
use tokio::time::Instant;

use super::{Failed, Shared};
use crate::{FeedFault, Instrument, Trouble, symbol};

const DAY_MS: i64 = 86_400_000;

/// Steps and lots change rarely.
const DESCRIBED_MS: i64 = 7 * DAY_MS;

impl Shared {
    /// The instrument of a pair. Where nobody can be asked, its name follows the market place's own rule.
    pub(super) async fn resolved(&self, pair: &Pair, deadline: Instant) -> Result<Instrument, FeedFault> {
        let (venue, now) = (self.name(), self.now());
        let pair = &symbol::read(pair.as_str()).unwrap_or_else(|| pair.clone());
        if let Some(known) = self.cache.instrument(venue, pair, now - DESCRIBED_MS)? {
            return Ok(known);
        }
        let Some(symbol) = self.venue.symbol(pair) else {
            let what = format!("{pair}, nor anything of its kind");
            return Err(FeedFault::Venue { venue, trouble: Trouble::Unsupported(what) });
        };
        let by_rule = Instrument {
            pair: pair.clone(),
            symbol: symbol.clone(),
            title: String::new(),
            tick: None,
            lot: None,
            quote: pair.quote().map(str::to_owned),
            trades: true,
        };
        let Some(get) = self.venue.about(&symbol) else { return Ok(by_rule) };
        match self.send(&get, deadline, |body| self.venue.instruments(body)).await {
            Ok(told) => match told.into_iter().find(|told| told.pair == *pair || told.symbol == symbol) {
                Some(known) => {
                    self.cache.describe(venue, std::slice::from_ref(&known), now)?;
                    Ok(known)
                }
                None => Err(self.unknown(pair, deadline).await),
            },
            Err(Failed::UnknownSymbol) => Err(self.unknown(pair, deadline).await),
            Err(Failed::Trouble(trouble)) if trouble.may_pass() => {
                tracing::debug!(%trouble, "an instrument is named by rule");
                let known = self.cache.instrument(venue, pair, i64::MIN)?;
                Ok(known.unwrap_or(by_rule))
            }
            Err(failed) => Err(self.fault(failed, Some(pair))),
        }
    }

    /// There is none; what is most like it.
    async fn unknown(&self, pair: &Pair, deadline: Instant) -> FeedFault {
        let listed = self.listed("", deadline).await.or_else(|_| self.cache.instruments(self.name()));
        let listed = listed.unwrap_or_default();
        let trading = listed.iter().filter(|told| told.trades).map(|told| &told.pair);
        FeedFault::UnknownSymbol { venue: self.name(), pair: pair.clone(), nearest: symbol::nearest(pair, trading, 3) }
    }

    async fn listed(&self, words: &str, deadline: Instant) -> Result<Vec<Instrument>, Failed> {
        let get = self.venue.search(words);
        let told = self.send(&get, deadline, |body| self.venue.instruments(body)).await?;
        self.cache.describe(self.name(), &told, self.now())?;
        Ok(told)
    }

    /// Instruments like these words, best first.
    pub(super) async fn search(&self, words: &str, most: usize, deadline: Instant) -> Result<Vec<Instrument>, Failed> {
        let mut told = self.listed(words, deadline).await?;
        told.retain(|told| told.trades);
        let wanted = words.trim().to_ascii_uppercase();
        let as_pair = symbol::read(&wanted);
        let rank = |told: &Instrument| {
            let (pair, title) = (told.pair.as_str(), told.title.to_ascii_uppercase());
            if wanted.is_empty() {
                4
            } else if as_pair.as_ref() == Some(&told.pair) || told.symbol == wanted {
                0
            } else if told.pair.base() == wanted {
                1
            } else if pair.starts_with(&wanted) || told.symbol.starts_with(&wanted) {
                2
            } else if pair.contains(&wanted) || told.symbol.contains(&wanted) || title.contains(&wanted) {
                3
            } else {
                9
            }
        };
        let mut ranked: Vec<(u8, Instrument)> = told.into_iter().map(|told| (rank(&told), told)).collect();
        // Its own search knows better than its names tell.
        let searches = self.venue.about("").is_none();
        ranked.retain(|(rank, _)| *rank < 9 || searches);
        if !searches {
            ranked.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.pair.cmp(&b.1.pair)));
        }
        if ranked.is_empty()
            && let Some(wanted) = as_pair
        {
            let all = self.cache.instruments(self.name())?;
            let near = symbol::nearest(&wanted, all.iter().map(|told| &told.pair), most);
            return Ok(near.iter().filter_map(|pair| all.iter().find(|told| told.pair == *pair).cloned()).collect());
        }
        Ok(ranked.into_iter().take(most).map(|(_, told)| told).collect())
    }
}
