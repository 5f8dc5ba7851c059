import fc from 'fast-check';
import { readSettings } from '../../handlers/driver/settings';
import { slotOf } from '../../handlers/driver/slots';
import { Redactor } from '../../handlers/lib/redact';
import { readTarget as readNeon } from '../../handlers/neon/target';
import { readTarget as readUpstash } from '../../handlers/upstash/target';
import type { Service } from '../../thresholds/service';
import { serviceOf } from '../../thresholds/services';
import { inherited, numberText, secret, text } from '../support/fuzz/arbitraries';
import { fuzz } from '../support/fuzz/fuzz';
import { damaged } from '../support/fuzz/mutations';
import { unlessRefused } from '../support/fuzz/sound';

type Values = Readonly<Record<string, fc.Arbitrary<string>>>;
/** Some of the variables, and names that every object has. */
const some = (values: Values) =>
  fc
    .tuple(
      fc.record(
        Object.fromEntries(
          Object.entries(values).map(([name, value]) => [
            name,
            fc.option(value, { freq: 8, nil: undefined }),
          ]),
        ),
      ),
      fc.dictionary(fc.constantFrom(...inherited), text, { maxKeys: 2 }),
    )
    .map(([named, others]) => ({ ...others, ...named }));
const or = (good: string, ...more: fc.Arbitrary<string>[]) =>
  fc.oneof({ weight: 6, arbitrary: fc.constant(good) }, damaged(good), text, ...more);

const settings = some({
  ENVIRONMENT: or('production'),
  METRIC_NAMESPACE: or('Neon/Monitoring/production'),
  ENABLE_DETAILED_MONITORING: or('true', fc.constantFrom('false', 'TRUE', ' true ')),
  COLLECTION_INTERVAL_SECONDS: or('300', numberText),
  STATE_TABLE: or('macro-ai-production-monitoring-state'),
});

test('any settings are read or refused, and give slots that have a date', () => {
  const now = Date.parse('2026-11-23T12:03:20Z');
  fuzz([settings], (env) => {
    const read = unlessRefused(() => readSettings(env, 'Neon/Monitoring'), 'ConfigurationError');
    if (!read) return;
    expect(read.environment).toMatch(/^[\w.-]{1,64}$/);
    expect(read.namespace).toMatch(/^[\x21-\x7e]{1,255}$/);
    const slot = slotOf(now, read.intervalMs);
    expect(now - slot).toBeGreaterThanOrEqual(0);
    expect(now - slot).toBeLessThan(read.intervalMs + 1);
    // A count since a sample of an hour ago may have to be spread over this many slots, and no more.
    expect(3_600_000 / read.intervalMs).toBeLessThanOrEqual(3_600);
  });
});

/** The part of a secret that must appear nowhere: half of it is as bad as all of it. */
const core = (planted: string) => planted.slice(-12);
const encoded = (planted: string) => encodeURIComponent(Buffer.from(planted).toString());

/** A secret in the place where it belongs, as it should be written or as people write it, in a string that is good or not. */
const neon = secret.chain((planted) => {
  const good = `postgresql://monitor:${encoded(planted)}@ep-cool-1-pooler.us-east-2.aws.neon.tech/neondb?sslmode=require`;
  return some({
    NEON_CONNECTION_STRING: fc.oneof(
      or(good),
      fc.constantFrom(
        good.replace(encoded(planted), () => planted),
        good.replace('require', 'disable'),
        planted,
      ),
      text.map((odd) => good.replace('ep-cool-1', () => odd)),
      text.map((odd) => good.replace('require', () => odd)),
    ),
    NEON_API_KEY: or(`napi_${planted}`, fc.constant(planted)),
    NEON_PROJECT_ID: or('quiet-sun-1'),
    NEON_API_URL: or(
      'https://console.neon.tech/api/v2',
      fc.webUrl(),
      fc.constant('http://127.0.0.1:9999///'),
    ),
    SLOW_QUERY_MS: or('1000', numberText),
  }).map((env) => ({ planted, env }));
});
const upstash = secret.chain((planted) =>
  some({
    UPSTASH_REST_URL: fc.oneof(
      or('https://eu1-cat-1.upstash.io', fc.webUrl()),
      or(`rediss://default:${encoded(planted)}@eu1-cat-1.upstash.io:6379`),
      fc.constantFrom(`redis://:${planted}@cache.example`, planted),
    ),
    UPSTASH_REST_TOKEN: or(planted),
    UPSTASH_MEMORY_LIMIT_BYTES: or('268435456', numberText),
  }).map((env) => ({ planted, env })),
);

