// Reads {context, expressions} as JSON on standard input. Prints a list: for each expression
// {text} as GitHub's own evaluator writes its value as JSON, or {error: true}. With {names,
// functions, expressions}, the contexts and [name, least, most] of the functions that are known
// beside the built-in ones, it prints whether GitHub's own parser takes each.
import { text } from "node:stream/consumers";
import { data, Evaluator, Lexer, Parser, wellKnownFunctions } from "@actions/expressions";
import { reviver } from "@actions/expressions/data/reviver";

const input = await text(process.stdin);
const { expressions, functions } = JSON.parse(input);
const context = JSON.parse(JSON.stringify(JSON.parse(input).context ?? {}), reviver);
const names = JSON.parse(input).names ?? context.pairs().map((pair) => pair.key);
const known = (functions ?? []).map(([name, minArgs, maxArgs]) => ({ name, minArgs, maxArgs }));

function value(expression) {
  try {
    const tree = new Parser(new Lexer(expression).lex().tokens, names, []).parse();
    const found = new Evaluator(tree, context).evaluate();
    const number = found.kind === data.Kind.Number && !Number.isFinite(found.value);
    return { text: number ? String(found.value) : wellKnownFunctions.tojson.call(found).value };
  } catch {
    return { error: true };
  }
}

function taken(expression) {
  try {
    return Boolean(new Parser(new Lexer(expression).lex().tokens, names, known).parse());
  } catch {
    return false;
  }
}

console.log(JSON.stringify(expressions.map(functions ? taken : value)));
