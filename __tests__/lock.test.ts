import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Entry {
  readonly version?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  /** Bundled in another package's archive. */
  readonly inBundle?: boolean;
}
type Packages = Readonly<Record<string, Entry>>;

/** Problems in a lock file that would allow installing something that was not reviewed, one sentence each. */
function lockProblems(packages: Packages): string[] {
  return Object.entries(packages).flatMap(([path, { version, integrity = '', resolved, inBundle }]) => {
    if (path === '' || inBundle) return [];
    const problems = [];
    if (!/^\d+\.\d+\.\d+/.test(version ?? '')) problems.push(`${path} has no version`);
    if (!/^sha512-[\w+/]{86}==$/.test(integrity)) problems.push(`${path} has no SHA-512`);
    // Without it, npm uses the configured registry; with it, npm uses the URL in the file.
    if (resolved !== undefined) problems.push(`${path} is fetched from ${resolved}`);
    return problems;
  });
}
const read = (...path: string[]) => JSON.parse(readFileSync(join(__dirname, '..', ...path), 'utf8'));

describe.each([
  ['.', 40],
  ['__tests__/toolchain', 40],
  ['commands/next/provider-6', 3],
  ['commands/next/cdktn', 3],
])('the packages of %s', (folder, atLeast) => {
  test('are all locked by hash', () => {
    const { packages } = read(folder, 'package-lock.json') as { packages: Packages };
    expect(Object.keys(packages).length).toBeGreaterThan(atLeast);
    expect(lockProblems(packages)).toEqual([]);
  });

  test('are requested by exact version', () => {
    const { dependencies = {}, devDependencies = {} } = read(folder, 'package.json');
    for (const version of Object.values({ ...dependencies, ...devDependencies }))
      expect(version).toMatch(/^(npm:.+@)?\d+\.\d+\.\d+(-[\w.]+)?$/);
  });
});

test.each<[string, Entry, string]>([
  ['no hash', { version: '1.0.0' }, 'x has no SHA-512'],
  ['a weak hash', { version: '1.0.0', integrity: 'sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=' }, 'x has no SHA-512'],
  ['no version', { integrity: `sha512-${'a'.repeat(86)}==` }, 'x has no version'],
  ['another place', { resolved: 'git+ssh://git@example.com/x' }, 'x is fetched from git+ssh'],
])('%s is found', (_, entry, problem) => {
  expect(lockProblems({ x: entry }).join()).toContain(problem);
});
