import type { Environment } from '../../model/environment';
import { UsageError } from '../../model/usage-error';
import type { Env } from '../../model/variables';
import { awsBill, type Compared, neonBill, upstashBill } from '../../reports/cost/actual/bills';
import { actualDocument } from '../../reports/cost/actual/document';
import { actualJson } from '../../reports/cost/actual/json';
import type { NoBill, VendorBill } from '../../reports/cost/actual/line';
import { periodOf } from '../../reports/cost/actual/period';
import { explored, USD_PER_REQUEST } from './explorer';
import type { Options } from './options';
import { makeFolder, readRecorded, writeRecorded } from './recorded';
import { type Asked, askNeon, askUpstash } from './vendors';

const NO_AWS = 'no AWS credentials were found; set AWS_PROFILE, or run `aws sso login`';

type BillOf = (compared: Compared, answers: never) => VendorBill;
const vendors = { AWS: awsBill, Neon: neonBill, Upstash: upstashBill } satisfies Record<string, BillOf>;
type Vendor = keyof typeof vendors;
type All = Readonly<Record<Vendor, Asked>>;

/**
 * The estimate of these environments beside the bills of AWS, Neon and Upstash, as a document, or as JSON.
 * @param say for what is done meanwhile, and what it costs
 * @param now milliseconds since the epoch
 * @throws {UsageError} if credentials are refused, an answer has another form, or there is no bill at all
 */
export async function actual(
  environments: readonly Environment[],
  options: Options,
  { env, now, say }: { readonly env: Env; readonly now: number; readonly say: (text: string) => void },
): Promise<string> {
  if (options.recorded !== undefined) {
    const { period, aws, neon, upstash } = readRecorded(options.recorded);
    const none = 'no answer of it is in the folder';
    const of = (answers: Recorded): Asked => (answers.length > 0 ? { answers } : { absent: none });
    return written({ environments, period }, { AWS: of(aws), Neon: of(neon), Upstash: of(upstash) }, options);
  }
  const period = periodOf(options.month, now);
  if (options.record !== undefined) makeFolder(options.record);
  // The one that costs is the last: a wrong key of another is found for nothing.
  const Neon = await askNeon(environments, period, env, now);
  const Upstash = await askUpstash(period, env, now);
  const found = await explored(environments, period, say);
  if (found)
    say(
      `Cost Explorer was asked ${found.requests} times: $${(found.requests * USD_PER_REQUEST).toFixed(2)} at list price.`,
    );
  const AWS: Asked = found ?? { absent: NO_AWS };
  const all = { AWS, Neon, Upstash };
  if (options.record !== undefined)
    writeRecorded(
      options.record,
      period,
      Object.values(all).flatMap((one) => ('answers' in one ? one.answers : [])),
    );
  return written({ environments, period }, all, options);
}
type Recorded = Extract<Asked, { readonly answers: unknown }>['answers'];

function written(compared: Compared, all: All, { json }: Options): string {
  const bills = (Object.keys(vendors) as Vendor[]).map((title): VendorBill | NoBill => {
    const asked = all[title];
    return 'absent' in asked ? { title, absent: asked.absent } : vendors[title](compared, asked.answers);
  });
  const absent = bills.flatMap((bill) =>
    'absent' in bill ? [`Without ${bill.title}: ${bill.absent}.`] : [],
  );
  if (absent.length === bills.length)
    throw new UsageError(
      ['There is no bill to compare with.', ...absent, 'docs/bill.md says how to get one.'].join('\n'),
    );
  return (json ? actualJson : actualDocument)(
    compared.period,
    compared.environments.map(({ name }) => name),
    bills,
  );
}
