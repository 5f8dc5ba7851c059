import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, realpathSync, statSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bundle, ingredients } from '../../../handlers/bundle/bundle';
import { FORECAST, functionNames } from '../../../handlers/bundle/collectors';
import { temporaryFolder } from '../../support/project/folders';

const root = join(__dirname, '..', '..', '..');
const MOST_BYTES = 700_000;
const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

const [folder, elsewhere] = [temporaryFolder('bundles'), temporaryFolder('elsewhere')];
afterAll(() => {
  for (const { remove } of [folder, elsewhere]) remove();
});

/** Every file that goes into the bundles, with its source map, and the package.json files that decide how. */
function files(): string[] {
  const files = new Set(Object.keys(ingredients().inputs));
  for (const file of [...files]) {
    files.add(`${file}.map`);
    for (let at = dirname(file); at !== '.'; at = dirname(at)) files.add(join(at, 'package.json'));
  }
  const own = ['handlers/bundle/bundle.ts', 'handlers/bundle/collectors.ts'];
  const errors = ['model/checks/finding.ts', 'model/usage-error.ts'];
  for (const file of ['package.json', 'tsconfig.json', ...own, ...errors]) files.add(file);
  // The table of services determines which bundles there are.
  for (const file of readdirSync(join(root, 'thresholds'), { recursive: true, encoding: 'utf8' }))
    files.add(join('thresholds', file));
  return [...files].filter((file) => statSync(join(root, file), { throwIfNoEntry: false })?.isFile());
}

test('the same sources give the same bytes in another folder, at another time', () => {
  const copy = join(realpathSync(elsewhere.path), 'another', 'place');
  const longAgo = new Date('2001-02-03');
  for (const file of files()) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(join(root, file), join(copy, file));
    utimesSync(join(copy, file), longAgo, longAgo);
  }
  // The tools run from here; the sources are in the copy.
  const script = `require(${JSON.stringify(join(copy, 'handlers', 'bundle', 'bundle.ts'))}).bundle(${JSON.stringify(join(copy, 'dist'))})`;
  execFileSync(process.execPath, ['--import', 'tsx', '-e', script], {
    cwd: root,
    env: { ...process.env, NODE_PATH: join(root, 'node_modules') },
  });
  const digests = (bundles: string) =>
    functionNames.flatMap((service) =>
      ['index.js', 'index.js.map'].map((name) => digest(readFileSync(join(bundles, service, name)))),
    );
  bundle(folder.path);
  expect(digests(join(copy, 'dist'))).toEqual(digests(folder.path));
});

test('in a test run, esbuild has ended when the bundles are written', () => {
  bundle(folder.path);
  const children = execFileSync('ps', ['-o', 'args=', '--ppid', String(process.pid)], { encoding: 'utf8' });
  expect(children).not.toContain('esbuild');
});

test('a bundle is one small file with a source map beside it, and no path of this machine in it', () => {
  for (const [name, file] of Object.entries(bundle(folder.path))) {
    expect(statSync(file).size).toBeLessThanOrEqual(MOST_BYTES);
    const [code, map] = [readFileSync(file, 'utf8'), readFileSync(`${file}.map`, 'utf8')];
    expect(code).toContain('//# sourceMappingURL=index.js.map');
    const sources: readonly string[] = JSON.parse(map).sources;
    const own = name === FORECAST ? 'handlers/forecast/run.ts' : 'handlers/driver/run.ts';
    expect(sources.some((source) => source.endsWith(own))).toBe(true);
    // What the forecast computes is in its own bundle only, and it needs no driver of a database.
    const other =
      name === FORECAST ? /thresholds\/neon|\/pg\/|ioredis|handlers\/driver/ : /model\/forecast\/method/;
    expect(sources.filter((source) => other.test(source))).toEqual([]);
    for (const text of [code, map]) expect(text.includes(root)).toBe(false);
    // What libraries write would stand between the lines of the log.
    expect(code).not.toMatch(/\bconsole\.(log|info|warn|error|debug)\(/);
  }
});

test('loading a bundle formats nothing for a language: the first use of ICU takes as long as many modules', () => {
  const refuse = `for (const [of, name] of [[Number, 'toLocaleString'], [Date, 'toLocaleString'], [Date, 'toLocaleDateString']])
      of.prototype[name] = () => { throw new Error(name + ' at the top level'); };
    for (const name of ['NumberFormat', 'DateTimeFormat', 'ListFormat', 'Collator'])
      Intl[name] = class { constructor() { throw new Error('Intl.' + name + ' at the top level'); } };`;
  const load = (code: string) =>
    execFileSync(process.execPath, ['-e', `${refuse}\n${code}`], { stdio: 'pipe' });
  for (const file of Object.values(bundle(folder.path)))
    expect(() => load(`require(${JSON.stringify(file)})`)).not.toThrow();
  for (const code of ['(5e5).toLocaleString()', "new Intl.DateTimeFormat('en-GB')"])
    expect(() => load(code)).toThrow('at the top level');
});
