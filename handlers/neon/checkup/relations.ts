import type { CheckupAnswer } from './answer';
import { foundAll, grouped, type Look, lasting, nameOf, sized } from './finding';

const MB = 1e6;
const DAY_S = 86_400;
type Index = NonNullable<CheckupAnswer['invalid']>['worst'][number];

const deadRows: Look = (facts) =>
  foundAll('dead rows', facts, facts.answer.dead, ({ name, dead, live, vacuumed, off }) => {
    const table = nameOf(name);
    const share = (100 * dead) / (dead + live);
    const last =
      vacuumed === null ? 'No VACUUM of it is recorded.' : `It was last vacuumed ${lasting(vacuumed)} ago.`;
    const why = off
      ? 'Autovacuum is switched off for this table: the second statement switches it on again.'
      : 'If they come back, look for a transaction that has been open for long, or lower autovacuum_vacuum_scale_factor for this table.';
    return {
      object: table,
      number: share,
      advice: `The table ${table} has ${grouped(dead)} dead rows, ${Math.floor(share)} % of all that it stores. They take space, and every scan reads them. ${last} The statement cleans it while it is in use. ${why}`,
      statement: `VACUUM (ANALYZE) ${table}${off ? `; ALTER TABLE ${table} RESET (autovacuum_enabled)` : ''}`,
    };
  });

const neverVacuumed: Look = (facts) =>
  foundAll('never vacuumed', facts, facts.answer.unvacuumed, ({ name, rows }) => {
    const table = nameOf(name);
    return {
      object: table,
      number: rows,
      advice: `The table ${table} has about ${grouped(rows)} rows, and was never vacuumed and never analyzed. The planner has to guess how large it is, and what is in it. The statement does both while the table is in use. If it was not filled just now, find out why autovacuum skips it.`,
      statement: `VACUUM (ANALYZE) ${table}`,
    };
  });

/** What an aborted REINDEX CONCURRENTLY leaves (PostgreSQL: REINDEX, rebuilding indexes concurrently). */
const LEFT_OVER = /_cc(new|old)\d*"?$/;

function mended({ name, partitioned, kept }: Index): { readonly todo: string; readonly statement?: string } {
  const index = nameOf(name);
  if (partitioned)
    return {
      todo: 'It belongs to a partitioned table, and becomes valid when each partition has its index attached: ALTER INDEX … ATTACH PARTITION.',
    };
  if (LEFT_OVER.test(name.at(-1) ?? ''))
    return {
      todo: `It was left by a REINDEX CONCURRENTLY that was aborted. The statement removes it; it cannot run in a transaction. ${kept ? 'The index that queries use stays.' : 'The index that it was to replace is not there under its name: if queries need one, create it.'}`,
      statement: `DROP INDEX CONCURRENTLY ${index}`,
    };
  return {
    todo: 'The statement builds it again while the table is in use; it cannot run in a transaction. If it fails because values occur twice in a unique index, remove the duplicates first.',
    statement: `REINDEX INDEX CONCURRENTLY ${index}`,
  };
}

const invalidIndexes: Look = (facts) =>
  foundAll('invalid index', facts, facts.answer.invalid, (one) => {
    const index = nameOf(one.name);
    const { todo, statement } = mended(one);
    return {
      object: index,
      number: one.bytes / MB,
      advice: `The index ${index} of ${tableOf(one)} is invalid: its build was not completed. No query uses it, and writes may still have to keep it up to date. ${todo}`,
      statement,
    };
  });

const tableOf = ({ table }: Index): string =>
  nameOf(table.filter((part): part is string => part !== null)) || 'a table that is not shown';

const unusedIndexes: Look = (facts) => {
  const { unused, counted } = facts.answer;
  // Over too short a time nothing is known.
  if (counted === null || counted < facts.limits.days * DAY_S) return [];
  return foundAll('unused index', facts, unused, (one) => {
    const index = nameOf(one.name);
    return {
      object: index,
      number: one.bytes / MB,
      advice: `No query has used the index ${index} of ${tableOf(one)} for ${lasting(counted)}. It takes ${sized(one.bytes)}, and every write has to keep it up to date. Uses on read replicas are not counted here, and a job that runs once a month may need it. The statement loses no data, but a query that needs the index becomes slow: note its definition first (pg_get_indexdef).`,
      statement: `DROP INDEX CONCURRENTLY ${index}`,
    };
  });
};

export const relationChecks = { deadRows, neverVacuumed, invalidIndexes, unusedIndexes };
