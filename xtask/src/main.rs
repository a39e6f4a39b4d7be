//! The commands of the repository: start the desktop application, test everything, and what those two need.
#![expect(clippy::print_stdout, reason = "it speaks to whoever started it")]

mod args;
mod bench;
mod checks;
mod consent;
mod desktop;
mod expiry;
mod failure;
mod fences;
mod help;
mod kit;
mod manifests;
mod node;
mod page;
mod peers;
mod pictures;
mod place;
mod probe;
mod shell;
mod stage;
mod summary;
mod system;
mod tools;

use args::Request;
use failure::Failure;
use place::Place;
use std::process::ExitCode;

fn main() -> ExitCode {
    let place = Place::here();
    let done = match args::parse(std::env::args().skip(1)) {
        Ok(request) => carry_out(&request, &place),
        Err(failure) => Err(failure),
    };
    match done {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("\nerror: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn carry_out(request: &Request, place: &Place) -> Result<ExitCode, Failure> {
    match request {
        Request::Help(text) => {
            println!("{text}");
            Ok(ExitCode::SUCCESS)
        }
        Request::Desktop(wish) => desktop::start(place, wish),
        Request::Test(wish) => checks::run(place, wish),
        Request::Setup(consent) => kit::everything(place, *consent).map(|()| ExitCode::SUCCESS),
        Request::Peers(consent) => peers::install(place, *consent).map(|()| ExitCode::SUCCESS),
        Request::Bindings => checks::write_bindings(place).map(|()| ExitCode::SUCCESS),
        Request::Screenshots(consent) => pictures::take(place, *consent).map(|()| ExitCode::SUCCESS),
        Request::LiveCheck(names) => {
            let step = names.iter().fold(
                shell::Step::line("cargo run --locked --package market --example live-check --"),
                shell::Step::arg,
            );
            step.within(&place.root).run().map(|()| ExitCode::SUCCESS)
        }
        Request::Bench(name) => bench::run(place, name.as_deref()).map(|()| ExitCode::SUCCESS),
    }
}
