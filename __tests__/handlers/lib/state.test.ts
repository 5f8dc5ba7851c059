import { parseState, withDetail } from '../../../handlers/lib/state';
import { detailSchema } from '../../../handlers/neon/snapshot';

/** An item of version 1 as version 0.1.0 of the project wrote it. Items of a version must be read as long as it lasts. */
const item =
  '{"previous":{"baseline":{"identity":"ep-cool-1.neon.tech 5432 neondb 1795477934.710350 1795477934.707213",' +
  '"takenAt":1795477935092.739,"counters":{"calls":7,"milliseconds":127.934692},"detail":{"dealloc":0,"statements":' +
  '{"slowQueryMs":10,"cut":false,"seen":{"5.10.-7604202708132945449":[3,60.37544]}}}},"slot":1795477800000},' +
  '"lastVisit":1795477935120,"unsent":[{"name":"Up","value":1,"unit":"Count","at":1795477800000}]}';

test('an item of an earlier run is read as it was written', () => {
  const state = parseState(item, 'neon/production');
  expect(JSON.stringify(state)).toBe(item);
  if (!state.previous) throw new Error('the previous sample is lost');
  // What was kept of slow statements has another form now: it is left out, and SlowQueries is absent once.
  const { previous } = JSON.parse(item);
  delete previous.baseline.detail.statements;
  expect(withDetail(state.previous, detailSchema, 'x')).toEqual(previous);
});

/** An item as it is written since then. */
const later =
  '{"previous":{"baseline":{"identity":"ep-cool-1.neon.tech 5432 neondb 1795477934.710350 1795477934.707213",' +
  '"takenAt":1795477935092.739,"counters":{"calls":7,"milliseconds":127.934692},"detail":{"dealloc":0,"reset":"1795477934.707213",' +
  '"statement":"0f","slow":' +
  '{"slowQueryMs":10,"cut":false,"seen":{"5.10.-7604202708132945449":[3,60.37544,1215.2]}},"known":' +
  '{"complete":true,"all":[3,60.37544,1],"groups":{"5.10":[3,60.37544,1]},"seen":{"5.10.-7604202708132945449":' +
  '[3,60.37544,1215.2,20.1,20.2,1795477934710.35]}}}},"slot":1795477800000},"members":[{"baseline":' +
  '{"identity":"a 6379","member":"10.0.0.2","takenAt":1,"counters":{"evicted_keys":7}},"slot":0}],"unsent":[]}';

test('an item is read as it was written', () => {
  const state = parseState(later, 'neon/production');
  expect(JSON.stringify(state)).toBe(later);
  if (!state.previous) throw new Error('the previous sample is lost');
  expect(withDetail(state.previous, detailSchema, 'x')).toEqual(JSON.parse(later).previous);
});

test.each([
  ['invalid JSON', item.slice(1)],
  ['unsent values that are not a list', '{"unsent":{}}'],
  ['a unit that CloudWatch does not know', item.replace('"Count"', '"Counts"')],
  ['a counter beyond all numbers', item.replace('"calls":7', '"calls":1e400')],
  ['a previous sample without its slot', item.replace(',"slot":1795477800000', '')],
])('%s: the item cannot be read', (_, json) => {
  expect(() => parseState(json, 'neon/production')).toThrow(/saved state of neon\/production cannot be read/);
});

test('a detail of another service, and one where none is kept, cannot be read', () => {
  const previous = { baseline: { identity: 'a', takenAt: 0, counters: {}, detail: { x: 1 } }, slot: 0 };
  expect(() => withDetail(previous, detailSchema, 'x')).toThrow('cannot be read');
  expect(() => withDetail(previous, undefined, 'x')).toThrow('cannot be read');
});
