import { spawn } from 'node:child_process';
import { cpSync, existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tables } from '../../fixtures/environments';
import { ended, unheld } from '../servers/child';
import { environmentsFile, projectCopy } from './copy';
import type { Ended } from './programs';

const root = join(__dirname, '..', '..', '..');
const fixture = join(root, '__tests__', 'fixtures', 'third-service');

/** What environments say for the third service: staging has no dead letters, and production another limit. */
const choices: Readonly<Record<string, object>> = {
  feature: { brokerDeadLetters: true },
  staging: { brokerDeadLetters: false },
  production: { brokerDeadLetters: true, brokerLateSeconds: 30, limits: { brokerJobs: 5_000 } },
};

type Env = Readonly<Record<string, string>>;

/** A copy of the project in which a third service is registered: its two folders, and its line in `services.ts`. */
export function withThirdService(name: string) {
  const environments = tables.environments.map((one) => ({ ...one, ...choices[one.name] }));
  const copy = projectCopy({ name, environments: environmentsFile({ ...tables, environments }) });
  const file = (path: string) => join(copy.path, path);
  // The Redis that `npm run setup` may have built.
  const built = join(root, '.cache');
  if (existsSync(built)) symlinkSync(built, file('.cache'));
  for (const folder of ['thresholds', 'handlers'])
    cpSync(join(fixture, folder), file(folder), { recursive: true });

  /** Replaces a text in a file; it must be there. */
  const edit = (path: string, from: string | RegExp, to: string) => {
    const before = readFileSync(file(path), 'utf8');
    const after = before.replace(from, () => to);
    if (after === before) throw new Error(`${path} has no ${from}`);
    writeFileSync(file(path), after);
  };
  edit(
    'thresholds/services.ts',
    "import { neon } from './neon';",
    "import { broker } from './broker';\nimport { neon } from './neon';",
  );
  // After all others, however many the project has.
  edit('thresholds/services.ts', /,?\s*\} as const satisfies/, ', broker } as const satisfies');

  /** Starts a program of the copy. The preview ends with its parent by itself; the others end soon. */
  const start = (script: string, args: readonly string[] = [], env: Env = {}) => {
    const child = unheld(
      spawn(process.execPath, ['--import', 'tsx', script, ...args], {
        cwd: copy.path,
        env: { PATH: process.env.PATH, TMPDIR: tmpdir(), ...env },
      }),
    );
    const said = { child, stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const)
      child[stream].setEncoding('utf8').on('data', (text: string) => {
        said[stream] += text;
      });
    return said;
  };
  /** Runs one to its end. */
  const run = async (script: string, args?: readonly string[], env?: Env): Promise<Ended> => {
    const said = start(script, args, env);
    said.child.stdin.end();
    return { status: await ended(said.child), stdout: said.stdout, stderr: said.stderr };
  };
  return { ...copy, file, edit, start, run, fixture };
}
