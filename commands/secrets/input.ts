import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { pasted, secretProblems } from '../../handlers/secrets';
import { UsageError } from '../../model/usage-error';
import type { StoredSecret } from '../../model/variables';

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
  if (value.startsWith('ssm:')) return 'the value is a reference; give the secret itself';
  return undefined;
}

/**
 * Asks for each secret at the terminal without echoing the input. Enter keeps the stored value. A value that the
 * collectors could not use is asked for again.
 * @throws {UsageError} if the input ends before all secrets were asked for
 */
export async function askSecrets(
  secrets: readonly StoredSecret[],
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
): Promise<Given[]> {
  // The line editor echoes to its output. Discard it, so that only our prompts reach the terminal.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input, output: nowhere, terminal: true });
  // Buffers lines that are typed or pasted ahead; ends at end of input and on Ctrl-C.
  const lines = terminal[Symbol.asyncIterator]();
  const given: Given[] = [];
  const answer = async () => {
    output.write('  value (hidden; Enter keeps the stored one): ');
    const line = await lines.next();
    output.write('\n');
    if (line.done) throw new UsageError('Stopped: nothing was stored.');
    return pasted(line.value);
  };
  try {
    for (const secret of secrets) {
      output.write(`${secret.variable} (${secret.description})\n`);
      for (let value = await answer(); value !== undefined; value = await answer()) {
        const problem = await refusalOf(secret, value, given);
        if (problem === undefined) {
          given.push({ secret, value });
          break;
        }
        output.write(`  ${problem} Enter it again.\n`);
      }
    }
    return given;
  } finally {
    terminal.close();
  }
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
