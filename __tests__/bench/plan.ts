import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { App, TerraformStack } from 'cdktf';
import { useProvider, useRemoteState } from '../../stacks/remote-state/backend';
import { openAccount, storeSecrets } from '../deployment/support/account';
import { synthesized } from '../deployment/support/project';
import { Stack } from '../deployment/support/stack';
import { environments, project, remoteState } from '../fixtures/environments';
import { interleave, of, ratio, show, table, timed } from './measure';

const ROUNDS = 5;

/** The files that cdktf and Terraform need for an empty stack. */
function emptyStack(folder: string): string {
  const app = new App({ outdir: folder, stackTraces: false });
  const stack = new TerraformStack(app, 'empty');
  useProvider(stack, { settings: project, region: 'us-east-1', tags: {}, emulated: true });
  useRemoteState(stack, 'empty', project, true);
  app.synth();
  return join(folder, 'stacks', 'empty');
}

/** `terraform plan` of production, before and after its first apply, against an empty stack. */
export async function plan(): Promise<string> {
  const account = await openAccount();
  try {
    await account.aws.put(remoteState.bucket, '', '');
    await storeSecrets(account, {}, 'bench');
    const production = environments.filter(({ name }) => name === 'production');
    const stacks = synthesized(join(account.folder, 'project'), { environments: production });
    const fresh = join(account.folder, 'fresh');
    cpSync(join(stacks, '..'), fresh, { recursive: true });
    const applied = new Stack(join(stacks, 'production'), account.env);
    const empty = new Stack(emptyStack(join(account.folder, 'empty')), account.env);
    const before = new Stack(join(fresh, 'stacks', 'production'), account.env);
    const planned = (stack: Stack) => async () => ({ ms: await timed(() => stack.plan()) });
    const first = await interleave({ ours: planned(before), empty: planned(empty) }, ROUNDS);
    await applied.apply();
    const second = await interleave({ ours: planned(applied), empty: planned(empty) }, ROUNDS);
    const line = (name: string, { ours, empty: none }: typeof first) => [
      name,
      show(of(ours, 'ms'), 0),
      show(of(none, 'ms'), 0),
      show(ratio(ours, none, 'ms'), 2),
    ];
    return [
      `\`terraform plan\` and \`terraform show -json\` of production on an emulator on loopback, ${ROUNDS} rounds, milliseconds.`,
      '',
      table(
        ['plan', 'production', 'empty stack', 'ratio'],
        [line('before the first apply', first), line('after it, nothing changed', second)],
      ),
    ].join('\n');
  } finally {
    await account.close();
  }
}
