import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mustBeWritable, readHistory, writeWhole } from '../../../commands/backtest/files';
import { parseOptions } from '../../../commands/backtest/options';
import { serializeHistory } from '../../../model/backtest/history';
import { temporaryFolder } from '../../support/project/folders';

describe('the command line', () => {
  test('has defaults', () => {
    expect(parseOptions(['production'])).toEqual({ environment: 'production', days: 30, base: 'main' });
    expect(
      parseOptions(['--days=7', 'staging', '--base', 'origin/main', '--json', 'r.json', '--record', 'h']),
    ).toEqual({ environment: 'staging', days: 7, base: 'origin/main', json: 'r.json', record: 'h' });
  });

  test.each<[readonly string[], string]>([
    [[], 'Name one environment.'],
    [['a', 'b'], 'Name one environment.'],
    [['production', '--days', '0'], '--days takes a whole number from 1 to 63, not "0"'],
    [['production', '--days', '64'], 'CloudWatch keeps points of five minutes for 63 days'],
    [['production', '--days', '1.5'], 'not "1.5"'],
    [['production', '--days'], '--days takes a value.'],
    [['production', '--json='], '--json takes a value.'],
    [['production', '--live'], 'There is no option --live.'],
    [['production', '-d'], 'There is no option -d.'],
    [['production', '--from', 'h', '--days', '3'], '--from and --days exclude each other'],
    [['production', '--from', 'h', '--record', 'x'], '--from and --record exclude each other'],
    [['production', '--from', 'h', '--json', './h'], '--from and --json name the same file: name two.'],
    [['production', '--record', 'h', '--json', 'h'], '--record and --json name the same file: name two.'],
  ])('%j is refused', (args, message) => {
    expect(() => parseOptions(args)).toThrow(message);
    expect(() => parseOptions(args)).toThrow('Usage: npm run backtest -- <environment>');
  });

  test('every problem is said at once', () => {
    expect(() => parseOptions(['--live', '--days', 'x'])).toThrow(
      /^There is no option --live\.\nName one environment\.\n--days takes .*\nUsage: /,
    );
  });
});

describe('files', () => {
  const { path, remove } = temporaryFolder('backtest-files');
  afterAll(() => remove());
  const file = join(path, 'h.jsonl');
  const [from, to] = [0, 86_400_000];
  const history = { environment: 'production', from, to, periodSeconds: 300, series: [] };

  test('a history is read; of another environment, or malformed, it is refused by line', () => {
    writeFileSync(file, serializeHistory(history));
    expect(readHistory(file, 'production', to)).toEqual(history);
    expect(() => readHistory(file, 'staging', to)).toThrow(
      `${file} is a history of production, not of staging`,
    );
    writeFileSync(file, `${serializeHistory(history)}{"a":1}\nx\n`);
    expect(() => readHistory(file, 'production', to)).toThrow(`${file}: line 3 is not a JSON object`);
  });

  test('a file that is not there, or no file, is refused', () => {
    expect(() => readHistory(join(path, 'none'), 'production', to)).toThrow(
      /none does not exist\. --record writes/,
    );
    expect(() => readHistory(path, 'production', to)).toThrow('is a folder');
    expect(() => readHistory('/dev/zero', 'production', to)).toThrow('is larger than 200 MB');
  });

  test('a file is written as a whole, and its folder is looked at before', () => {
    writeWhole(file, 'all of it');
    expect(readFileSync(file, 'utf8')).toBe('all of it');
    mkdirSync(join(path, 'taken'));
    expect(() => writeWhole(join(path, 'taken'), 'x')).toThrow('cannot be written (');
    expect(readdirSync(path).sort()).toEqual(['h.jsonl', 'taken']);
    expect(() => mustBeWritable(join(path, 'no', 'r.json'))).toThrow('its folder does not exist');
    mustBeWritable(file);
    expect(() => mustBeWritable(join(path, 'taken'))).toThrow('is no ordinary file, and cannot be replaced');
    expect(() => mustBeWritable('/dev/stdout')).toThrow('is no ordinary file');
  });
});
