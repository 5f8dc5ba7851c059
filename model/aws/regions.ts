/**
 * The regions that can be deployed to, and where they are: those of the AWS SDK (`partitions` of @aws-sdk/core) in the
 * partitions whose console `links.ts` knows, without those that version 5.100 of Terraform's AWS provider refuses. The test
 * compares them with the SDK that is installed.
 */
export const regions: Readonly<Record<string, string>> = {
  'af-south-1': 'Cape Town',
  'ap-east-1': 'Hong Kong',
  'ap-east-2': 'Taipei',
  'ap-northeast-1': 'Tokyo',
  'ap-northeast-2': 'Seoul',
  'ap-northeast-3': 'Osaka',
  'ap-south-1': 'Mumbai',
  'ap-south-2': 'Hyderabad',
  'ap-southeast-1': 'Singapore',
  'ap-southeast-2': 'Sydney',
  'ap-southeast-3': 'Jakarta',
  'ap-southeast-4': 'Melbourne',
  'ap-southeast-5': 'Malaysia',
  'ap-southeast-7': 'Thailand',
  'ca-central-1': 'Canada, Central',
  'ca-west-1': 'Calgary',
  'cn-north-1': 'Beijing',
  'cn-northwest-1': 'Ningxia',
  'eu-central-1': 'Frankfurt',
  'eu-central-2': 'Zurich',
  'eu-north-1': 'Stockholm',
  'eu-south-1': 'Milan',
  'eu-south-2': 'Spain',
  'eu-west-1': 'Ireland',
  'eu-west-2': 'London',
  'eu-west-3': 'Paris',
  'il-central-1': 'Tel Aviv',
  'me-central-1': 'UAE',
  'me-south-1': 'Bahrain',
  'mx-central-1': 'Mexico',
  'sa-east-1': 'Sao Paulo',
  'us-east-1': 'N. Virginia',
  'us-east-2': 'Ohio',
  'us-gov-east-1': 'GovCloud, US-East',
  'us-gov-west-1': 'GovCloud, US-West',
  'us-west-1': 'N. California',
  'us-west-2': 'Oregon',
};

/** At most so many letters of a code are mistyped. */
const MOST_SLIPS = 2;

export function isRegion(text: string): boolean {
  return Object.hasOwn(regions, text);
}

/** What to write in place of this. */
export function regionAdvice(given: string): string {
  const meant = regionsMeant(given);
  return meant.length > 0 ? `did you mean ${meant.join(' or ')}?` : 'use a region code, such as eu-central-1';
}

/** The regions that were likely meant: by a place, an availability zone (`us-east-1a`), or with a slip in the code. */
function regionsMeant(given: string): string[] {
  const text = given.trim().toLowerCase();
  const places = Object.keys(regions).filter((code) => regions[code]?.toLowerCase() === text);
  if (places.length > 0) return places;
  const code = text.replace(/[\s_]+/g, '-').replace(/(\d)[a-z]$/, '$1');
  const slips = Object.keys(regions).map((region) => [region, distance(code, region)] as const);
  const fewest = Math.min(...slips.map(([, count]) => count));
  return fewest > MOST_SLIPS ? [] : slips.flatMap(([region, count]) => (count === fewest ? [region] : []));
}

/** The number of letters to insert, remove or replace that turn one text into the other (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++)
      next.push(
        Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + (letter === b[j] ? 0 : 1)),
      );
    row = next;
  }
  return row[b.length] ?? 0;
}
