//! The diagram as pixels, for places that show no SVG.

use std::{io, sync::Arc};

use resvg::{
    tiny_skia::{Pixmap, Transform},
    usvg::{self, fontdb},
};

/// Pixels per unit of the drawing: sharp on screens of today.
const SCALE: f32 = 2.0;

/// Draws an SVG into a PNG file's bytes, with the fonts of this system.
///
/// # Errors
/// When this system has no fonts, or the picture cannot be made.
pub(super) fn png(svg: &str) -> io::Result<Vec<u8>> {
    let mut fonts = fontdb::Database::new();
    fonts.load_system_fonts();
    let none = || io::Error::other("this system has no fonts to write its labels with; --svg needs none");
    let family = plain(&fonts).ok_or_else(none)?;
    fonts.set_sans_serif_family(family);
    let options = usvg::Options { fontdb: Arc::new(fonts), ..usvg::Options::default() };
    let tree = usvg::Tree::from_str(svg, &options).map_err(io::Error::other)?;
    let size = tree.size().to_int_size().scale_by(SCALE).ok_or_else(too_large)?;
    let mut pixels = Pixmap::new(size.width(), size.height()).ok_or_else(too_large)?;
    resvg::render(&tree, Transform::from_scale(SCALE, SCALE), &mut pixels.as_mut());
    encoded(&pixels)
}

/// A plain family that is there, the usual ones first.
fn plain(fonts: &fontdb::Database) -> Option<String> {
    let usual = ["DejaVu Sans", "Noto Sans", "Liberation Sans", "Segoe UI", "Helvetica", "Arial"];
    let is_there = |name: &&str| fonts.faces().any(|face| face.families.iter().any(|(family, _)| family == name));
    let first = || Some(fonts.faces().next()?.families.first()?.0.clone());
    usual.iter().find(|name| is_there(name)).map(|name| (*name).to_owned()).or_else(first)
}

fn encoded(pixels: &Pixmap) -> io::Result<Vec<u8>> {
    let colours: Vec<u8> = pixels
        .pixels()
        .iter()
        .flat_map(|pixel| {
            let colour = pixel.demultiply();
            [colour.red(), colour.green(), colour.blue(), colour.alpha()]
        })
        .collect();
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, pixels.width(), pixels.height());
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().map_err(io::Error::other)?;
    writer.write_image_data(&colours).map_err(io::Error::other)?;
    writer.finish().map_err(io::Error::other)?;
    Ok(file)
}

fn too_large() -> io::Error {
    io::Error::other("the picture has no size")
}
