import {
  differencesText,
  installCommands,
  packageLines,
  shortDiff,
  surprisesText,
} from '../../../commands/next/report';
import type { Switch } from '../../../commands/next/switches';

const next: Switch = {
  what: 'other libraries',
  packages: { new: '2.0.0', same: '1.0.0', newer: '1.1.0' },
  commands: { 'new-cli': '2.0.0' },
  replaced: { old: 'new', 'old-cli': 'new-cli' },
  edits: [],
  expected: [],
};
const found = { at: 'cdk.tf.json: a', from: 1, to: '2', stacks: ['staging', 'production'] };

test('packages: what replaces what, and what gets another version', () => {
  expect(packageLines(next, { old: '1.0.0', 'old-cli': '1.5.0', same: '1.0.0', newer: '1.0.0' })).toEqual([
    'old 1.0.0 → new 2.0.0',
    'old-cli 1.5.0 → new-cli 2.0.0',
    'newer 1.0.0 → 1.1.0',
  ]);
  expect(packageLines({ ...next, replaced: {} }, {})).toContain('new-cli absent → 2.0.0');
});

test('the commands that install the packages in the project', () => {
  const last = 'npm run format && npm run docs && npm run check && npm test';
  expect(installCommands(next)).toEqual([
    'npm uninstall old old-cli',
    'npm install --save-exact new@2.0.0 same@1.0.0 newer@1.1.0',
    'npm install --save-exact --save-dev new-cli@2.0.0',
    last,
  ]);
  expect(installCommands({ ...next, replaced: {}, commands: {}, packages: { a: '1.0.0' } })).toEqual([
    'npm install --save-exact a@1.0.0',
    last,
  ]);
});

test('differences: where, from what to what, in which stacks, and why that is right', () => {
  expect(differencesText([], [])).toBe('Differences from the synthesis of today: none');
  const expected = [{ at: found.at, from: 1, to: '2', why: 'It is right.' }];
  expect(differencesText([found, { ...found, at: 'b', from: undefined, stacks: [] }], expected)).toBe(
    [
      'Differences from the synthesis of today:',
      '  cdk.tf.json: a 1 → "2" (staging, production)',
      '      It is right.',
      '  b absent → "2" (the whole project)',
    ].join('\n'),
  );
});

test('a surprise is named, with what to do', () => {
  expect(surprisesText('x', { unexpected: [], missing: [] })).toBeUndefined();
  expect(surprisesText('x', { unexpected: [found], missing: [{ at: 'b', from: 1, why: 'y' }] })).toBe(
    [
      'Not expected:',
      '  cdk.tf.json: a 1 → "2" (staging, production)',
      'Expected, but not there:',
      '  b 1 → absent',
      'Correct the cause. If the difference is right, run "npm run next -- x --write", write its reason into ' +
        'commands/next/x/differences.json, and commit that file.',
    ].join('\n'),
  );
});

test('a unified diff has no lines of Git’s own, and is cut', () => {
  const head = 'diff --git a b\nindex 1..2 100644\n--- a\n+++ b\n';
  expect(shortDiff(`${head}@@ -1 +1 @@\n-1\n+2\n`)).toBe('--- a\n+++ b\n@@ -1 +1 @@\n-1\n+2');
  expect(
    shortDiff(head + '+2\n'.repeat(100))
      .split('\n')
      .slice(-2),
  ).toEqual(['+2', '… and 42 more lines']);
});
