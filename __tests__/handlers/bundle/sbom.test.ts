import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle, ingredients } from '../../../handlers/bundle/bundle';
import { billOfMaterials } from '../../../handlers/bundle/sbom';
import { temporaryFolder } from '../../support/project/folders';

interface Component {
  readonly name: string;
  /** The scope of a package's name. */
  readonly group?: string;
  readonly version: string;
  readonly purl: string;
  readonly hashes: unknown;
  readonly licenses: unknown;
}
const root = join(__dirname, '..', '..', '..');
const services = ['neon', 'upstash'] as const;
const made = ingredients();
const bills = Object.fromEntries(services.map((service) => [service, billOfMaterials(service, made)]));
const componentsOf = (service: string) => bills[service]?.components as unknown as Component[];
const nameOf = ({ name, group }: Component) => (group ? `${group}/${name}` : name);

/** The packages whose sources a bundle's own source map names. */
function mapped(bundleFile: string): string[] {
  const { sources } = JSON.parse(readFileSync(`${bundleFile}.map`, 'utf8')) as { sources: string[] };
  const names = sources.flatMap((source) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(source)?.[1] ?? []);
  return [...new Set(names)].sort();
}

test('a bill of materials lists the packages that are in the bundle, and no other', () => {
  const folder = temporaryFolder('bundles');
  const bundles = bundle(folder.path);
  for (const service of services) {
    const names = componentsOf(service).map(nameOf);
    expect(names.sort()).toEqual(mapped(bundles[service] ?? ''));
  }
  folder.remove();
  const names = (service: string) => componentsOf(service).map(nameOf);
  expect(names('neon')).toEqual(expect.arrayContaining(['pg', 'pg-protocol', '@aws-sdk/client-ssm']));
  expect(names('upstash')).toEqual(expect.arrayContaining(['ioredis', '@smithy/node-http-handler']));
  for (const absent of ['cdktf', 'constructs', 'esbuild', 'debug', '@aws-sdk/credential-provider-node'])
    expect([...names('neon'), ...names('upstash')]).not.toContain(absent);
});

test('each component is described as npm itself describes it', () => {
  const said = execFileSync('npm', ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const { bomFormat, specVersion, components } = JSON.parse(said) as {
    bomFormat: string;
    specVersion: string;
    components: Component[];
  };
  for (const service of services) {
    expect(bills[service]).toMatchObject({ bomFormat, specVersion });
    for (const component of componentsOf(service)) {
      const { version, purl, hashes, licenses } = component;
      // The generator adds where the sources are (`?vcs_url=`), a qualifier that does not change which package it is.
      expect(components.find((one) => one.purl === purl.replace(/\?.*/, ''))).toMatchObject({
        ...{ name: nameOf(component), version, hashes, licenses },
      });
    }
  }
});

test('the same commit gives the same document, without anything about time or machine', () => {
  const again = JSON.stringify(billOfMaterials('neon'));
  expect(again).toBe(JSON.stringify(bills.neon));
  for (const word of ['timestamp', 'serialNumber', root, tmpdir()]) expect(again).not.toContain(word);
});

test('the bills of two services name different subjects', () => {
  const named = services.map((service) => bills[service]?.metadata.component.name);
  expect(named).toEqual(services.map((service) => `neon-upstash-monitoring-${service}`));
});

test('the bill says which package uses which, only for packages in it', () => {
  for (const service of services) {
    const { metadata, components, dependencies } = bills[service] as ReturnType<typeof billOfMaterials>;
    const refs = [metadata.component, ...components].map(
      (one) => (one as Record<string, unknown>)['bom-ref'],
    );
    const used = dependencies.flatMap(({ ref, dependsOn = [] }) => [ref, ...dependsOn]);
    expect(refs).toEqual(expect.arrayContaining(used));
    expect(used).toEqual(expect.arrayContaining(refs));
  }
});

describe('unusual inputs', () => {
  const withFile = (file: string, bytesInOutput: number) => ({
    ...made,
    outputs: {
      'dist/neon/index.js': {
        ...(made.outputs['dist/neon/index.js'] as (typeof made.outputs)[string]),
        inputs: { [file]: { bytesInOutput } },
      },
    },
  });

  test('a package that is not in the lock file, or not from a registry, is an error', () => {
    expect(() => billOfMaterials('neon', withFile('node_modules/evil/index.js', 1))).toThrow(
      /node_modules\/evil\/index\.js.* is in a bundle, and package-lock\.json has no archive of it\./,
    );
  });
  test('a package of which nothing is in the bundle is not listed', () => {
    expect(billOfMaterials('neon', withFile('node_modules/pg/lib/index.js', 0)).components).toEqual([]);
    expect(billOfMaterials('neon', withFile('node_modules/pg/lib/index.js', 1)).components).toHaveLength(1);
  });
  test('a package nested in another is listed itself, not the outer one', () => {
    const inner = 'node_modules/@babel/core/node_modules/semver/semver.js';
    expect(billOfMaterials('neon', withFile(inner, 1)).components).toMatchObject([
      { name: 'semver', version: expect.stringMatching(/^6\./) },
    ]);
  });
  test('a service without a bundle is an error', () => {
    expect(() => billOfMaterials('other', made)).toThrow('no bundle of the service other');
  });
});
