import { check, fault } from '../finding';

/** Are the logs of the functions there, and kept as long as the table says? */
export const logs = check({
  title: 'Logs',
  needs: ['logs'],
  find: ({ environment, logs: expected }, { logs: found }) =>
    expected.flatMap((name) => {
      const fact = found.find((one) => one.name === name);
      const todo = `Deploy it: npm run deploy -- ${environment.name}`;
      if (!fact)
        return [fault(name, 'is not there: Lambda makes one that is kept for ever, and costs money', todo)];
      const { logRetentionDays } = environment;
      return fact.days === logRetentionDays
        ? []
        : [fault(name, `is kept ${daysWords(fact.days)} and not ${daysWords(logRetentionDays)}`, todo)];
    }),
  fine: ({ environment, logs: { length } }) =>
    `${length} there, kept ${daysWords(environment.logRetentionDays)}`,
});

const daysWords = (days: number | undefined): string =>
  days === undefined ? 'for ever' : `for ${days} ${days === 1 ? 'day' : 'days'}`;
