import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { environments } from '../fixtures/environments';
import { projectCopy } from '../support/project/copy';

const { path: root, remove } = projectCopy({ name: 'synthesis' });
afterAll(remove);
const CANARY = 'canary-51d0a9';

/** Runs `main.ts` as cdktf does, without any AWS configuration. @returns the files by path */
function synthesize(folder: string, env: Readonly<Record<string, string>>): Map<string, string> {
  const tsx = join(root, 'node_modules', 'tsx', 'dist', 'cli.mjs');
  const { status, stderr } = spawnSync(process.execPath, [tsx, 'main.ts'], {
    cwd: root,
    env: { PATH: process.env.PATH, HOME: folder, CDKTF_OUTDIR: folder, ...env },
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([0, '']);
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  return new Map(paths.sort().map((path) => [path.slice(folder.length), readFileSync(path, 'latin1')]));
}

describe('synthesis', () => {
  const folders: string[] = [];
  const folder = () => {
    const made = mkdtempSync(join(tmpdir(), 'synthesis-'));
    folders.push(made);
    return made;
  };
  afterAll(() => {
    for (const made of folders) rmSync(made, { recursive: true });
  });

  test.each([
    ['JSON', 'cdk.tf.json', {}],
    ['HCL', 'cdk.tf', { SYNTH_HCL_OUTPUT: 'true' }],
  ])(
    'as %s needs no account, provider or secret, and contains no secrets and nothing about the machine',
    (_, file, form) => {
      const secrets = {
        NEON_CONNECTION_STRING: `postgresql://u:${CANARY}@host/db`,
        NEON_API_KEY: CANARY,
        UPSTASH_REST_TOKEN: CANARY,
        AWS_SECRET_ACCESS_KEY: CANARY,
        TF_VAR_neon_api_key: CANARY,
        // Set and empty is not set: the form of an emulator would lack settings, and the guard of the account's bucket.
        AWS_ENDPOINT_URL: '',
      };
      const at = folder();
      const files = synthesize(at, { ...form, ...secrets });
      for (const { name } of [...environments, { name: 'state' }])
        expect([
          files.has(`/stacks/${name}/${file}`),
          JSON.parse(files.get(`/stacks/${name}/versions.tf.json`) ?? '{}'),
        ]).toEqual([true, { terraform: { required_version: '>= 1.11.0' } }]);
      for (const forbidden of [CANARY, root, homedir(), at, tmpdir()])
        for (const [path, text] of files)
          expect([path, forbidden, text.includes(forbidden)]).toEqual([path, forbidden, false]);
      expect(synthesize(folder(), form)).toEqual(files);
    },
  );

  test('in one format after the other leaves only the last, or Terraform would find everything twice', () => {
    const at = folder();
    const forms = (env: Readonly<Record<string, string>>) =>
      [...synthesize(at, env).keys()].filter((path) => /^\/stacks\/staging\/[^/]+$/.test(path));
    const version = '/stacks/staging/versions.tf.json';
    expect(forms({})).toEqual(['/stacks/staging/cdk.tf.json', version]);
    expect(forms({ SYNTH_HCL_OUTPUT: 'true' })).toEqual([
      '/stacks/staging/cdk.tf',
      '/stacks/staging/metadata.json',
      version,
    ]);
    expect(forms({})).toEqual(['/stacks/staging/cdk.tf.json', version]);
  });
});
