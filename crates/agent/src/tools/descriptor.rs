//! What the tools are for, and which arguments they take, for whoever offers them to a model.

use analysis::answer::ToolName;
use serde_json::Value;

use super::Caller;

/// A tool as it is offered.
#[derive(Clone, Debug, PartialEq)]
pub struct Descriptor {
    pub tool: ToolName,
    /// In a sentence or two.
    pub description: String,
    /// JSON Schema of its arguments.
    pub parameters: Value,
}

/// Arguments that only clutter a model's mind, or are not its to choose.
const NOT_FOR_MODELS: [&str; 5] = ["as_of", "receipt_id", "account_equity", "leverage", "gate"];

/// Rules that some servers refuse in a grammar; they are checked all the same.
const BOUNDS: [&str; 10] = [
    "pattern",
    "format",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "minLength",
    "maxLength",
    "maxProperties",
    "dependentRequired",
];

/// The four tools, as they are offered to this caller.
pub fn descriptors(caller: Caller) -> Vec<Descriptor> {
    ToolName::ALL.into_iter().filter_map(|tool| Descriptor::of(tool, caller)).collect()
}

impl Descriptor {
    fn of(tool: ToolName, caller: Caller) -> Option<Self> {
        // Valid JSON; a test reads all four.
        let mut schema: Value = serde_json::from_str(text(tool)).ok()?;
        let fields = schema.as_object_mut()?;
        let description = fields.remove("description")?.as_str()?.to_owned();
        for name in ["$schema", "$id", "title"] {
            fields.remove(name);
        }
        if caller == Caller::Model {
            simplify(&mut schema);
        }
        Some(Self { tool, description: description + " Places no order.", parameters: schema })
    }
}

const fn text(tool: ToolName) -> &'static str {
    match tool {
        ToolName::AnalyzeMarket => include_str!("schemas/analyze_market.json"),
        ToolName::GenerateSignal => include_str!("schemas/generate_signal.json"),
        ToolName::GetConfidenceScore => include_str!("schemas/get_confidence_score.json"),
        ToolName::AssessRisk => include_str!("schemas/assess_risk.json"),
    }
}

fn simplify(schema: &mut Value) {
    let Some(fields) = schema.as_object_mut() else { return };
    fields.retain(|name, _| !BOUNDS.contains(&name.as_str()));
    if let Some(Value::Object(properties)) = fields.get_mut("properties") {
        properties.retain(|name, _| !NOT_FOR_MODELS.contains(&name.as_str()));
        properties.values_mut().for_each(simplify);
    }
}
