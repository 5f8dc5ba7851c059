import * as v from 'valibot';
import { UsageError } from '../../../model/usage-error';
import { DECIMAL } from './money';

/** What an API answered, and the name of the file that records it. */
export interface Answer {
  readonly file: string;
  readonly value: unknown;
}

/** An amount in dollars, as a text. */
export const amount = v.pipe(
  v.string('use an amount as a text'),
  v.regex(DECIMAL, 'use an amount such as "0.0123"'),
);
export const usage = v.pipe(
  v.number('use a number'),
  v.finite('use a finite number'),
  v.minValue(0, 'use 0 or more'),
);
export const words = v.pipe(v.string('use a text'), v.maxLength(200, 'use at most 200 characters'));

/** What the schema says of a missing field or of another type is its own language. */
function plainly({ kind, input, message, expected }: v.BaseIssue<unknown>): string {
  if (kind !== 'schema' || !/^Invalid /.test(message)) return message;
  if (input === undefined) return 'it is missing';
  return expected === 'Object' ? 'use a table {…}' : message;
}

/**
 * An answer in the form that the API documents.
 * @throws {UsageError} names the file and each field that is wrong
 */
export function checked<Out>({ file, value }: Answer, schema: v.GenericSchema<unknown, Out>): Out {
  const { success, output, issues } = v.safeParse(schema, value);
  if (success) return output;
  const problems = issues.slice(0, 5).map((issue) => {
    const path = v.getDotPath(issue) ?? '(the whole answer)';
    return `${file}: ${path}: ${plainly(issue)}`;
  });
  throw new UsageError(
    [...problems, 'It has another form than docs/bill.md says: record it again.'].join('\n'),
  );
}
