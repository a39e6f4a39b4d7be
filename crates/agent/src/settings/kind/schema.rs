//! Kinds as JSON schema.

use serde_json::{Value, json};

use super::{Kind, LEVELS};

pub(super) fn schema(kind: Kind) -> Value {
    match kind {
        Kind::Flag => json!({"type": "boolean"}),
        Kind::Only(only) => json!({"const": only}),
        Kind::Whole(least, most) => json!({"type": "integer", "minimum": least, "maximum": most}),
        Kind::Number(least, most) => json!({"type": "number", "minimum": least, "maximum": most}),
        Kind::Below(least, end) => json!({"type": "number", "minimum": least, "exclusiveMaximum": end}),
        Kind::Positive => json!({"type": "number", "exclusiveMinimum": 0}),
        Kind::Word(words) => json!({"enum": words}),
        Kind::Level => json!({"enum": LEVELS}),
        Kind::Text(least, most) => json!({"type": "string", "minLength": least, "maxLength": most}),
        Kind::Slug(most) => json!({"type": "string", "pattern": format!("^[a-z0-9-]{{1,{most}}}$")}),
        Kind::Host => json!({"type": "string", "minLength": 1, "maxLength": 255}),
        Kind::PlainAddress => json!({"type": "string", "pattern": "^(ws://.+)?$"}),
        Kind::Pins(most) => {
            json!({"type": "array", "items": {"type": "string"}, "maxItems": most, "uniqueItems": true})
        }
        Kind::Version => json!({"type": "string", "pattern": r"^(auto|\d+\.\d+\.\d+)$"}),
        Kind::Token => json!({"type": "string", "pattern": "^[A-Za-z0-9._-]{0,64}$"}),
        Kind::TimeOfDay => json!({"type": "string", "pattern": "^(([01][0-9]|2[0-3]):[0-5][0-9])?$"}),
        Kind::Currency => json!({"type": "string", "pattern": "^[A-Za-z0-9]{1,12}$"}),
        Kind::Path | Kind::LogFormat => json!({"type": "string"}),
        Kind::Pairs(most) => list(&json!({"type": "string"}), most),
        Kind::Periods(most) => list(&json!({"type": "integer", "minimum": 2, "maximum": 400}), most),
        Kind::Costs => {
            let bps = json!({"type": "number", "minimum": 0, "maximum": 1000});
            json!({"anyOf": [{"const": "auto"}, bps, {"type": "object", "additionalProperties": bps}]})
        }
        Kind::Holdings => json!({"type": "array", "items": {"type": "object", "required": ["pair", "side", "units"]}}),
        Kind::Routes | Kind::Endpoints => json!({"type": "object", "additionalProperties": {"type": "string"}}),
        Kind::Secret => json!({"type": "string", "writeOnly": true}),
        Kind::Ignored => json!({}),
    }
}

fn list(items: &Value, most: usize) -> Value {
    json!({"type": "array", "items": items, "minItems": 1, "maxItems": most, "uniqueItems": true})
}
