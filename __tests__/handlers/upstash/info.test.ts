import fc from 'fast-check';
import { keysOf, numberOf, parseInfo } from '../../../handlers/upstash/info';
import { upstashInfo } from '../../support/fuzz/samples';

test('fields are read whatever their section, unknown ones kept, colons in values too', () => {
  const info = parseInfo(upstashInfo, 'host');
  expect(numberOf(info, 'total_data_size')).toBe(2000);
  expect(info.get('upstash_version')).toBe('1.13.3');
  expect(info.get('local_member')).toBe('10.0.0.1:7000');
});

test('a field that is missing, not a number or negative is undefined', () => {
  const info = parseInfo('used_memory:1\nmaxmemory:lots\nkeyspace_hits:-1\nevicted_keys:', 'host');
  for (const field of ['maxmemory', 'keyspace_hits', 'evicted_keys', 'total_keys'])
    expect(numberOf(info, field)).toBeUndefined();
});

test.each([
  ['no database line', '', 0],
  ['one', 'db0:keys=15,expires=5', 15],
  ['several', 'db0:keys=15,expires=5\ndb12:keys=4,expires=0\ndbsize:keys=9', 19],
])('keys with %s', (_, lines, keys) => {
  expect(keysOf(parseInfo(`used_memory:1\n${lines}`, 'host'))).toBe(keys);
});

test('what is not INFO is an error of protocol that names the host', () => {
  expect(() => parseInfo('<html>hello: world</html>', 'cache.example:6379')).toThrow(
    expect.objectContaining({
      name: 'ProtocolError',
      message: expect.stringContaining('cache.example:6379'),
    }),
  );
});

test('any text is parsed or refused', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      try {
        const info = parseInfo(text, 'host');
        for (const field of info.keys()) expect(numberOf(info, field) ?? 0).toBeGreaterThanOrEqual(0);
      } catch (error) {
        expect(error).toMatchObject({ name: 'ProtocolError' });
      }
    }),
  );
});
