//! How fast and how small the service is: `cargo xtask bench service`.
#![expect(clippy::print_stdout, reason = "its table is for people")]

#[cfg(target_os = "linux")]
fn main() {
    // Whoever asks for something else by name does not mean this.
    let named = std::env::args().skip(1).find(|word| !word.starts_with('-'));
    if named.is_none_or(|name| name == "service") {
        linux::measure();
    }
}

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("skipped: the service is measured on Linux, where the kernel tells what it takes");
}

#[cfg(target_os = "linux")]
mod linux {
    #![expect(clippy::disallowed_methods, reason = "it starts the program, and reads the clock and the kernel's books")]
    #![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a measurement that goes wrong is none")]

    use std::{
        fs,
        io::{BufRead, BufReader, Read, Write},
        net::{TcpListener, TcpStream},
        process::{Child, Command, Stdio},
        thread,
        time::{Duration, Instant},
    };

    use rustix::process::{Pid, Signal, kill_process};

    const PROGRAM: &str = env!("CARGO_BIN_EXE_engram");

    /// Starts that are timed; the middle one is told, because a shared machine is late now and then.
    const STARTS: usize = 9;

    /// How long it is left alone.
    const IDLE: Duration = Duration::from_secs(20);

    /// Probes that are timed, one after another.
    const PROBES: usize = 5_000;

    /// Those who probe at once, for the second round.
    const AT_ONCE: usize = 16;

    pub(crate) fn measure() {
        let folder = tempfile::tempdir().unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let start = || start(folder.path(), port);
        let mut starts: Vec<Duration> = (0..STARTS).map(|_| stop(start()).0).collect();
        starts.sort_unstable();
        let service = start();
        thread::sleep(Duration::from_secs(3));
        let (memory, used) = (kib(&service.0, "VmRSS:"), ticks(&service.0));
        thread::sleep(IDLE);
        let idle = ticks(&service.0) - used;
        let alone = probes(port, PROBES);
        let together: Vec<_> = (0..AT_ONCE).map(|_| thread::spawn(move || probes(port, PROBES / AT_ONCE))).collect();
        let mut together: Vec<Duration> = together.into_iter().flat_map(|one| one.join().unwrap()).collect();
        together.sort_unstable();
        let after = kib(&service.0, "VmRSS:");
        let (_, stopped) = stop(service);

        let at = |times: &[Duration], percent: usize| format!("{:.1?}", times[times.len() * percent / 100]);
        println!("{PROGRAM}: {:.1} MiB", fs::metadata(PROGRAM).unwrap().len() as f64 / 1_048_576.0);
        println!("| figure | measured | goal |\n|---|---|---|");
        println!("| start to ready, middle of {STARTS} | {} | 150 ms |", at(&starts, 50));
        println!("| memory at rest | {:.1} MiB | 25 MiB |", memory as f64 / 1024.0);
        println!("| memory after {} probes | {:.1} MiB | 25 MiB |", 2 * PROBES, after as f64 / 1024.0);
        // The kernel counts a hundred ticks a second.
        println!("| processor at rest, {} s | {:.2} % | 0.5 % |", IDLE.as_secs(), idle as f64 / IDLE.as_secs_f64());
        println!("| /livez, one after another, p50 and p99 | {} and {} | 50 ms |", at(&alone, 50), at(&alone, 99));
        println!(
            "| /livez, {AT_ONCE} at once, p50 and p99 | {} and {} | 50 ms |",
            at(&together, 50),
            at(&together, 99)
        );
        println!("| SIGTERM to the end | {stopped:.1?} | 2 s |");
    }

    /// A service, and how long it took to be ready.
    fn start(folder: &std::path::Path, port: u16) -> (Child, Duration) {
        let begun = Instant::now();
        let mut child = Command::new(PROGRAM)
            .args(["run", "--set", "platforms.http.enabled=true", "--set"])
            .arg(format!("platforms.http.port={port}"))
            .arg("--state-dir")
            .arg(folder.join("state"))
            .env("XDG_CONFIG_HOME", folder)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.as_mut().unwrap()).lines().map(Result::unwrap);
        assert!(lines.any(|line| line.contains("engram is ready")), "it ended before it was ready");
        (child, begun.elapsed())
    }

    /// Ends it; gives how long its start and its end took.
    fn stop((mut child, ready): (Child, Duration)) -> (Duration, Duration) {
        let begun = Instant::now();
        kill_process(Pid::from_child(&child), Signal::TERM).unwrap();
        assert!(child.wait().unwrap().success());
        (ready, begun.elapsed())
    }

    fn probes(port: u16, count: usize) -> Vec<Duration> {
        let request = format!("GET /livez HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n");
        let mut times: Vec<Duration> = (0..count)
            .map(|_| {
                let begun = Instant::now();
                let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
                stream.write_all(request.as_bytes()).unwrap();
                let mut heard = String::new();
                stream.read_to_string(&mut heard).unwrap();
                assert!(heard.starts_with("HTTP/1.1 200"), "{heard}");
                begun.elapsed()
            })
            .collect();
        times.sort_unstable();
        times
    }

    fn kib(child: &Child, name: &str) -> u64 {
        let told = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
        let line = told.lines().find_map(|line| line.strip_prefix(name)).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }

    /// Processor time it has used, its own and the kernel's for it.
    fn ticks(child: &Child) -> u64 {
        let stat = fs::read_to_string(format!("/proc/{}/stat", child.id())).unwrap();
        let (_, after) = stat.rsplit_once(") ").unwrap();
        after.split(' ').skip(11).take(2).map(|field| field.parse::<u64>().unwrap()).sum()
    }
}
