import { warn } from '../../../commands/shared/program';
import { environment } from '../../fixtures/environments';

/** What is written for an environment with these variables set. */
function warned(changes: Parameters<typeof environment>[1], env: Readonly<Record<string, string>>): string {
  const write = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    warn(environment('staging', changes), [], env);
    return write.mock.calls.join('');
  } finally {
    write.mockRestore();
  }
}
const endpoint = { AWS_ENDPOINT_URL: 'http://127.0.0.1:5000' };

test('what an emulator does not get is said', () => {
  expect(warned({}, endpoint)).toContain(
    'Warning: AWS_ENDPOINT_URL is set, so staging is for an emulator of AWS: saved queries left out. Unset it to deploy to AWS.\n',
  );
  const chat = { slack: { workspace: 'T07EA123LEP', channel: 'C07EZ1ABC23' } };
  expect(warned({ chat, budget: { monthlyDollars: 50, at: [80] } }, endpoint)).toContain(
    'saved queries, chat, the budget left out.',
  );
});

test('of AWS itself nothing is said', () => {
  expect(warned({}, {})).not.toContain('AWS_ENDPOINT_URL');
});
