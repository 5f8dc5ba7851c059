import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packAll } from '../handlers/bundle/archive';
import { bundle, ingredients } from '../handlers/bundle/bundle';
import { billOfMaterials } from '../handlers/bundle/sbom';
import { UsageError } from '../model/usage-error';
import { version } from '../package.json';
import { program } from './shared/program';

const out = join(__dirname, '..', 'dist', 'release');

/**
 * Writes what a release consists of: for each service the archive that its function runs, byte for byte as
 * `npm run deploy` of this commit uploads it, and its bill of materials; and the SHA-256 of each file, for `sha256sum -c`.
 */
export function writeRelease(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const built = mkdtempSync(join(tmpdir(), 'release-'));
  try {
    const made = ingredients();
    for (const service of Object.keys(packAll(bundle(built), folder)))
      writeFileSync(
        join(folder, `${service}.cdx.json`),
        `${JSON.stringify(billOfMaterials(service, made), undefined, 2)}\n`,
      );
  } finally {
    rmSync(built, { recursive: true, force: true });
  }
  const sums = readdirSync(folder)
    .sort()
    .map((file) => {
      const digest = createHash('sha256').update(readFileSync(join(folder, file)));
      return `${digest.digest('hex')}  ${file}\n`;
    });
  writeFileSync(join(folder, 'SHA256SUMS'), sums.join(''));
}

/**
 * `npm run release [-- <tag>]`: writes dist/release. A tag that is given must be that of package.json's version: two
 * releases of one version would be told apart by nothing.
 */
function main([tag]: readonly string[]): void {
  if (tag !== undefined && tag !== `v${version}`)
    throw new UsageError(`The tag is ${tag}, and package.json has version ${version}: tag v${version}.`);
  writeRelease(out);
  process.stdout.write(readFileSync(join(out, 'SHA256SUMS'), 'utf8'));
}

if (require.main === module) program(main);
