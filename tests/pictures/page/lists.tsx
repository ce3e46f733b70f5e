// Panels of Grafana's core that are not on npm: the list of annotations and the text.
import { dateTimeFormat, renderMarkdown } from "@grafana/data";
import { useTheme2 } from "@grafana/ui";
import type { Drawing, Panel } from "./drawing";

export function AnnotationListPanel({ panel, drawing }: { panel: Panel; drawing: Drawing }) {
  const theme = useTheme2();
  const wanted: string[] = panel.options?.tags ?? [];
  const deploys = drawing.marks.filter((mark) => wanted.every((tag) => mark.tags.includes(tag)));
  if (deploys.length === 0) {
    return <div style={{ color: theme.colors.text.secondary }}>No annotations found</div>;
  }
  return (
    <div>
      {deploys.map((mark) => (
        <div key={mark.from} style={{ display: "flex", padding: "4px 0" }}>
          <span style={{ flexGrow: 1 }}>{mark.title}</span>
          <span style={{ color: theme.colors.text.secondary }}>
            {dateTimeFormat(mark.from * 1000, { timeZone: "utc" })}
          </span>
        </div>
      ))}
    </div>
  );
}

export function TextPanel({ panel }: { panel: Panel }) {
  const { content = "", mode = "markdown" } = panel.options ?? {};
  const html = mode === "markdown" ? renderMarkdown(content) : content;
  return <div className="markdown-html" dangerouslySetInnerHTML={{ __html: html }} />;
}
