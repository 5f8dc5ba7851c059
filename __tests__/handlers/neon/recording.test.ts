import { Client } from 'pg';
import { measured } from '../../support/collectors/measured';
import { neonCollector } from '../../support/collectors/neon';
import { describeVersions, SHORTEST_MS, SLOW_MS } from '../../support/collectors/postgres';
import { until } from '../../support/servers/until';

describeVersions(({ major }, server) => {
  /** All of these cases on the oldest and the newest version, the first one on those between. */
  const some = <Case>(all: readonly Case[]): readonly Case[] =>
    major === 14 || major === 18 ? all : all.slice(0, 1);

  test('statements of Neon’s own user are not counted', async () => {
    await server.db.admin.query(`CREATE ROLE cloud_admin LOGIN PASSWORD 'internal-pass'`);
    const login = server.db.url.replace('watcher:watcher-pass', 'cloud_admin:internal-pass');
    const internal = new Client({ connectionString: login });
    await internal.connect();
    const client = await server.db.session();
    await server.collect();
    for (let i = 0; i < 40; i++) await internal.query('SELECT pg_sleep(0.001)');
    for (let i = 0; i < 10; i++) await client.query('SELECT count(*) FROM thing');
    await internal.end();
    await new Promise((resolve) => setTimeout(resolve, SHORTEST_MS));
    const result = await server.collect();
    expect(measured(result, 'QueryThroughput') * (result.intervalSeconds ?? 0)).toBeCloseTo(10, 6);
  });

  /** What switches the recording of statements off, and what the readings then say. */
  test.each(
    some<readonly [string, string]>([
      [
        'ALTER ROLE postgres SET pg_stat_statements.track = none',
        'pg_stat_statements.track=none for ROLE "postgres"',
      ],
      ['ALTER DATABASE other SET compute_query_id = off', 'compute_query_id=off for DATABASE "other"'],
      [
        'ALTER ROLE postgres IN DATABASE other SET pg_stat_statements.track = none',
        'pg_stat_statements.track=none for ROLE "postgres" IN DATABASE "other"',
      ],
      ['ALTER ROLE ALL SET pg_stat_statements.track = none', 'pg_stat_statements.track=none for ROLE ALL'],
      [`ALTER ROLE postgres SET compute_query_id = 'no'`, 'compute_query_id=off for ROLE "postgres"'],
      ['ALTER DATABASE postgres SET compute_query_id = off', 'compute_query_id=off for DATABASE "postgres"'],
      [`ALTER SYSTEM SET pg_stat_statements.track = 'none'`, 'pg_stat_statements.track=none'],
      ['ALTER SYSTEM SET compute_query_id = off', 'compute_query_id=off'],
    ]),
  )('statements that are not recorded are not 0, and the advice helps: %s', async (sql, said) => {
    const apply = async (statements: string) => {
      for (const one of statements.split('; ')) await server.db.admin.query(one);
      await server.db.admin.query('SELECT pg_reload_conf()');
    };
    await apply(sql);
    await until(async () => 'absent' in ((await server.collect()).metrics.QueryThroughput ?? {}));
    await server.collect();
    const { metrics, warnings } = await server.collect();
    const [, reason, advice = ''] =
      /^(statements are not recorded: .*); run: (.*)$/.exec(warnings[0] ?? '') ?? [];
    expect(reason).toBe(`statements are not recorded: ${said}`);
    for (const name of ['AverageQueryTime', 'SlowQueries', 'QueryThroughput'])
      expect(metrics[name]).toEqual({ absent: `${reason}; run: ${advice}` });
    await apply(advice);
    await until(async () => (await server.collect()).warnings.length === 0);
    await new Promise((resolve) => setTimeout(resolve, SHORTEST_MS));
    expect((await server.collect()).metrics.QueryThroughput).toMatchObject({ unit: 'Count/Second' });
  });

  test('settings matter only where sessions can be whose statements are counted', async () => {
    const places = [
      ['ROLE cloud_admin', 'pg_stat_statements.track', 'none'],
      ['ROLE no_login', 'pg_stat_statements.track', 'none'],
      ['DATABASE template0', 'compute_query_id', 'off'],
    ] as const;
    await server.db.admin.query(
      `DO $$ BEGIN CREATE ROLE cloud_admin LOGIN; EXCEPTION WHEN duplicate_object THEN END $$; CREATE ROLE no_login`,
    );
    for (const [place, name, value] of places)
      await server.db.admin.query(`ALTER ${place} SET ${name} = ${value}`);
    await server.collect();
    await new Promise((resolve) => setTimeout(resolve, SHORTEST_MS));
    const { metrics, warnings } = await server.collect();
    expect(metrics.QueryThroughput).toMatchObject({ unit: 'Count/Second' });
    expect(warnings).toEqual([]);
    for (const [place] of places) await server.db.admin.query(`ALTER ${place} RESET ALL`);
    await server.db.admin.query('DROP ROLE no_login');
  });

  test('after a time in which statements were not recorded, nothing is said to have started over', async () => {
    await server.db.admin.query('ALTER ROLE postgres SET pg_stat_statements.track = none');
    await server.collect();
    await server.db.admin.query('ALTER ROLE postgres RESET pg_stat_statements.track');
    await new Promise((resolve) => setTimeout(resolve, SHORTEST_MS));
    const { metrics, warnings } = await server.collect();
    expect(metrics.QueryThroughput).toEqual({ absent: 'calls was not reported by the previous sample' });
    expect(warnings).toEqual([]);
  });

  test('the collector’s own role need not be recorded, unless others use it', async () => {
    await server.db.admin.query('ALTER ROLE watcher SET pg_stat_statements.track = none');
    const said =
      'pg_stat_statements.track=none for ROLE "watcher"; run: ALTER ROLE "watcher" RESET pg_stat_statements.track';
    await server.collect();
    await new Promise((resolve) => setTimeout(resolve, SHORTEST_MS));
    const alone = await server.collect();
    expect(alone.metrics.QueryThroughput).toMatchObject({ unit: 'Count/Second' });
    expect(alone.warnings).toEqual([expect.stringContaining(said)]);
    const app = new Client({ connectionString: server.db.url });
    await app.connect();
    const { metrics } = await server.collect();
    expect(metrics.QueryThroughput).toEqual({ absent: `statements are not recorded: ${said}` });
    await app.end();
    await server.db.admin.query('ALTER ROLE watcher RESET pg_stat_statements.track');
  });

  /** Ways to be a member of pg_monitor without its rights; the second one exists since PostgreSQL 16. */
  const memberships = [
    'CREATE ROLE aloof NOINHERIT',
    'CREATE ROLE aloof NOINHERIT; GRANT pg_monitor TO aloof',
  ];
  if (major >= 16) memberships.push('CREATE ROLE aloof; GRANT pg_monitor TO aloof WITH INHERIT FALSE');
  test.each(memberships)(
    'a role without the rights of pg_monitor gets them by the advice: %s',
    async (sql) => {
      const { admin, url } = server.db;
      for (const one of sql.split('; ')) await admin.query(one);
      await admin.query(`ALTER ROLE aloof LOGIN PASSWORD 'aloof-pass'`);
      const handler = neonCollector(url.replace('watcher:watcher-pass', 'aloof:aloof-pass'));
      const { warnings } = await handler({});
      const [, advice = ''] = /sees only its own sessions; run: (.*)$/.exec(warnings.join('\n')) ?? [];
      await admin.query(advice);
      const { metrics } = await handler({});
      expect(metrics.TotalConnections).toEqual({ value: 1, unit: 'Count' });
      expect(metrics.DatabaseSize).toHaveProperty('value');
      await admin.query('DROP ROLE aloof');
    },
  );

  test('sessions whose state is not recorded are not 0 active sessions', async () => {
    const hidden = await server.db.session();
    await hidden.query('SET track_activities = off');
    const running = hidden.query('SELECT pg_sleep(60)').catch(() => {});
    const { metrics, warnings } = await server.collect();
    const absent = { absent: expect.stringMatching(/^track_activities is off in 1 session/) };
    expect(metrics).toMatchObject({ ActiveConnections: absent, IdleConnections: absent });
    expect(metrics.TotalConnections).toEqual({ value: 2, unit: 'Count' });
    expect(warnings).toEqual([absent.absent]);
    const [, advice = ''] = /who set it: (SELECT .*?);/.exec(warnings[0] ?? '') ?? [];
    const { rows } = await server.db.admin.query<{ pid: number }>(advice);
    expect(rows).toEqual([expect.objectContaining({ usename: 'postgres' })]);
    await server.db.admin.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]);
    await running;
    await until(async () => 'value' in ((await server.collect()).metrics.ActiveConnections ?? {}));
  });

  test('statements of the collector that cannot be told from others are not counted as theirs', async () => {
    await server.db.admin.query('ALTER ROLE watcher SET track_activities = off');
    const { metrics, warnings } = await server.collect();
    expect(metrics.QueryThroughput).toEqual({
      absent: expect.stringMatching(/^track_activities is off for/),
    });
    const [, advice = ''] = /; run: (.*)$/.exec(warnings[0] ?? '') ?? [];
    await server.db.admin.query(advice);
    expect((await server.collect()).warnings).toEqual([]);
    await server.db.admin.query('ALTER ROLE watcher RESET track_activities');
  });

  test('waiting for an advisory lock is not waiting for a lock', async () => {
    const [leader, follower] = [await server.db.session(), await server.db.session()];
    await leader.query('SELECT pg_advisory_lock(7)');
    const waiting = follower.query('SELECT pg_advisory_lock(7)').catch(() => {});
    await until(
      async () => (await server.db.one(`SELECT count(*)::int FROM pg_locks WHERE NOT granted`)) === 1,
    );
    expect(measured(await server.collect(), 'LockWaitTime')).toBe(0);
    await leader.query('SELECT pg_advisory_unlock(7)');
    await waiting;
  });

  test('one slow call among fast ones of the same statement is about one', async () => {
    const client = await server.db.session();
    const call = (ms: number) => client.query('SELECT pg_sleep($1), 3', [ms / 1000]);
    await call(SLOW_MS * 1.2);
    await server.collect();
    await call(SLOW_MS * 3);
    for (let i = 0; i < 4; i++) await call(0);
    await new Promise((resolve) => setTimeout(resolve, SHORTEST_MS));
    const result = await server.collect();
    const executions = measured(result, 'SlowQueries') * ((result.intervalSeconds ?? 0) / 60);
    expect(executions).toBeGreaterThan(0.5);
    expect(executions).toBeLessThan(1.5);
  });
});
