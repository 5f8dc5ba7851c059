import { bundle } from '../../handlers/bundle/bundle';
import { temporaryFolder } from '../support/project/folders';
import { describeWith, node22, onPath } from '../support/project/tools';
import { type Certificates, makeCertificates } from '../support/servers/certificates';
import { sumOf } from './books';
import { links, operations } from './faults';
import { report } from './report';
import { LongRun, type Story, type Tamper } from './run';
import { CHECKPOINTS, type SourceEvent, scheduleOf } from './schedule';
import type { Source } from './source';
import type { Taken } from './wire';

/** The length and the seed. The same seed gives the same schedule. */
const RUNS = Number(process.env.LONG_RUNS ?? 3_000);
const SEED = Number(process.env.SEED ?? 1);
/** The number of invocations after which most lazily loaded or compiled code is loaded. */
const SETTLED = 200;
/** A leak of 75 bytes per run is visible in 3,000 runs. */
const SLACK_BYTES = 200_000;
/** For a short run without faults. */
const CALM_RUN = 19;

const there = node22 !== undefined && onPath('openssl');
const describeLongRun = describeWith('Node 22 and openssl', there, 'npm ci --prefix __tests__/toolchain');

/** What must really have happened, besides faults of every link and every call. */
const common = ['reset', 'restart', 'rotate', 'lock', 'unlock', 'backlog beyond the bound'] as const;
type Event = SourceEvent | (typeof common)[number] | 'members take turns';

/** Describes the long run of one collector. @param only what happens with this service only */
export function describeLongRunOf(
  service: Source['service'],
  start: (certificates: Certificates) => Promise<Source>,
  only: readonly Event[],
): void {
  describeLongRun(`${service}: ${RUNS} runs of the schedule of seed ${SEED}`, () =>
    longRunOf(service, start, only),
  );
}

function longRunOf(
  service: Source['service'],
  start: (certificates: Certificates) => Promise<Source>,
  only: readonly Event[],
): void {
  const folder = temporaryFolder('bundles');
  const certificates = makeCertificates();
  const execute = async (runs: number, tamper?: Tamper) => {
    const source = await start(certificates);
    const means = { source, bundle: bundle(folder.path)[service] ?? '', caFile: certificates.caFile };
    try {
      const story = await LongRun.of(scheduleOf(SEED, runs), means, tamper);
      return { story, secrets: source.secrets };
    } finally {
      await source.stop();
    }
  };
  let story: Story;
  let secrets: readonly string[];
  beforeAll(async () => {
    ({ story, secrets } = await execute(RUNS));
    process.stdout.write(`\n${report(service, SEED, story)}\n\n`);
  });
  afterAll(() => {
    folder.remove();
    certificates.remove();
  });

  test('the books balance: every heartbeat and every growth arrives once, or is declared absent', () => {
    if (story.problems.length > 0) throw new Error(explain(story));
    for (const name of Object.keys(story.totals[0] ?? {})) {
      expect(Math.abs(story.books.difference(name, story.totals))).toBeLessThan(1e-6);
      const { published = 0, absent, expired } = story.books.accounts[name] ?? {};
      // To hide a reset, as much is done as it hits.
      expect(published).toBeGreaterThan((sumOf(name, story.totals) - (absent?.reset ?? 0)) / 2);
      if (expired) expect(story.log).toContain('older than 12 h');
    }
  });

  test('everything that the long run is for really happened', () => {
    const called = [...links.filter((name) => service === 'neon' || name !== 'neonApi'), ...operations];
    const happened = Object.keys(story.met);
    expect(called.filter((name) => !happened.some((one) => one.startsWith(`${name} `)))).toEqual([]);
    expect([...common, ...only].filter((name) => !happened.includes(name))).toEqual([]);
  });

  test('memory, handles and sockets are flat', () => {
    const { checkpoints } = story;
    expect(checkpoints).toHaveLength(CHECKPOINTS);
    for (const { node, resources, open, descriptors } of checkpoints) {
      expect(node).toMatch(/^v22\./);
      expect(resources).toEqual([]);
      expect(new Set(Object.values(open))).toEqual(new Set([0]));
      expect(descriptors).toBe(checkpoints[0]?.descriptors);
    }
    const settled = checkpoints.filter(
      ({ invocations }, i) => invocations > SETTLED || i === CHECKPOINTS - 1,
    );
    const heaps = settled.map(({ heap }) => heap);
    expect(Math.max(...heaps) - (heaps[0] ?? 0)).toBeLessThan(SLACK_BYTES);
  });

  test('every run logged one line, none with a password', () => {
    const lines = story.log.split('\n').filter((line) => /"level":"(INFO|ERROR)"/.test(line));
    expect(lines).toHaveLength(story.invocations);
    for (const secret of secrets) expect(story.log).not.toContain(secret);
  });

  test.each<[string, (taken: Taken[]) => Taken[], RegExp]>([
    [
      'publishes twice',
      (taken) => [...taken, ...taken.filter(({ what }) => what === 'data')],
      /nothing owes it/,
    ],
    ['loses what it published', (taken) => taken.filter(({ what }) => what !== 'data'), /never arrived/],
  ])('the books of a collector that once %s do not balance', async (_, tamper, problem) => {
    const { story: bad } = await execute(40, (taken, { index }) =>
      index === CALM_RUN ? tamper(taken) : taken,
    );
    expect(bad.problems[0]).toMatch(problem);
  });
}

/** What went wrong, in which context, and how to reproduce it. */
function explain({ problems, lines }: Story): string {
  const [, at = '0'] = /run (\d+)/.exec(problems[0] ?? '') ?? [];
  return [
    `The books do not balance. Again: SEED=${SEED} LONG_RUNS=${RUNS} npm run test:long`,
    ...problems.slice(0, 20),
    '',
    ...lines.slice(Math.max(0, Number(at) - 8), Number(at) + 4),
  ].join('\n');
}
