import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { ingredients } from './bundle';

const root = join(__dirname, '..', '..');
/** The command line is the stable interface of this package for a build that has no plugins, as ours (buildSync). */
const generator = join(
  ...[root, 'node_modules', '@cyclonedx', 'cyclonedx-esbuild', 'bin', 'cyclonedx-esbuild-cli.js'],
);
const options = [
  ...['--build-working-dir', root],
  // No time and no random serial number: the same commit gives the same document.
  '--output-reproducible',
  // The version that `npm sbom` writes, so that both can be compared.
  ...['--spec-version', '1.5'],
];

/** The parts of the generated document that are read here; it has more. */
interface Generated {
  readonly metadata: { readonly component: { readonly name: string } };
  readonly components: readonly GeneratedComponent[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn?: readonly string[] }[];
}
interface GeneratedComponent {
  readonly 'bom-ref': string;
  readonly name: string;
  /** The scope of a package's name, such as `@aws-sdk`. */
  readonly group?: string;
  readonly version?: string;
  /** `excluded`: esbuild has read files of it, and left nothing of them in the bundle. */
  readonly scope: 'required' | 'excluded';
}

/**
 * The bill of materials of a bundle as a CycloneDX document: every package with at least one byte in the
 * bundle, with the hash of its archive, and which of them uses which.
 * @param metafile of the build that wrote the bundle
 * @throws {Error} when the lock file has no archive of a package that is in the bundle
 */
export function billOfMaterials(service: string, metafile: Metafile = ingredients()) {
  const file = `dist/${service}/index.js`;
  const output = metafile.outputs[file];
  if (!output) throw new Error(`There is no bundle of the service ${service}.`);
  const document = generate({ inputs: metafile.inputs, outputs: { [file]: output } });
  const { metadata, components, dependencies } = document;
  const archives = archivesOf(join(root, 'package-lock.json'));
  const left = new Set(components.filter(isLeftOut).map((component) => component['bom-ref']));
  return {
    ...document,
    metadata: {
      ...metadata,
      // Both bundles are built from one package; a reader needs to tell their bills apart.
      component: { ...metadata.component, name: `${metadata.component.name}-${service}` },
    },
    components: components
      .filter((component) => !isLeftOut(component))
      .map((component) => ({ ...component, hashes: [hashOf(component, archives)] })),
    dependencies: dependencies
      .filter(({ ref }) => !left.has(ref))
      .map(({ ref, dependsOn }) => ({
        ref,
        ...(dependsOn && { dependsOn: dependsOn.filter((other) => !left.has(other)) }),
      })),
  };
}

const isLeftOut = ({ scope }: GeneratedComponent): boolean => scope === 'excluded';

/** Runs the generator, which reads the metafile and the package.json of each package in it. Works offline. */
function generate(metafile: Metafile): Generated {
  const folder = mkdtempSync(join(tmpdir(), 'bill-'));
  try {
    const file = join(folder, 'metafile.json');
    writeFileSync(file, JSON.stringify(metafile));
    const written = execFileSync(process.execPath, [generator, ...options, file], {
      encoding: 'utf8',
      // What it says on standard error becomes part of the error when it fails.
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 64_000_000,
    });
    return JSON.parse(written) as Generated;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The integrity (`sha512-` and base64) of each archive that the lock file names, by `name@version`. */
function archivesOf(lockFile: string): ReadonlyMap<string, string> {
  const { packages } = JSON.parse(readFileSync(lockFile, 'utf8')) as {
    packages: Readonly<Record<string, { version: string; integrity?: string }>>;
  };
  return new Map(
    Object.entries(packages).flatMap(([path, { version, integrity }]) =>
      integrity ? [[`${path.replace(/^.*node_modules\//, '')}@${version}`, integrity]] : [],
    ),
  );
}

/** The generator does not read the lock file, and so cannot know this hash. */
function hashOf({ name, group, version }: GeneratedComponent, archives: ReadonlyMap<string, string>) {
  const full = `${group ? `${group}/` : ''}${name}@${version}`;
  const integrity = archives.get(full);
  if (!integrity) throw new Error(`${full} is in a bundle, and package-lock.json has no archive of it.`);
  const [algorithm = '', digest = ''] = integrity.split('-', 2);
  return { alg: algorithm.replace('sha', 'SHA-'), content: Buffer.from(digest, 'base64').toString('hex') };
}
