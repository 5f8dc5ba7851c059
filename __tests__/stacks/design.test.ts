import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kebab } from '../../model/names';
import { buildApp } from '../../stacks/app';
import { includes, type Level, severities } from '../../thresholds/row';
import { serviceOf } from '../../thresholds/services';
import design from '../fixtures/design-tables.json';
import { project } from '../fixtures/environments';
import { type Attributes, type Terraform, withCode } from '../support/stacks/stack';

/**
 * Compares the design's tables with the Terraform that is synthesized from the tests' own environments. The design's
 * rows must not change or disappear; rows may be added.
 */
const services = ['neon', 'upstash'] as const;
const fill = (form: string, values: Readonly<Record<string, string>>) =>
  form.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '?');

/** A stack's Terraform, and the text of all files next to it. */
const synthesized = (() => {
  const folder = mkdtempSync(join(tmpdir(), 'design-'));
  try {
    withCode((code) => buildApp({ project, code, emulated: false, outdir: folder }).synth());
    const stacks = join(folder, 'stacks');
    return new Map(
      readdirSync(stacks).map((stack) => {
        const files = readdirSync(join(stacks, stack), { recursive: true, encoding: 'utf8' });
        const dashboards = files.filter((file) => file.endsWith('template.json'));
        return [
          stack,
          {
            terraform: JSON.parse(readFileSync(join(stacks, stack, 'cdk.tf.json'), 'utf8')) as Terraform,
            dashboards: dashboards.map((file) => readFileSync(join(stacks, stack, file), 'utf8')).join('\n'),
          },
        ];
      }),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
})();
function stack(name: string) {
  const found = synthesized.get(name);
  if (!found) throw new Error(`there is no stack ${name}`);
  return found;
}
/** The block of a type that has this attribute value. */
function find(name: string, type: string, attribute: string, value: string): Attributes | undefined {
  return Object.values(stack(name).terraform.resource[type] ?? {}).find(
    (block) => block[attribute] === value,
  );
}

test('the stacks are those of the design', () => {
  expect([...synthesized.keys()].sort()).toEqual([...design.stacks].sort());
});

test.each(services)('the rows of %s have the units and levels of the design', (service) => {
  const rows = Object.entries(serviceOf(service).rows).map(([name, { unit, level }]) => [name, unit, level]);
  expect(rows).toEqual(expect.arrayContaining(design.metrics[service]));
});

const everyThreshold = design.thresholds.flatMap((threshold) =>
  severities.map((severity) => ({ ...threshold, severity })),
);

/** The level of a row. */
const levelOf = (service: string, metric = ''): string =>
  design.metrics[service as 'neon' | 'upstash'].find(([name]) => name === metric)?.[2] ?? '';

/** What an alarm watches: the design's metrics, where the collector publishes them, in the design's periods. */
function expectWatched(
  alarm: Attributes,
  threshold: Omit<(typeof design.thresholds)[number], 'live'>,
  env: string,
): void {
  const namespace = design.namespaces[threshold.service as 'neon' | 'upstash'];
  const queries = (alarm.metric_query ?? []) as readonly { metric?: Attributes; expression?: string }[];
  const metrics = queries.flatMap(({ metric }) => (metric ? [metric] : []));
  const watched = metrics.length > 0 ? metrics : [alarm];
  const wanted = [threshold.metric, ...(threshold.shareOf ? [threshold.shareOf] : [])];
  expect(watched.map((metric) => metric.metric_name)).toEqual(wanted);
  const [least, most] = design.periodMinutes as [number, number];
  for (const metric of watched) {
    expect(metric).toMatchObject({ namespace, dimensions: { Environment: env } });
    expect(metric.period).toBeGreaterThanOrEqual(least * 60);
    expect(metric.period).toBeLessThanOrEqual(most * 60);
  }
  if (threshold.perMinute) expect(queries.map(({ expression }) => expression).join()).toContain('PERIOD');
}

describe.each(Object.entries(design.environments))('%s', (env, level) => {
  const collected = (of: string) => includes(level as Level, of as Level);

  test.each(services)('functions, schedules and logs of %s', (service) => {
    const named = (form: string) => fill(form, { env, service });
    const { names, settings } = design;
    expect(find(env, 'aws_lambda_function', 'function_name', named(names.function))).toMatchObject({
      runtime: settings.runtime,
      architectures: [settings.architecture],
      timeout: settings.timeoutSeconds,
      memory_size: settings.memoryMegabytes,
      logging_config: { log_format: settings.logFormat },
      environment: {
        variables: { ENVIRONMENT: env, ENABLE_DETAILED_MONITORING: String(level !== 'core') },
      },
    });
    expect(find(env, 'aws_cloudwatch_event_rule', 'name', named(names.rule))).toMatchObject({
      schedule_expression: settings.schedule,
    });
    for (const invocation of Object.values(
      stack(env).terraform.resource.aws_lambda_function_event_invoke_config ?? {},
    ))
      expect(invocation).toMatchObject({
        maximum_retry_attempts: settings.retries,
        maximum_event_age_in_seconds: settings.eventAgeSeconds,
      });
    const logs = find(env, 'aws_cloudwatch_log_group', 'name', named(names.logGroup));
    expect(logs?.retention_in_days).toBeGreaterThan(0);
    expect(find(env, 'aws_cloudwatch_dashboard', 'dashboard_name', named(names.dashboard))).toBeDefined();
  });

  test('topic, remote state and tags', () => {
    expect(find(env, 'aws_sns_topic', 'name', fill(design.names.topic, { env }))).toBeDefined();
    const { terraform } = stack(env);
    expect(terraform.terraform.backend.s3).toMatchObject({
      key: fill(design.names.remoteStateKey, { env }),
      encrypt: true,
      use_lockfile: true,
    });
    const [defaults] = (terraform.provider.aws[0]?.default_tags ?? []) as { tags: Record<string, string> }[];
    expect(Object.keys(defaults?.tags ?? {})).toEqual(expect.arrayContaining(design.settings.tags));
  });

  test.each(services)(
    'every metric of %s is drawn with its namespace, and detailed ones only if collected',
    (service) => {
      const { dashboards } = stack(env);
      expect(dashboards).toContain(`"${design.namespaces[service]}"`);
      for (const [metric, , of] of design.metrics[service])
        expect([metric, dashboards.includes(`"${metric}"`)]).toEqual([metric, collected(of ?? '')]);
    },
  );

  test.each(everyThreshold)('$service $row $severity', ({ severity, live, ...fixed }) => {
    // Where the limit is read from the server, the threshold is a share of it.
    const threshold = live && collected(levelOf(fixed.service, live.shareOf)) ? { ...fixed, ...live } : fixed;
    const { service, row } = threshold;
    const name = fill(design.names.alarm, { env, service, row, severity });
    const alarm = find(env, 'aws_cloudwatch_metric_alarm', 'alarm_name', name);
    if (!collected(levelOf(service, threshold.metric))) {
      expect(alarm).toBeUndefined();
      return;
    }
    const [m, n] = threshold.datapoints?.[severity] ?? [];
    expect(alarm).toMatchObject({
      threshold: threshold[severity],
      comparison_operator: threshold.is === 'above' ? 'GreaterThanThreshold' : 'LessThanThreshold',
      tags: { Category: threshold.category },
      ...(threshold.missing && { treat_missing_data: threshold.missing }),
      ...(m !== undefined && { datapoints_to_alarm: m, evaluation_periods: n }),
    });
    if (!threshold.missing) expect(alarm?.treat_missing_data).not.toBe('breaching');
    expectWatched(alarm ?? {}, threshold, env);
  });

  test('the rows of the design have no other alarms', () => {
    const own = services.flatMap((service) =>
      design.metrics[service].flatMap(([metric = '']) =>
        severities.map((severity) =>
          fill(design.names.alarm, { env, service, row: kebab(metric), severity }),
        ),
      ),
    );
    const wanted = design.thresholds
      .filter(({ service, metric }) => collected(levelOf(service, metric)))
      .flatMap(({ service, row }) =>
        severities.map((severity) => fill(design.names.alarm, { env, service, row, severity })),
      );
    const alarms = Object.values(stack(env).terraform.resource.aws_cloudwatch_metric_alarm ?? {});
    const names = alarms.map(({ alarm_name }) => String(alarm_name));
    expect(names.filter((name) => own.includes(name)).sort()).toEqual(wanted.sort());
  });
});
