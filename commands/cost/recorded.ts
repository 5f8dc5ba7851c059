import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { UsageError } from '../../model/usage-error';
import { type Answer, checked, words } from '../../reports/cost/actual/answers';
import { type Period, periodProblem } from '../../reports/cost/actual/period';
import { questions } from './explorer';

/** Files of these names belong to a vendor, in this order. */
const names = {
  aws: questions.map(({ name }) => name),
  neon: ['neon-project', 'neon-consumption'],
  upstash: ['upstash'],
} as const;
const PERIOD = 'period.json';
/** A page of an answer is far smaller. */
const LARGEST = 50_000_000;

export interface Recorded {
  readonly period: Period;
  readonly aws: readonly Answer[];
  readonly neon: readonly Answer[];
  readonly upstash: readonly Answer[];
}

const period = v.strictObject({ from: words, to: words });

/**
 * Recorded answers of a folder.
 * @throws {UsageError} names the files that cannot be read, and those that belong to nothing
 */
export function readRecorded(folder: string): Recorded {
  const files = listed(folder);
  const known = Object.values(names).flat();
  const forms = new RegExp(`^(${known.join('|')})-\\d+\\.json$`);
  const strange = files.filter((file) => file !== PERIOD && !forms.test(file));
  if (strange.length > 0)
    throw new UsageError(
      `${join(folder, strange[0] ?? '')} is none of the answers that are read: name it ${PERIOD}, or ${known.map((name) => `${name}-1.json`).join(', ')}, or remove it.`,
    );
  if (!files.includes(PERIOD))
    throw new UsageError(
      `${join(folder, PERIOD)} is missing: write the days into it, such as {"from": "2026-11-01", "to": "2026-11-27"}.`,
    );
  const answer = { file: join(folder, PERIOD), value: contentOf(join(folder, PERIOD)) };
  const days = checked(answer, period);
  const problem = periodProblem(days);
  if (problem !== undefined) throw new UsageError(`${answer.file}: ${problem}.`);
  const of = (vendor: keyof typeof names): Answer[] =>
    files
      .filter((file) => names[vendor].some((name) => file.replace(/-\d+\.json$/, '') === name))
      .map((file) => ({ file: join(folder, file), value: contentOf(join(folder, file)) }));
  return { period: days, aws: of('aws'), neon: of('neon'), upstash: of('upstash') };
}

function listed(folder: string): string[] {
  try {
    // Finder and others leave files whose name begins with a dot.
    return readdirSync(folder)
      .filter((file) => !file.startsWith('.'))
      .sort();
  } catch (thrown) {
    throw new UsageError(
      `${folder} cannot be read (${(thrown as NodeJS.ErrnoException).code}): name a folder that --record wrote.`,
    );
  }
}

function contentOf(file: string): unknown {
  let text: string;
  try {
    if (statSync(file).size > LARGEST)
      throw new UsageError(`${file} is larger than ${LARGEST / 1e6} MB: no answer is.`);
    text = readFileSync(file, 'utf8');
  } catch (thrown) {
    if (thrown instanceof UsageError) throw thrown;
    throw new UsageError(`${file} cannot be read (${(thrown as NodeJS.ErrnoException).code}).`);
  }
  try {
    // Some shells begin a file with a byte order mark.
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (thrown) {
    throw new UsageError(`${file} is not JSON (${(thrown as Error).message}): record it again.`);
  }
}

/**
 * Makes a folder for answers, before anything that costs is asked.
 * @throws {UsageError} if it has files: answers of two questions must not mix
 */
export function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    if (readdirSync(folder).length > 0)
      throw new UsageError(
        `${folder} is not empty: name a new folder, so that old answers are not among the new ones.`,
      );
  } catch (thrown) {
    if (thrown instanceof UsageError) throw thrown;
    throw new UsageError(
      `${folder} cannot be made (${(thrown as NodeJS.ErrnoException).code}): name another one.`,
    );
  }
}

export function writeRecorded(folder: string, days: Period, answers: readonly Answer[]): void {
  for (const { file, value } of [{ file: PERIOD, value: days }, ...answers])
    writeFileSync(join(folder, file), `${JSON.stringify(value, undefined, 2)}\n`);
}
