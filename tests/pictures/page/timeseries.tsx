import { dateTime, type DataFrame } from "@grafana/data";
import { PanelContextProvider, TimeSeries, useTheme2 } from "@grafana/ui";
import { useLayoutEffect } from "react";
import type { Drawing, Mark, Panel } from "./drawing";
import { frames, timeRange } from "./frames";

const TOP = 4;

export function TimeSeriesPanel(props: Props) {
  const { panel, drawing, width, height } = props;
  const theme = useTheme2();
  const data = frames(panel, drawing, theme);
  if (data.length === 0) {
    return <NoData text={panel.fieldConfig?.defaults?.noValue} height={height} />;
  }
  return (
    <PanelContextProvider value={{ eventsScope: "picture", eventBus: SILENT } as any}>
      <TimeSeries
        frames={data}
        width={width}
        height={height}
        timeRange={timeRange(drawing, dateTime)}
        timeZone="utc"
        legend={{ showLegend: true, displayMode: "list", placement: "bottom", calcs: [], ...panel.options?.legend }}
      >
        {(builder) => <Marks builder={builder} marks={drawing.marks} />}
      </TimeSeries>
    </PanelContextProvider>
  );
}

export function NoData({ text, height }: { text?: string; height: number }) {
  const theme = useTheme2();
  return (
    <div
      style={{
        height,
        display: "flex",
        alignItems: "center",
        justifyContent: "center",
        textAlign: "center",
        color: theme.colors.text.secondary,
        fontSize: theme.typography.h5.fontSize,
      }}
    >
      {text || "No data"}
    </div>
  );
}

interface Props {
  panel: Panel;
  drawing: Drawing;
  width: number;
  height: number;
}

const SILENT = { getStream: () => ({ pipe: () => ({ subscribe: () => ({}) }) }), publish: () => {} };

/** Annotations: a dashed line at each end, a veil between them, Grafana's triangle under the axis. */
function Marks({ builder, marks }: { builder: any; marks: Mark[] }) {
  const theme = useTheme2();
  useLayoutEffect(() => {
    builder.addHook("draw", (plot: any) => {
      const { ctx, bbox } = plot;
      const ratio = window.devicePixelRatio;
      const right = bbox.left + bbox.width;
      const foot = bbox.top + bbox.height;
      const at = (seconds: number) => Math.round(plot.valToPos(seconds * 1000, "x", true));
      const line = (x: number) => {
        if (x >= bbox.left && x <= right) {
          ctx.beginPath();
          ctx.moveTo(x, bbox.top);
          ctx.lineTo(x, foot);
          ctx.stroke();
        }
      };
      ctx.save();
      for (const mark of marks) {
        const [from, to] = [at(mark.from), at(mark.to)];
        if (to < bbox.left || from > right) {
          continue;
        }
        const [start, end] = [Math.max(from, bbox.left), Math.min(to, right)];
        ctx.strokeStyle = ctx.fillStyle = theme.visualization.getColorByName(mark.color);
        ctx.lineWidth = 2 * ratio;
        ctx.setLineDash([5 * ratio, 5 * ratio]);
        line(from);
        if (to > from) {
          line(to);
          ctx.globalAlpha = 0.1;
          ctx.fillRect(start, bbox.top, end - start, bbox.height);
          ctx.globalAlpha = 1;
          ctx.fillRect(start, foot, end - start, TOP * ratio);
        } else {
          ctx.beginPath();
          ctx.moveTo(start, foot);
          ctx.lineTo(start - TOP * ratio, foot + TOP * ratio);
          ctx.lineTo(start + TOP * ratio, foot + TOP * ratio);
          ctx.fill();
        }
      }
      ctx.restore();
    });
  }, [builder, marks, theme]);
  return null;
}
