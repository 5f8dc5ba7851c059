import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { regionName } from '../../../model/alarms/message';
import { isRegion, regionAdvice, regions } from '../../../model/aws/regions';
import { partitionOf } from '../../../model/links';

/** Every region that the installed SDK knows, by partition. */
function regionsOfTheSdk(): [partition: string, region: string, name: string][] {
  const client = require.resolve('@aws-sdk/core/client');
  const file = join(
    dirname(client),
    '../../../dist-es/submodules/client/util-endpoints/lib/aws/partitions.js',
  );
  const literal = /partitionsInfo = (\{.*?\n\});/s.exec(readFileSync(file, 'utf8'))?.[1] ?? '';
  const { partitions } = new Function(`return ${literal}`)() as {
    partitions: { id: string; regions: Record<string, { description: string }> }[];
  };
  return partitions.flatMap(({ id, regions: of }) =>
    Object.entries(of)
      .filter(([region]) => !region.endsWith('-global'))
      .map(([region, { description }]): [string, string, string] => [id, region, description]),
  );
}

/** Terraform's AWS provider 5.100 says "invalid AWS Region" (tried). */
const unknownToTheProvider = ['ap-southeast-6', 'me-west-1', 'sa-west-1'];

test('the regions are those of the SDK that is installed, and each is in its partition', () => {
  const wanted = regionsOfTheSdk().filter(
    ([partition, region]) =>
      ['aws', 'aws-cn', 'aws-us-gov'].includes(partition) && !unknownToTheProvider.includes(region),
  );
  expect(wanted.length).toBeGreaterThan(30);
  expect(Object.keys(regions).sort()).toEqual(wanted.map(([, region]) => region).sort());
  for (const [partition, region, name] of wanted) {
    expect([region, partitionOf(region)]).toEqual([region, partition]);
    // Notifications of CloudWatch kept the former name of Europe (seen in 2024).
    expect([region, regionName(region)]).toEqual([region, name.replace(/^Europe /, 'EU ')]);
  }
});

test.each([
  ['eu-central-1', true],
  ['us-east-9', false],
  ['toString', false],
  ['', false],
])('%j is a region: %s', (given, is) => {
  expect(isRegion(given)).toBe(is);
});

test.each([
  ['us-east-1a', 'did you mean us-east-1?'],
  ['us_east_1', 'did you mean us-east-1?'],
  ['EU-Central-1', 'did you mean eu-central-1?'],
  ['eu-central1', 'did you mean eu-central-1?'],
  ['eu-cental-1', 'did you mean eu-central-1?'],
  ['us-east-9', 'did you mean us-east-1 or us-east-2?'],
  ['frankfurt', 'did you mean eu-central-1?'],
  ['mars', 'use a region code, such as eu-central-1'],
  ['', 'use a region code, such as eu-central-1'],
])('%j: %s', (given, advice) => {
  expect(regionAdvice(given)).toBe(advice);
});
