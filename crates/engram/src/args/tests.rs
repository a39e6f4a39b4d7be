use clap::CommandFactory;

use super::Args;

#[test]
fn every_command_is_well_formed_and_shows_examples() {
    let mut program = Args::command();
    program.clone().debug_assert();
    assert!(program.render_help().to_string().contains("Examples:"));
    for command in program.get_subcommands_mut().filter(|command| command.get_name() != "help") {
        let help = command.render_help().to_string();
        assert!(help.contains("Examples:\n  engram "), "{help}");
    }
}
