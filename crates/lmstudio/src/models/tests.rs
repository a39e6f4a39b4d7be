use serde_json::{Value, json};

use crate::request::Effort;

use super::{Inventory, Kind, Model, Reasoning, Shape, State, is_same};

/// The documentation's own example, with a second model that is not loaded and one that cannot answer.
fn documented_v1() -> Value {
    json!({"models":[
        {"type":"embedding","key":"text-embedding-nomic","loaded_instances":[{"id":"text-embedding-nomic","config":{"context_length":2048}}]},
        {"type":"llm","key":"qwen/qwen3-4b","display_name":"Qwen3 4B","quantization":null,"loaded_instances":[],"max_context_length":40960,"format":null},
        {"type":"llm","publisher":"google","key":"google/gemma-4-26b-a4b","display_name":"Gemma 4 26B A4B",
         "architecture":"gemma4","quantization":{"name":"Q4_K_M","bits_per_weight":4},"size_bytes":17_990_911_801_u64,"params_string":"26B-A4B",
         "loaded_instances":[{"id":"google/gemma-4-26b-a4b","config":{"context_length":4096,"eval_batch_size":512,"parallel":4,
             "flash_attention":true,"num_experts":8,"offload_kv_cache_to_gpu":true}}],
         "max_context_length":262_144,"format":"gguf",
         "capabilities":{"vision":true,"trained_for_tool_use":true,"reasoning":{"allowed_options":["off","on"],"default":"on"}},
         "description":null,"variants":["google/gemma-4-26b-a4b@q4_k_m"],"selected_variant":"google/gemma-4-26b-a4b@q4_k_m"}]})
}

fn read(shape: Shape, body: &Value) -> Vec<Model> {
    Inventory::read(shape, body).unwrap().models
}

#[test]
fn the_newest_inventory_says_everything() {
    let inventory = Inventory::read(Shape::NativeV1, &documented_v1()).unwrap();
    let offered: Vec<_> = inventory.offered().collect();
    assert_eq!(
        *offered[0],
        Model {
            id: "google/gemma-4-26b-a4b".into(),
            display: "Gemma 4 26B A4B".into(),
            kind: Kind::Llm,
            state: State::Loaded,
            ctx_loaded: Some(4096),
            ctx_max: Some(262_144),
            quant: Some("Q4_K_M".into()),
            size: Some(17_990_911_801),
            format: Some("gguf".into()),
            reasoning: Some(Reasoning { allowed: vec!["off".into(), "on".into()], default: Some("on".into()) }),
            tools: Some(true),
            parallel: Some(4),
            instance_ids: vec!["google/gemma-4-26b-a4b".into()],
        }
    );
    assert_eq!((offered[0].quiet(), offered[1].quiet()), (Some(Effort::None), None));
    assert_eq!((offered[1].id.as_str(), offered[1].state), ("qwen/qwen3-4b", State::NotLoaded));
    assert_eq!((offered[1].ctx_loaded, offered[1].tools, &offered[1].reasoning), (None, None, &None), "not said");
    assert_eq!(offered.len(), 2, "an embedding cannot be chosen");
    assert_eq!(inventory.models.len(), 3, "though it is there");
}

#[test]
fn the_older_inventory_says_less() {
    let models = read(
        Shape::NativeV0,
        &json!({"object":"list","data":[
            {"id":"b","type":"vlm","compatibility_type":"mlx","quantization":"4bit","state":"not-loaded","max_context_length":8192},
            {"id":"c","type":"llm","state":"loading"},
            {"id":"a","object":"model","type":"llm","publisher":"p","arch":"llama","compatibility_type":"gguf",
             "quantization":"Q4_K_M","state":"loaded","max_context_length":32768,"loaded_context_length":4096,"capabilities":["tool_use","vision"]},
            {"id":"d","type":"llm","state":"dreaming","capabilities":["vision"]},
            {"id":"e","type":"embeddings","state":"not-loaded"}]}),
    );
    let seen: Vec<_> = models.iter().map(|model| (model.id.as_str(), model.state, model.tools)).collect();
    assert_eq!(
        seen,
        [
            ("a", State::Loaded, Some(true)),
            ("c", State::Loading, None),
            ("b", State::NotLoaded, None),
            ("d", State::Unknown, Some(false)),
            ("e", State::NotLoaded, None)
        ]
    );
    assert_eq!((models[0].ctx_loaded, models[0].format.as_deref()), (Some(4096), Some("gguf")));
    assert_eq!((&models[2].kind, &models[4].kind), (&Kind::Vlm, &Kind::Embedding));
}

