import type { BacktestResult } from '../../model/backtest/result';

const minutesWords = (seconds: number): string => (seconds === 60 ? 'minute' : `${seconds / 60} minutes`);

/** What the figures cannot show, and why. */
export function notesOf({ alarms, periodSeconds, base }: BacktestResult, environment: string): string[] {
  const periods = (side: 'proposed' | 'base') =>
    new Set(alarms.flatMap((one) => one[side]?.criteria.periodSeconds ?? []));
  const [now, then] = [periods('proposed'), periods('base')];
  const finest = Math.min(...now, ...then);
  const runs = periodSeconds / finest;
  const notes: string[] = [];
  if (runs > 1)
    notes.push(
      `The history has one value for ${minutesWords(periodSeconds)}, and ${environment} collects every ${minutesWords(finest)}. ` +
        `Each value stands for ${runs === Math.round(runs) ? runs : `about ${Math.ceil(runs)}`} runs: one run beyond a threshold counts for all of them where the alarm looks at the ` +
        'highest or lowest value, and is evened out where it looks at the average or the sum. Missing runs do not show. CloudWatch ' +
        'keeps finer values for 15 days: use --days 15.',
    );
  const [one] = now;
  const [other] = then;
  if (one !== undefined && other !== undefined && one !== other)
    notes.push(
      `${environment} collects every ${minutesWords(one)} as proposed, and every ${minutesWords(other)} on ${base}. ` +
        'The history has the values of the runs that there were: how alarms fire with more or fewer runs, it cannot show.',
    );
  return notes;
}
