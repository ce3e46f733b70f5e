import {
  cacheFieldDisplayNames,
  standardTransformers,
  standardTransformersRegistry,
  transformDataFrame,
  type DataFrame,
} from "@grafana/data";
import { useTheme2 } from "@grafana/ui";
import { TableNG } from "@grafana/ui/unstable";
import { useEffect, useState } from "react";
import type { Drawing, Panel } from "./drawing";
import { asIs, tableFrames, withConfig } from "./frames";
import { NoData } from "./timeseries";

// Two of them have one id: an old and a new name of the same.
const TRANSFORMERS = new Map(Object.values(standardTransformers).map((one: any) => [one.id, one]));

standardTransformersRegistry.setInit(() =>
  [...TRANSFORMERS.values()].map((transformation) => ({
    id: transformation.id,
    name: transformation.name,
    transformation: async () => transformation,
    editor: (() => null) as any,
    imageDark: "",
    imageLight: "",
  })),
);

export function TablePanel(props: { panel: Panel; drawing: Drawing; width: number; height: number }) {
  const { panel, drawing, width, height } = props;
  const theme = useTheme2();
  const [data, setData] = useState<DataFrame[]>([]);
  useEffect(() => {
    const raw = tableFrames(drawing.answers[panel.id] ?? []);
    const context = { interpolate: asIs };
    const done = transformDataFrame(panel.transformations ?? [], raw, context).subscribe(setData);
    return () => done.unsubscribe();
  }, [panel, drawing]);
  const configured = withConfig(data, panel, theme);
  // As Grafana's query runner: the table heads and sorts its columns by these.
  cacheFieldDisplayNames(configured);
  const [frame] = configured;
  if (!frame || frame.length === 0) {
    return <NoData text={panel.fieldConfig?.defaults?.noValue} height={height} />;
  }
  return (
    <TableNG
      data={frame}
      width={width}
      height={height}
      cellHeight={panel.options?.cellHeight}
      sortBy={panel.options?.sortBy}
      structureRev={1}
    />
  );
}
