import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { storedSecrets, variableOf } from '../../model/variables';

const [always, sometimes] = [
  { variable: 'A', parameter: 'a', description: 'the one that is always there' },
  { variable: 'B', parameter: 'b', description: 'the one that needs a flag', needs: 'flag' },
];

test('a secret that needs a flag is there only if the flag is true; each has its full name', () => {
  const stored = (flag: boolean | undefined) =>
    storedSecrets([always, sometimes], { flag }, ({ parameter }) => `/p/${parameter}`);
  expect(stored(true)).toEqual([
    { ...always, name: '/p/a' },
    { ...sometimes, name: '/p/b' },
  ]);
  for (const flag of [false, undefined]) expect(stored(flag)).toEqual([{ ...always, name: '/p/a' }]);
});

test('a variable that is empty is not set', () => {
  expect(['', ' ', '\t', undefined].map((A) => variableOf({ A }, 'A'))).toEqual(Array(4).fill(undefined));
  expect(variableOf({ A: ' http://127.0.0.1:5000 ' }, 'A')).toBe('http://127.0.0.1:5000');
});

describe('no other code reads a variable of the environment by its name', () => {
  const root = join(__dirname, '..', '..');
  /** Names behind a dot, keys in brackets, and names that are taken out; an assignment, or leaving one out, is no reading. */
  const READ = /\benv(?:\.[A-Za-z_]\w*\b(?!\s*(?:\|\||\?\?)?=[^=])|\??\.?\[)|\} = (?:process\.)?env\b/;
  const LEFT_OUT = /\{ \w+: _, \.\.\.env \} = process\.env/;
  const readsIn = (text: string) =>
    text.split('\n').filter((line) => READ.test(line) && !LEFT_OUT.test(line));

  test.each(['handlers', 'model', 'stacks', 'reports', 'preview', 'commands', 'thresholds'])(
    '%s',
    (folder) => {
      const sources = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
      for (const file of sources.filter((name) => name.endsWith('.ts') && name !== 'variables.ts'))
        expect([file, readsIn(readFileSync(join(root, folder, file), 'utf8'))]).toEqual([file, []]);
    },
  );

  test('and neither does main.ts', () => {
    expect(readsIn(readFileSync(join(root, 'main.ts'), 'utf8'))).toEqual([]);
  });

  test.each([
    ['process.env.AWS_ENDPOINT_URL !== undefined', true],
    ['if (env.NO_COLOR) return false;', true],
    ["const url = process.env['URL'];", true],
    ['const { A, B } = process.env;', true],
    ["process.env.A === '0'", true],
    ["process.env.WARNING_DISABLED ||= 'true';", false],
    ["variableOf(process.env, 'AWS_ENDPOINT_URL')", false],
  ])('%s: %s', (line, found) => {
    expect(readsIn(line)).toEqual(found ? [line] : []);
  });
});
