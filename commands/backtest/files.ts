import {
  accessSync,
  closeSync,
  constants,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { History } from '../../model/backtest/history';
import { parseHistory } from '../../model/backtest/parse-history';
import { UsageError } from '../../model/usage-error';

/** Ten times what a month of one-minute values of all rows takes. */
const LARGEST = 200_000_000;

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  EISDIR: 'is a folder',
  EACCES: 'may not be read',
};
const why = (error: unknown): string => {
  const { code = '' } = error as NodeJS.ErrnoException;
  return reasons[code] ?? `cannot be used (${code})`;
};

/**
 * A recorded history of an environment.
 * @throws {UsageError} lists every problem by line
 */
export function readHistory(file: string, environment: string, now: number): History {
  const { history, problems } = parseHistory(textOf(file), now);
  if (problems) throw new UsageError(problems.map((problem) => `${file}: ${problem}`).join('\n'));
  if (history.environment !== environment)
    throw new UsageError(
      `${file} is a history of ${history.environment}, not of ${environment}: name that environment, or record this one.`,
    );
  return history;
}

function textOf(file: string): string {
  let text: string | undefined;
  try {
    text = readAtMost(file, LARGEST);
  } catch (error) {
    throw new UsageError(`${file} ${why(error)}. --record writes a history.`);
  }
  if (text !== undefined) return text;
  throw new UsageError(`${file} is larger than ${LARGEST / 1e6} MB: no history is. --record writes one.`);
}

const CHUNK = 1_000_000;

/** Also what has no size, and may have no end: `--from <(zcat history.gz)`. @returns undefined if it is longer */
function readAtMost(path: string, most: number): string | undefined {
  const file = openSync(path, 'r');
  try {
    const chunks: Buffer[] = [];
    for (let size = 0; size <= most; ) {
      const chunk = Buffer.alloc(CHUNK);
      const read = readSync(file, chunk);
      if (read === 0) return Buffer.concat(chunks).toString();
      chunks.push(chunk.subarray(0, read));
      size += read;
    }
    return undefined;
  } finally {
    closeSync(file);
  }
}

/**
 * Makes sure that a file can be written, before CloudWatch is asked for what goes into it.
 * @throws {UsageError} says why not
 */
export function mustBeWritable(file: string): void {
  try {
    accessSync(dirname(file), constants.W_OK);
  } catch {
    throw new UsageError(`${file} cannot be written: its folder does not exist, or may not be written to.`);
  }
  // What is there is replaced: a device such as /dev/stdout must stay what it is.
  if (statSync(file, { throwIfNoEntry: false })?.isFile() === false)
    throw new UsageError(`${file} is no ordinary file, and cannot be replaced: name another one.`);
}

/** Writes a file as a whole, or not at all. */
export function writeWhole(file: string, text: string): void {
  const part = `${file}.${process.pid}.part`;
  try {
    writeFileSync(part, text);
    renameSync(part, file);
  } catch (error) {
    rmSync(part, { force: true });
    throw new UsageError(`${file} cannot be written (${(error as NodeJS.ErrnoException).code}).`);
  }
}
