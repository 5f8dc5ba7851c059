import { secretIn } from '../aws/endpoints';
import { urlOf } from '../aws/url';
import { NO_TERRAFORM_TEXT } from '../checks/alarm-rules';
import { type EnvironmentRule, type Finding, repeated } from '../checks/finding';
import { partitionOf } from '../links';
import { NAME_FORM } from '../names';
import { targetOf, type UptimeCheck } from './check';
import { unreachable } from './hosts';

/** As long as the name of a database. */
const LONGEST_NAME = 64;
/** Route 53: of a path with its query, of a domain name, and of the words to look for, in characters. */
const LONGEST = 255;
/** The names of their alarms, two for each, must fit into one graph and one screen; AWS allows 200 in an account. */
const MOST_CHECKS = 50;
/** The tag that is the name of a health check: the project sets it there in place of the environment's. */
const NAME_TAG = 'Name';
/** On a health check: Project, Environment, Service, ManagedBy and Name. Route 53 allows ten (ChangeTagsForResource). */
const PROJECT_TAGS = 5;
const MOST_TAGS = 10 - PROJECT_TAGS;
/** Route 53 waits 4 seconds for a connection and 2 for the answer: what takes longer is down, and not slow. */
const SLOWEST_MS = 6_000;

type Said = readonly [problem: string, fix: string];

/** Checks what is checked: names, and whether Route 53 can ask for each URL. No message has a URL in it: it may hold a secret. */
export const uptimeRule: EnvironmentRule = function* ({ uptime, region, tags }) {
  if (!uptime) return;
  if (uptime.length === 0) yield ['uptime', 'is empty', 'list a check, or remove it'];
  if (partitionOf(region) !== 'aws')
    yield [
      'uptime',
      `is set in ${region}, and the metrics of Route 53 are in us-east-1, which is in another partition`,
      'remove it here, and watch the URL from an environment in another region',
    ];
  if (uptime.length > MOST_CHECKS)
    yield ['uptime', `has ${uptime.length} checks`, `use at most ${MOST_CHECKS}`];
  const ownTags = Object.keys(tags).filter((key) => key !== NAME_TAG).length;
  if (ownTags > MOST_TAGS)
    yield [
      'tags',
      `has ${ownTags} tags, and uptime is set: Route 53 allows ${MOST_TAGS + PROJECT_TAGS} on a health check, of which ${PROJECT_TAGS} are the project's`,
      `use at most ${MOST_TAGS}, or watch the URLs from an environment with fewer`,
    ];
  // A malformed one is reported by its shape.
  const checks = [...uptime.entries()].filter(([, one]) => one as unknown);
  for (const name of repeated(checks.map(([, one]) => one.name)))
    yield [
      NAME_FORM.test(name) ? `uptime[${name}]` : 'uptime',
      'is listed more than once',
      'rename or remove all but one',
    ];
  for (const [i, one] of checks) yield* checkFindings(one, i);
};

function* checkFindings(check: UptimeCheck, i: number): Iterable<Finding> {
  const { name, url, contains, latencyMs } = check;
  const isName = NAME_FORM.test(name);
  const at = `uptime[${isName ? name : i}]`;
  if (!isName)
    yield [
      `${at}.name`,
      /^[\w .-]{1,40}$/.test(name) ? `is "${name}"` : 'is not a name',
      'use lowercase letters, digits and single hyphens, starting with a letter',
    ];
  if (name.length > LONGEST_NAME)
    yield [`${at}.name`, `is ${name.length} characters long`, `use at most ${LONGEST_NAME} characters`];
  for (const [problem, fix] of urlProblems(url)) yield [`${at}.url`, problem, fix];
  for (const [problem, fix] of wordsProblems(contains)) yield [`${at}.contains`, problem, fix];
  if (latencyMs !== undefined && !(Number.isInteger(latencyMs) && latencyMs > 0 && latencyMs <= SLOWEST_MS))
    yield [
      `${at}.latencyMs`,
      `is ${latencyMs}`,
      `use whole milliseconds from 1 to ${SLOWEST_MS}: what takes longer counts as down`,
    ];
}

/** What is wrong with a URL. One problem at a time where the rest cannot be read. */
function* urlProblems(url: string): Iterable<Said> {
  if (/\s/.test(url)) return yield ['has a space or a line break in it', 'remove it, or write it as %20'];
  const [, scheme] = /^([a-z][a-z0-9+.-]*):\/\//i.exec(url) ?? [];
  if (scheme === undefined && !/^https?:/i.test(url))
    return yield ['has no scheme', 'use the whole URL, such as https://www.example.com/health'];
  if (scheme !== undefined && !/^https?$/i.test(scheme))
    return yield [`has the scheme ${scheme.slice(0, 20)}`, 'use https:// or http://'];
  if (scheme === undefined || !urlOf(url))
    return yield ['is not a URL', 'use the form https://www.example.com/health'];
  if (NO_TERRAFORM_TEXT.test(url))
    yield [`has a double quote, \${ or %{ in it`, 'write such characters as %22, %24, %25 and %7B'];
  const { username, password, hash } = new URL(url);
  if (username || password)
    yield ['has a user or a password in it', 'remove it: plans, state and alarms show the URL'];
  else if (hasKey(url))
    yield ['has what looks like a key in it', 'remove it: plans, state and alarms show the URL'];
  if (hash || url.includes('#')) yield ['has a fragment (#…)', 'remove it: it is never sent'];
  yield* targetProblems(url);
}

function* targetProblems(url: string): Iterable<Said> {
  const { host, port, path } = targetOf(url);
  const why = unreachable(host);
  if (why !== undefined)
    yield [
      `has ${why} for its host`,
      'use a host that is reached from the internet: Route 53 asks from there',
    ];
  if (host.length > LONGEST)
    yield [`has a host of ${host.length} characters`, `use at most ${LONGEST} characters`];
  if (port === 0) yield ['has the port 0', 'use a port from 1 to 65535'];
  if (path.length > LONGEST)
    yield [
      `has ${path.length} characters in its path and query`,
      `use at most ${LONGEST}: Route 53 takes no more`,
    ];
}

/** A query may have a key under its name, as a path may have one behind a name. */
function hasKey(url: string): boolean {
  const { origin, pathname, searchParams } = new URL(url);
  const query = [...searchParams].flatMap((pair) => pair.map(encodeURIComponent));
  return [pathname, `/${query.join('/')}`].some((path) => secretIn(origin + path) !== undefined);
}

function* wordsProblems(contains: string | undefined): Iterable<Said> {
  if (contains === undefined) return;
  if (contains.trim() === '') yield ['is empty', 'use words of the page, or remove it'];
  if (contains.length > LONGEST)
    yield [`has ${contains.length} characters`, `use at most ${LONGEST}: Route 53 takes no more`];
  if (/\p{Cc}|\p{Cs}/u.test(contains))
    yield ['has a line break or another control character', 'use words that are in one line of the page'];
}
