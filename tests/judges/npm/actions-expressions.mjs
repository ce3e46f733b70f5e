// Reads {context, expressions} as JSON on standard input. Prints a list: for each expression
// {text} as GitHub's own evaluator writes its value as JSON, or {error: true}.
import { text } from "node:stream/consumers";
import { data, Evaluator, Lexer, Parser, wellKnownFunctions } from "@actions/expressions";
import { reviver } from "@actions/expressions/data/reviver";

const input = await text(process.stdin);
const { expressions } = JSON.parse(input);
const context = JSON.parse(JSON.stringify(JSON.parse(input).context), reviver);
const names = context.pairs().map((pair) => pair.key);

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

console.log(JSON.stringify(expressions.map(value)));
