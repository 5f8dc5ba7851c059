import { type Finding, worstFirst } from '../../../model/evidence';
import { NOT_LOOKED_AT } from '../../../thresholds/check';
import { ProtocolError } from '../../lib/errors';
import { quoted } from '../advice/refused';
import { activityChecks } from './activity';
import { type CheckupAnswer, parseCheckup } from './answer';
import { LIMITS, type Limits } from './criteria';
import { type Facts, found, grouped, identifier, type Look, literal, nameOf } from './finding';
import { limitChecks } from './limits';
import { type Memo, memoOf, readMemo } from './memo';
import { checkupParts, grantsOf, unseen } from './parts';
import { MOST_RELATIONS } from './relation-parts';
import { relationChecks } from './relations';
import { settingChecks } from './settings';

/** Objects that a session sees only of the database that it is connected to. */
const otherDatabases: Look = (facts) => {
  const { database } = facts;
  const { databaseCount: n } = facts.answer;
  const one = found('other databases', facts, {
    object: database,
    number: n ?? 0,
    advice: `A check-up sees the tables, indexes and sequences of the database ${database} only, and there ${n === 1 ? 'is one other database' : `are ${n} others`}. Look at ${n === 1 ? 'it' : 'each'} by hand: npm run checkup, with NEON_CONNECTION_STRING for ${n === 1 ? 'it' : 'one of them'}.`,
  });
  return one ? [one] : [];
};

const tooMany: Look = (facts) => {
  const { database } = facts;
  const { relations } = facts.answer;
  if (relations === null || relations <= MOST_RELATIONS) return [];
  const one = found(NOT_LOOKED_AT, facts, {
    object: database,
    severity: 'notice',
    number: 0,
    advice: `Tables, indexes and sequences were not looked at: there are ${grouped(relations)} of them, and looking through more than ${grouped(MOST_RELATIONS)} takes too long for a run.`,
  });
  return one ? [one] : [];
};

/** One finding for each part in which something was left out, because another session would have let the check-up wait. */
const locked: Look = (facts) => {
  const { lockedSequences, lockedStatements, lockedCache } = facts.answer;
  const [one, several] = ['A sequence', 'Sequences'];
  const sequences = lockedSequences?.all === 1 ? one : several;
  return (
    [
      ['sequences', sequences, 'ALTER SEQUENCE', lockedSequences],
      ['statements', unseen.statements, 'ALTER EXTENSION', lockedStatements],
      ['cache', unseen.cache, 'ALTER EXTENSION', lockedCache],
    ] as const
  ).flatMap(([object, what, command, list]) => {
    const [first, ...others] = list?.worst.map(nameOf) ?? [];
    if (!list || first === undefined) return [];
    const left = list.all - 1 - others.length;
    const names = [first, ...others, ...(left > 0 ? [`${grouped(left)} more`] : [])].join(', ');
    const said = {
      ...{ object, number: 0 },
      advice: `${what} could not be looked at: another session has locked ${names}, as ${command} does. The lock ends with its transaction; this shows the session: SELECT pid, mode FROM pg_locks WHERE relation = ${literal(first)}::regclass. The next check-up looks again, tomorrow; npm run checkup looks at once.`,
    };
    return found(NOT_LOOKED_AT, facts, said) ?? [];
  });
};

const looks: readonly Look[] = [
  ...Object.values(limitChecks),
  ...Object.values(relationChecks),
  ...Object.values(activityChecks),
  ...Object.values(settingChecks),
  otherDatabases,
  tooMany,
  locked,
];

/** What else a check-up needs to know. */
export interface CheckupContext {
  /** Whose session it is, and in which database. */
  readonly user: string;
  readonly database: string;
  /** What was remembered of the last check-up, under `CHECKUP`; not read by a schema. */
  readonly memo?: unknown;
  /** The limit that alarms compare the size with, gigabytes; undefined where they compare with the server's own. */
  readonly limitGigabytes?: number | undefined;
  readonly limits?: Limits;
}

export interface Checkup {
  /** Critical ones first; within a severity in the order of the checks, the worst object first. */
  readonly findings: readonly Finding[];
  /** To be remembered under `CHECKUP`; undefined to keep what there is. */
  readonly memo?: Memo;
}

/**
 * What the answer to `checkupStatement` means.
 * @throws {ProtocolError} when it is not the answer to that statement
 */
export function checkupOf(answer: unknown, context: CheckupContext): Checkup {
  const { user, database, memo, limitGigabytes, limits = LIMITS } = context;
  const read = parseCheckup(answer);
  if (Array.isArray(read))
    throw new ProtocolError(
      `Postgres answered the check-up without ${read.join(', ')}: check that the host is a PostgreSQL 14 or later.`,
    );
  const seen = read as CheckupAnswer;
  const facts: Facts = {
    answer: seen,
    role: identifier(seen.role ?? quoted(user)),
    database: identifier(seen.database ?? quoted(database)),
    ...{ limits, before: readMemo(memo), limitGigabytes },
  };
  const findings = [...looks.flatMap((look) => look(facts)), ...refused(facts)];
  return { findings: worstFirst(findings), memo: memoOf(facts.answer) };
}

/** The same, for those who want the findings only. */
export const findingsOf = (answer: unknown, context: CheckupContext): readonly Finding[] =>
  checkupOf(answer, context).findings;

/** One finding for each part for which the role lacks a right, with what gives it. */
function refused(facts: Facts): readonly Finding[] {
  return checkupParts.flatMap((part) => {
    const missing = facts.answer.lacking[part];
    if (!missing) return [];
    const one = found(NOT_LOOKED_AT, facts, {
      object: part,
      number: 0,
      advice: `${unseen[part]} could not be looked at: the role may not use ${missing.join(', ')}. The statement gives it the right.`,
      statement: grantsOf(missing, facts.role),
    });
    return one ? [one] : [];
  });
}

/** The finding of a check-up that took too long. The next one is made in a day, not in the next run. */
export function tooLong(ms: number): Checkup {
  return {
    findings: [
      {
        check: NOT_LOOKED_AT,
        severity: 'warning',
        object: 'the check-up',
        number: ms / 1000,
        unit: 'seconds',
        advice: `The check-up was stopped after ${ms / 1000} seconds, so that it does not hinder the database. Nothing of it is known; it is tried again tomorrow. It takes longest where there are very many tables. You can repeat it at a quiet time: npm run checkup.`,
      },
    ],
  };
}
