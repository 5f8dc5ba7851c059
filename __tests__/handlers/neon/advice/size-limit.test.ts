import { otherLimit, sizeLimitOf } from '../../../../handlers/neon/advice/size-limit';

test.each([
  ['512', 0.536870912],
  ['512MB', 0.536870912],
  ['524288kB', 0.536870912],
  ['1GB', 1.073741824],
  ['16TB', 17_592.186044416],
  [' 3 gb ', 3.221225472],
])('a limit of %j is %d GB', (setting, gigabytes) => {
  expect(sizeLimitOf(setting)).toEqual({ gigabytes });
});

test.each([
  [null, 'is not set'],
  ['', "is ''"],
  ['-1', "is '-1'"],
  ['0', "is '0'"],
  ['0MB', "is '0MB'"],
  ['much', "is 'much'"],
  ['5 PB', "is '5 PB'"],
  ['1e400', "is '1e400'"],
  ['9'.repeat(100), `is '${'9'.repeat(20)}'`],
])('a limit of %j is none, and what to do is said', (setting, said) => {
  const limit = sizeLimitOf(setting) as { none: string };
  expect(limit.none).toContain(said);
  expect(limit.none).toContain('set limits.databaseGigabytes');
});

test.each([
  [
    1,
    '512MB',
    /compare with 1 GB, and the server allows 0\.537 GB .* too late; set limits\.databaseGigabytes .* to 0\.537$/,
  ],
  [
    1,
    '16TB',
    /compare with 1 GB, and the server allows 17600 GB \(neon\.max_cluster_size\); set .* to 17600$/,
  ],
])('alarms that compare with %d GB on a server that allows %s: both are said', (told, setting, said) => {
  expect(otherLimit(told, sizeLimitOf(setting))).toMatch(said);
});

test.each([
  [1, '1GB'],
  [0.5, '512MB'],
  [16_000, '16TB'],
  [1, null],
  [undefined, '512MB'],
])('alarms that compare with %j GB on a server that allows %j need no word', (told, setting) => {
  expect(otherLimit(told, sizeLimitOf(setting))).toBeUndefined();
});
