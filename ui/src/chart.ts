// The only importer of the chart library; a bundle of its own that loads when a report opens.
import { CandlestickSeries, createChart, LineStyle } from "lightweight-charts";
import type { AutoscaleInfo, IChartApi, ISeriesApi, UTCTimestamp } from "lightweight-charts";
import type { ChartCandle } from "./host/bindings";
import type { Line } from "./text/lines";

/** Width of a candle with its gap, and of the names at the right, in pixels. */
const BAR = 6;
const NAMES = 36;
/** Levels that are always seen, with their names; of the others only the nearest have one, or nobody sees the candles. */
const PLAN: ReadonlySet<Line["kind"]> = new Set(["entry", "stop", "target"]);

export type Drawn = {
  /** Ends the chart. */
  end: () => void;
  /** What is on the screen. */
  picture: () => HTMLCanvasElement;
  /** Shows the candle that goes on in its empty place, or empties it again. */
  form: (candle: ChartCandle | null) => void;
};

/** Draws the candles and keeps their colours with the system's. `empty` are times that have no candle: holes, and last the
 * one that forms. */
export function draw(
  node: HTMLElement,
  candles: readonly ChartCandle[],
  empty: readonly number[],
  lines: readonly Line[],
  digits: number,
  locale: string,
): Drawn {
  const chart = createChart(node, {
    autoSize: true,
    // The logo would inject a style element, which the content policy refuses; its notice stands under the chart.
    layout: { attributionLogo: false, fontSize: 11 },
    // Its own guess is the system's language as it stands, which may be the nameless "C" that no formatter takes.
    localization: { locale },
    rightPriceScale: { borderVisible: false, scaleMargins: { top: 0.1, bottom: 0.08 } },
    timeScale: { borderVisible: false, timeVisible: true, secondsVisible: false },
    handleScroll: { vertTouchDrag: false, mouseWheel: false },
    handleScale: { mouseWheel: false },
  });
  const series = chart.addSeries(CandlestickSeries, {
    priceFormat: { type: "price", precision: digits, minMove: 10 ** -digits },
    lastValueVisible: false,
    priceLineVisible: false,
    // The plan's levels are seen whole, not only where candles happen to be.
    autoscaleInfoProvider: (original: () => AutoscaleInfo | null) => {
      const info = original();
      const plan = lines.filter((line) => PLAN.has(line.kind)).map((line) => line.price);
      if (!info?.priceRange || plan.length === 0) return info;
      const { minValue, maxValue } = info.priceRange;
      return { ...info, priceRange: { minValue: Math.min(minValue, ...plan), maxValue: Math.max(maxValue, ...plan) } };
    },
  });
  const drawnCandles = candles.map(prices);
  const known = new Set(candles.map((candle) => candle.time));
  const holes = empty.filter((time) => !known.has(time)).map((time) => ({ time: time as UTCTimestamp }));
  series.setData([...drawnCandles, ...holes].sort((a, b) => a.time - b.time));
  // As many candles as can be told apart, and room at the right for the names of the lines.
  const bars = Math.max(30, Math.round(node.clientWidth / BAR));
  chart.timeScale().setVisibleLogicalRange({ from: candles.length - bars, to: candles.length + holes.length + NAMES / BAR });

  const drawn = lines.map((line) => ({
    kind: line.kind,
    line: series.createPriceLine({ price: line.price, title: PLAN.has(line.kind) || line.short.endsWith("1") ? line.short : "", lineWidth: 1, axisLabelVisible: PLAN.has(line.kind) || line.short.endsWith("1") }),
  }));
  let forming: ChartCandle | null = null;
  const form = (candle: ChartCandle | null) => {
    const place = (candle ?? forming)?.time as UTCTimestamp | undefined;
    forming = candle;
    if (place !== undefined) series.update(candle ? { ...paler(node), ...prices(candle) } : { time: place });
  };
  const dress = () => {
    colours(node, chart, series);
    form(forming);
    for (const { kind, line } of drawn) line.applyOptions(look(node, kind));
  };
  dress();

  // The reader's own choice of theme and colours stands on the page's root.
  const chosen = new MutationObserver(dress);
  chosen.observe(document.documentElement, { attributeFilter: ["data-theme", "data-colours"] });
  const queries = ["(prefers-color-scheme: dark)", "(prefers-contrast: more)", "(forced-colors: active)"].map((query) => matchMedia(query));
  for (const query of queries) query.addEventListener("change", dress);
  return {
    picture: () => chart.takeScreenshot(),
    form,
    end: () => {
      chosen.disconnect();
      for (const query of queries) query.removeEventListener("change", dress);
      chart.remove();
    },
  };
}

function prices({ time, open, high, low, close }: ChartCandle): { time: UTCTimestamp; open: number; high: number; low: number; close: number } {
  return { time: time as UTCTimestamp, open, high, low, close };
}

/** What may still change is neither up nor down. */
function paler(node: HTMLElement): { color: string; borderColor: string; wickColor: string } {
  const ink = colour(node, "--edge");
  return { color: colour(node, "--sunken"), borderColor: ink, wickColor: ink };
}

function colours(node: HTMLElement, chart: IChartApi, series: ISeriesApi<"Candlestick">): void {
  const of = (name: string) => colour(node, name);
  const [up, down, raised, border] = [of("--up"), of("--down"), of("--raised"), of("--border")];
  chart.applyOptions({
    layout: { background: { color: raised }, textColor: of("--text-quiet"), fontFamily: getComputedStyle(node).fontFamily },
    grid: { vertLines: { color: of("--sunken") }, horzLines: { color: of("--sunken") } },
    crosshair: { vertLine: { color: border }, horzLine: { color: border } },
  });
  // Hollow and filled: up and down are told apart without colour too.
  series.applyOptions({
    upColor: raised,
    downColor: down,
    borderUpColor: up,
    borderDownColor: down,
    wickUpColor: up,
    wickDownColor: down,
  });
}

function look(node: HTMLElement, kind: Line["kind"]): { color: string; lineStyle: LineStyle; axisLabelColor: string; axisLabelTextColor: string } {
  const name = { entry: "--text", stop: "--fault", target: "--up", support: "--text-quiet", resistance: "--text-quiet" }[kind];
  const style = {
    entry: LineStyle.Solid,
    stop: LineStyle.LargeDashed,
    target: LineStyle.Dashed,
    support: LineStyle.Dotted,
    resistance: LineStyle.SparseDotted,
  }[kind];
  const ink = colour(node, name);
  return { color: ink, lineStyle: style, axisLabelColor: ink, axisLabelTextColor: colour(node, "--raised") };
}

/** A token's colour as the canvas spells it: the library does not read every notation that a style sheet may use. */
function colour(node: HTMLElement, token: string): string {
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  if (!context) return "#808080";
  const probe = node.appendChild(document.createElement("span"));
  probe.style.color = `var(${token})`;
  context.fillStyle = getComputedStyle(probe).color;
  probe.remove();
  context.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
  return `rgb(${red}, ${green}, ${blue})`;
}
