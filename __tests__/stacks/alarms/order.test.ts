import type { Databases } from '../../../model/environment';
import { environment } from '../../fixtures/environments';
import { environmentStack } from '../../support/stacks/stack';

/** The addresses of which the alarms of Neon wait, and those of the stack's other resources for it. */
function waitedFor(neon: Databases['neon'] & {}) {
  const { resource } = environmentStack(environment('production', { databases: { neon } }));
  const alarms = Object.values(resource.aws_cloudwatch_metric_alarm ?? {}).filter(({ alarm_name: name }) =>
    String(name).startsWith('production-neon-'),
  );
  const waits = new Set(alarms.map(({ depends_on: on }) => JSON.stringify(on)));
  const addresses = (type: string) =>
    Object.keys(resource[type] ?? {}).flatMap((id) => (id.startsWith('neon-') ? `${type}.${id}` : []));
  return { waits: [...waits].map((one) => JSON.parse(one) as unknown), resource, addresses };
}

test('alarms begin after the schedule, and are destroyed before it', () => {
  const { waits, addresses } = waitedFor([{}]);
  expect(waits).toEqual([addresses('aws_cloudwatch_event_target')]);
  expect(addresses('terraform_data')).toEqual([]);
});

test('where the schedule has many rules, they wait for all of them by one address', () => {
  const { waits, addresses, resource } = waitedFor(
    Array.from({ length: 60 }, (_, i) => ({ name: `t-${i}` })),
  );
  const targets = addresses('aws_cloudwatch_event_target');
  expect(targets.length).toBeGreaterThan(1);
  expect(waits).toEqual([addresses('terraform_data')]);
  const [whole] = Object.values(resource.terraform_data ?? {});
  expect(new Set(whole?.depends_on as string[])).toEqual(new Set(targets));
});
