// Draws every icon of Engram: `node icons/build.mjs`. The outputs are committed, so building the product does not need this.
// Shapes are signed distances (negative inside), so one drawing serves every size without a drawing program.
import { mkdirSync, writeFileSync } from "node:fs";
import { deflateSync } from "node:zlib";

const here = new URL(".", import.meta.url);
const SUB = 4; // samples per pixel and axis

// Distances. The plane is 0..1 in both directions, y downwards.
const circle = (x, y, r) => (px, py) => Math.hypot(px - x, py - y) - r;
const ring = (x, y, r, w) => (px, py) => Math.abs(Math.hypot(px - x, py - y) - r) - w / 2;
const box = (x, y, w, h, r) => (px, py) => {
  const dx = Math.abs(px - x) - w / 2 + r;
  const dy = Math.abs(py - y) - h / 2 + r;
  return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - r;
};
const union = (...shapes) => (x, y) => Math.min(...shapes.map((shape) => shape(x, y)));
const minus = (shape, ...cuts) => (x, y) => Math.max(shape(x, y), ...cuts.map((cut) => -cut(x, y)));
const arc = (x, y, r, w, from, to) => (px, py) => {
  const turn = (Math.atan2(py - y, px - x) / (2 * Math.PI) + 1) % 1;
  const within = from <= to ? turn >= from && turn <= to : turn >= from || turn <= to;
  const end = (at) => Math.hypot(px - x - r * Math.cos(at * 2 * Math.PI), py - y - r * Math.sin(at * 2 * Math.PI));
  return (within ? Math.abs(Math.hypot(px - x, py - y) - r) : Math.min(end(from), end(to))) - w / 2;
};
const candle = (x, low, high, bottom, top, w) =>
  union(box(x, (low + high) / 2, 0.03, low - high, 0.015), box(x, (bottom + top) / 2, w, bottom - top, 0.028));

// The tray marks, told apart by shape alone.
const lower = (_x, y) => 0.5 - y;
const wedge = (from, to) => (x, y) => {
  const turn = (Math.atan2(y - 0.5, x - 0.5) / (2 * Math.PI) + 1) % 1;
  const inside = from <= to ? turn >= from && turn <= to : turn >= from || turn <= to;
  return inside ? -0.1 : 0.1;
};
const dashes = Array.from({ length: 6 }, (_, at) => arc(0.5, 0.5, 0.385, 0.13, at / 6 + 0.025, at / 6 + 0.09));
const marks = {
  starting: union(ring(0.5, 0.5, 0.4, 0.1), circle(0.5, 0.5, 0.125)),
  ready: circle(0.5, 0.5, 0.45),
  "needs-approval": union(ring(0.5, 0.5, 0.4, 0.095), (x, y) => Math.max(circle(0.5, 0.5, 0.42)(x, y), lower(x, y))),
  degraded: minus(circle(0.5, 0.5, 0.45), circle(0.8, 0.2, 0.33)),
  reconnecting: union(...dashes),
  "needs-you": union(minus(ring(0.5, 0.5, 0.4, 0.1), wedge(0.64, 0.86)), box(0.5, 0.33, 0.15, 0.5, 0.06), circle(0.5, 0.71, 0.085)),
  paused: union(ring(0.5, 0.5, 0.4, 0.1), box(0.4, 0.5, 0.12, 0.36, 0.03), box(0.6, 0.5, 0.12, 0.36, 0.03)),
};
const inks = { light: [245, 247, 250], dark: [24, 28, 36] };

