import "@fontsource-variable/inter";
import { createTheme, ThemeContext } from "@grafana/data";
import { GlobalStyles, Icon, PanelChrome } from "@grafana/ui";
import { createRoot } from "react-dom/client";
import type { Drawing, Panel } from "./drawing";
import { HeatmapPanel } from "./heatmap";
import { serveIcons } from "./icons";
import { AnnotationListPanel, TextPanel } from "./lists";
import { StatPanel } from "./stat";
import { TablePanel } from "./table";
import { NoData, TimeSeriesPanel } from "./timeseries";

// Grafana's own measures: 24 columns, rows of 30 pixels, 8 between panels.
const COLUMNS = 24;
const ROW = 30;
const GAP = 8;
const MARGIN = 16;
const HEAD = 56;

declare global {
  interface Window {
    drawing: Drawing;
  }
}

const FONT = "'Inter Variable', sans-serif";
const theme = createTheme({ colors: { mode: "dark" }, typography: { fontFamily: FONT } });

function Dashboard({ drawing }: { drawing: Drawing }) {
  const panels = drawing.dashboard.panels;
  const bottom = Math.max(...panels.map(({ gridPos: { y, h } }) => y + h));
  return (
    <div
      style={{
        position: "relative",
        height: HEAD + bottom * (ROW + GAP) + MARGIN,
        background: theme.colors.background.canvas,
        fontFamily: FONT,
      }}
    >
      <Head drawing={drawing} />
      {panels.map((panel) => (
        <Cell key={panel.id} panel={panel} drawing={drawing} />
      ))}
    </div>
  );
}

function Head({ drawing }: { drawing: Drawing }) {
  const { title, tags, links } = drawing.dashboard;
  const box = {
    border: `1px solid ${theme.colors.border.medium}`,
    borderRadius: 2,
    padding: "4px 8px",
    background: theme.colors.background.primary,
  };
  const quiet = { color: theme.colors.text.secondary };
  return (
    <div style={{ height: HEAD, padding: `0 ${MARGIN}px`, display: "flex", gap: 12, alignItems: "center" }}>
      <span style={{ fontSize: 18, fontWeight: 500 }}>{title}</span>
      <span style={quiet}>{tags.join(" · ")}</span>
      <span style={{ flexGrow: 1 }} />
      {links.map((link) => (
        <span key={link.title} style={box}>
          <Icon name="external-link-alt" size="sm" /> {link.title}
        </span>
      ))}
      {drawing.variables.map(({ label, value }) => (
        <span key={label} style={box}>
          <span style={quiet}>{label}</span> {value}
        </span>
      ))}
      <span style={box}>
        <Icon name="clock-nine" size="sm" /> {drawing.range.text} <span style={quiet}>UTC</span>
      </span>
    </div>
  );
}

function Cell({ panel, drawing }: { panel: Panel; drawing: Drawing }) {
  const column = (window.innerWidth - 2 * MARGIN - (COLUMNS - 1) * GAP) / COLUMNS;
  const { x, y, w, h } = panel.gridPos;
  const width = w * column + (w - 1) * GAP;
  const height = h * ROW + (h - 1) * GAP;
  return (
    <div
      style={{
        position: "absolute",
        left: MARGIN + x * (column + GAP),
        top: HEAD + y * (ROW + GAP),
        width,
        height,
      }}
    >
      {panel.type === "row" ? (
        <RowHead panel={panel} />
      ) : (
        <PanelChrome
          title={panel.title}
          description={panel.description}
          displayMode={panel.transparent ? "transparent" : "default"}
          titleItems={
            panel.links?.length ? (
              <span style={{ color: theme.colors.text.secondary, paddingLeft: 6 }}>
                <Icon name="external-link-alt" size="sm" />
              </span>
            ) : undefined
          }
          width={width}
          height={height}
        >
          {(innerWidth, innerHeight) => (
            <Body panel={panel} drawing={drawing} width={innerWidth} height={innerHeight} />
          )}
        </PanelChrome>
      )}
    </div>
  );
}

function RowHead({ panel }: { panel: Panel }) {
  const count = panel.panels?.length ?? 0;
  return (
    <div style={{ height: ROW, display: "flex", gap: 6, alignItems: "center", fontWeight: 500 }}>
      <Icon name={panel.collapsed ? "angle-right" : "angle-down"} />
      {panel.title}
      {panel.collapsed && (
        <span style={{ color: theme.colors.text.secondary, fontWeight: 400, fontStyle: "italic" }}>
          ({count} {count === 1 ? "panel" : "panels"})
        </span>
      )}
    </div>
  );
}

function Body(props: { panel: Panel; drawing: Drawing; width: number; height: number }) {
  switch (props.panel.type) {
    case "timeseries":
      return <TimeSeriesPanel {...props} />;
    case "stat":
      return <StatPanel {...props} />;
    case "heatmap":
      return <HeatmapPanel {...props} />;
    case "table":
      return <TablePanel {...props} />;
    case "annolist":
      return <AnnotationListPanel {...props} />;
    case "text":
      return <TextPanel {...props} />;
    default:
      return <NoData text={`no picture of a panel of type ${props.panel.type}`} height={props.height} />;
  }
}

serveIcons();
await document.fonts.load("14px 'Inter Variable'");
createRoot(document.getElementById("root")!).render(
  <ThemeContext.Provider value={theme}>
    <GlobalStyles />
    <Dashboard drawing={window.drawing} />
  </ThemeContext.Provider>,
);
