import { alarmDays } from '../../../../model/forecast/method/severity';
import { reaching, staying } from '../../../support/forecast/shapes';
import { leastSquares, ours, yearOf } from '../../../support/forecast/year';

const SEED = 1;
/** The least notice that helps, in days. */
const LEAST_NOTICE = 5;
/** Days before the limit at which an alarm is no longer right: between those at which it ends, and twice those at which it begins. */
const TOO_EARLY = 2 * alarmDays.warning.from;

describe('the forecast over 365 days', () => {
  it('knows at least twelve shapes', () => {
    expect(Object.keys({ ...reaching, ...staying }).length).toBeGreaterThanOrEqual(12);
  });

  it.each(Object.entries(reaching))('tells in time of %s, in one alarm that lasts', (_, shape) => {
    const { reached = Number.NaN, alarms, began } = yearOf(shape, ours, SEED);
    const notice = reached - (alarms[0] ?? reached);
    expect(notice).toBeGreaterThanOrEqual(LEAST_NOTICE);
    expect(notice).toBeLessThanOrEqual(TOO_EARLY);
    expect({ began, until: reached - (alarms.at(-1) ?? 0) }).toEqual({ began: 1, until: 1 });
  });

  it.each(Object.entries(staying))('raises no alarm over %s', (_, shape) => {
    const { reached, alarms, said } = yearOf(shape, ours, SEED);
    expect({ reached, alarms }).toEqual({ reached: undefined, alarms: [] });
    expect(said).toHaveLength(365);
  });

  it('is right where least squares are not', () => {
    const wrong = (days: number) => {
      const late = Object.entries(reaching).flatMap(([name, shape]) => {
        const { reached = 0, alarms } = yearOf(shape, leastSquares(days), SEED);
        return reached - (alarms[0] ?? reached) < LEAST_NOTICE ? [name] : [];
      });
      const falsely = Object.entries(staying).flatMap(([name, shape]) =>
        yearOf(shape, leastSquares(days), SEED).alarms.length > 0 ? [name] : [],
      );
      return { late, falsely };
    };
    const [week, months] = [wrong(7), wrong(60)];
    expect(week.falsely).toContain('a purge every week');
    expect(week.falsely).toContain('spikes of a backup every month');
    expect(months.late).toContain('growth with a purge every week');
    expect(months.falsely).toContain('a quota that lasts');
  });
});
