/** What Neon charges on a plan, in US dollars, and what the plan includes. */
export interface NeonPlan {
  /** For an hour of a compute of one unit. */
  readonly computeHour: number;
  /** For 10⁹ bytes in a month of 744 hours. */
  readonly storageMonth: number;
  readonly restoreMonth: number;
  readonly snapshotMonth: number;
  /** For 10⁹ bytes. */
  readonly publicGigabyte: number;
  readonly privateGigabyte: number;
  /** For a branch in a month of 744 hours. */
  readonly branchMonth: number;
  /** Branches of each project without a price, besides the root branch. */
  readonly freeBranches: number;
}

const LAUNCH: NeonPlan = {
  computeHour: 0.106,
  storageMonth: 0.35,
  restoreMonth: 0.2,
  snapshotMonth: 0.09,
  publicGigabyte: 0.1,
  privateGigabyte: 0,
  branchMonth: 1.5,
  freeBranches: 9,
};

/**
 * The plans with a public price, by the name that Neon's API gives them, without what follows an underscore. Compute from Neon's
 * website, plans, 2026-11-12; the others from Neon's documentation, usage calculations, 2026-05-28.
 */
export const plans = {
  launch: LAUNCH,
  scale: { ...LAUNCH, computeHour: 0.222, privateGigabyte: 0.01, freeBranches: 24 },
} as const satisfies Readonly<Record<string, NeonPlan>>;

/** Neon's month, whatever the calendar says. */
export const NEON_HOURS_PER_MONTH = 744;
/** Public transfer of an organization without a price, in a month. */
export const FREE_PUBLIC_GIGABYTES = 100;
