import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import * as v from 'valibot';
import { ingredients } from './bundle';

const root = join(__dirname, '..', '..');
/** For a build without plugins, such as ours (buildSync), the command line is the stable interface of this package. */
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

const component = v.looseObject({
  'bom-ref': v.string(),
  name: v.string(),
  /** The scope of a package's name, such as `@aws-sdk`. */
  group: v.optional(v.string()),
  version: v.optional(v.string()),
  /** `excluded`: esbuild read files of the package, but nothing of them is in the bundle. */
  scope: v.picklist(['required', 'excluded']),
});
type Component = v.InferOutput<typeof component>;
/** The parts of the generated document that are read here; it has more. */
const generated = v.looseObject({
  metadata: v.looseObject({ component: v.looseObject({ name: v.string() }) }),
  components: v.array(component),
  dependencies: v.array(v.object({ ref: v.string(), dependsOn: v.optional(v.array(v.string())) })),
});
/** The part of package-lock.json that is read here. */
const lock = v.object({
  packages: v.record(
    v.string(),
    v.object({ version: v.optional(v.string()), integrity: v.optional(v.string()) }),
  ),
});

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
  const left = new Set(components.filter(isLeftOut).map((one) => one['bom-ref']));
  return {
    ...document,
    metadata: {
      ...metadata,
      // Both bundles are built from one package; a reader needs to tell their bills apart.
      component: { ...metadata.component, name: `${metadata.component.name}-${service}` },
    },
    components: components
      .filter((one) => !isLeftOut(one))
      .map((one) => ({ ...one, hashes: [hashOf(one, archives)] })),
    dependencies: dependencies
      .filter(({ ref }) => !left.has(ref))
      .map(({ ref, dependsOn }) => ({
        ref,
        ...(dependsOn && { dependsOn: dependsOn.filter((other) => !left.has(other)) }),
      })),
  };
}

const isLeftOut = ({ scope }: Component): boolean => scope === 'excluded';

/** Runs the generator, which reads the metafile and the package.json of each package in it. Works offline. */
function generate(metafile: Metafile): v.InferOutput<typeof generated> {
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
    return v.parse(generated, JSON.parse(written));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The integrity (`sha512-` and base64) of each archive that the lock file names, by `name@version`. */
function archivesOf(lockFile: string): ReadonlyMap<string, string> {
  const { packages } = v.parse(lock, JSON.parse(readFileSync(lockFile, 'utf8')));
  return new Map(
    Object.entries(packages).flatMap(([path, { version, integrity }]) =>
      integrity ? [[`${path.replace(/^.*node_modules\//, '')}@${version}`, integrity]] : [],
    ),
  );
}

/** The generator does not read the lock file, and so cannot know this hash. */
function hashOf({ name, group, version }: Component, archives: ReadonlyMap<string, string>) {
  const full = `${group ? `${group}/` : ''}${name}@${version}`;
  const integrity = archives.get(full);
  if (!integrity) throw new Error(`${full} is in a bundle, and package-lock.json has no archive of it.`);
  const [algorithm = '', digest = ''] = integrity.split('-', 2);
  return { alg: algorithm.replace('sha', 'SHA-'), content: Buffer.from(digest, 'base64').toString('hex') };
}
