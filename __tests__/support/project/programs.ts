import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const modules = join(__dirname, '..', '..', '..', 'node_modules');
const programs = {
  tsc: join(modules, 'typescript', 'bin', 'tsc'),
  tsx: join(modules, 'tsx', 'dist', 'cli.mjs'),
  biome: join(modules, '@biomejs', 'biome', 'bin', 'biome'),
  jest: join(modules, 'jest', 'bin', 'jest.js'),
};
export type Program = keyof typeof programs | 'npm' | 'git';

/** Less than a test may take, so that what a program wrote is seen. Jest cannot end a test that waits like this. */
const LIMIT_MS = 170_000;

/** How a program ended, and what it wrote. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program of the project in a copy of it, without this machine's AWS settings, and waits until it ends. */
export function run(folder: string, program: Program, ...args: readonly string[]): Ended {
  const [file, first] =
    program === 'npm' || program === 'git' ? [program, []] : [process.execPath, [programs[program]]];
  const { PATH, HOME, TMPDIR } = process.env;
  return spawnSync(file, [...first, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH, HOME, TMPDIR, AWS_EC2_METADATA_DISABLED: 'true' },
    maxBuffer: 64_000_000,
    timeout: LIMIT_MS,
  });
}

/** The compiler's errors for a copy, each as `file: message`. @param args more arguments of the compiler */
export function compileErrors(folder: string, ...args: readonly string[]): string[] {
  const { stdout } = run(folder, 'tsc', '--noEmit', '--pretty', 'false', ...args);
  return stdout.split('\n').flatMap((line) => {
    const [, path, message] = /^([^\s(]+)\(\d+,\d+\): error (.*)$/.exec(line) ?? [];
    return path === undefined ? [] : [`${path}: ${message}`];
  });
}

/** What the project's tsconfig.json leaves out: code for the browser has a configuration of its own. */
const LEFT_OUT = ['node_modules', '__tests__', 'preview/page', 'preview/widgets'];

/** The compiler's errors for a copy without its tests. @param without more files to leave out */
export function sourceErrors(folder: string, ...without: readonly string[]): string[] {
  const file = 'tsconfig.sources.json';
  const config = { extends: './tsconfig.json', exclude: [...LEFT_OUT, ...without] };
  writeFileSync(join(folder, file), JSON.stringify(config));
  return compileErrors(folder, '--project', file);
}
