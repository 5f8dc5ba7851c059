import { unitOf } from '../model/format';
import { type Check, checkSeverities } from '../thresholds/check';
import { LEAST_DAYS } from '../thresholds/neon/checks';
import { serviceNames, serviceOf } from '../thresholds/services';
import { fenced, generatedLine, joined, table } from './markdown';

/** `warning from 50 %, critical from 75 %`; only the severity where the number says nothing. */
function thresholdOf({ from, unit, only }: Check): string {
  const counts = unit !== '' && Object.values(from).some((n) => n > 0);
  const levels = checkSeverities.flatMap((severity) => {
    const n = from[severity];
    if (n === undefined) return [];
    return [counts && n > 0 ? `${severity} from ${n.toLocaleString('en-US')}` : severity];
  });
  const last = Object.values(from).at(-1) ?? 0;
  const number = `${levels.join(', ')}${counts ? ` ${unitOf(last, unit)}` : ''}`;
  return only === undefined ? number : `${number}. ${only}`;
}

const ABOUT = `Once a day, on a visit that connects anyway, a collector looks for what breaks a database slowly. A compute that sleeps all day is
not woken for it. What was found stands in the log line and in the answer of that run (\`findings\`), and on the page of \`npm start\`.
The metric [Findings](metrics.md#neon-findings) counts warnings and critical findings, and its alarm warns.`;

const FINDING = `{
  "check": "sequence",
  "severity": "critical",
  "object": "public.orders_id_seq",
  "number": 92.7,
  "unit": "%",
  "advice": "The sequence public.orders_id_seq has given out 92 % of its numbers: it is at 1990000000, and …",
  "statement": "ALTER SEQUENCE public.orders_id_seq AS bigint NO MAXVALUE; ALTER TABLE …"
}`;

const READING = `A finding has a severity, what it is about, a number, and what to do. Where a statement mends it, it is there, ready to be copied:
names are quoted as they must be, and what would lose data says so. Run several statements one after the other, as \`psql\` does.

- **critical**: the database stops working if nobody does anything. Do it today.
- **warning**: it costs time or money, or hides what monitoring should see. Plan it.
- **notice**: worth knowing. It does not count, and raises no alarm.

A check names the five worst objects, and says how many more there are.`;

const BY_HAND = `npm run checkup -- production          # the databases of an environment
npm run checkup -- production analytics   # its databases of this name
npm run checkup -- production --json   # for programs
read -rs NEON_CONNECTION_STRING && export NEON_CONNECTION_STRING   # paste it: nothing is shown
npm run checkup                        # a database of your own`;

const COMMAND = `The command makes a check-up now, in its own process. It publishes and saves nothing. With an environment it uses the variables
that this checkout would deploy, and reads the secrets from SSM with the AWS credentials of the shell. Without one it uses
\`NEON_CONNECTION_STRING\`, and \`UPSTASH_REST_URL\` with \`UPSTASH_REST_TOKEN\`. It refuses a connection string among its arguments,
which other users of the machine can see. **It connects in any case: a Neon compute that sleeps wakes up**, and runs until its
timeout. \`npm run checkup -- --help\` lists the options.

| exit code | |
| ---: | --- |
| 0 | nothing critical was found |
| 1 | something critical was found; with \`--strict\`, a warning is enough |
| 2 | something could not be looked at, or the command line is wrong |

A deployed function makes one with the payload \`{"checkup": true}\`, and publishes nothing with \`{"checkup": true, "dryRun": true}\`. With the
Neon API it does not wake a compute.`;

const LIMITS = `- **One statement, with a limit.** The check-up of Postgres is one statement that only reads, and is stopped after 3 seconds. On a busy
  machine with two cores it took about 0.1 s in a database with 300 tables, and about 1 s with 5,000. Where there are more than 100,000 tables,
  indexes and sequences, these are left out. What was left out is a finding.
- **One database.** Postgres shows a session the tables, indexes and sequences of its own database only. Ids, slots, prepared transactions and counters are
  seen of all databases.
- **What the role may see.** \`pg_monitor\` is enough for all but sequences: reading how far one is needs SELECT on it. A part for which
  the role lacks a right is left out, and named with the GRANT.
- **What nobody has locked.** It waits for no lock: a sequence that another session is changing, or a view of an extension that is
  being updated, is left out and named.
- **Counters need a check-up before.** Rollbacks, temporary files, failed sessions and evictions are those since the last check-up. The
  first one, one after a reset of the statistics, and one without an environment do not know them.
- **Redis: no further command.** Its check-up reads the INFO of the visit. Counters are those since the last check-up; without one, those of a server
  that has started within a week. Where INFO lacks what a check needs, that check is a finding: not looked at. Upstash reports less than Redis;
  the checks that it never has are marked below.
- **Statistics may be young.** A compute that has slept may have lost them. An index is called unused only after ${LEAST_DAYS} days of counting;
  without a known reset, the days since the start of the server count.`;

/** The checks of all services, as a document. */
export function checkupDocument(): string {
  const sections = serviceNames.flatMap((service) => {
    const { title, checks = {} } = serviceOf(service);
    const rows = Object.entries(checks).map(([name, check]) => [
      name,
      `${check.finds}. ${check.why}`,
      thresholdOf(check),
      check.remedy,
    ]);
    return rows.length === 0
      ? []
      : [`## Checks of ${title}`, table(['check', 'what and why', 'found as', 'what to do'], rows)];
  });
  return joined(
    generatedLine,
    '# Check-up',
    ABOUT,
    fenced('json', FINDING),
    READING,
    '## By hand',
    fenced('sh', BY_HAND),
    COMMAND,
    '## What it sees, and what it costs',
    LIMITS,
    ...sections,
  );
}
