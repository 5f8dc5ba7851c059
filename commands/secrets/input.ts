import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { pasted, secretProblems } from '../../handlers/secrets';
import { UsageError } from '../../model/usage-error';
import type { StoredSecret } from '../../model/variables';
import { askEndpoints, type Endpoints, takeEndpoints } from './endpoints';

/** The limit of SSM for a standard parameter, which is free. */
const LONGEST_VALUE = 4096;

/** A secret with the value to store. The value must reach nothing but SSM. */
export interface Given {
  readonly secret: StoredSecret;
  readonly value: string;
}

const NAME = /^[A-Z][A-Z0-9_]*$/;

/** A `NAME=value` line. */
interface Line {
  readonly number: number;
  readonly variable: string;
  readonly value: string;
}

/**
 * Reads `NAME=value` lines, also of a .env file. Skips empty lines and lines that start with `#`. Values are read and
 * checked as the collectors do it.
 * @throws {UsageError} names every wrong line, never its content
 */
export async function parseSecrets(text: string, secrets: readonly StoredSecret[]): Promise<Given[]> {
  const problems: [line: number, problem: string][] = [];
  const given: (Given & Line)[] = [];
  for (const line of linesOf(text)) {
    const { number, variable, value } = line;
    const secret = secrets.find((one) => one.variable === variable);
    const twice = given.some((one) => one.variable === variable);
    const problem = secret && !twice ? problemOf(value) : problemOfName(variable, twice, secrets);
    if (secret && !problem) given.push({ secret, ...line });
    // The text before a missing or misplaced "=" may be a secret: only well-formed names are repeated.
    else problems.push([number, `${NAME.test(variable) ? `, ${variable}:` : ''} ${problem}.`]);
  }
  for (const { variable, text } of await secretProblems(valuesOf(given)))
    problems.push([given.find((one) => one.variable === variable)?.number ?? 0, `: ${text}`]);
  const said = problems.sort(([a], [b]) => a - b).map(([number, problem]) => `Line ${number}${problem}`);
  if (said.length > 0) throw new UsageError(`${said.join('\n')}\nNothing was stored.`);
  return given.map(({ secret, value }) => ({ secret, value }));
}

function linesOf(text: string): Line[] {
  return text.split(/\r\n|\r|\n/).flatMap((line, i) => {
    if (/^\s*(#|$)/.test(line)) return [];
    const at = Math.max(0, line.indexOf('='));
    const variable = line.slice(0, at).replace(/^\s*export\s/, '');
    return [{ number: i + 1, variable: variable.trim(), value: pasted(line.slice(at + 1)) ?? '' }];
  });
}

const valuesOf = (given: readonly Given[]): Record<string, string> =>
  Object.fromEntries(given.map(({ secret, value }) => [secret.variable, value]));

function problemOfName(variable: string, twice: boolean, secrets: readonly StoredSecret[]): string {
  if (!NAME.test(variable)) return 'is not NAME=value';
  if (twice) return 'given twice';
  return `not a secret of this environment; its secrets are ${secrets.map((s) => s.variable).join(', ')}`;
}

function problemOf(value: string): string | undefined {
  if (value === '') return 'the value is empty';
  if (Buffer.byteLength(value) > LONGEST_VALUE) return `the value is longer than ${LONGEST_VALUE} bytes`;
  // SSM would store it, but the collector rejects a reference to a reference.
  if (/^ssm:/i.test(value)) return 'the value is a reference; give the secret itself';
  return undefined;
}

/**
 * Asks at the terminal without echoing the input.
 * @param use asks; what it returns is the result
 * @throws {UsageError} if the input ends before everything was asked for
 */
async function hidden<T>(
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
  use: (ask: (prompt: string) => Promise<string | undefined>) => Promise<T>,
): Promise<T> {
  // The line editor echoes to its output. Discard it, so that only our prompts reach the terminal.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input, output: nowhere, terminal: true });
  // Buffers lines that are typed or pasted ahead; ends at end of input and on Ctrl-C.
  const lines = terminal[Symbol.asyncIterator]();
  try {
    return await use(async (prompt) => {
      output.write(prompt);
      const line = await lines.next();
      output.write('\n');
      if (line.done) throw new UsageError('Stopped: nothing was stored.');
      return pasted(line.value);
    });
  } finally {
    terminal.close();
  }
}

/** What the user gave: secrets, and endpoints that hold one. */
export interface Input extends Endpoints {
  readonly given: readonly Given[];
}

/** Reads secrets and endpoints from a text. @throws {UsageError} names every wrong line, never its content */
export async function parseInput(text: string, secrets: readonly StoredSecret[]): Promise<Input> {
  const { rest, ...endpoints } = takeEndpoints(text);
  return { ...endpoints, given: await parseSecrets(rest, secrets) };
}

/** Asks for each secret, and for endpoints that hold one. @throws {UsageError} if the input ends before that */
export function askInput(
  secrets: readonly StoredSecret[],
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
): Promise<Input> {
  const say = (text: string) => void output.write(text);
  return hidden(input, output, async (ask) => {
    const given = await askEach(secrets, ask, say);
    return { given, ...(await askEndpoints(ask, say)) };
  });
}

/** Asks for each secret. Enter keeps the stored value. A value that the collectors could not use is asked for again. */
async function askEach(
  secrets: readonly StoredSecret[],
  ask: (prompt: string) => Promise<string | undefined>,
  say: (text: string) => void,
): Promise<Given[]> {
  const given: Given[] = [];
  const answer = () => ask('  value (hidden; Enter keeps the stored one): ');
  for (const secret of secrets) {
    say(`${secret.variable} (${secret.description})\n`);
    for (let value = await answer(); value !== undefined; value = await answer()) {
      const problem = await refusalOf(secret, value, given);
      if (problem === undefined) {
        given.push({ secret, value });
        break;
      }
      say(`  ${problem} Enter it again.\n`);
    }
  }
  return given;
}

/** Why a value cannot be stored, beside those that were given before it; undefined if it can be. */
async function refusalOf(
  secret: StoredSecret,
  value: string,
  before: readonly Given[],
): Promise<string | undefined> {
  const { variable } = secret;
  const problem = problemOf(value);
  if (problem) return `${variable}: ${problem}.`;
  const problems = await secretProblems(valuesOf([...before, { secret, value }]));
  return problems.find((one) => one.variable === variable)?.text;
}
