import { ofDatabase, type Sickness } from '../../../preview/sick/sickness';
import { UnknownSickness, Ward } from '../../../preview/sick/ward';
import type { SicknessState } from '../../../preview/web/protocol';

/** A sickness whose start and heal are held until they are told how to end. */
class Held implements Sickness {
  readonly service = 'neon';
  readonly title = 'Title';
  readonly about = 'About.';
  readonly rows = { Up: 'critical' } as const;
  readonly log: string[] = [];
  signal: AbortSignal | undefined;
  private ends: ((problem?: string) => void)[] = [];

  constructor(readonly id: string) {}

  start = async (signal: AbortSignal) => {
    this.signal = signal;
    await this.held('start');
    return () => this.held('heal');
  };

  /** Ends what is held: well, or with a problem. */
  async end(problem?: string): Promise<void> {
    while (this.ends.length === 0) await new Promise(setImmediate);
    this.ends.shift()?.(problem);
  }

  private held(what: string): Promise<void> {
    this.log.push(what);
    return new Promise((resolve, reject) =>
      this.ends.push((problem) => (problem === undefined ? resolve() : reject(new Error(problem)))),
    );
  }
}

let [flu, cold]: Held[] = [];
let ward: Ward;
let told: SicknessState[];
const [fluOf, coldOf] = [() => flu as Held, () => cold as Held];
const states = () => told.map(({ id, state, problem }) => [id, state, problem].filter(Boolean).join(' '));
beforeEach(() => {
  [flu, cold, told] = [new Held('flu'), new Held('cold'), []];
  ward = new Ward([flu, cold], (state) => told.push(state));
});

test('says what can be done, and that all are healthy', () => {
  const { service, title, about, rows } = fluOf();
  expect(ward.views).toEqual(['flu', 'cold'].map((id) => ({ id, service, title, about, rows })));
  expect(ward.states).toEqual(['flu', 'cold'].map((id) => ({ id, state: 'healthy' })));
});

test('tells each step, and does nothing that is done already', async () => {
  const first = ward.set('flu', true);
  await fluOf().end();
  expect(await first).toEqual({ id: 'flu', state: 'sick' });
  expect(await ward.set('flu', true)).toEqual({ id: 'flu', state: 'sick' });
  const second = ward.set('flu', false);
  await fluOf().end();
  expect(await second).toEqual({ id: 'flu', state: 'healthy' });
  await ward.set('flu', false);
  expect(states()).toEqual(['flu starting', 'flu sick', 'flu healing', 'flu healthy']);
  expect(fluOf().log).toEqual(['start', 'heal']);
});

test('one is healed only after it has started, however fast the clicks; others do not wait', async () => {
  const clicks = [true, false, true].map((sick) => ward.set('flu', sick));
  const other = ward.set('cold', true);
  await coldOf().end();
  await other;
  expect(fluOf().log).toEqual(['start']);
  for (const _ of clicks) await fluOf().end();
  await Promise.all(clicks);
  expect(fluOf().log).toEqual(['start', 'heal', 'start']);
  expect(ward.states.map(({ state }) => state)).toEqual(['sick', 'sick']);
});

test('what fails is said, and can be tried again', async () => {
  let click = ward.set('flu', true);
  await fluOf().end('no fever');
  expect(await click).toEqual({ id: 'flu', state: 'healthy', problem: 'no fever' });
  click = ward.set('flu', true);
  await fluOf().end();
  expect(await click).toEqual({ id: 'flu', state: 'sick' });
  click = ward.set('flu', false);
  await fluOf().end('no tea');
  expect(await click).toEqual({ id: 'flu', state: 'sick', problem: 'no tea' });
  click = ward.set('flu', false);
  await fluOf().end();
  expect(await click).toEqual({ id: 'flu', state: 'healthy' });
});

test('an unknown id is refused', async () => {
  await expect(ward.set('plague', true)).rejects.toThrow(UnknownSickness);
});

test('after the end, nothing starts, nothing is healed, nothing is told', async () => {
  const click = ward.set('flu', true);
  await fluOf().end();
  await click;
  ward.close();
  expect(fluOf().signal?.aborted).toBe(true);
  const before = told.length;
  await Promise.all([ward.set('flu', false), ward.set('cold', true)]);
  expect([told.length - before, fluOf().log, coldOf().log]).toEqual([0, ['start'], []]);
});

test('of several databases each has sicknesses of its own', async () => {
  const started: string[] = [];
  const one = (database: string | undefined) =>
    ofDatabase(
      [
        {
          ...{ id: 'leak', service: 'neon', title: 'Leak', about: '', rows: {} },
          start: async () => {
            started.push(database ?? 'unnamed');
            return async () => {};
          },
        },
      ],
      database,
    );
  const ward = new Ward([...one(undefined), ...one('analytics')]);
  expect(ward.views.map(({ id, database }) => [id, database])).toEqual([
    ['leak', undefined],
    ['leak--analytics', 'analytics'],
  ]);
  await ward.set('leak--analytics', true);
  expect([started, ward.states.map(({ state }) => state)]).toEqual([['analytics'], ['healthy', 'sick']]);
});
