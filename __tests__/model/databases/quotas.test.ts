import { remarksOf } from '../../../model/checks/remarks';
import { fleetOf } from '../../../model/databases/fleet';
import { quotaRemarks } from '../../../model/databases/quotas';
import type { Databases, Environment } from '../../../model/environment';
import { serviceNames } from '../../../thresholds/services';
import { environment } from '../../fixtures/environments';

const said = (of: Environment) => serviceNames.flatMap((service) => quotaRemarks(fleetOf(of, service)));
const of = (databases: Databases, change = {}) =>
  environment('production', { databases, neonApi: true, limits: {}, ...change });
/** Databases in projects of their own. */
const projects = (n: number, change = {}) =>
  Array.from({ length: n }, (_, i) => ({ name: `tenant-${i}`, projectId: `project-${i}`, ...change }));
const NEON = /^Monitoring Neon Postgres in production uses more than 100 % of the 700 requests a minute /;

describe('the requests that a key of Neon allows in the minute of a run', () => {
  test.each<[of: string, more: boolean, databases: Databases['neon'] & {}, change: object]>([
    ['700 projects at core', false, projects(700), { level: 'core' }],
    ['701 projects at core', true, projects(701), { level: 'core' }],
    ['350 projects at extended', false, projects(350), { level: 'extended' }],
    ['351 projects at extended', true, projects(351), { level: 'extended' }],
    [
      '600 at core and 51 at extended',
      true,
      [
        ...projects(600),
        ...projects(51, { level: 'extended' }).map((one, i) => ({
          ...one,
          name: `own-${i}`,
          projectId: `own-${i}`,
        })),
      ],
      { level: 'core' },
    ],
    [
      '701 projects without a key',
      false,
      projects(701).map(({ name }) => ({ name })),
      { level: 'core', neonApi: false },
    ],
    [
      '900 databases of one project each rule',
      false,
      projects(900).map(({ name }) => ({ name })),
      { level: 'core' },
    ],
  ])('%s', (_, more, neon, change) => {
    expect(said(of({ neon }, change)).filter((text) => NEON.test(text))).toHaveLength(Number(more));
  });

  test('do not depend on the pace: all visits of a run are in one minute', () => {
    const slow = of({ neon: projects(701) }, { level: 'core', collectionMinutes: 60 });
    expect(said(slow)).toEqual(said({ ...slow, collectionMinutes: 1, adaptive: true }));
  });

  test('are said without their number, which every plan would show, and with what to do', () => {
    const [text, ...others] = said(of({ neon: projects(701) }, { level: 'core' }));
    expect(others).toEqual([]);
    expect(text).toMatch(/connected to, asleep or not\. Give fewer projects the level extended, or /);
    expect(said(of({ neon: projects(702) }, { level: 'core' }))).toEqual([text]);
  });
});

describe('the commands of a plan of Upstash in a month', () => {
  const alone = (monthlyCommands: number, change = {}) =>
    said(environment('production', { limits: { monthlyCommands }, collectionMinutes: 5, ...change }));

  test('that monitoring uses more than a tenth of are said', () => {
    // 12 visits an hour, with 2 commands each, in 730 hours: 17,520.
    expect(alone(175_200)).toEqual([]);
    expect(alone(175_199)).toEqual([
      'Monitoring a database of Upstash Redis in production uses 10 % of its 175199 commands a month. Upstash refuses commands of everybody above it. A larger collectionMinutes uses less.',
    ]);
    expect(alone(175_199, { collectionMinutes: 10 })).toEqual([]);
    expect(alone(500_000, { collectionMinutes: 1 })[0]).toContain('uses 18 % of its 500000 commands');
  });

  test('nothing is said of a plan without a limit', () => {
    expect(said(environment('production', { limits: {}, collectionMinutes: 1 }))).toEqual([]);
  });

  test('an adaptive pace is said where it alone would use them all, at its quickest', () => {
    expect(alone(500_000, { adaptive: true })).toEqual([]);
    expect(alone(87_600, { adaptive: true, collectionMinutes: 60 })).toEqual([]);
    expect(alone(87_599, { adaptive: true, collectionMinutes: 60 })[0]).toContain(
      'uses 2 % of its 87599 commands a month, and up to 100 % where its pace stays at one minute. ',
    );
    expect(alone(50_000, { adaptive: true })[0]).toContain(
      '35 % of its 50000 commands a month, and up to 175 %',
    );
  });

  test('databases with the same limit are said once, and those with another by themselves', () => {
    const upstash = [{}, { name: 'a' }, { name: 'b' }, { name: 'c', limits: { monthlyCommands: 20_000 } }];
    const texts = said(of({ upstash }, { limits: { monthlyCommands: 100_000 } }));
    expect(texts.map((text) => /uses (.*?) commands/.exec(text)?.[1])).toEqual([
      '18 % of its 100000',
      '88 % of its 20000',
    ]);
  });
});

test('they are among the remarks, also in an environment that lists no databases', () => {
  const one = environment('production', { limits: { monthlyCommands: 20_000 } });
  expect(remarksOf(one)).toEqual(expect.arrayContaining(said(one)));
  expect(said(one)).toHaveLength(1);
});
