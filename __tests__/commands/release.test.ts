import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeRelease } from '../../commands/release';
import { packAll } from '../../handlers/bundle/archive';
import { bundle } from '../../handlers/bundle/bundle';
import { functionNames } from '../../handlers/bundle/collectors';
import { billOfMaterials } from '../../handlers/bundle/sbom';
import { version } from '../../package.json';
import { temporaryFolder } from '../support/project/folders';
import { unzip } from '../support/project/unzip';

const root = join(__dirname, '..', '..');
const [release, deployed] = [temporaryFolder('release'), temporaryFolder('deployed')];
afterAll(() => {
  for (const { remove } of [release, deployed]) remove();
});
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes);

test('a release has the deployed archives, their bills of materials, and checksums of both', () => {
  writeRelease(release.path);
  const names = readdirSync(release.path).sort();
  const files = functionNames.flatMap((service) => [`${service}.cdx.json`, `${service}.zip`]);
  expect(names).toEqual(['SHA256SUMS', ...files].sort());
  const read = (name: string) => readFileSync(join(release.path, name));

  const codes = packAll(bundle(join(deployed.path, 'bundles')), deployed.path);
  for (const [service, code] of Object.entries(codes)) {
    const archive = read(`${service}.zip`);
    // As in Lambda's report and in the plan.
    expect(sha256(archive).digest('base64')).toBe(code.sha256);
    expect([...unzip(archive).keys()]).toEqual(['index.js', 'index.js.map']);
    expect(JSON.parse(String(read(`${service}.cdx.json`)))).toEqual(billOfMaterials(service));
  }
  const sums = names.slice(1).map((name) => `${sha256(read(name)).digest('hex')}  ${name}\n`);
  expect(String(read('SHA256SUMS'))).toBe(sums.join(''));
});

test('a tag for a different version is rejected', () => {
  const tsx = join(root, 'node_modules', '.bin', 'tsx');
  const { status, stderr } = spawnSync(tsx, ['commands/release.ts', 'v0.0.0'], {
    cwd: root,
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([
    1,
    `The tag is v0.0.0, but package.json has version ${version}: use the tag v${version}.\n`,
  ]);
});
