import { Testing } from 'cdktf';
import { insightsOf } from '../../../model/alarms/contributors';
import { MOST_WITH_OWN } from '../../../model/alarms/grouped';
import { remarksOf } from '../../../model/checks/remarks';
import { fleetOf } from '../../../model/databases/fleet';
import type { Databases, Environment } from '../../../model/environment';
import { CollectorAlarms } from '../../../stacks/alarms/alarms';
import { alarmDescription } from '../../../stacks/alarms/description';
import { deployedOf } from '../../../stacks/deployed';
import { environment } from '../../fixtures/environments';
import { environmentStack, type Terraform } from '../../support/stacks/stack';
import { evaluated, stackOf, TOPIC } from '../../support/stacks/synthesized';

const ALARM = 'aws_cloudwatch_metric_alarm';
const tenants = (n: number) => Array.from({ length: n }, (_, i) => ({ name: `tenant-${i}` }));
const withNeon = (neon: Databases['neon'] & {}, change = {}): Environment =>
  environment('production', { databases: { neon }, level: 'core', ...change });
const groupedOf = (of: Environment) => {
  const { grouped } = fleetOf(of, 'neon');
  if (!grouped) throw new Error('nothing is grouped');
  return grouped.collector;
};
const alarmsIn = ({ resource }: Terraform) => Object.entries(resource[ALARM] ?? {});

describe('an environment with one database more than have alarms of their own', () => {
  const many = withNeon([{}, ...tenants(MOST_WITH_OWN + 1)]);
  const [before, after] = [
    environmentStack(environment('production', { level: 'core' })),
    environmentStack(many),
  ];

  test('has the alarms of the database without a name as they were but for what its log is asked', () => {
    const without = (terraform: Terraform) =>
      alarmsIn(terraform)
        .filter(([id]) => !id.includes('tenant') && !id.includes('fleet'))
        .map(([id, { alarm_description: _, depends_on: __, ...rest }]) => [id, rest]);
    expect(without(after)).toEqual(without(before));
    const one = environmentStack(withNeon([{}, { name: 'a' }]));
    const plain = (terraform: Terraform) =>
      Object.fromEntries(
        alarmsIn(terraform).flatMap(([id, { depends_on: _, ...rest }]) =>
          /^neon-alarms_/.test(id) ? [[id, rest]] : [],
        ),
      );
    expect(JSON.stringify(plain(after))).toBe(JSON.stringify(plain(one)));
  });

  test('has one alarm for each row and severity, and the rest for each database', () => {
    const { grouped, collectors } = fleetOf(many, 'neon');
    const ids = alarmsIn(after).map(([id]) => id);
    const count = (part: string) => ids.filter((id) => id.startsWith(part)).length;
    expect(count('neon-fleet-alarms_')).toBe(grouped?.collector.alarms.length);
    expect(count('neon-tenant-')).toBe((MOST_WITH_OWN + 1) * Number(collectors[1]?.alarms.length));
    expect(ids.length - alarmsIn(before).length).toBeLessThan((MOST_WITH_OWN + 1) * 5 + 20);
  });

  test('deploys what the preview evaluates', () => {
    const made = deployedOf(many, '123456789012').flatMap(({ alarms }) =>
      alarms.map(({ resource }) => resource),
    );
    const synthesized = alarmsIn(evaluated(after)).map(
      ([, { alarm_actions: _, ok_actions: __, depends_on: ___, '//': ____, ...rest }]) => rest,
    );
    const byName = (alarms: readonly object[]) => new Map(alarms.map((one) => [Object(one).alarm_name, one]));
    expect(byName(made)).toEqual(byName(synthesized));
  });

  test('says so, and what is lost', () => {
    const said = remarksOf(many).filter((text) => text.includes('named databases'));
    expect(said).toEqual([
      expect.stringContaining('The alarms of the named databases of Neon Postgres in production are grouped'),
      expect.stringContaining(
        'has its own alarms for TotalConnections (its alarms compare two metrics; level detailed has ConnectionPoolUtilization, which is one), ActiveConnections (',
      ),
    ]);
    expect(Object.values(after.output ?? {}).map(({ value }) => value)).toEqual(expect.arrayContaining(said));
    const few = remarksOf(withNeon([{}, ...tenants(MOST_WITH_OWN)]));
    expect(few.filter((text) => text.includes('grouped'))).toEqual([]);
  });
});

