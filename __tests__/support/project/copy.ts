import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Tables } from '../../../model/project';
import { tables } from '../../fixtures/environments';
import { temporaryFolder } from './folders';

const root = join(__dirname, '..', '..', '..');

/** The text of an `environments.ts` with these tables. */
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
  /** The text of its `environments.ts`; by default the fixture's tables. */
  readonly environments?: string;
  /** Whether to copy the tests too. */
  readonly tests?: boolean;
  /** The prefix of its folder's name. */
  readonly name?: string;
}

/**
 * The project's files as in a fresh clone, but with other tables, in a temporary folder. Programs that read
 * `environments.ts` are tested there, because the project's own belongs to its users.
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
    // A git hook may set a different index.
    env: { PATH: process.env.PATH },
  });
  for (const file of listed.split('\0').filter(Boolean)) {
    // A deleted file stays listed until the deletion is committed.
    if ((!tests && file.startsWith('__tests__/')) || !existsSync(join(root, file))) continue;
    mkdirSync(dirname(join(copy.path, file)), { recursive: true });
    cpSync(join(root, file), join(copy.path, file));
  }
  symlinkSync(join(root, 'node_modules'), join(copy.path, 'node_modules'));
  writeFileSync(join(copy.path, 'environments.ts'), environments);
  return copy;
}
