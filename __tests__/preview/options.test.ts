import { parseOptions } from '../../preview/options';

describe('the command line', () => {
  test('defaults: forever, every 3 seconds; once, 5 seconds apart', () => {
    expect(parseOptions([])).toEqual({ help: false, once: false, everySeconds: 3 });
    expect(parseOptions(['--once'])).toEqual({ help: false, once: true, everySeconds: 5 });
  });

  test('an interval', () => {
    expect(parseOptions(['--every', '10'])).toMatchObject({ everySeconds: 10 });
    expect(parseOptions(['--every=1.5', '--once'])).toMatchObject({ everySeconds: 1.5, once: true });
  });

  test('help', () => {
    expect(parseOptions(['--help']).help).toBe(true);
    expect(parseOptions(['-h']).help).toBe(true);
  });

  test.each([['0'], ['-1'], ['3601'], ['soon'], ['NaN'], ['Infinity'], ['']])(
    'refuses --every=%s',
    (seconds) => {
      expect(() => parseOptions([`--every=${seconds}`])).toThrow(
        `--every takes a number of seconds from 1 to 3600, not "${seconds}".`,
      );
    },
  );

  test('reports all problems at once', () => {
    expect(() => parseOptions(['--onec', 'now', '--once=yes', '-x', '--every'])).toThrow(
      [
        'There is no option --onec.',
        '"now" is not an option.',
        '--once takes no value.',
        'There is no option -x.',
        '--every takes a number of seconds from 1 to 3600.',
      ].join('\n'),
    );
  });
});
