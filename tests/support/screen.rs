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
use x11rb::protocol::xproto::{
    AtomEnum, ClientMessageEvent, ConfigureWindowAux, ConnectionExt, EventMask, ImageFormat, MapState, Window,
};
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
