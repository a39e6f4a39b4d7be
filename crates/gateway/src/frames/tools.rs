//! Tools that a node publishes to the gateway's agents.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::WireFault;

/// Longest description the gateway keeps, characters.
const LONGEST_DESCRIPTION: usize = 1_024;

/// A tool, as agents will see it. A closed object.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Descriptor {
    /// Whose it is.
    pub plugin_id: String,
    /// Its name: a letter, then letters, digits, `_` and `-`; at most 64.
    pub name: String,
    /// What it does; at most 1,024 characters.
    pub description: String,
    /// JSON Schema of its arguments.
    pub parameters: Value,
    /// The command it comes in by; among the approved ones, or the gateway drops the tool without a word.
    pub command: String,
    /// What is called, where the command is `mcp.tools.call.v1`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mcp: Option<McpTool>,
}

/// A tool of an MCP server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct McpTool {
    /// The server.
    pub server: String,
    /// Its tool.
    pub tool: String,
}

/// A descriptor that a gateway would refuse or cut.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DescriptorFault {
    /// The name has another form.
    #[error("tool {0:?}: a name is a letter, then letters, digits, _ and -, at most 64")]
    Name(String),
    /// The description would be cut.
    #[error("tool {name:?}: a description of {characters} characters; at most {LONGEST_DESCRIPTION} are kept")]
    Description {
        /// Which tool.
        name: String,
        /// How long.
        characters: usize,
    },
}

impl Descriptor {
    /// Looks whether a gateway would take it as it is.
    ///
    /// # Errors
    /// When the name would be refused or the description cut.
    pub fn check(&self) -> Result<(), DescriptorFault> {
        let mut letters = self.name.chars();
        let well_begun = letters.next().is_some_and(|first| first.is_ascii_alphabetic());
        let well_formed = letters.all(|letter| letter.is_ascii_alphanumeric() || letter == '_' || letter == '-');
        if !well_begun || !well_formed || self.name.len() > 64 {
            return Err(DescriptorFault::Name(self.name.clone()));
        }
        let characters = self.description.chars().count();
        if characters > LONGEST_DESCRIPTION {
            return Err(DescriptorFault::Description { name: self.name.clone(), characters });
        }
        Ok(())
    }
}

/// The parameters of `node.pluginTools.update`. Each replaces the one before.
#[derive(Debug, Serialize)]
pub struct Publication<'a> {
    /// All our tools.
    pub tools: &'a [Descriptor],
}

/// A tool the gateway took.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Accepted {
    /// Its name.
    pub name: String,
}

#[derive(Deserialize)]
struct Echo {
    tools: Vec<Accepted>,
}

/// The tools the gateway took. Fewer than were published: our commands are not approved.
///
/// # Errors
/// When the answer has another shape.
pub fn accepted(payload: &str) -> Result<Vec<Accepted>, WireFault> {
    let echo: Echo = serde_json::from_str(payload).map_err(|error| WireFault::shape("the published tools", &error))?;
    Ok(echo.tools)
}
