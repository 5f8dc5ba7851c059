import fc from 'fast-check';

/**
 * How the fuzz tests run: few inputs, always the same ones, unless these variables are set.
 * `FUZZ_RUNS=100000 FUZZ_SEED=7 npx jest fuzz` runs more; a failure prints its seed and path.
 */
const { FUZZ_RUNS, FUZZ_SEED } = process.env;
const RUNS = Number(FUZZ_RUNS ?? 300);
const SEED = Number(FUZZ_SEED ?? 20_261_123);
if (!(RUNS >= 1) || !Number.isInteger(SEED))
  throw new Error(`FUZZ_RUNS is "${FUZZ_RUNS}" and FUZZ_SEED "${FUZZ_SEED}": use whole numbers.`);

const HOUR_MS = 3_600_000;
if (FUZZ_RUNS !== undefined) jest.setTimeout(24 * HOUR_MS);

/** The longest time for one input: the collectors' timeout for a command. A pure function that takes longer hangs. */
const LONGEST_MS = 5_000;

/**
 * Checks a property with arbitrary inputs.
 * @param cost of one run, in runs of a pure function; an expensive property gets that many times fewer runs
 */
export function fuzz<Inputs extends [unknown, ...unknown[]]>(
  inputs: { readonly [I in keyof Inputs]: fc.Arbitrary<Inputs[I]> },
  holds: (...inputs: Inputs) => void,
  cost = 1,
): void {
  const timed = (...given: Inputs) => {
    const started = performance.now();
    holds(...given);
    expect(performance.now() - started).toBeLessThan(LONGEST_MS);
  };
  fc.assert(fc.property(...inputs, timed), settings(cost));
}

/** The same for asynchronous properties. A run has its own time limit. */
export async function fuzzRuns<Inputs extends [unknown, ...unknown[]]>(
  inputs: { readonly [I in keyof Inputs]: fc.Arbitrary<Inputs[I]> },
  holds: (...inputs: Inputs) => Promise<void>,
  cost: number,
): Promise<void> {
  await fc.assert(fc.asyncProperty(...inputs, holds), settings(cost));
}

function settings(cost: number) {
  return { seed: SEED, numRuns: Math.max(1, Math.ceil(RUNS / cost)) };
}
