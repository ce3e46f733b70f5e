import {
  getDisplayValueAlignmentFactors,
  getFieldDisplayValues,
  VizOrientation,
  type FieldDisplay,
} from "@grafana/data";
import { BigValue, BigValueTextMode, useTheme2, VizRepeater } from "@grafana/ui";
import type { Drawing, Panel } from "./drawing";
import { asIs, configOf, frames } from "./frames";

export function StatPanel(props: { panel: Panel; drawing: Drawing; width: number; height: number }) {
  const { panel, drawing, width, height } = props;
  const theme = useTheme2();
  const options = panel.options ?? {};
  const data = frames(panel, drawing, theme);
  const graph = options.graphMode ?? "area";
  const values = () =>
    getFieldDisplayValues({
      fieldConfig: configOf(panel),
      reduceOptions: options.reduceOptions ?? { calcs: ["lastNotNull"] },
      replaceVariables: asIs,
      theme,
      data,
      sparkline: graph !== "none",
      timeZone: "utc",
    });
  return (
    <VizRepeater<FieldDisplay, any>
      getValues={values}
      getAlignmentFactors={(shown) => getDisplayValueAlignmentFactors(shown)}
      renderValue={({ value, width: w, height: h, count, alignmentFactors }) => (
        <BigValue
          theme={theme}
          value={value.display}
          width={w}
          height={h}
          count={count}
          alignmentFactors={alignmentFactors}
          sparkline={value.sparkline}
          colorMode={options.colorMode ?? "value"}
          graphMode={graph}
          justifyMode={options.justifyMode ?? "auto"}
          textMode={textMode(options.textMode, count)}
          text={options.text}
          hasLinks={false}
        />
      )}
      width={width}
      height={height}
      source={data}
      itemSpacing={3}
      renderCounter={0}
      autoGrid
      orientation={options.orientation ?? VizOrientation.Auto}
    />
  );
}

/** As Grafana's panel: the name shows only where there is more than one figure. */
function textMode(wanted: BigValueTextMode | undefined, count: number): BigValueTextMode {
  if (wanted && wanted !== BigValueTextMode.Auto) {
    return wanted;
  }
  return count > 1 ? BigValueTextMode.ValueAndName : BigValueTextMode.Value;
}
