import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeWithOpenssl } from '../support/servers/certificates';
import type { FaultCase } from './case';
import { cases } from './cases';
import { Lab } from './lab';
import { resultOf, withResult } from './page';
import { type Observation, play } from './play';
import { Replays } from './replays';

const PAGE = join(__dirname, '..', '..', 'docs', 'reliability.md');

describeWithOpenssl('every fault', () => {
  const played = new Map<FaultCase, Observation>();
  const replays = new Replays((text) => process.stderr.write(`\n${text}\n`));
  let lab: Lab;
  beforeAll(async () => {
    lab = await Lab.open();
  });
  afterAll(() => lab.stop());

  test.concurrent.each(cases.map((fault) => [fault.system, fault.fault, fault] as const))(
    '%s: %s',
    async (_system, _words, fault) => {
      const { seen, problems } = await replays.judged(fault, () => play(fault, lab));
      played.set(fault, seen);
      expect(problems).toEqual([]);
    },
  );

  test('docs/reliability.md has the results', () => {
    const result = resultOf(
      cases.flatMap((fault) => {
        const seen = played.get(fault);
        return seen ? [[fault, seen] as const] : [];
      }),
    );
    process.stdout.write(`\n${result}\n`);
    // If only some cases were selected, there is nothing to compare.
    if (played.size < cases.length) return;
    const page = readFileSync(PAGE, 'utf8');
    const wanted = withResult(page, result);
    if (process.env.WRITE_FAULTS) writeFileSync(PAGE, wanted);
    else if (page !== wanted)
      throw new Error(
        'docs/reliability.md differs from the results. Review them, then run: WRITE_FAULTS=1 npm run test:faults',
      );
  });
});
