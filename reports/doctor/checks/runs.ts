import { invokeOf } from '../expected';
import { HEARTBEAT } from '../expected-rows';
import type { RunFact } from '../facts';
import { check, type Finding, fault, lasting } from '../finding';

/** So many runs may be missing, or be on their way to CloudWatch, before a collector counts as stopped. */
const MISSED = 3;
/** CloudWatch shows new values after some minutes at the latest. */
const DELAY_MS = 5 * 60_000;

/** Do the collectors run, do they reach their databases, and how did the last run end? */
export const runs = check({
  title: 'Last run',
  needs: ['rows', 'runs', 'functions'],
  find: (expected, { rows, runs: counted, functions, now }) => {
    const { environment } = expected;
    const beats = expected.rows.filter(
      ({ row, publisher }) => publisher === 'collector' && row === HEARTBEAT,
    );
    return [
      ...beats.flatMap((one): Finding[] => {
        const { newest, before } = rows.get(one.key) ?? {};
        const invoke = invokeOf(environment, one.subject);
        const last = newest?.at ?? before;
        if (last === undefined)
          return [
            fault(
              one.subject,
              'has not been visited in 15 days',
              `Run its collector, and read what it says: ${invoke}`,
            ),
          ];
        // A point stands for the period that begins at its time.
        const since = now.getTime() - last.getTime() - one.periodSeconds * 1000;
        if (since > MISSED * one.periodSeconds * 1000 + DELAY_MS)
          return [
            fault(
              one.subject,
              `has not been visited for ${lasting(since)}`,
              `Look at the findings about functions and schedules; then run its collector: ${invoke}`,
            ),
          ];
        return newest && newest.value < 1
          ? [
              fault(
                one.subject,
                'could not be reached, or its readings not be published, in the last run',
                `Read the error, which says what to do: ${invoke}`,
              ),
            ]
          : [];
      }),
      ...expected.functions.flatMap(({ name }) => endOf(name, counted.get(name), environment.region)),
      ...expected.functions
        .filter(({ everySeconds }) => everySeconds >= DAY)
        .filter(({ name }) => !counted.get(name)?.invocations.some(({ value }) => value > 0))
        // That it is not deployed is said of the functions. A new one waits for its hour.
        .filter(({ name }) => isOld(functions.find((one) => one.name === name)?.modified, now))
        .map(({ name }) =>
          fault(
            name,
            'has not run for a day',
            `Look at the findings about functions and schedules; then run it: npm run invoke -- ${environment.name} forecast`,
          ),
        ),
    ];
  },
  fine: (expected, { rows, now }) => {
    const times = expected.rows
      .filter(({ row }) => row === HEARTBEAT)
      .flatMap(({ key }) => rows.get(key)?.newest?.at.getTime() ?? []);
    return `every database answered or sleeps, the last of them ${lasting(now.getTime() - Math.min(...times))} ago`;
  },
});

const DAY = 86_400;
/** Whether something was there for more than a day. */
const isOld = (since: Date | undefined, now: Date): boolean =>
  since !== undefined && now.getTime() - since.getTime() > DAY * 1000 + DELAY_MS;

/** What Lambda says of the newest runs of a function. */
function endOf(name: string, fact: RunFact | undefined, region: string): Finding[] {
  const ran = fact?.invocations.find(({ value }) => value > 0);
  const failed = fact?.errors.find(({ value }) => value > 0);
  const refused = fact?.throttles.find(({ value }) => value > 0);
  const found: Finding[] = [];
  // Lambda counts an error at the time at which its run began.
  if (failed && (!ran || failed.at >= ran.at))
    found.push(
      fault(
        name,
        'failed in its last run',
        `Read why: aws logs tail /aws/lambda/${name} --since 1h --region ${region}`,
      ),
    );
  if (refused && (!ran || refused.at >= ran.at))
    found.push(
      fault(
        name,
        'was throttled: Lambda did not start its last run',
        'Raise the concurrency of the account, or what is reserved for the function',
      ),
    );
  return found;
}
