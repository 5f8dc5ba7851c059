import type { FaultCase } from './case';
import { judge } from './judge';
import type { Observation } from './play';

/** What the collectors say when a call took longer than its limit. */
const TIMED_OUT = /no answer (in time|within)/;
/** How often one case may be played again, and all cases together. What happens more often is not chance. */
const PER_CASE = 2;
const IN_ALL = 10;

/**
 * A message about a call that timed out although nothing in the case is slow. Then the machine did not run the function,
 * or its server, for seconds. Undefined if there is none.
 */
export function unexpectedTimeout(fault: FaultCase, seen: Observation): string | undefined {
  const broken = TIMED_OUT.test(fault.says.source) ? [] : seen.broken;
  return [seen.healthy, ...broken, seen.repaired]
    .flatMap(({ outcome: { error, result } }) => [
      ...(error ? [error.message] : []),
      ...(error?.warnings ?? result?.warnings ?? []),
    ])
    .find((text) => TIMED_OUT.test(text));
}

/**
 * Plays cases, and plays a case that is not as promised again, if a call timed out in it that nothing in the case makes
 * slow. A busy machine does this by chance. A bug does it every time, and is judged by the last play.
 */
export class Replays {
  private left = IN_ALL;

  /** @param notice called for each case that is played again, with the reason */
  constructor(private readonly notice: (text: string) => void) {}

  /** @returns the last play of the case, and what is wrong with it */
  async judged(
    fault: FaultCase,
    play: () => Promise<Observation>,
  ): Promise<{ readonly seen: Observation; readonly problems: readonly string[] }> {
    for (let again = 0; ; again++) {
      const seen = await play();
      const problems = judge(fault, seen);
      const timeout = problems.length > 0 && unexpectedTimeout(fault, seen);
      if (!timeout || again === PER_CASE || this.left === 0) return { seen, problems };
      this.left--;
      this.notice(
        `${fault.system}: ${fault.fault}: played again, because nothing in it is slow and a call timed out: ${timeout}`,
      );
    }
  }
}
