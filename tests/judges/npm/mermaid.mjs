// Parses the diagrams on standard input, with a NUL between them, as a page would. Exit code 1 and
// the parser's words if one does not parse. Mermaid cleans labels through a document, hence jsdom.
import { text } from "node:stream/consumers";
import { JSDOM } from "jsdom";

const { window } = new JSDOM("<!doctype html>");
Object.assign(globalThis, { window, document: window.document });
const { default: mermaid } = await import("mermaid");

try {
  for (const diagram of (await text(process.stdin)).split("\0")) {
    const { diagramType } = await mermaid.parse(diagram);
    console.log(diagramType);
  }
} catch (error) {
  console.log(error.message);
  process.exitCode = 1;
}
