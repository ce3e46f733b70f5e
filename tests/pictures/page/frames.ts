// Prometheus' answers as Grafana's data frames, with the panel's field configuration applied.
import {
  applyFieldOverrides,
  FieldType,
  Registry,
  type DataFrame,
  type GrafanaTheme2,
  type TimeRange,
} from "@grafana/data";
import type { Answer, Drawing, Panel, Series } from "./drawing";

export function asIs(text: string): string {
  return text;
}

export function rawFrames(answers: Answer[], step: number): DataFrame[] {
  return answers.flatMap((answer) =>
    answer.series.map((series) => ({
      refId: answer.refId,
      length: series.samples.length,
      fields: [
        {
          name: "Time",
          type: FieldType.time,
          config: { interval: step * 1000 },
          values: series.samples.map(([seconds]) => seconds * 1000),
        },
        {
          name: "Value",
          type: FieldType.number,
          labels: series.labels,
          config: { displayNameFromDS: legendOf(answer, series) },
          values: series.samples.map(([, value]) => figure(value)),
        },
      ],
    })),
  );
}

/** Instant answers as one table: the time, a column per label, the figure. */
export function tableFrames(answers: Answer[]): DataFrame[] {
  return answers.map((answer) => {
    const labels = [...new Set(answer.series.flatMap((series) => Object.keys(series.labels)))].sort();
    const last = answer.series.map((series) => series.samples[series.samples.length - 1]);
    return {
      refId: answer.refId,
      length: answer.series.length,
      fields: [
        { name: "Time", type: FieldType.time, config: {}, values: last.map(([at]) => at * 1000) },
        ...labels.map((label) => ({
          name: label,
          type: FieldType.string,
          config: { filterable: true },
          values: answer.series.map((series) => series.labels[label] ?? ""),
        })),
        { name: "Value", type: FieldType.number, config: {}, values: last.map(([, value]) => figure(value)) },
      ],
    };
  });
}

export function withConfig(data: DataFrame[], panel: Panel, theme: GrafanaTheme2): DataFrame[] {
  return applyFieldOverrides({
    data,
    fieldConfig: configOf(panel),
    fieldConfigRegistry: registry(panel),
    replaceVariables: asIs,
    theme,
    timeZone: "utc",
  });
}

export function frames(panel: Panel, drawing: Drawing, theme: GrafanaTheme2): DataFrame[] {
  return withConfig(rawFrames(drawing.answers[panel.id] ?? [], drawing.range.step), panel, theme);
}

/** The panel's own field configuration over the defaults that Grafana's panels have. */
export function configOf(panel: Panel): any {
  const given = panel.fieldConfig ?? {};
  return {
    defaults: { ...given.defaults, custom: { ...DEFAULTS, ...given.defaults?.custom } },
    overrides: given.overrides ?? [],
  };
}

export function timeRange(drawing: Drawing, moment: (at: number) => any): TimeRange {
  const from = moment(drawing.range.from * 1000);
  const to = moment(drawing.range.to * 1000);
  return { from, to, raw: { from, to } };
}

function figure(value: string): number {
  return value === "+Inf" ? Infinity : value === "-Inf" ? -Infinity : Number(value);
}

function legendOf(answer: Answer, series: Series): string {
  if (answer.legend && answer.legend !== "__auto") {
    return answer.legend.replace(/\{\{\s*([^}]+?)\s*\}\}/g, (_, label) => series.labels[label] ?? "");
  }
  const { __name__: name = "", ...labels } = series.labels;
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  return pairs.length ? `${name}{${pairs.join(", ")}}` : name || "Value";
}

const DEFAULTS = {
  drawStyle: "line",
  lineInterpolation: "linear",
  lineWidth: 1,
  fillOpacity: 0,
  gradientMode: "none",
  showPoints: "auto",
  pointSize: 5,
  spanNulls: false,
  axisPlacement: "auto",
  axisGridShow: true,
};

const STANDARD = [
  "unit",
  "min",
  "max",
  "decimals",
  "displayName",
  "noValue",
  "color",
  "thresholds",
  "mappings",
  "links",
];

/** Grafana registers every option with its editor; to draw, a path per option is enough. */
function registry(panel: Panel): any {
  const config = configOf(panel);
  const overridden = config.overrides.flatMap((rule: any) =>
    rule.properties.map((property: any) => property.id as string),
  );
  const custom = Object.keys(config.defaults.custom).map((key) => `custom.${key}`);
  const ids = [...new Set([...STANDARD, ...custom, ...overridden])];
  return new Registry(() =>
    ids.map((id) => ({
      id,
      name: id,
      path: id.replace(/^custom\./, ""),
      isCustom: id.startsWith("custom."),
      process: (value: unknown) => value,
      shouldApply: () => true,
    })),
  );
}
