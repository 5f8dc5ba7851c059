import { setTimeout as sleep } from 'node:timers/promises';
import { Loop } from '../workload/loop';

/** Does it when the preview ends, or now if it has ended already. */
export function atTheEnd(signal: AbortSignal, act: () => void): void {
  if (signal.aborted) act();
  else signal.addEventListener('abort', act, { once: true });
}

/**
 * Repeats a step until it is stopped, or the preview ends. A step that fails is tried again.
 * @param step returns the pause before the next one in milliseconds
 */
export function repeat(signal: AbortSignal, step: () => Promise<number>): Loop {
  const loop = new Loop(step);
  atTheEnd(signal, () => loop.stop());
  return loop;
}

const RETRY_MS = 300;

/** Tries until it succeeds, such as when a server that is stopped is back, or until the preview ends. */
export async function untilDone(signal: AbortSignal, attempt: () => Promise<unknown>): Promise<void> {
  for (;;)
    try {
      await attempt();
      return;
    } catch {
      if (signal.aborted) return;
      await sleep(RETRY_MS, undefined, { signal, ref: false }).catch(() => {});
    }
}

/** How far something grows within one interval between two samples; the rest takes four. */
const FAST = 0.6;

/**
 * The pause before something that grows to `most` grows by one. Several samples see it between its warning and its critical
 * threshold, which lie near its end.
 * @returns milliseconds
 */
export function paceOf(reached: number, most: number, everySeconds: number): number {
  const [samples, part] = reached < FAST * most ? [1, FAST] : [4, 1 - FAST];
  return (samples * everySeconds * 1_000) / (part * most);
}
