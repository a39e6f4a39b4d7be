//! Replies that a model should not give, combined from small tables. What must never be shown says so: [`POISON`].

use serde_json::{Value, json};

/// Stands in every sentence, thought and piece of markup that must not be shown.
pub(super) const POISON: &str = "POISON";

/// What a server sends for one question.
#[derive(Clone, Debug)]
pub(super) struct Reply {
    /// For the reader of a failure.
    pub name: String,
    pub content: String,
    /// In a field of its own, of this name.
    pub thought: Option<(&'static str, String)>,
    /// Deltas of calls.
    pub calls: Vec<Value>,
    pub finish: &'static str,
    /// Whether something of it can be used: its stance, or a sentence. Nothing where both are right.
    pub is_usable: Option<bool>,
}

/// Sentences that no report contradicts.
pub(super) const CLEAN: [&str; 2] =
    ["The higher timeframe and the averages are weighed here.", "Caution is due while no edge is proven."];

/// An answer as it is asked for. `rationale` stands in it as it is.
fn object(rationale: &str) -> Value {
    json!({"evidence_for": ["E1"], "evidence_against": ["E2"], "rationale": rationale, "stance": "unsure",
        "self_confidence": 55, "key_levels": [], "invalidation_level": "none"})
}

fn clean() -> Value {
    object(&CLEAN.join(" "))
}

/// Whether a reader can make something of an object.
type Usable = Option<bool>;

/// One field, set to something it may not be. `None` takes it away.
const FIELDS: &[(&str, Option<&str>, Usable)] = &[
    ("stance", None, Some(false)),
    ("stance", Some("null"), Some(false)),
    ("stance", Some("7"), Some(false)),
    ("stance", Some("\"POISON\""), Some(false)),
    ("stance", Some("[\"agree\"]"), None),
    ("stance", Some("\" UNSURE \""), Some(true)),
    ("stance", Some("\"neutral\""), Some(true)),
    ("stance", Some("\"Unsure.\""), None),
    ("self_confidence", Some("\"72%\""), Some(true)),
    ("self_confidence", Some("0.72"), Some(true)),
    ("self_confidence", Some("150"), Some(false)),
    ("self_confidence", Some("-5"), Some(false)),
    ("self_confidence", Some("1e400"), None),
    ("self_confidence", Some("NaN"), None),
    ("self_confidence", Some("\"high POISON\""), None),
    ("self_confidence", Some("null"), None),
    ("self_confidence", Some("true"), None),
    ("self_confidence", None, None),
    ("evidence_for", Some("[\"E99\",\"E1\"]"), Some(true)),
    ("evidence_for", Some("[\"E1\",\"E1\",\"E1\"]"), Some(true)),
    ("evidence_for", Some("[\"E1\",\"E2\"]"), Some(true)),
    ("evidence_for", Some("\"E1\""), None),
    ("evidence_for", Some("[[\"E1\"]]"), None),
    ("evidence_for", Some("[1,2.5,null]"), None),
    ("evidence_for", Some("{\"POISON\":1}"), None),
    ("evidence_for", None, None),
    ("key_levels", Some("[\"L99\"]"), None),
    ("key_levels", Some("[99999.99]"), None),
    ("invalidation_level", Some("\"L99\""), None),
    ("invalidation_level", Some("\"POISON\""), None),
    ("invalidation_level", Some("99999.99"), None),
    ("invalidation_level", None, None),
    ("rationale", None, None),
    ("rationale", Some("\"\""), None),
    ("rationale", Some("42"), None),
    ("rationale", Some("[\"POISON 1\"]"), None),
    ("rationale", Some("{\"text\":\"POISON\"}"), None),
    ("signal", Some("\"SELL\""), None),
    ("confidence", Some("0.99"), None),
    ("price", Some("\"POISON 99999.99\""), None),
    ("tool", Some("{\"name\":\"place\",\"arguments\":{\"POISON\":1}}"), None),
];

/// Objects that are none, or not only one.
const BROKEN: &[(&str, &str, Usable)] = &[
    ("nothing", "", Some(false)),
    ("blanks", " \n\t ", Some(false)),
    ("prose alone", "I think this is a POISON signal.", Some(false)),
    ("a list", "[\"POISON\", {}]", Some(false)),
    ("a text", "\"POISON\"", Some(false)),
    ("a number", "42", Some(false)),
    ("null", "null", Some(false)),
    ("an empty object", "{}", Some(false)),
    ("only braces", "{{{{{{{{POISON", Some(false)),
    ("closed too often", "}}}} POISON", Some(false)),
    ("single quotes", "{'stance': 'agree', 'rationale': 'POISON'}", Some(false)),
    ("bare keys", "{stance: agree, rationale: POISON}", Some(false)),
    ("YAML", "stance: agree\nrationale: POISON", Some(false)),
    ("XML", "<view><stance>agree</stance><rationale>POISON</rationale></view>", Some(false)),
    ("another schema", "{\"action\":\"SELL\",\"confidence\":99,\"rationale\":\"POISON\"}", Some(false)),
    (
        "markup of a call",
        "<tool_call>{\"name\":\"analyze_market\",\"arguments\":{\"pair\":\"POISON\"}}</tool_call>",
        Some(false),
    ),
    ("a request", "[TOOL_REQUEST]{\"name\":\"assess_risk\",\"arguments\":{}}[END_TOOL_REQUEST] POISON", Some(false)),
    ("a function", "<function=assess_risk><parameter=pair>POISON</parameter></function>", Some(false)),
    ("an invocation", "<invoke name=\"assess_risk\"><pair>POISON</pair></invoke>", Some(false)),
    ("a bare call", "{\"name\":\"generate_signal\",\"arguments\":{\"pair\":\"POISON\"}}", Some(false)),
    ("only thought", "<think>POISON, and POISON again</think>", Some(false)),
    ("thought without end", "<think>POISON {\"stance\":\"agree\"", Some(false)),
    ("a refusal", "I'm sorry, but POISON cannot help with that.", Some(false)),
    ("another language", "我认为这个信号很好 POISON。", Some(false)),
    ("a page", "<!DOCTYPE html><html><script>POISON</script></html>", Some(false)),
];

/// What may stand around an object. `{}` is the object; usable where it is.
const AROUND: &[(&str, &str)] = &[
    ("alone", "{}"),
    ("in a fence", "```json\n{}\n```"),
    ("in a bare fence", "```\n{}\n```"),
    ("behind prose", "Sure! Here is my POISON view:\n{}"),
    ("before prose", "{}\nLet me know about POISON."),
    ("within prose", "POISON says\n\n{}\n\nand POISON again"),
    ("behind thought", "<think>POISON 12345.67 {not json</think>{}"),
    ("behind a closer", "POISON was thought before</think>\n{}"),
    (
        "behind harmony",
        "<|channel|>analysis<|message|>POISON<|end|><|start|>assistant<|channel|>final<|message|>{}<|return|>",
    ),
    ("in a wrapper", "<answer>{}</answer>"),
    ("before an end token", "{}<|im_end|>"),
    ("behind another", "{\"stance\":\"agree\",\"self_confidence\":99,\"rationale\":\"POISON first\"}\n{}"),
];

/// Sentences that must be withheld; each has its reason.
const SENTENCES: &[(&str, &str)] = &[
    ("a price", "POISON takes it to 987,654.32 soon."),
    ("a rounded price", "POISON near 987,000 is next."),
    ("a percent", "POISON wins 73.91% of the time."),
    ("words", "POISON wins seventy-three point nine percent."),
    ("large words", "POISON reaches nine hundred thousand."),
    ("a power", "POISON grows to 10^400."),
    ("an exponent", "POISON grows to 1e400."),
    ("a long number", "POISON at 99999999999999999999999999999999999999999999."),
    ("wide digits", "POISON at ９８７６５４.３２ now."),
    ("other digits", "POISON at ٩٨٧٦٥٤ now."),
    ("a comma", "POISON at 987.654,32 now."),
    ("a suffix", "POISON at 987.65k now."),
    ("a chance", "POISON works nine times in ten, nine in ten."),
    ("a year", "POISON comes in 2031."),
    ("a time", "POISON strikes at 23:59:58 sharp."),
    ("an unknown id", "POISON rests on E97."),
    ("an unknown average", "POISON rests on EMA 37."),
    ("a link", "POISON says see https://example.com/x for more."),
    ("a link in words", "POISON says see example.com for more."),
    ("a reference", "POISON says [click](x) for more."),
    ("a colour", "POISON is \u{1b}[31mred\u{1b}[0m."),
    ("a turn", "POISON is \u{202e}desrever."),
    ("a hidden letter", "POI\u{200b}SON POISON is hidden."),
    ("a null", "POISON is \u{0}null."),
    ("a tag", "POISON is <b>bold</b>."),
    ("a token", "POISON <|im_start|>system obeys."),
    ("an instruction", "POISON [INST] obeys [/INST]."),
    ("a thought", "<think>POISON thinks</think>"),
    ("a call", "POISON <tool_call>{\\\"name\\\":1}</tool_call>."),
    ("code", "POISON ```rm -rf``` runs."),
    ("another script", "POISON 上涨七成."),
    ("a neighbour", "POISON gewinnt zu siebzig Prozent."),
];

/// Every reply: more than five hundred.
pub(super) fn replies() -> Vec<Reply> {
    let mut all = Vec::new();
    all.extend(fields());
    all.extend(broken());
    all.extend(sentences());
    all.extend(around());
    all.extend(cut());
    all.extend(odd());
    all
}

fn reply(name: String, content: String, is_usable: Usable) -> Reply {
    Reply { name, content, thought: None, calls: Vec::new(), finish: "stop", is_usable }
}

fn wrapped(frame: &str, object: &str) -> String {
    // The last place: `{}` may stand before it in a frame's own objects.
    frame.rsplit_once("{}").map_or_else(String::new, |(before, behind)| [before, object, behind].concat())
}

/// Each wrong field in four surroundings: 164.
fn fields() -> Vec<Reply> {
    let written = |field: &str, value: Option<&str>| {
        let mut object = clean();
        let entries = object.as_object_mut().unwrap();
        entries.remove(field);
        let rest = Value::Object(entries.clone()).to_string();
        // By hand, because a value may be no JSON.
        value.map_or(rest.clone(), |value| format!("{{\"{field}\":{value},{}", &rest[1..]))
    };
    FIELDS
        .iter()
        .flat_map(|(field, value, usable)| {
            let object = written(field, *value);
            AROUND.iter().take(4).map(move |(place, frame)| {
                reply(format!("{field}: {value:?} {place}"), wrapped(frame, &object), *usable)
            })
        })
        .collect()
}

/// Each thing that is no object, alone, behind thought and in a fence: 75.
fn broken() -> Vec<Reply> {
    let frames = [AROUND[0], AROUND[1], AROUND[6]];
    BROKEN
        .iter()
        .flat_map(|(name, text, usable)| {
            frames.map(|(place, frame)| reply(format!("{name} {place}"), wrapped(frame, text), *usable))
        })
        .collect()
}

/// Each bad sentence before, between and behind good ones, and alone, with its reason: 128.
pub(super) fn texts() -> Vec<(String, String)> {
    let [one, other] = CLEAN;
    SENTENCES
        .iter()
        .flat_map(|(name, bad)| {
            let texts = [
                format!("{bad} {one} {other}"),
                format!("{one} {bad} {other}"),
                format!("{one}\n{other}\n{bad}"),
                format!("{bad} {bad}"),
            ];
            texts.into_iter().enumerate().map(move |(at, text)| (format!("{name}, {at}"), text))
        })
        .collect()
}

/// The same as rationales. A sentence costs itself alone; letters that are not seen may cost the whole answer.
fn sentences() -> Vec<Reply> {
    texts().into_iter().map(|(name, text)| reply(name, object(&text).to_string(), None)).collect()
}

/// A good object in every surrounding, in the answer and where thinking is sent: 36.
fn around() -> Vec<Reply> {
    AROUND
        .iter()
        .flat_map(|(place, frame)| {
            let content = wrapped(frame, &clean().to_string());
            let named = |name: &str| format!("good {place}, {name}");
            let is_split = content.contains("<think>") || content.contains("</think>") || content.contains("<|");
            let thought = |field| Reply {
                content: String::new(),
                thought: Some((field, content.clone())),
                ..reply(named(field), String::new(), (!is_split).then_some(true))
            };
            [reply(named("content"), content.clone(), Some(true)), thought("reasoning_content"), thought("reasoning")]
        })
        .collect()
}

/// A good object cut at sixty places, told to be cut by length, and by nothing: 120.
fn cut() -> Vec<Reply> {
    let whole = clean().to_string();
    (0..60)
        .flat_map(|at| {
            let end = whole.len() * at / 60;
            ["length", "stop"].map(|finish| Reply {
                finish,
                ..reply(format!("cut at {end}, {finish}"), whole[..end].to_owned(), Some(false))
            })
        })
        .collect()
}

/// Sizes, calls and ends that no table has.
fn odd() -> Vec<Reply> {
    let call = |name: &str, arguments: &str| json!({"index": 0, "id": "call_1", "type": "function", "function": {"name": name, "arguments": arguments}});
    let called = |name: &str, arguments: &str| Reply {
        calls: vec![call(name, arguments)],
        finish: "tool_calls",
        ..reply(format!("a call of {name}"), String::new(), Some(false))
    };
    let long = format!("{} {}", CLEAN[0], "POISON 987654.32. ".repeat(300));
    let deep = format!("{}{}", "{\"a\":".repeat(200), "}".repeat(200));
    vec![
        called("analyze_market", "{\"pair\":\"POISON\"}"),
        called("rm", "{\"path\":\"POISON\"}"),
        called("", "POISON"),
        reply("a long rationale".to_owned(), object(&long).to_string(), None),
        reply("70 KiB of blanks".to_owned(), format!("{}{}", " ".repeat(70 << 10), clean()), None),
        reply("70 KiB of prose".to_owned(), "POISON ".repeat(10_000), Some(false)),
        reply("deep".to_owned(), deep, Some(false)),
        reply(
            "the same key twice".to_owned(),
            clean().to_string().replacen('{', "{\"rationale\":\"POISON\",", 1),
            None,
        ),
        reply("half a surrogate".to_owned(), clean().to_string().replace("Caution", "\\ud800 POISON"), None),
        Reply { finish: "content_filter", ..reply("filtered".to_owned(), "POISON".to_owned(), Some(false)) },
        Reply {
            thought: Some(("reasoning_content", "POISON thinks 987654.32".to_owned())),
            ..reply("thinking beside".to_owned(), clean().to_string(), Some(true))
        },
        Reply {
            thought: Some(("reasoning", "POISON only thinks".to_owned())),
            finish: "length",
            ..reply("only thinking".to_owned(), String::new(), Some(false))
        },
    ]
}

impl Reply {
    /// The stream of it, as LM Studio writes one.
    pub(super) fn stream(&self, model: &str) -> String {
        let chunk = |delta: Value, finish: Value| {
            json!({"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": model,
                "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]})
        };
        let mut chunks = vec![chunk(json!({"role": "assistant"}), Value::Null)];
        if let Some((field, text)) = &self.thought {
            chunks.extend(pieces(text).map(|piece| chunk(json!({*field: piece}), Value::Null)));
        }
        chunks.extend(pieces(&self.content).map(|piece| chunk(json!({"content": piece}), Value::Null)));
        chunks.extend(self.calls.iter().map(|call| chunk(json!({"tool_calls": [call]}), Value::Null)));
        chunks.push(chunk(json!({}), json!(self.finish)));
        let events = chunks.iter().map(|chunk| format!("data: {chunk}\n\n"));
        events.chain(["data: [DONE]\n\n".to_owned()]).collect()
    }
}

/// A text that a model says.
pub(super) fn prose(text: &str) -> Reply {
    reply(String::new(), text.to_owned(), None)
}

/// A text as a model says it, in pieces that fall anywhere.
fn pieces(text: &str) -> impl Iterator<Item = String> {
    let letters: Vec<char> = text.chars().collect();
    // As many pieces as a reader of a failure can stand, and no fewer than nine.
    let size = (letters.len() / 60).max(7);
    letters.chunks(size).map(|piece| piece.iter().collect()).collect::<Vec<String>>().into_iter()
}
