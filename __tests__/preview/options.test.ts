import { parseOptions } from '../../preview/options';

describe('the command line', () => {
  test('defaults: forever, every 3 seconds; once, 5 seconds apart', () => {
    const open = { environment: undefined, port: undefined, dashboard: undefined, databases: 1 };
    expect(parseOptions([])).toEqual({ help: false, once: false, everySeconds: 3, ...open });
    expect(parseOptions(['--once'])).toEqual({ help: false, once: true, everySeconds: 5, ...open });
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

  test('what to show, and where', () => {
    const args = ['--environment', 'staging', '--port', '9000', '--dashboard=board.json'];
    expect(parseOptions(args)).toMatchObject({ environment: 'staging', port: 9000, dashboard: 'board.json' });
    expect(parseOptions(['--once', '--environment', 'staging'])).toMatchObject({ environment: 'staging' });
  });

  test.each([['0'], ['65536'], ['80.5'], ['http'], ['-1']])('refuses --port=%s', (port) => {
    expect(() => parseOptions([`--port=${port}`])).toThrow(
      `--port takes a port from 1 to 65535, not "${port}".`,
    );
  });

  test('refuses what the page needs where there is none, and options without their value', () => {
    expect(() => parseOptions(['--once', '--port', '9000', '--dashboard', 'board.json'])).toThrow(
      '--port is for the page, which --once does not have.\n--dashboard is for the page, which --once does not have.',
    );
    expect(() => parseOptions(['--environment', '--once', '--dashboard='])).toThrow(
      '--environment takes the name of an environment, not "--once".\n--dashboard takes a file, not "".',
    );
  });

  test('the number of databases of each service', () => {
    expect(parseOptions([], { PREVIEW_DATABASES: ' 3 ' }).databases).toBe(3);
    expect(parseOptions([], { PREVIEW_DATABASES: '' }).databases).toBe(1);
  });

  test.each([['0'], ['9'], ['1.5'], ['many'], ['-2']])('refuses PREVIEW_DATABASES=%s', (number) => {
    expect(() => parseOptions([], { PREVIEW_DATABASES: number })).toThrow(
      `PREVIEW_DATABASES takes a number of databases from 1 to 8, not "${number}".`,
    );
  });

  test('refuses an option that is given again: one of its values would be lost', () => {
    expect(() => parseOptions(['--port', '9000', '--every', '3', '--port=9001'])).toThrow(
      '--port is given more than once: give it once.',
    );
    expect(parseOptions(['--once', '--once']).once).toBe(true);
  });

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
