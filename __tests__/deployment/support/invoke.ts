import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeWith, node22, onPath } from '../../support/project/tools';
import { unzip } from '../../support/project/unzip';
import { execute, type Variables } from './terraform';

export const describeInvocation = describeWith(
  "terraform and Lambda's Node 22",
  onPath('terraform') && node22 !== undefined,
  'npm ci --prefix __tests__/toolchain',
);

/** Does what Lambda does: unpacks the archive and calls its handler in a separate process. */
const runtime = `
const { handler } = require(require('node:path').resolve('index.js'));
handler(JSON.parse(process.argv[1]), { awsRequestId: 'deploy-test', getRemainingTimeInMillis: () => 30000 }).then(
  (result) => process.stdout.write('\\nRESULT ' + JSON.stringify(result)),
  (error) => process.stdout.write('\\nERROR ' + JSON.stringify({ name: error.name, message: error.message })),
);`;

/**
 * Runs a function's archive under Lambda's Node.
 * @param variables the deployed ones, and those that Lambda or an emulator adds
 * @returns its result, or the name and message of its error
 */
export async function invoke(
  archive: Buffer,
  folder: string,
  variables: Variables,
  payload: unknown,
): Promise<{ readonly result?: Record<string, unknown>; readonly error?: string; readonly output: string }> {
  mkdirSync(folder, { recursive: true });
  for (const [name, { content }] of unzip(archive)) writeFileSync(join(folder, name), content);
  const { output } = await execute(node22 ?? 'node', ['-e', runtime, JSON.stringify(payload)], {
    cwd: folder,
    env: variables,
  });
  const [, kind, text] = /^(RESULT|ERROR) (.*)$/m.exec(output) ?? [];
  if (kind === 'RESULT') return { result: JSON.parse(text ?? ''), output };
  return { error: text ?? output, output };
}
