import { type Collector, collectorOf } from '../../../model/collector';
import { runbookAnchor } from '../../../model/links';
import { alarmDescription } from '../../../stacks/alarms/description';
import type { LogQuery } from '../../../thresholds/queries';
import type { ServiceName } from '../../../thresholds/services';
import { isOfTheDesign } from '../../fixtures/design';
import { environment, environments } from '../../fixtures/environments';

const names: readonly ServiceName[] = ['neon', 'upstash'];

/** Without the link to the dashboard there is room for more. */
const roomy = environment('production', { dashboards: false });
const descriptionsOf = (collector: Collector) =>
  collector.alarms.map((alarm) => ({ alarm, text: alarmDescription(collector, alarm) }));

test('the description says what, how bad, what to do and where to look', () => {
  for (const e of environments)
    for (const service of names)
      for (const { alarm, text } of descriptionsOf(collectorOf(e, service))) {
        const { row: name, severity, definition, entry, log } = alarm;
        expect(text.startsWith(`${entry.impact} | ${severity.toUpperCase()} when ${name} of `)).toBe(true);
        for (const part of [e.name, definition.alarm.firstStep, ` | Log: ${log} | `])
          expect(text).toContain(part);
        expect(text).toMatch(new RegExp(`docs/runbook\\.md#${runbookAnchor(service, name)}( |$)`));
        if (isOfTheDesign(service, name))
          expect(text).toContain(`#dashboards/dashboard/${e.name}-${service}-monitoring-dashboard`);
      }
  const up = descriptionsOf(collectorOf(environment('production'), 'neon')).filter(
    ({ alarm }) => alarm.row === 'Up' && alarm.severity === 'critical',
  );
  expect(up[0]?.text).toMatch(
    /^The database is down, or it is not monitored\. \| CRITICAL when Up of Neon Postgres in production is below 1 in 3 periods of 5 minutes in a row, or when no data arrive at all; /,
  );
});

test('where there is room, the description has a command to paste, with the name of the function', () => {
  const said = names.flatMap((service) =>
    descriptionsOf(collectorOf(roomy, service)).flatMap(({ alarm, text }) => {
      const [, label, command = ''] = / \| (Run[^:|]*): (.*?) \| Log: /.exec(text) ?? [];
      if (label === undefined) return [];
      expect(command).not.toMatch(/\$(?!REDIS_URL)|["\n\\]/);
      const [first] = alarm.entry.look;
      expect(label).toBe(
        'sql' in first
          ? 'Run in psql'
          : `Run${command.includes('$') ? ', with the variables that the runbook sets' : ''}`,
      );
      if ('shell' in first && first.shell.includes('FUNCTION'))
        expect(command).toContain(`macro-ai-production-${service}-monitoring`);
      return [`${service}.${alarm.row}`];
    }),
  );
  expect(said).toEqual(expect.arrayContaining(['neon.Up', 'neon.ApiErrors', 'upstash.ConnectedClients']));
});

test('where there is room, the description says when the alarm cannot fire', () => {
  const entry = { cannotFire: 'while it rains.' };
  const [alarm] = collectorOf(roomy, 'neon').alarms.filter(({ row }) => row === 'Up');
  if (!alarm) throw new Error('Up has no alarms');
  const text = alarmDescription(collectorOf(roomy, 'neon'), {
    ...alarm,
    entry: { ...alarm.entry, ...entry },
  });
  expect(text).toMatch(/ \| This alarm cannot fire while it rains\.$/);
});

test('a command to paste names the region of the environment', () => {
  const texts = names.flatMap((service) =>
    descriptionsOf(collectorOf({ ...roomy, region: 'us-west-1' }, service)).map(({ text }) => text),
  );
  const commands = texts.flatMap((text) => text.match(/: aws .*? \| /g) ?? []);
  expect(commands.length).toBeGreaterThan(0);
  for (const command of commands) expect(command).toContain(' --region us-west-1 ');
});

test('a description that would be too long leaves out what people miss least', () => {
  const production = environment('production');
  const parts = (runbookUrl: string) => {
    const collector = collectorOf(
      { ...production, settings: { ...production.settings, runbookUrl } },
      'neon',
    );
    const described = descriptionsOf(collector).find(({ alarm }) => alarm.row === 'TotalConnections');
    if (!described) throw new Error('TotalConnections has no alarms');
    const { alarm, text } = described;
    expect(text.length).toBeLessThanOrEqual(1024);
    for (const part of [alarm.entry.impact, alarm.definition.alarm.firstStep, runbookUrl])
      expect(text).toContain(part);
    return ['Run in psql', 'state change', 'Dashboard: ', 'Log: '].filter((part) => text.includes(part));
  };
  expect(parts('docs/runbook.md')).toEqual(['Dashboard: ', 'Log: ']);
  expect(parts('https://github.com/some-company/our-monitoring/blob/main/docs/runbook.md')).toEqual([
    'Log: ',
  ]);
  expect(parts(`https://example.com/${'r'.repeat(280)}`)).toEqual(['Dashboard: ']);
  expect(parts(`https://example.com/${'r'.repeat(600)}`)).toEqual([]);
});

test('every alarm links to its query of the log, also where names are long', () => {
  const long = { name: 'a-very-long-name-of-an-environment', region: 'us-gov-west-1' };
  for (const of of [...environments, environment('production', long)])
    for (const service of names) {
      const collector = collectorOf(of, service);
      for (const { alarm, text } of descriptionsOf(collector)) {
        expect([of.name, alarm.row, text.includes(` | Log: ${alarm.log} | `)]).toEqual([
          of.name,
          alarm.row,
          true,
        ]);
        const { query = 'warnings' } = alarm.definition.alarm;
        const { commands } = (collector.about.queries as Record<string, LogQuery>)[query] ?? {};
        // The console's encoding: * and two hexadecimal digits.
        const decoded = alarm.log.replace(/\*([0-9a-f]{2})/g, (_, hex) =>
          String.fromCharCode(parseInt(hex, 16)),
        );
        expect(decoded).toContain(`~editorString~'${commands?.join('|').replaceAll(', ', ',')}~source~(~'`);
        expect(decoded).toContain(`~source~(~'/aws/lambda/${collector.functionName}))`);
      }
    }
});

test('a description that CloudWatch would reject stops synthesis and names the row', () => {
  const collector: Collector = collectorOf(environment('staging'), 'neon');
  const [alarm] = collector.alarms;
  if (!alarm) throw new Error('staging has no alarms');
  const entry = { ...alarm.entry, impact: 'word '.repeat(250) };
  expect(() => alarmDescription(collector, { ...alarm, entry })).toThrow(
    new RegExp(
      `description of the warning alarm for neon\\.${alarm.row} in staging has \\d+ characters.*shorten`,
    ),
  );
});
