import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { orderOf } from '../../commands/deploy';
import { refusal } from '../../commands/deploy/approved';
import { destroy } from '../../commands/deploy/destroy';
import { moveWords } from '../../commands/deploy/moved';
import { namesIn } from '../../commands/deploy/states';
import { reported } from '../../commands/plan';
import { readPlans } from '../../commands/plan-report';
import type { JsonObject } from '../../reports/plan/json';
import type { Move } from '../../reports/plan/moves';
import { slim } from '../../reports/plan/slim';
import { environments, project } from '../fixtures/environments';

const known = ['staging', 'production'];
const order = (...args: string[]) => orderOf(args, known);
const digest = '0123456789abcdef0123456789abcdef';

describe('the command line', () => {
  test('applies by default, and hands the rest to Terraform', () => {
    expect(order('staging')).toMatchObject({ name: 'staging', action: 'apply', args: [] });
    expect(order('staging', '-auto-approve', '-lock-timeout=5m')).toMatchObject({
      action: 'apply',
      args: ['-auto-approve', '-lock-timeout=5m'],
    });
    expect(order('staging', 'plan', '-detailed-exitcode')).toMatchObject({
      action: 'plan',
      args: ['-detailed-exitcode'],
    });
  });

  test.each([
    [['staging', '--approved', digest, '-input=false']],
    [['staging', 'apply', '-input=false', `--approved=${digest}`]],
    [['staging', `-approved=${digest}`, '-input=false']],
  ])('%j has what was approved', (args) => {
    expect(order(...args)).toMatchObject({ approved: { digest, plan: undefined }, args: ['-input=false'] });
  });

  test('takes the file of an approved plan', () => {
    const folder = mkdtempSync(join(tmpdir(), 'approved-'));
    const file = join(folder, 'staging.json');
    writeFileSync(file, JSON.stringify(slim({ format_version: '1.2', resource_changes: [] })));
    expect(order('staging', '--approved', file).approved).toMatchObject({
      digest: expect.stringMatching(/^[0-9a-f]{32}$/),
      plan: { resource_changes: [] },
    });
    rmSync(folder, { recursive: true });
  });

  test.each(['utf8', 'utf16le'] as const)(
    'takes a file in %s that begins with a byte order mark',
    (encoding) => {
      const folder = mkdtempSync(join(tmpdir(), 'approved-'));
      const file = join(folder, 'staging.json');
      const plan = slim({ format_version: '1.2', resource_changes: [] });
      writeFileSync(file, `\ufeff${JSON.stringify(plan)}`, encoding);
      expect(order('staging', '--approved', file).approved?.digest).toBe(plan.digest);
      expect(readPlans([file], [])).toHaveLength(1);
      rmSync(folder, { recursive: true });
    },
  );

  test('refuses the file of a plan of another environment', () => {
    const folder = mkdtempSync(join(tmpdir(), 'approved-'));
    const file = join(folder, 'staging.json');
    const change = { actions: ['create'], before: null, after: { tags_all: { Environment: 'production' } } };
    const resources = [{ address: 'aws_x.y', mode: 'managed', change }];
    writeFileSync(file, JSON.stringify(slim({ format_version: '1.2', resource_changes: resources })));
    expect(() => order('staging', '--approved', file)).toThrow('is a plan of production, not of staging');
    expect(order('production', '--approved', file).approved?.digest).toMatch(/^[0-9a-f]{32}$/);
    rmSync(folder, { recursive: true });
  });

  test.each([
    [[], 'No environment was given: environments.ts defines staging, production.'],
    [['-auto-approve'], 'No environment was given'],
    [['staging', 'aply'], 'There is no action "aply": use plan, apply, destroy.'],
    [['staging', 'plan', '--approved', digest], '--approved belongs to apply, not to plan.'],
    [['staging', '--approved', 'abc'], '--approved abc is neither a digest'],
    [['staging', '--approved'], '--approved  is neither a digest'],
    [['staging', '--approved', tmpdir()], 'is not readable (EISDIR).'],
    [['staging', '--approved', digest, '-detailed-exitcode'], '-detailed-exitcode belongs to plan'],
    [['staging', '--approved', digest, '-out=x'], '-out does not go with --approved'],
    [['staging', '-lock-timeout=5m', 'plan'], '"plan" stands after an option'],
    [['staging', 'apply', 'plan'], '"plan" stands after an option'],
    [['staging', 'destroy', 'made.tfplan'], '"made.tfplan" is no option'],
    [['staging', 'plan', '-target', 'aws_x.y'], 'such as -target=aws_x.y'],
    [['staging', `--approved=${digest}`, '--', 'x'], '"--" is no option'],
  ])('%j is refused', (args, message) => expect(() => order(...args)).toThrow(message));
});

describe('what was not approved', () => {
  const plan = (threshold: number): JsonObject =>
    slim({
      format_version: '1.2',
      resource_changes: [
        {
          address: 'aws_x.y',
          mode: 'managed',
          change: { actions: ['update'], before: { threshold: 5 }, after: { threshold } },
        },
      ],
    });

  test('is said line by line if the approved plan is there', () => {
    const text = refusal({ digest: 'a', plan: plan(8) }, 'b', plan(9));
    expect(text).toContain('This is not what was approved (a): nothing was changed. The plan is b now:');
    expect(text).toContain('\n  approved: aws_x.y: threshold: 5 → 8\n  now: aws_x.y: threshold: 5 → 9\n');
  });

  test('is named without it, and if the report does not show it', () => {
    expect(refusal({ digest: 'a', plan: undefined }, 'b', plan(9))).toContain('in place of its digest');
    expect(refusal({ digest: 'a', plan: plan(9) }, 'b', plan(9))).toContain('nothing that the report shows');
  });
});

test('the stack of the states cannot be destroyed by name, under any project', async () => {
  for (const name of ['state', 'other/state'])
    await expect(destroy(name, [], project, '/nowhere')).rejects.toThrow('holds the states of all others');
});

test('the names of the states are those that Terraform lists, and not the words around them', () => {
  const note = [
    'The active workspace is being overridden using the TF_WORKSPACE environment',
    'variable.',
  ].join('\n');
  expect(namesIn(`* default\n  staging\n  feature\n\n\n${note}\n`)).toEqual(['feature', 'staging']);
  expect(namesIn(`  default\n* state\r\n\n${note}\n`)).toEqual(['state']);
  expect(namesIn('')).toEqual([]);
});

describe('moves', () => {
  const move = (kind: Move['kind'], to: string | undefined): Move => ({
    kind,
    from: 'old',
    to,
    advice: 'Do it.',
  });

  test('are said with what to do', () => {
    expect(moveWords(move('region', 'new'))).toBe('region old → new. Do it.');
    expect(moveWords(move('environment', undefined))).toBe('environment old → not in the table. Do it.');
  });

  test('an environment that was removed is reported once, and with the one that may be its new name', () => {
    const [first, second] = environments.map(({ name }) => name) as [string, string];
    const removed = [move('environment', undefined), move('region', 'new')];
    expect(reported(removed, first, environments)).toEqual(removed);
    expect(reported(removed, second, environments)).toEqual([move('region', 'new')]);
    expect(reported([move('environment', second)], second, environments)).toHaveLength(1);
  });
});
