import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Tables } from '../../../model/project';
import { tables } from '../../fixtures/environments';
import { temporaryFolder } from './folders';

const root = join(__dirname, '..', '..', '..');

/** The text of an `environments.ts` that has these tables. */
export function environmentsFile(of: Tables): string {
  const types: Readonly<Record<string, string>> = {
    remoteState: ': RemoteState',
    environments: ': readonly Entry[]',
  };
  return [
    "import type { Entry, RemoteState } from './model/environment';\n",
    ...Object.entries(of).map(
      ([name, value]) =>
        `export const ${name}${types[name] ?? ''} = ${JSON.stringify(value, undefined, 2)};\n`,
    ),
  ].join('\n');
}

export interface Copy {
  /** The text of its `environments.ts`; the fixture's tables where left out. */
  readonly environments?: string;
  /** Whether the tests are copied, too. */
  readonly tests?: boolean;
  /** How the name of its folder begins. */
  readonly name?: string;
}

/**
 * The project's files as a fresh clone would have them, with other tables, in a temporary folder. A program that reads
 * `environments.ts` is tested there: what stands in the project's own is its users' business.
 */
export function projectCopy({
  environments = environmentsFile(tables),
  tests = false,
  name = 'project',
}: Copy = {}): { readonly path: string; remove(): void } {
  const copy = temporaryFolder(name);
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64_000_000,
    // A hook of git names an index of its own.
    env: { PATH: process.env.PATH },
  });
  for (const file of listed.split('\0').filter(Boolean)) {
    // A file that is deleted stays listed until that is committed.
    if ((!tests && file.startsWith('__tests__/')) || !existsSync(join(root, file))) continue;
    mkdirSync(dirname(join(copy.path, file)), { recursive: true });
    cpSync(join(root, file), join(copy.path, file));
  }
  symlinkSync(join(root, 'node_modules'), join(copy.path, 'node_modules'));
  writeFileSync(join(copy.path, 'environments.ts'), environments);
  return copy;
}
