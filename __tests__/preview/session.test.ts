import { watchedOf } from '../../preview/alarms/environments';
import { AlarmWatch } from '../../preview/alarms/watch';
import { Session, untilBeat } from '../../preview/session';
import type { Sample } from '../../preview/start';
import { Hub } from '../../preview/web/hub';
import type { CheckupState, Run } from '../../preview/web/protocol';
import { project } from '../fixtures/environments';
import { until } from '../support/servers/until';
import { run, storeOf } from './page/sessions';

const watch = () => new AlarmWatch(watchedOf(project, 3));
const sessionOf = (preview: Partial<ConstructorParameters<typeof Session>[0]>) =>
  new Session({ sample: async () => [], checkUp: () => undefined, problems: [], ...preview }, watch());

test('what is wrong with the databases reaches every page once, also one that comes later, until it is over', () => {
  const problems: string[] = [];
  const hub = new Hub({
    ...{ version: 'v1', startedAt: 1, everySeconds: 3, chosen: 'production' },
    ...{ databases: [], environments: [], sicknesses: [] },
  });
  const pages = { open: storeOf({}), late: storeOf({}) };
  const messages: string[] = [];
  const reader = (page: keyof typeof pages) => (event: Buffer) => {
    const message = JSON.parse(event.toString().replace(/^data: /, ''));
    messages.push(`${page}: ${message.type}`);
    pages[page].apply(message);
  };
  hub.connect(reader('open'));
  const session = sessionOf({ problems });
  session.tell(hub);
  session.evaluate();
  expect(messages).toEqual(['open: snapshot']);

  problems.push('PostgreSQL has ended.', 'PostgreSQL has ended.');
  session.evaluate();
  session.evaluate();
  hub.connect(reader('late'));
  expect(messages.slice(1)).toEqual(['open: problems', 'late: snapshot']);
  expect([pages.open.problems, pages.late.problems]).toEqual([
    ['PostgreSQL has ended.'],
    ['PostgreSQL has ended.'],
  ]);

  problems.length = 0;
  session.evaluate();
  expect([pages.open.problems, pages.late.problems]).toEqual([[], []]);
});

test('runs begin where slots do', () => {
  expect([untilBeat(6_000, 3_000), untilBeat(6_001, 3_000), untilBeat(8_999, 3_000)]).toEqual([
    3_000, 2_999, 1,
  ]);
});

describe('a check-up', () => {
  const findings = [
    { check: 'a', severity: 'warning', object: 'b', number: 1, unit: 'c', advice: 'd' },
  ] as const;
  const sampleOf = (more: Partial<Run>, found?: Sample['findings']): Sample => ({
    ...{ database: {} as Sample['database'], outcome: {} as Sample['outcome'] },
    ...{ run: run(7, {}, more), findings: found },
  });
  /** A session of which each check-up ends with the next of these samples. */
  function checked(...samples: Sample[]) {
    const told: CheckupState[] = [];
    const session = sessionOf({
      checkUp: (service) => (service === 'neon' ? Promise.resolve(samples.shift() as Sample) : undefined),
      sample: async () => samples.splice(0),
    });
    session.tell({ run() {}, changes() {}, problems() {}, checkup: (state) => told.push(state) });
    return { session, told };
  }
  const made = { id: 'neon', running: false, made: { at: 7, findings } };

  test('is told while it runs and when it is made, and asked for once', async () => {
    const { session, told } = checked(sampleOf({}, findings));
    expect([session.checkUp('neon'), session.checkUp('neon'), session.checkUp('oracle')]).toEqual([
      true,
      true,
      false,
    ]);
    await until(() => told.length === 2);
    expect(told).toEqual([{ id: 'neon', running: true }, made]);
    expect(session.checkups.get('neon')).toEqual(made);
  });

  test('is that of a usual run, too', async () => {
    const { session, told } = checked(sampleOf({}), sampleOf({}, findings));
    await session.sample();
    expect(told).toEqual([made]);
  });

  test.each([
    [{ error: { errorType: 'NetworkError', message: 'refused' } }, 'NetworkError: refused'],
    [{ absent: { Findings: 'asleep', Locks: 'asleep' } }, /suspended, and a check-up does not wake it\.$/],
    [{ absent: { Findings: 'why' } }, 'The collector made none: why.'],
  ])('that cannot be made says why, and the one before stays: %j', async (more, problem) => {
    const { session, told } = checked(sampleOf({}, findings), sampleOf(more));
    for (const end of [2, 4]) {
      session.checkUp('neon');
      await until(() => told.length === end);
    }
    const said = typeof problem === 'string' ? problem : expect.stringMatching(problem);
    expect(told.slice(2)).toEqual([
      { ...made, running: true },
      { ...made, problem: said },
    ]);
  });
});
