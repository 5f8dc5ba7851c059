import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPlans } from '../../commands/plan-report';
import { planDocument } from '../../reports/plan/document';
import { parsePlan } from '../../reports/plan/parse';
import { environments } from '../fixtures/environments';

const plans = join(__dirname, 'plans');
const raw = (name: string) => readFileSync(join(plans, `${name}.json`), 'utf8');

describe('a file that is not a plan', () => {
  const folder = mkdtempSync(join(tmpdir(), 'plans-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const written = (content: string) => {
    const file = join(folder, 'p.json');
    writeFileSync(file, content);
    return file;
  };

  test.each([
    ['is empty', ''],
    ['is not JSON', '{"format_version": "1.2", "resource'],
    ['is the plan itself', 'PK\u0003\u0004'],
    ['is JSON, but not a Terraform plan', '{}'],
    ['is JSON, but not a Terraform plan', '[1]'],
    ['is a Terraform state, not a plan', raw('state')],
    ['has the plan format 2.0', '{"format_version": "2.0", "resource_changes": []}'],
  ])('%#: a file that %s', (message, content) =>
    expect(() => readPlans([written(content)], environments)).toThrow(message),
  );

  test('all problems are reported at once', () => {
    const missing = join(folder, 'missing.json');
    const both = () => readPlans([missing, written('{}'), folder], environments);
    expect(both).toThrow('missing.json does not exist');
    expect(both).toThrow('not a Terraform plan');
    expect(both).toThrow('is not readable (EISDIR)');
  });

  test('plans are in the order of environments.ts, regardless of the order of the files', () => {
    const of = (name: string) => {
      const file = join(folder, `${name}.json`);
      writeFileSync(file, '{"format_version":"1.2","planned_values":{}}');
      return file;
    };
    const files = ['production', 'state', 'feature', 'staging'].map(of);
    const names = readPlans(files, environments).map(({ environment }) => environment);
    expect(names).toEqual(['state', 'feature', 'staging', 'production']);
  });

  test('two plans of one environment would count twice', () => {
    const file = join(plans, 'none.json');
    expect(() => readPlans([file, file], environments)).toThrow('There are two plans for production');
  });

  test('a plan that Terraform could not finish is reported as such', () => {
    const text = planDocument([{ ...parsePlan(raw('none'), 'none.json'), failed: true }], environments);
    expect(text).toContain('> - production: Terraform **could not finish planning**');
    // What it would cost is not known.
    expect(text).not.toContain('### Cost');
  });

  test.each([
    ['first', true],
    // Terraform removes everything: there is nobody to tell.
    ['destroy', false],
  ])('whether alarms will notify nobody is said of the plan %s: %p', (file, said) => {
    const plan = parsePlan(raw(file), `${file}.json`);
    const text = (of: typeof plan) => planDocument([of], environments);
    expect(text(plan).includes('**Alarms notify nobody** in production')).toBe(said);
    const after = { protocol: 'email', endpoint: 'oncall@example.com' };
    const subscription = { address: 'aws_sns_topic_subscription.x', type: 'aws_sns_topic_subscription' };
    const heard = { ...subscription, name: 'x', kind: 'create', attributes: [], because: [] } as const;
    const changes = [...plan.changes, { ...heard, before: undefined, after }];
    expect(text({ ...plan, changes })).not.toContain('notify nobody');
  });

  test('an empty plan has the name of its file', () => {
    expect(parsePlan('{"format_version":"1.2","planned_values":{}}', 'x/feature.json').environment).toBe(
      'feature',
    );
  });
});
