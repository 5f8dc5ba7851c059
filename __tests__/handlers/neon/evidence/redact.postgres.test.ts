import fc from 'fast-check';
import { redact } from '../../../../handlers/neon/evidence/redact';
import { hasSecret, planted, plantedWithBackslashes, soup } from '../../../support/fuzz/planted';
import { type Database, startDatabase, versions } from '../../../support/servers/postgres';

const SEED = 20_261_126;
const sampled = (from: fc.Arbitrary<string>, n: number) => fc.sample(from, { numRuns: n, seed: SEED });

// The oldest scanner, in which letters may follow a number, and the newest.
describe.each(versions.filter(({ major }) => major === 14 || major === 18))(
  'PostgreSQL $major',
  ({ folder, describeVersion }) => {
    describeVersion('with texts that it accepts', () => {
      let db: Database;
      beforeAll(async () => {
        db = await startDatabase({ ...(folder && { folder }) });
        await db.admin.query('SET log_min_messages = fatal; SET escape_string_warning = off');
      });
      afterAll(() => db.stop());
      /** The names of the columns; undefined if the server refuses the text. */
      const columns = async (statement: string) =>
        db.admin.query({ text: statement, rowMode: 'array' }).then(
          ({ fields }) => fields?.map(({ name }) => name),
          () => undefined,
        );

      test('a planted secret does not survive', async () => {
        for (const statement of sampled(planted, 150)) {
          expect([statement, await columns(statement)]).toEqual([statement, expect.any(Array)]);
          expect(redact(statement)).toMatch(/^SELECT (date|-)?\?/);
          expect(hasSecret(redact(statement))).toBe(false);
        }
      });

      test('nor where backslashes are escapes in every string', async () => {
        await db.admin.query('SET standard_conforming_strings = off');
        for (const statement of sampled(plantedWithBackslashes, 150)) {
          expect([statement, await columns(statement)]).toEqual([statement, expect.any(Array)]);
          expect(hasSecret(redact(statement))).toBe(false);
        }
        await db.admin.query('RESET standard_conforming_strings');
      });

      test.each(['on', 'off'])(
        'what is left of any text is not a literal: backslashes %s',
        async (setting) => {
          await db.admin.query(`SET standard_conforming_strings = ${setting}`);
          let accepted = 0;
          for (const statement of sampled(soup, 1_500)) {
            if (!hasSecret(statement)) continue;
            const names = await columns(statement);
            if (!names) continue;
            accepted += 1;
            // Where it is the name of a column, it is no literal.
            if (hasSecret(redact(statement)))
              expect([statement, hasSecret(names.join())]).toEqual([statement, true]);
          }
          expect(accepted).toBeGreaterThan(20);
          await db.admin.query('RESET standard_conforming_strings');
        },
      );
    });
  },
);
