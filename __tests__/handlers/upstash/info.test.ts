import fc from 'fast-check';
import { Absent } from '../../../handlers/driver/readings';
import { fieldOf, keysOf, numberOf, parseInfo } from '../../../handlers/upstash/info';
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
  ['used_memory:1,048,576', 'used_memory in INFO is "1,048,576", which is not a number of 0 or more'],
  ['used_memory:0x10', 'used_memory in INFO is "0x10", which is not a number of 0 or more'],
  ['used_memory:', 'used_memory in INFO is "", which is not a number of 0 or more'],
  ['redis_version:7', 'INFO has no used_memory'],
])('why a field has no number: %s', (line, reason) => {
  expect(fieldOf(parseInfo(line, 'host'), 'used_memory')).toEqual(new Absent(reason, true));
});

test.each([
  ['a Sentinel', 'redis_version:7.0.15\nredis_mode:sentinel\nsentinel_masters:1'],
  ['ElastiCache Serverless', 'redis_version:7.1\nredis_mode:cluster\nos:Amazon ElastiCache'],
  ['Valkey', 'server_name:valkey\nvalkey_version:8.0.1\nserver_mode:standalone'],
])('the INFO of %s is INFO', (_, text) => {
  expect(() => parseInfo(text, 'host')).not.toThrow();
});

test.each([
  ['no section', '', 'INFO has neither total_keys nor a section Keyspace'],
  [
    'an unreadable total',
    '# Keyspace\ntotal_keys:n/a',
    'total_keys in INFO is "n/a", which is not a number of 0 or more',
  ],
  [
    'an unreadable line',
    '# Keyspace\ndb0:keys=3\ndb1:keys=FAKE',
    'db1 in INFO is "keys=FAKE", without a number of keys',
  ],
  [
    'a line with a separator of thousands',
    'db0:keys=1,000,expires=5',
    'db0 in INFO is "keys=1,000,expires=5", without a number of keys',
  ],
  ['a line without keys', 'db0:expires=5', 'db0 in INFO is "expires=5", without a number of keys'],
  [
    'a server that is loading',
    'loading:1\n# Keyspace\ndb0:keys=15',
    'the server is loading its data (loading:1 in INFO): its keys are not complete',
  ],
])('no number of keys with %s', (_, lines, reason) => {
  expect(keysOf(parseInfo(`used_memory:1\n${lines}`, 'host'))).toMatchObject({ reason });
});

test.each([
  ['no database line', '# Keyspace', 0],
  ['a total', 'total_keys:7\ndb0:keys=9', 7],
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
