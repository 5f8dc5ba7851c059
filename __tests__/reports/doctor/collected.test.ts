import { change, entry, FUNCTION, findings, minus, without } from '../../fixtures/diagnosed';
import { ago, row, silent, type Values } from '../../fixtures/healthy-facts';

const LOG = `/aws/lambda/${FUNCTION}`;

describe('a fault', () => {
  const NEON = '/macro-ai/production/neon-connection-string';
  test.each<[what: string, change: (facts: Values) => Partial<Values>, said: string]>([
    [
      'a secret that is not stored',
      ({ secrets }) => ({ secrets: { ...secrets, stored: minus(secrets.stored, NEON) } }),
      'secrets: fault neon NEON_CONNECTION_STRING is not stored',
    ],
    [
      'a secret that is not encrypted',
      ({ secrets }) => ({ secrets: { ...secrets, stored: entry(secrets.stored, NEON, 'String') } }),
      'secrets: fault neon NEON_CONNECTION_STRING is stored as String, which is not encrypted',
    ],
    [
      'a secret that cannot be used',
      ({ secrets }) => ({ secrets: { ...secrets, problems: new Map([['neon', ['It is no URL.']]]) } }),
      'secrets: fault neon It is no URL',
    ],
    [
      'a function that is missing',
      ({ functions }) => ({ functions: without(functions, FUNCTION) }),
      `functions: fault ${FUNCTION} is not deployed`,
    ],
    [
      'other code',
      ({ functions }) => ({ functions: change(functions, FUNCTION, { sha256: 'other' }) }),
      `functions: fault ${FUNCTION} runs other code than that of this checkout`,
    ],
    [
      'other variables, whose values are not said',
      ({ functions }) => ({
        functions: change(functions, FUNCTION, {
          variables: { ...functions[0]?.variables, NEON_API_KEY: 'canary', MORE: 'canary' },
        }),
      }),
      `functions: fault ${FUNCTION} has other settings than the tables of this checkout: MORE, NEON_API_KEY`,
    ],
    [
      'another handler, timeout and memory',
      ({ functions }) => ({
        functions: change(functions, FUNCTION, {
          ...{ handler: 'none.handler', timeoutSeconds: 1, memoryMegabytes: 64 },
        }),
      }),
      `functions: fault ${FUNCTION} has other settings than the tables of this checkout: handler, memory, timeout`,
    ],
    [
      'reserved concurrency of 0',
      ({ functions }) => ({ functions: change(functions, FUNCTION, { reserved: 0 }) }),
      `functions: fault ${FUNCTION} may not run: its reserved concurrency is 0`,
    ],
    [
      'a log that is missing',
      ({ logs }) => ({ logs: without(logs, LOG) }),
      `logs: fault ${LOG} is not there: Lambda makes one that is kept for ever, and costs money`,
    ],
    [
      'a log that is kept for ever',
      ({ logs }) => ({ logs: change(logs, LOG, { days: undefined }) }),
      `logs: fault ${LOG} is kept for ever and not for 90 days`,
    ],
    [
      'a log that is kept too short',
      ({ logs }) => ({ logs: change(logs, LOG, { days: 1 }) }),
      `logs: fault ${LOG} is kept for 1 day and not for 90 days`,
    ],
    [
      'a rule that is missing',
      ({ rules }) => ({ rules: without(rules, FUNCTION) }),
      `schedules: fault ${FUNCTION} is not there: nothing starts its runs`,
    ],
    [
      'a rule that is off',
      ({ rules }) => ({ rules: change(rules, FUNCTION, { enabled: false }) }),
      `schedules: fault ${FUNCTION} is off: nothing starts its runs`,
    ],
    [
      'another rate',
      ({ rules }) => ({ rules: change(rules, FUNCTION, { expression: 'rate(1 hour)' }) }),
      `schedules: fault ${FUNCTION} runs at rate(1 hour) and not at rate(5 minutes)`,
    ],
    [
      'no target',
      ({ rules }) => ({ rules: change(rules, FUNCTION, { targets: [] }) }),
      `schedules: fault ${FUNCTION} has no target: its runs start nothing`,
    ],
    [
      'two targets',
      ({ rules }) => {
        const [target] = rules[0]?.targets ?? [];
        return { rules: change(rules, FUNCTION, { targets: target ? [target, target] : [] }) };
      },
      `schedules: fault ${FUNCTION} has 2 targets: each run is started more than once`,
    ],
    [
      'another function',
      ({ rules }) => ({
        rules: change(rules, FUNCTION, { targets: [{ arn: 'arn:other', template: undefined }] }),
      }),
      `schedules: fault ${FUNCTION} starts arn:other and not its function`,
    ],
    [
      'other databases',
      ({ rules }) => ({
        rules: change(rules, FUNCTION, {
          targets: [{ arn: rules[0]?.targets[0]?.arn ?? '', template: '{"databases":{}}' }],
        }),
      }),
      `schedules: fault ${FUNCTION} hands over other databases or settings than the table has`,
    ],
    [
      'a database that is not visited any more',
      ({ rows }) => ({ rows: entry(rows, 'neon Up', row(1, 120)) }),
      'runs: fault neon has not been visited for 115 minutes',
    ],
    [
      'a database that was visited days ago',
      ({ rows }) => ({
        rows: new Map(
          [...rows].map(([key, one]) => [
            key,
            key.startsWith('neon ') ? silent({ before: ago(3 * 1440) }) : one,
          ]),
        ),
      }),
      'runs: fault neon has not been visited for 3 days',
    ],
    [
      'a database that was never visited',
      ({ rows }) => ({
        rows: new Map([...rows].map(([key, one]) => [key, key.startsWith('neon ') ? silent() : one])),
      }),
      'runs: fault neon has not been visited in 15 days',
    ],
    [
      'a database that could not be reached',
      ({ rows }) => ({ rows: entry(rows, 'neon Up', row(0)) }),
      'runs: fault neon could not be reached, or its readings not be published, in the last run',
    ],
    [
      'a run that failed',
      ({ runs }) => {
        const point = { value: 1, at: ago(5) };
        return { runs: entry(runs, FUNCTION, { invocations: [point], errors: [point], throttles: [] }) };
      },
      `runs: fault ${FUNCTION} failed in its last run`,
    ],
    [
      'a run that was not started',
      ({ runs }) => {
        const throttles = [{ value: 1, at: ago(5) }];
        return { runs: entry(runs, FUNCTION, { invocations: [], errors: [], throttles }) };
      },
      `runs: fault ${FUNCTION} was throttled: Lambda did not start its last run`,
    ],
    [
      'a row that has stopped',
      ({ rows }) => ({ rows: entry(rows, 'neon DatabaseSize', silent({ before: ago(600) })) }),
      'rows: fault neon DatabaseSize has had no value for 10 hours',
    ],
    [
      'a row with other dimensions, of which the nearest is named',
      ({ rows }) => ({
        rows: entry(
          rows,
          'neon DatabaseSize',
          silent({ elsewhere: [{ Service: 'x' }, { Environment: 'prod' }, { Environment: 'Production' }] }),
        ),
      }),
      'rows: fault neon DatabaseSize is published, but not with Environment=production: the nearest in Neon/Monitoring is Environment=Production',
    ],
  ])('is %s: it is found, and nothing else', (_, changed, said) => {
    expect(findings(changed)).toEqual([said]);
  });
});