test.each([
  ['neon', neon, readNeon],
  ['upstash', upstash, readUpstash],
] as const)(
  'any variables of %s are read or rejected, and the error contains no secret',
  (_, variables, readTarget) => {
    fuzz([variables], ({ planted, env }) => {
      const redactor = new Redactor();
      const target = unlessRefused(() => {
        try {
          return readTarget(env, redactor);
        } catch (error) {
          const { message, stack } = error as Error;
          expect(redactor.clean(message)).not.toContain(core(planted));
          expect(redactor.clean(stack ?? '')).not.toContain(core(planted));
          throw error;
        }
      }, 'ConfigurationError');
      if (!target) return;
      expect(target.host).not.toBe('');
      expect(target.port).toBeGreaterThanOrEqual(0);
      expect(target.port).toBeLessThanOrEqual(65_535);
      // What was read as the password is known to the redactor, in every form in which it may come back.
      const { password = '' } = target;
      for (const form of [password, Buffer.from(password).toString(), JSON.stringify(password)])
        if (password.length >= 12) expect(redactor.clean(`at ${form}!`)).not.toContain(password.slice(-12));
    });
  },
);

describe('found by fuzzing', () => {
  const connection = { NEON_CONNECTION_STRING: 'postgresql://u:pass@ep-1.neon.tech/db' };
  const api = { ...connection, NEON_API_KEY: 'napi_key', NEON_PROJECT_ID: 'p' };

  test.each(['0.001', '1e-310', '1e305', '86401'])(
    'an interval of %s s has slots without number or date',
    (seconds) => {
      const read = () => readSettings({ ENVIRONMENT: 'test', COLLECTION_INTERVAL_SECONDS: seconds }, 'X');
      expect(read).toThrow('set it to a number from 1 to 86400');
    },
  );

  test('half a surrogate pair in a secret, which SSM can return and no URL can contain', () => {
    const redactor = new Redactor();
    const env = { UPSTASH_REST_URL: 'https://a.upstash.io', UPSTASH_REST_TOKEN: 'canary\ud800token' };
    expect(readUpstash(env, redactor).password).toBe('canary\ud800token');
    // As it is, and as it goes over the wire.
    expect(redactor.clean('canary\ud800token canary\ufffdtoken')).toBe('*** ***');
  });

  test('a key with a line end, which Node rejects in a header', () => {
    const read = () => readNeon({ ...api, NEON_API_KEY: 'napi\nkey' }, new Redactor());
    expect(read).toThrow('NEON_API_KEY is not a token');
    expect(() => readNeon({ ...api, NEON_PROJECT_ID: '\ud800' }, new Redactor())).toThrow('NEON_PROJECT_ID');
  });

  test('a row of slashes, on which a pattern took ten seconds', () => {
    const env = { ...api, NEON_API_URL: `https://console.neon.tech${'/'.repeat(100_000)}x//` };
    const started = performance.now();
    expect(readNeon(env, new Redactor()).api?.url).toMatch(/x$/);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

test('the collector takes every number that an environment may give it', () => {
  const read = { neon: readNeon, upstash: readUpstash };
  const urls = {
    NEON_CONNECTION_STRING: 'postgresql://monitor:some-pass@ep-x.aws.neon.tech/neondb',
    UPSTASH_REST_URL: 'redis://localhost',
  };
  for (const service of ['neon', 'upstash'] as const) {
    const { options, limits }: Pick<Service, 'options' | 'limits'> = serviceOf(service);
    for (const one of [...Object.values(options), ...Object.values(limits)])
      if ('least' in one && one.variable !== undefined)
        for (const number of [one.least, one.most])
          expect(() =>
            read[service]({ ...urls, [String(one.variable)]: String(number) }, new Redactor()),
          ).not.toThrow();
  }
});

test('a value is repeated as it is, or only its length', () => {
  const long = 'x'.repeat(3_000);
  const env = { ENVIRONMENT: long, METRIC_NAMESPACE: `${long} `, COLLECTION_INTERVAL_SECONDS: long };
  const flags = { ENABLE_DETAILED_MONITORING: long };
  const said = (changes: object) => {
    try {
      readSettings({ ...env, ...changes }, 'Neon/Monitoring');
      return '';
    } catch (error) {
      return String(error);
    }
  };
  expect(said(flags)).toContain('ENABLE_DETAILED_MONITORING is a text of 3000 characters: set it to true');
  expect(said(flags)).not.toContain('xxx');
  expect(said({ COLLECTION_INTERVAL_SECONDS: '5 min' })).toContain('is "5 min": set it to a number from 1');
});
