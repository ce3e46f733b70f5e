// Parses the one diagram on standard input as a page would. Exit code 1 and the parser's words if
// it does not parse. Mermaid cleans labels through a document, hence jsdom.
import { text } from "node:stream/consumers";
import { JSDOM } from "jsdom";

const { window } = new JSDOM("<!doctype html>");
Object.assign(globalThis, { window, document: window.document });
const { default: mermaid } = await import("mermaid");

try {
  const { diagramType } = await mermaid.parse(await text(process.stdin));
  console.log(diagramType);
} catch (error) {
  console.log(error.message);
  process.exitCode = 1;
}
