import type { VisitContext } from '../../../../handlers/driver/service';
import { Deadline } from '../../../../handlers/lib/deadline';
import { NetworkError } from '../../../../handlers/lib/errors';
import { Journal } from '../../../../handlers/lib/journal';
import { Redactor } from '../../../../handlers/lib/redact';
import { type Checkup, followUp, next } from '../../../../handlers/neon/evidence/follow-up';
import { type More, query, SaidError } from '../../../../handlers/neon/query';
import type { NeonSnapshot } from '../../../../handlers/neon/snapshot';
import { readTarget } from '../../../../handlers/neon/target';
import type { Finding } from '../../../../model/evidence';
import { type Database, startDatabase } from '../../../support/servers/postgres';

test.each([
  [false, undefined, undefined],
  [true, undefined, 'texts'],
  [true, 'due', 'texts'],
  [false, 'due', 'checkup'],
  [true, 'overdue', 'checkup'],
  [false, 'overdue', 'checkup'],
] as const)('texts wanted: %p, check-up: %p → %p', (texts, checkup, first) => {
  expect(next(texts, checkup)).toBe(first);
});

describe('what is asked besides', () => {
  let db: Database;
  beforeAll(async () => {
    db = await startDatabase();
    await db.admin.query(
      'CREATE EXTENSION pg_stat_statements; CREATE TABLE held (); GRANT SELECT ON held TO PUBLIC',
    );
  });
  afterAll(() => db.stop());
  afterEach(() => db.leave());
  const target = () => readTarget({ NEON_CONNECTION_STRING: db.url }, new Redactor());
  const asking = <T>(ask: (more: More) => Promise<T>) =>
    query(target(), Deadline.in(10_000), async (_, more) => {
      if (!more) throw new Error('there is time for one more');
      return ask(more);
    });

  test.each([
    [
      `SELECT json_build_object('a', '<&>"' || chr(13) || chr(10) || 'x', 'b', 1.5)`,
      { a: '<&>"\r\nx', b: 1.5 },
    ],
    ['WITH x AS (SELECT 7) SELECT * FROM x -- a comment', 7],
    ['SELECT NULL::json', null],
    ['SELECT 1 WHERE false', null],
    [`SELECT '$q0$ '::text || '"', 2 LIMIT 0`, null],
    [`SELECT to_json('$q0$ $q1$ ''$q2'::text)`, "$q0$ $q1$ '$q2"],
  ])('%s is %j', async (select, value) => {
    expect(await asking((more) => more(select))).toEqual(value);
  });

  test('comes back as JSON, or is an error', async () => {
    await expect(asking((more) => more("SELECT 'x'"))).rejects.toMatchObject({
      name: 'ProtocolError',
      message: expect.stringContaining('something else than JSON'),
    });
  });

  test('is one statement, and no third', async () => {
    const twice = asking(async (more) => {
      await more('SELECT 1');
      return more('SELECT 2');
    });
    await expect(twice).rejects.toThrow('no third');
  });

  test('cannot write, and ends in time', async () => {
    await expect(asking((more) => more("SELECT nextval('none')"))).rejects.toMatchObject({ code: '42P01' });
    await db.admin.query('CREATE SEQUENCE numbers; GRANT ALL ON SEQUENCE numbers TO PUBLIC');
    await expect(asking((more) => more("SELECT nextval('public.numbers')"))).rejects.toMatchObject({
      name: 'SaidError',
      code: '25006',
    });
    await expect(asking((more) => more('SELECT pg_sleep(60)', 200))).rejects.toMatchObject({ code: '57014' });
  });

  test('says where the server stopped, in the text that was sent', async () => {
    const holder = await db.session();
    await holder.query('BEGIN; LOCK TABLE held IN ACCESS EXCLUSIVE MODE');
    const select = 'SELECT count(*) FROM public.held';
    const error = await asking((more) => more(select, 1_000)).catch((thrown: unknown) => thrown);
    await holder.query('COMMIT');
    expect(error).toBeInstanceOf(SaidError);
    const { code, position } = error as SaidError;
    expect([code, select.slice(Number(position) - 1)]).toEqual(['55P03', 'public.held']);
  });

  test('has the query id that is left out anyway, whatever it is', async () => {
    await db.admin.query('SELECT pg_stat_statements_reset()');
    for (const select of [
      'SELECT 1',
      'SELECT count(*) FROM pg_class',
      'SELECT json_agg(datname) FROM pg_database',
    ])
      await asking((more) => more(select));
    const ids = `SELECT count(*)::int FROM pg_stat_statements WHERE toplevel AND userid = 'watcher'::regrole`;
    // The statement, and what stands before it.
    expect(await db.one(ids)).toBe(2);
  });
});

describe('a check-up', () => {
  const finding: Finding = {
    check: 'c',
    severity: 'warning',
    object: 'o',
    number: 1,
    unit: 'u',
    advice: 'a',
  };
  const snapshot = { identity: 'x', gauges: { schema: null, hidden: 'no' } } as unknown as NeonSnapshot;
  const visiting = (due: 'due' | 'overdue' | undefined, samples = async () => [] as never) => {
    const journal = new Journal();
    const visit: VisitContext = {
      ...{ deadline: Deadline.in(10_000), journal, level: 'core' },
      lastVisit: async () => undefined,
      once: (_, call) => call(journal),
      memo: async () => undefined,
      remember: () => {},
      samples,
      checkup: async () => due,
    };
    return { visit, journal };
  };
  const asked: string[] = [];
  const more: More = async (select) => {
    asked.push(select);
    return 3;
  };
  const checkup: Checkup = async (ask) => [{ ...finding, number: Number(await ask('SELECT 3')) }];
  beforeEach(() => {
    asked.length = 0;
  });

  test('is made when it is due and nothing else is wanted', async () => {
    const { findings } = await followUp(snapshot, visiting('due').visit, more, checkup);
    expect(findings).toEqual([{ ...finding, number: 3 }]);
    expect(asked).toEqual(['SELECT 3']);
  });

  test('is not made when it is not due, or nothing more may be asked', async () => {
    expect(await followUp(snapshot, visiting(undefined).visit, more, checkup)).not.toHaveProperty('findings');
    expect(await followUp(snapshot, visiting('overdue').visit, undefined, checkup)).not.toHaveProperty(
      'findings',
    );
    expect(asked).toEqual([]);
  });

  test.each([
    [new SaidError('permission denied for view pg_x', '42501', undefined), 0],
    [new NetworkError('gone'), 1],
    [new TypeError('x is not a function'), 0],
  ])('that fails with %p warns, and the visit goes on', async (error, failedCalls) => {
    const { visit, journal } = visiting('due');
    const failing = await followUp(snapshot, visit, more, () => Promise.reject(error));
    expect(failing).toMatchObject({ snapshot: { identity: 'x' }, checkupFailed: true });
    expect(failing).not.toHaveProperty('findings');
    expect(journal).toMatchObject({
      warnings: [`the check-up could not be made: ${error.message}`],
      failedCalls,
    });
  });

  test('does not wait for a state that does not come', async () => {
    const never = visiting('due', () => new Promise(() => {}));
    expect(await followUp(snapshot, never.visit, more, checkup)).toEqual({ snapshot });
    const unreadable = visiting('due', () => Promise.reject(new Error('no')));
    expect(await followUp(snapshot, unreadable.visit, more, checkup)).toEqual({ snapshot });
    expect(asked).toEqual([]);
  });
});
