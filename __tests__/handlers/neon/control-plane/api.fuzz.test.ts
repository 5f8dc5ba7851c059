import fc from 'fast-check';
import { parseEndpoints } from '../../../../handlers/neon/control-plane/api';
import { computeStatus, endpointOf } from '../../../../handlers/neon/control-plane/sleep';
import { text } from '../../../support/fuzz/arbitraries';
import { fuzz } from '../../../support/fuzz/fuzz';
import { jsonText } from '../../../support/fuzz/mutations';
import { endpointListing } from '../../../support/fuzz/samples';
import { unlessRefused } from '../../../support/fuzz/sound';

const host = fc.oneof(fc.constant('ep-cool-1.us-east-2.aws.neon.tech'), fc.constant('127.0.0.1'), text);
const visit = fc.option(fc.double(), { nil: undefined });

test('any listing is read or rejected, and leads to a status or to a known error', () => {
  fuzz([jsonText(endpointListing), host, visit], (body, name, lastVisit) => {
    const endpoints = parseEndpoints(body);
    for (const endpoint of endpoints ?? [])
      for (const at of [endpoint.lastActive ?? 0, endpoint.startedAt ?? 0])
        expect(Number.isNaN(new Date(at).getTime())).toBe(false);
    const status = unlessRefused(
      () => endpoints && computeStatus(endpointOf(name, endpoints), lastVisit),
      'ConfigurationError',
    );
    if (status) expect(status).toEqual({ active: expect.any(Boolean), connect: expect.any(Boolean) });
    // A compute that is not active is not connected to, unless somebody is waking it.
    if (status?.connect) expect(status.active).toBe(true);
  });
});
