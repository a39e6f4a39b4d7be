//! How models mark their thinking. From llama.cpp's chat templates and parsers, vLLM's parsers and `Open WebUI`'s list.

/// What encloses thinking.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pair {
    /// What begins it.
    pub open: &'static str,
    /// Whatever of these comes first ends it.
    pub close: &'static [&'static str],
    /// Where it counts.
    pub place: Place,
}

/// Where an opener counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Anywhere.
    Anywhere,
    /// Only before the first word: elsewhere it may be prose.
    AtStart,
}

const fn pair(open: &'static str, close: &'static [&'static str]) -> Pair {
    Pair { open, close, place: Place::Anywhere }
}

const fn at_start(open: &'static str, close: &'static [&'static str]) -> Pair {
    Pair { open, close, place: Place::AtStart }
}

/// The end of a harmony part, or the beginning of the answer.
const HARMONY: &[&str] = &[
    "<|end|>",
    "<|channel|>final<|message|>",
    "<|channel|>final <|constrain|>json<|message|>",
    "<|start|>assistant<|channel|>final<|message|>",
    "<|start|>assistant<|channel|>final <|constrain|>json<|message|>",
];

const GRANITE: &[&str] = &["Here is my response:", "Here's my response:"];

pub(super) const PAIRS: &[Pair] = &[
    pair("<think>", &["</think>"]),
    pair("<thinking>", &["</thinking>"]),
    pair("<thought>", &["</thought>"]),
    pair("<reason>", &["</reason>"]),
    pair("<reasoning>", &["</reasoning>"]),
    pair("<reflection>", &["</reflection>"]),
    pair("<scratchpad>", &["</scratchpad>"]),
    pair("<inner_monologue>", &["</inner_monologue>"]),
    pair("<antThinking>", &["</antThinking>"]),
    pair("[THINK]", &["[/THINK]"]),
    pair("◁think▷", &["◁/think▷"]),
    pair("<seed:think>", &["</seed:think>"]),
    pair("<seed:cot_budget_reflect>", &["</seed:cot_budget_reflect>"]),
    pair("<mm:think>", &["</mm:think>"]),
    pair("<|channel|>analysis<|message|>", HARMONY),
    pair("<|channel|>commentary<|message|>", HARMONY),
    pair("<|channel>thought\n", &["<channel|>"]),
    pair("<|START_THINKING|>", &["<|END_THINKING|>"]),
    pair("<|inner_prefix|>", &["<|inner_suffix|>"]),
    pair("<|open|>think<|sep|>", &["<|close|>think<|sep|>"]),
    pair(" to=self<|message|>", &["<|eom|>"]),
    pair("<|think|>", &["<|end|>"]),
    pair("<|begin_of_thought|>", &["<|end_of_thought|>"]),
    pair("[unused16]", &["[unused17]"]),
    at_start("Here is my thought process:", GRANITE),
    at_start("Here's my thought process:", GRANITE),
    at_start("/think\n", &["<|im_end|>\n<|im_start|>assistant"]),
];

/// Closers that count without an opener: the prompt opened the block, so all before them was thinking.
pub(super) const STRAY: &[&str] = &[
    "</think>",
    "</thinking>",
    "</thought>",
    "</reason>",
    "</reasoning>",
    "</reflection>",
    "</scratchpad>",
    "</inner_monologue>",
    "</antThinking>",
    "[/THINK]",
    "◁/think▷",
    "</seed:think>",
    "</mm:think>",
    "<channel|>",
    "<|END_THINKING|>",
    "<|inner_suffix|>",
    "<|close|>think<|sep|>",
    "<|eom|>",
    "<|end_of_thought|>",
    "[unused17]",
    "[BEGIN FINAL RESPONSE]",
];

/// Wrappers of the answer, and tokens that leaked: they say nothing.
pub(super) const DROPPED: &[&str] = &[
    "<answer>",
    "</answer>",
    "<response>",
    "</response>",
    "<output>",
    "</output>",
    "<|begin_of_box|>",
    "<|end_of_box|>",
    "<|START_RESPONSE|>",
    "<|END_RESPONSE|>",
    "<|open|>response<|sep|>",
    "<|close|>response<|sep|>",
    "<|begin_of_solution|>",
    "<|end_of_solution|>",
    "[END FINAL RESPONSE]",
    "</seed:cot_budget_reflect>",
    "<|return|>",
    "<|end|>",
    "<|eot|>",
    "<|im_end|>",
    "<|im_end|>\n<|im_start|>assistant",
    "<|start|>assistant",
    "<|channel|>final<|message|>",
    "<|channel|>final <|constrain|>json<|message|>",
];

/// Harmony whose special tokens were stripped: the first begins the text, the second ends the thinking.
pub(super) const BARE_HARMONY: [&str; 2] = ["analysis", "assistantfinal"];
