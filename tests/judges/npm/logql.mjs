// Reads a JSON list of LogQL queries on standard input. Prints a list of {faults, ranges}: where
// Grafana's own grammar does not know how to go on, and the text between each pair of [ ].
import { text } from "node:stream/consumers";
import { parser } from "@grafana/lezer-logql";

function look(query) {
  const faults = [];
  const ranges = [];
  parser.parse(query).iterate({
    enter(node) {
      if (node.type.isError) faults.push(node.from);
      if (node.name === "Range") ranges.push(query.slice(node.from + 1, node.to - 1));
    },
  });
  return { faults, ranges };
}

console.log(JSON.stringify(JSON.parse(await text(process.stdin)).map(look)));
