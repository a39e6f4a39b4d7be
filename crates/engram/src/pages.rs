//! What a shell and `man` read.

use std::io::{self, Write};

use clap::{Command, CommandFactory};
use clap_complete::Shell;
use clap_mangen::Man;

use crate::{args::Args, exit::Exit};

pub(crate) fn completions(shell: Shell, out: &mut dyn Write) -> io::Result<Exit> {
    // The generator panics where it cannot write, and a reader may leave at any time.
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "engram", &mut text);
    out.write_all(&text)?;
    Ok(Exit::Fine)
}

/// The page of the program, then one of each command.
pub(crate) fn manual(out: &mut dyn Write) -> io::Result<Exit> {
    let mut program = Args::command();
    program.build();
    Man::new(program.clone()).render(out)?;
    for command in program.get_subcommands().filter(|command| command.get_name() != "help") {
        let title = format!("engram-{}", command.get_name());
        let command: Command = command.clone().display_name(title.clone());
        Man::new(command).title(title).source(concat!("engram ", env!("CARGO_PKG_VERSION"))).render(out)?;
    }
    Ok(Exit::Fine)
}
