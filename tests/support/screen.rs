//! A screen in memory, and what its windows are asked from outside.
#![expect(clippy::disallowed_methods, reason = "it starts programs, and keeps the pictures it takes")]

use crate::child::Running;
use crate::program::root;
use anyhow::{Context, Result};
use std::collections::HashSet;
use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::process::Command;
use x11rb::connection::Connection;
pub use x11rb::protocol::xproto::ModMask;
use x11rb::protocol::xproto::{
    AtomEnum, ClientMessageEvent, ConfigureWindowAux, ConnectionExt, EventMask, GrabMode, ImageFormat, KEY_PRESS_EVENT,
    KEY_RELEASE_EVENT, MapState, Window,
};
use x11rb::protocol::xtest::ConnectionExt as _;
use x11rb::rust_connection::RustConnection;

/// An Xvfb on a display number that was free.
#[derive(Debug)]
pub struct Screen {
    _server: Running,
    /// As `DISPLAY` names it.
    pub display: String,
    link: RustConnection,
    root: Window,
}

impl Screen {
    pub(crate) fn start() -> Result<Self> {
        let mut command = Command::new("Xvfb");
        command.args(["-displayfd", "1", "-screen", "0", "1280x1400x24", "-nolisten", "tcp", "-noreset"]);
        let (server, number) = Running::start_and_hear(&mut command)?;
        let display = format!(":{number}");
        let (link, at) = x11rb::connect(Some(&display))?;
        let root = link.setup().roots.get(at).context("a screen has a root")?.root;
        Ok(Self { _server: server, display, link, root })
    }

    /// The visible window of that title.
    ///
    /// # Errors
    /// When the screen does not answer.
    pub fn window(&self, title: &str) -> Result<Option<Window>> {
        for window in self.link.query_tree(self.root)?.reply()?.children {
            // A window may end between the list and the question.
            let Ok(about) = self.link.get_window_attributes(window)?.reply() else { continue };
            let Ok(name) = self.link.get_property(false, window, AtomEnum::WM_NAME, AtomEnum::ANY, 0, 64)?.reply()
            else {
                continue;
            };
            if about.map_state == MapState::VIEWABLE && name.value == title.as_bytes() {
                return Ok(Some(window));
            }
        }
        Ok(None)
    }

    /// Asks a window to close, as the cross in its corner does.
    ///
    /// # Errors
    /// When the screen does not answer.
    pub fn close(&self, window: Window) -> Result<()> {
        let atom = |name: &str| -> Result<u32> { Ok(self.link.intern_atom(false, name.as_bytes())?.reply()?.atom) };
        let (kind, wish) = (atom("WM_PROTOCOLS")?, atom("WM_DELETE_WINDOW")?);
        let message = ClientMessageEvent::new(32, window, kind, [wish, 0, 0, 0, 0]);
        self.link.send_event(false, window, EventMask::NO_EVENT, message)?;
        self.link.flush()?;
        Ok(())
    }

    /// Makes a window as large as that, as dragging its corner does.
    ///
    /// # Errors
    /// When the screen does not answer.
    pub fn resize(&self, window: Window, width: u32, height: u32) -> Result<()> {
        self.link.configure_window(window, &ConfigureWindowAux::new().width(width).height(height))?;
        self.link.flush()?;
        Ok(())
    }

    /// Presses keys together, each by its symbol, and lets go of them again, as a hand does.
    ///
    /// # Errors
    /// When the screen does not answer, or has no such key.
    pub fn press(&self, symbols: &[u32]) -> Result<()> {
        let keys = symbols.iter().map(|symbol| self.key(*symbol)).collect::<Result<Vec<_>>>()?;
        let stroke = |kind: u8, key: u8| -> Result<()> {
            self.link.xtest_fake_input(kind, key, 0, self.root, 0, 0, 0)?.check()?;
            Ok(())
        };
        keys.iter().try_for_each(|key| stroke(KEY_PRESS_EVENT, *key))?;
        keys.iter().rev().try_for_each(|key| stroke(KEY_RELEASE_EVENT, *key))
    }

    /// Takes a key with these modifiers for itself, as another program would.
    ///
    /// # Errors
    /// When somebody has it already.
    pub fn grab(&self, symbol: u32, modifiers: ModMask) -> Result<()> {
        let key = self.key(symbol)?;
        self.link.grab_key(true, self.root, modifiers, key, GrabMode::ASYNC, GrabMode::ASYNC)?.check()?;
        Ok(())
    }

    fn key(&self, symbol: u32) -> Result<u8> {
        let (first, last) = (self.link.setup().min_keycode, self.link.setup().max_keycode);
        let map = self.link.get_keyboard_mapping(first, last - first + 1)?.reply()?;
        let per_key = usize::from(map.keysyms_per_keycode);
        let at = map.keysyms.chunks(per_key).position(|symbols| symbols.contains(&symbol));
        let at = at.with_context(|| format!("no key {symbol:#x}"))?;
        Ok(first + u8::try_from(at)?)
    }

    /// How many colours a window shows; a page that is painted has many, an empty one has one.
    ///
    /// # Errors
    /// When the screen does not answer.
    pub fn colours(&self, window: Window) -> Result<usize> {
        let (_, _, pixels) = self.pixels(window)?;
        Ok(pixels.chunks(3).collect::<HashSet<_>>().len())
    }

    /// Keeps a picture of a window in the target folder, to be looked at. Taken from the screen itself: the driver's own
    /// pictures wait for a frame that may never come.
    ///
    /// # Errors
    /// When the screen does not answer, or the file cannot be written.
    pub fn picture(&self, window: Window, name: &str) -> Result<PathBuf> {
        let (width, height, pixels) = self.pixels(window)?;
        let file = pictures()?.join(format!("{name}.png"));
        let mut encoder = png::Encoder::new(BufWriter::new(File::create(&file)?), width, height);
        encoder.set_color(png::ColorType::Rgb);
        encoder.write_header()?.write_image_data(&pixels)?;
        Ok(file)
    }

    /// Width, height, and red, green and blue of every pixel.
    fn pixels(&self, window: Window) -> Result<(u32, u32, Vec<u8>)> {
        let size = self.link.get_geometry(window)?.reply()?;
        let image = self.link.get_image(ImageFormat::Z_PIXMAP, window, 0, 0, size.width, size.height, !0)?.reply()?;
        // The screen has 24 bits in four bytes, blue first.
        let pixels = image.data.chunks_exact(4).flat_map(|pixel| pixel.iter().take(3).rev().copied()).collect();
        Ok((size.width.into(), size.height.into(), pixels))
    }
}

/// `<target>/pictures`.
fn pictures() -> Result<PathBuf> {
    let own = std::env::current_exe()?;
    let target = own.ancestors().find(|folder| folder.join("CACHEDIR.TAG").is_file());
    let folder = target.map_or_else(|| root().join("target"), Path::to_path_buf).join("pictures");
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}
