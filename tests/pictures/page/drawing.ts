// What Python hands over: the dashboard as it is committed, and what Prometheus answered.

export type Sample = [seconds: number, value: string];

export interface Series {
  labels: Record<string, string>;
  samples: Sample[];
}

export interface Answer {
  refId: string;
  legend: string;
  table: boolean;
  series: Series[];
}

export interface Mark {
  title: string;
  color: string;
  tags: string[];
  from: number;
  to: number;
}

export interface Panel {
  id: number;
  type: string;
  title?: string;
  description?: string;
  transparent?: boolean;
  collapsed?: boolean;
  panels?: Panel[];
  gridPos: { x: number; y: number; w: number; h: number };
  options?: any;
  fieldConfig?: any;
  transformations?: any[];
  links?: unknown[];
}

export interface Drawing {
  dashboard: { title: string; tags: string[]; links: { title: string }[]; panels: Panel[] };
  variables: { label: string; value: string }[];
  range: { from: number; to: number; step: number; text: string };
  answers: Record<string, Answer[]>;
  marks: Mark[];
}
