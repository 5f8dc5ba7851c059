import { help, parseOptions as parse } from '../../../commands/checkup/options';

const parseOptions = (args: readonly string[]) => parse(args, () => ['staging', 'production']);

const defaults = { services: ['neon', 'upstash'], json: false, color: true, strict: false, help: false };

test('the command line has defaults', () => {
  expect(parseOptions([])).toEqual({ ...defaults, environment: undefined });
  expect(parseOptions(['production'])).toEqual({ ...defaults, environment: 'production' });
  expect(parseOptions(['production', 'analytics'])).toEqual({
    ...defaults,
    environment: 'production',
    database: 'analytics',
  });
  expect(parseOptions(['staging', '--service=upstash', '--json', '--strict', '--no-color'])).toEqual({
    environment: 'staging',
    services: ['upstash'],
    json: true,
    color: false,
    strict: true,
    help: false,
  });
  expect(parseOptions(['-h']).help).toBe(true);
});

test.each<[readonly string[], string]>([
  [['a', 'b', 'c'], 'Name one environment at most, and one of its databases.'],
  [['production', '--live'], 'There is no option --live.'],
  [['--service'], '--service takes a value.'],
  [['--json=yes'], '--json takes no value.'],
  [['--service', 'redis'], 'There is no service "redis". Use neon or upstash.'],
  [['Production'], 'There is no environment "Production". Use one of staging, production.'],
  [['PRODUCTION', '--json'], 'There is no environment "PRODUCTION". Use one of staging, production.'],
  // It may be a password.
  [['Pa55word'], 'There is no environment of the name that was given. Use one of staging, production.'],
  [['--Json'], 'There is no option "Json".'],
  [['--service', 'Neon'], 'There is no service "Neon". Use neon or upstash.'],
])('%j is refused', (args, message) => {
  expect(() => parseOptions(args)).toThrow(message);
  expect(() => parseOptions(args)).toThrow('npm run checkup -- --help');
});

test.each([
  ['postgresql://user:pa55word@host/db'],
  ['--service=postgresql://user:pa55word@host/db'],
  ['--url=redis://:pa55word@host'],
  ['--pa55word:x@host'],
  ['AYagAAIncDpa55word'],
  ['production', 'AYagAAIncDpa55word'],
  ['psql postgresql://user:pa55word@host/db'],
])('%j may be a secret: it is refused, and not shown', (...args: readonly string[]) => {
  expect(() => parseOptions(args)).toThrow(/^An argument looks like .* Set NEON_CONNECTION_STRING, or /);
  try {
    parseOptions(args);
  } catch (error) {
    expect(String(error)).not.toContain('pa55word');
  }
});

test('the help says what it costs, and what the exit codes mean', () => {
  expect(help).toMatch(/compute that sleeps wakes up/);
  expect(help).toMatch(/0 nothing critical .* 1 something critical .* 2 something could not be looked at/);
  expect(Math.max(...help.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120);
});
