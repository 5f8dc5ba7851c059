import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { UsageError } from '../../model/usage-error';
import type { StoredSecret } from '../../model/variables';

/** The limit of SSM for a standard parameter, which is free. */
const LONGEST_VALUE = 4096;

/** A secret with the value to store. The value must reach nothing but SSM. */
export interface Given {
  readonly secret: StoredSecret;
  readonly value: string;
}

/**
 * Reads `NAME=value` lines. Skips empty lines and lines that start with `#`, and removes quotes around a value.
 * @throws {UsageError} names every wrong line, never its content
 */
export function parseSecrets(text: string, secrets: readonly StoredSecret[]): Given[] {
  const problems: string[] = [];
  const given = new Map<string, Given>();
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '' || line.trimStart().startsWith('#')) continue;
    const at = line.indexOf('=');
    const variable = line.slice(0, Math.max(0, at)).trim();
    const value = unquoted(line.slice(at + 1).trim());
    const secret = secrets.find((s) => s.variable === variable);
    const twice = given.has(variable);
    const problem = secret && !twice ? problemOf(value) : problemOfName(variable, twice, secrets);
    if (secret && !problem) given.set(variable, { secret, value });
    // The text before a missing or misplaced "=" may be a secret: only well-formed names are repeated.
    else problems.push(`Line ${i + 1}${NAME.test(variable) ? `, ${variable}:` : ''} ${problem}.`);
  }
  if (problems.length > 0) throw new UsageError(`${problems.join('\n')}\nNothing was stored.`);
  return [...given.values()];
}

const NAME = /^[A-Z][A-Z0-9_]*$/;

function problemOfName(variable: string, twice: boolean, secrets: readonly StoredSecret[]): string {
  if (!NAME.test(variable)) return 'is not NAME=value';
  if (twice) return 'given twice';
  return `not a secret of this environment; its secrets are ${secrets.map((s) => s.variable).join(', ')}`;
}

function unquoted(value: string): string {
  return /^(["']).*\1$/.test(value) && value.length > 1 ? value.slice(1, -1) : value;
}

function problemOf(value: string): string | undefined {
  if (value === '') return 'the value is empty';
  if (Buffer.byteLength(value) > LONGEST_VALUE) return `the value is longer than ${LONGEST_VALUE} bytes`;
  // SSM would store it, but the collector rejects a reference to a reference.
  if (value.startsWith('ssm:')) return 'the value is a reference; give the secret itself';
  return undefined;
}

/**
 * Asks for each secret at the terminal without echoing the input. Enter keeps the stored value.
 * @throws {UsageError} if a value cannot be stored
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
  try {
    for (const secret of secrets) {
      output.write(
        `${secret.variable} (${secret.description})\n  value (hidden; Enter keeps the stored one): `,
      );
      const line = await lines.next();
      output.write('\n');
      if (line.done) throw new UsageError('Stopped: nothing was stored.');
      const value = line.value.trim();
      const problem = value === '' ? undefined : problemOf(value);
      if (problem) throw new UsageError(`${secret.variable}: ${problem}. Nothing was stored.`);
      if (value !== '') given.push({ secret, value });
    }
    return given;
  } finally {
    terminal.close();
  }
}
