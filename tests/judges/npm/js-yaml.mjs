// Prints the YAML document on standard input as JSON, as js-yaml reads it.
import { text } from "node:stream/consumers";
import { load } from "js-yaml";

console.log(JSON.stringify(load(await text(process.stdin))));