#[test]
fn the_plain_list_says_names() {
    let lm_studio = json!({"object":"list","data":[{"id":"a","object":"model","owned_by":"organization_owner"},
        {"id":"text-embedding-nomic-embed-text-v1.5","object":"model"}]});
    let models = read(Shape::OpenAi, &lm_studio);
    assert_eq!((models[0].state, &models[1].kind), (State::Unknown, &Kind::Embedding));
    // As llama-server wrote it: with a list of Ollama's beside its own.
    let llama = json!({"models":[{"name":"model-a"}],"object":"list","data":[{"id":"model-a","aliases":["model-a"],"object":"model",
        "owned_by":"llamacpp","meta":{"n_ctx":2048,"n_ctx_train":4096,"n_params":1_604_736}}]});
    let models = read(Shape::OpenAi, &llama);
    assert_eq!((models[0].ctx_loaded, models[0].ctx_max), (Some(2048), Some(4096)));
    let router = json!({"data":[{"id":"a","status":{"value":"unloaded"}},{"id":"b","status":{"value":"loaded"}}]});
    assert_eq!(read(Shape::OpenAi, &router)[0].id, "b");
}

#[test]
fn one_strange_entry_costs_nobody_else() {
    let body = json!({"models":[7,{"type":"llm"},{"key":null},{"key":"odd","type":"audio","loaded_instances":{},"max_context_length":-1,
        "quantization":"Q4","capabilities":[],"size_bytes":"big"},{"key":"plain"}]});
    let models = read(Shape::NativeV1, &body);
    assert_eq!(models.iter().map(|model| model.id.as_str()).collect::<Vec<_>>(), ["odd", "plain"]);
    assert_eq!((&models[0].kind, models[0].ctx_max), (&Kind::Other("audio".into()), None));
}

#[test]
fn what_is_no_list_is_none() {
    for body in [json!({}), json!([]), json!({"models":{}}), json!({"status":"UP"}), json!(null)] {
        assert_eq!(Inventory::read(Shape::NativeV1, &body), None, "{body}");
        assert_eq!(Inventory::read(Shape::OpenAi, &body), None, "{body}");
    }
    assert!(read(Shape::OpenAi, &json!({"data":[]})).is_empty(), "an empty list is one");
}

#[test]
fn names_that_mean_one_model() {
    for other in ["a/b", "a/b@q4_k_m", "a/b:2", "a/b@q4_k_m:2", "A/B"] {
        assert!(is_same("a/b", other), "{other}");
    }
    for other in ["a/c", "a/b-mini", "b", "a/b:latest", ""] {
        assert!(!is_same("a/b", other), "{other}");
    }
    let inventory = Inventory::read(Shape::NativeV1, &documented_v1()).unwrap();
    assert_eq!(inventory.find("google/gemma-4-26b-a4b@q4_k_m").unwrap().id, "google/gemma-4-26b-a4b");
    assert_eq!(inventory.find("nobody"), None);
}

#[test]
fn the_quietest_a_model_can_be() {
    let quiet = |allowed: &[&str]| {
        let body =
            json!({"models":[{"key":"m","type":"llm","capabilities":{"reasoning":{"allowed_options":allowed}}}]});
        read(Shape::NativeV1, &body)[0].quiet()
    };
    assert_eq!(quiet(&["off", "on"]), Some(Effort::None));
    assert_eq!(quiet(&["low", "medium", "high"]), Some(Effort::Low), "gpt-oss cannot be silent");
    assert_eq!(quiet(&["on"]), None);
    assert_eq!(quiet(&[]), None);
}