test('one database more changes how many must be heard, and the input of one rule', () => {
  const small = { groupedAlarmsAbove: 2 };
  const of = (n: number) =>
    new Map(
      alarmsIn(environmentStack(withNeon(tenants(n), small))).map(([id, one]) => [id, JSON.stringify(one)]),
    );
  const [fewer, more] = [of(3), of(4)];
  const changed = [...fewer].filter(([id, one]) => more.get(id) !== one).map(([id]) => id);
  expect(changed).toEqual([expect.stringMatching(/^neon-fleet-alarms_UpCount-critical/)]);
});

test('the quotes of a query come from Terraform, in JSON and in HCL', () => {
  const collector = groupedOf(withNeon(tenants(3), { groupedAlarmsAbove: 2 }));
  const stack = () =>
    stackOf(
      (scope) => new CollectorAlarms(scope, 'alarms', { collector, topicArn: TOPIC, after: undefined }),
    );
  const hcl = Testing.synthHcl(stack());
  expect(hcl).toMatch(/expression += "\$\{format\(/);
  expect(hcl).not.toMatch(/SCHEMA\(\\*"/);
  expect(hcl).toContain(
    `"SELECT COUNT(%q) FROM SCHEMA(%q, %q, %q) WHERE %q = 'production'", "Up", "Neon/Monitoring", "Database", "Environment", "Environment"`,
  );
  for (const [, values] of alarmsIn(evaluated(JSON.parse(Testing.synth(stack())) as Terraform)))
    expect(insightsOf(values as never)).toMatchObject({ environment: 'production' });
});

test('the text of an alarm says where the names of the databases are, and what to do for one', () => {
  const collector = groupedOf(withNeon(tenants(3), { groupedAlarmsAbove: 2, level: 'extended' }));
  const texts = collector.alarms.map((alarm) => [alarm, alarmDescription(collector, alarm)] as const);
  for (const [{ row, insights, log }, text] of texts) {
    expect(text).toContain(` | Log: ${log} | `);
    expect(text).toMatch(/docs\/runbook\.md#neon-/);
    expect(text).not.toContain('payload');
    // What all databases wrote, with whose it is.
    expect(log).not.toContain('database*20*3d');
    if (insights?.counts)
      expect(text).toMatch(
        /when fewer than 3 named databases of neon in production publish Up in 3 periods of 5 minutes in a row, or when no data arrive at all/,
      );
    else
      expect(text).toMatch(
        new RegExp(
          `when ${row} of a named database of Neon Postgres in production is .*; the contributors of the alarm say which databases\\.`,
        ),
      );
  }
  const [up] = texts.flatMap(([{ row, insights }, text]) =>
    row === 'Up' && !insights?.counts ? [text] : [],
  );
  expect(up).toContain('Do first: Run npm run invoke -- production neon <database> and read the error');
});

test('more databases than a query returns, and more such alarms than CloudWatch allows, are said', () => {
  const said = (of: Environment, all?: readonly Environment[]) => remarksOf(of, all).join('\n');
  expect(said(withNeon(tenants(501)))).toContain('a grouped alarm sees the 500 with the worst values');
  expect(said(withNeon(tenants(500)))).not.toContain('PARTIAL_DATA');
  const small = (name: string, change = {}) =>
    withNeon(tenants(3), { name, groupedAlarmsAbove: 2, ...change });
  const one = groupedOf(small('e0')).alarms.length;
  const needed = Math.floor(200 / one) + 1;
  const all = Array.from({ length: needed }, (_, i) => small(`e${i}`));
  const [first] = all as [Environment];
  expect(said(first, all)).toContain(`Grouped alarms in us-east-1: ${needed * one} (e0, e1, `);
  expect(
    said(
      first,
      all
        .slice(1)
        .concat(small('far', { region: 'eu-west-1' }))
        .slice(0, needed - 2)
        .concat(first),
    ),
  ).not.toContain('Grouped alarms in');
  const elsewhere = all.map((each, i) => (i === 1 ? { ...each, accountId: '222222222222' } : each));
  expect(said(first, elsewhere)).not.toContain('Grouped alarms in');
  // An environment without such alarms has nothing to do with it.
  expect(said(environment('production'), [environment('production'), ...all])).not.toContain(
    'Grouped alarms in',
  );
});
