import { validateEnvironments } from '../../../model/checks/environments';
import type { Entry } from '../../../model/environment';
import { tables } from '../../fixtures/environments';

/** Endpoints with mistakes in them: a part of any could be the key. */
test.each([
  { protocol: 'https', endpoint: 'example.com/hook?key=canary' },
  { protocol: 'https', endpoint: 'https:/example.com?token=canary' },
  { protocol: 'https', endpoint: '//u:canary@h' },
  { protocol: 'https', endpoint: 'https://exa mple.com/x?key=canary' },
  { protocol: 'https', endpoint: 'https://example.com/in/key/canary' },
  { protocol: 'email', endpoint: 'events.pager.example/x?key=canary' },
  { protocol: 'lambda', endpoint: 'arn:aws:lambda:us-east-1:123456789012:function:f:live?key=canary' },
  { endpoint: 'https://h/canary' },
  'https://h/x?k=canary',
  ['https://h/x?k=canary'],
])('of the endpoint in %j nothing is shown but a host', (subscription) => {
  const [first, ...others] = tables.environments;
  // In the list, and where somebody forgot the list.
  for (const given of [[subscription], subscription]) {
    const subscriptions = given as Entry['subscriptions'];
    const findings = validateEnvironments([{ ...first, subscriptions } as Entry, ...others], tables.project);
    expect(findings).not.toEqual([]);
    expect(JSON.stringify(findings)).not.toContain('canary');
  }
});
