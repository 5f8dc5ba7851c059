/** The metrics' values in one period, by id; undefined if a metric has no data in it. */
export type Values = Readonly<Record<string, number | undefined>>;
/** @returns undefined if CloudWatch would have no data point */
export type Evaluate = (values: Values, periodSeconds: number) => number | undefined;

const token = /\s*(?:(\d+(?:\.\d+)?)|(PERIOD)|([a-z][A-Za-z0-9_]*)|([*/()]))/y;

/**
 * The metric math that our alarms use: numbers, metrics by id, `*`, `/`, parentheses and `PERIOD(id)` (CloudWatch user
 * guide, "Using metric math"). Anything else throws instead of being guessed.
 *
 * If a metric has no data in a period, the result has none either. AWS does not document division by zero; its graphs
 * show no result.
 * @param ids the metrics that the expression may use
 * @throws {Error} says what it does not support, and where
 */
export function compile(expression: string, ids: readonly string[]): Evaluate {
  const tokens = tokenize(expression);
  let at = 0;
  const refuse = (what: string): never => {
    throw new Error(
      `Metric math "${expression}": ${what}. Supported: numbers, ${ids.join(', ')}, * / ( ) and PERIOD(id).`,
    );
  };
  const take = (expected: string): void => {
    if (tokens[at] !== expected) refuse(`expected "${expected}" at "${tokens[at] ?? 'the end'}"`);
    at++;
  };
  const id = (): string => {
    const name = tokens[at++] ?? 'the end';
    return ids.includes(name) ? name : refuse(`"${name}" is not a metric of this alarm`);
  };

  function factor(): Evaluate {
    const next = tokens[at];
    if (next === '(') {
      take('(');
      const inner = product();
      take(')');
      return inner;
    }
    if (next === 'PERIOD') {
      at++;
      take('(');
      id();
      take(')');
      // All metrics of an alarm have the alarm's period.
      return (_, period) => period;
    }
    if (next !== undefined && /^\d/.test(next)) {
      at++;
      return () => Number(next);
    }
    const name = id();
    return (values) => values[name];
  }
  function product(): Evaluate {
    let left = factor();
    for (let sign = tokens[at]; sign === '*' || sign === '/'; sign = tokens[at]) {
      at++;
      left = combine(left, sign, factor());
    }
    return left;
  }

  const result = product();
  if (at < tokens.length) refuse(`"${tokens[at]}" is not supported`);
  return result;
}

function combine(left: Evaluate, sign: '*' | '/', right: Evaluate): Evaluate {
  return (values, period) => {
    const [a, b] = [left(values, period), right(values, period)];
    if (a === undefined || b === undefined) return undefined;
    const result = sign === '*' ? a * b : a / b;
    return Number.isFinite(result) ? result : undefined;
  };
}

function tokenize(expression: string): string[] {
  const tokens: string[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < expression.trimEnd().length) {
    const from = token.lastIndex;
    const match = token.exec(expression);
    if (!match)
      throw new Error(`Metric math "${expression}": "${expression.slice(from).trim()}" is not supported.`);
    tokens.push(match[0].trim());
  }
  return tokens;
}
