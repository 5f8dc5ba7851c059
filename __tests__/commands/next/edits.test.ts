import { switched } from '../../../commands/next/edits';
import type { Switch } from '../../../commands/next/switches';

const none: Pick<Switch, 'edits' | 'replaced' | 'packages'> = { edits: [], replaced: {}, packages: {} };
const file = (text: string) => new Map([['a.ts', text]]);
const moved = {
  ...none,
  replaced: { old: 'new', '@old/aws': '@new/aws' },
  packages: { new: '1', '@new/aws': '1' },
};

test('imports of a replaced package are renamed in every form, with and without a path; nothing else is', () => {
  const text = [
    "import { App } from 'old';",
    "export * from '@old/aws/lib/sns-topic';",
    "import 'old';",
    "const lazy = import('old/lib');",
    "jest.mock('old'); require('old'); require.resolve('@old/aws');",
    "const tags = { ManagedBy: 'old' }; import x from 'old-cli'; import y from './old';",
  ].join('\n');
  expect(switched(file(text), moved).get('a.ts')).toBe(
    [
      "import { App } from 'new';",
      "export * from '@new/aws/lib/sns-topic';",
      "import 'new';",
      "const lazy = import('new/lib');",
      "jest.mock('new'); require('new'); require.resolve('@new/aws');",
      "const tags = { ManagedBy: 'old' }; import x from 'old-cli'; import y from './old';",
    ].join('\n'),
  );
});

test('only files that change are returned, and only sources have imports', () => {
  const texts = new Map([
    ['a.ts', "import 'old'; import '@old/aws';"],
    ['b.ts', 'no import'],
    ['c.json', "import 'old';"],
  ]);
  expect([...switched(texts, moved).keys()]).toEqual(['a.ts']);
});

test('several edits of one file are all made, literally', () => {
  const edits = [
    { file: 'a.ts', from: 'one', to: '$1 $&' },
    { file: 'a.ts', from: 'two', to: '2' },
  ];
  expect(switched(file('one two'), { ...none, edits }).get('a.ts')).toBe('$1 $& 2');
});

test('every edit that does not apply is named, with its text; nothing is changed then', () => {
  const edits = [
    { file: 'a.ts', from: 'absent', to: '' },
    { file: 'a.ts', from: 'twice', to: '' },
    { file: 'gone.ts', from: 'x', to: '' },
  ];
  expect(() => switched(file('twice twice'), { ...moved, edits })).toThrow(
    [
      'The switch no longer fits the project; correct it in commands/next/switches.ts:',
      '  a.ts has this 0 times, and must have it once:',
      '    absent',
      '  a.ts has this 2 times, and must have it once:',
      '    twice',
      '  gone.ts is missing',
      '  no file imports old',
      '  no file imports @old/aws',
    ].join('\n'),
  );
});

test('a command that is replaced need not be imported', () => {
  const { packages } = moved;
  expect(() => switched(file(''), { ...none, replaced: { 'old-cli': 'new-cli' }, packages })).not.toThrow();
});
