//! The model, tried at a server that behaves as LM Studio does.

use lmstudio::testing::{Held, World};

use crate::lmstudio_server::{Server, run};

fn world(models: Vec<Held>) -> World {
    World { models, ..World::default() }
}

#[test]
fn models_are_listed_loaded_ones_first_and_the_chosen_one_marked() {
    let server = Server::with(world(vec![Held::on_disk("glm-4.7-flash"), Held::loaded("qwen3-8b")]));
    let listed = server.run(&["model", "list"]);
    let lines: Vec<&str> = listed.out.lines().collect();
    assert_eq!((listed.code, lines.len()), (0, 2), "{listed:?}");
    assert!(lines[0].starts_with("qwen3-8b  loaded"), "{listed:?}");
    assert!(lines[1].starts_with("glm-4.7-flash  not loaded") && lines[1].ends_with("(chosen)"), "{listed:?}");
    let object = server.run(&["model", "list", "-f", "json"]).object();
    assert_eq!((&object[0]["id"], &object[0]["state"]), (&"qwen3-8b".into(), &"loaded".into()));
}

#[test]
fn it_is_tried_from_the_address_to_a_real_answer_and_a_call_of_a_tool() {
    let server = Server::with(world(vec![Held::loaded("glm-4.7-flash")]));
    let tried = server.run(&["model", "test"]);
    for words in
        ["Address  http://localhost:", "Server   LM Studio answers", "Models   1 ", "Model    glm-4.7-flash  loaded"]
    {
        assert!(tried.out.contains(words), "{words}: {tried:?}");
    }
    assert!(tried.out.contains("\nAnswer   \"") && tried.out.contains("by glm-4.7-flash"), "{tried:?}");
    assert!(tried.out.contains("\nTools    "), "{tried:?}");
    assert!(tried.out.contains("\nSpeed    its first word after 0.") && tried.out.contains("(2 answers)"), "{tried:?}");
    let calls = tried.out.contains("it calls tools");
    assert_eq!(tried.code, i32::from(!calls), "{tried:?}");
    // Who names one wants that one, and no other; who names none takes what is loaded.
    let other = server.run(&["model", "test", "--model", "no-such-model"]);
    assert!(other.code == 1 && other.out.contains("no-such-model, which was chosen, is not there"), "{other:?}");
    let loaded = Server::with(world(vec![Held::loaded("qwen3-8b")])).run(&["model", "test"]);
    assert!(loaded.out.contains("glm-4.7-flash is not there; qwen3-8b is tried instead"), "{loaded:?}");
}

#[test]
fn where_it_fails_the_layer_is_named_with_what_to_do() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let silent = run(free, &["model", "test"]);
    assert_eq!((silent.code, silent.out.as_str()), (69, format!("Address  http://localhost:{free}\n").as_str()));
    assert!(silent.err.contains("lms server start"), "{silent:?}");
    let locked = Server::with(World { token: Some("secret".to_owned()), ..world(vec![Held::loaded("m")]) });
    let refused = locked.run(&["model", "list"]);
    assert_eq!(refused.code, 69, "{refused:?}");
    assert!(refused.err.contains("engram secret keep lmstudio-token"), "{refused:?}");
    let empty = Server::with(world(vec![]));
    assert!(empty.run(&["model", "list"]).out.contains("has no model that can answer"));
    let nothing = empty.run(&["model", "test"]);
    assert!(nothing.code == 1 && nothing.out.contains("nothing else is loaded"), "{nothing:?}");
}
