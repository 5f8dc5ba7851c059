import type { Finding } from '../../../model/evidence';
import { FakeAws } from '../../support/aws/fake-aws';
import { type StateAttribute, stateIn } from '../../support/aws/saved-state';
import { scripted } from '../../support/collectors/scripted';

const HOUR_MS = 3_600_000;
const PASSWORD = 'script-pass';

let aws: FakeAws;
beforeEach(async () => {
  aws = await new FakeAws().start();
});
afterEach(() => aws.stop());

const item = () => {
  const [one] = aws.items.values();
  if (!one) throw new Error('nothing is saved');
  return one;
};
const saved = () => stateIn(item().state as StateAttribute);
/** Changes what is saved. */
const change = (parts: Record<string, unknown>) => {
  item().state = { S: JSON.stringify({ ...saved(), ...parts }) };
};

const finding = (severity: Finding['severity']): Finding => ({
  ...{ check: 'invalid index', severity, object: `public."${PASSWORD}"`, number: 1, unit: 'indexes' },
  advice: `Run the statement. ${PASSWORD}`,
});
const findings = [finding('critical'), finding('notice'), finding('warning'), finding('warning')];

describe('a check-up', () => {
  /** What a collector is told of the check-up, run after run. */
  const watched = () => {
    const all = scripted(aws, { SCRIPT_PASSWORD: PASSWORD });
    const due: unknown[] = [];
    all.script.before = async (visit) => void due.push(await visit.checkup());
    return { ...all, due };
  };

  test('is made by the first run, and then once a day', async () => {
    const { script, handler, due } = watched();
    script.checked = { findings };
    const before = Date.now();
    await handler({});
    script.checked = {};
    await handler({});
    expect(due).toEqual(['overdue', undefined]);
    expect(saved().checkedUpAt).toBeGreaterThanOrEqual(before);
    expect(saved().checkedUpAt).toBeLessThanOrEqual(Date.now());
    for (const [hours, expected] of [
      [23.9, undefined],
      [24.1, 'due'],
      [24.9, 'due'],
      [25.1, 'overdue'],
      // A clock was wrong.
      [-1, 'due'],
    ] as const) {
      change({ checkedUpAt: Date.now() - hours * HOUR_MS });
      await handler({});
      expect([hours, due.at(-1)]).toEqual([hours, expected]);
    }
  });

  test('is asked for by hand at any time, and is not due again for a day', async () => {
    const { script, handler, due } = watched();
    script.checked = { findings: [] };
    await handler({});
    await expect(handler({ checkup: true })).resolves.toMatchObject({ findings: [] });
    script.checked = {};
    await handler({});
    expect(due).toEqual(['overdue', 'overdue', undefined]);
  });

  test('that nobody can make is tried again in an hour', async () => {
    const { script, handler, due } = watched();
    script.checked = { checkupFailed: true };
    const result = await handler({});
    expect(result).not.toHaveProperty('findings');
    expect(aws.values('Findings')).toEqual([]);
    expect(result.metrics.Findings).toHaveProperty('absent');
    script.checked = {};
    await handler({});
    change({ checkedUpAt: Number(saved().checkedUpAt) - 1.1 * HOUR_MS });
    await handler({});
    expect(due).toEqual(['overdue', undefined, 'due']);
  });

  test('counts what needs somebody, once, and shows no secret', async () => {
    const { script, handler, lines } = watched();
    script.checked = { findings };
    const result = await handler({});
    expect(result.metrics.Findings).toEqual({ value: 3, unit: 'Count' });
    expect(result.findings).toEqual(
      findings.map((one) => ({ ...one, object: 'public."***"', advice: 'Run the statement. ***' })),
    );
    script.checked = {};
    const next = await handler({});
    expect(next).not.toHaveProperty('findings');
    expect(next.metrics.Findings).toEqual({ absent: expect.stringContaining('one a day') });
    expect(aws.values('Findings')).toEqual([3]);
    expect(lines[0]).toMatchObject({ findings: result.findings });
    expect(JSON.stringify([lines, [...aws.items]])).not.toContain(PASSWORD);
  });

  test('that finds nothing is a zero, which ends the alarm', async () => {
    const { script, handler } = watched();
    script.checked = { findings: [] };
    await expect(handler({})).resolves.toMatchObject({ metrics: { Findings: { value: 0 } }, findings: [] });
    expect(aws.values('Findings')).toEqual([0]);
  });

  test('of a dry run is shown, and stays due', async () => {
    const { script, handler, due } = watched();
    script.checked = { findings };
    await expect(handler({ dryRun: true, checkup: true })).resolves.toMatchObject({
      published: 0,
      findings: { length: 4 },
    });
    expect(aws.count('PutItem')).toBe(0);
    await handler({});
    expect(due).toEqual(['overdue', 'overdue']);
  });

  test('is not due while the state is not known: it would be made run after run', async () => {
    const { handler, due } = watched();
    aws.failing('GetItem');
    await handler({}).catch(() => {});
    expect(due).toEqual([undefined]);
  });
});

