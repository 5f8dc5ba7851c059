import * as all from '@ioredis/commands';
import * as ours from '../../../../handlers/bundle/stand-ins/redis-commands';

test.each(ours.list)('%s is what ioredis knows it to be', (name) => {
  expect(all.exists(name)).toBe(true);
  expect(ours.exists(name.toUpperCase())).toBe(true);
  expect(ours.hasFlag(name, 'loading')).toBe(all.hasFlag(name, 'loading'));
  expect(ours.hasFlag(name, 'readonly')).toBe(all.hasFlag(name, 'readonly'));
  expect(ours.getKeyIndexes()).toEqual(all.getKeyIndexes(name, ['argument']));
});

test('no other command exists', () => {
  expect(ours.exists('flushall')).toBe(false);
  expect(ours.hasFlag('constructor', 'loading')).toBe(false);
});
