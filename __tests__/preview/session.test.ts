import { watchedOf } from '../../preview/alarms/environments';
import { AlarmWatch } from '../../preview/alarms/watch';
import { Session } from '../../preview/session';
import { Hub } from '../../preview/web/hub';
import { project } from '../fixtures/environments';
import { storeOf } from './page/sessions';

test('what is wrong with the databases reaches every page once, also one that comes later, until it is over', () => {
  const problems: string[] = [];
  const hub = new Hub({
    ...{ version: 'v1', startedAt: 1, everySeconds: 3, chosen: 'production' },
    ...{ databases: [], environments: [], sicknesses: [] },
  });
  const pages = { open: storeOf({}), late: storeOf({}) };
  const messages: string[] = [];
  const reader = (page: keyof typeof pages) => (event: Buffer) => {
    const message = JSON.parse(event.toString().replace(/^data: /, ''));
    messages.push(`${page}: ${message.type}`);
    pages[page].apply(message);
  };
  hub.connect(reader('open'));
  const session = new Session(
    { sample: async () => [], problems },
    new AlarmWatch(watchedOf(project, 3)),
    hub,
  );
  session.evaluate();
  expect(messages).toEqual(['open: snapshot']);

  problems.push('PostgreSQL has ended.', 'PostgreSQL has ended.');
  session.evaluate();
  session.evaluate();
  hub.connect(reader('late'));
  expect(messages.slice(1)).toEqual(['open: problems', 'late: snapshot']);
  expect([pages.open.problems, pages.late.problems]).toEqual([
    ['PostgreSQL has ended.'],
    ['PostgreSQL has ended.'],
  ]);

  problems.length = 0;
  session.evaluate();
  expect([pages.open.problems, pages.late.problems]).toEqual([[], []]);
});
