import { parseOptions } from '../../../commands/invoke/options';

test('the forecast can be invoked, with all databases and without a check-up', () => {
  expect(parseOptions(['production', 'forecast', '--dry-run'])).toEqual({
    environment: 'production',
    service: 'forecast',
    databases: [],
    dryRun: true,
    checkup: false,
  });
  for (const more of ['analytics', '--checkup'])
    expect(() => parseOptions(['production', 'forecast', more])).toThrow(/looks at all databases/);
  expect(() => parseOptions(['production', 'mysql'])).toThrow(/Use one of neon, upstash, forecast\./);
});
