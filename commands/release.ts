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
 * Writes the files of a release: for each service the function's archive, byte for byte what `npm run deploy` uploads
 * from this commit, and its bill of materials; and the SHA-256 of each file, for `sha256sum -c`.
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
 * `npm run release [-- <tag>]`: writes dist/release. A given tag must match the version in package.json, or two
 * releases could have the same version.
 */
function main([tag]: readonly string[]): void {
  if (tag !== undefined && tag !== `v${version}`)
    throw new UsageError(
      `The tag is ${tag}, but package.json has version ${version}: use the tag v${version}.`,
    );
  writeRelease(out);
  process.stdout.write(readFileSync(join(out, 'SHA256SUMS'), 'utf8'));
}

if (require.main === module) program(main);
