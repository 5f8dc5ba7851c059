import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { license, name, version } from '../../package.json';
import { ingredients } from './bundle';

/** A package of the lock file, as far as a bill of materials names it. */
interface Locked {
  readonly version: string;
  /** Of its archive, as the registry serves it: `sha512-` and base64. */
  readonly integrity?: string;
  readonly license?: string;
}
/** Where a package lies, out of the path of a file in it: behind the last `node_modules/`. */
const PACKAGE = /^((?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+))\//;

/**
 * The bill of materials of a bundle, as CycloneDX 1.5: every package of which at least one byte is in it, with the
 * archive's hash. `npm sbom` lists what is installed; it is asked about a tree, not about a bundle. Says nothing of
 * the time, so that the same commit gives the same document.
 * @throws {Error} when a file is of a package of which the lock file has no archive
 */
export function billOfMaterials(service: string, { outputs }: Metafile = ingredients()) {
  const lock = readFileSync(join(__dirname, '..', '..', 'package-lock.json'), 'utf8');
  const { packages } = JSON.parse(lock) as { packages: Readonly<Record<string, Locked>> };
  const output = outputs[`dist/${service}/index.js`];
  if (!output) throw new Error(`There is no bundle of the service ${service}.`);
  const taken = Object.entries(output.inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  const found = new Map(taken.flatMap(([file]) => (PACKAGE.exec(file) ? [packageOf(file, packages)] : [])));
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.5.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: {
      lifecycles: [{ phase: 'build' }],
      component: { type: 'application', name: `${name}-${service}`, version, licenses: licensesOf(license) },
    },
    components: [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, component]) => component),
  };
}

function packageOf(
  file: string,
  packages: Readonly<Record<string, Locked>>,
): [purl: string, component: object] {
  const [, path = '', of = ''] = PACKAGE.exec(file) ?? [];
  const locked = packages[path];
  if (!locked?.integrity)
    throw new Error(`${file} is in a bundle, and package-lock.json has no archive of its package.`);
  const purl = `pkg:npm/${of.replace('@', '%40')}@${locked.version}`;
  const [algorithm = '', digest = ''] = locked.integrity.split('-', 2);
  const component = {
    type: 'library',
    'bom-ref': purl,
    name: of,
    version: locked.version,
    purl,
    hashes: [
      { alg: algorithm.replace('sha', 'SHA-'), content: Buffer.from(digest, 'base64').toString('hex') },
    ],
    ...(locked.license && { licenses: licensesOf(locked.license) }),
  };
  return [purl, component];
}

/** One licence by its SPDX identifier, or an expression of several. */
function licensesOf(spdx: string): object[] {
  return [spdx.includes(' ') ? { expression: spdx } : { license: { id: spdx } }];
}
