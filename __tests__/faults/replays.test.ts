import { fault, observation } from './example';
import type { Observation, ObservedRun } from './play';
import { Replays, unexpectedTimeout } from './replays';

const TIMEOUT = 'NetworkError: The Neon API at {neonApi}: no answer in time.';
const warned = (run: ObservedRun, text: string, apiErrors: number): ObservedRun => ({
  ...run,
  outcome: {
    result: {
      metrics: { Up: { value: 1, unit: 'Count' }, ApiErrors: { value: apiErrors, unit: 'Count' } },
      published: run.accepted.length,
      warnings: [text],
    },
  } as unknown as ObservedRun['outcome'],
});
const slow: Observation = { ...observation, healthy: warned(observation.healthy, TIMEOUT, 2) };
const failing: Observation = {
  ...observation,
  healthy: warned(observation.healthy, 'NetworkError: the connection was refused.', 2),
};

/** Judges a case that has these outcomes, one after another; the last one stays. */
async function judged(outcomes: readonly Observation[], replays?: Replays) {
  const notices: string[] = [];
  let plays = 0;
  const { problems } = await (replays ?? new Replays((text) => notices.push(text))).judged(
    fault,
    async () => {
      const seen = outcomes[Math.min(plays++, outcomes.length - 1)];
      if (!seen) throw new Error('no outcome');
      return seen;
    },
  );
  return { plays, problems, notices };
}

test('a case that is as promised is played once', async () => {
  expect(await judged([observation])).toEqual({ plays: 1, problems: [], notices: [] });
});

test('a case in which a call timed out by chance is played again, with a notice', async () => {
  expect(await judged([slow, observation])).toEqual({
    plays: 2,
    problems: [],
    notices: [`redis: x: played again, because nothing in it is slow and a call timed out: ${TIMEOUT}`],
  });
});

test('a call that times out every time is a problem', async () => {
  const { plays, problems, notices } = await judged([slow]);
  expect([plays, notices.length]).toEqual([3, 2]);
  expect(problems).toEqual([expect.stringMatching(/^the healthy run before says .*"value":2/)]);
});

test('any other problem is one at once', async () => {
  expect(await judged([failing, observation])).toMatchObject({ plays: 1, problems: [expect.anything()] });
});

test('after ten, no case is played again', async () => {
  const replays = new Replays(() => {});
  for (let i = 0; i < 10; i++) expect(await judged([slow, observation], replays)).toMatchObject({ plays: 2 });
  expect(await judged([slow, observation], replays)).toMatchObject({
    plays: 1,
    problems: [expect.anything()],
  });
});

test('a timeout in the broken run is unexpected only where the case does not promise it', () => {
  const [broken] = observation.broken;
  if (!broken) throw new Error('no broken run');
  const late: Observation = { ...observation, broken: [warned(broken, TIMEOUT, 1)] };
  expect(unexpectedTimeout(fault, late)).toBe(TIMEOUT);
  expect(unexpectedTimeout({ ...fault, says: /\{neonApi\}: no answer in time/ }, late)).toBeUndefined();
  expect(unexpectedTimeout(fault, observation)).toBeUndefined();
});

test.each([
  'Postgres at {postgres}: no answer in time. Check that the function can reach it',
  'SSM GetParameters failed (no answer within … ms): check that the function can reach AWS',
])('the collectors’ own words for it are known: %s', (text) => {
  expect(unexpectedTimeout(fault, { ...observation, repaired: warned(observation.repaired, text, 1) })).toBe(
    text,
  );
});
