/** A record of a query: at first a line of the log with its time, its text, and the JSON in it. */
export interface Entry {
  readonly at: number;
  readonly text: string;
  readonly json: unknown;
  /** What the query itself has named. */
  readonly named?: Readonly<Record<string, unknown>>;
}
export type Condition = (entry: Entry) => boolean;

const token =
  /\s*(?:(-?\d+(?:\.\d+)?)(?![\w.])|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|\/((?:[^/\\]|\\.){1,300})\/(i)?|(!=|<=|>=|=~|[=<>(),[\]])|`([^`]{1,200})`|(@?[A-Za-z_][\w.@-]*))/y;

type Token =
  | { readonly is: 'value'; readonly value: string | number }
  | { readonly is: 'pattern'; readonly value: RegExp }
  | { readonly is: 'sign'; readonly value: string }
  | { readonly is: 'word'; readonly value: string };

const DEEPEST = 30;

function tokenOf(match: RegExpExecArray): Token {
  const [, n, double, single, pattern, flags, sign, quoted, word = ''] = match;
  if (n !== undefined) return { is: 'value', value: Number(n) };
  const string = double ?? single;
  if (string !== undefined) return { is: 'value', value: string.replace(/\\(.)/g, '$1') };
  if (pattern !== undefined) return { is: 'pattern', value: patternOf(pattern, flags) };
  return sign !== undefined ? { is: 'sign', value: sign } : { is: 'word', value: quoted ?? word };
}

/** A body's regular expression runs every second on every line: nested repetition could take for ever. */
function patternOf(source: string, flags = ''): RegExp {
  const plain = source.replace(/\(\?i\)/g, '');
  if (/[+*}]\)?[+*{]|\([^)]*[+*][^)]*\)[+*{]/.test(plain))
    throw new Error('a regular expression with nested repetition is not simulated');
  try {
    return new RegExp(plain, flags || (plain === source ? '' : 'i'));
  } catch {
    throw new Error(`/${source.slice(0, 40)}/ is not a regular expression`);
  }
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  token.lastIndex = 0;
  while (token.lastIndex < end) {
    const from = token.lastIndex;
    const match = token.exec(text);
    if (!match) throw new Error(`"${text.slice(from).trim().slice(0, 20)}" is not simulated`);
    tokens.push(tokenOf(match));
  }
  return tokens;
}

const own = (object: unknown, key: string): unknown =>
  typeof object === 'object' && object !== null && Object.hasOwn(object, key)
    ? (object as Record<string, unknown>)[key]
    : undefined;
const within = (object: unknown, path: string): unknown =>
  own(object, path) ?? path.split('.').slice(0, 20).reduce(own, object);

/** The value of a field: `@timestamp`, `@message`, what the query has named, or a path into the JSON of the line. */
export function fieldOf({ at, text, json, named }: Entry, name: string): unknown {
  if (name === '@timestamp' || name === '@ingestionTime') return at;
  if (name === '@message') return text;
  return within(named, name) ?? within(json, name);
}

const comparisons: Readonly<Record<string, (a: unknown, b: string | number) => boolean>> = {
  '=': (a, b) => a !== undefined && String(a) === String(b),
  '!=': (a, b) => String(a) !== String(b),
  '<': (a, b) => Number(a) < Number(b),
  '<=': (a, b) => Number(a) <= Number(b),
  '>': (a, b) => Number(a) > Number(b),
  '>=': (a, b) => Number(a) >= Number(b),
};

/**
 * Reads the condition of `filter`: comparisons, `in […]`, `like`, `=~`, `ispresent(…)`, `not`, `and`, `or`.
 * @throws {Error} says in a part of a sentence what is not simulated
 */
export function parseFilter(text: string): Condition {
  const tokens = tokenize(text);
  let at = 0;
  let depth = 0;
  const is = (kind: Token['is'], value: string): boolean => {
    const next = tokens[at];
    return next?.is === kind && String(next.value).toLowerCase() === value;
  };
  const take = (kind: Token['is'], value: string): void => {
    if (!is(kind, value)) throw new Error(`"${value}" is missing in the filter`);
    at++;
  };

  function either(): Condition {
    const parts = [both()];
    while (is('word', 'or')) {
      at++;
      parts.push(both());
    }
    return (entry) => parts.some((part) => part(entry));
  }
  function both(): Condition {
    const parts = [single()];
    while (is('word', 'and')) {
      at++;
      parts.push(single());
    }
    return (entry) => parts.every((part) => part(entry));
  }
  function single(): Condition {
    if (++depth > DEEPEST) throw new Error('the filter is nested too deeply');
    try {
      if (is('word', 'not')) {
        at++;
        const inner = single();
        return (entry) => !inner(entry);
      }
      return is('sign', '(') ? inParentheses() : comparison();
    } finally {
      depth--;
    }
  }
  function inParentheses(): Condition {
    take('sign', '(');
    const inner = either();
    take('sign', ')');
    return inner;
  }
  function comparison(): Condition {
    const field = tokens[at++];
    if (field?.is !== 'word') throw new Error('a filter begins with a field');
    const name = field.value;
    if (is('sign', '(')) return presence(name);
    const negated = is('word', 'not');
    if (negated) at++;
    const test = testOf(name);
    return (entry) => test(entry) !== negated;
  }
  function presence(call: string): Condition {
    if (call.toLowerCase() !== 'ispresent') throw new Error(`the function ${call} is not simulated`);
    take('sign', '(');
    const field = tokens[at++];
    take('sign', ')');
    return (entry) => fieldOf(entry, String(field?.value)) !== undefined;
  }
  function testOf(name: string): Condition {
    const operator = tokens[at++];
    const word = String(operator?.value).toLowerCase();
    if (operator?.is === 'word' && word === 'in') return inList(name);
    const operand = tokens[at++];
    if (operand === undefined || operand.is === 'sign') throw new Error('the filter ends too early');
    if (word === 'like' || word === '=~') return likeOf(name, operand.value);
    const compare = Object.hasOwn(comparisons, word) ? comparisons[word] : undefined;
    if (!compare || operand.is !== 'value') throw new Error(`"${word}" is not simulated in a filter`);
    return (entry) => compare(fieldOf(entry, name), operand.value);
  }
  function inList(name: string): Condition {
    take('sign', '[');
    const values: string[] = [];
    while (!is('sign', ']')) {
      if (values.length > 0) take('sign', ',');
      const value = tokens[at++];
      if (value?.is !== 'value') throw new Error('a list in the filter has something that is no value');
      values.push(String(value.value));
    }
    take('sign', ']');
    return (entry) => values.includes(String(fieldOf(entry, name)));
  }

  const condition = either();
  if (at < tokens.length) throw new Error(`"${String(tokens[at]?.value)}" is not simulated in a filter`);
  return condition;
}

function likeOf(name: string, value: string | number | RegExp): Condition {
  return (entry) => {
    const found = fieldOf(entry, name);
    if (found === undefined) return false;
    const text = typeof found === 'object' ? JSON.stringify(found) : String(found);
    return value instanceof RegExp ? value.test(text) : text.includes(String(value));
  };
}
