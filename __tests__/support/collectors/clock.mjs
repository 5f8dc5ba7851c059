// A clock that can be set: months of runs take minutes, and effects of hours can be tested.
const RealDate = Date;
const steadyNow = performance.now.bind(performance);
let [ahead, steady] = [0, 0];
/** @type {number | undefined} */
let first;

class ShiftedDate extends RealDate {
  /** @param {any[]} args */
  constructor(...args) {
    super(.../** @type {[number]} */ (args.length > 0 ? args : [ShiftedDate.now()]));
  }
  /** @override */
  static now() {
    return RealDate.now() + ahead;
  }
}

/**
 * Sets the clock of this process. The monotonic clock follows, but never goes back.
 * @param {number} ms milliseconds ahead of the real clock; negative behind it
 */
export function setClock(ms) {
  if (first === undefined) {
    first = ms;
    globalThis.Date = /** @type {DateConstructor} */ (ShiftedDate);
    performance.now = () => steadyNow() + steady;
  }
  ahead = ms;
  steady = Math.max(steady, ms - first);
}
