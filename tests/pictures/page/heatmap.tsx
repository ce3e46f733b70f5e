// Grafana's heatmap is a plugin of its core and not on npm: drawn here as it draws a histogram.
import { getValueFormat, formattedValueToString, dateTimeFormat } from "@grafana/data";
import { useTheme2 } from "@grafana/ui";
import * as schemes from "d3-scale-chromatic";
import { useLayoutEffect, useRef } from "react";
import type { Drawing, Panel } from "./drawing";
import { NoData } from "./timeseries";

const TOP = 8;
const BOTTOM = 22;
const LEGEND = 34;

interface Row {
  bound: number;
  rates: Map<number, number>;
}

export function HeatmapPanel(props: { panel: Panel; drawing: Drawing; width: number; height: number }) {
  const { panel, drawing, width, height } = props;
  const theme = useTheme2();
  const canvas = useRef<HTMLCanvasElement>(null);
  const options = panel.options ?? {};
  const rows = bucketRows(panel, drawing);
  const most = Math.max(...rows.flatMap((row) => [...row.rates.values()]), 0);
  const color = colorOf(options.color);
  useLayoutEffect(() => {
    if (canvas.current && rows.length) {
      draw(canvas.current, rows, most, color, drawing, panel, theme);
    }
  });
  if (rows.length === 0) {
    return <NoData text={panel.fieldConfig?.defaults?.noValue} height={height} />;
  }
  const steps = Array.from({ length: 40 }, (_, index) => color(index / 39)).join(", ");
  const rate = getValueFormat(options.cellValues?.unit ?? "short");
  return (
    <div style={{ width, height }}>
      <canvas ref={canvas} style={{ width, height: height - LEGEND, display: "block" }} />
      {options.legend?.show !== false && (
        <div style={{ width: 300, marginLeft: 60, fontSize: 11, color: theme.colors.text.secondary }}>
          <div style={{ height: 8, background: `linear-gradient(to right, ${steps})` }} />
          <div style={{ display: "flex", justifyContent: "space-between" }}>
            <span>0</span>
            <span>{formattedValueToString(rate(most))}</span>
          </div>
        </div>
      )}
    </div>
  );
}

/** The rows between two bounds each, from the counts up to each bound. */
function bucketRows(panel: Panel, drawing: Drawing): Row[] {
  const upTo = (drawing.answers[panel.id] ?? [])
    .flatMap((answer) => answer.series)
    .map((series) => ({
      bound: series.labels.le === "+Inf" ? Infinity : Number(series.labels.le),
      rates: new Map(series.samples.map(([seconds, value]) => [seconds, Number(value)])),
    }))
    .sort((a, b) => a.bound - b.bound);
  return upTo.map((row, index) => ({
    bound: row.bound,
    rates: new Map(
      [...row.rates].map(([at, rate]) => [at, Math.max(0, rate - (upTo[index - 1]?.rates.get(at) ?? 0))]),
    ),
  }));
}

function colorOf(given: any): (share: number) => string {
  const interpolate = (schemes as any)[`interpolate${given?.scheme ?? "Oranges"}`];
  // Grafana turns a scheme around on a dark page, so that little is dark.
  const reverse = given?.reverse ?? false;
  return (share) => {
    const step = Math.pow(share, given?.exponent ?? 0.5);
    return interpolate(reverse ? step : 1 - step);
  };
}

function draw(
  canvas: HTMLCanvasElement,
  rows: Row[],
  most: number,
  color: (share: number) => string,
  drawing: Drawing,
  panel: Panel,
  theme: any,
): void {
  const ratio = window.devicePixelRatio;
  const width = canvas.clientWidth;
  const height = canvas.clientHeight;
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  const pen = canvas.getContext("2d")!;
  pen.scale(ratio, ratio);
  pen.font = "12px 'Inter Variable'";
  const unit = getValueFormat(panel.options?.yAxis?.unit ?? panel.fieldConfig?.defaults?.unit ?? "short");
  const names = rows.map(({ bound }) => (bound === Infinity ? "+Inf" : formattedValueToString(unit(bound))));
  const left = Math.max(...names.map((name) => pen.measureText(name).width)) + 12;
  const { from, to, step } = drawing.range;
  const x = (at: number) => left + ((at - from) / (to - from)) * (width - left - 8);
  const rowHeight = (height - BOTTOM - TOP) / rows.length;
  const top = (index: number) => height - BOTTOM - (index + 1) * rowHeight;
  const least = panel.options?.filterValues?.le ?? 1e-9;
  rows.forEach((row, index) => {
    for (const [at, rate] of row.rates) {
      if (rate > least) {
        pen.fillStyle = color(rate / most);
        pen.fillRect(x(at - step), top(index), x(at) - x(at - step) + 0.5, rowHeight - 1);
      }
    }
  });
  pen.fillStyle = theme.colors.text.primary;
  pen.textBaseline = "middle";
  pen.textAlign = "right";
  const every = Math.ceil(16 / rowHeight);
  names.forEach((name, index) => {
    if (index % every === 0) {
      pen.fillText(name, left - 8, top(index));
    }
  });
  pen.textAlign = "center";
  pen.textBaseline = "bottom";
  const hours = to - from > 3 * 3600 ? 3600 : 600;
  for (let at = Math.ceil(from / hours) * hours; at < to; at += hours) {
    pen.fillText(dateTimeFormat(at * 1000, { timeZone: "utc", format: "HH:mm" }), x(at), height - 2);
  }
}
