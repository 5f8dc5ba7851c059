import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeOfCheckout } from '../../../commands/doctor/examine';
import { look } from '../../../commands/doctor/look';
import { diagnose } from '../../../reports/doctor/diagnose';
import { doctorJson } from '../../../reports/doctor/json';
import { environment } from '../../fixtures/environments';
import { documentedStatements, policyDifferences } from '../../support/aws/doctor-policy';
import type { TestAccount } from './account';
import { faults } from './faults';
import { Patient } from './patient';

/** The secrets of staging, in the form that the collectors take. */
export const usable = (canary: string): Readonly<Record<string, string>> => ({
  '/macro-ai/staging/neon-connection-string': `postgresql://u:${canary}@ep-quiet-1.us-east-1.aws.neon.tech/d`,
  '/macro-ai/staging/neon-project-id': 'quiet-forest-12345678',
  '/macro-ai/staging/upstash-rest-url': 'https://quiet.upstash.io',
});

const archiveIn = (stack: string): Buffer => {
  const files = readdirSync(join(stack, 'assets'), { recursive: true, encoding: 'utf8' });
  return readFileSync(join(stack, 'assets', files.find((file) => file.endsWith('neon.zip')) ?? ''));
};

/**
 * `npm run doctor` on staging, as it is deployed: from its first run on, and with one fault after the other.
 * @param opened what is known once the environments are deployed
 */
export function describeExamined(
  opened: () => { readonly account: TestAccount; readonly stack: string },
  canary: string,
): void {
  describe('as npm run doctor sees it', () => {
    let patient: Patient;
    let archive: Buffer;
    beforeAll(() => {
      archive = archiveIn(opened().stack);
      patient = new Patient(opened().account, environment('staging'), codeOfCheckout());
    });
    afterAll(async () => {
      await patient.unsubscribe();
      patient.close();
    });

    test('has never run, has no state, and is heard by nobody', async () => {
      const found = await patient.findings();
      for (const said of [
        'runs: fault neon has not been visited in 15 days',
        'runs: fault upstash has not been visited in 15 days',
        'topic: fault staging-monitoring-alerts has no subscription: nobody hears the alarms',
        'state: fault neon has no item in macro-ai-staging-monitoring-state: no visit has succeeded yet',
      ])
        expect(found).toContain(said);
      expect(found.filter((one) => one.startsWith('rows: '))).toEqual([]);
      await patient.subscribe();
      await patient.remember();
    });

    test('does not reach a database', async () => {
      await patient.run(100);
      await patient.publish(20, { row: 'Up', value: 0 });
      const found = await patient.findings();
      expect(found.filter((one) => one.startsWith('runs: '))).toEqual([
        expect.stringContaining('runs: fault neon could not be reached'),
        expect.stringContaining('runs: fault upstash could not be reached'),
      ]);
    });

    test('publishes a row with other dimensions, and names the nearest', async () => {
      await patient.publish(4, { row: 'Up' });
      await patient.publish(4, { row: 'SlowQueries', dimensions: { Environment: 'Staging' } });
      expect(await patient.findings()).toContain(
        'rows: fault neon SlowQueries is published, but not with Environment=staging: the nearest in Neon/Monitoring is Environment=Staging',
      );
    });

    test('is healthy: nothing is found', async () => {
      for (const minutes of [140, 4]) await patient.publish(minutes);
      expect(await patient.findings()).toEqual([]);
      const facts = await look(patient.clients, patient.expected, patient.now);
      const json = doctorJson(patient.expected, facts, diagnose(patient.expected, facts));
      expect(JSON.parse(json)).toMatchObject({ exitCode: 0, findings: [], unknown: {} });
      expect(json).not.toContain(canary);
    });

    test('failed in its last run, until another one succeeds', async () => {
      await patient.run(10, 'Errors');
      await patient.run(10);
      expect(await patient.findings()).toEqual([
        'runs: fault macro-ai-staging-neon-monitoring failed in its last run',
        'runs: fault macro-ai-staging-upstash-monitoring failed in its last run',
      ]);
      await patient.run(4);
      expect(await patient.findings()).toEqual([]);
    });

    test.each(faults)('has $name', async ({ plant, says }) => {
      const undo = await plant(patient, archive);
      try {
        expect(await patient.findings()).toEqual([expect.stringMatching(says)]);
      } finally {
        await undo();
      }
      expect(await patient.findings()).toEqual([]);
    });

    test('makes the calls that the documented policy allows, and no others', () => {
      expect(policyDifferences(documentedStatements(), patient.calls)).toEqual([]);
    });
  });
}
