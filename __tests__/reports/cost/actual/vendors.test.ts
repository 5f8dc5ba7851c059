import fc from 'fast-check';
import { expectedElsewhere } from '../../../../reports/cost/actual/expected';
import { billed } from '../../../../reports/cost/actual/line';
import { exact, exactNumber, total } from '../../../../reports/cost/actual/money';
import { metricNames, neonLines, projectOf } from '../../../../reports/cost/actual/neon';
import { upstashLines } from '../../../../reports/cost/actual/upstash';
import { plans } from '../../../../thresholds/neon/prices';
import { environment, environments } from '../../../fixtures/environments';

const project = (id: string, plan: string) =>
  projectOf({
    file: 'neon-project-1.json',
    value: { project: { id, org_id: 'org-1', owner: { subscription_type: plan } } },
  });
const launch = project('a', 'launch_v3');
const used = (metrics: Readonly<Record<string, number>>, id = 'a', hours = 24) => ({
  file: 'neon-consumption-1.json',
  value: {
    projects: [
      {
        project_id: id,
        periods: [
          {
            consumption: [
              {
                timeframe_start: '2026-11-01T00:00:00Z',
                timeframe_end: new Date(Date.parse('2026-11-01T00:00:00Z') + hours * 3_600_000).toISOString(),
                metrics: Object.entries(metrics).map(([metric_name, value]) => ({ metric_name, value })),
              },
            ],
          },
        ],
      },
    ],
  },
});
const none = () => 0n;
const sumOf = (metrics: Readonly<Record<string, number>>, of = launch) =>
  total(neonLines([of], [used(metrics)], none).map(billed));

describe('Neon', () => {
  test('each metric has its price', () => {
    expect(sumOf({ compute_unit_seconds: 3600 * 100 })).toBe(exact('10.6'));
    expect(sumOf({ compute_unit_seconds: 3600 * 100 }, project('a', 'scale'))).toBe(exact('22.2'));
    expect(sumOf({ root_branch_bytes_month: 744e9, child_branch_bytes_month: 744e9 })).toBe(exact('0.7'));
    expect(sumOf({ instant_restore_bytes_month: 7440e9 })).toBe(exact('2'));
    expect(sumOf({ snapshot_storage_bytes_month: 744e9 })).toBe(exact('0.09'));
    // 100 GB are free.
    expect(sumOf({ public_network_transfer_bytes: 100e9 })).toBe(0n);
    expect(sumOf({ public_network_transfer_bytes: 110e9 })).toBe(exact('1'));
    expect(sumOf({ private_network_transfer_bytes: 100e9 })).toBe(0n);
    expect(sumOf({ private_network_transfer_bytes: 100e9 }, project('a', 'scale'))).toBe(exact('1'));
    // 9 branches of a day are free.
    expect(sumOf({ extra_branches_month: 9 * 24 })).toBe(0n);
    expect(sumOf({ extra_branches_month: 9 * 24 + 744 })).toBe(exact('1.5'));
  });

  test('the free transfer is that of all projects together', () => {
    const projects = [launch, project('b', 'launch_v3')];
    const answers = ['a', 'b'].map((id) => used({ public_network_transfer_bytes: 80e9 }, id));
    expect(total(neonLines(projects, answers, none).map(billed))).toBe(exact('6'));
  });

  test('of compute, the estimate of the plan is ours, as far as it was billed', () => {
    const compute = (seconds: number, estimate: string) =>
      neonLines([launch], [used({ compute_unit_seconds: seconds })], (plan) =>
        plan === 'launch' ? exact(estimate) : 0n,
      )[0];
    expect(compute(36_000, '0.5')).toMatchObject({ ours: [{ amount: exact('0.5') }], rest: exact('0.56') });
    expect(compute(36_000, '5')).toMatchObject({ ours: [{ amount: exact('1.06') }], rest: 0n });
  });

  test('the Free plan costs nothing; a plan without a public price is refused', () => {
    expect(neonLines([project('a', 'free_v3')], [], none)).toEqual([
      { label: '1 on the Free plan', toldBy: 'nothing', ours: [], rest: 0n },
    ]);
    expect(() => sumOf({ extra_branches_month: 1 }, project('a', 'enterprise'))).toThrow(
      'has the plan enterprise, of which no price is known',
    );
    // A name that every object has.
    expect(() => sumOf({ extra_branches_month: 1 }, project('a', 'constructor'))).toThrow(
      'no price is known',
    );
  });

  test('what is not an answer is refused, with file and field', () => {
    expect(() => sumOf({ new_metric: 1 })).toThrow(
      'projects.0.periods.0.consumption.0.metrics.0.metric_name: there is no price for this metric',
    );
    expect(() => sumOf({ compute_unit_seconds: -1 })).toThrow('metrics.0.value: use 0 or more');
    expect(() => neonLines([launch], [used({}, 'b')], none)).toThrow(
      'there is no answer about the project b itself',
    );
    expect(() => projectOf({ file: 'neon-project-1.json', value: { project: { id: 'a' } } })).toThrow(
      'neon-project-1.json: project.owner',
    );
  });

  test('however much was used, nothing is lost to rounding', () => {
    const metrics = fc.record(
      Object.fromEntries(metricNames.map((name) => [name, fc.double({ min: 0, max: 1e15, noNaN: true })])),
    );
    fc.assert(
      fc.property(
        metrics,
        fc.constantFrom('launch', 'scale'),
        fc.bigInt({ min: 0n, max: 10n ** 21n }),
        (values, plan, estimate) => {
          const [alone, beside] = [none, () => estimate].map((of) =>
            total(neonLines([project('a', plan)], [used(values)], of).map(billed)),
          );
          expect(alone).toBe(beside);
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('Upstash', () => {
  const stats = (dollars: number) => ({
    file: 'upstash-1.json',
    value: { total_monthly_billing: dollars, total_monthly_requests: 10 },
  });

  test('the sum of the databases; the estimate of commands is ours', () => {
    const [line] = upstashLines([stats(222.33902763855485), stats(0.1)], exact('0.2'));
    expect(line && billed(line)).toBe(exactNumber(222.33902763855485) + exact('0.1'));
    expect(line).toMatchObject({ label: '2 databases, 20 commands', ours: [{ amount: exact('0.2') }] });
    expect(() =>
      upstashLines([{ file: 'upstash-1.json', value: { total_monthly_billing: '1' } }], 0n),
    ).toThrow('upstash-1.json: total_monthly_billing: use a number');
  });
});

test('the estimate of visits is that of the cost report, by plan, for these days', () => {
  const period = { from: '2026-11-01', to: '2026-11-11' };
  // 240 hours, 12 visits an hour, 2 commands each, of three environments.
  expect(expectedElsewhere(environments, 'upstash', 'payg', period)).toBe(
    exactNumber(((240 * 12 * 2 * 3) / 100_000) * 0.2),
  );
  const awake = [environment('production', { neonApi: false })];
  for (const [plan, { computeHour }] of Object.entries(plans))
    expect(Number(expectedElsewhere(awake, 'neon', plan, period)) / 1e18).toBeCloseTo(
      240 * 0.25 * computeHour,
      9,
    );
  expect(expectedElsewhere(environments, 'neon', 'launch', period)).toBe(0n);
});
