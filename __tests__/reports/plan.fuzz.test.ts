import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { planCharges } from '../../reports/plan/charges';
import { LONGEST_COMMENT, marker, planDocument } from '../../reports/plan/document';
import type { JsonObject } from '../../reports/plan/json';
import { type Plan, parsePlan } from '../../reports/plan/parse';
import { slim } from '../../reports/plan/slim';
import { environments } from '../fixtures/environments';
import { inherited, secret, text } from '../support/fuzz/arbitraries';
import { fuzz } from '../support/fuzz/fuzz';
import { damaged, jsonText, written } from '../support/fuzz/mutations';
import { attribute, marked, plan, type } from '../support/fuzz/plans';

const documentOf = (plans: readonly Plan[]) => planDocument(plans, environments);
const raw = (name: string) => readFileSync(join(__dirname, 'plans', `${name}.json`), 'utf8');
const recorded = ['change', 'destroy', 'first', 'none'].map((name) => JSON.parse(raw(name)) as JsonObject);

/** A plan, or undefined if the file is rejected with one of our messages. */
function parsed(content: string): Plan | undefined {
  try {
    return parsePlan(content, 'x.json');
  } catch (error) {
    expect(error).toMatchObject({ name: 'UsageError', message: expect.stringMatching(/^x\.json /) });
    expect((error as Error).message.length).toBeLessThan(1_000);
    return undefined;
  }
}