// The application's icon: a trace that closes around three candles.
const plate = box(0.5, 0.5, 0.9, 0.9, 0.21);
const trace = arc(0.5, 0.5, 0.315, 0.055, 0.93, 0.76);
const spark = circle(0.5 + 0.315 * Math.cos(0.845 * 2 * Math.PI), 0.5 + 0.315 * Math.sin(0.845 * 2 * Math.PI), 0.05);
const up = candle(0.61, 0.61, 0.32, 0.55, 0.38, 0.085);
const mid = candle(0.5, 0.66, 0.37, 0.6, 0.45, 0.085);
const first = candle(0.39, 0.7, 0.47, 0.65, 0.53, 0.085);
const mix = (a, b, t) => a.map((value, at) => value + (b[at] - value) * t);
const layers = [
  [plate, (_x, y) => mix([44, 62, 128], [17, 21, 54], y)],
  [trace, (x, y) => mix([126, 196, 255], [94, 128, 255], (x + y) / 2)],
  [spark, () => [255, 176, 84]],
  [first, () => [255, 176, 84]],
  [mid, () => [226, 234, 255]],
  [up, () => [126, 196, 255]],
];

/** Paints layers into straight-alpha pixels. */
function paint(size, layers) {
  const pixels = new Uint8Array(size * size * 4);
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const sum = [0, 0, 0, 0];
      for (let sub = 0; sub < SUB * SUB; sub += 1) {
        const x = (column + ((sub % SUB) + 0.5) / SUB) / size;
        const y = (row + (Math.floor(sub / SUB) + 0.5) / SUB) / size;
        let colour = null;
        for (const [shape, ink] of layers) if (shape(x, y) <= 0) colour = ink(x, y);
        if (colour) [0, 1, 2].forEach((at) => (sum[at] += colour[at])), (sum[3] += 1);
      }
      const at = (row * size + column) * 4;
      if (sum[3] > 0) for (let c = 0; c < 3; c += 1) pixels[at + c] = Math.round(sum[c] / sum[3]);
      pixels[at + 3] = Math.round((255 * sum[3]) / (SUB * SUB));
    }
  }
  return pixels;
}

const crcs = Array.from({ length: 256 }, (_, n) => {
  for (let k = 0; k < 8; k += 1) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
  return n >>> 0;
});
const crc = (bytes) => ~bytes.reduce((sum, byte) => crcs[(sum ^ byte) & 255] ^ (sum >>> 8), -1) >>> 0;
const u32 = (value) => Buffer.from([value >>> 24, value >>> 16, value >>> 8, value].map((byte) => byte & 255));

