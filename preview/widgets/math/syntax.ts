/** An expression of metric math as a tree. */
export type Node =
  | { readonly is: 'number'; readonly value: number }
  | { readonly is: 'text'; readonly value: string }
  /** A metric or an expression of the same graph. */
  | { readonly is: 'id'; readonly name: string }
  /** A word that some functions take: `REPEAT`, `DESC`. */
  | { readonly is: 'word'; readonly name: string }
  | { readonly is: 'call'; readonly name: string; readonly args: readonly Node[] }
  | { readonly is: 'unary'; readonly operand: Node }
  | { readonly is: 'binary'; readonly sign: string; readonly left: Node; readonly right: Node };

const token =
  /\s*(?:(\d+(?:\.\d+)?(?:e[+-]?\d+)?|\.\d+)|("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|([A-Za-z_][A-Za-z0-9_]*)|(==|!=|<=|>=|&&|\|\||[-+*/^<>(),[\]]))/iy;

/** CloudWatch's limit. */
const LONGEST = 2048;
const DEEPEST = 60;

/** From loose to tight. */
const LEVELS: readonly (readonly string[])[] = [
  ['||', 'OR'],
  ['&&', 'AND'],
  ['==', '!='],
  ['<', '<=', '>', '>='],
  ['+', '-'],
  ['*', '/'],
];

/**
 * Reads an expression of metric math (CloudWatch user guide, "Using metric math").
 * @throws {Error} says what it does not understand, and where
 */
export function parse(expression: string): Node {
  if (expression.length > LONGEST) throw new Error(`an expression has at most ${LONGEST} characters`);
  const tokens = tokenize(expression);
  let at = 0;
  let depth = 0;
  const peek = (): string | undefined => tokens[at];
  const take = (expected: string): void => {
    if (tokens[at] !== expected) throw new Error(`expected "${expected}" at "${tokens[at] ?? 'the end'}"`);
    at++;
  };

  function level(index: number): Node {
    const signs = LEVELS[index];
    if (!signs) return unary();
    let left = level(index + 1);
    for (let sign = peek(); sign !== undefined && signs.includes(sign); sign = peek()) {
      at++;
      left = { is: 'binary', sign, left, right: level(index + 1) };
    }
    return left;
  }
  function unary(): Node {
    if (++depth > DEEPEST) throw new Error('it is nested too deeply');
    try {
      if (peek() === '-') {
        at++;
        return { is: 'unary', operand: unary() };
      }
      const base = primary();
      if (peek() !== '^') return base;
      at++;
      return { is: 'binary', sign: '^', left: base, right: unary() };
    } finally {
      depth--;
    }
  }
  function listUntil(end: string): Node[] {
    const args: Node[] = [];
    while (peek() !== end) {
      if (args.length > 0) take(',');
      args.push(level(0));
    }
    take(end);
    return args;
  }
  function primary(): Node {
    const next = peek();
    if (next === undefined) throw new Error('it ends too early');
    at++;
    if (next === '(') {
      const inner = level(0);
      take(')');
      return inner;
    }
    // A list of series in brackets is an array, as that of METRICS().
    if (next === '[') return { is: 'call', name: '[]', args: listUntil(']') };
    return leaf(next);
  }
  function leaf(next: string): Node {
    if (/^[\d.]/.test(next)) return { is: 'number', value: Number(next) };
    if (/^["']/.test(next)) return { is: 'text', value: next.slice(1, -1).replace(/\\(.)/g, '$1') };
    if (!/^[A-Za-z_]/.test(next)) throw new Error(`"${next}" cannot stand here`);
    if (peek() === '(') {
      at++;
      return { is: 'call', name: next.toUpperCase(), args: listUntil(')') };
    }
    return /^[a-z]/.test(next) ? { is: 'id', name: next } : { is: 'word', name: next };
  }

  const result = level(0);
  if (at < tokens.length) throw new Error(`"${tokens[at]}" cannot stand here`);
  return result;
}

function tokenize(expression: string): string[] {
  const tokens: string[] = [];
  const end = expression.trimEnd().length;
  token.lastIndex = 0;
  while (token.lastIndex < end) {
    const from = token.lastIndex;
    const match = token.exec(expression);
    if (!match) throw new Error(`"${expression.slice(from).trim().slice(0, 20)}" is not metric math`);
    tokens.push(match[0].trim());
  }
  return tokens;
}

/** The ids that an expression uses, without those that METRICS() finds. */
export function idsOf(node: Node): string[] {
  switch (node.is) {
    case 'id':
      return [node.name];
    case 'unary':
      return idsOf(node.operand);
    case 'binary':
      return [...idsOf(node.left), ...idsOf(node.right)];
    case 'call':
      return node.args.flatMap(idsOf);
    default:
      return [];
  }
}