/** The report without code blocks and code spans. */
const outside = (report: string) =>
  report.replace(/^(`{3,})[^\n]*\n[\s\S]*?\n\1$/gm, '').replace(/(`+)(?:(?!`)[^\n]*?[^`])\1(?!`)/g, '');

/** Texts that no report may contain outside of code: JavaScript's forms of missing numbers and objects. */
const slips = ['undefined', 'NaN', 'Infinity', '∞', '[object', 'native code', 'null'];

function expectReport(report: string, content: string): void {
  expect(report.startsWith(marker)).toBe(true);
  expect(report.length).toBeLessThanOrEqual(LONGEST_COMMENT);
  // Folded parts are closed, and so is every code block in them.
  const opened = report.match(/^<details>/gm)?.length ?? 0;
  expect(report.match(/^<\/details>/gm)?.length ?? 0).toBe(opened);
  for (const slip of slips)
    if (!content.includes(slip) && !content.includes('e400')) expect(report).not.toContain(slip);
  // No content of a plan is markup outside of code.
  for (const markup of ['<img', '@everyone', '[l](', '**canary**'])
    expect(outside(report)).not.toContain(markup);
}

test('any plan is reported or rejected, within GitHub’s limits', () => {
  fuzz(
    [fc.oneof(...recorded.map((plan) => jsonText(plan)))],
    (content) => {
      const plan = parsed(content);
      if (!plan) return;
      expectReport(documentOf([plan]), content);
      for (const side of ['before', 'after'] as const)
        for (const { quantity } of planCharges(plan, side, environments)) {
          expect(quantity).toBeGreaterThanOrEqual(0);
          expect(quantity).toBeLessThan(Number.POSITIVE_INFINITY);
        }
    },
    8,
  );
});

test('any changes of any resources are reported, and the slim plan gives the same report', () => {
  fuzz(
    [plan],
    (made) => {
      const content = JSON.stringify(made);
      const report = documentOf([parsePlan(content, 'x.json')]);
      expectReport(report, content);
      expect(documentOf([parsePlan(JSON.stringify(slim(made)), 'x.json')])).toBe(report);
    },
    2,
  );
});

test('values that Terraform marks as sensitive are in no report and no slim plan', () => {
  const both = secret.chain((planted) =>
    fc.record({
      planted: fc.constant(planted),
      before: fc.dictionary(attribute, marked(planted), { maxKeys: 5 }),
      after: fc.dictionary(attribute, marked(planted), { maxKeys: 5 }),
      kind: type,
      actions: fc.constantFrom(['create'], ['update'], ['delete'], ['delete', 'create'], ['no-op']),
    }),
  );
  const side = (of: Record<string, { value: unknown; mark: unknown }>, part: 'value' | 'mark') =>
    Object.fromEntries(Object.entries(of).map(([key, one]) => [key, one[part]]));
  fuzz(
    [both],
    ({ planted, before, after, kind, actions }) => {
      const made = {
        format_version: '1.2',
        prior_state: { values: planted },
        variables: { password: { value: planted } },
        resource_changes: [
          {
            address: 'a.b',
            type: kind,
            mode: 'managed',
            change: {
              actions,
              before: side(before, 'value'),
              after: side(after, 'value'),
              before_sensitive: side(before, 'mark'),
              after_sensitive: side(after, 'mark'),
            },
          },
        ],
      };
      const content = JSON.stringify(made);
      expect(documentOf([parsePlan(content, 'x.json')])).not.toContain(planted.slice(-12));
      expect(JSON.stringify(slim(JSON.parse(content) as JsonObject))).not.toContain(planted.slice(-12));
    },
    2,
  );
});

test('a truncated or garbled file is rejected without quoting its content', () => {
  const full = secret.chain((planted) =>
    damaged(JSON.stringify({ format_version: '1.2', x: Array.from({ length: 20 }, () => planted) })).map(
      (content) => ({ planted, content }),
    ),
  );
  fuzz([full], ({ planted, content }) => {
    try {
      parsePlan(content, 'x.json');
    } catch (error) {
      const { message } = error as Error;
      for (let i = 0; i + 6 <= 12; i++) expect(message).not.toContain(planted.slice(-12).slice(i, i + 6));
    }
  });
});

test('reports of many plans, however long, are within GitHub’s limits', () => {
  fuzz(
    [fc.array(fc.tuple(plan, fc.oneof(text, fc.constant('production'))), { minLength: 1, maxLength: 5 })],
    (all) => {
      const plans = all.map(([made, name]) => ({
        ...parsePlan(JSON.stringify(made), 'x.json'),
        environment: name,
      }));
      expectReport(documentOf(plans), written(all));
    },
    4,
  );
});

describe('found by fuzzing', () => {
  const of = (kind: string, before: object | null, after: object | null, more: object = {}) => {
    const actions = before ? (after ? ['update'] : ['delete']) : ['create'];
    const one = { address: 'a.b', type: kind, mode: 'managed', change: { actions, before, after, ...more } };
    return JSON.stringify({ format_version: '1.2', resource_changes: [one] });
  };
  const report = (content: string) => documentOf([parsePlan(content, 'x.json')]);
  const alarm = {
    alarm_name: 'x-warning',
    namespace: 'Neon/Monitoring',
    metric_name: 'Up',
    threshold: 1,
    period: 300,
  };
  const changed = (from: object, to: object) =>
    report(of('aws_cloudwatch_metric_alarm', { ...alarm, ...from }, { ...alarm, ...to }));

  test.each(inherited)('a resource of the type %s, which every object has', (kind) => {
    for (const [before, after] of [
      [{ a: 1 }, null],
      [{ a: 1 }, { a: 2 }],
    ] as const)
      expect(report(of(kind, before, after))).not.toMatch(/native code|\[object|Data is lost/);
  });

  test('an attribute that only one side has, with a name that every object has', () => {
    expect(
      report(of('x', { constructor: 'old' }, { a: 1 }, { after_sensitive: { constructor: { x: false } } })),
    ).not.toContain('native');
    expect(changed({}, { metric_name: 'constructor' })).not.toContain('undefined');
  });

  test('periods and datapoints that are not numbers, or are markup', () => {
    expect(changed({}, { period: '(known after apply)' })).toContain(
      'periods of 5 → `(known after apply)` minutes',
    );
    expect(changed({}, { period: { toString: 1, valueOf: 1 } })).not.toContain('NaN');
    expect(changed({ evaluation_periods: 3 }, { evaluation_periods: '<img src=x>' })).toContain(
      '`<img src=x>`',
    );
  });

  test('a schedule of every zero minutes, and a negative retention: a cost that is not a number', () => {
    const resources = [
      { type: 'aws_lambda_function', function_name: 'f' },
      { type: 'aws_cloudwatch_event_rule', name: 'f', schedule_expression: 'rate(0 minutes)' },
    ].map(({ type: kind, ...after }) => ({
      address: 'a',
      type: kind,
      mode: 'managed',
      change: { actions: ['create'], before: null, after },
    }));
    expect(report(JSON.stringify({ format_version: '1.2', resource_changes: resources }))).not.toMatch(
      /NaN|∞/,
    );
  });

  test('extremely deep nesting, and a version that is a page long', () => {
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    expect(() => report(of('x', null, {}).replace('{}', `{"a":${deep}}`))).toThrow(
      'but not a Terraform plan',
    );
    expect(() => parsePlan(`{"format_version":"${'9'.repeat(5_000)}","planned_values":{}}`, 'x')).toThrow(
      /^x has.{1,150}$/,
    );
  });

  test('a long text that is almost a URL at each of its words, and a document in a string that is too deep', () => {
    const texts = ['a-', 'a://', 'a.b:', 'https://u@', 'x?'].map((unit) => unit.repeat(100_000));
    const deep = `${'['.repeat(5_000)}${']'.repeat(5_000)}`;
    const started = performance.now();
    const text = report(of('x', { name: 'n', ...texts, deep }, { name: 'n', deep: `${deep} ` }));
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(text.length).toBeLessThanOrEqual(LONGEST_COMMENT);
  });

  test('secrets next to a syntax error: Node quotes them', () => {
    expect(() => parsePlan('{"format_version":"1.2","password":hunter22-canary}', 'x')).toThrow(
      /^(?!.*hunter)x is not JSON/,
    );
  });

  test('a name that is a page long, and half a million backticks', () => {
    const names = '`a'.repeat(500_000);
    const named = documentOf([
      { ...parsePlan(of('x', null, { name: names }), 'x'), environment: 'e'.repeat(9_000) },
    ]);
    expect(named.length).toBeLessThanOrEqual(LONGEST_COMMENT);
    const fence = documentOf([parsePlan(of('x', null, { ['`'.repeat(25_000)]: 1 }), 'x')]);
    expect(fence.length).toBeLessThanOrEqual(LONGEST_COMMENT);
  });
});
