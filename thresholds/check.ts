import type { Severity } from './row';

/** The check that says what could not be looked at, in every service. */
export const NOT_LOOKED_AT = 'not looked at';

/** How bad a finding of a check-up is. A notice is worth knowing, and raises no alarm. */
export type CheckSeverity = 'notice' | Severity;
/** From harmless to bad, the order used everywhere. */
export const checkSeverities = ['notice', 'warning', 'critical'] as const satisfies readonly CheckSeverity[];

/** One check of the daily check-up: what it looks for, and from which number on it is a finding. */
export interface Check {
  /** What is found: `Sequences near their end`. */
  readonly finds: string;
  /** What happens if nobody does anything. One or two sentences. */
  readonly why: string;
  /** From which number on, in `unit`, it is a finding of this severity. At least one. */
  readonly from: Readonly<Partial<Record<CheckSeverity, number>>>;
  /** Such as `%`. Empty where the number only says that it is there. */
  readonly unit: string;
  /** What else must hold. One sentence. */
  readonly only?: string;
  /** What mends it. One or two sentences. */
  readonly remedy: string;
}
/** By name, as findings have it. */
export type Checks = Readonly<Record<string, Check>>;
