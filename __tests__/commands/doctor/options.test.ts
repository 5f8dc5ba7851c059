import { help, parseOptions } from '../../../commands/doctor/options';

test('an environment, and what else is wanted', () => {
  expect(parseOptions(['production'])).toEqual({
    ...{ environment: 'production', json: false, rows: false, color: true },
  });
  expect(parseOptions(['staging', '--json', '--rows', '--no-color'])).toEqual({
    ...{ environment: 'staging', json: true, rows: true, color: false },
  });
  expect(parseOptions(['--help'])).toBeUndefined();
  expect(parseOptions(['-h', 'production'])).toBeUndefined();
});

test.each([
  [[], 'Name one environment.'],
  [['a', 'b'], 'Name one environment.'],
  [['a', '--yaml'], 'There is no option --yaml.'],
  [['a', '--json=yes'], '--json takes no value.'],
])('%j is refused, with where to read on', (args, problem) => {
  expect(() => parseOptions(args)).toThrow(`${problem}\nnpm run doctor -- --help`);
});

test('the help names every exit code', () => {
  for (const code of ['0 all is fine', '1 something is wrong', '2 something could not be looked at'])
    expect(help).toContain(code);
});
