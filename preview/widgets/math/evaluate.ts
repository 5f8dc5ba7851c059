import { calculate, functions, unavailable } from './functions';
import { idsOf, type Node, parse } from './syntax';
import { each, isArray, isSeries, type Series, type Value } from './values';

/** What an expression can refer to. */
export interface Scope {
  /** The series of a metric or an expression by its id. */
  series(id: string): Value;
  /** The graph's metrics, which METRICS() returns; with a text those whose id contains it. */
  metrics(containing: string): readonly Series[];
}

export interface Expression {
  /** The ids that it names. */
  readonly uses: readonly string[];
  /** @throws {Error} says in a part of a sentence why it has no result here */
  evaluate(scope: Scope): Value;
}

/**
 * Reads an expression of metric math. The same expression as an alarm's has the same value as in
 * `model/alarms/metric-math.ts`; this one knows more functions, and works on whole series.
 * @param expression of a dashboard body
 * @throws {Error} says in a part of a sentence what is wrong or not simulated
 */
export function compileExpression(expression: string): Expression {
  if (/^\s*select\s/i.test(expression)) throw new Error('queries by SELECT need an AWS account');
  const tree = parse(expression);
  check(tree);
  return { uses: idsOf(tree), evaluate: (scope) => evaluate(tree, scope) };
}

/** Unknown functions and wrong numbers of arguments are found before there are any data. */
function check(node: Node): void {
  if (node.is === 'unary') check(node.operand);
  if (node.is === 'binary') [node.left, node.right].forEach(check);
  if (node.is !== 'call') return;
  checkCall(node.name, node.args);
  node.args.forEach(check);
}

function checkCall(name: string, args: readonly Node[]): void {
  if (Object.hasOwn(unavailable, name)) throw new Error(unavailable[name]);
  if (name === 'METRICS' || name === 'PERIOD') return;
  const definition = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (!definition) throw new Error(`the function ${name} is not known`);
  if (args.length < definition.least || args.length > definition.most)
    throw new Error(`${name} has ${args.length} arguments`);
}

function evaluate(node: Node, scope: Scope): Value {
  switch (node.is) {
    case 'number':
      return node.value;
    case 'text':
      return { word: node.value };
    case 'word':
      return { word: node.name };
    case 'id':
      return scope.series(node.name);
    case 'unary':
      return each(evaluate(node.operand, scope), (value) => -value);
    case 'binary':
      return calculate(node.sign, evaluate(node.left, scope), evaluate(node.right, scope));
    case 'call':
      return call(node.name, node.args, scope);
  }
}

function call(name: string, nodes: readonly Node[], scope: Scope): Value {
  const args = nodes.map((node) => evaluate(node, scope));
  const [first] = args;
  if (name === 'METRICS')
    return scope.metrics(typeof first === 'object' && 'word' in first ? first.word : '');
  if (name === 'PERIOD') {
    if (first === undefined || !isSeries(first)) throw new Error('PERIOD needs a metric');
    return first.periodMs / 1000;
  }
  const apply = functions[name]?.apply;
  if (!apply) throw new Error(`the function ${name} is not known`);
  return apply(...args);
}

/** The series that an expression draws: a number is drawn as a line, like a threshold. */
export function seriesOf(value: Value, like: Series): readonly Series[] {
  if (typeof value === 'number')
    return [
      { ...like, label: '', values: like.values.map(() => (Number.isFinite(value) ? value : undefined)) },
    ];
  if (isArray(value)) return value;
  if (isSeries(value)) return [value];
  throw new Error('its result is a text');
}