function png(size, pixels) {
  const rows = Array.from({ length: size }, (_, row) =>
    Buffer.concat([Buffer.from([0]), pixels.subarray(row * size * 4, (row + 1) * size * 4)]));
  const chunk = (name, body) => {
    const named = Buffer.concat([Buffer.from(name), body]);
    return Buffer.concat([u32(body.length), named, u32(crc(named))]);
  };
  return Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
    chunk("IHDR", Buffer.concat([u32(size), u32(size), Buffer.from([8, 6, 0, 0, 0])])),
    chunk("IDAT", deflateSync(Buffer.concat(rows), { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function ico(images) {
  const head = Buffer.alloc(6 + 16 * images.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(images.length, 4);
  let offset = head.length;
  images.forEach(([size, bytes], at) => {
    const entry = 6 + 16 * at;
    head.writeUInt8(size % 256, entry);
    head.writeUInt8(size % 256, entry + 1);
    head.writeUInt16LE(1, entry + 4);
    head.writeUInt16LE(32, entry + 6);
    head.writeUInt32LE(bytes.length, entry + 8);
    head.writeUInt32LE(offset, entry + 12);
    offset += bytes.length;
  });
  return Buffer.concat([head, ...images.map(([, bytes]) => bytes)]);
}

function icns(images) {
  const body = Buffer.concat(images.map(([kind, bytes]) => Buffer.concat([Buffer.from(kind), u32(bytes.length + 8), bytes])));
  return Buffer.concat([Buffer.from("icns"), u32(body.length + 8), body]);
}

/** Lightness of a mark on a bar, 0 to 1, as eyes and their blindnesses see grey. */
function onBar(shape, size, ink, bar) {
  const pixels = paint(size, [[shape, () => ink]]);
  const grey = ([r, g, b]) => (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;
  return Array.from({ length: size * size }, (_, at) => {
    const cover = pixels[at * 4 + 3] / 255;
    return grey(ink) * cover + grey(bar) * (1 - cover);
  });
}

/** How alike two pictures are, by the mean over windows of 7 by 7; 1 is the same. */
function ssim(a, b, size) {
  const WINDOW = 7;
  const [c1, c2] = [0.01 ** 2, 0.03 ** 2];
  let sum = 0;
  let count = 0;
  for (let row = 0; row + WINDOW <= size; row += 1) {
    for (let column = 0; column + WINDOW <= size; column += 1) {
      const places = Array.from({ length: WINDOW * WINDOW }, (_, at) => (row + Math.floor(at / WINDOW)) * size + column + (at % WINDOW));
      const mean = (of) => places.reduce((all, at) => all + of[at], 0) / places.length;
      const [ma, mb] = [mean(a), mean(b)];
      const shared = (x, mx, y, my) => places.reduce((all, at) => all + (x[at] - mx) * (y[at] - my), 0) / (places.length - 1);
      const [va, vb, vab] = [shared(a, ma, a, ma), shared(b, mb, b, mb), shared(a, ma, b, mb)];
      sum += ((2 * ma * mb + c1) * (2 * vab + c2)) / ((ma ** 2 + mb ** 2 + c1) * (va + vb + c2));
      count += 1;
    }
  }
  return sum / count;
}

/** The two marks that are most alike at a size, in grey, dark on light. */
function closest(size) {
  const drawn = Object.entries(marks).map(([name, shape]) => [name, onBar(shape, size, [0, 0, 0], [255, 255, 255])]);
  const pairs = drawn.flatMap(([a, of], at) => drawn.slice(at + 1).map(([b, other]) => ({ a, b, alike: ssim(of, other, size) })));
  return { count: pairs.length, ...pairs.reduce((worst, pair) => (pair.alike > worst.alike ? pair : worst)) };
}

/** Contrast as WCAG has it. */
function contrast(one, other) {
  const light = (colour) => {
    const [r, g, b] = colour.map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [a, b] = [light(one), light(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

const write = (name, bytes) => writeFileSync(new URL(name, here), bytes);
for (const folder of ["app", "tray"]) mkdirSync(new URL(folder, here), { recursive: true });

const app = new Map([16, 32, 48, 64, 128, 256, 512].map((size) => [size, png(size, paint(size, layers))]));
for (const size of [32, 128, 512]) write(`app/${size}.png`, app.get(size));
write("app/256.png", app.get(256));
write("app/engram.ico", ico([16, 32, 48, 256].map((size) => [size, app.get(size)])));
write("app/engram.icns", icns([["icp4", 16], ["icp5", 32], ["ic07", 128], ["ic08", 256], ["ic09", 512]].map(([kind, size]) => [kind, app.get(size)])));

// A thin halo of the other ink keeps a mark visible where the bar's colour was guessed wrong.
for (const [mark, shape] of Object.entries(marks)) {
  for (const [set, ink] of Object.entries(inks)) {
    const halo = (x, y) => shape(x, y) - 0.035;
    const other = set === "light" ? inks.dark : inks.light;
    write(`tray/${mark}-${set}.png`, png(48, paint(48, [[halo, () => other], [shape, () => ink]])));
  }
  write(`tray/${mark}-template.png`, png(44, paint(44, [[shape, () => [0, 0, 0]]])));
}

// Seven shapes that nobody confuses, whatever colours an eye sees; on every bar one of the two inks, or its halo, stands out.
for (const size of [16, 20, 24, 32, 48]) {
  const { a, b, alike, count } = closest(size);
  if (alike >= 0.9) throw new Error(`${a} and ${b} are alike at ${size} px: SSIM ${alike.toFixed(3)}`);
  console.log(`${count} pairs at ${size} px, the closest ${a} and ${b}: SSIM ${alike.toFixed(3)}`);
}
for (const bar of [[255, 255, 255], [0, 0, 0], [128, 128, 128]]) {
  for (const [set, ink] of Object.entries(inks)) {
    const best = Math.max(contrast(ink, bar), contrast(set === "light" ? inks.dark : inks.light, bar));
    if (best < 3) throw new Error(`the ${set} set has a contrast of ${best.toFixed(1)} on ${bar}`);
  }
}