describe('what a collector remembers', () => {
  test('comes back by name, whatever else is remembered', async () => {
    const { script, handler, create } = scripted(aws);
    const seen: unknown[] = [];
    script.before = async (visit) => {
      seen.push([await visit.memo('a'), await visit.memo('b')]);
      if (seen.length < 3) visit.remember(seen.length === 1 ? 'a' : 'b', { run: seen.length });
    };
    await handler({});
    await handler({});
    await create()({});
    const both = [{ run: 1 }, { run: 2 }];
    expect(seen).toEqual([[undefined, undefined], [{ run: 1 }, undefined], both]);
    expect(saved().remembered).toEqual({ a: { run: 1 }, b: { run: 2 } });
  });

  test('is kept by a run that fails, and saved by one whose database sleeps', async () => {
    const { script, handler } = scripted(aws);
    script.before = (visit) => visit.remember('a', 1);
    script.password = 'right';
    await expect(handler({})).rejects.toMatchObject({ name: 'AuthenticationError' });
    expect(saved().remembered).toEqual({ a: 1 });
    Object.assign(script, { password: undefined, asleep: true });
    script.before = (visit) => visit.remember('a', 2);
    await handler({});
    expect(saved().remembered).toEqual({ a: 2 });
  });

  test('costs no save where nothing is new', async () => {
    const { script, handler } = scripted(aws);
    script.before = (visit) => visit.remember('a', 1);
    await handler({});
    script.asleep = true;
    delete script.before;
    const saves = aws.count('PutItem');
    await handler({});
    expect(aws.count('PutItem')).toBe(saves);
    expect(saved().remembered).toEqual({ a: 1 });
  });

  test('by a version that had one memo without a name is dropped, and the rest is read', async () => {
    const { script, handler } = scripted(aws);
    script.events = 5;
    await handler({});
    change({ memo: { checkedAt: 1 } });
    const seen: unknown[] = [];
    script.before = async (visit) => void seen.push(await visit.memo('quotas'));
    script.events = 9;
    await expect(handler({})).resolves.toMatchObject({ metrics: { Events: { value: 4 } } });
    expect(seen).toEqual([undefined]);
    expect(saved()).not.toHaveProperty('memo');
  });
});

describe('evidence', () => {
  test('comes from the samples that the readings come from, without secrets', async () => {
    const { script, handler, lines } = scripted(aws, { SCRIPT_PASSWORD: PASSWORD });
    const seen: unknown[] = [];
    script.evidence = ({ before, now, seconds, readings }) => {
      seen.push([before?.counters.events, now.counters.events, seconds, readings.Now]);
      return { waits: { [`Lock:${PASSWORD}`]: 1 }, advice: [`not ${PASSWORD}`] };
    };
    script.events = 1;
    const first = await handler({});
    script.events = 4;
    await handler({});
    const now = { is: 'measured', value: 7, unit: 'Count' };
    expect(seen).toEqual([
      [undefined, 1, Number.NaN, now],
      [1, 4, expect.any(Number), now],
    ]);
    expect(first.evidence).toEqual({ waits: { 'Lock:***': 1 }, advice: ['not ***'] });
    expect(lines[0]).toMatchObject({ evidence: first.evidence });
  });

  test.each([
    ['of another server', { identity: 'b' }],
    ['of another member', { member: 'x' }],
    ['after a counter that fell', { events: 0 }],
  ])('has nothing to compare with %s', async (_, parts) => {
    const { script, handler } = scripted(aws);
    const compared: (readonly [unknown, number])[] = [];
    script.evidence = ({ before, seconds }) => {
      compared.push([before, seconds]);
      return {};
    };
    script.events = 3;
    await handler({});
    await expect(handler({})).resolves.not.toHaveProperty('evidence');
    Object.assign(script, parts);
    await handler({});
    expect(compared.map(([before]) => before !== undefined)).toEqual([false, true, false]);
    expect(compared.at(-1)).toEqual([undefined, Number.NaN]);
  });

  test('of a sample that is too old is none: its counts are absent, too', async () => {
    const { script, handler } = scripted(aws);
    const compared: unknown[] = [];
    script.evidence = ({ before }) => {
      compared.push(before);
      return {};
    };
    await handler({});
    const { previous } = saved();
    const takenAt = Number(previous?.baseline.takenAt) - 2 * HOUR_MS;
    change({ previous: { ...previous, baseline: { ...previous?.baseline, takenAt } } });
    await expect(handler({})).resolves.toMatchObject({
      metrics: { Events: { absent: expect.stringContaining('120 minutes old') } },
    });
    expect(compared).toEqual([undefined, undefined]);
  });

  test('with a bug in it costs the evidence, and neither readings nor the run', async () => {
    const { script, handler } = scripted(aws);
    script.evidence = () => {
      throw new TypeError('x is not a function');
    };
    const { warnings, ...result } = await handler({});
    expect(result).toMatchObject({ metrics: { Now: { value: 7 }, Up: { value: 1 } } });
    expect(warnings).toEqual([
      expect.stringMatching(/^the evidence .* TypeError: .* a bug in the collector/),
    ]);
  });

  test('is none while the database sleeps', async () => {
    const { script, handler } = scripted(aws);
    script.asleep = true;
    script.evidence = () => ({ policy: 'x' });
    await expect(handler({})).resolves.not.toHaveProperty('evidence');
  });
});
