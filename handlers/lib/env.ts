import { type Env, variableOf } from '../../model/variables';
import { ConfigurationError, type VariableProblem } from './errors';
import { type Redactor, SHORTEST_SECRET, shown } from './redact';
import { isHalfEncoded, LOGIN } from './url';

export type { Env };

/** What people copy together with a secret. Each rule makes the text shorter. */
const wrappings: readonly RegExp[] = [
  // A line of a .env file, if its name is that of a secret, or its value is a URL: a password may have a = in it.
  /^(?:export\s+)?[A-Z][A-Z0-9_]*_(?:URL|STRING|TOKEN|KEY|PASSWORD|PROJECT_ID)\s*=\s*(?<secret>[^\s=].*)$/s,
  /^(?:export\s+)?[A-Z][A-Z0-9_]*\s*=\s*(?<secret>[^\s=].*:\/\/.*)$/s,
  /^(?:authorization:\s*)?bearer\s+(?<secret>.+)$/is,
  // What Neon and Upstash show for the terminal; behind the URL there may be other arguments.
  /^(?:psql|redis-cli)\s.*?(?<secret>"[^"]*:\/\/[^"]*"|'[^']*:\/\/[^']*'|\S+:\/\/\S+)/is,
  // Behind the closing quote, a .env file may have a comment.
  /^(?<quote>["'`])(?<secret>.*)\k<quote>(?:\s+#.*)?$/s,
  /^[“‘](?<secret>.+)[”’]$/s,
];

/**
 * A % that encodes nothing, and what ends the password for one program and not for another. A line break stays: it
 * separates two texts, and `parseUrl` refuses them.
 */
const UNENCODED = /%(?![0-9a-f]{2})|@|[^\S\p{Cc}]/giu;

/** The longest parameter of SSM. No secret is longer, and the rules take quadratic time. */
const LONGEST_SECRET = 8_192;

/**
 * A secret without what people paste with it: invisible characters, spaces, quotes, `Bearer`, `NAME=`, and the `psql` or
 * `redis-cli` before a URL. What is not encoded in a URL's login, but must be, is encoded: then all programs read the
 * same one. A login that is encoded in part stays as it is, and is refused by those who read it. A secret that was read is
 * read the same once more.
 * @returns undefined if nothing is left
 */
export function pasted(text: string): string | undefined {
  let secret = visible(text);
  for (let inner = unwrapped(secret); inner !== undefined; inner = unwrapped(secret)) secret = visible(inner);
  if (isHalfEncoded(secret)) return secret;
  return secret.replace(LOGIN, (login) => login.replace(UNENCODED, encodeURIComponent)) || undefined;
}

const visible = (text: string) => text.replace(/[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, '').trim();

function unwrapped(text: string): string | undefined {
  if (text.length > LONGEST_SECRET) return undefined;
  const secret = wrappings
    .map((wrapping) => wrapping.exec(text)?.groups?.secret)
    .find((inner) => inner !== undefined);
  // redis-cli has an option for what rediss:// says.
  return /^redis-cli\s.*--tls\b/is.test(text) ? secret?.replace(/^(["']?)redis:/i, '$1rediss:') : secret;
}

const HIDDEN = 'has asterisks or dots in place of the value: show it before you copy it.';

/** What is not a token, and what it is in its place. The first that matches is said. @param from whose token it is */
const notTokens: readonly (readonly [RegExp, (from: string) => string])[] = [
  [/^ssm:/i, () => 'is a reference to a parameter where the value is needed: store the token itself.'],
  [/^arn:/i, () => 'is an ARN and no token: to refer to a parameter of SSM, write ssm:<ARN>.'],
  [
    /^(undefined|null|none)$|\$\{|\{\{|^\$\w+$|^<.*>$/i,
    (from) => `is a placeholder that was not replaced: copy the token from ${from}.`,
  ],
  [
    /[\s\p{Cc}"'`]|:\/\/|^bearer$|[;,]$/iu,
    (from) =>
      `is not a token: it is a URL, has spaces, quotes or line breaks, or ends with ; or a comma. Copy it from ${from} again.`,
  ],
  [/[*•]{3}|…|\.{3}/, () => HIDDEN],
];

/** Reads environment variables and collects their problems, so that all of them are reported at once. */
export class EnvReader {
  private readonly problems: VariableProblem[] = [];

  constructor(private readonly env: Env) {}

  /** @param what the predicate of a sentence whose subject is the variable, never with its value */
  problem(variable: string, what: string): void {
    const text = `${variable} ${what}`;
    if (this.problems.every((one) => one.text !== text)) this.problems.push({ variable, text });
  }

  optional(name: string): string | undefined {
    return variableOf(this.env, name);
  }

  required(name: string, what: string): string {
    const value = this.optional(name);
    if (!value) this.problem(name, `is not set: set it to ${what}.`);
    return value ?? '';
  }

  flag(name: string): boolean {
    const value = this.optional(name) ?? 'false';
    if (value !== 'true' && value !== 'false')
      this.problem(name, `is ${shown(value)}: set it to true or false.`);
    return value === 'true';
  }

  /** A number from `least` to `most`; `fallback` if the variable is not set. */
  number<T extends number | undefined>(name: string, fallback: T, least: number, most: number): number | T {
    const text = this.optional(name);
    if (text === undefined) return fallback;
    const value = Number(text);
    if (value >= least && value <= most) return value;
    this.problem(name, `is ${shown(text)}: set it to a number from ${least} to ${most}.`);
    return fallback;
  }

  /**
   * Registers a password or a key with the redactor. One that is too short cannot be told from ordinary text.
   * @param value what the variable holds, or the password in its URL
   */
  secret(name: string, value: string | undefined, redactor: Redactor): void {
    if (!value) return;
    redactor.learn(value);
    if (value.length < SHORTEST_SECRET)
      this.problem(name, 'is too short to be redacted from messages: choose a longer password or key.');
    else if (/^[*•.…]+$/.test(value)) this.problem(name, HIDDEN);
  }

  /**
   * Reads a token or a key, and registers it with the redactor. A server refuses one that was copied together with
   * something else, or from the wrong field, without saying why.
   * @param from whose token it is
   */
  token(name: string, from: string, redactor: Redactor): string | undefined {
    const token = this.optional(name);
    this.secret(name, token, redactor);
    const [, what] = notTokens.find(([pattern]) => pattern.test(token ?? '')) ?? [];
    if (what) this.problem(name, what(from));
    return token;
  }

  /** @throws {ConfigurationError} with every problem, if there is any */
  done(): void {
    if (this.problems.length > 0)
      throw new ConfigurationError(this.problems.map(({ text }) => text).join(' '), this.problems);
  }
}
