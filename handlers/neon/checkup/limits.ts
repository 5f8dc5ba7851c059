import type { Finding } from '../../../model/evidence';
import { format } from '../../../model/format';
import type { NeonCheck } from '../../../thresholds/neon/checks';
import type { CheckupAnswer } from './answer';
import { MOST_OBJECTS } from './criteria';
import { type Facts, found, foundAll, grouped, identifier, type Look, nameOf } from './finding';

type Aged = NonNullable<CheckupAnswer['databases']>[number];
type Sequence = NonNullable<CheckupAnswer['sequences']>['worst'][number];

/** Ids are compared modulo 2³²: half of them are older, half are newer (PostgreSQL: routine vacuuming). */
const IDS = 2 ** 31;
export const databaseName = ({
  name,
  oid,
}: {
  readonly name: string | null;
  readonly oid: number;
}): string => (name === null ? `<oid ${oid}>` : identifier(name));

const FREEZE =
  'First end what holds VACUUM back: transactions that have been open for long, prepared transactions, and replication slots that nobody uses.';

/** What to do about a database with old rows. */
function freezing({ open }: Aged): { readonly todo: string; readonly statement?: string } {
  if (!open)
    return {
      todo: `${FREEZE} Nobody can connect to this database, so autovacuum alone can freeze it: look in the log of Postgres why it does not.`,
    };
  return {
    todo: `${FREEZE} Then run the statement, connected to this database, as the owner of its tables. It deletes nothing, and takes as long as reading all tables.`,
    statement: 'VACUUM (FREEZE)',
  };
}

const byAge = (facts: Facts, check: NeonCheck, age: (one: Aged) => number, say: (one: Aged) => string) => {
  const aged = facts.answer.databases?.toSorted((a, b) => age(b) - age(a)) ?? [];
  const least = facts.limits.checks[check].from.warning ?? 0;
  const old = aged.filter((one) => age(one) >= least);
  return foundAll(check, facts, { all: old.length, worst: old.slice(0, MOST_OBJECTS) }, (one) => {
    const { todo, statement } = freezing(one);
    return { object: databaseName(one), number: age(one), advice: `${say(one)} ${todo}`, statement };
  });
};

const xidShare = ({ xids }: Aged): number => (100 * xids) / IDS;
const mxidShare = ({ mxids }: Aged): number => (100 * mxids) / IDS;

const transactionIds: Look = (facts) =>
  byAge(
    facts,
    'transaction ids',
    xidShare,
    (one) =>
      `The oldest rows of the database ${databaseName(one)} are ${grouped(one.xids)} transactions old, ${Math.floor(xidShare(one))} % of what Postgres can tell apart. At 100 % it refuses every write.`,
  );

const multixacts: Look = (facts) =>
  byAge(
    facts,
    'multixacts',
    mxidShare,
    (one) =>
      `The oldest row locks of the database ${databaseName(one)} are ${grouped(one.mxids)} multixact ids old, ${Math.floor(mxidShare(one))} % of what Postgres can tell apart. At 100 % it refuses to lock rows for several transactions, as foreign keys do.`,
  );

/** Databases that autovacuum should have frozen, and that are not found for another reason. */
const lateFreezing: Look = (facts) => {
  const { freezeAge, multiFreezeAge } = facts.answer;
  const lateness = (one: Aged) =>
    xidShare(one) >= (facts.limits.checks['transaction ids'].from.warning ?? 0) ||
    mxidShare(one) >= (facts.limits.checks.multixacts.from.warning ?? 0)
      ? 0
      : 100 * Math.max(one.xids / freezeAge, one.mxids / multiFreezeAge);
  return byAge(
    facts,
    'late freezing',
    lateness,
    (one) =>
      `The oldest rows of the database ${databaseName(one)} should have been frozen by autovacuum: they are ${grouped(one.xids)} transactions and ${grouped(one.mxids)} multixact ids old, and autovacuum begins at ${grouped(freezeAge)} and ${grouped(multiFreezeAge)}. Something holds it back, or it does not get through.`,
  );
};

const BIGINT = '9223372036854775807';
const NARROW = ['smallint', 'integer'];

/** What gives a sequence, and the column that it fills, more numbers; undefined if there are none. */
function widened({ name, column, columnType, type, down, end }: Sequence): string | undefined {
  const narrow = column !== null && NARROW.includes(columnType ?? '');
  if (!narrow && type === 'bigint' && end.replace('-', '') === BIGINT) return undefined;
  const sequence = `ALTER SEQUENCE ${nameOf(name)} AS bigint NO ${down ? 'MINVALUE' : 'MAXVALUE'}`;
  if (!narrow) return sequence;
  const table = `ALTER TABLE ${nameOf(column.slice(0, 2))} ALTER COLUMN ${nameOf(column.slice(2))} TYPE bigint`;
  // The one that may be refused first.
  return `${table}; ${sequence}`;
}

const sequences: Look = (facts) =>
  foundAll('sequence', facts, facts.answer.sequences, (one) => {
    const { name, share, last, end, column, columnType } = one;
    const statement = widened(one);
    const narrow = column !== null && NARROW.includes(columnType ?? '');
    const used = `The sequence ${nameOf(name)} has given out ${format(100 * share, 'Percent')} of its numbers: it is at ${last}, and ends at ${end}.`;
    const where = narrow
      ? ` It fills ${nameOf(column)}, which is of the type ${columnType}. The statement rewrites the table, and locks it for reads and writes meanwhile: plan it, and change the columns that refer to it, too. A view, a rule or a generated column that uses the column must be dropped first, and made again.`
      : ' The statement gives it more numbers, and takes no time.';
    const what = statement === undefined ? ' There is no larger type: begin the numbers anew.' : where;
    return {
      object: nameOf(name),
      number: 100 * share,
      advice: `${used} When they are used up, every INSERT that needs one fails.${what}`,
      statement,
    };
  });

const unknownSequences: Look = (facts): readonly Finding[] => {
  const { role, database } = facts;
  const { hidden } = facts.answer;
  if (!hidden || hidden.all === 0) return [];
  const schemas = hidden.worst.map(nameOf);
  const grant = `GRANT SELECT ON ALL SEQUENCES IN SCHEMA ${schemas.join(', ')} TO ${role}`;
  const some =
    hidden.all === 1 ? 'one sequence of this database' : `${grouped(hidden.all)} sequences of this database`;
  const one = found('unknown sequences', facts, {
    object: database,
    number: hidden.all,
    advice: `The role of the collector may not read ${some}, so nobody knows how much of ${hidden.all === 1 ? 'it' : 'them'} is used up. A sequence that is used up stops every INSERT that needs it. The statement gives the right to read sequences; it does not give that to read tables.`,
    statement: grant,
  });
  return one ? [one] : [];
};

export const limitChecks = { transactionIds, multixacts, lateFreezing, sequences, unknownSequences };
