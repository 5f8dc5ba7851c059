import type { Published } from '../../model/alarms/alarm-resource';
import type { AlarmState } from '../../model/alarms/next-state';
import { evaluatorOf } from '../../model/alarms/timeline';
import { firingsOf } from '../../model/backtest/firings';
import { deployedOf } from '../../stacks/deployed';
import { environment } from '../fixtures/environments';
import { interleave, of, ratio, show, table, timed } from './measure';

const MINUTE = 60_000;
const DAYS = 30;
const ROUNDS = 5;
const from = Date.parse('2026-10-01T00:00:00Z');
const to = from + DAYS * 24 * 60 * MINUTE;

/** A value every minute for each metric: mostly low, so that every alarm fires now and then. */
function history(names: readonly string[]): Published {
  let state = 7;
  const random = () => {
    state = (state * 16_807) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  const constants: Readonly<Record<string, number>> = { Up: 1, ConnectionLimit: 100 };
  return Object.fromEntries(
    names.map((name) => [
      name,
      Array.from({ length: (to - from) / MINUTE }, (_, i) => ({
        at: from + i * MINUTE,
        value: constants[name] ?? 120 * random() ** 3,
      })),
    ]),
  );
}

/** Thirty days of one-minute values through all alarms of production, against one evaluation at a time. */
export async function backtest(): Promise<string> {
  const lines: string[][] = [];
  for (const collectionMinutes of [1, 5]) {
    const deployed = deployedOf(environment('production', { collectionMinutes }), '123456789012');
    const published = history(deployed.flatMap(({ collector }) => Object.keys(collector.rows)));
    const alarms = deployed.flatMap(({ alarms }) => alarms.map(({ resource }) => resource));
    const rounds = await interleave(
      {
        batch: async () => ({
          ms: await timed(() => alarms.map((alarm) => firingsOf(alarm, published, { from, to }))),
        }),
        single: async () => ({
          ms: await timed(() => {
            for (const alarm of alarms) {
              const { at, stepMs } = evaluatorOf(alarm);
              let before: AlarmState = 'INSUFFICIENT_DATA';
              for (let now = from; now <= to; now += stepMs) before = at(published, now, before).state;
            }
          }),
        }),
      },
      ROUNDS,
    );
    lines.push([
      `${collectionMinutes} min`,
      `${alarms.length}`,
      show(of(rounds.batch, 'ms'), 0),
      show(of(rounds.single, 'ms'), 0),
      show(ratio(rounds.batch, rounds.single, 'ms'), 3),
    ]);
  }
  return [
    `${DAYS} days of one-minute values of every metric through the alarms of production, ${ROUNDS} rounds, milliseconds. “One at a time” is the evaluator of the live preview, which keeps nothing from one evaluation to the next; the states are the same.`,
    '',
    table(['collected every', 'alarms', 'back-test', 'one at a time', 'ratio'], lines),
  ].join('\n');
}
