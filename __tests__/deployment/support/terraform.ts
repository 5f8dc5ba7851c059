import { type ExecFileException, execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describeWith, onPath } from '../../support/project/tools';
import { unheld } from '../../support/servers/child';

export const root = join(__dirname, '..', '..', '..');

export const describeWithTerraform = describeWith(
  'terraform',
  onPath('terraform'),
  'install Terraform 1.11 or later: https://developer.hashicorp.com/terraform/install',
);

/** A folder with the AWS provider: TF_PLUGIN_MIRROR, or one on this machine. Without it, Terraform downloads it. */
function mirror(): string | undefined {
  if (process.env.TF_PLUGIN_MIRROR) return process.env.TF_PLUGIN_MIRROR;
  const finder = join(root, '..', 'shared', 'bin', 'terraform-mirror');
  return (existsSync(finder) && spawnSync(finder, { encoding: 'utf8' }).stdout.trim()) || undefined;
}
const plugins = mirror();

export type Variables = Readonly<Record<string, string>>;

/** The environment for programs that use the emulator, without this machine's AWS configuration. */
export function variables(aws: string): Variables {
  const own = Object.entries(process.env).filter(([name]) => /^(PATH|HOME|TMPDIR|LANG|CI)$/.test(name));
  return {
    ...(Object.fromEntries(own) as Variables),
    AWS_ENDPOINT_URL: aws,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'us-east-1',
    AWS_EC2_METADATA_DISABLED: 'true',
    CHECKPOINT_DISABLE: '1',
    TF_IN_AUTOMATION: '1',
    ...(plugins && { TF_CLI_ARGS_init: `-plugin-dir=${plugins}`, TF_CLI_CONFIG_FILE: '/dev/null' }),
  };
}

export interface Outcome {
  readonly code: number;
  readonly output: string;
}

/** Shorter than jest's timeout for a deploy test, so that the output so far is shown. */
const LIMIT_MS = 280_000;

/** Runs a program without a terminal. After the timeout it is killed, and its output says so. */
export function execute(
  file: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env: Variables },
): Promise<Outcome> {
  return new Promise((resolve) => {
    const limits = { maxBuffer: 64_000_000, timeout: LIMIT_MS, killSignal: 'SIGKILL' } as const;
    const done = (error: ExecFileException | null, stdout: string, stderr: string) => {
      const late = error?.killed
        ? `\n${file} was ended: ${LIMIT_MS / 1000} s were not enough, or it wrote too much.`
        : '';
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), output: stdout + stderr + late });
    };
    const child = unheld(execFile(file, args, { ...options, ...limits }, done));
    child.stdin?.end();
  });
}

/** Runs Terraform; an unexpected exit code is an error with its output. */
export async function terraform(
  cwd: string,
  args: readonly string[],
  env: Variables,
  expected: readonly number[] = [0],
): Promise<Outcome> {
  const outcome = await execute('terraform', args, { cwd, env });
  if (!expected.includes(outcome.code))
    throw new Error(`terraform ${args.join(' ')} ended with ${outcome.code}:\n${outcome.output}`);
  return outcome;
}

/**
 * Runs a script of the project, such as `commands/bootstrap.ts`.
 * @param cwd a copy of the project, with known tables
 */
export function script(file: string, args: readonly string[], env: Variables, cwd: string): Promise<Outcome> {
  return execute(process.execPath, [join(root, 'node_modules', 'tsx', 'dist', 'cli.mjs'), file, ...args], {
    cwd,
    env,
  });
}

/** @param cwd a copy of the project, with known tables */
export function cdktf(args: readonly string[], env: Variables, cwd: string): Promise<Outcome> {
  const flags = plugins ? ['--skip-provider-lock'] : [];
  const cli = join(root, 'node_modules', 'cdktf-cli', 'bundle', 'bin', 'cdktf.js');
  return execute(process.execPath, [cli, ...args, ...flags], { cwd, env });
}
