// Pictures as files: what is on the screen, with the ground it stands on.

const SCALE = 2;

/** A chart of the page, drawn by hand as SVG, as a PNG of twice its size. */
export async function pngOf(svg: SVGSVGElement): Promise<Uint8Array> {
  const { width, height } = svg.getBoundingClientRect();
  const copy = svg.cloneNode(true) as SVGSVGElement;
  // The page's style sheet does not reach into a picture, so each part takes its look along.
  const [from, to] = [svg, copy].map((one) => [one, ...one.querySelectorAll<SVGElement>("*")]);
  from?.forEach((part, at) => dress(part, to?.[at]));
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  const margin = 48;
  copy.setAttribute("viewBox", `${-margin} ${-margin} ${width + 2 * margin} ${height + 2 * margin}`);
  copy.setAttribute("width", String(width + 2 * margin));
  copy.setAttribute("height", String(height + 2 * margin));
  const inner = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  inner.setAttribute("width", String(width));
  inner.setAttribute("height", String(height));
  inner.setAttribute("overflow", "visible");
  inner.append(...copy.childNodes);
  copy.append(inner);
  const canvas = document.createElement("canvas");
  canvas.width = SCALE * (width + 2 * margin);
  canvas.height = SCALE * (height + 2 * margin);
  const image = new Image();
  const url = URL.createObjectURL(new Blob([new XMLSerializer().serializeToString(copy)], { type: "image/svg+xml" }));
  try {
    image.src = url;
    await image.decode();
    paint(canvas, svg, (context) => context.drawImage(image, 0, 0, canvas.width, canvas.height));
  } finally {
    URL.revokeObjectURL(url);
  }
  return bytesOf(canvas);
}

/** A canvas, on the ground of the element it stands in. */
export async function bytesOf(canvas: HTMLCanvasElement): Promise<Uint8Array> {
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/png"));
  if (!blob) throw new Error("the picture could not be drawn");
  return new Uint8Array(await blob.arrayBuffer());
}

function paint(canvas: HTMLCanvasElement, of: Element, draw: (context: CanvasRenderingContext2D) => void): void {
  const context = canvas.getContext("2d");
  if (!context) throw new Error("this window draws no pictures");
  const card = of.closest(".card") ?? document.body;
  context.fillStyle = getComputedStyle(card).backgroundColor;
  context.fillRect(0, 0, canvas.width, canvas.height);
  draw(context);
}

const LOOKS = ["fill", "stroke", "stroke-width", "stroke-dasharray", "opacity", "font-size", "font-family"] as const;

function dress(from: Element, to: Element | undefined): void {
  if (!to) return;
  const look = getComputedStyle(from);
  for (const name of LOOKS) {
    const value = look.getPropertyValue(name);
    if (value !== "") to.setAttribute(name, value);
  }
}
