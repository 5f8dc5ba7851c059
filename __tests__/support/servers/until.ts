/** Longer than any step of a test takes on a busy machine, and shorter than jest's timeout for the slowest test. */
const LIMIT_MS = 50_000;

/**
 * Waits until a condition holds, however busy the machine is.
 * @param condition polled repeatedly
 * @throws {Error} after the time limit; waiting longer would outlive the test and keep the run from ending
 */
export async function until(condition: () => boolean | Promise<boolean>, limitMs = LIMIT_MS): Promise<void> {
  const late = performance.now() + limitMs;
  while (!(await condition())) {
    if (performance.now() > late) throw new Error(`not within ${limitMs / 1000} s: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
