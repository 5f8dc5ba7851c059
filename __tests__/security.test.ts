import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { scripts } from '../package.json';

const root = join(__dirname, '..');
const text = readFileSync(join(root, 'SECURITY.md'), 'utf8');
const quoted = [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);

/** Files (of the tests or the project) and scripts that a text names but that do not exist. */
function missing(codes: readonly string[]): string[] {
  return codes.filter((code) => {
    const [, script] = /^npm run ([\w-]+)/.exec(code) ?? [];
    if (script) return !(script in scripts);
    if (!/^[\w./-]+\.(ts|md|yml)$/.test(code)) return false;
    return ![__dirname, root].some((folder) => existsSync(join(folder, code)));
  });
}

test('all evidence named in SECURITY.md exists', () => {
  expect(missing(quoted)).toEqual([]);
  expect(missing(['handlers/gone.test.ts', 'npm run gone', 'TLS 1.2'])).toEqual([
    'handlers/gone.test.ts',
    'npm run gone',
  ]);
});

test('every threat has evidence and a remaining risk', () => {
  const rows = text.match(/^\| (?!threat|---).*\|$/gm) ?? [];
  expect(rows.length).toBeGreaterThan(8);
  for (const row of rows) {
    const [threat = '', defence = '', evidence = '', remains = ''] = row.slice(2, -2).split(' | ');
    expect([threat, defence, remains].every((cell) => cell.length > 5)).toBe(true);
    expect(evidence).toMatch(/`[\w./-]+\.test\.ts`/);
  }
});
