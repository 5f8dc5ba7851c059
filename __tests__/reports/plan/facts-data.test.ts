import { beginning, expiry, inline, LOSES, old, reviewOf, testFacts } from './facts';
import { under } from './reports';

testFacts([
  [
    LOSES,
    'a date of expiration',
    'aws_s3_bucket_lifecycle_configuration',
    [expiry({}), expiry({ expiration: [{ date: '2027-01-02T00:00:00Z' }] })],
    '**deletes objects** of `b` from 2027-01-02 on (kept so far: forever)',
    [expiry({ expiration: [{ date: '2027-01-02' }] }), expiry({ expiration: [{ date: '2028-01-02' }] })],
  ],
  [
    LOSES,
    'a rule for more objects',
    'aws_s3_bucket_lifecycle_configuration',
    [
      expiry({ expiration: [{ days: 3 }], ...beginning('tmp/') }),
      expiry({ expiration: [{ days: 3 }], ...beginning('') }),
    ],
    '**deletes objects** of `b` that are older than 3 days (kept so far: forever)',
    [
      expiry({ expiration: [{ days: 3 }], ...beginning('') }),
      expiry({ expiration: [{ days: 3 }], ...beginning('tmp/') }),
    ],
  ],
  [
    LOSES,
    'a rule for another part',
    'aws_s3_bucket_lifecycle_configuration',
    [
      expiry({ expiration: [{ days: 3 }], ...beginning('tmp/') }),
      expiry({ expiration: [{ days: 3 }], ...beginning('logs/') }),
    ],
    'of `b` under `logs/` that are older than 3 days (kept so far: forever)',
    [
      expiry({ expiration: [{ days: 3 }], ...beginning('tmp/') }),
      expiry({ expiration: [{ days: 3 }], ...beginning('tmp/a/') }),
    ],
  ],
  [
    LOSES,
    'a rule without its tag',
    'aws_s3_bucket_lifecycle_configuration',
    [
      expiry({ expiration: [{ days: 3 }], filter: [{ tag: [{ key: 'a', value: 'b' }] }] }),
      expiry({ expiration: [{ days: 3 }] }),
    ],
    '(kept so far: forever)',
    [
      expiry({ expiration: [{ days: 3 }] }),
      expiry({ expiration: [{ days: 3 }], filter: [{ tag: [{ key: 'a', value: 'b' }] }] }),
    ],
  ],
  [
    LOSES,
    'a rule in the bucket',
    'aws_s3_bucket',
    [inline({}), inline({ lifecycle_rule: [{ enabled: true, expiration: [{ days: 9 }] }] })],
    '**deletes objects** of `b` that are older than 9 days',
    [inline({}), inline({ lifecycle_rule: [{ enabled: false, expiration: [{ days: 9 }] }] })],
  ],
  [
    LOSES,
    'versioning in the bucket',
    'aws_s3_bucket',
    [inline({ versioning: [{ enabled: true }] }), inline({ versioning: [{ enabled: false }] })],
    '**ends versioning** of `b`',
    [inline({ versioning: [{ enabled: false }] }), inline({ versioning: [{ enabled: true }] })],
  ],
  [
    LOSES,
    'items that expire',
    'aws_dynamodb_table',
    [{ name: 'd' }, { name: 'd', ttl: [{ enabled: true, attribute_name: 'at' }] }],
    '**deletes items** of `d` when `at` has passed',
    [{ name: 'd' }, { name: 'd', ttl: [{ enabled: false, attribute_name: 'at' }] }],
  ],
]);

test('old versions go sooner also where the configuration of the lifecycle is replaced', () =>
  expect(
    under(
      LOSES,
      reviewOf(
        'aws_s3_bucket_lifecycle_configuration',
        [expiry(old(90)), expiry(old(3))],
        ['delete', 'create'],
      ),
    ),
  ).toEqual([
    '**deletes old versions of objects** of `b` that are older than 3 days (kept so far: 90 days)',
  ]));
