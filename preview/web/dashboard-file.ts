import { closeSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import type { Snapshot } from './protocol';

type Opened = NonNullable<Snapshot['opened']>;

/** Every page gets the body with its first message. A dashboard of CloudWatch's 500 widgets has less than half of this. */
const LARGEST = 1_000_000;

/**
 * Reads a dashboard's body, or what `aws cloudwatch get-dashboard` wrote, in which the body is a string.
 * @throws {Error} says what is wrong with the file, and what to do
 */
export function openDashboard(path: string): Opened {
  const text = textOf(path);
  const read = objectOf(path, text, 'It');
  const { DashboardBody: inside, DashboardName: name } = read;
  const body = typeof inside === 'string' ? objectOf(path, inside, 'Its DashboardBody') : read;
  if (!Array.isArray(body.widgets))
    throw new Error(`${path} is not a dashboard: it has no list "widgets". ${HOW}`);
  return { name: typeof name === 'string' ? name : basename(path, '.json'), body };
}

const HOW =
  'Give the JSON of a dashboard, or the output of: aws cloudwatch get-dashboard --dashboard-name <name>';

function textOf(path: string): string {
  try {
    const text = readAtMost(path, LARGEST + 1);
    if (text.length > LARGEST) throw new Error(`it has more than ${LARGEST.toLocaleString('en-US')} bytes`);
    return text.toString();
  } catch (error) {
    throw new Error(`${path} cannot be opened: ${reason(error as NodeJS.ErrnoException)}. ${HOW}`);
  }
}

/** Also what is no file and has no size: `--dashboard <(aws cloudwatch get-dashboard …)`. */
function readAtMost(path: string, most: number): Buffer {
  const file = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(most);
    let size = 0;
    for (let read = -1; read !== 0 && size < most; size += read)
      read = readSync(file, buffer, size, most - size, null);
    return buffer.subarray(0, size);
  } finally {
    closeSync(file);
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'this user may not read it',
};
const reason = ({ code = '', message }: NodeJS.ErrnoException): string => reasons[code] ?? message;

function objectOf(path: string, text: string, what: string): Record<string, unknown> {
  let value: unknown;
  try {
    // Editors on Windows put a mark of the byte order before the text.
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw new Error(`${path} is not a dashboard. ${what} is not JSON: ${(error as Error).message}. ${HOW}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error(`${path} is not a dashboard. ${what} is not an object. ${HOW}`);
  return value as Record<string, unknown>;
}
