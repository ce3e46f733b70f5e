// Reads a JSON map of workflows, text by name, on standard input. Prints a JSON map: what GitHub's
// own language service says against each.
import { register } from "node:module";
import { text } from "node:stream/consumers";

// The package imports JSON without the attribute that node asks for.
const loader = `
import { readFile } from "node:fs/promises";
export async function load(url, context, next) {
  if (!url.endsWith(".json")) return next(url, context);
  const source = "export default " + (await readFile(new URL(url), "utf8"));
  return { format: "module", source, shortCircuit: true };
}`;
register(`data:text/javascript,${encodeURIComponent(loader)}`);

const { validate } = await import("@actions/languageservice");
const { TextDocument } = await import("vscode-languageserver-textdocument");

const findings = {};
for (const [name, body] of Object.entries(JSON.parse(await text(process.stdin)))) {
  const file = TextDocument.create(`file:///.github/workflows/${name}`, "yaml", 0, body);
  const found = await validate(file);
  findings[name] = found.map((each) => `${each.range.start.line + 1}: ${each.message}`);
}
console.log(JSON.stringify(findings));
