/** From one time at an axis to the next, in milliseconds. */
export const TIME_STEPS = [
  1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400,
  172_800, 604_800, 1_209_600, 2_592_000, 5_184_000,
].map((seconds) => seconds * 1000);

/** From one number at an axis to the next. */
export const ROUND_STEPS: readonly number[] = Array.from({ length: 34 }, (_, i) =>
  [1, 2, 2.5, 5].map((digits) => Number(`${digits}e${i - 15}`)),
).flat();

const [SHORT, LONGEST] = [1000, TIME_STEPS.at(-1) ?? 0];
/** From one duration to the next, in milliseconds: minutes and hours are no decimal numbers. */
export const DURATION_STEPS: readonly number[] = [
  ...ROUND_STEPS.filter((ms) => ms < SHORT),
  ...TIME_STEPS,
  ...ROUND_STEPS.filter((ms) => ms > LONGEST),
];
