import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { UsageError } from '../../model/usage-error';
import { variableOf } from '../../model/variables';
import type { Output } from './differences';
import { switched } from './edits';
import type { Runner } from './run';
import type { Switch } from './switches';

/** The files in which a switch changes something. */
const TEXT = /\.(ts|mjs|json|snap)$/;

/**
 * The project's files, including new ones that are not ignored.
 * @throws {UsageError} if this is not a Git checkout
 */
async function filesOf(root: string, run: Runner): Promise<string[]> {
  const { code, stdout, output } = await run(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard'],
    root,
  );
  if (code !== 0) throw new UsageError(`Git cannot list the project's files:\n${output}`);
  // A deleted file stays listed until the deletion is committed.
  return stdout.split('\0').filter((file) => file && existsSync(join(root, file)));
}

/** What a switch changes in the project. */
export interface Edited {
  /** All files of the project. */
  readonly files: readonly string[];
  /** The new texts of those that change. */
  readonly changed: ReadonlyMap<string, string>;
}

/** @throws {UsageError} if an edit does not apply, or this is not a Git checkout */
export async function edited(root: string, next: Switch, run: Runner): Promise<Edited> {
  const files = await filesOf(root, run);
  const texts = new Map<string, string>();
  for (const file of files.filter((one) => TEXT.test(one)))
    texts.set(file, readFileSync(join(root, file), 'utf8'));
  return { files, changed: switched(texts, next) };
}

/** Writes changed files. */
export function write(folder: string, { changed }: Edited): void {
  for (const [file, text] of changed) writeFileSync(join(folder, file), text);
}

/** Links what a package folder of the project has and the copy has not. Packages with a scope are linked one by one. */
function link(from: string, to: string, without: readonly string[], scope = ''): void {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from).filter((one) => !one.startsWith('.'))) {
    const [there, here] = [join(from, name), join(to, name)];
    if (!scope && name.startsWith('@')) link(there, here, without, `${name}/`);
    else if (!without.includes(scope + name) && !existsSync(here)) symlinkSync(there, here);
  }
}

/** npm itself: under `npm run` the same one, whatever PATH says. */
function npm(...args: readonly string[]): readonly [file: string, args: readonly string[]] {
  const own = variableOf(process.env, 'npm_execpath');
  return own?.endsWith('.js') ? [process.execPath, [own, ...args]] : ['npm', args];
}

/**
 * Makes a copy of the project after a switch. The switch's packages are installed from their lock file; all others are
 * links to the project's own, which is quicker, and leaves the switch as the only difference.
 * @param lock the folder of the switch's `package.json` and `package-lock.json`
 * @throws {UsageError} if npm fails
 */
export async function copyWith(
  { next, edits }: { readonly next: Switch; readonly edits: Edited },
  { root, lock, copy }: { readonly root: string; readonly lock: string; readonly copy: string },
  run: Runner,
): Promise<void> {
  for (const file of ['package.json', 'package-lock.json']) place(join(lock, file), join(copy, file));
  // npm takes the folder of an outer `npm run` for the one to install in, unless it is told.
  const flags = ['--prefix', copy, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { code, output } = await run(...npm('ci', ...flags), copy);
  if (code !== 0) throw new UsageError(`npm could not install the packages of the switch:\n${output}`);
  link(join(root, 'node_modules'), join(copy, 'node_modules'), Object.keys(next.replaced));
  for (const file of edits.files) place(join(root, file), join(copy, file));
  write(copy, edits);
}

function place(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to);
}

/** The files that a synthesis wrote. */
export function outputOf(folder: string): Output {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return new Map(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(folder.length + 1), readFileSync(path)] as const;
    }),
  );
}
