// Prints the YAML document on standard input as JSON, as the package `yaml` reads it.
import { text } from "node:stream/consumers";
import { parse } from "yaml";

console.log(JSON.stringify(parse(await text(process.stdin))));
